"""What ``check`` prints for people, programs and pull requests, and its exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, Ran

Run = Callable[..., Ran]


@pytest.fixture
def faulty(nasty: Path) -> Path:
    """The nasty newsletter with one error and one warning."""
    path = nasty / "content/issues/2024-w08.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("Opening words", "TODO recieved words", 1), "utf-8")
    return nasty


def test_people_read_one_line_for_each_finding(faulty: Path, paperround: Run) -> None:
    """Place, level, what, the way out, the code; then a summary. Errors give exit code 1."""
    ran = paperround(faulty, "check")
    assert (ran.code, ran.err) == (1, "")
    first, *rest = ran.out.splitlines()
    assert first == (
        "content/issues/2024-w08.md:10:1: error: “TODO” marks something left to do; "
        "write what is missing, or delete it [word-left]"
    )
    assert rest == [
        "content/issues/2024-w08.md:10:6: warning: “recieved” is misspelt; write “received” [spelling]",
        "Checked 1 issue: 1 error, 1 warning.",
    ]


def test_programs_read_the_same_as_json(faulty: Path, paperround: Run) -> None:
    """With --json or --format json; docs/json.md names every key."""
    report = json.loads(paperround(faulty, "check", "--json").out)
    assert report == json.loads(paperround(faulty, "check", "--format", "json").out)
    assert (report["errors"], report["warnings"], report["silenced"]) == (1, 1, 0)
    assert (report["issues"], report["links_asked"]) == (["2024-w08"], None)
    first = report["findings"][0]
    assert (first["code"], first["level"], first["line"], first["column"]) == (
        "word-left",
        "error",
        10,
        1,
    )
    documented = (REPOSITORY / "docs/json.md").read_text("utf-8")
    section = documented.partition("## `paperround check --json`")[2].partition("\n## ")[0]
    assert not [key for key in {*report, *first} if f"`{key}`" not in section]


def test_a_pull_request_gets_workflow_commands(
    nasty: Path, paperround: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One command a finding, with what would end a property or a line escaped."""
    path = nasty / "content/issues/2024-w08.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("Opening words", "[a](https://x.example/100%, b: c)", 1), "utf-8")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(nasty.parent))
    ran = paperround(nasty, "check", "--format", "github")
    assert ran.code == 1
    command, summary = ran.out.splitlines()
    found = re.fullmatch(r"::error file=(.*),line=10,col=5,title=link-broken::(.*)", command)
    assert found
    assert found[1] == "nasty newsletter/content/issues/2024-w08.md"
    assert "%" not in found[2].replace("%25", "")
    assert summary == "Checked 1 issue: 1 error, 0 warnings."


def test_a_file_name_is_escaped_in_a_workflow_command(nasty: Path, paperround: Run) -> None:
    """A colon, a comma and a per cent sign in a path end nothing."""
    (nasty / "content/issues/a,b:c%.md").write_text("no issue\n", "utf-8")
    ran = paperround(nasty, "check", "--format", "github")
    assert "::error file=content/issues/a%2Cb%3Ac%25.md,line=1,col=1," in ran.out


def test_warnings_fail_only_when_asked(nasty: Path, paperround: Run) -> None:
    """--strict is for those who want none."""
    path = nasty / "content/issues/2024-w08.md"
    path.write_text(path.read_text("utf-8").replace("Opening", "Recieved", 1), "utf-8")
    assert paperround(nasty, "check").code == 0
    assert paperround(nasty, "check", "--strict").code == 1
    assert paperround(nasty, "check", "--quiet") == Ran(0, "", "")


def test_wrong_usage_is_exit_code_2(nasty: Path, paperround: Run) -> None:
    """An issue that is not there, and a format that nobody knows."""
    ran = paperround(nasty, "check", "2023-w01")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no issue '2023-w01'; the issues are: 2024-w08" in ran.err
    assert paperround(nasty, "check", "--format", "xml").code == 2


def test_all_codes_can_be_listed(nasty: Path, paperround: Run) -> None:
    """As in docs/preflight.md."""
    listed = paperround(nasty, "check", "--list").out
    assert listed in (REPOSITORY / "docs/preflight.md").read_text("utf-8")
