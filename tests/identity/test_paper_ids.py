"""Ids of papers in every spelling, and the links that they give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.identity.ids import (
    ArxivId,
    arxiv_month,
    paper_url,
    parse_arxiv_id,
    parse_doi,
    parse_paper_id,
    pdf_url,
)

SPELLINGS = [
    ("2308.00951", "2308.00951", None),
    ("  2308.00951v2\n", "2308.00951", 2),
    ("arXiv:2308.00951", "2308.00951", None),
    ("ARXIV: 2308.00951V3", "2308.00951", 3),
    ("arXiv:2308.00951v1 [cs.LG]", "2308.00951", 1),
    ("oai:arXiv.org:2308.00951v1", "2308.00951", 1),
    ("0704.0001", "0704.0001", None),
    ("1412.6980v9", "1412.6980", 9),
    ("1501.00001", "1501.00001", None),
    ("hep-th/9901001v1", "hep-th/9901001", 1),
    ("HEP-TH/9901001", "hep-th/9901001", None),
    ("math.GT/0309136", "math/0309136", None),
    ("arXiv:cs.CL/0501001v12", "cs/0501001", 12),
    ("cond-mat.mes-hall/0703001", "cond-mat/0703001", None),
    ("https://arxiv.org/abs/2308.00951v2", "2308.00951", 2),
    ("http://www.arxiv.org/abs/2308.00951/", "2308.00951", None),
    ("http://export.arxiv.org/abs/astro-ph/0601001", "astro-ph/0601001", None),
    ("arxiv.org/abs/math%2F0309136", "math/0309136", None),
    ("https://arxiv.org/pdf/2308.00951v2.pdf#page=3", "2308.00951", 2),
    ("https://arxiv.org/pdf/hep-th/9901001.PDF?download=1", "hep-th/9901001", None),
    ("https://arxiv.org/html/2308.00951v1#S2", "2308.00951", 1),
    ("https://arxiv.org/ps/hep-th/9901001", "hep-th/9901001", None),
    ("<https://arxiv.org/abs/2308.00951>", "2308.00951", None),
    ("https://arxiv.org/abs/2308.00951).", "2308.00951", None),
    ("https://www.alphaxiv.org/abs/2308.00951", "2308.00951", None),
    ("https://huggingface.co/papers/2308.00951?ref=x", "2308.00951", None),
    ("https://ar5iv.labs.arxiv.org/html/2308.00951", "2308.00951", None),
    ("https://ar5iv.org/abs/math/0309136", "math/0309136", None),
    ("10.48550/arXiv.2308.00951", "2308.00951", None),
    ("doi:10.48550/ARXIV.2308.00951v2", "2308.00951", 2),
    ("https://doi.org/10.48550%2FarXiv.hep-th%2F9901001", "hep-th/9901001", None),
]


@pytest.mark.parametrize(("text", "found", "version"), SPELLINGS)
def test_every_spelling_of_an_arxiv_id_is_read(text: str, found: str, version: int | None) -> None:
    """Bare ids, labels, links, mirrors and arXiv's DOIs all give the id and its version."""
    assert parse_arxiv_id(text) == ArxivId(found, version)
    assert parse_paper_id(text) == f"arxiv:{found}"
    assert parse_doi(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2313.00951",  # there is no month 13
        "2300.00951",
        "1412.00951",  # four digits until December 2014
        "1501.0951",  # five from January 2015
        "0703.0001",  # the new ids began in April 2007
        "hep-th/0704001",  # and the old ones ended before
        "hep-th/8901001",
        "novel-stuff/9901001",
        "2308.009511",
        "2308.00951v0",
        "x2308.00951",
        "see 2308.00951",
        "٢٣٠٨.٠٠٩٥١",
        "https://example.org/abs/2308.00951",
        "https://arxiv.org.example.org/abs/2308.00951",
        "https://arxiv.org/list/cs.LG/recent",
        "10.1000/2308.00951",
        "2308.00951\n2308.00952",
        "2308.00951" + " " * 5000 + "x",
    ],
)
def test_what_is_no_arxiv_id_is_refused(text: str) -> None:
    """Impossible months, wrong lengths, other hosts and longer texts are no arXiv ids."""
    assert parse_arxiv_id(text) is None


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/X", "10.1000/x"),
        ("doi:10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("DOI: 10.1145/3292500.3330701.", "10.1145/3292500.3330701"),
        ("https://doi.org/10.1038/S41586-021-03819-2?x=1#y", "10.1038/s41586-021-03819-2"),
        ("http://dx.doi.org/10.1000%2F182", "10.1000/182"),
        ("10.1000%2F182", "10.1000/182"),
        ("(10.1016/S0020-0190(00)00123-4)", None),
        ("10.1016/S0020-0190(00)00123-4).", "10.1016/s0020-0190(00)00123-4"),
        ("https://doi.org/10.1002/(SICI)17:15/16%3C1661::AID%3E3.0.CO;2-2",
         "10.1002/(sici)17:15/16<1661::aid>3.0.co;2-2"),
        ("10.48550/arXiv.2308.00951", None),
        ("10.48550/arxiv.nonsense", None),
        ("10.1/x", None),
        ("10.1000/", None),
        ("10.1000/a b", None),
        ("10.1000/a\u202eb", None),
        ("11.1000/x", None),
    ],
)  # fmt: skip
def test_dois_are_bare_and_in_lower_case(text: str, doi: str | None) -> None:
    """A DOI loses its prefix, case, encoding and the punctuation of the text around it."""
    assert parse_doi(text) == doi


