"""However records are ordered, and papers split into runs, the papers come out the same."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.identity.groups import find_groups
from generator.identity.keys import record_ids
from generator.library import Library
from generator.models import Paper, Record, SourceKind

NOW = datetime(2023, 9, 1, tzinfo=UTC)
DAILY = Path(__file__).parents[3] / "shared" / "real" / "arxiv-daily"
TITLES = [
    "From Sparse to Soft Mixtures of Experts",
    "From Soft to Sparse Mixtures of Experts",
    "Editorial",
]
RECORDS = st.builds(
    Record,
    source=st.sampled_from(["one", "two"]),
    position=st.sampled_from(["a:1", "a:2", "b:1"]),
    kind=st.sampled_from(SourceKind),
    fetched_at=st.sampled_from([NOW, datetime(2023, 9, 2, tzinfo=UTC)]),
    arxiv_id=st.sampled_from([None, None, "2308.00951", "2308.00952"]),
    doi=st.sampled_from([None, None, "10.1000/x", "10.1000/y"]),
    title=st.sampled_from([None, *TITLES]),
    url=st.sampled_from([None, "https://example.org/1", "https://example.org/2"]),
    upvotes=st.sampled_from([None, 1]),
)


def papers_of(*runs: list[Record]) -> list[Paper]:
    """Return the papers after these runs, each of which may speak for several sources."""
    with TemporaryDirectory() as folder, Library.open(Path(folder) / "library.db") as library:
        for run in runs:
            for source in sorted({record.source for record in run}):
                library.ingest(source, (r for r in run if r.source == source), NOW)
        return list(library.papers())


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(RECORDS, max_size=10))
def test_the_split_into_runs_never_matters(data: st.DataObject, records: list[Record]) -> None:
    """One run, and any number of runs in any order, end in exactly the same papers.

    Only what one source says of one id stays in one run: there the later run is to win.
    """
    at_once = papers_of(records)
    shuffled = data.draw(st.permutations(records))
    parts: dict[tuple[str, tuple[str, ...]], list[Record]] = {}
    for record in shuffled:
        parts.setdefault((record.source, record_ids(record)[:1]), []).append(record)
    runs = list(parts.values())
    cut = data.draw(st.integers(0, len(runs)))
    assert papers_of([*chain(*runs[:cut])], [*chain(*runs[cut:])]) == at_once
    assert papers_of(*reversed(runs)) == at_once
    assert papers_of(shuffled, records) == at_once
    named = [record for record in records if record.arxiv_id or record.doi or record.title]
    assert len(find_groups(named)) == len(at_once)


def daily_records() -> Iterator[Record]:
    """Yield the records of the daily lists, as far as papers are told apart by them."""
    for file in sorted(DAILY.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            said = json.loads(line)
            yield Record(
                "arxiv", f"{file.name}:{number}", SourceKind.API, NOW,
                arxiv_id=said["id"], title=said["title"], abstract=said["summary"],
            )  # fmt: skip


@pytest.mark.skipif(not DAILY.is_dir(), reason="the daily lists are not here")
def test_the_daily_lists_give_each_paper_once(tmp_path: Path) -> None:
    """Papers that several days list are one paper each, and a second run says unchanged."""
    records = list(daily_records())
    distinct = {record.arxiv_id for record in records}
    with closing(Library.open(tmp_path / "library.db")) as library:
        counts = library.ingest("arxiv", records, NOW)
        assert counts.read == len(records) == counts.new + counts.updated + counts.unchanged
        assert counts.new == library.count() == len(distinct)
        again = library.ingest("arxiv", records, NOW)
        assert (again.unchanged, again.updated) == (len(records), 0)
        assert {paper.arxiv_id for paper in library.papers()} == distinct
