"""Taking records in: counts, running again, papers that merge and part, and finding them."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from generator.errors import SourceError
from generator.library import IngestCounts, Library, SourceState
from generator.models import Record, Skipped, SourceKind

NOW = datetime(2023, 9, 1, 12, tzinfo=UTC)
LATER = datetime(2023, 9, 2, 12, tzinfo=UTC)
SOFT = Record(
    "api",
    "day.jsonl:1",
    SourceKind.API,
    NOW,
    arxiv_id="2308.00951",
    title="From Sparse to Soft Mixtures of Experts",
    abstract="Experts share every token.",
    authors=("Joan Puigcerver", "Neil Houlsby"),
    published=date(2023, 8, 2),
)
PAGE = Record("page", "page.txt:9", SourceKind.DUMP, NOW, title=SOFT.title, upvotes=3)
OTHER = replace(SOFT, position="day.jsonl:2", arxiv_id="2308.00952", title="Another paper")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the library of a test is."""
    return tmp_path / "data" / "library.db"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    """Return an empty library."""
    with Library.open(path) as opened:
        yield opened


def dump(path: Path) -> list[str]:
    """Return all rows of all tables but the one that tells of the last runs."""
    connection = sqlite3.connect(path)
    rows = [line for line in connection.iterdump() if '"sources"' not in line]
    connection.close()
    return rows


def check_words(path: Path) -> None:
    """Let SQLite compare the full-text index with the papers; it raises where they differ."""
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_a_run_is_counted(library: Library) -> None:
    """New, changed, known and skipped items are told apart, and so are the papers."""
    bad = Skipped("day.jsonl:3", "it has no title")
    changed = replace(SOFT, position="day.jsonl:5", upvotes=5)
    counts = library.ingest("api", [SOFT, OTHER, bad, SOFT, changed], NOW)
    assert counts == IngestCounts(5, 2, 1, 1, (bad,))
    assert library.count() == 2


def test_running_again_changes_nothing(library: Library, path: Path) -> None:
    """The same items, fetched later and standing elsewhere, leave every row as it was."""
    library.ingest("api", [SOFT, OTHER, replace(SOFT, upvotes=5)], NOW)
    before = dump(path)
    again = [replace(SOFT, upvotes=5), replace(SOFT, position="z:1"), replace(OTHER)]
    counts = library.ingest("api", [replace(r, fetched_at=LATER) for r in again], LATER)
    assert counts == IngestCounts(3, unchanged=3)
    assert dump(path) == before


def test_two_files_that_disagree_do_not_flip(library: Library) -> None:
    """What one file says and another says differently is stored once each, then known."""
    items = [SOFT, replace(SOFT, position="b:1", title="From sparse to soft: mixtures of experts!")]
    assert library.ingest("api", items, NOW).updated == 1
    before = tuple(library.papers())
    assert library.ingest("api", items, LATER) == IngestCounts(2, unchanged=2)
    assert tuple(library.papers()) == before


def test_a_record_is_from_where_it_was_seen_first(library: Library) -> None:
    """Files read in the wrong order end like those read in the right one."""
    library.ingest("api", [replace(SOFT, fetched_at=LATER, position="b:1")], NOW)
    counts = library.ingest("api", [SOFT], NOW)
    assert (counts.unchanged, counts.updated) == (1, 0)
    (paper,) = library.papers()
    assert paper.first_seen == NOW
    assert {origin.position for origin in paper.origins} == {SOFT.position}


def test_a_changed_record_updates_its_paper(library: Library, path: Path) -> None:
    """A new statement changes the paper and what it is found by; the old one is kept."""
    library.ingest("api", [SOFT, OTHER], NOW)
    new = replace(SOFT, arxiv_version=2, abstract="Tokens are blended.", fetched_at=LATER)
    counts = library.ingest("api", [new], LATER)
    assert (counts.updated, library.count()) == (1, 2)
    paper = library.find("2308.00951")
    assert paper is not None
    assert (paper.abstract, paper.first_seen) == ("Tokens are blended.", NOW)
    assert library.search("blended", 5) == (paper,)
    assert library.search("every token share", 5) == tuple(
        paper for paper in library.papers() if paper.id == "arxiv:2308.00952"
    )
    assert len(library.records_of(paper.id)) == 2
    check_words(path)


