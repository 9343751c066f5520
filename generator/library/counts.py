"""What came of reading a source into the library, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from generator.models import Skipped


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """What one run found in one source and what it did to the papers.

    ``read`` is everything that came: ``new`` records of papers that the source had not spoken of,
    ``updated`` ones that say something else than before, ``unchanged`` and ``skipped`` ones.
    ``papers_merged`` are papers that turned out to be another one.
    """

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    papers_new: int = 0
    papers_updated: int = 0
    papers_merged: int = 0


@dataclass(frozen=True, slots=True)
class SourceState:
    """The last run of a source, and the newest day that any of its records ever stated."""

    name: str
    last_run: datetime
    read: int
    new: int
    updated: int
    unchanged: int
    skipped: int
    newest: date | None
