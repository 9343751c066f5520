"""Which records are one paper: signs that join, ids that forbid, and no dependence on order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from generator.identity.groups import find_groups
from generator.identity.keys import preference, record_ids
from generator.models import Record, SourceKind

SOFT = "From Sparse to Soft Mixtures of Experts"
SHARP = "From Soft to Sparse Mixtures of Experts"


def record(
    name: str,
    *,
    arxiv: str | None = None,
    doi: str | None = None,
    url: str | None = None,
    pdf: str | None = None,
    title: str | None = None,
    source: str = "source",
) -> Record:
    """Return a record; its position names it in the tests."""
    fetched = datetime(2023, 8, 20, tzinfo=UTC)
    return Record(
        source,
        name,
        SourceKind.API,
        fetched,
        arxiv_id=arxiv,
        doi=doi,
        url=url,
        pdf_url=pdf,
        title=title,
    )


def names(records: Sequence[Record]) -> list[str]:
    """Return the groups as ``["ab", "c"]``, which must be the same for every order of input."""
    answers = {
        tuple(sorted("".join(sorted(order[i].position for i in group)) for group in found))
        for order in permutations(records)
        for found in [find_groups(order)]
    }
    assert len(answers) == 1, "the order of the records matters"
    return list(answers.pop())


def test_an_id_or_a_title_joins() -> None:
    """A shared arXiv id, DOI, OpenReview id or title makes one paper, in steps too."""
    assert names([record("a", arxiv="2308.00951"), record("b", arxiv="2308.00951v2")]) == ["ab"]
    assert names([record("a", doi="10.1/x"), record("b", doi="10.1/x")]) == ["a", "b"]  # no DOI
    assert names([record("a", doi="10.1000/X"), record("b", doi="10.1000/x")]) == ["ab"]
    forum, pdf = "https://openreview.net/forum?id=abcd", "https://openreview.net/pdf?id=abcd"
    assert names([record("a", url=forum), record("b", url=pdf)]) == ["ab"]
    assert names([record("a", url=forum, doi="10.1000/x"), record("b", url=pdf)]) == ["ab"]
    assert names([record("a", title=SOFT), record("b", title=SOFT.upper())]) == ["ab"]
    assert names(
        [
            record("a", arxiv="2308.00951", title=SOFT),
            record("b", doi="10.1000/x", title=SOFT),
            record("c", doi="10.1000/x"),
            record("d", title=SHARP),
        ]
    ) == ["abc", "d"]


def test_a_link_to_an_archive_is_an_id() -> None:
    """A record whose link leads to arXiv is of that paper; a stated id counts for more."""
    link = "https://arxiv.org/pdf/2308.00951v3"
    assert names([record("a", url=link), record("b", arxiv="2308.00951")]) == ["ab"]
    blog = "https://example.org/post"
    assert names([record("a", url=blog, pdf=link), record("b", arxiv="2308.00951")]) == ["ab"]
    assert names([record("a", arxiv="2308.00952", url=link), record("b", url=link)]) == ["a", "b"]


def test_contradicting_ids_forbid_a_merge_by_title() -> None:
    """Two arXiv ids or two DOIs are two papers, whatever their titles."""
    one, two = (
        record("a", arxiv="2308.00951", title=SOFT),
        record("b", arxiv="2308.00952", title=SOFT),
    )
    assert names([one, two]) == ["a", "b"]
    one, two = record("a", doi="10.1000/x", title=SOFT), record("b", doi="10.1000/y", title=SOFT)
    assert names([one, two]) == ["a", "b"]


def test_a_title_of_two_papers_joins_neither() -> None:
    """Records that have only a title of two papers stay together, as a paper of their own."""
    assert names(
        [
            record("a", arxiv="2308.00951", title=SOFT),
            record("b", arxiv="2308.00952", title=SOFT),
            record("c", title=SOFT),
            record("d", title=SOFT, source="other"),
        ]
    ) == ["a", "b", "cd"]


def test_a_title_that_joins_neither_does_not_stand_in_the_way_of_another() -> None:
    """A paper that two titles are known of is still joined by the one that is only its own."""
    assert names(
        [
            record("a", arxiv="2308.00951", title=SOFT),
            record("b", arxiv="2308.00951", title=SHARP),
            record("c", arxiv="2308.00952", title=SHARP),
            record("d", title=SOFT),
        ]
    ) == ["abd", "c"]


def test_two_dois_of_one_arxiv_id_are_one_paper() -> None:
    """A preprint's and a journal's DOI do not contradict where an arXiv id ties them."""
    assert names(
        [
            record("a", arxiv="2308.00951", doi="10.1000/x"),
            record("b", arxiv="2308.00951", doi="10.1000/y"),
            record("c", doi="10.1000/x", title=SOFT),
            record("d", doi="10.1000/y", title=SOFT),
        ]
    ) == ["abcd"]


def test_a_doi_of_two_arxiv_ids_joins_neither() -> None:
    """Two arXiv ids are two papers even where one DOI is claimed for both."""
    assert names(
        [
            record("a", arxiv="2308.00951", doi="10.1000/x"),
            record("b", arxiv="2308.00952", doi="10.1000/x"),
            record("c", doi="10.1000/x"),
        ]
    ) == ["a", "b", "c"]


def test_no_chain_joins_what_contradicts() -> None:
    """A paper with two titles does not tie together two papers that have one of them each."""
    assert names(
        [
            record("a", arxiv="2308.00951", title=SOFT),
            record("b", doi="10.1000/x", title=SOFT),
            record("c", doi="10.1000/x", title=SHARP),
            record("d", arxiv="2308.00952", title=SHARP),
        ]
    ) == ["a", "bc", "d"]


def test_generic_titles_join_only_the_same_item_of_a_source() -> None:
    """ "Editorial" is one paper only in one source and at one link."""
    assert names(
        [
            record("a", title="Editorial"),
            record("b", title="Editorial"),
            record("c", title="Editorial", source="other"),
            record("d", title="Editorial", url="https://example.org/1"),
            record("e", title="Editorial", arxiv="2308.00951"),
        ]
    ) == ["ab", "c", "d", "e"]


ONE, TWO = "https://example.org/one", "https://example.org/two"


def test_two_posts_of_one_source_with_one_title_are_two_papers() -> None:
    """A title does not join different links of one source; the same link and no link it does."""
    one, two = record("a", title=SOFT, url=ONE), record("b", title=SOFT, url=TWO)
    assert names([one, two]) == ["a", "b"]
    assert names([one, record("b", title=SOFT, url=ONE)]) == ["ab"]
    assert names([one, record("b", title=SOFT)]) == ["ab"]
    assert names([one, record("b", title=SOFT, url=TWO, arxiv="2308.00951")]) == ["a", "b"]


def test_the_same_page_in_another_spelling_is_one_paper() -> None:
    """A source that moves to https keeps its papers."""
    assert names(
        [
            record("a", title=SOFT, url="http://www.Example.org/one/"),
            record("b", title=SOFT, url=ONE),
        ]
    ) == ["ab"]


def test_links_of_different_sources_and_archives_do_not_contradict() -> None:
    """Sources link to pages of their own; an archive's link is an id, which decides by itself."""
    elsewhere = record("b", title=SOFT, url=TWO, source="other")
    assert names([record("a", title=SOFT, url=ONE), elsewhere]) == ["ab"]
    link = "https://arxiv.org/abs/2308.00951"
    assert names([record("a", title=SOFT, url=ONE), record("b", title=SOFT, url=link)]) == ["ab"]


