"""Promises of drafting and building that only show in odd moments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.issue import parse_issue
from tests.conftest import Ran

Run = Callable[..., Ran]
SLUG = "2024-w09"


@pytest.fixture
def drafted(nasty: Path, paperround: Run) -> Path:
    """The nasty newsletter with its dumps ingested and an issue drafted."""
    assert paperround(nasty, "ingest").code == 0
    assert paperround(nasty, "draft", SLUG).code == 0
    return nasty


def test_naming_a_draft_makes_its_mail_and_not_its_page(drafted: Path, paperround: Run) -> None:
    """Readers of the site and the feed see a draft only with --drafts."""
    report = json.loads(paperround(drafted, "build", SLUG, "--json").out)
    assert [mail["slug"] for mail in report["mails"]] == [SLUG]
    assert report["issues"] == ["2024-w08"]
    assert not (drafted / "build/site/issues" / SLUG).exists()
    assert SLUG not in (drafted / "build/feeds/feed.xml").read_text("utf-8")


def test_a_draft_keeps_the_limits_it_was_made_with(drafted: Path, paperround: Run) -> None:
    """Days and sources hold for the next drafting too, until they are dropped."""
    limits = ("--from", "2024-03-01", "--to", "2024-03-31", "--source", "page")
    first = json.loads(paperround(drafted, "draft", SLUG, *limits, "--json").out)
    again = json.loads(paperround(drafted, "draft", SLUG, "--json").out)
    assert (first["action"], again["action"]) == ("written", "unchanged")
    assert again["candidates"] == first["candidates"] == 2
    dropped = json.loads(paperround(drafted, "draft", SLUG, "--all", "--json").out)
    assert dropped["candidates"] == 14


def test_an_unknown_source_is_named_with_those_that_are_known(
    drafted: Path, paperround: Run
) -> None:
    """Nobody is sent to ingest what is there already."""
    ran = paperround(drafted, "draft", SLUG, "--source", "nope")
    assert ran.code == 2
    assert "no source 'nope'; its sources are: daily, page" in ran.err


def test_pins_that_do_nothing_are_named(drafted: Path, paperround: Run) -> None:
    """A pin of a paper that the library lacks, and one that another theme has already."""
    themes = drafted / "content/themes.yml"
    text = themes.read_text("utf-8").replace(
        "    max_papers: 2", '    max_papers: 2\n    pin: ["arxiv:2402.00012", "arxiv:9912.00001"]'
    )
    text = text.replace("    not:", '    pin: ["arxiv:2402.00012"]\n    not:')
    themes.write_text(text, "utf-8")
    report = json.loads(paperround(drafted, "draft", SLUG, "--json").out)
    assert report["notes"] == [
        "the pin arxiv:9912.00001 of routing does nothing: the library has no such paper",
        "the pin arxiv:2402.00012 of injection does nothing: routing pins it too",
    ]
    routing = next(theme for theme in report["themes"] if theme["id"] == "routing")
    assert "arxiv:2402.00012" in routing["papers"]


def test_drafting_cut_off_between_its_two_files_goes_on(drafted: Path, paperround: Run) -> None:
    """What was offered is written first; the issue that it replaces still counts as untouched."""
    path = drafted / "content/issues" / f"{SLUG}.md"
    before = path.read_bytes()
    themes = drafted / "content/themes.yml"
    themes.write_text(themes.read_text("utf-8").replace("max_papers: 2", "max_papers: 1"), "utf-8")
    assert paperround(drafted, "draft", SLUG).code == 0
    after = path.read_bytes()
    assert after != before
    path.write_bytes(before)
    ran = paperround(drafted, "draft", SLUG)
    assert (ran.code, path.read_bytes()) == (0, after)


def test_an_inbox_line_moved_up_is_in_the_issue(drafted: Path, paperround: Run) -> None:
    """It is an entry on the page, and covered once the issue is published."""
    path = drafted / "content/issues" / f"{SLUG}.md"
    text = path.read_text("utf-8")
    line = next(
        line for line in text.splitlines() if line.startswith("- ") and "2402.00012" in line
    )
    head, section, rest = text.replace(f"{line}\n", "").partition("## Injection")
    path.write_text(
        f"{head}{section}{rest.replace(chr(10), f'{chr(10)}{chr(10)}{line}{chr(10)}', 1)}", "utf-8"
    )
    issue = parse_issue(path.read_text("utf-8"), "x.md", SLUG)
    assert "arxiv:2402.00012" in issue.papers
    assert paperround(drafted, "build", "--drafts").code == 0
    page = (drafted / "build/site/issues" / SLUG / "index.html").read_text("utf-8")
    assert 'id="arxiv-2402-00012"' in page


def test_a_link_beside_an_issue_is_not_published(
    drafted: Path, paperround: Run, tmp_path: Path
) -> None:
    """What a link points to outside the newsletter stays where it is."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    (drafted / "content/issues/images/leak.png").symlink_to(secret)
    assert paperround(drafted, "build").code == 0
    assert (drafted / "build/site/issues/images/chart.png").is_file()
    assert not (drafted / "build/site/issues/images/leak.png").exists()


def test_code_in_the_newsletters_folder_is_not_run(drafted: Path) -> None:
    """A module called like one of ours, in the folder where people stand, is left alone."""
    (drafted / "mkdocs.py").write_text("raise SystemExit('this ran')\n")
    script = Path(sys.executable).with_name("paperround")
    ran = subprocess.run(
        [script, "build", "--only", "site"],
        cwd=drafted,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_an_output_that_is_full_is_one_line(drafted: Path) -> None:
    """No trace and no talk of a bug; any output takes any text."""
    script = Path(sys.executable).with_name("paperround")
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [script, "list", "--json"],
            cwd=drafted,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 1
    assert "No space left on device" in ran.stderr
    assert "bug" not in ran.stderr
    narrow = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    shown = subprocess.run(
        [script, "draft", "--keep"], cwd=drafted, env=narrow, capture_output=True, check=False
    )
    assert shown.returncode == 0
