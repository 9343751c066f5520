"""arXiv's metadata, one JSON object on each line, as the daily archives of new papers keep it.

::

    {"id": "2511.10668", "categories": ["cs.CV"], "authors": ["…"], "title": "…", "summary": "…",
     "comment": "…" or null, "abs": "https://arxiv.org/abs/2511.10668", "pdf": "https://…"}

Other keys are not read. A paper that stands in several files is several records. The lines say no day,
but the archives call each file by its day, ``2025-11-21.jsonl``: that is the day it was listed on.
"""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from generator.identity.ids import parse_arxiv_id
from generator.models import Record, Skipped, SourceKind
from generator.sources.formats import Format
from generator.sources.json_text import MalformedError, ShapeError, decode, first_lines, top_keys
from generator.sources.text import (
    LONGEST_NAME,
    LONGEST_TITLE,
    bad_line,
    field_text,
    place,
    read_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.sources.formats import ReadSpec
    from generator.sources.text import Line

_KEYS = frozenset({"id", "summary", "authors"})


class _Item(msgspec.Struct):
    """A line of the archive; every key may be missing."""

    id: str | None = None
    title: str | None = None
    summary: str | None = None
    comment: str | None = None
    abs: str | None = None
    pdf: str | None = None
    authors: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None


_DECODER = msgspec.json.Decoder(_Item)


def recognises(head: str) -> bool:
    """Say whether one of the first lines, of which some may be damaged, has the archive's keys."""
    return any(top_keys(line) >= _KEYS for line in first_lines(head))


def read(stream: BinaryIO, spec: ReadSpec) -> Iterator[Record | Skipped]:
    """Yield one record for each line."""
    for line in read_lines(stream, spec):
        if isinstance(line, Skipped):
            yield line
        elif line.text and not line.text.isspace():
            yield _read_line(line, spec)


def _read_line(line: Line, spec: ReadSpec) -> Record | Skipped:
    position = place(spec, line.number)
    try:
        item = decode(line.text, _DECODER)
    except MalformedError as error:
        return bad_line(spec, line.number, error.offset + 1, error.reason)
    except ShapeError as error:
        return Skipped(position, str(error))
    found = parse_arxiv_id(item.id or "") or parse_arxiv_id(item.abs or "")
    title = field_text(item.title, LONGEST_TITLE)
    if found is None and title is None:
        return Skipped(position, "neither a title nor an arXiv id")
    return Record(
        source=spec.source,
        position=position,
        kind=SourceKind.API,
        fetched_at=spec.fetched_at,
        arxiv_id=found.id if found else None,
        arxiv_version=found.version if found else None,
        url=field_text(item.abs),
        title=title,
        abstract=field_text(item.summary),
        authors=_texts(item.authors),
        categories=_texts(item.categories),
        comment=field_text(item.comment),
        pdf_url=field_text(item.pdf),
        listed_on=_listed_on(spec.file),
    )


def _listed_on(file: str) -> date | None:
    """Return the day by which a file is called, if it is called by one."""
    name = PurePath(file).name.partition(".")[0]
    try:
        return date.fromisoformat(name) if len(name) == len("2025-11-21") else None
    except ValueError:
        return None


def _texts(values: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if values is None:
        return None
    return tuple(text for value in values if (text := field_text(value, LONGEST_NAME)) is not None)


FORMAT = Format("arxiv-daily-jsonl", SourceKind.API, recognises, read)
