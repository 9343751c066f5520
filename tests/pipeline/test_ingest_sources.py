"""Sources of every kind reach the library, and options do what they say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.errors import FetchError
from generator.library import Library
from generator.pipeline.ingest import IngestOptions, IngestReport, ingest
from generator.pipeline.project import open_newsroom
from tests.conftest import REPOSITORY

NOW = datetime(2024, 3, 4, 8, tzinfo=UTC)
LATER = datetime(2025, 3, 4, 8, tzinfo=UTC)
SHARED = REPOSITORY.parent / "shared"
ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>A list</title><id>urn:x</id><updated>2024-03-02T10:00:00Z</updated>
  <entry>
    <id>http://arxiv.org/abs/2402.00012v3</id><title>Nothing that any theme knows</title>
    <updated>2024-03-02T10:00:00Z</updated><published>2024-02-20T09:30:00Z</published>
    <summary>The feed tells of beans at more length than the list.</summary>
    <author><name>Ada Lovelace</name></author>
    <link href="http://arxiv.org/abs/2402.00012v3" rel="alternate" type="text/html"/>
  </entry>
</feed>
"""


def run(folder: Path, *wanted: str, now: datetime = NOW, **options: object) -> IngestReport:
    """Ingest with a network that knows one feed."""

    def fetch(url: str) -> bytes:
        if url == "https://example.org/atom.xml":
            return ATOM
        raise FetchError("answered 404 Not Found", path=url)

    chosen = IngestOptions(**options)  # type: ignore[arg-type]
    return ingest(open_newsroom(folder), wanted, chosen, now, fetch=fetch)


def name_feed(folder: Path, url: str) -> None:
    with (folder / "content/sources.yml").open("a") as stream:
        stream.write(f"  - name: atom\n    feed: {url}\n")


def test_a_feed_joins_what_a_dump_said(nasty: Path) -> None:
    """The feed's record and the list's are one paper; the feed's instant is kept."""
    name_feed(nasty, "https://example.org/atom.xml")
    report = run(nasty)
    assert [(source.name, source.counts.new) for source in report.sources] == [
        ("daily", 13),
        ("page", 2),
        ("atom", 1),
    ]
    with Library.open(nasty / ".paperround/library.sqlite3", create=False) as library:
        paper = library.find("arXiv:2402.00012v1")
    assert paper is not None
    assert paper.sources == ("atom", "daily")
    assert paper.published == datetime(2024, 2, 20, 9, 30, tzinfo=UTC)
    assert report.papers == 14


def test_a_feed_that_fails_is_named_and_the_rest_is_stored(nasty: Path) -> None:
    """The problem carries the address; the other sources are in the library."""
    name_feed(nasty, "https://example.org/gone.xml")
    report = run(nasty)
    assert [str(problem) for problem in report.problems] == [
        "https://example.org/gone.xml: answered 404 Not Found"
    ]
    assert report.papers == 14


def test_offline_leaves_feeds_out_and_says_so(nasty: Path) -> None:
    """No address is asked for; the source is noted as left out."""
    name_feed(nasty, "https://example.org/gone.xml")
    report = run(nasty, offline=True)
    assert report.problems == ()
    assert report.sources[-1].note == "left out: offline"


def test_a_feed_can_be_given_by_its_address(nasty: Path) -> None:
    """An address needs no entry in sources.yml."""
    report = run(nasty, "https://example.org/atom.xml")
    assert [(source.name, source.counts.new) for source in report.sources] == [
        ("example-org-atom-xml", 1)
    ]


def test_a_later_run_changes_nothing_but_the_clock(nasty: Path) -> None:
    """Everything is unchanged a year later, and so are the papers."""
    run(nasty)
    with Library.open(nasty / ".paperround/library.sqlite3", create=False) as library:
        before = tuple(library.papers())
    report = run(nasty, now=LATER)
    assert {(s.counts.new, s.counts.updated) for s in report.sources} == {(0, 0)}
    with Library.open(nasty / ".paperround/library.sqlite3", create=False) as library:
        assert tuple(library.papers()) == before


def test_bad_lines_stop_a_source_unless_they_are_to_be_skipped(nasty: Path) -> None:
    """Refused whole by default; with skip_bad the rest is taken and each bad line counted."""
    dump = nasty / "content/dumps/daily.jsonl"
    lines = dump.read_bytes().splitlines(keepends=True)
    dump.write_bytes(b"".join([*lines[:5], b'{"id": "2402.9\n', *lines[5:]]))
    refused = run(nasty, "daily")
    assert (refused.papers, len(refused.problems)) == (0, 1)
    assert refused.problems[0].line == 6
    taken = run(nasty, "daily", skip_bad=True)
    assert taken.problems == ()
    assert (taken.papers, len(taken.sources[0].counts.skipped)) == (13, 1)
    assert run(nasty, "daily", skip_bad=True, strict=True).problems != ()


def test_the_raw_text_stays_in_the_record_and_the_paper_is_mended(nasty: Path) -> None:
    """Cleaning happens when records become a paper."""
    run(nasty)
    with Library.open(nasty / ".paperround/library.sqlite3", create=False) as library:
        paper = library.find("2402.00001")
        assert paper is not None
        records = library.records_of(paper.id)
    assert paper.abstract is not None
    assert "available at https://github.com/example/twice." in paper.abstract
    assert any("athttps://" in (record.abstract or "") for record in records)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real inputs are not here")
def test_real_daily_lists_give_each_paper_once(nasty: Path) -> None:
    """Six days of arXiv: as many papers as there are different ids, and a second run changes nothing."""
    folder = SHARED / "real/arxiv-daily"
    lines = [
        line for path in folder.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    ]
    ids = {json.loads(line)["id"] for line in lines}
    first = run(nasty, str(folder))
    assert (first.sources[0].counts.read, first.papers) == (len(lines), len(ids)) == (1216, 925)
    second = run(nasty, str(folder), now=LATER)
    assert second.sources[0].counts.unchanged == 1216
    assert second.papers == 925
