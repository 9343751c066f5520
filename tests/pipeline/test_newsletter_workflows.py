"""The GitHub workflows of a new newsletter: what may start them, what they may do, what they run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY
from tests.pipeline.command_lines import assert_is_understood

FOLDER = REPOSITORY / "templates/project/dot_github/workflows"
NAMES = ("check", "comment", "draft", "publish")
TRIGGERS = {
    "check": {"pull_request": None},
    "comment": {"workflow_run": {"workflows": ["check"], "types": ["completed"]}},
    "draft": {
        "schedule": [{"cron": "17 5 * * 1"}, {"cron": "17 5 * * 0,2-6"}],
        "workflow_dispatch": None,
    },
    "publish": {"push": {"branches": ["main"]}, "workflow_dispatch": None},
}
READ: dict[str, str] = {"contents": "read"}
PERMISSIONS = {  # those of the file, then those of each job that has its own
    "check": [READ],
    "comment": [{}, {"actions": "read", "pull-requests": "write"}],
    "draft": [{}, {"contents": "write", "pull-requests": "write"}],
    "publish": [READ, {"pages": "write", "id-token": "write"}],
}

Workflow = dict[str, Any]


def load(name: str) -> Workflow:
    """A workflow as GitHub reads it: YAML 1.1 takes its key ``on`` for a truth value."""
    loaded: dict[Any, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    return {**loaded, "on": loaded[True]}


def steps_of(name: str) -> Iterator[dict[str, Any]]:
    for job in load(name)["jobs"].values():
        yield from job["steps"]


def step_named(name: str, title: str) -> dict[str, Any]:
    return next(step for step in steps_of(name) if step.get("name") == title)


def test_there_are_these_four() -> None:
    """So that none escapes the tests below."""
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(NAMES)
    assert [load(name)["name"] for name in NAMES] == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_what_starts_it(name: str) -> None:
    """Nothing runs a request's code with rights; the schedules are off the hour and never overlap."""
    assert load(name)["on"] == TRIGGERS[name]


@pytest.mark.parametrize("name", NAMES)
def test_what_it_may_do(name: str) -> None:
    """Each has the least rights that its work needs, and says them."""
    workflow = load(name)
    own = [job["permissions"] for job in workflow["jobs"].values() if "permissions" in job]
    assert [workflow["permissions"], *own] == PERMISSIONS[name]
    assert "secrets." not in (FOLDER / f"{name}.yml").read_text("utf-8")
    assert "concurrency" in workflow
    assert all(job["timeout-minutes"] <= 30 for job in workflow["jobs"].values())


@pytest.mark.parametrize("name", NAMES)
def test_no_expression_is_pasted_into_a_program(name: str) -> None:
    """What a request brings reaches shell and script as variables and files only."""
    for step in steps_of(name):
        for program in (step.get("run", ""), step.get("with", {}).get("script", "")):
            assert "${{" not in program


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_githubs_own_and_pinned(name: str) -> None:
    """And a checkout keeps no token, but where its job pushes."""
    for step in steps_of(name):
        if "uses" not in step:
            continue
        assert re.fullmatch(r"actions/[a-z/-]+@v\d+", step["uses"])
        if step["uses"].startswith("actions/checkout@"):
            keeps = step.get("with", {}).get("persist-credentials", True)
            assert keeps is (name == "draft")


def test_the_commands_are_ones_that_paperround_has() -> None:
    """With these options, as the command line's own parser reads them."""
    found = []
    for name in NAMES:
        for step in steps_of(name):
            for line in re.findall(r"^\s*paperround (.*)$", step.get("run", ""), re.MULTILINE):
                words = shlex.split(line)
                ends = [place for place, word in enumerate(words) if re.match(r"\d?[>|&]", word)]
                assert_is_understood(words[: min(ends, default=None)])
                found.append(words[0])
    assert sorted(found) == ["build", "build", "check", "check", "check", "draft", "ingest"]


