"""Markup cut into tokens, in linear time on any text, and the visible text of HTML.

No parser of XML or HTML: it knows where tags, comments and CDATA sections begin and end, even in
broken text, and that is all. Nothing here decides what an element means.
"""

from __future__ import annotations

import html
import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What a token is. ``OPEN`` is a comment or CDATA section that never ends."""

    TEXT = "text"
    START = "start"
    END = "end"
    CDATA = "CDATA section"
    COMMENT = "comment"
    INSTRUCTION = "processing instruction"
    DECLARATION = "declaration"
    OPEN = "open"


class Token(NamedTuple):
    """A piece of the text as it stands there; ``name`` is that of a tag, in lower case."""

    kind: Kind
    text: str
    name: str = ""

    @property
    def local(self) -> str:
        """The name without its namespace prefix."""
        return self.name.rpartition(":")[2]

    @property
    def is_empty(self) -> bool:
        """Whether a start tag is its own end."""
        return self.text.endswith("/>")


# Possessive quantifiers (``*+``) never give back, so that an unfinished tag costs one look.
_MARK = re.compile(
    r"<(?:(!\[CDATA\[)|(!--)|(\?)|(!)(?=[A-Za-z])"
    r"|(/?)([A-Za-z_][^\s/<>\"'=]*+)[^<>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^<>\"']*+)*+>)"
)
_ENDINGS = (
    ("]]>", Kind.CDATA),
    ("-->", Kind.COMMENT),
    ("?>", Kind.INSTRUCTION),
    (">", Kind.DECLARATION),
)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text``; joined, they are ``text``."""
    position = 0
    while match := _MARK.search(text, position):
        if match.start() > position:
            yield Token(Kind.TEXT, text[position : match.start()])
        token = _token_at(text, match)
        yield token
        position = match.start() + len(token.text)
    if position < len(text):
        yield Token(Kind.TEXT, text[position:])


def _token_at(text: str, match: re.Match[str]) -> Token:
    for group, (ending, kind) in enumerate(_ENDINGS, start=1):
        if match[group] is not None:
            stop = text.find(ending, match.end())
            if stop == -1:
                return Token(Kind.OPEN, text[match.start() :])
            return Token(kind, text[match.start() : stop + len(ending)])
    kind = Kind.END if match[5] else Kind.START
    return Token(kind, match[0], match[6].lower())


_HIDDEN = frozenset({"script", "style", "template", "head"})
_INLINE_NAMES = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span"
    "|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_INLINE = frozenset(_INLINE_NAMES.split("|"))
_INLINE_TAG = re.compile(
    rf"</?(?:{_INLINE_NAMES})"
    r"(?:\s++[a-z][a-z-]*+\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'))*+\s*+/?>",
    re.IGNORECASE,
)


def visible_text(markup: str) -> str:
    """Return what a reader sees of HTML, on one line: blocks become spaces, inline tags nothing."""
    shown: list[str] = []
    hidden = ""
    for token in tokens(markup):
        if hidden:
            if token.kind is Kind.END and token.name == hidden:
                hidden = ""
        elif token.kind is Kind.TEXT:
            shown.append(html.unescape(token.text))
        elif token.kind is Kind.CDATA:
            shown.append(token.text[9:-3])
        elif token.kind is Kind.START and token.name in _HIDDEN and not token.is_empty:
            hidden = token.name
        elif token.kind in {Kind.START, Kind.END} and token.name not in _INLINE:
            shown.append(" ")
    return " ".join("".join(shown).split())


def without_inline_tags(text: str) -> str:
    """Return ``text`` without tags of inline HTML; everything else that looks like a tag stays."""
    return _INLINE_TAG.sub("", text)
