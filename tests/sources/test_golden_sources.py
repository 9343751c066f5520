"""Each sample file gives exactly the records that its golden file holds."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from generator.sources.files import detect, read_file
from generator.sources.table import get_format
from tests.sources.source_samples import SAMPLES, as_data, spec

if TYPE_CHECKING:
    from generator.sources.formats import ReadSpec

CASES = {
    "hf-page-footers.txt": ("hf-daily-page", spec("dumps/hf-page-footers.txt", year=2023)),
    "hf-page-plain.txt": (
        "hf-daily-page",
        spec("dumps/hf-page-plain.txt", file_date=date(2024, 2, 1)),
    ),
    "hf-page-submitted.txt": ("hf-daily-page", spec("dumps/hf-page-submitted.txt")),
    "hf-page-two-days.txt": ("hf-daily-page", spec("dumps/hf-page-two-days.txt", year=2023)),
    "hf-page-upvotes.txt": ("hf-daily-page", spec("dumps/hf-page-upvotes.txt")),
    "arxiv-table-page.txt": ("arxiv-table", spec("dumps/arxiv-table-page.txt")),
    "arxiv-table-part.txt": ("arxiv-table", spec("dumps/arxiv-table-part.txt")),
    "arxiv-daily.jsonl": ("arxiv-daily-jsonl", spec("dumps/arxiv-daily.jsonl")),
    "hf-daily-archive.json": ("hf-daily-json", spec("dumps/hf-daily-archive.json")),
    "hf-daily-api.json": ("hf-daily-json", spec("dumps/hf-daily-api.json")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_sample_gives_its_golden_records(name: str) -> None:
    """Every field of every record, in order, and every item that is none with its reason."""
    _, given = CASES[name]
    golden = json.loads((SAMPLES / f"{name}.golden.json").read_text(encoding="utf-8"))
    assert as_data(read_file(SAMPLES / name, given)) == golden


@pytest.mark.parametrize("name", CASES)
def test_a_sample_is_recognised_by_its_content(name: str) -> None:
    """No name of a file is looked at, and no other format takes the file."""
    expected, _ = CASES[name]
    head = (SAMPLES / name).read_bytes()
    assert detect(head, "x").name == expected
    assert detect(b"\xef\xbb\xbf" + head.removeprefix(b"\xef\xbb\xbf"), "x").name == expected


@pytest.mark.parametrize("name", CASES)
def test_line_ends_of_other_systems_change_nothing(name: str) -> None:
    """CRLF gives the same records as LF."""
    expected, given = CASES[name]
    data = (SAMPLES / name).read_bytes().replace(b"\r\n", b"\n")
    assert _read(expected, data.replace(b"\n", b"\r\n"), given) == _read(expected, data, given)


@pytest.mark.parametrize("name", CASES)
def test_a_byte_order_mark_changes_nothing(name: str) -> None:
    """Some editors put it in front of every text."""
    expected, given = CASES[name]
    data = (SAMPLES / name).read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert _read(expected, b"\xef\xbb\xbf" + data, given) == _read(expected, data, given)


def test_every_golden_file_belongs_to_a_sample() -> None:
    """A golden file that nothing compares would be a check that cannot fail."""
    assert {
        path.name.removesuffix(".golden.json") for path in SAMPLES.glob("*.golden.json")
    } == set(CASES)


def _read(name: str, data: bytes, given: ReadSpec) -> list[dict[str, object]]:
    return as_data(get_format(name).read(BytesIO(data), given))
