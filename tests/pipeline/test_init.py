"""A new newsletter: what it holds, that it works at once, and what it refuses to touch."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.cli import main
from generator.config.load import load_project
from generator.errors import UsageError
from generator.pipeline.init import InitOptions, Start, init
from generator.render.escape import visible_text
from tests.conftest import REPOSITORY, Ran
from tests.pipeline.command_lines import assert_is_understood

Run = Callable[..., Ran]
PROJECT = REPOSITORY / "templates/project"
ALWAYS = {
    ".github/workflows/check.yml",
    ".github/workflows/comment.yml",
    ".github/workflows/draft.yml",
    ".github/workflows/publish.yml",
    ".gitignore",
    "Makefile",
    "README.md",
    "content/issues/.gitkeep",
    "content/newsletter.yml",
    "content/pages/about.md",
    "content/pages/subscribe.md",
    "content/sources.yml",
    "content/themes.yml",
    "requirements.txt",
}


@pytest.fixture
def begin(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run ``paperround init`` in this process."""

    def run(*arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main(["init", *map(str, arguments)])
        captured = capfd.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_newsletter_drafts_and_builds_offline_at_once(
    tmp_path: Path, begin: Run, paperround: Run
) -> None:
    """By default: one day's list, so that each of the three themes has papers to show."""
    folder = tmp_path / "my-letter"
    report = json.loads(begin(folder, "--json").out)
    assert set(report["files"]) == set(files_of(folder))
    assert set(report["files"]) == ALWAYS | {"content/dumps/example/2025-11-21.jsonl"}
    assert (report["title"], report["start"]) == ("My letter", "example")
    for command in (["ingest", "--offline"], ["draft"], ["build", "--drafts"]):
        ran = paperround(folder, *command)
        assert (ran.code, ran.err) == (0, "")
    drafted = json.loads(paperround(folder, "draft", "--dry-run", "--json").out)
    assert [bool(theme["papers"]) for theme in drafted["themes"]] == [True, True, True, False]
    about = (folder / "build/site/about/index.html").read_text("utf-8")
    assert "How an issue is made" in about
    assert "Readers do not see this" not in about


def test_the_sample_is_the_one_every_clone_has(tmp_path: Path, begin: Run, paperround: Run) -> None:
    """All of ``content/`` but its name and address; its draft is what drafting gives."""
    folder = tmp_path / "whole"
    assert begin(folder, "--sample", "--title", "Mine").code == 0
    made = files_of(folder / "content")
    shipped = files_of(REPOSITORY / "content")
    assert shipped.keys() <= made.keys()
    assert [name for name in shipped if made[name] != shipped[name]] == ["newsletter.yml"]
    assert load_project(folder).newsletter.title == "Mine"
    paperround(folder, "ingest")
    assert "nothing changed" in paperround(folder, "draft").out


def test_an_empty_one_builds_and_says_what_is_missing(
    tmp_path: Path, begin: Run, paperround: Run
) -> None:
    """No papers are in it; ``ingest`` names the file to write sources into."""
    folder = tmp_path / "empty"
    said = begin(folder, "--empty").out
    assert "name your sources" in said
    assert set(files_of(folder)) == ALWAYS
    assert paperround(folder, "build").code == 0
    refused = paperround(folder, "ingest")
    assert refused.code == 2
    assert "content/sources.yml" in refused.err


def test_templates_come_only_when_asked_for(tmp_path: Path, begin: Run, paperround: Run) -> None:
    """Then they are the shipped ones, without those of new newsletters, and they are used."""
    folder = tmp_path / "own look"
    begin(folder, "--with-templates", "--empty")
    for name in ("templates", "site"):
        shipped = {
            path: data
            for path, data in files_of(REPOSITORY / name).items()
            if not path.startswith("project/")
        }
        assert files_of(folder / name) == shipped
    page = folder / "templates/pages/home.md.j2"
    page.write_text(page.read_text("utf-8") + "\nOur own words.\n", "utf-8")
    assert paperround(folder, "build", "--only", "site").code == 0
    assert "Our own words." in (folder / "build/site/index.html").read_text("utf-8")


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=40))
@example('A "letter": {{ x }} 🦊 — it\'s')
@example("# [Doe, J.] <b>*x*</b> @home; a:b \\ | `c`")
@example("{% raw %} ${{ secrets.X }}")
@example("=?utf-8?q?x?=")
@example('""')
@example("- no")
@example("Le 1\u202f000\u00a0: ligne")
@example("a\u2028b")
def test_any_title_is_kept_or_refused(title: str) -> None:
    """YAML gives back the very title, the README shows it, and mail has one sender."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "new"
        refusal = ""
        try:
            init(folder, InitOptions(title, start=Start.EMPTY))
        except UsageError as error:
            refusal = str(error)
        if refusal:
            assert refusal.startswith("--title")
            assert not folder.exists()
            return
        newsletter = load_project(folder).newsletter
        readme = (folder / "README.md").read_text("utf-8")
    assert newsletter.title == title.strip()
    shown = MarkdownIt().parse(readme)[1].children or []
    assert "".join(token.content for token in shown) == visible_text(title)
    (address,) = default.header_factory("From", newsletter.email.sender).addresses
    assert address.addr_spec == "news@example.org"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Papers: weekly", "Papers: weekly"), ("Doe, J.", "Doe, J."), ('A <b> "c"', "A b c")],
)
def test_the_sender_has_the_titles_words(tmp_path: Path, title: str, name: str) -> None:
    """A colon or a comma makes no group and no list of addresses of it."""
    init(tmp_path / "new", InitOptions(title))
    sender = load_project(tmp_path / "new").newsletter.email.sender
    (address,) = default.header_factory("From", sender).addresses
    assert address.display_name == name


@pytest.mark.parametrize(
    ("name", "title", "base_url"),
    [
        ("my-letter", "My letter", "https://example.org/my-letter/"),
        ("ML_weekly.2026", "ML weekly 2026", "https://example.org/ml-weekly-2026/"),
        ("日報", "日報", "https://example.org/"),
        ("---", "A newsletter", "https://example.org/"),
    ],
)
def test_the_folder_gives_title_and_address(
    tmp_path: Path, name: str, title: str, base_url: str
) -> None:
    """Where none are given; the address is a placeholder that says so."""
    init(tmp_path / name, InitOptions())
    newsletter = load_project(tmp_path / name).newsletter
    assert (newsletter.title, newsletter.base_url) == (title, base_url)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["file"], 2, "is a file"),
        (["file/new"], 1, "cannot be written"),
        (["half \udc80"], 2, "in its name that nobody can see"),
        (["x" * 300], 1, "cannot be written"),
        (["full"], 2, "is not empty: a, b, c, d, e, f, g, h and 2 more"),
        (["old"], 2, "is a newsletter already"),
        (["old/content/deep"], 2, "old, which is a newsletter already"),
        (["new", "--url", "example.org"], 2, "must be a whole address"),
        (["new", "--url", "https://example.org/?a"], 2, "must not hold '?'"),
        (["new", "--url", ""], 2, "must be a whole address"),
        (["new", "--url", "https://example.org/\a"], 2, "nobody can see"),
        (["new", "--title", "two\nlines"], 2, "must be one line"),
        (["new", "--title", " "], 2, "must not be empty"),
        (["new", "--title", "bell\a"], 2, "nobody can see"),
        (["new", "--title", "half \udc80"], 2, "nobody can see"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    tmp_path: Path, begin: Run, arguments: list[str], code: int, said: str
) -> None:
    """And nothing on the disk is other than before."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    for name in "abcdefghij":
        (tmp_path / "full" / name).touch()
    init(tmp_path / "old", InitOptions(start=Start.EMPTY))
    before = sorted(tmp_path.rglob("*"))
    folder, *options = arguments
    ran = begin(tmp_path / folder, *options)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.count("\n") == 1
    assert said in ran.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_fresh_clone_is_a_place_for_it(
    tmp_path: Path, begin: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``init .`` leaves what a clone brings, stays in the same folder, and minds no stray of a kill."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_text("[core]")
    (tmp_path / "LICENSE").write_text("ours")
    (tmp_path / ".~1.project/content").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_ino
    assert "this folder" in begin(".", "--empty").out
    assert tmp_path.stat().st_ino == before
    assert (tmp_path / ".git/config").read_text() == "[core]"
    assert (tmp_path / "LICENSE").read_text() == "ours"
    assert load_project(tmp_path).themes.find("efficiency") is not None


def test_the_folders_above_are_made(tmp_path: Path, begin: Run) -> None:
    """And nothing but the newsletter is left there."""
    assert begin(tmp_path / "a/b/c", "--quiet").out == ""
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c"]


def test_what_makefile_and_readme_promise_is_there(tmp_path: Path) -> None:
    """Each target is one of the Makefile's, each command one of Paperround's with these options."""
    init(tmp_path / "new", InitOptions())
    makefile = (tmp_path / "new/Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert {"setup", "issue", "build", "check"} <= targets
    readme = (tmp_path / "new/README.md").read_text("utf-8")
    typed = re.findall(r"^\$ (.+)$", readme, re.MULTILINE)
    assert [line for line in typed if line.startswith("make ")]
    for line in typed:
        if line.startswith("make "):
            assert line.removeprefix("make ") in targets
    lines = re.findall(r"\$\(PAPERROUND\) (.+)$", makefile, re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        assert_is_understood(shlex.split(line))
    command = ["make", "--dry-run", "issue"]
    printed = subprocess.run(
        command, cwd=tmp_path / "new", check=True, capture_output=True, text=True
    ).stdout
    assert printed.index("--requirement requirements.txt") < printed.index("paperround ingest")


def test_every_key_of_the_json_is_documented(tmp_path: Path, begin: Run) -> None:
    """docs/json.md has a table for ``init --json``."""
    report = json.loads(begin(tmp_path / "new", "--json").out)
    page = (REPOSITORY / "docs/json.md").read_text("utf-8")
    section = page.split("## `paperround init DIR --json`")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(report)
