"""Moments and days, as sources state them.

A source says either an instant (``2022-02-24T15:05:19Z``) or only a day (``2023-07-21``), and the
difference is kept: ``When`` is an aware ``datetime`` in UTC or a plain ``date``. Nothing here reads
the clock.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, tzinfo

When = date
"""A ``datetime.date``; where it is a ``datetime.datetime`` (a subclass) it is an aware UTC instant."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_when(text: str) -> When:
    """Return the day or instant that an ISO 8601 text states.

    An instant without a zone is taken as UTC. Raises ``ValueError`` on anything else.
    """
    text = text.strip()
    if len(text) == 10:
        return date.fromisoformat(text)
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def format_when(when: When) -> str:
    """Return ``2023-07-21`` for a day, ``2022-02-24T15:05:19Z`` for an instant."""
    if isinstance(when, datetime):
        return when.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return when.isoformat()


def day_of(when: When, zone: tzinfo = UTC) -> date:
    """Return the calendar day of ``when``; an instant is looked at from ``zone``."""
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def instant_of(when: When) -> datetime:
    """Return an aware UTC instant: a day stands for its first moment."""
    return when if isinstance(when, datetime) else datetime.combine(when, time(), UTC)


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def format_day(day: date) -> str:
    """Return a day as readers see it: ``2 Aug 2023``."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"
