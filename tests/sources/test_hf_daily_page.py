"""Saved Daily Papers pages: dates without years, odd shapes, damage, and text of any kind."""

from __future__ import annotations

import contextlib
import textwrap
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import SourceError
from generator.models import Record, Skipped
from generator.sources.hf_daily_page import FORMAT
from tests.sources.source_samples import read_bytes, read_text, records, spec

ABSTRACT = (
    "We count the ways in which a page can be broken, and find that most of them were met before. "
    "A reader that looks at the shape of lines, not at their number, mends all that we could find, "
    "and it costs nothing but care. Further work will look at pages that are broken on purpose."
)
HEADING = "Daily Papers\n\nbyAK and the research community\n\n"
LENIENT = spec(skip_bad=True)
FOOTER = "  • 6 authors\n·\n{}\n"


def page(day: str, footer: str | None = None) -> str:
    """Return a page with one paper."""
    below = FOOTER.format(footer) if footer else ""
    return f"{HEADING}{day}\n\nA Title of Some Words\n\n{ABSTRACT}\n\n{below}"


@pytest.mark.parametrize(
    ("day", "year", "file_date", "expected"),
    [
        ("Aug 20", 2023, None, date(2023, 8, 20)),
        ("Aug 20, 2021", 2023, date(2024, 1, 1), date(2021, 8, 20)),
        ("August 20", None, date(2024, 8, 19), date(2023, 8, 20)),
        ("Aug 20", None, date(2024, 8, 20), date(2024, 8, 20)),
        ("Aug 20", 2019, date(2024, 8, 20), date(2019, 8, 20)),
        ("Feb 29", None, date(2023, 6, 1), date(2020, 2, 29)),
        ("Feb 29", 2023, None, None),
        ("Aug 20", None, None, None),
    ],
)
def test_the_year_of_the_page(
    day: str, year: int | None, file_date: date | None, expected: date | None
) -> None:
    """The page's own year, else the source's, else the latest up to the file's day, else none."""
    [found] = records(FORMAT, page(day), spec(year=year, file_date=file_date))
    assert found.listed_on == expected


@pytest.mark.parametrize(
    ("day", "footer", "year", "expected"),
    [
        ("Oct 29", "Apr 28", 2023, date(2023, 4, 28)),
        ("Oct 29", "Oct 29", 2023, date(2023, 10, 29)),
        ("Oct 29", "Oct 30", 2023, date(2022, 10, 30)),
        ("Oct 29", "Nov 29, 2024", 2023, date(2024, 11, 29)),
        ("Oct 29", "Apr 28", None, None),
        ("", "Apr 28", 2023, date(2023, 4, 28)),
    ],
)
def test_the_year_of_a_footer(
    day: str, footer: str, year: int | None, expected: date | None
) -> None:
    """A footer's day without a year is the last such day that is not after the page's day."""
    [found] = records(FORMAT, page(day, footer), spec(year=year))
    assert found.published == expected
    assert found.author_count == 6


@pytest.mark.parametrize(
    ("footer", "comments"),
    [
        ("Jul 21, 2023", None),
        ("Jul 21, 2023\n3", 3),
        ("Jul 21, 2023\n\n14\n", 14),
        ("Jul 21, 2023 · 2", 2),
    ],
)
def test_a_number_behind_the_date_counts_comments(footer: str, comments: int | None) -> None:
    """It is no upvote, no title and no part of an abstract, and the next paper is found."""
    text = page("Oct 29", footer) + f"\nThe Next Title Here\n\n{ABSTRACT}\n"
    first, second = records(FORMAT, text, spec(year=2023))
    assert (first.comments, first.upvotes, first.published) == (comments, None, date(2023, 7, 21))
    assert (second.title, second.comments) == ("The Next Title Here", None)


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\n\n\n \n"])
@pytest.mark.parametrize("cut", range(40, len(ABSTRACT), 60))
def test_a_page_cut_off_in_an_abstract_keeps_the_paper(gap: str, cut: int) -> None:
    """Wherever the page ends, the last title is a title and its words are an abstract."""
    parts = [
        *("Daily Papers", "Aug 20", "The First Title", ABSTRACT),
        *("A Second Title", ABSTRACT[:cut]),
    ]
    found = records(FORMAT, gap.join(parts))
    assert [one.title for one in found] == ["The First Title", "A Second Title"]
    assert found[1].abstract == ABSTRACT[:cut].strip()


