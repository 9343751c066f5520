"""A source that changes its mind, goes back to what it said before, or disagrees with itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.library import Library
from generator.models import Paper, Record, SourceKind

NOW = datetime(2023, 9, 1, 12, tzinfo=UTC)
DAYS = [NOW + timedelta(days=day) for day in range(6)]
FIRST = Record("api", "a:1", SourceKind.API, NOW, arxiv_id="2308.00951", title="T1")
SECOND = replace(FIRST, title="T2")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Return an empty library."""
    with Library.open(tmp_path / "library.db") as opened:
        yield opened


def say(library: Library, now: datetime, *records: Record) -> tuple[int, int, int]:
    """Let the source say these records; return how many were new, updated and unchanged."""
    said = [replace(record, fetched_at=now) for record in records]
    counts = library.ingest("api", said, now)
    return counts.new, counts.updated, counts.unchanged


def only(library: Library) -> Paper:
    """Return the only paper."""
    (paper,) = library.papers()
    return paper


@pytest.mark.parametrize(
    "nows", [DAYS, [NOW] * 6, DAYS[::-1]], ids=["day by day", "at once", "a clock that goes back"]
)
def test_a_source_may_go_back_to_what_it_said(library: Library, nows: list[datetime]) -> None:
    """The title said last is the paper's, however often it was said before."""
    answers = []
    for now, record in zip(nows, [FIRST, SECOND, FIRST, FIRST, SECOND, SECOND], strict=True):
        counts = say(library, now, record)
        assert only(library).title == (FIRST if counts[0] else record).title
        answers.append(counts)
    new, updated, unchanged = (1, 0, 0), (0, 1, 0), (0, 0, 1)
    assert answers == [new, updated, updated, unchanged, updated, unchanged]
    assert len(library.records_of("2308.00951")) == 2


def test_counts_that_go_back_are_those_of_the_day_they_went_back(library: Library) -> None:
    """Upvotes may fall to what they were; the paper was first seen when it was first said."""
    for now, upvotes in zip(DAYS, (5, 6, 5), strict=False):
        say(library, now, replace(FIRST, upvotes=upvotes))
    paper = only(library)
    assert (paper.upvotes, paper.counted_on) == (5, DAYS[2].date())
    assert paper.first_seen == NOW


def test_going_back_counts_for_more_than_the_dates_in_it(library: Library) -> None:
    """An earlier text with an earlier update wins when it is said again; an older version not."""
    old, new = replace(FIRST, updated=DAYS[0]), replace(SECOND, updated=DAYS[1])
    for now, record in zip(DAYS, (old, new, old), strict=False):
        say(library, now, record)
    assert only(library).title == "T1"
    say(library, DAYS[3], replace(SECOND, arxiv_version=2))
    assert say(library, DAYS[4], old) == (0, 1, 0)
    assert only(library).title == "T2"


def test_two_sources_stay_as_they_are_when_one_goes_back(library: Library) -> None:
    """What another source says is not said again by it, and does not come to count for more."""
    say(library, DAYS[0], FIRST)
    library.ingest("page", [replace(FIRST, source="page", title="T3")], DAYS[0])
    for now, record in zip(DAYS[1:], (SECOND, FIRST), strict=False):
        say(library, now, record)
    assert only(library).title == "T1"
    assert library.ingest("page", [replace(FIRST, source="page", title="T3")], DAYS[3]).updated == 0
    assert only(library).title == "T1"


def test_files_that_disagree_say_the_same_again(library: Library) -> None:
    """Two statements of one run are a set: repeated in any order they change nothing."""
    assert say(library, DAYS[0], FIRST, SECOND) == (1, 1, 0)
    before = only(library)
    assert say(library, DAYS[1], SECOND, FIRST, SECOND) == (0, 0, 3)
    assert only(library) == before


def test_one_statement_fewer_or_more_is_an_update(library: Library) -> None:
    """Of two statements one remains: it wins. With the other beside it they are two again."""
    say(library, DAYS[0], FIRST, replace(SECOND, abstract="A longer text wins among equals."))
    assert only(library).title == "T2"
    assert say(library, DAYS[1], FIRST, FIRST) == (0, 1, 1)
    assert only(library).title == "T1"
    assert say(library, DAYS[2], FIRST, SECOND) == (0, 1, 1)
    assert say(library, DAYS[3], SECOND, FIRST) == (0, 0, 2)


SAID = st.lists(st.sampled_from(["T1", "T2", "T3"]), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(st.tuples(SAID, st.sampled_from(DAYS)), min_size=1, max_size=6))
def test_only_the_set_said_last_matters(
    data: st.DataObject, runs: list[tuple[list[str], datetime]]
) -> None:
    """After each run the title is one of it; the same set is unchanged, another is not."""
    with TemporaryDirectory() as folder:
        one, two = Path(folder) / "one.db", Path(folder) / "two.db"
        before: set[str] = set()
        with Library.open(one) as library, Library.open(two) as shuffled:
            for titles, now in runs:
                records = [replace(FIRST, title=title) for title in titles]
                counts = say(library, now, *records)
                assert counts == say(shuffled, now, *data.draw(st.permutations(records)))
                assert sum(counts) == len(titles)
                assert (counts[0] + counts[1] == 0) == (set(titles) == before)
                assert only(library).title in titles
                assert list(library.papers()) == list(shuffled.papers())
                before = set(titles)


def test_a_slow_source_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Until the first item is there (a feed is fetched for it), others may write."""
    path = tmp_path / "library.db"

    def items() -> Iterator[Record]:
        with Library.open(path, wait=0) as other:
            other.ingest("page", [replace(SECOND, source="page")], NOW)
        yield FIRST
        yield replace(FIRST, arxiv_id="2308.00952")

    with Library.open(path) as library:
        assert library.ingest("api", items(), NOW).new == 2
        assert [paper.sources for paper in library.papers()] == [("api", "page"), ("api",)]
