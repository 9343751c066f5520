"""A newsletter on disk: where its files are, what its YAML says, which issues it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.config.load import load_project
from generator.config.strict_yaml import decode
from generator.drafting.offered import Offered, parse_offered
from generator.errors import IssueError, Problem, UsageError
from generator.issue import parse_issue, sort_issues

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from generator.config.load import Project
    from generator.models import Issue


@dataclass(frozen=True, slots=True)
class Places:
    """Every path that the pipeline reads or writes, from the newsletter's folder."""

    root: Path

    @property
    def content(self) -> Path:
        """What editors own."""
        return self.root / "content"

    @property
    def issues(self) -> Path:
        """The issue files and what was offered to them."""
        return self.content / "issues"

    @property
    def state(self) -> Path:
        """The library and the lock: ours, never in git, can be made anew."""
        return self.root / ".paperround"

    @property
    def library(self) -> Path:
        """The library's file."""
        return self.state / "library.sqlite3"

    @property
    def build(self) -> Path:
        """All output."""
        return self.root / "build"

    def issue(self, slug: str) -> Path:
        """Return the file of an issue."""
        return self.issues / f"{slug}.md"

    def offered(self, slug: str) -> Path:
        """Return the file that says what was offered to an issue."""
        return self.issues / f"{slug}.offered.yml"

    def show(self, path: Path) -> str:
        """Return a path as people see it: relative to the newsletter where it lies inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A newsletter to work in: its places and what its YAML says. Issues are loaded when needed."""

    places: Places
    config: Project


def open_newsroom(root: Path) -> Newsroom:
    """Load the newsletter in ``root``. Raises ``ConfigError`` with all problems."""
    return Newsroom(Places(root), load_project(root))


def issue_files(places: Places) -> tuple[Path, ...]:
    """Return the files of all issues by name, without drafts that were written beside another."""
    return tuple(
        path
        for path in sorted(places.issues.glob("*.md"))
        if not path.name.endswith(".new.md") and not path.name.startswith(".")
    )


def load_issues(places: Places) -> tuple[Issue, ...]:
    """Return all issues, newest first. Raises ``IssueError`` with the problems of all of them."""
    issues: list[Issue] = []
    problems: list[Problem] = []
    for path in issue_files(places):
        try:
            issues.append(parse_issue(read_text(path, places), places.show(path), path.stem))
        except IssueError as error:
            problems.extend(error.problems)
    if problems:
        raise IssueError.of(problems)
    return sort_issues(issues)


def load_offered(places: Places, slug: str) -> Offered | None:
    """Return what was offered to an issue, or ``None`` where nothing is recorded."""
    path = places.offered(slug)
    return parse_offered(read_text(path, places), places.show(path)) if path.exists() else None


def read_text(path: Path, places: Places) -> str:
    """Return a UTF-8 file's text, line ends as they are. Raises ``IssueError``."""
    shown = places.show(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IssueError(f"cannot be read: {error.strerror}", path=shown) from error
    return decode(data, shown, IssueError)


def check_slugs(slugs: Sequence[str], known: Iterable[str]) -> None:
    """Raise ``UsageError`` where one of ``slugs`` is no issue, with those that there are."""
    have = sorted(known)
    for slug in slugs:
        if slug not in have:
            there = ", ".join(have) or "none yet"
            raise UsageError(f"there is no issue {slug!r}; the issues are: {there}")
