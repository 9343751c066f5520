"""What a paper says, field by field, when its records disagree."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from generator.identity.merge import merge_records
from generator.models import FieldOrigin, Paper, Record, SourceKind

FETCHED = datetime(2023, 9, 1, 12, tzinfo=UTC)
PAGE = Record(
    "page", "page.txt:3", SourceKind.DUMP, FETCHED, title="From Sparse to Soft Mixtures of Experts"
)
FEED = replace(PAGE, source="feed", position="feed.xml#1", kind=SourceKind.FEED)
API = replace(
    PAGE, source="api", position="day.jsonl:7", kind=SourceKind.API, arxiv_id="2308.00951"
)


def merge(*records: Record) -> Paper:
    """Return the paper, which must be the same for every order of its records."""
    papers = {merge_records(order) for order in permutations(records)}
    assert len(papers) == 1, "the order of the records matters"
    return papers.pop()


def origin(paper: Paper, field: str) -> str:
    """Return the position of the record that gave a field."""
    (found,) = [known.position for known in paper.origins if known.field == field]
    return found


def test_structured_answers_come_before_feeds_before_text() -> None:
    """The kind of the source decides first, and only among records that state the field."""
    page = replace(PAGE, title="A title from a page", abstract="From the page.", comment="page")
    feed = replace(FEED, title="A title from a feed", abstract="From the feed.")
    api = replace(API, title="A title from the archive")
    paper = merge(page, feed, api)
    assert (paper.title, paper.abstract) == ("A title from the archive", "From the feed.")
    assert paper.comment == "page"
    assert origin(paper, "title") == "day.jsonl:7"
    assert FieldOrigin("abstract", "feed", "feed.xml#1") in paper.origins


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"arxiv_version": 1, "updated": date(2024, 1, 1)}, {"arxiv_version": 2}),
        (
            {"updated": date(2023, 8, 1), "listed_on": date(2024, 1, 1)},
            {"updated": date(2023, 8, 2)},
        ),
        ({"listed_on": date(2023, 8, 1)}, {"listed_on": date(2023, 8, 2)}),
        ({}, {"fetched_at": datetime(2023, 9, 2, tzinfo=UTC)}),
    ],
)
def test_among_equal_kinds_the_newest_wins(
    older: dict[str, object], newer: dict[str, object]
) -> None:
    """Newer is a higher arXiv version, then a later update, list day, and fetch."""
    old = replace(API, abstract="A rather long old abstract.", **older)  # type: ignore[arg-type]
    new = replace(API, abstract="New.", **newer)  # type: ignore[arg-type]
    assert merge(old, new).abstract == "New."


def test_among_equals_the_longest_abstract_wins() -> None:
    """A cut abstract gives way to a whole one; one that is missing to any."""
    whole = replace(API, position="a", abstract="A whole abstract, to its end.")
    cut = replace(API, position="b", abstract="A whole abs")
    assert merge(whole, cut, replace(API, position="c")).abstract == "A whole abstract, to its end."


def test_published_is_the_earliest_and_updated_the_latest() -> None:
    """The best kind says when it was published; an instant says more than its day."""
    page = replace(PAGE, published=date(2022, 1, 1), updated=date(2023, 9, 3))
    day = replace(API, position="a", published=date(2023, 8, 2))
    instant = replace(API, position="b", published=datetime(2023, 8, 2, 17, 59, tzinfo=UTC))
    later = replace(API, position="c", published=date(2023, 8, 3), updated=date(2023, 8, 9))
    paper = merge(page, day, instant, later)
    assert paper.published == datetime(2023, 8, 2, 17, 59, tzinfo=UTC)
    assert paper.updated == date(2023, 9, 3)


def test_counts_are_the_newest_and_keep_their_day() -> None:
    """Upvotes go down too: the count that was read last wins, even one from a page of text."""
    first = replace(API, upvotes=40, comments=3, listed_on=date(2023, 8, 3))
    api = replace(API, listed_on=date(2023, 8, 4), position="x")
    second = replace(PAGE, upvotes=31, listed_on=date(2023, 8, 20))
    paper = merge(first, second, api)
    assert (paper.upvotes, paper.comments) == (31, 3)
    assert paper.counted_on == date(2023, 8, 20)
    assert paper.listed_on == date(2023, 8, 20)
    undated = replace(PAGE, comments=0)
    assert merge(undated).counted_on == FETCHED.date()
    assert merge(PAGE).counted_on is None


def test_authors_that_are_named_are_counted() -> None:
    """A page that only counts authors is believed until a source names them."""
    page = replace(PAGE, author_count=4)
    assert merge(page).author_count == 4
    paper = merge(page, replace(API, authors=("J. Puigcerver", " ", "N.  Houlsby")))
    assert paper.authors == ("J. Puigcerver", "N. Houlsby")
    assert paper.author_count == 2
    assert merge(PAGE).author_count is None


def test_the_best_id_names_the_paper_and_the_others_stay() -> None:
    """A paper first known by its title keeps that id as an alias when a better one is known."""
    before = merge(PAGE)
    assert before.id.startswith("title:")
    doi = replace(FEED, doi="10.1000/X")
    paper = merge(PAGE, doi, API)
    assert paper.id == "arxiv:2308.00951"
    assert paper.aliases == ("doi:10.1000/x", before.id)
    assert (paper.arxiv_id, paper.doi) == ("2308.00951", "10.1000/x")
    assert paper.sources == ("api", "feed", "page")


def test_links_are_safe_and_arxivs_own_come_first() -> None:
    """The page is arXiv's where there is an id, else a record's http link, else its DOI's."""
    wild = replace(PAGE, url="javascript:alert(1)", pdf_url="https://user@example.org/x.pdf")
    assert (merge(wild).url, merge(wild).pdf_url) == (None, None)
    blog = replace(FEED, url="https://example.org/post", pdf_url="https://example.org/x.pdf")
    assert merge(wild, blog).url == "https://example.org/post"
    assert merge(wild, blog).pdf_url == "https://example.org/x.pdf"
    assert merge(wild, blog, API).url == "https://arxiv.org/abs/2308.00951"
    assert merge(wild, blog, API).pdf_url == "https://arxiv.org/pdf/2308.00951"
    assert merge(replace(wild, doi="10.1000/x")).url == "https://doi.org/10.1000/x"


