"""Which days a slug speaks of, and what earlier issues have shown."""

from datetime import date

import pytest

from generator.drafting.calendar import period_of, slug_of
from generator.drafting.memory import covered_papers
from generator.issue import parse_issue
from generator.models import Period

TODAY = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("cadence", "day", "slug"),
    [
        ("daily", date(2023, 8, 20), "2023-08-20"),
        ("weekly", date(2023, 8, 20), "2023-w33"),
        ("weekly", date(2024, 12, 30), "2025-w01"),
        ("monthly", date(2023, 8, 20), "2023-08"),
    ],
)
def test_slugs_follow_the_cadence(cadence: str, day: date, slug: str) -> None:
    """A day, an ISO week (whose year may be the next one) or a month; and the day lies in it."""
    assert slug_of(cadence, day) == slug
    period = period_of(slug, cadence, TODAY)
    assert period.start <= day <= period.end


@pytest.mark.parametrize(
    ("slug", "period"),
    [
        ("2024-02", Period(date(2024, 2, 1), date(2024, 2, 29))),
        ("2023-w33", Period(date(2023, 8, 14), date(2023, 8, 20))),
        ("2023-08-20", Period(date(2023, 8, 20), date(2023, 8, 20))),
        ("2023-13", Period(date(2024, 12, 30), date(2025, 1, 5))),
        ("special-issue", Period(date(2024, 12, 30), date(2025, 1, 5))),
    ],
)
def test_a_slug_that_names_no_days_takes_those_of_today(slug: str, period: Period) -> None:
    """Any slug can be drafted."""
    assert period_of(slug, "weekly", TODAY) == period


def issue(slug: str, day: str, status: str, entry: str) -> str:
    return f"---\ntitle: T\ndate: {day}\nstatus: {status}\n---\n\n## A\n\n{entry}\n"


def test_published_papers_are_covered_by_comment_or_by_link() -> None:
    """The first issue that showed a paper is named; drafts cover nothing."""
    by_comment = "### T\n<!-- paper: arxiv:2401.00001 · 1 -->"
    by_link = "### [T](https://arxiv.org/pdf/2401.00002v3)"
    issues = [
        parse_issue(issue(slug, day, status, entry), "x.md", slug)
        for slug, day, status, entry in (
            ("b", "2024-02-02", "published", by_comment),
            ("a", "2024-01-01", "published", by_comment),
            ("c", "2024-03-03", "published", by_link),
            ("d", "2024-04-04", "draft", "### [T](https://arxiv.org/abs/2401.00003)"),
        )
    ]
    assert covered_papers(issues) == {"arxiv:2401.00001": "a", "arxiv:2401.00002": "c"}
