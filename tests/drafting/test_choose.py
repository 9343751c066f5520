"""Which papers an issue takes, offers and leaves out, and the reasons that it gives."""

from __future__ import annotations

from datetime import UTC, date, datetime

from generator.config.objects import IssueRules, RankingWeights, Theme, Themes
from generator.drafting.choose import OTHER, Offer, Rules, Selection, choose, paper_day
from generator.models import Paper, Period

NOW = datetime(2025, 6, 1, tzinfo=UTC)
THEMES = Themes(
    themes=(
        Theme("moe", "Experts", phrases=("expert",), max_papers=2, pin=("arxiv:2501.00009",)),
        Theme("rag", "Retrieval", phrases=("retrieval",)),
    ),
    issue=IssueRules(max_papers=4, min_score=1.0, inbox=2),
    ranking=RankingWeights(recency=0.0),
)


def paper(number: int, title: str | None, **more: object) -> Paper:
    given: dict[str, object] = {
        "id": f"arxiv:2501.{number:05}",
        "aliases": (),
        "first_seen": NOW,
        "sources": ("s",),
        "arxiv_id": f"2501.{number:05}",
    }
    return Paper(title=title, **(given | more))  # type: ignore[arg-type]


def select(*papers: Paper, themes: Themes = THEMES, **more: object) -> Selection:
    given: dict[str, object] = {
        "covered": {},
        "offered": {},
        "window": None,
        "issue_day": date(2025, 1, 31),
    }
    rules = Rules(themes=themes, zone=UTC, source_weights={}, **(given | more))  # type: ignore[arg-type]
    return choose(papers, rules)


def reasons(selection: Selection) -> dict[str, str]:
    passed = (*selection.inbox, *selection.left_out)
    return {one.candidate.paper.id[-2:]: one.reason for one in passed}


def test_the_best_of_each_theme_are_taken_within_all_limits() -> None:
    """A theme's limit, the issue's limit and the least score each send papers to the inbox."""
    selection = select(
        paper(1, "Experts and experts", abstract="experts"),
        paper(2, "Experts", abstract="Nothing"),
        paper(3, "Experts once more"),
        paper(4, "Retrieval one"),
        paper(5, "Retrieval two"),
        paper(6, "Retrieval three"),
        paper(7, "Cooking"),
        themes=Themes(THEMES.themes, IssueRules(4, 1.0, "Also noted", 40), THEMES.ranking),
    )
    assert [one.paper.id[-1] for one in selection.section("moe")] == ["1", "2"]
    assert [one.paper.id[-1] for one in selection.section("rag")] == ["4", "5"]
    assert reasons(selection) == {
        "03": "Experts: over its limit of 2",
        "06": "Retrieval: the issue is full at 4",
        "07": "Also noted: below the least score of 1",
    }


def test_the_inbox_has_room_for_the_best_only() -> None:
    """What does not fit is left out, and says so after its first reason."""
    selection = select(*(paper(number, f"Cooking {number}") for number in range(1, 5)))
    assert [one.candidate.paper.id[-1] for one in selection.inbox] == ["1", "2"]
    assert reasons(selection)["04"] == (
        "Also noted: below the least score of 1; below the 2 best of the inbox"
    )


def test_a_pin_beats_limits_and_scores_but_not_coverage() -> None:
    """A pinned paper is first in its theme, even where the issue is full; a covered one stays out."""
    others = [paper(number, "Experts") for number in range(1, 6)]
    pinned = paper(9, "Gardening")
    assert select(*others, pinned).section("moe")[0].paper is pinned
    covered = select(*others, pinned, covered={"arxiv:2501.00009": "2024-12"})
    assert reasons(covered)["09"] == "covered in 2024-12"


def test_a_paper_without_a_title_is_offered_and_never_an_entry() -> None:
    """No title is invented: the inbox says what is missing."""
    selection = select(paper(1, None, abstract="We study experts."))
    assert selection.taken == ()
    assert reasons(selection) == {"01": "Experts: no source gives its title"}


def test_covered_and_offered_papers_are_known_by_any_id() -> None:
    """An alias counts; what was offered may come back when a list shows it later."""
    known = {"aliases": ("title:abc",)}
    offered = {"title:abc": Offer("2025-w01", date(2025, 1, 5))}
    assert reasons(select(paper(1, "Experts", **known), covered={"title:abc": "x"})) == {
        "01": "covered in x"
    }
    assert reasons(select(paper(1, "Experts", **known), offered=offered)) == {
        "01": "offered in 2025-w01"
    }
    again = paper(1, "Experts", listed_on=date(2025, 1, 6), **known)
    assert select(again, offered=offered).taken
    in_window = Period(date(2025, 1, 1), date(2025, 1, 31))
    assert select(paper(1, "Experts", **known), offered=offered, window=in_window).taken


def test_a_window_takes_both_of_its_days() -> None:
    """The first and the last day are in; a paper outside says its day."""
    window = Period(date(2025, 1, 10), date(2025, 1, 12))
    days = {number: date(2025, 1, number) for number in (9, 10, 12, 13)}
    selection = select(
        *(paper(n, "Retrieval", published=day) for n, day in days.items()), window=window
    )
    assert {one.candidate.paper.id[-2:] for one in selection.taken} == {"10", "12"}
    assert reasons(selection) == {
        "09": "of 2025-01-09, outside the window",
        "13": "of 2025-01-13, outside the window",
    }


def test_the_day_of_a_paper_is_the_best_that_is_known() -> None:
    """Listed, else published (in the newsletter's zone), else the end of its id's month."""
    late = datetime(2025, 1, 31, 23, 30, tzinfo=UTC)
    assert paper_day(paper(1, "T", published=late), UTC) == date(2025, 1, 31)
    listed = paper(1, "T", published=late, listed_on=date(2025, 2, 3))
    assert paper_day(listed, UTC) == date(2025, 2, 3)
    assert paper_day(paper(1, "T"), UTC) == date(2025, 1, 31)
    assert paper_day(paper(1, "T", arxiv_id=None), UTC) is None


def test_the_choice_does_not_depend_on_the_order_of_papers() -> None:
    """Equal scores are ordered by id."""
    papers = [paper(number, "Experts") for number in range(1, 8)]
    assert select(*papers) == select(*reversed(papers))
    assert OTHER not in {one.section for one in select(*papers).taken}
