"""The front matter of an issue: the YAML between the first two ``---`` lines."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from generator.config.strict_yaml import Mapping, Scalar, read_mapping
from generator.errors import IssueError, Problem
from generator.models import Period, Silenced, Status

if TYPE_CHECKING:
    from generator.config.strict_yaml import Node

KEYS = ("title", "slug", "date", "status", "summary", "period", "silenced")
REQUIRED = {
    "title": "title: A headline",
    "date": "date: 2025-06-01",
    "status": "status: draft",
}
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 80
RESERVED_SLUGS = frozenset({"index"})
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above an issue."""

    slug: str
    title: str
    date: date
    status: Status
    summary: str = ""
    period: Period | None = None
    silenced: tuple[Silenced, ...] = ()


def parse_front_matter(text: str, path: str, stem: str) -> tuple[FrontMatter, int, str]:
    """Return the front matter, the line of the file where the body starts, and the body.

    Raises ``IssueError`` with every problem found.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        what = "an issue starts with front matter: a line '---', keys like 'title: …', a line '---'"
        raise IssueError(what, path=path, line=1)
    try:
        end = next(place for place, line in enumerate(lines) if place and line.rstrip() == "---")
    except StopIteration:
        what = "the front matter is not closed; write a line '---' below its last key"
        raise IssueError(what, path=path, line=1) from None
    mapping = read_mapping("\n".join(lines[1:end]), path, first_line=2, error=IssueError)
    return _Reader(path, mapping).read(stem), end + 2, "\n".join(lines[end + 1 :])


class _Reader:
    """Turns the keys into a ``FrontMatter`` and notes every problem on the way."""

    def __init__(self, path: str, mapping: Mapping) -> None:
        self.path = path
        self.mapping = mapping
        self.problems: list[Problem] = []

    def read(self, stem: str) -> FrontMatter:
        self._check_keys()
        title = self._text("title")
        day = self._date(self._text("date"), "date")
        status = self._status(self._text("status"))
        slug = self._slug(self._text("slug"), stem)
        summary = self._text("summary")
        period = self._period(self._text("period"))
        silenced = self._silenced(self.mapping.find("silenced"))
        if self.problems:
            raise IssueError.of(
                sorted(self.problems, key=lambda one: (one.line or 0, one.column or 0))
            )
        return FrontMatter(slug, title, day, status, summary, period, silenced)

    def _check_keys(self) -> None:
        for name, _ in self.mapping.items:
            if name.text not in KEYS:
                near = difflib.get_close_matches(name.text, KEYS, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(KEYS)}"
                self._note(name, f"unknown key {name.text!r}; {hint}")
        for key, example in REQUIRED.items():
            value = self.mapping.find(key)
            if value is None or (isinstance(value, Scalar) and not value.text.strip()):
                what = f"front matter has no {key!r}; add for example {example}"
                self.problems.append(Problem(self.path, value.line if value else 1, None, what))

    def _text(self, key: str) -> str:
        value = self.mapping.find(key)
        if value is None:
            return ""
        if not isinstance(value, Scalar):
            self._note(value, f"{key}: expected one text; put the value in quotes on one line")
            return ""
        return "" if value.is_null else " ".join(value.text.split())

    def _date(self, text: str, key: str) -> date:
        if not text:
            return date.min
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self._note_at(key, f"{key}: {text!r} is no date; write it like 2025-06-01")
            return date.min
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self._note_at(key, f"{key}: {text!r} is no day of a newsletter; look at the year")
        return day

    def _status(self, text: str) -> Status:
        if text in {"", *Status}:
            return Status(text or Status.DRAFT)
        self._note_at("status", f"status: expected draft or published, found {text!r}")
        return Status.DRAFT

    def _slug(self, text: str, stem: str) -> str:
        slug = text or stem
        if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
            what = (
                f"slug: {slug!r} must be lower-case letters, digits and single hyphens, at most 80"
            )
            self._note_at("slug", what)
        elif slug in RESERVED_SLUGS:
            self._note_at(
                "slug", f"slug: {slug!r} is the name of a page of the site; choose another"
            )
        elif slug != stem:
            what = (
                f"slug: {slug!r} is not the file's name; call the file {slug}.md, or write {stem}"
            )
            self._note_at("slug", what)
        return slug

    def _period(self, text: str) -> Period | None:
        if not text:
            return None
        first, slash, last = text.partition("/")
        if not slash:
            self._note_at("period", f"period: {text!r}; write it like 2025-06-01/2025-06-30")
            return None
        noted = len(self.problems)
        period = Period(self._date(first.strip(), "period"), self._date(last.strip(), "period"))
        if len(self.problems) == noted and period.end < period.start:
            self._note_at("period", "period: it ends before it starts")
        return period

    def _silenced(self, value: Node | None) -> tuple[Silenced, ...]:
        """Return what is silenced; whether a code exists and a reason is given, the preflight asks."""
        if value is None or (isinstance(value, Scalar) and value.is_null):
            return ()
        if not isinstance(value, Mapping):
            what = "silenced: write a code and its reason on a line of their own below it: 'code: reason'"
            self._note(value, what)
            return ()
        found = []
        for name, reason in value.items:
            if isinstance(reason, Scalar):
                words = "" if reason.is_null else " ".join(reason.text.split())
                found.append(Silenced(name.text, words, name.line, name.column))
            else:
                self._note(reason, f"silenced: {name.text}: expected the reason, one text")
        return tuple(found)

    def _note_at(self, key: str, message: str) -> None:
        value = self.mapping.find(key)
        if value is None:
            self.problems.append(Problem(self.path, 1, None, message))
        else:
            self._note(value, message)

    def _note(self, node: Node, message: str) -> None:
        self.problems.append(Problem(self.path, node.line, node.column, message))
