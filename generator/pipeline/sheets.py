"""Issue files as the preflight reads them: the text, the issue, and what kept it from being read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import IssueError
from generator.issue import normalise, parse_issue, sort_issues
from generator.models import Status
from generator.pipeline.project import issue_files, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.errors import Problem
    from generator.models import Issue
    from generator.pipeline.project import Places

STAND_IN = '{title: "?", date: "2000-01-01", status: draft}'


@dataclass(frozen=True, slots=True)
class Sheet:
    """One issue's file. With ``problems`` the ``issue`` is one of the body alone, or ``None``."""

    slug: str
    path: str
    text: str
    issue: Issue | None
    problems: tuple[Problem, ...] = ()

    @property
    def readable(self) -> Issue | None:
        """The issue, where the file says it without a problem."""
        return None if self.problems else self.issue


def load_sheets(places: Places) -> tuple[Sheet, ...]:
    """Return all issue files, by name."""
    return tuple(_load(places, path.stem) for path in issue_files(places))


def published(sheets: Sequence[Sheet]) -> tuple[Issue, ...]:
    """Return the published issues, newest first."""
    found = [one.readable for one in sheets if one.readable is not None]
    return sort_issues([issue for issue in found if issue.status is Status.PUBLISHED])


def _load(places: Places, slug: str) -> Sheet:
    path = places.issue(slug)
    shown = places.show(path)
    try:
        text = read_text(path, places)
    except IssueError as error:
        return Sheet(slug, shown, "", None, error.problems)
    try:
        return Sheet(slug, shown, text, parse_issue(text, shown, slug))
    except IssueError as error:
        return Sheet(slug, shown, text, _body_alone(text, shown, slug), error.problems)


def _body_alone(text: str, path: str, slug: str) -> Issue | None:
    """Return what can be read below a broken front matter, with the lines that it has in the file."""
    lines = normalise(text).split("\n")
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), 0)
    if end < 2 or lines[0].rstrip() != "---":
        return None
    stand_in = ["---", STAND_IN, *[""] * (end - 2), *lines[end:]]
    try:
        return parse_issue("\n".join(stand_in), path, slug)
    except IssueError:
        return None
