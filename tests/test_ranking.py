"""A score is a sum of named parts, and a paper has one theme."""

from datetime import UTC, date, datetime

from generator.config.objects import RankingWeights
from generator.models import Candidate, Paper, ThemeMatch
from generator.ranking import diminishing, order, rank

NOW = datetime(2025, 1, 1, tzinfo=UTC)
DAY = date(2025, 1, 31)


def ranked(*matches: ThemeMatch, **fields: object) -> Candidate:
    given: dict[str, object] = {
        "id": "arxiv:1",
        "aliases": (),
        "first_seen": NOW,
        "sources": ("s",),
    }
    paper = Paper(**(given | fields))  # type: ignore[arg-type]
    return rank(paper, matches, RankingWeights(), {"s": 1.0, "heavy": 3.0}, DAY)


def test_the_theme_with_the_best_evidence_takes_the_paper() -> None:
    """A title beats abstracts; of equals the first theme of the file wins."""
    weak = ThemeMatch("weak", in_abstract=("a", "b", "c"))
    strong = ThemeMatch("strong", in_title=("a",))
    assert ranked(weak, strong).theme == "strong"
    assert (
        ranked(ThemeMatch("one", in_title=("x",)), ThemeMatch("two", in_title=("y",))).theme
        == "one"
    )
    assert ranked(strong, ThemeMatch("pinned", pinned=True)).theme == "pinned"
    assert ranked().theme is None


def test_the_parts_add_up_to_the_score_and_say_why() -> None:
    """Every point of a score has a name and words."""
    found = ranked(
        ThemeMatch("t", in_title=("MoE",), in_abstract=("MoE", "routing"), weak=("cs.LG",)),
        upvotes=9,
        published=date(2025, 1, 1),
        sources=("s", "heavy"),
    )
    assert [(part.name, part.points) for part in found.parts] == [
        ("title", 3.0),
        ("abstract", 1.0),
        ("weak", 0.25),
        ("upvotes", 0.5),
        ("recency", 0.15),
        ("sources", 1.5),
    ]
    assert found.score == 6.4
    assert found.why == (
        '"MoE" in the title, "routing" in the abstract, cs.LG, 9 upvotes, 30 days old, in 2 sources'
    )


def test_repeated_evidence_counts_less_each_time() -> None:
    """Ten phrases are worth less than two titles."""
    assert [diminishing(count) for count in range(4)] == [0.0, 1.0, 1.5, 1.75]
    assert diminishing(50) <= 2.0


def test_no_tie_is_left() -> None:
    """Equal scores are ordered by id, pinned papers come first."""
    candidates = [ranked(id=name) for name in ("arxiv:3", "arxiv:1", "arxiv:2")]
    candidates.append(ranked(ThemeMatch("t", pinned=True), id="arxiv:9"))
    assert [one.paper.id for one in sorted(candidates, key=order)] == [
        "arxiv:9",
        "arxiv:1",
        "arxiv:2",
        "arxiv:3",
    ]
