"""What earlier issues showed and were offered, by paper id. Pure.

An editor may write an entry by hand, without the comment that names its paper: then its link names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.drafting.choose import Offer
from generator.identity.ids import parse_paper_id
from generator.issue import sort_issues
from generator.models import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.drafting.offered import Offered
    from generator.models import Issue


def covered_papers(issues: Sequence[Issue]) -> dict[str, str]:
    """Return for each paper of a published issue the slug of the first one that showed it."""
    covered: dict[str, str] = {}
    for issue in reversed(sort_issues(issues)):
        if issue.status is Status.PUBLISHED:
            for entry in issue.entries:
                linked = parse_paper_id(entry.url) if entry.url else None
                for paper in (entry.paper, linked):
                    if paper is not None:
                        covered.setdefault(paper, issue.slug)
    return covered


def offered_papers(offers: Iterable[tuple[Issue, Offered]]) -> dict[str, Offer]:
    """Return for each id of an offered paper the newest issue that it was offered to."""
    newest: dict[str, Offer] = {}
    for issue, offered in sorted(offers, key=lambda pair: (pair[0].date, pair[0].slug)):
        for paper in offered.papers:
            offer = Offer(issue.slug, issue.date)
            newest |= dict.fromkeys((paper.id, *paper.aliases), offer)
    return newest
