"""What was offered is written so that people, git and we can read it, and read back the same."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.drafting.offered import (
    Offered,
    OfferedPaper,
    OfferedSource,
    parse_offered,
    render_offered,
)
from generator.errors import IssueError

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=40
)
PAPERS = st.builds(
    OfferedPaper,
    id=TEXTS,
    place=st.sampled_from(["taken", "inbox", "left-out"]),
    score=st.floats(-5, 50).map(lambda score: round(score, 4)),
    why=TEXTS,
    theme=st.none() | TEXTS,
    reason=st.none() | TEXTS,
    title=st.none() | TEXTS,
    aliases=st.lists(TEXTS, max_size=2).map(tuple),
    parts=st.dictionaries(TEXTS, st.floats(0, 9).map(lambda points: round(points, 4)), max_size=3),
)
OFFERS = st.builds(
    Offered,
    version=st.just(1),
    issue=TEXTS,
    digest=TEXTS,
    previous=st.none() | TEXTS,
    window=st.none() | st.just("2025-01-01/2025-01-31"),
    only=st.lists(TEXTS, max_size=2).map(tuple),
    sources=st.lists(
        st.builds(OfferedSource, name=TEXTS, papers=st.integers(0, 9)), max_size=2
    ).map(tuple),
    papers=st.lists(PAPERS, max_size=3).map(tuple),
    blocks=st.dictionaries(TEXTS, TEXTS, max_size=3),
)


@given(OFFERS)
def test_what_is_written_is_read_back(offered: Offered) -> None:
    """Line by line as we write it, and as YAML after somebody's editor laid it out anew."""
    text = render_offered(offered)
    assert parse_offered(text, "x.yml") == offered
    again = yaml.safe_dump(yaml.safe_load(text), allow_unicode=True)
    assert parse_offered(again, "x.yml") == offered


def test_one_paper_is_one_line(sample_offer: Offered) -> None:
    """So that git shows what changed, and merges what did not."""
    text = render_offered(sample_offer)
    assert text.startswith("# Written by paperround draft")
    assert sum(line.startswith('- {"id"') for line in text.splitlines()) == 2


@pytest.fixture
def sample_offer() -> Offered:
    papers = tuple(OfferedPaper(f"arxiv:2501.0000{n}", "taken", 1.0, "why") for n in (1, 2))
    return Offered(1, "2025-w01", "d", None, None, (), papers, {})


@pytest.mark.parametrize(
    "text", ["", "version: 2\n", "papers: many\n", "- 1\n", "a: [\n", "\tx: 1\n", "{}"]
)
def test_anything_else_is_refused_with_the_way_out(text: str) -> None:
    """The file is named, and git or another slug is the way out."""
    with pytest.raises(IssueError, match="restore it from git, or delete it") as caught:
        parse_offered(text, "content/issues/x.offered.yml")
    assert str(caught.value).startswith("content/issues/x.offered.yml: ")


def test_a_file_of_another_version_is_not_guessed_at(sample_offer: Offered) -> None:
    """A newer format is named as such."""
    text = render_offered(sample_offer).replace("version: 1", "version: 7")
    with pytest.raises(IssueError, match=r"another version of Paperround \(format 7\)"):
        parse_offered(text, "x.yml")
