"""Days as Daily Papers pages show them: with or without a year or a weekday, in any order of words.

Which year a day without one belongs to is not decided here: that is ``hf_daily_page``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.sources.text import find_month

DAY = r"([A-Z][a-z]{2,8}\.?) (\d{1,2})(?:, ?(\d{4}))?"
GAP = r"[\s·•]{1,20}"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Satur|Sat|Sun)(?:day)?[.,]{0,2} )?"
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}([A-Z][a-z]{{2,8}}\.?) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? ?(\d{{4}}))?"
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)? ([A-Z][a-z]{{2,8}}\.?)(?:,? (\d{{4}}))?"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COUNTED = re.compile(rf"(?:{GAP})?{DAY}(?:{GAP}(\d{{1,6}}))?(?:{GAP})?")
_NUMERIC = re.compile(r"\d{1,4}([-/.])\d{1,2}(?:\1\d{1,4})?")
_WORD = re.compile(r"[^\W\d_]+")
_WORDS = frozenset({"st", "nd", "rd", "th", "of", "the"})
_WEEKDAYS = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
_LONGEST = 60


class PageDate(NamedTuple):
    """A day as a page shows it, mostly without a year."""

    month: int
    day: int
    year: int | None


def parse_page_date(text: str) -> tuple[PageDate | None, int | None]:
    """Return the day that a whole line states, and the number that stands behind it."""
    if len(text) > _LONGEST:
        return None, None
    if found := _COUNTED.fullmatch(text):
        return page_date(*found.groups()[:3]), int(found[4]) if found[4] else None
    if found := _MONTH_FIRST.fullmatch(text):
        return page_date(*found.groups()), None
    if found := _DAY_FIRST.fullmatch(text):
        return page_date(found[2], found[1], found[3]), None
    if (found := _ISO.fullmatch(text)) and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
        return PageDate(int(found[2]), int(found[3]), int(found[1])), None
    return None, None


def page_date(month: str | None, day: str | None, year: str | None) -> PageDate | None:
    """Return a day of the words for it, or ``None`` where no month has such a day."""
    number = find_month(month) if month else None
    if number is None or day is None or not 1 <= int(day) <= 31:
        return None
    return PageDate(number, int(day), int(year) if year else None)


def is_date_like(text: str) -> bool:
    """Say whether a line is meant as a date, though in a form that we do not know (``Aug 32``)."""
    if len(text) > _LONGEST or not any(character.isdigit() for character in text):
        return False
    if _NUMERIC.fullmatch(text):
        return True
    words = _WORD.findall(text.lower())
    named = [word for word in words if _is_of_dates(word)]
    return bool(named) and all(word in _WORDS for word in words if word not in named)


def _is_of_dates(word: str) -> bool:
    if word == "week" or find_month(word) is not None:
        return True
    return word[:3] in _WEEKDAYS and (len(word) <= 5 or word.endswith("day"))
