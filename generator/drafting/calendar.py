"""Slugs and the days that they speak of. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from generator.dates import last_of_month
from generator.models import Period


def slug_of(cadence: str, day: date) -> str:
    """Return the slug of the issue that ``day`` falls in: 2023-08-20, 2023-w34 (ISO 8601) or 2023-08."""
    if cadence == "daily":
        return day.isoformat()
    if cadence == "weekly":
        year, week, _ = day.isocalendar()
        return f"{year}-w{week:02}"
    return f"{day.year}-{day.month:02}"


def period_of(slug: str, cadence: str, today: date) -> Period:
    """Return the days that a slug speaks of; for a slug that names none, the period of ``today``."""
    for day_text, length in (
        (f"{slug}-01", "month"),
        (slug, "day"),
        (slug.replace("w", "W") + "-1", "week"),
    ):
        try:
            start = date.fromisoformat(day_text)
        except ValueError:
            continue
        if length == "month":
            return Period(start, last_of_month(start.year, start.month))
        return Period(start, start + timedelta(days=6 if length == "week" else 0))
    return period_of(slug_of(cadence, today), cadence, today)
