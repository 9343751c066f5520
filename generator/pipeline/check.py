"""The preflight: read the issues, lay out a desk for each, run the rules; ask the network if told.

An issue that is *upcoming* (a draft, the newest published one, or one that was named) is looked at
with everything: what was drafted, the library, its mail, its links on the network. Those that were
sent long ago are looked at by their own text alone, so that hundreds of them cost seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from generator import __version__
from generator.errors import IssueError, Problem
from generator.issue import sort_issues
from generator.models import Status
from generator.pipeline.desks import Desks
from generator.pipeline.progress import Silent
from generator.pipeline.project import check_slugs
from generator.pipeline.sheets import load_sheets, published
from generator.preflight.desk import LinkState
from generator.preflight.examine import Examined, examine, in_order, unreadable
from generator.preflight.finding import Level
from generator.preflight.reading import read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from generator.fetch.links import LinkAnswer
    from generator.models import Issue
    from generator.pipeline.progress import Progress
    from generator.pipeline.project import Newsroom
    from generator.pipeline.sheets import Sheet
    from generator.preflight.finding import Finding


class Ask(Protocol):
    """Somebody who asks the network whether links work."""

    def __call__(
        self, urls: Iterable[str], on_answer: Callable[[], object]
    ) -> tuple[LinkAnswer, ...]:
        """Return an answer for each address; call ``on_answer`` after each."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the preflight found in ``issues`` (slugs), by file and place; ``silenced`` are not in it.

    ``asked`` is how many links the network was asked for, ``None`` where it was not.
    """

    issues: tuple[str, ...]
    findings: tuple[Finding, ...]
    silenced: int
    asked: int | None = None

    @property
    def errors(self) -> int:
        """How many findings stop a build."""
        return sum(finding.level is Level.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings stop nothing."""
        return len(self.findings) - self.errors


def check(
    newsroom: Newsroom,
    slugs: Sequence[str],
    *,
    ask: Ask | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Check the issues ``slugs``, or all; with ``ask`` also what the network says of their links."""
    listener = progress or Silent()
    sheets = load_sheets(newsroom.places)
    wanted = _wanted(sheets, slugs)
    desks = Desks(newsroom, published(sheets), frozenset(slugs))
    states = None if ask is None else _ask(ask, _addresses(wanted, desks), listener)
    findings: list[Finding] = []
    silenced = 0
    listener.start("issues", len(wanted))
    for sheet in wanted:
        findings += unreadable(sheet.problems)
        if sheet.issue is not None:
            examined = examine(desks.lay(sheet, sheet.issue, links=states or {}))
            findings += examined.findings
            silenced += examined.silenced
        listener.advance()
    listener.end()
    slugs_checked = tuple(sheet.slug for sheet in wanted)
    asked = None if states is None else len(states)
    return CheckReport(slugs_checked, in_order(findings), silenced, asked)


def approved_issues(newsroom: Newsroom) -> tuple[Issue, ...]:
    """Return all issues, newest first, where no file is broken and no published one has an error.

    Raises ``IssueError`` with every problem and error of all of them.
    """
    sheets = load_sheets(newsroom.places)
    desks = Desks(newsroom, published(sheets), frozenset())
    problems: list[Problem] = []
    for sheet in sheets:
        problems += sheet.problems
        issue = sheet.readable
        if issue is not None and issue.status is Status.PUBLISHED:
            examined = examine(desks.lay(sheet, issue, briefly=True), errors_only=True)
            problems += _problems(examined)
    if problems:
        raise IssueError.of(problems)
    return sort_issues([sheet.issue for sheet in sheets if sheet.issue is not None])


def network(newsroom: Newsroom) -> Ask:
    """Return how links are asked: under a name that says whose newsletter asks."""
    from generator.fetch.links import LinkAsker  # noqa: PLC0415 (loaded when the network is needed)

    asker = newsroom.config.newsletter.base_url
    return LinkAsker(f"paperround/{__version__} (+{asker})").ask


def _wanted(sheets: Sequence[Sheet], slugs: Sequence[str]) -> tuple[Sheet, ...]:
    check_slugs(slugs, (sheet.slug for sheet in sheets))
    return tuple(sheet for sheet in sheets if not slugs or sheet.slug in slugs)


def _problems(examined: Examined) -> Iterable[Problem]:
    for one in examined.errors:
        yield Problem(one.path, one.line, one.column, f"{one.message}; {one.fix} [{one.code}]")


def _addresses(sheets: Sequence[Sheet], desks: Desks) -> tuple[str, ...]:
    """Return the web addresses in the issues that are upcoming, each once."""
    urls = [
        link.url
        for sheet in sheets
        if sheet.issue is not None and desks.is_upcoming(sheet.issue)
        for link in read_source(sheet.text, sheet.path).links
        if link.is_closed and link.url.lower().startswith(("http://", "https://"))
    ]
    return tuple(dict.fromkeys(urls))


def _ask(ask: Ask, urls: tuple[str, ...], progress: Progress) -> dict[str, LinkState]:
    progress.start("links", len(urls))
    states = {answer.url: _state(answer) for answer in ask(urls, progress.advance)}
    progress.end()
    return states


def _state(answer: LinkAnswer) -> LinkState:
    return LinkState(
        dead=answer.problem if answer.is_certain else None,
        unsure=None if answer.is_certain else answer.problem,
        moved_to=answer.moved_to,
        https_works=answer.https_works,
        size=answer.size,
    )
