"""What people and programs see: tables, JSON, exit codes and one-line errors."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import HERE, REPOSITORY, Ran

Run = Callable[..., Ran]
PROJECT = HERE / "project"
PAPER_KEYS = [
    "id", "aliases", "title", "abstract", "authors", "author_count", "published", "updated",
    "listed_on", "categories", "upvotes", "comments", "urls", "sources",
]  # fmt: skip


def state(folder: Path) -> dict[str, bytes]:
    """Everything an editor owns, and the papers of the library."""
    return {
        str(path): path.read_bytes()
        for path in (folder / "content/issues").rglob("*")
        if path.is_file()
    }


def listed(folder: Path, paperround: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in paperround(folder, "list", "--json").out.splitlines()]


def test_ingest_counts_add_up_and_a_second_run_changes_nothing(
    nasty: Path, paperround: Run
) -> None:
    """Read is new, updated, unchanged and skipped together; the second time all is unchanged."""
    first = json.loads(paperround(nasty, "ingest", "--json").out)
    before = listed(nasty, paperround)
    second = json.loads(paperround(nasty, "ingest", "--json").out)
    for report in (first, second):
        for source in report["sources"]:
            parts = source["new"] + source["updated"] + source["unchanged"] + len(source["skipped"])
            assert source["read"] == parts
    assert [source["new"] for source in first["sources"]] == [13, 2]
    assert [source["unchanged"] for source in second["sources"]] == [13, 2]
    assert first["papers"] == second["papers"] == len(before) == 14
    assert listed(nasty, paperround) == before
    assert "nothing changed" in paperround(nasty, "ingest").out


def test_list_json_has_the_documented_keys_in_a_stable_order(nasty: Path, paperround: Run) -> None:
    """Papers are ordered by id, and docs/json.md names every key."""
    paperround(nasty, "ingest")
    papers = listed(nasty, paperround)
    assert [paper["id"] for paper in papers] == sorted(str(paper["id"]) for paper in papers)
    assert all(list(paper) == PAPER_KEYS for paper in papers)
    twice = next(paper for paper in papers if paper["id"] == "arxiv:2402.00001")
    assert twice["sources"] == ["daily", "page"]
    assert twice["published"] == "2024-02-29"
    assert (twice["comments"], twice["author_count"], twice["listed_on"]) == (4, 2, "2024-03-03")
    assert twice["urls"] == {
        "page": "https://arxiv.org/abs/2402.00001",
        "pdf": "https://arxiv.org/pdf/2402.00001",
        "code": ["https://github.com/example/twice"],
        "project": [],
    }
    documented = (REPOSITORY / "docs/json.md").read_text("utf-8")
    for command in ("ingest", "draft", "build"):
        keys = keys_of(json.loads(paperround(nasty, command, "--json").out))
        missing = {key for key in keys | set(PAPER_KEYS) if f"`{key}`" not in documented}
        assert not missing


def keys_of(value: object) -> set[str]:
    """The keys of an object and of the objects in its lists; ``left_out`` has reasons for keys."""
    if isinstance(value, dict):
        inner = (keys_of(item) for key, item in value.items() if key != "left_out")
        return set(value).union(*inner)
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def test_search_finds_papers_best_first(nasty: Path, paperround: Run) -> None:
    """All words must be there; a title weighs more than an abstract; JSON has the form of list."""
    paperround(nasty, "ingest")
    ran = paperround(nasty, "search", "expert", "routing", "--json")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [paper["title"].partition(":")[0] for paper in found] == [
        "Soft Routing",
        "Routing Papers Twice",
    ]
    assert list(found[0]) == PAPER_KEYS
    assert paperround(nasty, "search", "MoE", "--limit", "1").out.count("\n") == 1
    nothing = paperround(nasty, "search", '"NEAR(AND')
    assert (nothing.code, nothing.out) == (0, "")
    assert "No paper of the library holds all these words" in nothing.err


def test_show_says_which_record_gave_which_field(nasty: Path, paperround: Run) -> None:
    """Any spelling of an id finds the paper; each field names its source and line."""
    paperround(nasty, "ingest")
    shown = json.loads(
        paperround(nasty, "show", "https://arxiv.org/pdf/2402.00001v2", "--json").out
    )
    origins = {one["field"]: (one["source"], one["position"]) for one in shown["origins"]}
    assert origins["title"] == ("daily", "daily.jsonl:1")
    assert origins["comments"][0] == "page"
    assert shown["sources"] == ["daily", "page"]
    assert "daily.jsonl:1" in paperround(nasty, "show", "2402.00001").out
    missing = paperround(nasty, "show", "2402.99999")
    assert missing.code == 2
    assert "paperround search WORDS" in missing.err


def test_status_says_how_everything_stands(nasty: Path, paperround: Run) -> None:
    """Sources that were never read, the last run of the others, and the issues by state."""
    assert "never" in paperround(nasty, "status").out
    paperround(nasty, "ingest", "page")
    paperround(nasty, "draft", "2024-w09")
    report = json.loads(paperround(nasty, "status", "--json").out)
    assert (report["papers"], report["drafts"], report["published"]) == (
        2,
        ["2024-w09"],
        ["2024-w08"],
    )
    daily, page = report["sources"]
    assert daily["last_run"] is None
    assert (page["read"], page["new"], page["newest"]) == (2, 2, "2024-03-03")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "empty.txt: the file is empty"),
        ("paper.txt", b"%PDF-1.7\n%\xe2\xe3", "paper.txt: this is a PDF"),
        (
            "cut.jsonl",
            (PROJECT / "content/dumps/daily.jsonl").read_bytes()[:700],
            "cut.jsonl:2:",
        ),
        (
            "latin.txt",
            "Daily Papers\n\nbyAK and the research community\n\nAug 20\n\nA caf\xe9\n\nWords.\n".encode(
                "latin-1"
            ),
            "latin.txt:7: not UTF-8 (byte 0xE9",
        ),
        ("words.txt", b"Only some words.\n", "words.txt: no format recognises this text"),
    ],
)
def test_a_bad_file_is_one_line_and_changes_nothing(
    nasty: Path, paperround: Run, name: str, content: bytes, message: str
) -> None:
    """Path and line, what is wrong, exit code 1; the library and the issues stay."""
    paperround(nasty, "ingest")
    before = (state(nasty), listed(nasty, paperround))
    bad = nasty / "content/dumps" / name
    bad.write_bytes(content)
    ran = paperround(nasty, "ingest", str(bad))
    assert ran.code == 1
    assert message in ran.err
    assert len(ran.err.splitlines()) == 1
    assert (state(nasty), listed(nasty, paperround)) == before


def test_one_bad_source_does_not_stop_the_others(nasty: Path, paperround: Run) -> None:
    """The good sources are stored, the bad one is named, and the exit code is 1."""
    (nasty / "content/dumps/page.txt").write_bytes(b"")
    ran = paperround(nasty, "ingest", "--json")
    report = json.loads(ran.out)
    assert (ran.code, report["failed"], report["papers"]) == (1, ["page"], 13)


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is a tool of Linux")
def test_a_folder_that_may_not_be_read_is_named(nasty: Path) -> None:
    """Even root is told, once it has given up its power to read everything."""
    folder = nasty / "content/dumps/locked"
    folder.mkdir()
    (folder / "page.txt").write_text("x")
    folder.chmod(0)
    powers = "-dac_override,-dac_read_search"
    try:
        ran = subprocess.run(
            ["setpriv", f"--bounding-set={powers}", sys.executable, "-m", "generator", "ingest",
             str(folder), "--project", str(nasty)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    finally:
        folder.chmod(0o700)
    assert ran.returncode == 1
    assert "locked" in ran.stderr
    assert "Permission denied" in ran.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("themes.yml", "    title: Injection", "\ttitle: Injection", "content/themes.yml:8:1: "),
        (
            "themes.yml",
            "    phrases: [injection]",
            "    phrase: [injection]",
            "did you mean 'phrases'?",
        ),
        (
            "themes.yml",
            "  - id: injection\n    title",
            "  - title",
            "content/themes.yml:7:5: themes[1]: needs an 'id'",
        ),
        ("sources.yml", "year: 2024", "year: soon", "content/sources.yml:6:11: "),
        ("newsletter.yml", "base_url: https", "base_url: ftp", "content/newsletter.yml:4:"),
    ],
)
def test_a_wrong_configuration_says_where_and_changes_nothing(
    nasty: Path, paperround: Run, file: str, old: str, new: str, message: str
) -> None:
    """File, line and column, what to do, exit code 2, for every command alike."""
    paperround(nasty, "ingest")
    before = (state(nasty), listed(nasty, paperround))
    path = nasty / "content" / file
    good = path.read_text("utf-8")
    assert old in good
    path.write_text(good.replace(old, new), "utf-8")
    for command in ("ingest", "draft", "build"):
        ran = paperround(nasty, command)
        assert ran.code == 2
        assert message in ran.err
        assert "Traceback" not in ran.err
    path.write_text(good, "utf-8")
    assert (state(nasty), listed(nasty, paperround)) == before
    assert not (nasty / "build").exists()


def test_a_broken_issue_stops_the_build_before_it_writes(nasty: Path, paperround: Run) -> None:
    """All problems of all issues at once, with file and line."""
    path = nasty / "content/issues/2024-w08.md"
    path.write_text(path.read_text("utf-8").replace("date: 2024-02-25", "date: soon"), "utf-8")
    (nasty / "content/issues/other.md").write_text("# No front matter\n", "utf-8")
    ran = paperround(nasty, "build")
    assert ran.code == 1
    assert "content/issues/2024-w08.md:4:7: date: 'soon' is no date" in ran.err
    assert "content/issues/other.md:1: an issue starts with front matter" in ran.err
    assert not (nasty / "build").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("draft", "--from", "yesterday"),
            "--from 'yesterday' is no day; write it like 2023-08-01",
        ),
        (("draft", "--from", "2024-02-02", "--to", "2024-02-01"), "is after"),
        (("draft", "index"), "'index' is the name of a page of the site"),
        (("draft", "Bad Slug"), "use lower-case letters, digits and hyphens: bad-slug"),
        (("build", "2024-w99"), "there is no issue '2024-w99'; the issues are: 2024-w08"),
        (
            ("ingest", "nowhere"),
            "'nowhere' is no file, no address and no source of sources.yml (daily, page)",
        ),
        (("ingest", "daily", "--format", "nonsense"), "nonsense"),
    ],
)
def test_wrong_usage_says_what_to_do(
    nasty: Path, paperround: Run, arguments: tuple[str, ...], message: str
) -> None:
    """One line on standard error and exit code 2 (1 where only a source fails)."""
    paperround(nasty, "ingest")
    ran = paperround(nasty, *arguments)
    assert ran.code in {1, 2}
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_drafting_from_nothing_says_what_comes_first(nasty: Path, paperround: Run) -> None:
    """Without a library the way out is named."""
    assert "run paperround ingest first" in paperround(nasty, "draft").err


def test_quiet_prints_nothing_and_no_colours_reach_a_pipe(nasty: Path, paperround: Run) -> None:
    """--quiet leaves errors only; what is captured has no escape codes."""
    assert paperround(nasty, "ingest", "--quiet") == Ran(0, "", "")
    for command in ("ingest", "draft", "build"):
        assert "\x1b" not in paperround(nasty, command).out


def test_outside_a_newsletter_the_way_in_is_named(tmp_path: Path, paperround: Run) -> None:
    """Every command needs a newsletter and says how it is found."""
    ran = paperround(tmp_path, "build")
    assert ran.code == 2
    assert "content/newsletter.yml" in ran.err


def test_a_second_run_is_told_who_is_at_work(nasty: Path, paperround: Run) -> None:
    """The lock names its holder: the process, the command and since when."""
    holding = (
        "import sys; from datetime import UTC, datetime; from time import sleep; from pathlib import Path\n"
        "from generator.pipeline.lock import locked; from generator.pipeline.project import Places\n"
        "with locked(Places(Path(sys.argv[1])), 'ingest', datetime(2024, 1, 1, 10, 2, tzinfo=UTC)):\n"
        "    print('held', flush=True); sleep(30)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(nasty)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        ran = paperround(nasty, "ingest")
        other.kill()
    assert ran.code == 1
    assert re.search(rf"run {other.pid} \(ingest, since 10:02 UTC\) is at work", ran.err)
    assert paperround(nasty, "ingest").code == 0


def test_help_starts_fast() -> None:
    """``paperround --help`` takes under 0.3 s: nothing heavy is imported for it."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "generator", "--help"], capture_output=True, check=True
        )
        times.append(time.perf_counter() - start)
    assert min(times) < 0.3
