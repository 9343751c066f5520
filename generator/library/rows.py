"""Records and papers as rows of the library, and back.

Instants and days are ISO text in UTC; a moment, which must tell two runs of one second apart, is a
number of microseconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import msgspec

from generator.dates import day_of, format_when, instant_of, parse_when
from generator.models import FieldOrigin, Paper, Record, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_COLUMNS_OF_RECORDS = frozenset({"source", "position", "fetched_at"})
_COLUMNS_OF_PAPERS = frozenset({"id", "title", "abstract", "authors"})
_CONTENT = [field.name for field in fields(Record) if field.name not in _COLUMNS_OF_RECORDS]
_FACTS = [field.name for field in fields(Paper) if field.name not in _COLUMNS_OF_PAPERS]
_DATES = frozenset({"published", "updated", "listed_on", "counted_on", "first_seen"})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

_ENCODER = msgspec.json.Encoder()
_OBJECTS = msgspec.json.Decoder(dict[str, Any])
_NAMES = msgspec.json.Decoder(tuple[str, ...])
_DAMAGE = (ValueError, TypeError, KeyError, msgspec.DecodeError)


class DamagedRow(Exception):  # noqa: N818 (a state of the file, not a mistake of the caller)
    """A row that this package cannot have written."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as stored. ``digest`` covers source and content: it tells whether it is known.

    ``content`` is the JSON of all that the record says, without where and when it was read.
    """

    digest: bytes
    fetched_at: str
    position: str
    content: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper as stored: what is searched in columns, the rest in ``facts``, as JSON."""

    id: str
    title: str | None
    abstract: str | None
    authors: str
    facts: str


def record_row(record: Record) -> RecordRow:
    """Return the row of a record; raises ``UnicodeEncodeError`` where its text is not Unicode."""
    content = _encode(record, _CONTENT)
    digest = blake2b(f"{record.source}\0{content}".encode(), digest_size=16).digest()
    # A file's name may hold bytes that are not Unicode.
    position = record.position.encode("utf-8", "backslashreplace").decode()
    return RecordRow(digest, format_when(record.fetched_at), position, content)


def read_record(source: str, fetched_at: str, position: str, content: str) -> Record:
    """Return the record of a row; raises ``DamagedRow``."""
    try:
        said = _decode(content)
        said["kind"] = SourceKind(said["kind"])
        instant = instant_of(parse_when(fetched_at))
        return Record(source=source, position=position, fetched_at=instant, **said)
    except _DAMAGE as error:
        raise DamagedRow(content) from error


def paper_row(paper: Paper) -> PaperRow:
    """Return the row of a paper."""
    authors = _ENCODER.encode(paper.authors).decode()
    return PaperRow(paper.id, paper.title, paper.abstract, authors, _encode(paper, _FACTS))


def read_paper(row: PaperRow) -> Paper:
    """Return the paper of a row; raises ``DamagedRow``."""
    try:
        facts = _decode(row.facts)
        facts["origins"] = tuple(FieldOrigin(**origin) for origin in facts["origins"])
        authors = _NAMES.decode(row.authors)
        return Paper(row.id, title=row.title, abstract=row.abstract, authors=authors, **facts)
    except _DAMAGE as error:
        raise DamagedRow(row.facts) from error


def read_instant(text: str) -> datetime:
    """Return the instant of a column; raises ``DamagedRow``."""
    try:
        return instant_of(parse_when(text))
    except ValueError as error:
        raise DamagedRow(text) from error


def moment_of(instant: datetime) -> int:
    """Return the number of a moment."""
    return (instant - _EPOCH) // _TICK


def read_moment(number: int) -> datetime:
    """Return the instant of a moment; raises ``DamagedRow``."""
    try:
        return _EPOCH + number * _TICK
    except OverflowError as error:
        raise DamagedRow(str(number)) from error


def read_day(text: str | None) -> date | None:
    """Return the day of a column; raises ``DamagedRow``."""
    return None if text is None else read_instant(text).date()


def newest_day(record: Record, today: date) -> date | None:
    """Return the newest day that a record states; days after ``today`` are mistakes."""
    stated = (record.listed_on, record.published, record.updated)
    days = (day_of(when) for when in stated if when is not None)
    return max((day for day in days if day <= today), default=None)


def _encode(thing: Record | Paper, names: Iterable[str]) -> str:
    """Return the named fields as JSON, in order, without those that are ``None``."""
    said = {name: value for name in names if (value := getattr(thing, name)) is not None}
    for name in _DATES & said.keys():
        said[name] = format_when(said[name])
    return _ENCODER.encode(said).decode()


def _decode(text: str) -> dict[str, Any]:
    """Return the fields of a JSON object: lists as tuples, dates as dates."""
    said = _OBJECTS.decode(text)
    for name, value in said.items():
        if isinstance(value, list):
            said[name] = tuple(value)
        elif name in _DATES:
            said[name] = parse_when(value)
    return said
