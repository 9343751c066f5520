"""Real dumps, where they are at hand: every paper is found, in order, and none is invented."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from generator.dates import MONTHS
from generator.errors import SourceError
from generator.models import Record
from generator.sources.files import detect, read_file
from tests.sources.source_samples import SHARED, spec

if TYPE_CHECKING:
    from pathlib import Path

DUMPS = SHARED / "seeds"
TRUTH: dict[str, Any] = (
    json.loads((DUMPS / "truth.json").read_text(encoding="utf-8"))
    if (DUMPS / "truth.json").exists()
    else {}
)
KINDS = {"hf_daily_papers_page": "hf-daily-page", "hf_dataset_viewer_table": "arxiv-table"}
FILES = [name for name, truth in TRUTH.items() if truth["kind"] in KINDS]
needs_dumps = pytest.mark.skipif(not FILES, reason="the real dumps are not at hand")
YEAR = 2025


@needs_dumps
@pytest.mark.parametrize("name", FILES or ["none"])
def test_a_real_dump_gives_what_it_holds(name: str) -> None:
    """Titles, ids, dates, counts and the raw abstracts are exact."""
    truth = TRUTH[name]
    assert detect((DUMPS / name).read_bytes()[:65_536], name).name == KINDS[truth["kind"]]
    found = _read(DUMPS / name)
    assert len(found) == truth["count"]
    for one, paper in zip(found, truth["papers"], strict=True):
        abstract = one.abstract or ""
        assert len(abstract) == paper["abstract_chars"]
        assert abstract.startswith(paper["abstract_start"])
        assert abstract.endswith(paper["abstract_end"])
        assert one.title == paper.get("title")
        assert one.arxiv_id == paper.get("arxiv_id")
        version = f"v{one.arxiv_version}" if one.arxiv_version else ""
        assert f"{one.arxiv_id}{version}" == paper.get("raw_id", "None")
        assert one.author_count == paper.get("n_authors")
        assert one.comments == paper.get("trailing_count")
        assert one.upvotes is None
        assert one.published == _day(paper.get("date_text"))
        assert one.listed_on == _day(truth.get("page_date_text"))


@needs_dumps
def test_a_real_newsletter_is_taken_for_no_dump() -> None:
    """The text of an issue is not a source of papers."""
    newsletters = [name for name, truth in TRUTH.items() if truth["kind"] == "newsletter"]
    assert newsletters
    for name in newsletters:
        with pytest.raises(SourceError, match="no format recognises this text"):
            detect((DUMPS / name).read_bytes()[:65_536], name)


@needs_dumps
def test_the_real_daily_archive_is_read_whole_and_fast() -> None:
    """1,216 lines are 925 papers, each with id, title, abstract and authors."""
    started = time.process_time()
    found = [one for path in sorted((SHARED / "real/arxiv-daily").iterdir()) for one in _read(path)]
    assert time.process_time() - started < 1
    assert len(found) == 1216
    assert len({one.arxiv_id for one in found}) == 925
    assert all(one.title and one.abstract and one.authors and one.categories for one in found)


@needs_dumps
def test_the_real_daily_papers_have_ids_and_days() -> None:
    """Every item has an arXiv id, and the day on which it was listed is the file's."""
    files = sorted((SHARED / "real/hf-daily").iterdir())
    assert files
    for path in files:
        for one in _read(path):
            assert one.arxiv_id
            assert one.listed_on == date.fromisoformat(path.stem)
            assert one.authors is None
            assert one.abstract is None or "Librarian Bot" not in one.abstract


def _read(path: Path) -> list[Record]:
    items = list(read_file(path, spec(path.name, year=YEAR)))
    assert all(isinstance(item, Record) for item in items)
    return [item for item in items if isinstance(item, Record)]


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    words = text.replace(",", "").split()
    month = MONTHS.index(words[0].lower()[:3]) + 1
    return date(int(words[2]) if len(words) > 2 else YEAR, month, int(words[1]))