def test_a_shared_id_joins_links_of_one_source() -> None:
    """Two posts about one DOI are one paper, and so is what bears their title."""
    assert names(
        [
            record("a", title=SOFT, url=ONE, doi="10.1000/x"),
            record("b", title=SOFT, url=TWO, doi="10.1000/x"),
            record("c", title=SOFT, source="other"),
        ]
    ) == ["abc"]


def test_a_title_of_two_posts_joins_neither() -> None:
    """There is no telling of which post another source speaks."""
    assert names(
        [
            record("a", title=SOFT, url=ONE),
            record("b", title=SOFT, url=TWO),
            record("c", title=SOFT, source="other"),
        ]
    ) == ["a", "b", "c"]


RECORDS = st.builds(
    record,
    st.text("abcdefgh", min_size=1, max_size=4),
    arxiv=st.sampled_from([None, None, "2308.00951", "2308.00952", "2308.00953"]),
    doi=st.sampled_from([None, None, "10.1000/x", "10.1000/y", "10.1000/z"]),
    url=st.sampled_from([None, "https://openreview.net/forum?id=one1", ONE, TWO]),
    title=st.sampled_from([None, SOFT, SHARP, "Soft and Sharp Mixtures of Experts", "Editorial"]),
    source=st.sampled_from(["one", "two"]),
)


@given(st.data(), st.lists(RECORDS, max_size=12))
def test_the_order_of_records_never_matters(data: st.DataObject, records: list[Record]) -> None:
    """Any permutation gives the same groups, each record is in one of them."""
    shuffled = data.draw(st.permutations(range(len(records))))
    groups = find_groups(records)
    again = find_groups([records[index] for index in shuffled])
    assert {frozenset(shuffled[i] for i in group) for group in again} == {*map(frozenset, groups)}
    assert sorted(index for group in groups for index in group) == list(range(len(records)))


@given(st.lists(RECORDS, max_size=12))
def test_a_paper_never_has_two_arxiv_ids_nor_two_papers_one_id(records: list[Record]) -> None:
    """Each group states one arXiv id at most, and the best ids of the groups differ."""
    best = []
    for group in find_groups(records):
        stated = {known for index in group for known in record_ids(records[index])}
        assert sum(known.startswith("arxiv:") for known in stated) <= 1
        own = {ids[0] for index in group if (ids := record_ids(records[index]))}
        best.extend(sorted(own, key=preference)[:1])
    assert len(best) == len(set(best))


@given(st.lists(RECORDS, max_size=12))
def test_a_paper_known_by_titles_has_one_link_of_a_source(records: list[Record]) -> None:
    """Where no ids are stated, no two plain links of one source come together."""
    posts = [replace(r, arxiv_id=None, doi=None) for r in records if r.url in {None, ONE, TWO}]
    for group in find_groups(posts):
        links = {(posts[i].source, posts[i].url) for i in group if posts[i].url}
        assert len(links) == len({source for source, _ in links})