def test_a_paper_gets_a_better_id_and_keeps_the_old_one(library: Library, path: Path) -> None:
    """A paper known by its title only is still found by that id when its arXiv id is known."""
    library.ingest("page", [PAGE], NOW)
    (before,) = library.papers()
    assert before.id.startswith("title:")
    library.ingest("api", [SOFT], LATER)
    (after,) = library.papers()
    assert (after.id, after.aliases) == ("arxiv:2308.00951", (before.id,))
    assert (after.upvotes, after.sources) == (3, ("api", "page"))
    assert library.find(before.id) == after
    assert [record.source for record in library.records_of(before.id)] == ["api", "page"]
    check_words(path)


def test_papers_that_turn_out_to_be_one_are_merged(library: Library, path: Path) -> None:
    """A record with two ids joins the papers that were known by one of them each."""
    doi = replace(SOFT, source="journal", arxiv_id=None, doi="10.1000/x", title="Soft experts")
    library.ingest("api", [SOFT, OTHER], NOW)
    library.ingest("journal", [doi], NOW)
    assert library.count() == 3
    both = replace(doi, position="2", arxiv_id="2308.00951")
    counts = library.ingest("journal", [both], LATER)
    assert counts.new == 1
    assert [paper.id for paper in library.papers()] == ["arxiv:2308.00951", "arxiv:2308.00952"]
    merged = library.find("https://doi.org/10.1000/X")
    assert merged is not None
    assert merged.id == "arxiv:2308.00951"
    check_words(path)


def test_a_title_that_two_papers_share_parts_them_again(library: Library, path: Path) -> None:
    """When a second arXiv id bears the title, a record with only the title is of neither."""
    library.ingest("api", [SOFT], NOW)
    library.ingest("page", [PAGE], NOW)
    assert library.count() == 1
    twin = replace(SOFT, arxiv_id="2401.00001", position="later.jsonl:1")
    assert library.ingest("api", [twin], LATER).new == 1
    ids = [paper.id for paper in library.papers()]
    assert len(ids) == 3
    assert ids[:2] == ["arxiv:2308.00951", "arxiv:2401.00001"]
    assert library.find(ids[2]) not in {library.find(ids[0]), library.find(ids[1]), None}
    check_words(path)


def test_papers_are_found_in_any_spelling(library: Library) -> None:
    """Ids, links and DOIs lead to the paper; anything else to nothing."""
    library.ingest("api", [replace(SOFT, doi="10.1000/x"), OTHER], NOW)
    paper = library.find("arxiv:2308.00951")
    assert paper is not None
    for text in ("2308.00951v3", "https://arxiv.org/pdf/2308.00951", "doi:10.1000/X"):
        assert library.find(text) == paper
    for text in ("", "2308.99999", "nonsense", "title:0123456789abcdef", "\ud800"):
        assert library.find(text) is None
    assert library.records_of("nonsense") == ()


def test_a_doi_that_papers_share_leads_to_the_one_known_by_it(library: Library) -> None:
    """Where a DOI is claimed for two arXiv papers, it finds the paper that has no other id."""
    claims = [replace(SOFT, doi="10.1000/x"), replace(OTHER, doi="10.1000/x")]
    library.ingest("api", claims, NOW)
    first = library.find("10.1000/x")
    assert first is not None
    assert first.id == "arxiv:2308.00951"
    bare = replace(PAGE, doi="10.1000/x", title=None)
    library.ingest("page", [bare], NOW)
    found = library.find("10.1000/x")
    assert found is not None
    assert found.id == "doi:10.1000/x"


