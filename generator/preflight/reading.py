"""Read an issue's text into a ``Source``: the parser tells its blocks, ``scan`` what stands in them."""

from __future__ import annotations

import html
import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from generator.issue import normalise
from generator.issue.parse import INBOX
from generator.markup import parser
from generator.preflight.scan import COMMENT, TAG, Kind, Span, scan
from generator.preflight.source import (
    Formula,
    Heading,
    Key,
    Link,
    Source,
    blank,
    label_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

    from generator.preflight.source import Range

KEY = re.compile(r"([A-Za-z_-]+):[ \t]*")
ATTRIBUTE = re.compile(r"""\s(href|src|alt)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
WRITTEN_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
SPOKEN_KEYS = frozenset({"title", "summary"})


def read_source(text: str, path: str) -> Source:
    """Return ``text``, the whole of an issue's file, with the place of everything in it."""
    text = normalise(text)
    lines = text.split("\n")
    starts = tuple(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    fence = _end_of_front_matter(lines)
    reader = _Reader(text, starts, fence)
    return reader.read(path)


def _end_of_front_matter(lines: list[str]) -> int:
    """Return the index of the line that closes the front matter; the last line where none does."""
    if lines[0].rstrip() != "---":
        return -1
    return next(
        (at for at, line in enumerate(lines) if at and line.rstrip() == "---"), len(lines) - 1
    )


class _Reader:
    """Reads one text. Not frozen: it gathers what it meets."""

    def __init__(self, text: str, starts: tuple[int, ...], fence: int) -> None:
        self.text = text
        self.starts = starts
        self.first = fence + 1
        self.running: set[Range] = set()
        self.markup: set[Range] = set()
        self.headings: list[Heading] = []
        self.quotes: list[Range] = []
        self.formulas: list[Formula] = []

    def read(self, path: str) -> Source:
        env: dict[str, Any] = {}
        tokens: list[Token] = []
        # Blocks alone: what stands within lines, scan finds with its place, and in half the time.
        parser().block.parse(self.text[self.at(0) :], parser(), env, tokens)
        end = self.inbox(tokens)
        for token in tokens:
            if token.map is not None and self.at(token.map[0]) < end:
                self.take(token)
        for reference in env.get("references", {}).values():
            if "map" in reference and self.at(reference["map"][0]) < end:
                self.running.add(self.range(reference["map"]))
        spans = tuple(sorted(self.spans(), key=lambda span: span.start))
        references = {label_of(name): str(one["href"]) for name, one in _references(env)}
        notes = {f"^{name[1:]}" for name in env.get("footnotes", {}).get("refs", {})}
        keys = tuple(self.keys())
        return Source(
            path=path,
            text=self.text,
            body=self.at(0),
            inbox=end,
            starts=self.starts,
            keys=keys,
            headings=tuple(self.headings),
            quotes=tuple(self.quotes),
            spans=spans,
            links=tuple(_links(self.text, spans, references)),
            formulas=tuple(sorted([*self.formulas, *_formulas(self.text, spans)], key=_start)),
            labels=frozenset(references) | frozenset(notes),
            prose=self.prose(keys, spans),
        )

    def at(self, line: int) -> int:
        """Return the offset of a line of the body, which counts from 0."""
        place = line + self.first
        return self.starts[place] if place < len(self.starts) else len(self.text)

    def range(self, lines: list[int]) -> Range:
        return self.at(lines[0]), self.at(lines[1])

    def inbox(self, tokens: list[Token]) -> int:
        for token in tokens:
            if token.type == "html_block" and token.map and INBOX.match(token.content.strip()):
                return self.at(token.map[0])
        return len(self.text)

    def take(self, token: Token) -> None:
        """Note a block by what its lines are: running text, markup, a heading, a formula."""
        lines = self.range(token.map or [0, 0])
        if token.type in {"inline", "table_open"}:
            self.running.add(lines)
        elif token.type == "heading_open" and token.level == 0:
            self.headings.append(Heading(int(token.tag[1]), *lines))
        elif token.type == "blockquote_open":
            self.quotes.append(lines)
        elif token.type == "html_block":
            self.markup.add(lines)
        elif token.type in {"math_block", "math_block_label"}:
            start = self.text.find("$$", *lines)
            self.formulas.append(
                Formula(token.content.strip(), max(start, lines[0]), is_display=True)
            )

    def spans(self) -> Iterator[Span]:
        for start, end in _apart(self.running):
            yield from scan(self.text, start, end)
        for start, end in self.markup:
            for found in COMMENT.finditer(self.text, start, end):
                yield Span(Kind.COMMENT, *found.span())
            for found in TAG.finditer(self.text, start, end):
                yield Span(Kind.HTML, *found.span())

    def keys(self) -> Iterator[Key]:
        for line in range(1, self.first - 1):
            start = self.starts[line]
            if found := KEY.match(self.text, start):
                end = self.text.find("\n", start)
                yield Key(found[1], found.end(), end)

    def prose(self, keys: tuple[Key, ...], spans: tuple[Span, ...]) -> str:
        said = [(key.start, key.end) for key in keys if key.name in SPOKEN_KEYS]
        words = _apart({*self.running, *said})
        ends, begins = (0, *(end for _, end in words)), (*(one for one, _ in words), len(self.text))
        silent = zip(ends, begins, strict=True)
        hidden = (_hidden(span) for span in spans)
        return blank(self.text, [*silent, *hidden])


def _apart(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges in order, without those that lie inside one before them."""
    found: list[Range] = []
    for start, end in sorted(ranges, key=lambda one: (one[0], -one[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _hidden(span: Span) -> Range:
    """Return what readers do not see of a span as words: of an escape, only the backslash."""
    return (span.start, span.start + 1 if span.kind is Kind.ESCAPE else span.end)


def _references(env: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    found: dict[str, dict[str, Any]] = env.get("references", {})
    return found.items()


def _start(formula: Formula) -> int:
    return formula.start


def _formulas(text: str, spans: tuple[Span, ...]) -> Iterator[Formula]:
    for span in spans:
        if span.kind is Kind.MATH:
            yield Formula(text[span.start : span.end].strip("$"), span.start, is_display=False)


def _links(text: str, spans: tuple[Span, ...], references: dict[str, str]) -> Iterator[Link]:
    for span in spans:
        written = text[span.start : span.end]
        is_image = span.opened >= 0 and text[span.opened] == "!"
        alt = text[span.opened + 2 : span.start] if is_image else None
        if span.kind is Kind.DESTINATION:
            url, start = _address(written[2:-1], span.start + 2)
            yield Link(url, start, alt, is_image)
        elif span.kind is Kind.OPEN_DESTINATION:
            yield Link(written[2:].rstrip(")"), span.start + 2, alt, is_image, is_closed=False)
        elif span.kind is Kind.DEFINITION:
            head = written.index("]:") + 2
            yield Link(*_address(written[head:], span.start + head))
        elif span.kind is Kind.AUTOLINK and "@" not in written.partition("/")[0]:
            yield Link(written[1:-1], span.start + 1)
        elif span.kind is Kind.LABEL and is_image:
            label = label_of(written[2:-1] or alt or "")
            if label in references:
                yield Link(references[label], span.opened, alt, is_image=True)
        elif span.kind is Kind.HTML:
            yield from _html_links(written, span.start)


def _html_links(tag: str, start: int) -> Iterator[Link]:
    attributes = {found[1].lower(): found for found in ATTRIBUTE.finditer(tag)}
    is_image = tag[1:4].lower() == "img"
    found = attributes.get("src" if is_image else "href")
    if found is None:
        return
    quoted = found[2][0] in "\"'"
    url = html.unescape(found[2].strip("\"'"))
    alt = attributes["alt"][2].strip("\"'") if "alt" in attributes else ""
    yield Link(url, start + found.start(2) + quoted, alt if is_image else None, is_image)


def _address(written: str, start: int) -> tuple[str, int]:
    """Return the address in the inside of ``(…)`` or behind ``]:``, and where it starts."""
    inner = written.lstrip()
    start += len(written) - len(inner)
    if inner.startswith("<"):
        url, start = inner[1:].partition(">")[0], start + 1
    else:
        url = inner.split()[0] if inner.strip() else ""
    return html.unescape(WRITTEN_ESCAPE.sub(r"\1", url)), start
