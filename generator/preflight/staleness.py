"""The rule about sources: one that had nothing from the issue's days when it was drafted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from generator.preflight.finding import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.preflight.desk import Desk

DAYS = {"daily": 1, "weekly": 7, "monthly": 31}


def stale_sources(desk: Desk) -> Iterator[Spot]:
    """Find sources whose newest day lies before the days that the issue speaks of."""
    issue = desk.issue
    days = DAYS[desk.newsletter.cadence]
    start = issue.period.start if issue.period else issue.date - timedelta(days=days - 1)
    for source in desk.drafted.sources:
        if source.newest is not None and source.newest < start:
            what = f"{source.name} had nothing newer than {source.newest} when this was drafted"
            yield Spot(*desk.source.key("period" if issue.period else "date"), what)
