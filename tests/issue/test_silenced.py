"""``silenced`` in front matter: codes of the preflight with the reasons, as they are written."""

from __future__ import annotations

import pytest

from generator.errors import IssueError
from generator.issue import parse_issue
from generator.models import Issue, Silenced


def parse(silenced: str, body: str = "Words.\n") -> Issue:
    text = f"---\ntitle: T\ndate: 2024-03-10\nstatus: draft\n{silenced}---\n{body}"
    return parse_issue(text, "content/issues/x.md", "x")


def test_codes_and_reasons_are_read_with_their_places() -> None:
    """Any code is read, and a missing reason is an empty one: the preflight judges both."""
    assert parse(
        "silenced:\n  spelling: a  quotation\n  no-such: no\n  title-differs:\n"
    ).silenced == (
        Silenced("spelling", "a quotation", 6, 3),
        Silenced("no-such", "no", 7, 3),
        Silenced("title-differs", "", 8, 3),
    )
    assert (
        parse("").silenced
        == parse("silenced:\n").silenced
        == parse("silenced: {}\n").silenced
        == ()
    )


@pytest.mark.parametrize(
    ("silenced", "message"),
    [
        ("silenced: spelling\n", "x.md:5:11: silenced: write a code and its reason"),
        ("silenced: [spelling]\n", "x.md:5:11: silenced: write a code and its reason"),
        ("silenced:\n  spelling: [a]\n", "x.md:6:13: silenced: spelling: expected the reason"),
    ],
)
def test_another_shape_is_refused_with_the_place(silenced: str, message: str) -> None:
    """What is silenced must be clear, or nothing is."""
    with pytest.raises(IssueError) as error:
        parse(silenced)
    assert message in str(error.value)


def test_an_issue_may_have_no_heading() -> None:
    """Then it is all opening words."""
    issue = parse("", "Only words.\n")
    assert (issue.intro, issue.sections) == ("Only words.", ())
