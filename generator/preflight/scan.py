"""Where in Markdown text the things stand that are no words: code, links, formulas, comments.

The parser says which lines are text and which are code; this finds, within lines of text, every
inline construct with its exact offsets, which the parser does not tell. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(StrEnum):
    """What stands at a span."""

    CODE = "code"
    COMMENT = "comment"
    HTML = "html"
    AUTOLINK = "autolink"
    DESTINATION = "destination"
    OPEN_DESTINATION = "open-destination"
    LABEL = "label"
    DEFINITION = "definition"
    FOOTNOTE = "footnote"
    MATH = "math"
    DOLLAR = "dollar"
    ANCHOR = "anchor"
    ESCAPE = "escape"
    ENTITY = "entity"


@dataclass(frozen=True, slots=True)
class Span:
    """Something at ``text[start:end]``; ``opened`` is where the text of a link or image starts.

    For an image ``opened`` is at its ``!``.
    """

    kind: Kind
    start: int
    end: int
    opened: int = -1


SPECIAL = re.compile(r"[\\`<$\[\]{&]")
TICKS = re.compile(r"`+")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w.-]+\.\w+)>")
TAG = re.compile(
    r"""</?[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:@][\w:.-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>"""
)
DEFINITION = re.compile(r"\[(?!\^)(?:[^\[\]\\]|\\.)+\]:[ \t]*\n?[ \t]*(?:<[^<>\n]*>|[^\s<]\S*)")
NOTE = re.compile(r"\[\^[^\]\s]+\]:?")
DESTINATION = re.compile(
    r"\]\(\s*(?:<(?:[^<>\n\\]|\\.)*>|(?:[^\s()\\<]|\\.|\((?:[^\s()\\]|\\.|\([^\s()]*\))*\))"
    r"(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()]*\))*\))*)?"
    r"""(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)"""
)
OPEN_DESTINATION = re.compile(r"\]\([^\n)]*\)?")
LABEL = re.compile(r"\]\[(?!\^)(?:[^\[\]\\]|\\.)*\]")
ANCHOR = re.compile(r"\{\s*#[A-Za-z0-9][\w.:-]*\s*\}")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
# As dollarmath reads it with our options: no space inside, no digit beside, may span lines.
MATH = re.compile(
    r"(?<![\\$\d])\$(?![\s$])(?:[^$\\\n]|\\.|\n(?!\s*\n))*?(?<![\s\\])\$(?![\d$])"
    r"|(?<![\\$])\$\$(?!\$)(?:[^$\\]|\\.)+?\$\$"
)


def scan(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of ``text[start:end]``, which is running text, in their order."""
    place, brackets = start, list[int]()
    while found := SPECIAL.search(text, place, end):
        at = found.start()
        span = _span_at(text, at, start, end, brackets)
        if span is None:
            place = at + 1
        else:
            yield span
            place = max(span.end, at + 1)


def _span_at(text: str, at: int, start: int, end: int, brackets: list[int]) -> Span | None:
    char = text[at]
    if char == "[":
        return _at_bracket(text, at, start, end, brackets)
    if char == "]":
        return _at_closing(text, at, end, brackets)
    if char == "`":
        return _code(text, at, end)
    if char == "$":
        found = MATH.match(text, at, end)
        return Span(Kind.MATH, at, found.end()) if found else Span(Kind.DOLLAR, at, at + 1)
    for kind, pattern in _PATTERNS[char]:
        if found := pattern.match(text, at, end):
            return Span(kind, at, found.end())
    return None


_PATTERNS = {
    "\\": ((Kind.ESCAPE, ESCAPED),),
    "<": ((Kind.COMMENT, COMMENT), (Kind.AUTOLINK, AUTOLINK), (Kind.HTML, TAG)),
    "{": ((Kind.ANCHOR, ANCHOR),),
    "&": ((Kind.ENTITY, ENTITY),),
}


def _code(text: str, at: int, end: int) -> Span:
    """Return a code span, or the run of backticks that opens none (CommonMark, section 6.1)."""
    opening = TICKS.match(text, at, end)
    length = opening.end() - at if opening else 1
    for closing in TICKS.finditer(text, at + length, end):
        if closing.end() - closing.start() == length:
            return Span(Kind.CODE, at, closing.end())
    return Span(Kind.ESCAPE, at, at + length)


def _at_bracket(text: str, at: int, start: int, end: int, brackets: list[int]) -> Span | None:
    if note := NOTE.match(text, at, end):
        return Span(Kind.FOOTNOTE, at, note.end())
    line = text.rfind("\n", start, at) + 1
    if not text[max(line, start) : at].strip(" \t>") and (
        definition := DEFINITION.match(text, at, end)
    ):
        return Span(Kind.DEFINITION, at, definition.end())
    brackets.append(at - 1 if at > start and text[at - 1] == "!" else at)
    return None


def _at_closing(text: str, at: int, end: int, brackets: list[int]) -> Span | None:
    if not brackets:
        return None
    opened = brackets.pop()
    if found := DESTINATION.match(text, at, end):
        return Span(Kind.DESTINATION, at, found.end(), opened)
    if found := LABEL.match(text, at, end):
        return Span(Kind.LABEL, at, found.end(), opened)
    if found := OPEN_DESTINATION.match(text, at, end):
        return Span(Kind.OPEN_DESTINATION, at, found.end(), opened)
    return None