def test_comment_takes_what_check_leaves() -> None:
    """The artifact's name and its files are the same on both sides."""
    uploaded = next(
        step["with"]
        for step in steps_of("check")
        if step.get("uses", "").startswith("actions/upload-artifact@")
    )
    taken, script = (step["with"] for step in steps_of("comment"))
    assert taken["name"] == uploaded["name"]
    written = step_named("check", "Note what is left to do")["run"]
    for file in re.findall(r"read\('([\w.]+)'", script["script"]):
        assert f"> {uploaded['path']}/{file}" in written


def test_check_notes_what_is_left_even_where_it_fails(tmp_path: Path) -> None:
    """The report holds what the command said, and the number comes from the surroundings."""
    stub(tmp_path / "bin/paperround", "echo found; echo badly >&2; exit 2")
    program = step_named("check", "Note what is left to do")["run"]
    run_program(program, tmp_path, NUMBER="7")
    assert (tmp_path / "preflight/number").read_text() == "7\n"
    assert (tmp_path / "preflight/report.txt").read_text() == "found\nbadly\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a newsletter's repository, with a ``gh`` that notes what it is asked."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "origin")
    git(tmp_path, "clone", "--quiet", "origin", "clone")
    folder = tmp_path / "clone"
    (folder / "content/issues").mkdir(parents=True)
    (folder / "content/issues/.gitkeep").touch()
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Begin")
    git(folder, "push", "--quiet", "origin", "HEAD:main")
    stub(tmp_path / "bin/gh", 'printf "%s\\n" "$@" > "$RUNNER_TEMP/asked"')
    (tmp_path / "draft.json").write_text(json.dumps({"slug": "2026-w47"}))
    return folder


def test_a_draft_is_pushed_once_and_then_left_to_its_editor(clone: Path) -> None:
    """Nothing is pushed where nothing changed, nor to a branch that is there already."""
    program = step_named("draft", "Open a pull request")["run"]
    asked = clone.parent / "asked"
    assert "nothing new" in run_program(program, clone)
    (clone / "content/issues/2026-w47.md").write_text("as drafted")
    (clone / "secret").write_text("not an issue")
    run_program(program, clone)
    assert asked.read_text().splitlines()[:4] == ["pr", "create", "--head", "draft/2026-w47"]
    pushed = git(clone, "ls-tree", "-r", "--name-only", "origin/draft/2026-w47").split()
    assert pushed == ["content/issues/.gitkeep", "content/issues/2026-w47.md"]
    asked.unlink()
    git(clone, "switch", "--quiet", "main")
    (clone / "content/issues/2026-w47.md").write_text("drafted again")
    assert "left alone" in run_program(program, clone)
    assert not asked.exists()
    shown = git(clone, "ls-remote", "origin", "refs/heads/draft/2026-w47")
    assert shown.split()[0] == git(clone, "rev-parse", "draft/2026-w47").strip()


def pull(number: int = 7, sha: str = "a" * 40, state: str = "open") -> dict[str, Any]:
    return {"number": number, "state": state, "head": {"sha": sha, "repo": {"id": 5}}}


def comment(login: str, body: str) -> dict[str, Any]:
    return {"id": 3, "user": {"login": login}, "body": body}


MARK = "<!-- paperround: preflight -->"


@pytest.mark.parametrize(
    ("number", "report", "request_", "comments", "call"),
    [
        ("7\n", "all well", pull(), [], "createComment"),
        ("7", "x", pull(), [comment("mallory", MARK)], "createComment"),
        ("7", "x", pull(), [comment("github-actions[bot]", MARK + "\nold")], "updateComment"),
        ("7", "x", pull(sha="b" * 40), [], None),
        ("7", "x", pull(state="closed"), [], None),
        ("7", "x", {**pull(), "head": {"sha": "a" * 40, "repo": None}}, [], None),
        ("7; rm -rf /", "x", pull(), [], None),
        ("../8", "x", pull(), [], None),
        ("", "x", pull(), [], None),
        ("7", None, pull(), [], None),
    ],
)
def test_comment_trusts_nothing_that_check_left(
    tmp_path: Path,
    number: str,
    report: str | None,
    request_: dict[str, Any],
    comments: list[dict[str, Any]],
    call: str | None,
) -> None:
    """It writes once, under the request whose newest commit was checked, and changes its own only."""
    calls = run_comment(tmp_path, number, report, request_, comments)
    assert [made["call"] for made in calls] == ([call] if call else [])
    if call == "createComment":
        assert calls[0]["issue_number"] == 7


