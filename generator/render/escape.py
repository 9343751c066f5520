"""Foreign text into Markdown: the one function for it, and its sister for links.

Text of a source is hostile. ``escape_text`` gives Markdown that shows exactly that text, with no
element, in both engines that may read it: ``generator.markup`` and Python-Markdown as MkDocs runs
it. It is right in a heading, a paragraph, a list item, a quote, a table cell, the text of a link
and inside emphasis, so the caller need not say where the text goes.

Formulas are text too, but in ``escape_prose``: a title with ``$k$-means`` shows its dollars, since
a source's dollars are as often prices, and two texts side by side must not make a formula of what
stands between them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

from markdown import Markdown

from generator.markup import parser
from generator.render.characters import drop_unfit
from generator.render.math import mathml

MARKDOWN_EXTENSIONS = ("attr_list", "fenced_code", "tables", "toc")
"""What MkDocs runs Python-Markdown with: site/mkdocs.yml's extensions and its own three."""

_INVISIBLE = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_PLAIN = re.compile(r"[^\W_][^\\`*_\[\]{}<>&$~|#\x00-\x1f]*")
_LIST_NUMBER = re.compile(r"(\d+)([.)])(?=\s|$)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_WORD_BREAK = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_CONTEXTS = """
### [{0}](https://x.example/) {{ #a }}

### {0}

{0}

*{0}*

*a · {0} · b*

> {0}

- {0}
- [{0}](https://x.example/) b

b

{0}

| {0} | b |
|-----|---|
| {0} | b |
"""
_FORMULA = re.compile(r"\$(?![\s$])((?:[^$\\`<|]|\\.)+?)(?<!\s)\$(?![\d$])")
_ONE_QUOTE = ["blockquote_open", "paragraph_open"]
_SAMPLE = "word"
LONGEST_VERIFIED = 4000
"""A longer text with anything special is written in references: the engines would take too long."""
_URL_SAFE = "/:?#@!$&+,;=%~-._"


def visible_text(text: str) -> str:
    """Return what readers will see of foreign text: one line, no controls, no direction marks."""
    return " ".join(_INVISIBLE.sub("", drop_unfit(" ".join(text.split()))).split())


def escape_text(text: str) -> str:
    """Return Markdown that shows ``visible_text(text)`` and nothing else."""
    shown = visible_text(text)
    if _PLAIN.fullmatch(shown) and not _LIST_NUMBER.match(shown):
        return shown
    if len(shown) <= LONGEST_VERIFIED:
        for escaped in (_escape_few(shown), _escape_many(shown)):
            if _is_exact(escaped, shown):
                return escaped
    return _escape_all(shown)


def escape_prose(text: str) -> str:
    """Return Markdown that shows foreign prose, its formulas set as formulas.

    For quotes in the body of an issue, which one engine reads. A formula is what cleaning and the
    parser take for one and what can be turned into MathML; everything else is as in ``escape_text``,
    and so is the whole text where that cannot be told apart.
    """
    shown = visible_text(text)
    pieces = _FORMULA.split(shown)
    formulas = [piece for piece in pieces[1::2] if mathml(piece) is not None]
    if not formulas or len(shown) > LONGEST_VERIFIED:
        return escape_text(shown)
    written, expected = "", ""
    for place, piece in enumerate(pieces):
        if place % 2 and piece in formulas:
            written += f"${piece}$"
            expected += piece
        else:
            plain = f"${piece}$" if place % 2 else piece
            before = " " if plain.startswith(" ") else ""
            after = " " if plain.endswith(" ") and plain.strip() else ""
            written += before + escape_text(plain) + after
            expected += plain
    return written if _says(written, formulas, expected) else escape_text(shown)


def _says(written: str, formulas: list[str], expected: str) -> bool:
    """Return whether our parser sees exactly these formulas, and these words around them."""
    blocks = parser().parse(f"> {written}")
    inline = next((token for token in blocks if token.type == "inline"), None)
    if inline is None or [b.type for b in blocks if b.type.endswith("_open")] != _ONE_QUOTE:
        return False
    children = inline.children or []
    found = [child.content for child in children if child.type == "math_inline"]
    words = "".join(child.content for child in children)
    only = {child.type for child in children} <= {"text", "math_inline", "text_special"}
    return only and found == formulas and words.split() == expected.split()


def escape_url(url: str) -> str | None:
    """Return a link that is safe in ``[text](…)``, or ``None`` for one that nobody should follow.

    Only http, https and mailto; no user name or password before the host, no control characters.
    """
    url = url.strip()
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", url) or _INVISIBLE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.netloc else ""
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme == "mailto":
        return _encode(url) if parts.path and not parts.netloc else None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _is_host(host):
        return None
    rest = url.split("//", 1)[1][len(parts.netloc) :]
    return f"{parts.scheme}://{host}{port}{_encode(rest)}"


def guard_html(html: str) -> str:
    """Return sanitised inline HTML so that Python-Markdown leaves it as it is inside a heading.

    All that Markdown could take for its own becomes character references, in text and attributes.
    """
    parts = re.split(r'(<(?:[^<>"]|"[^"]*")*>)', html.replace("\n", " "))
    return "".join(
        re.sub(r'"([^"]*)"', lambda match: f'"{_refer(match[1])}"', part)
        if place % 2
        else _refer(part)
        for place, part in enumerate(parts)
    )


def _refer(text: str) -> str:
    return re.sub(r"[\\`*_{}\[\]()!|~$<>]|(?<!&)#", lambda match: f"&#{ord(match[0])};", text)


def _is_host(host: str) -> bool:
    return re.fullmatch(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?", host.lower()) is not None


def _encode(text: str) -> str:
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    encoded = quote(text.encode("utf-8", "replace"), safe=_URL_SAFE)
    return re.sub(r"(&#?\w+);", r"\1%3B", encoded)


def _escape_few(text: str) -> str:
    """Escape what would mean something, where it would."""
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", "&#92;", _ENTITY.sub("&amp;", text))
    text = re.sub(r"[`*\[\]{}]", r"\\\g<0>", _TAG.sub("&lt;", text))
    text = _WORD_BREAK.sub(r"\\_", text)
    text = re.sub(r"[$|]|~(?=~)|(?<=~)~", lambda match: f"&#{ord(match[0])};", text)
    return _escape_ends(text)


def _escape_many(text: str) -> str:
    """Escape every character that may ever mean something."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"[`*_\[\]{}#]", r"\\\g<0>", text.replace("\\", "&#92;"))
    text = re.sub(r"[$|~^=]", lambda match: f"&#{ord(match[0])};", text)
    return _escape_ends(text)


def _escape_ends(text: str) -> str:
    """Escape what would open a block where the text begins, and close a heading where it ends."""
    text = re.sub(r"#+$", lambda match: r"\#" * len(match[0]), text)
    if text[:1] in {"#", ">", "+", "-", "!"}:
        text = "\\" + text
    elif text[:1] in {"=", ":", "~", "?", "^", "%"}:
        text = f"&#{ord(text[0])};{text[1:]}"
    return _LIST_NUMBER.sub(r"\1\\\2", text, count=1) if _LIST_NUMBER.match(text) else text


def _escape_all(text: str) -> str:
    """Write every ASCII character that is no letter, digit or space as a character reference."""
    return re.sub(r"[!-/:-@\[-`{-~]", lambda match: f"&#{ord(match[0])};", text)


def _is_exact(escaped: str, shown: str) -> bool:
    """Tell whether both engines show just ``shown``, with no element of its own, everywhere."""
    source = _CONTEXTS.format(escaped)
    return all(
        _events(html) == [event.replace(_SAMPLE, shown) for event in expected]
        for html, expected in zip(_render(source), _expected(), strict=True)
    )


@lru_cache(maxsize=1)
def _expected() -> tuple[list[str], ...]:
    return tuple(_events(html) for html in _render(_CONTEXTS.format(_SAMPLE)))


def _render(source: str) -> tuple[str, str]:
    ours: str = parser().render(source)
    return ours, _python_markdown().reset().convert(source)


@lru_cache(maxsize=1)
def _python_markdown() -> Markdown:
    return Markdown(extensions=[*MARKDOWN_EXTENSIONS])


def _events(html: str) -> list[str]:
    reader = _EventReader()
    reader.feed(html)
    reader.close()
    return reader.finish()


class _EventReader(HTMLParser):
    """HTML as a flat list: tags with their attributes, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A heading's id is made from its text; every other attribute must be the expected one.
        named = [f"{name}={value}" for name, value in attrs if name != "id" or value == "a"]
        self.mark(f"<{tag} {' '.join(named)}>")

    def handle_endtag(self, tag: str) -> None:
        self.mark(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.mark(f"<!--{data}-->")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def mark(self, event: str) -> None:
        text = "".join(self.text)
        self.events += [text.strip("\n"), event] if text.strip("\n") else [event]
        self.text.clear()

    def finish(self) -> list[str]:
        self.mark("")
        return self.events