def test_code_links_of_all_records_are_kept_once() -> None:
    """Stated links come first, then those in the abstract and the comment; unsafe ones go."""
    api = replace(API, abstract="Our code: https://github.com/example/one.", code_urls=())
    page = replace(PAGE, code_urls=("https://github.com/example/two", "ftp://example.org/x"))
    feed = replace(
        FEED,
        comment="8 pages, https://example.github.io/",
        code_urls=("https://github.com/example/one",),
    )
    paper = merge(api, page, feed)
    assert paper.code_urls == ("https://github.com/example/one", "https://github.com/example/two")
    assert paper.project_urls == ("https://example.github.io/",)


def test_texts_are_cleaned_and_empty_ones_do_not_count() -> None:
    """Readers see mended text; a field of nothing but space is as good as not stated."""
    api = replace(API, title=" ", abstract="", categories=())
    page = replace(PAGE, title="Bal\\'azs  &amp; sons: a study", categories=("cs.LG",))
    paper = merge(api, page)
    assert paper.title == "Balázs & sons: a study"
    assert paper.abstract is None
    assert paper.categories == ("cs.LG",)


def test_first_seen_is_the_first_fetch() -> None:
    """A paper is as old as the first record of it."""
    later = replace(API, fetched_at=datetime(2023, 9, 5, tzinfo=UTC))
    assert merge(later, PAGE).first_seen == FETCHED


def test_records_without_any_id_are_no_paper() -> None:
    """Merging nothing that can be named is a mistake of the caller."""
    with pytest.raises(ValueError, match="no record"):
        merge_records([replace(PAGE, title=None)])