@pytest.mark.parametrize(
    "report",
    ["```\n@everyone <img src=x>\n```", "`" * 500, "~~~\n# x", "é" * 100_000, "a\u202eb"],
    ids=["fence", "ticks", "tildes", "long", "bidi"],
)
def test_a_report_is_shown_as_plain_text(tmp_path: Path, report: str) -> None:
    """Whatever it holds is inside one code block, and the whole is short enough for GitHub."""
    (made,) = run_comment(tmp_path, "7", report, pull(), [])
    body = made["body"]
    assert len(body) <= 65_000
    head, fence, rest = re.split(r"^(`{3,})text\n", body, maxsplit=1, flags=re.MULTILINE)
    assert head.startswith(MARK)
    assert rest.endswith(f"\n{fence}")
    assert fence not in rest.removesuffix(fence)


def test_a_link_in_place_of_the_report_is_not_followed(tmp_path: Path) -> None:
    """An artifact may hold links to what the runner can read."""
    (tmp_path / "secret").write_text("token")
    (tmp_path / "artifact").mkdir()
    (tmp_path / "artifact/report.txt").symlink_to(tmp_path / "secret")
    assert run_comment(tmp_path, "7", None, pull(), []) == []


def run_comment(
    folder: Path,
    number: str,
    report: str | None,
    request: dict[str, Any],
    comments: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Run comment.yml's script in Node over a stand-in of GitHub; return the calls that write."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not here")
    artifact = folder / "artifact"
    artifact.mkdir(exist_ok=True)
    (artifact / "number").write_text(number, "utf-8")
    if report is not None:
        (artifact / "report.txt").write_text(report, "utf-8")
    script = list(steps_of("comment"))[1]["with"]["script"]
    stage = f"""
        const calls = [];
        const note = (call) => async (what) => {{ calls.push({{call, ...what}}); }};
        const context = {{repo: {{owner: 'o', repo: 'r'}}, payload: {{workflow_run: {{
            head_sha: '{"a" * 40}', head_repository: {{id: 5}}, conclusion: 'failure',
            html_url: 'https://github.com/o/r/actions/runs/1'}}}}}};
        const core = {{notice() {{}}}};
        const github = {{
            rest: {{
                pulls: {{get: async () => ({{data: {json.dumps(request)}}})}},
                issues: {{createComment: note('createComment'), updateComment: note('updateComment')}},
            }},
            paginate: async () => {json.dumps(comments)},
        }};
        (async () => {{ {script} }})().then(() => console.log(JSON.stringify(calls)));
    """
    surroundings = {**os.environ, "FOLDER": str(artifact)}
    ran = subprocess.run(
        [node, "-"], input=stage, env=surroundings, check=True, capture_output=True, text=True
    )
    made: list[dict[str, Any]] = json.loads(ran.stdout)
    return made


def run_program(program: str, folder: Path, **variables: str) -> str:
    """Run a step as the runner does, with the stand-ins of ``bin`` first; return what it said."""
    places = [folder / "bin", folder.parent / "bin", Path(sys.executable).parent]
    surroundings = {
        **os.environ,
        "PATH": os.pathsep.join([*map(str, places), os.environ["PATH"]]),
        "RUNNER_TEMP": str(folder.parent),
        **variables,
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", program]
    return subprocess.run(
        command, cwd=folder, env=surroundings, check=True, capture_output=True, text=True
    ).stdout


def stub(path: Path, program: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{program}\n")
    path.chmod(0o755)


def git(folder: Path, *arguments: str) -> str:
    names = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    ran = subprocess.run(
        ["git", *names, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return ran.stdout
