"""What tests of formats share: a specification, records as plain data, and where samples are."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from generator.dates import format_when
from generator.models import Record, Skipped
from generator.sources.formats import ReadSpec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.sources.formats import Format

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "data" / "sources"
SHARED = HERE.parents[2] / "shared"
NOW = datetime(2024, 1, 1, tzinfo=UTC)


def spec(
    file: str = "dumps/a.txt",
    *,
    year: int | None = None,
    file_date: date | None = None,
    skip_bad: bool = False,
) -> ReadSpec:
    """Return what a reader must know, with values that suit most tests."""
    return ReadSpec("a-source", file, NOW, year=year, file_date=file_date, skip_bad=skip_bad)


def read_text(known: Format, text: str, given: ReadSpec | None = None) -> list[Record | Skipped]:
    """Return what a format makes of a text."""
    return read_bytes(known, text.encode(), given)


def read_bytes(known: Format, data: bytes, given: ReadSpec | None = None) -> list[Record | Skipped]:
    """Return what a format makes of bytes."""
    return list(known.read(BytesIO(data), given or spec()))


def records(known: Format, text: str, given: ReadSpec | None = None) -> list[Record]:
    """Return the records of a text, which must hold nothing else."""
    found = read_text(known, text, given)
    assert all(isinstance(item, Record) for item in found), found
    return [item for item in found if isinstance(item, Record)]


def as_data(items: Iterable[Record | Skipped]) -> list[dict[str, object]]:
    """Return records and skipped items as JSON has them, with the stated fields only."""
    return [_as_data(item) for item in items]


def _as_data(item: Record | Skipped) -> dict[str, object]:
    if isinstance(item, Skipped):
        return {"position": item.position, "skipped": item.reason}
    stated = {one.name: getattr(item, one.name) for one in fields(item)}
    assert stated.pop("source") == "a-source"
    assert stated.pop("fetched_at") == NOW
    return {
        name: format_when(value)
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in stated.items()
        if value is not None
    }
