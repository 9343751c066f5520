"""Mails on disk: whole, in shorter editions, and cut where they would be too large."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import SMTP
from typing import TYPE_CHECKING

from tests.render.mail_samples import DATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ran

MAIL = ("--drafts", "--only", "email", "--json")


def add_rich_issue(folder: Path) -> None:
    text = (DATA / "rich.md").read_text("utf-8")
    text = text.replace("status: published", "status: draft")
    (folder / "content/issues/2023-08.md").write_text(text, "utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "build/email").iterdir()}


def test_edition_stands_beside_the_whole_mail(sample: Path, paperround: Callable[..., Ran]) -> None:
    """``--themes`` writes mails with those sections alone and leaves the whole ones as they are."""
    add_rich_issue(sample)
    assert paperround(sample, "build", *MAIL).code == 0
    whole = files(sample)
    ran = paperround(sample, "build", "2023-08", *MAIL, "--themes", "training-data, tool-use")
    (mail,) = json.loads(ran.out)["mails"]
    assert mail["themes"] == ["tool-use", "training-data"]
    assert mail["html"] == "build/email/2023-08.tool-use+training-data.html"
    edition = files(sample)
    assert {name: edition[name] for name in whole} == whole
    assert len(edition) == len(whole) + 3
    text = edition["2023-08.tool-use+training-data.txt"].decode()
    assert "ToolLLM" in text
    assert "Soft Mixtures" not in text
    messages = [
        message_from_bytes(edition[f"2023-08{suffix}.eml"], policy=SMTP)
        for suffix in ("", ".tool-use+training-data")
    ]
    assert messages[0]["Message-ID"] != messages[1]["Message-ID"]


def test_issues_without_the_theme_get_no_edition(
    sample: Path, paperround: Callable[..., Ran]
) -> None:
    """Of several issues only those with such a section have a shorter mail."""
    add_rich_issue(sample)
    ran = paperround(sample, "build", *MAIL, "--themes", "tool-use")
    assert [mail["slug"] for mail in json.loads(ran.out)["mails"]] == ["2023-08"]


def test_unknown_theme_is_refused_before_anything_is_written(
    sample: Path, paperround: Callable[..., Ran]
) -> None:
    """The error names the nearest theme, or says that no issue has the known one."""
    add_rich_issue(sample)
    ran = paperround(sample, "build", "--drafts", "--themes", "tool-us")
    assert ran.code == 2
    assert "there is no theme 'tool-us'; did you mean 'tool-use'?" in ran.err
    ran = paperround(sample, "build", "2025-w47", "--themes", "tool-use")
    assert ran.code == 2
    assert "--themes: there is no theme 'tool-use'" in ran.err
    assert paperround(sample, "build", "--themes", " ,").code == 2
    assert not (sample / "build").exists()


def test_what_was_shortened_is_named(sample: Path, paperround: Callable[..., Ran]) -> None:
    """The command says which texts were cut, in words and in JSON."""
    for path in (sample / "content/issues").iterdir():
        path.unlink()
    lines = ["---", 'title: "Long"', "date: 2025-11-29", "status: published", "---", "", "## All"]
    for number in range(12):
        lines += [
            "",
            f"### [Paper {number}](https://example.org/{number})",
            "",
            "long words " * 1500,
        ]
    (sample / "content/issues/2025-w48.md").write_text("\n".join(lines), "utf-8")
    ran = paperround(sample, "build", "--only", "email")
    assert "the site has the rest of 12 texts" in ran.out
    assert "shortened: Paper 9" in ran.out
    assert "and 2 more; --json lists them all" in ran.out
    (mail,) = json.loads(paperround(sample, "build", *MAIL).out)["mails"]
    assert [part["title"] for part in mail["shortened"]] == [f"Paper {n}" for n in range(12)]
    assert mail["shortened"][0]["size"] > 15_000
