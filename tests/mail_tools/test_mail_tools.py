"""Every mail of the test newsletters before the tools that know what mail programs can show."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from generator.pipeline.project import load_issues, open_newsroom
from generator.pipeline.resources import load_templates
from generator.render.mail import render_mail
from tests.render.mail_samples import THEMES, rich_issue, templates, with_email

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = HERE / "node_modules"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Outlook's name space and properties are no part of HTML.
OF_OUTLOOK = r".*(xmlns:[vo]|mso-).*"
BAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bad</title></head><body>
<p style="display:grid;color:#ccc;background-color:#fff">Faint <p></p></b>
<img src="data:image/png;base64,AA"><svg></svg><script>1</script></body></html>"""


@dataclass(frozen=True)
class Fault:
    """What a tool says of a mail."""

    file: str
    tool: str
    what: str


@pytest.fixture(scope="module")
def programs() -> dict[str, str]:
    """Return where node, java and Chromium are; skip without them, unless PAPERROUND_NO_SKIP is set."""
    found = {name: shutil.which(name) for name in ("node", "java", "chromium")}
    missing = [name for name, path in found.items() if path is None]
    if not VNU.is_file():
        missing.append("npm install in tests/mail_tools")
    if missing:
        if os.environ.get("PAPERROUND_NO_SKIP"):
            pytest.fail(f"missing: {', '.join(missing)}")
        pytest.skip(f"missing: {', '.join(missing)}")
    return {name: path for name, path in found.items() if path}


def faults_of(folder: Path, programs: dict[str, str]) -> list[Fault]:
    """Return what all tools say of the mails in a folder."""
    tools = subprocess.run(
        [programs["node"], HERE / "check.mjs", folder],
        env=os.environ | {"CHROMIUM": programs["chromium"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert tools.stderr == ""
    options = ["--errors-only", "--format", "json", "--filterpattern", OF_OUTLOOK]
    validator = subprocess.run(
        [programs["java"], "-jar", str(VNU), *options, *map(str, sorted(folder.glob("*.html")))],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    said = json.loads(validator.stderr)["messages"]
    return [
        *(Fault(**json.loads(line)) for line in tools.stdout.splitlines()),
        *(Fault(Path(one["url"]).name, "vnu", one["message"]) for one in said),
    ]


def test_every_mail_is_sound_for_every_mail_program(
    tmp_path: Path, nasty: Path, sample: Path, programs: dict[str, str]
) -> None:
    """No tool finds a fault in a mail of the sample, the nasty newsletter or the rich issue."""
    mails = {}
    for folder in (nasty, sample):
        newsroom = open_newsroom(folder)
        config = newsroom.config
        email = replace(
            config.newsletter.email, unsubscribe_url="https://example.org/leave?a=1&b=2"
        )
        newsletter = replace(config.newsletter, email=email)
        for issue in load_issues(newsroom.places):
            mails[issue.slug] = render_mail(
                newsletter, config.themes, issue, load_templates(newsroom.places.root)
            )
    newsletter = with_email(unsubscribe_url="https://example.org/leave")
    mails["rich"] = render_mail(newsletter, THEMES, rich_issue(), templates())
    mails["edition"] = render_mail(newsletter, THEMES, rich_issue(), templates(), ["tool-use"])
    arabic = replace(newsletter, language="ar")
    mails["right-to-left"] = render_mail(arabic, THEMES, rich_issue(), templates())
    folder = tmp_path / "mails"
    folder.mkdir()
    for name, mail in mails.items():
        (folder / f"{name}.html").write_text(mail.html, "utf-8")
    assert faults_of(folder, programs) == []


def test_tools_find_what_is_bad(tmp_path: Path, programs: dict[str, str]) -> None:
    """Each tool objects to a mail made to be bad."""
    (tmp_path / "bad.html").write_text(BAD, "utf-8")
    faults = faults_of(tmp_path, programs)
    tools = {"caniemail", "html-validate", "forbidden", "axe (light)", "axe (dark)", "vnu"}
    assert {fault.tool for fault in faults} == tools
    forbidden = {fault.what for fault in faults if fault.tool == "forbidden"}
    assert forbidden == {'src="data:', "<svg", "<script"}


def test_extras_are_the_ones_that_the_documentation_lists() -> None:
    """What may be missing in a mail program is told to whoever changes the template."""
    extras = json.loads((HERE / "extras.json").read_text("utf-8"))
    page = (ROOT / "docs" / "mail.md").read_text("utf-8")
    section = page.split("## What may be missing")[1].split("\n## ")[0]
    listed = dict(re.findall(r"(?m)^\| `([^`]+)` \| (.+) \|$", section))
    assert listed == extras
