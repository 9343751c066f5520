"""What each line of a saved Daily Papers page is, and where a paper begins when nothing marks it.

Lines are judged by themselves and by their neighbours only. Which paper they belong to is not
decided here: that is ``hf_daily_page``.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from generator.sources.text import Line, find_month

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_TITLE = 300
SHORTEST_ABSTRACT = 200

_DAY = r"([A-Z][a-z]{2,8}\.?) (\d{1,2})(?:, ?(\d{4}))?"
_GAP = r"[\s·•]{1,20}"
_DATE = re.compile(rf"(?:{_GAP})?{_DAY}(?:{_GAP}(\d{{1,6}}))?(?:{_GAP})?")
_AUTHORS = re.compile(
    rf"(?:{_GAP})?(\d{{1,5}}) authors?(?:{_GAP}{_DAY})?(?:{_GAP}(\d{{1,6}}))?(?:{_GAP})?"
)
_FOOTER = re.compile(rf"^[ \t•·]{{0,20}}\d{{1,5}} authors?{_GAP}{_DAY}", re.MULTILINE)
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


class PageDate(NamedTuple):
    """A day as a page shows it, mostly without a year."""

    month: int
    day: int
    year: int | None


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
        if _parse_date(text) is not None:
            below = [Line(number, line) for number, line in enumerate(texts[index + 1 :][:4])]
            is_heading = index > 0 and top[index - 1] == "Daily Papers"
            return is_heading or (len(below) == 4 and _is_title(below, 0) and _is_title(below, 2))
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
        if _parse_date(text) is not None:
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
        return Part(Kind.AUTHORS, line, int(authors[1]), _day(*authors.groups()[1:4]), comments)
    if date := _DATE.fullmatch(text):
        day = _day(*date.groups()[:3])
        if day is not None:
            kind = Kind.PAGE if is_heading else Kind.DATE
            return Part(kind, line, None, day, int(date[4]) if date[4] else None)
    return None if _BULLET.fullmatch(text) else Part(Kind.TEXT, line)


def _parse_date(text: str) -> PageDate | None:
    found = _DATE.fullmatch(text)
    return _day(*found.groups()[:3]) if found else None


def _day(month: str | None, day: str | None, year: str | None) -> PageDate | None:
    number = find_month(month) if month else None
    if number is None or day is None or not 1 <= int(day) <= 31:
        return None
    return PageDate(number, int(day), int(year) if year else None)


def find_titles(lines: Sequence[Line], *, has_abstracts: bool) -> Iterator[list[Line]]:
    """Yield, where nothing marks the papers, each title with the paragraphs that follow it.

    A title is short, does not end like a sentence, and a long paragraph follows; so a short
    paragraph between two papers (``Code: https://…``) stays with the abstract above it. A page that
    shows titles only has one paper on each line.
    """
    paper: list[Line] = []
    for index, line in enumerate(lines):
        if paper and (not has_abstracts or _is_title(lines, index)):
            yield paper
            paper = []
        paper.append(line)
    if paper:
        yield paper


def _is_title(lines: Sequence[Line], index: int) -> bool:
    text = lines[index].text.strip()
    if len(text) > LONGEST_TITLE or "://" in text or not _ends_like_title(text):
        return False
    left = len(lines) - index - 1
    if left and _is_paragraph(below := lines[index + 1].text.strip()):
        return len(below) > len(text)
    if left > 1 or len(text.split()) < 3 or text.startswith(("(", "-", "•", "*")):
        return False
    # A page cut off behind a title or a few words later; what follows a title is no title.
    return left == 1 or index == 0 or not _is_title(lines, index - 1)


def _is_paragraph(text: str) -> bool:
    return len(text) >= SHORTEST_ABSTRACT or (len(text) >= 60 and text.endswith("."))


def _ends_like_title(text: str) -> bool:
    return not text.endswith((".", ",", ";", ":")) or text.endswith("...")
