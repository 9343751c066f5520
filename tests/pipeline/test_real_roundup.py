"""The main job on real input: four saved dumps to an issue on a site, in a mail and in a feed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from generator.issue import parse_issue
from tests.conftest import REPOSITORY, Ran

SEEDS = REPOSITORY.parent / "shared/seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real dumps are not here")


@pytest.fixture
def roundup(tmp_path: Path) -> Path:
    """A newsletter with the sample's themes and the four dumps that hold abstracts as its sources."""
    content = tmp_path / "content"
    (content / "issues").mkdir(parents=True)
    for name in ("newsletter.yml", "themes.yml"):
        shutil.copy(REPOSITORY / "content" / name, content / name)
    truth = json.loads((SEEDS / "truth.json").read_text("utf-8"))
    dumps = [name for name, said in truth.items() if said["kind"] != "newsletter"]
    assert len(dumps) == 4
    entries = [
        f"  - name: dump-{number}\n    path: {SEEDS / name}\n" for number, name in enumerate(dumps)
    ]
    (content / "sources.yml").write_text("sources:\n" + "".join(entries))
    return tmp_path


def test_four_real_dumps_become_an_issue(roundup: Path, paperround: Callable[..., Ran]) -> None:
    """At least six themes are filled, no paper stands twice, and no title is mangled anywhere."""
    truth = json.loads((SEEDS / "truth.json").read_text("utf-8"))
    pages = [said for said in truth.values() if said["kind"] != "newsletter"]
    titles = {paper["title"] for page in pages for paper in page["papers"] if "title" in paper}
    ingested = json.loads(paperround(roundup, "ingest", "--json").out)
    assert ingested["papers"] == sum(page["count"] for page in pages) == 91

    drafted = json.loads(paperround(roundup, "draft", "--json").out)
    filled = [theme["id"] for theme in drafted["themes"] if theme["papers"]]
    assert len(set(filled) - {"other"}) >= 6

    issue = parse_issue((roundup / drafted["path"]).read_text("utf-8"), "issue.md", drafted["slug"])
    shown = [entry.text for entry in issue.entries]
    assert set(shown) <= titles
    assert len(set(shown)) == len(shown) == drafted["taken"]
    everything = [*issue.papers, *issue.inbox]
    assert len(set(everything)) == len(everything)

    built = json.loads(paperround(roundup, "build", "--drafts", "--json").out)
    page = (roundup / built["site"] / "issues" / issue.slug / "index.html").read_text("utf-8")
    mail = (roundup / built["mails"][0]["html"]).read_text("utf-8")
    feed = (roundup / built["feed"]).read_text("utf-8")
    for title in shown:
        for output in (page, mail, feed):
            assert title in " ".join(unescape(output).split())
    assert built["mails"][0]["size"] <= 100_000
