"""The table ``arxiv_id | abstract`` as copied from the dataset viewer of Hugging Face.

The page gives a header (column names and statistics, ended by ``---|---|``), then for each row the
id, ``|``, the abstract over as many lines as it has, ``|``, and at the end the page's trailer. A
part of such a file may begin or end anywhere. The same id twice is two records.
Merging is not here.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from generator.identity.ids import parse_arxiv_id
from generator.models import Record, Skipped, SourceKind
from generator.sources.formats import Format
from generator.sources.text import Line, field_text, load_lines, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.sources.formats import ReadSpec

_ID = re.compile(r"null|None|nan|[A-Za-z0-9./:_-]{0,59}[0-9][A-Za-z0-9_-]{0,9}")
_RULE = frozenset("-| \t")
_LONGEST_ID = 60
_TRAILER = "Subsets and Splits"


def recognises(head: str) -> bool:
    """Say whether a file begins with such a table, or with a part of one that has an id."""
    lines = [line.strip() for line in head.splitlines() if not line.isspace() and line]
    top = lines[:10]
    if "arxiv_id" in top and any("abstract" in line for line in top):
        return any(_is_rule(line) for line in lines[:40])
    around = zip(["|", *lines], lines, lines[1:], strict=False)
    return any(
        before == after == "|" and len(line) <= _LONGEST_ID and parse_arxiv_id(line) is not None
        for before, line, after in around
    )


def read(stream: BinaryIO, spec: ReadSpec) -> Iterator[Record | Skipped]:
    """Yield one record for each row, and what stands before the first row as ``Skipped``."""
    lines, bad = load_lines(stream, spec)
    yield from bad
    lines = _single_spaced(lines)
    lines = lines[_header_end(lines) :]
    starts = _find_rows(lines)
    before = next((line for line in lines[: starts[0]] if _says_something(line)), None)
    if before is not None:
        yield Skipped(place(spec, before.number), "text before the first row, whose id is missing")
    for start, end in pairwise(starts):
        yield _read_row(lines[start:end], spec)


def _single_spaced(lines: list[Line]) -> list[Line]:
    """Return the lines without blank ones, where such stand between all of them."""
    is_blank = [not line.text.strip() for line in lines]
    if any(not above and not below for above, below in pairwise(is_blank)):
        return lines
    return [line for line, blank in zip(lines, is_blank, strict=True) if not blank]


def _is_rule(text: str) -> bool:
    """Say whether a line is the rule below a header, ``---|---|``."""
    text = text.strip()
    return text.startswith("---") and "|" in text and set(text) <= _RULE


def _header_end(lines: Sequence[Line]) -> int:
    """Return the index of the first line behind the header; 0 where there is none."""
    for index, line in enumerate(lines[:40]):
        if _is_rule(line.text):
            return index + 1
    return 0


def _find_rows(lines: Sequence[Line]) -> list[int]:
    """Return the index of each row's id, and at last the number of lines."""
    starts: list[int] = []
    free_from = 0
    for index, line in enumerate(lines):
        if index < free_from:
            continue
        after = lines[index + 1].text.strip() if index + 1 < len(lines) else "|"
        before = lines[index - 1].text.strip() if index else "|"
        if after == before == "|" and _may_be_id(line.text, is_first=index == 0):
            starts.append(index)
            is_empty = index + 2 < len(lines) and lines[index + 2].text.strip() == "|"
            free_from = index + (3 if is_empty else 4)
    return [*starts, len(lines)]


def _may_be_id(text: str, *, is_first: bool) -> bool:
    """Say whether a line between two bars is an id, known to arXiv or looking like one.

    In the first line of a part it must be known, since there it may be the end of an abstract.
    """
    text = text.strip()
    return parse_arxiv_id(text) is not None or (not is_first and bool(_ID.fullmatch(text)))


def _says_something(line: Line) -> bool:
    return line.text.strip() not in {"", "|"}


def _read_row(row: Sequence[Line], spec: ReadSpec) -> Record | Skipped:
    position = place(spec, row[0].number)
    found = parse_arxiv_id(row[0].text)
    if found is None:
        return Skipped(position, f"{row[0].text.strip()!r} is no arXiv id")
    return Record(
        source=spec.source,
        position=position,
        kind=SourceKind.DUMP,
        fetched_at=spec.fetched_at,
        arxiv_id=found.id,
        arxiv_version=found.version,
        abstract=field_text("\n".join(_body(row[2:]))),
    )


def _body(lines: Sequence[Line]) -> list[str]:
    """Return a row's abstract: up to its last bar, since an abstract may hold one itself."""
    texts = [line.text for line in lines]
    if _TRAILER in texts:
        texts = texts[: texts.index(_TRAILER)]
    bars = [index for index, text in enumerate(texts) if text.strip() == "|"]
    return texts[: bars[-1]] if bars else texts


FORMAT = Format("arxiv-table", SourceKind.DUMP, recognises, read)