@pytest.mark.parametrize(
    ("text", "paper_id"),
    [
        ("https://openreview.net/forum?id=rJ4km2R5t7&noteId=x", "openreview:rJ4km2R5t7"),
        ("openreview.net/pdf?id=a-_b1", "openreview:a-_b1"),
        ("openreview:rJ4km2R5t7", "openreview:rJ4km2R5t7"),
        ("https://openreview.net.example.org/forum?id=rJ4km2R5t7", None),
        ("https://openreview.net/forum?id=<script>", None),
        ("https://[openreview.net/forum?id=abcd", None),
        ("title:0123456789ABCDEF", "title:0123456789abcdef"),
        ("title:short", None),
        ("https://doi.org/10.1000/X", "doi:10.1000/x"),
        ("An ordinary title", None),
    ],
)
def test_other_ids_are_read_too(text: str, paper_id: str | None) -> None:
    """OpenReview's links and title ids are read; anything else is no id."""
    assert parse_paper_id(text) == paper_id


@pytest.mark.parametrize(
    ("paper_id", "page", "pdf"),
    [
        ("arxiv:2308.00951", "https://arxiv.org/abs/2308.00951", "https://arxiv.org/pdf/2308.00951"),
        ("doi:10.1000/a<b>#c", "https://doi.org/10.1000/a%3Cb%3E%23c", None),
        ("openreview:abc_", "https://openreview.net/forum?id=abc_", "https://openreview.net/pdf?id=abc_"),
        ("title:0123456789abcdef", None, None),
    ],
)  # fmt: skip
def test_ids_lead_to_pages(paper_id: str, page: str | None, pdf: str | None) -> None:
    """A paper's page, and its PDF where the id tells it, follow from the id and lead back."""
    assert (paper_url(paper_id), pdf_url(paper_id)) == (page, pdf)
    assert page is None or parse_paper_id(page) == paper_id
    assert pdf is None or parse_paper_id(pdf) == paper_id


def test_an_arxiv_id_tells_its_month() -> None:
    """The month is in the id, in the last century too."""
    assert arxiv_month("2308.00951v2") == (2023, 8)
    assert arxiv_month("hep-th/9901001") == (1999, 1)
    assert arxiv_month("math/0309136") == (2003, 9)
    assert arxiv_month("nonsense") is None


@given(st.text() | st.from_regex(r"(https?://)?(dx\.)?doi\.org/10\.1000/.{0,20}"))
def test_no_text_is_too_odd(text: str) -> None:
    """Reading an id never fails, and an id that was read is read as itself again."""
    found = parse_paper_id(text)
    if found is not None:
        assert parse_paper_id(found) == found
        page = paper_url(found)
        assert page is None or page.isprintable()
