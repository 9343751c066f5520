"""What the documentation promises is there: its commands run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.conftest import REPOSITORY, Ran

PAGES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in (
        REPOSITORY / "README.md",
        REPOSITORY / "CHANGELOG.md",
        *(REPOSITORY / "docs").rglob("*.md"),
    )
)


def console_lines(page: str) -> list[str]:
    """The commands of a page: lines after ``$`` in its console blocks."""
    tokens = MarkdownIt().parse((REPOSITORY / page).read_text("utf-8"))
    blocks = [
        token.content for token in tokens if token.type == "fence" and token.info == "console"
    ]
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def test_the_commands_of_the_readme_run(sample: Path, paperround: Callable[..., Ran]) -> None:
    """Each ``paperround`` line works on the sample in turn; each ``make`` target exists."""
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    ran = []
    for line in console_lines("README.md"):
        program, *arguments = shlex.split(line, comments=True)
        if program == "make":
            assert re.search(rf"^{arguments[0]}:.*##", makefile, re.MULTILINE)
        elif program == "paperround":
            result = paperround(sample, *arguments)
            assert (result.code, result.err) == (0, "")
            ran.append(arguments[0])
    assert ran == ["ingest", "status", "search", "draft", "check", "build"]


def test_the_readme_shows_what_the_build_prints(
    sample: Path, paperround: Callable[..., Ran]
) -> None:
    """The lines after ``make issue`` are those of the sample as it is."""
    for command in (("ingest",), ("draft",)):
        paperround(sample, *command)
    printed = paperround(sample, "build", "--drafts").out
    shown = [line.rstrip() for line in printed.splitlines()]
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    assert "\n".join(shown) in readme


def test_the_samples_draft_is_what_drafting_gives(
    sample: Path, paperround: Callable[..., Ran]
) -> None:
    """On a fresh clone drafting finds nothing to change, so that ``make issue`` leaves git clean."""
    paperround(sample, "ingest")
    assert "nothing changed" in paperround(sample, "draft").out


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    """Relative links and images name files that exist, and headings that stand in them."""
    path = REPOSITORY / page
    targets = re.findall(
        r"\]\(([^)\s]+)\)",
        re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL),
    )
    for target in targets:
        if re.match(r"https?:|mailto:", target):
            continue
        file, _, anchor = target.partition("#")
        linked = (path.parent / file) if file else path
        assert linked.exists(), f"{page} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.MULTILINE)
            assert anchor in {
                re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings
            }
