"""The dataset viewer's table: whole, in parts, damaged, and text of any kind."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import SourceError
from generator.models import Record, Skipped
from generator.sources.arxiv_table import FORMAT
from generator.sources.files import detect
from tests.sources.source_samples import read_bytes, read_text, records

HEADER = "arxiv_id\nstringlengths 9\n12\n| abstract\nstringlengths 402\n13.8k\n|\n---|---|\n"


def test_rows_between_bars_become_records() -> None:
    """The page's header and trailer give nothing; lines of an abstract stay lines."""
    text = (
        f"{HEADER}2401.00165v2\n|\nOne line,\nand another.\n|\n2401.00166\n|\nShort.\n|\n"
        "Subsets and Splits\nNone yet\n"
    )
    first, second = records(FORMAT, text)
    assert (first.arxiv_id, first.arxiv_version) == ("2401.00165", 2)
    assert first.abstract == "One line,\nand another."
    assert first.position == "a.txt:9"
    assert (second.arxiv_id, second.abstract) == ("2401.00166", "Short.")


@pytest.mark.parametrize("lines", range(1, 14))
def test_a_part_gives_the_rows_whose_id_it_holds(lines: int) -> None:
    """Wherever a file is cut in two, its parts together give each id once, in order."""
    rows = (
        "2401.00165\n|\nOne line,\nand another.\n|\n2401.00166\n|\nWord.\n|\n"
        "2401.00167\n|\nThird.\nMore\n|\n"
    )
    every = rows.splitlines(keepends=True)
    found = [
        item.arxiv_id
        for part in ("".join(every[:lines]), "".join(every[lines:]))
        for item in read_text(FORMAT, part)
        if isinstance(item, Record)
    ]
    assert found == ["2401.00165", "2401.00166", "2401.00167"]


def test_a_bar_or_an_id_inside_an_abstract_ends_nothing() -> None:
    """Only an id between two bars begins a row."""
    abstract = "See\n|\n2301.00001 and\n2301.00002\n|\nmore."
    text = f"{HEADER}2401.00165\n|\n{abstract}\n|\n2401.00166\n|\nB.\n|\n"
    first, second = records(FORMAT, text)
    assert first.abstract == abstract
    assert second.arxiv_id == "2401.00166"


def test_a_row_without_an_arxiv_id_is_counted() -> None:
    """It is told with its line, and the rows around it are read."""
    text = f"{HEADER}2401.00165\n|\nA.\n|\nnull\n|\nB.\n|\n2401.00167\n|\nC.\n|\n"
    first, skipped, last = read_text(FORMAT, text)
    assert isinstance(first, Record)
    assert skipped == Skipped("a.txt:13", "'null' is no arXiv id")
    assert isinstance(last, Record)


def test_a_table_in_latin1_is_refused() -> None:
    """Undecodable bytes name their line."""
    with pytest.raises(SourceError, match=r"^dumps/a.txt:11: not UTF-8 \(byte 0xE9 in column 4\)"):
        read_bytes(FORMAT, f"{HEADER}2401.00165\n|\ncafé\n|\n".encode("latin-1"))


ROWS = "2401.00165v2\n|\nOne line,\nand another.\n|\ncs/0501001\n|\nShort.\n|\n"


@pytest.mark.parametrize("ends", ["\n\n", "\n \n\n", "\r", "\r\n"])
def test_line_ends_and_blank_lines_change_nothing(ends: str) -> None:
    """A table with a blank line behind each line, or with CR only, is the same table."""
    text = (HEADER + ROWS).replace("\n", ends)
    assert detect(text.encode(), "x") is FORMAT
    found = [(one.arxiv_id, one.abstract) for one in records(FORMAT, text)]
    assert found == [("2401.00165", "One line,\nand another."), ("cs/0501001", "Short.")]


def test_blank_lines_of_an_abstract_stay() -> None:
    """They are left out only where they stand between all lines."""
    [found] = records(FORMAT, "2401.00165\n|\nOne.\n\nTwo.\n|\n")
    assert found.abstract == "One.\n\nTwo."


@pytest.mark.parametrize(
    "text",
    [
        "2401.00165\n|\nOne row.\n|\n",
        "hep-th/9901001\n|\nAn old one.\n|\nmath.GT/0309136v2\n|\nWords.\n|\n",
        "end.\n|\ncs/0501001\n|\nWords",
    ],
)
def test_a_part_is_recognised_by_one_id_between_bars(text: str) -> None:
    """Ids of both kinds count."""
    assert detect(text.encode(), "x") is FORMAT
    assert any(isinstance(item, Record) for item in read_text(FORMAT, text))


@pytest.mark.parametrize(
    "head",
    [
        f"arxiv_id\nabstract\n---|{'-' * 60}x\n",
        f"2301.00001{chr(10) * 64_000}x",
        "2301.00001\n \n" * 8000,
        "1" * 64_000,
    ],
    ids=["rule", "blank lines", "ids", "digits"],
)
def test_recognising_takes_a_moment(head: str) -> None:
    """What backtracks would take seconds or hours."""
    started = time.process_time()
    assert not FORMAT.recognises(head)
    assert time.process_time() - started < 1


LINES = st.sampled_from(["|", "2401.00165", "cs/0501001v1", "---|---|", "null", "Text.", "", "x"])


@settings(deadline=None)
@given(st.lists(LINES | st.text(), max_size=40))
def test_no_table_makes_the_reader_fail(lines: list[str]) -> None:
    """Each record has an id, and no line gives two."""
    try:
        found = read_bytes(FORMAT, "\n".join(lines).encode(errors="surrogatepass"))
    except SourceError:
        return
    positions = [item.position for item in found]
    assert len(positions) == len(set(positions))
    assert all(item.arxiv_id for item in found if isinstance(item, Record))