def test_records_come_back_as_they_went_in(library: Library) -> None:
    """Every field of a record survives, with the difference between nothing said and none."""
    full = replace(
        SOFT,
        arxiv_version=2,
        doi="10.1000/x",
        url="https://example.org/ü",
        author_count=0,
        updated=datetime(2023, 8, 3, 1, 2, 3, tzinfo=UTC),
        categories=(),
        comment='quotes " and \\ and \n\x00 lines',
        pdf_url="https://example.org/x.pdf",
        code_urls=("https://github.com/example/one",),
        project_urls=None,
        upvotes=2**70,
        comments=0,
        listed_on=date(2023, 8, 20),
    )
    library.ingest("api", [full], NOW)
    assert library.records_of("2308.00951") == (full,)


def test_what_cannot_be_kept_is_skipped_with_a_reason(library: Library) -> None:
    """A record that nothing identifies, or whose text is no Unicode, is told, not stored."""
    nameless = replace(SOFT, position="a:1", arxiv_id=None, title=" -- ")
    broken = replace(SOFT, position="a:2", abstract="lone \ud800 surrogate")
    counts = library.ingest("api", [nameless, broken, OTHER], NOW)
    assert [item.position for item in counts.skipped] == ["a:1", "a:2"]
    assert (counts.read, counts.new, library.count()) == (3, 1, 1)


def test_a_file_name_that_is_no_unicode_does_no_harm(library: Library) -> None:
    """A position keeps such bytes as an escape."""
    library.ingest("api", [replace(SOFT, position="caf\udce9.txt:1")], NOW)
    (record,) = library.records_of("2308.00951")
    assert record.position == "caf\\udce9.txt:1"


def test_a_source_that_fails_leaves_no_trace(library: Library, path: Path) -> None:
    """What the items raise comes out as it is, and nothing of the run is stored."""
    library.ingest("api", [SOFT], NOW)
    before = dump(path)

    def items() -> Iterator[Record]:
        yield OTHER
        raise SourceError("cut off", path="day.jsonl", line=2)

    with pytest.raises(SourceError, match="cut off"):
        library.ingest("api", items(), LATER)
    with pytest.raises(ValueError, match="page"):
        library.ingest("api", [OTHER, PAGE], LATER)
    assert dump(path) == before
    assert library.states()[0].last_run == NOW
    assert library.ingest("api", [OTHER], LATER).new == 1


def test_the_last_run_of_each_source_is_remembered(library: Library) -> None:
    """The state holds the counts of the last run and the newest day that a record ever stated."""
    assert library.states() == ()
    assert library.count() == 0
    old = replace(OTHER, published=date(2023, 7, 1))
    future = replace(old, arxiv_id="2308.00953", updated=date(2093, 1, 1))
    library.ingest("api", [SOFT, old, future], NOW)
    library.ingest("page", [replace(PAGE, published=None)], NOW)
    library.ingest("api", [old, Skipped("x", "why")], LATER)
    assert library.states() == (
        SourceState("api", LATER, 2, 0, 0, 1, 1, date(2023, 8, 2)),
        SourceState("page", NOW, 1, 1, 0, 0, 0, None),
    )


def test_search_finds_words_in_any_form(library: Library) -> None:
    """All words must be there, in title, abstract or authors; titles count for most."""
    weak = replace(OTHER, abstract="About mixtures of experts.", authors=("Zoë Ærø",))
    library.ingest("api", [weak, SOFT], NOW)
    assert [paper.arxiv_id for paper in library.search("expert mixture", 5)] == [
        "2308.00951",
        "2308.00952",
    ]
    assert len(library.search("expert mixture", 1)) == 1
    assert [paper.arxiv_id for paper in library.search("zoe EXPERTS", 5)] == ["2308.00952"]
    assert library.search("experts absentword", 5) == ()


@pytest.mark.parametrize(
    "words",
    ["", "   ", '"', "' OR 1", "NOT", "a AND", "title:x", "x*", "(", "-", "{a b}: c", "^x", "\0",
     "a\0b", "NEAR(a b)", "\ud800x", 'say "soft"', "☃", "x " * 5000],
)  # fmt: skip
def test_search_takes_nothing_for_syntax(library: Library, words: str) -> None:
    """Whatever is typed is looked for as words, or finds nothing, and never fails."""
    library.ingest("api", [SOFT], NOW)
    assert library.search(words, 5) in ((), tuple(library.papers()))
