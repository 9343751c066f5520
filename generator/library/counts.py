"""What came of reading a source into the library, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from generator.models import Skipped


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """What one run found in one source.

    ``read`` is everything that came: ``new`` records of papers that the source had not spoken of,
    ``updated`` ones that say something else than last time, ``unchanged`` and ``skipped`` ones.
    """

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()


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