@pytest.mark.parametrize("cut", range(1, len("  • 6 authors\n·\nJul 21, 2023\n")))
def test_a_page_cut_off_in_a_footer_has_no_paper_more(cut: int) -> None:
    """What is left of the footer is no title."""
    footer = FOOTER.format("Jul 21, 2023")
    text = page("Aug 20", "Jul 21, 2023") + "A Second Title\n\n" + ABSTRACT + "\n\n" + footer[:cut]
    first, second = records(FORMAT, text)
    assert (first.title, second.title) == ("A Title of Some Words", "A Second Title")
    assert second.abstract == ABSTRACT


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "extra", ["Code: https://github.com/a/b", "Code will come soon.", "Namely:"]
)
def test_a_short_paragraph_stays_with_its_abstract(gap: str, extra: str) -> None:
    """Without footers a line without a title's shape makes no paper."""
    parts = ["Daily Papers", "Aug 20", "The First Title", ABSTRACT, extra, "A Second One", ABSTRACT]
    first, second = records(FORMAT, gap.join(parts))
    assert first.abstract == ABSTRACT + gap + extra
    assert second.title == "A Second One"


def test_a_number_that_may_be_of_several_papers_is_given_to_none() -> None:
    """A count above two papers that nothing tells apart is not stated for either."""
    text = f"Daily Papers\n\nAug 20\n\nUpvote 7\n\nOne\n\n{ABSTRACT}\n\nTwo\n\n{ABSTRACT}\n"
    assert [(one.title, one.upvotes) for one in records(FORMAT, text)] == [
        ("One", None),
        ("Two", None),
    ]


SHORT = "We sort the numbers of test {} and say in ninety letters that this is easy to do."


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("count", [1, 2, 60])
def test_short_abstracts_make_no_papers(gap: str, count: int) -> None:
    """A line that ends in a full stop below a title is its abstract, however short."""
    lines = [
        line for n in range(count) for line in (f"A Library to Sort Test {n}", SHORT.format(n))
    ]
    found = records(FORMAT, gap.join(["Daily Papers", "Aug 20", *lines]))
    assert [line for one in found for line in (one.title, one.abstract)] == lines


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("A Second One of Them", "We present a note."),
        *((title, ABSTRACT) for title in ("Attention Is All You Need.", "Learning to sort.")),
        *((title, ABSTRACT) for title in ("Sorting Numbers Fast:", "Sorting Fast, and Well,")),
        ("Sorting " * 45 + "Fast", ABSTRACT * 2),
        ("What Readers of https://a.example Sort", ABSTRACT),
    ],
)
def test_the_rhythm_of_the_page_makes_titles(gap: str, title: str, abstract: str) -> None:
    """An odd title over an abstract, or a title over an odd abstract, is a paper of its own."""
    lines = ["The First Title", ABSTRACT, title, abstract, "A Third Title", ABSTRACT]
    found = records(FORMAT, gap.join(["Daily Papers", "Aug 20", *lines]))
    assert [line for one in found for line in (one.title, one.abstract)] == lines


def test_titles_alone_are_papers() -> None:
    """A page that shows titles only has one paper on each line, also one with a full stop."""
    titles = ["The First Title", "Attention Is All You Need.", "iTransformer", "One more of them"]
    found = records(FORMAT, "\n\n".join(["Daily Papers", "Aug 20", *titles]))
    assert [one.title for one in found] == titles


def test_an_abstract_on_several_lines_is_one() -> None:
    """Where blank lines part the paragraphs, none begins without one."""
    lines = textwrap.fill(ABSTRACT, 70)
    text = f"{HEADING}Aug 20\n\nThe First Title\n\n{lines}\n\nA Second One\n\n{lines}\n"
    assert [(one.title, one.abstract) for one in records(FORMAT, text)] == [
        ("The First Title", lines),
        ("A Second One", lines),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        *((day, date(2025, 11, 21)) for day in ("Fri, Nov 21", "Friday, November 21, 2025")),
        *((day, date(2025, 11, 21)) for day in ("21 Nov 2025", "21 November", "Nov 21st, 2025")),
        *((day, date(2025, 11, 21)) for day in ("2025-11-21", "Fri Nov 21", "Fri 21 Nov")),
        *((day, None) for day in ("Aug 32", "11/21/2025", "Week 47", "Nov 2025", "Fri 47th")),
    ],
)
def test_a_day_in_any_form_is_no_title(day: str, expected: date | None) -> None:
    """Weekdays and the day before the month are read; what only looks like a day is left out."""
    [found] = records(FORMAT, page(day), spec(year=2025))
    assert (found.title, found.listed_on) == ("A Title of Some Words", expected)


