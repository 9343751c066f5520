"""An issue's text with the place of everything in it: headings, links, formulas, and the words.

``reading`` fills it. Offsets count characters of ``Source.text``; ``Source.place`` turns them into
lines and columns. What lies below the inbox marker is not published and not in it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.preflight.scan import Span

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the front matter: its name and where its value starts."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level and the offsets of its lines."""

    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """An address and where it is written. ``alt`` is the text of an image, ``None`` for a link.

    ``is_closed`` is false where the address does not end as Markdown wants it, so that readers see
    the brackets.
    """

    url: str
    start: int
    alt: str | None = None
    is_image: bool = False
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula's TeX and where it starts. ``is_display`` is for one set on a line of its own."""

    tex: str
    start: int
    is_display: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The text of an issue, read.

    ``prose`` is as long as ``text`` and holds, at the same offsets, only what readers see as words;
    all else is blank. ``body`` and ``inbox`` are the offsets below the front matter and of the inbox
    marker (or the end of the text). ``labels`` are the names of link references and footnotes that
    are defined.
    """

    path: str
    text: str
    body: int
    inbox: int
    starts: tuple[int, ...]
    keys: tuple[Key, ...]
    headings: tuple[Heading, ...]
    quotes: tuple[Range, ...]
    spans: tuple[Span, ...]
    links: tuple[Link, ...]
    formulas: tuple[Formula, ...]
    labels: frozenset[str]
    prose: str

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset, both from 1."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int) -> int:
        """Return where a line starts; the end of the text for a line behind the last one."""
        return self.starts[line - 1] if line <= len(self.starts) else len(self.text)

    def key(self, name: str) -> tuple[int, int]:
        """Return the place of a key's value in the front matter, or of its first line."""
        return next((self.place(key.start) for key in self.keys if key.name == name), (1, 1))

    def slice(self, first: int, end: int) -> str:
        """Return the lines from ``first`` up to, without, ``end``."""
        return self.text[self.offset(first) : self.offset(end)]


def blank(text: str, ranges: Iterable[Range]) -> str:
    """Return ``text`` with spaces in some ranges; line ends stay, so that places stay right."""
    parts, done = [], 0
    for start, end in sorted(ranges):
        if end <= done:
            continue
        first = max(start, done)
        parts += [text[done:first], _spaces(text[first:end])]
        done = end
    return "".join([*parts, text[done:]])


def label_of(text: str) -> str:
    """Return what equal names of link references have in common (CommonMark, section 4.7)."""
    return " ".join(text.split()).casefold()


def _spaces(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))
