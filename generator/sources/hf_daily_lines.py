"""What each line of a saved Daily Papers page is.

Lines are judged by themselves and by their neighbours only. Which paper they belong to is not
decided here: that is ``hf_daily_page``, and ``hf_daily_titles`` where nothing marks the papers.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from generator.sources.hf_daily_dates import (
    DAY,
    GAP,
    PageDate,
    is_date_like,
    page_date,
    parse_page_date,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.sources.text import Line

LONGEST_TITLE = 300
SHORTEST_ABSTRACT = 200

_AUTHORS = re.compile(
    rf"(?:{GAP})?(\d{{1,5}}) authors?(?:{GAP}{DAY})?(?:{GAP}(\d{{1,6}}))?(?:{GAP})?"
)
_FOOTER = re.compile(rf"^[ \t•·]{{0,20}}\d{{1,5}} authors?{GAP}{DAY}", re.MULTILINE)
_CUT_DATE = re.compile(r"[A-Z][a-z]{0,2}(?: \d{1,2}(?:,(?: \d{0,3})?)?)?")
_UPVOTES = re.compile(r"Upvotes?\s{1,20}(\d{1,6})")
_NUMBER = re.compile(r"\d{1,6}")
_BULLET = re.compile(r"[·•\-–—|]+|[·•]\s{0,9}\d{0,5}\s{0,9}[a-z]{0,7}")  # or a footer cut off
_BY_LINE = re.compile(r"by\s{0,9}AK and the research community", re.IGNORECASE)
_HEADING = re.compile(rf"Daily Papers|{_BY_LINE.pattern}", re.IGNORECASE)
_CHROME = frozenset({
    *("new", "get trending papers in your email inbox!", "get trending papers in your email inbox"),
    *("subscribe", "upvote", "daily", "weekly", "monthly", "trending papers", "previous", "next"),
    *("hugging face", "models", "datasets", "spaces", "community", "docs", "enterprise", "pricing"),
    *("log in", "sign up", "papers", "by", "ak", "and the research community"),
})  # fmt: skip


class Kind(Enum):
    """What a line of the page is."""

    PAGE = auto()  # the day of the page; there may be several pages in one file
    SUBMITTED = auto()
    UPVOTES = auto()
    TEXT = auto()
    AUTHORS = auto()
    DATE = auto()
    NUMBER = auto()  # a number alone in its line; what it counts its neighbours tell
    COMMENTS = auto()


class Part(NamedTuple):
    """A line of the page with what it says; chrome and blank lines are no parts."""

    kind: Kind
    line: Line
    number: int | None = None
    day: PageDate | None = None
    comments: int | None = None


def recognises(head: str) -> bool:
    """Say whether a file is such a page: by its heading, its footers, or its day and its papers."""
    if head.lstrip()[:1] in {"<", "{", "["}:
        return False
    texts = [line.strip() for line in head.splitlines() if line.strip()]
    top = texts[:60]
    if any(text.startswith("Get trending papers in") or _BY_LINE.fullmatch(text) for text in top):
        return True
    if _FOOTER.search(head):
        return True
    for index, text in enumerate(top[:15]):
        if parse_page_date(text)[0] is not None:
            below = texts[index + 1 :][:4]
            is_heading = index > 0 and top[index - 1] == "Daily Papers"
            return is_heading or (
                len(below) == 4 and _are_paper(*below[:2]) and _are_paper(*below[2:])
            )
    return False


def split_page(lines: Sequence[Line]) -> list[Part]:
    """Return the parts of a page, in its order."""
    said = [line for line in lines if line.text.strip()]
    parts: list[Part] = []
    index = _first_heading(said)
    is_heading = True
    while index < len(said):
        text = said[index].text.strip()
        if _HEADING.fullmatch(text):
            is_heading = True
            index = _page_date_below(said, index)
        elif text.startswith("Submitted by"):
            parts.append(Part(Kind.SUBMITTED, said[index]))
            is_heading = False
            index += 2 if text == "Submitted by" else 1  # the user's name may be the next line
        else:
            part = _parse_line(said[index], is_heading=is_heading)
            if part is not None:
                parts.append(part)
                is_heading = False
            index += 1
    if _is_cut_date(parts[-2:]):
        parts.pop()
    return parts


def _is_cut_date(last: Sequence[Part]) -> bool:
    """Say whether a page ends inside the date of a footer (``Jul 21, 20``)."""
    kinds = [part.kind for part in last]
    return kinds == [Kind.AUTHORS, Kind.TEXT] and bool(
        _CUT_DATE.fullmatch(last[1].line.text.strip())
    )


def _first_heading(said: Sequence[Line]) -> int:
    """Return where the page begins: at its heading, when only navigation stands above that."""
    for index, line in enumerate(said[:40]):
        text = line.text.strip()
        if _HEADING.fullmatch(text):
            return index
        if len(text) > 60 or _AUTHORS.fullmatch(text) or text.startswith("Submitted by"):
            break
    return 0


def _page_date_below(said: Sequence[Line], heading: int) -> int:
    """Return where to go on behind a heading: at the page's date, when only tabs are between."""
    for index in range(heading + 1, min(heading + 8, len(said))):
        text = said[index].text.strip()
        if parse_page_date(text)[0] is not None or is_date_like(text):
            return index
        if len(text) > 60 or _AUTHORS.fullmatch(text) or text.startswith("Submitted by"):
            break
    return heading + 1


def _parse_line(line: Line, *, is_heading: bool) -> Part | None:
    """Return what one line is by itself; ``None`` for chrome."""
    text = line.text.strip()
    if text.lower() in _CHROME:
        return None
    if _NUMBER.fullmatch(text):
        return None if is_heading else Part(Kind.NUMBER, line, int(text))
    if upvotes := _UPVOTES.fullmatch(text):
        return Part(Kind.UPVOTES, line, int(upvotes[1]))
    if authors := _AUTHORS.fullmatch(text):
        comments = int(authors[5]) if authors[5] else None
        return Part(
            Kind.AUTHORS, line, int(authors[1]), page_date(*authors.groups()[1:4]), comments
        )
    day, comments = parse_page_date(text)
    if day is not None:
        kind = Kind.PAGE if is_heading else Kind.DATE
        return Part(kind, line, None, day, comments)
    return None if _BULLET.fullmatch(text) or is_date_like(text) else Part(Kind.TEXT, line)


def ends_like_title(text: str) -> bool:
    """Say whether a line does not end like a sentence or a label."""
    return not text.endswith((".", ",", ";", ":")) or text.endswith("...")


def _are_paper(title: str, below: str) -> bool:
    is_title = len(title) <= LONGEST_TITLE and "://" not in title and ends_like_title(title)
    is_paragraph = len(below) >= SHORTEST_ABSTRACT or (len(below) >= 60 and below.endswith("."))
    return is_title and is_paragraph and len(below) > len(title)
