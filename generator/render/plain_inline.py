"""One line of Markdown into plain text: its words, its marks, and numbers for its links.

Raw HTML leaves what it shows and where it leads. Blocks and wrapping are ``plain``'s.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.markup import parser
from generator.render.links import resolve
from generator.render.math import unicode_math

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

MARKS = {"em": "_", "strong": "*", "s": "~~"}
MUTED = frozenset({"script", "style", "template", "title"})
BREAKS = frozenset({"br", "p", "div", "li", "tr", "summary", "h4", "h5", "h6"})
SPACES = re.compile(r"\s+")


class References:
    """The numbered addresses of one text. Numbers run through it; each address is listed once.

    Not frozen: it collects while a text is written.
    """

    def __init__(self, page_url: str) -> None:
        self.page_url = page_url
        self._numbers: dict[str, int] = {}
        self._listed = 0

    def mark(self, href: str) -> str:
        """Return `` [3]`` for a link, or nothing where a reader must not follow it."""
        try:
            url = resolve("".join(href.split()), self.page_url)
            if urlsplit(url).scheme not in {"http", "https", "mailto"}:
                return ""
        except ValueError:
            return ""
        return f"\N{NO-BREAK SPACE}[{self._numbers.setdefault(url, len(self._numbers) + 1)}]"

    def take(self) -> list[str]:
        """Return the lines of the addresses that were not listed yet."""
        fresh = [(url, n) for url, n in self._numbers.items() if n > self._listed]
        self._listed = len(self._numbers)
        return [f"[{number}] {url}" for url, number in fresh]


def plain_line(text: str, references: References) -> str:
    """Return inline Markdown as one line, not wrapped."""
    return " ".join(inline_text(parser().parseInline(text), references).split(" ")).strip()


def inline_text(tokens: Iterable[Token], references: References) -> str:
    """Return what inline tokens say; hard breaks are line feeds."""
    run = _Run(references)
    for token in tokens:
        run.add(token)
    run.close()
    return "".join(run.parts).strip(" ")


def holds_link(text: str) -> bool:
    """Tell whether inline Markdown has a link of its own, so that it cannot be put inside one."""
    tokens = parser().parseInline(text)[0].children or []
    return any(
        token.type in {"link_open", "footnote_ref"} or token.content[:2].lower() == "<a"
        for token in tokens
    )


def formula(tex: str) -> str | None:
    """Return a formula in plain characters, or ``None`` where its TeX says it better."""
    return unicode_math(tex.strip())


class _Run(HTMLParser):
    """One run of inline content. Raw HTML goes through the parser, everything else beside it."""

    def __init__(self, references: References) -> None:
        super().__init__(convert_charrefs=True)
        self.references = references
        self.parts: list[str] = []
        self._links: list[tuple[str, bool]] = []
        self._muted = 0

    def add(self, token: Token) -> None:
        """Add what one token says."""
        kind = token.type
        if kind == "inline":
            for child in token.children or []:
                self.add(child)
        elif kind in {"html_inline", "html_block"}:
            self.feed(token.content)
        elif kind == "link_open":
            self._links.append((str(token.attrs.get("href", "")), token.info == "auto"))
        elif kind == "link_close":
            self._end_link()
        elif kind == "image":
            self._image(token.content, str(token.attrs.get("src", "")))
        else:
            self._say(_words(token))

    def _say(self, text: str) -> None:
        is_shown_as_address = bool(self._links) and self._links[-1][1]
        if not self._muted and not is_shown_as_address:
            self.parts.append(text)

    def _image(self, description: str, source: str) -> None:
        shown = plain_line(description, self.references) or "picture"
        self._say(f"[image: {shown}]{self.references.mark(source)}")

    def _end_link(self) -> None:
        if not self._links:
            return
        href, is_automatic = self._links.pop()
        if is_automatic:
            self._say(f"<{href.removeprefix('mailto:')}>")
        else:
            self._say(self.references.mark(href))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Say what an element shows where it begins."""
        given = {name: value or "" for name, value in attrs}
        if tag in MUTED:
            self._muted += 1
        elif tag == "a":
            self._links.append((given.get("href", ""), False))
        elif tag == "img":
            self._image(given.get("alt", ""), given.get("src", ""))
        elif tag == "input" and given.get("type") == "checkbox":
            self._say("☑" if "checked" in given else "☐")
        elif tag in {"sub", "sup"}:
            self._say("_" if tag == "sub" else "^")
        elif tag in BREAKS:
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        """Say what an element shows where it ends."""
        if tag in MUTED:
            self._muted = max(0, self._muted - 1)
        elif tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        """Say the text between tags."""
        self._say(SPACES.sub(" ", data))


def _words(token: Token) -> str:
    """Return what a token says by itself."""
    match token.type:
        case "softbreak":
            words = " "
        case "hardbreak":
            words = "\n"
        case "code_inline":
            words = f"`{token.content}`"
        case "footnote_ref":
            words = f"[^{token.meta['id'] + 1}]"
        case "math_inline" | "math_inline_double":
            words = formula(token.content) or f"`{token.content.strip()}`"
        case _:
            words = MARKS.get(token.tag, "") if token.nesting else token.content
    return words