@pytest.mark.parametrize("footer", ["", FOOTER.format("Jul 21, 2023")])
@pytest.mark.parametrize(
    "fragment",
    [
        "of the models, and it works.",
        ABSTRACT[31:],
        ABSTRACT,
        "We show this.\n\nCode: http://a.b/c",
    ],
)
def test_a_page_cut_at_its_start_gives_no_paper_of_the_rest(fragment: str, footer: str) -> None:
    """The end of an abstract is counted, and the papers below it are found."""
    paper = f"A Title\n\n{ABSTRACT}\n\n{footer}\n"
    skipped, first, second = read_text(FORMAT, f"{fragment}\n\n{footer}\n{paper}{paper}")
    assert skipped == Skipped("a.txt:1", "the page starts in the middle of an abstract")
    for found in (first, second):
        assert isinstance(found, Record)
        assert (found.title, found.abstract) == ("A Title", ABSTRACT)


@pytest.mark.parametrize(
    "title", ["semi-PD: A Paper", "iTransformer", "Attention Is All You Need."]
)
@pytest.mark.parametrize("footer", ["", FOOTER.format("Jul 21, 2023")])
def test_a_page_that_begins_with_a_title_is_not_cut(title: str, footer: str) -> None:
    """A small letter or a full stop alone makes no rest of an abstract."""
    [found] = records(FORMAT, f"{title}\n\n{ABSTRACT}\n\n{footer}")
    assert (found.title, found.abstract) == (title, ABSTRACT)


def test_a_title_stays_as_the_page_has_it() -> None:
    """Two spaces, a space before a colon, TeX: cleaning is another step."""
    title = r"semi-PD :  $\alpha$ \& Co, iTransformer?"
    [found] = records(FORMAT, f"{HEADING}Aug 20\n\n   {title}  \n\n{ABSTRACT}\n")
    assert found.title == title
    assert found.abstract == ABSTRACT


def test_an_abstract_without_its_title_is_counted() -> None:
    """The part of a page that begins inside a paper gives no paper of a wrong title."""
    text = f"{ABSTRACT * 2}\n\n{FOOTER.format('Jul 21, 2023')}\nA Title\n\n{ABSTRACT}\n"
    skipped, found = read_text(FORMAT, text)
    assert isinstance(skipped, Skipped)
    assert skipped.position == "a.txt:1"
    assert isinstance(found, Record)
    assert (found.title, found.position) == ("A Title", "a.txt:7")


def test_text_that_is_not_utf8_is_refused_with_line_and_column() -> None:
    """The message says which byte stands where, and how to convert the file."""
    data = f"{HEADING}Aug 20\n\nA Title\n\ndéjà {ABSTRACT}".encode("latin-1")
    with pytest.raises(SourceError) as caught:
        read_bytes(FORMAT, data)
    assert str(caught.value) == (
        "dumps/a.txt:9: not UTF-8 (byte 0xE9 in column 2); "
        "convert it, for example: iconv -f latin1 -t utf-8"
    )


def test_bad_lines_can_be_left_out() -> None:
    """With skip_bad the page is read without them, and each is counted."""
    data = page("Aug 20").encode() + b"\n\xff\n" + b"x" * 1_000_001 + b"\nNext of the Titles\n"
    found = read_bytes(FORMAT, data, spec(year=2023, skip_bad=True))
    assert [item.reason for item in found if isinstance(item, Skipped)] == [
        "not UTF-8 (byte 0xFF in column 1)",
        "the line is over 1,000,000 bytes",
    ]
    assert [one.title for one in found if isinstance(one, Record)] == [
        "A Title of Some Words",
        "Next of the Titles",
    ]


def test_controls_are_dropped() -> None:
    """A record holds no control characters, whatever the page does."""
    [found] = records(FORMAT, f"{HEADING}Aug 20\n\nA\x00 Ti\x85tle\x1b\n\n{ABSTRACT}\x07\n")
    assert (found.title, found.abstract) == ("A Title", ABSTRACT)


LINES = st.sampled_from(
    [
        *("Daily Papers", "byAK and the research community", "Aug 20", "Feb 29, 2023", "Jan 99"),
        *("Submitted by", "someone", "Upvote 12", "31", "٣", "·", "  • 6 authors", "• 1 auth", ""),
        *("A Title", ABSTRACT, ABSTRACT[:70], "May 0, 0000", "\x00", "\u2028", "Subscribe"),
    ]
)


@settings(deadline=None)
@given(st.lists(LINES | st.text(), max_size=30), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_no_page_makes_the_reader_fail(lines: list[str], gap: str) -> None:
    """Each record has a title, and no line gives two."""
    data = gap.join(lines).encode(errors="surrogatepass")
    try:
        found = read_bytes(FORMAT, data, spec(year=2023))
    except SourceError:
        return
    positions = [item.position for item in found]
    assert len(positions) == len(set(positions))
    assert all(item.title for item in found if isinstance(item, Record))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    """Bytes are read or refused."""
    with contextlib.suppress(SourceError):
        read_bytes(FORMAT, data)
    assert all(isinstance(item, Record | Skipped) for item in read_bytes(FORMAT, data, LENIENT))
