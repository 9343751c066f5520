"""The whole way over a nasty newsletter: dumps to library to draft to site, mail and feed."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest

from generator.issue import parse_issue
from tests.conftest import Ran

Run = Callable[..., Ran]
SLUG = "2024-w09"
HOSTILE = (
    "](javascript:alert(1)) injection [x",
    "--- injection: a fence",
    "{{ cycler.__init__ }} {% raw %} template injection",
    "<script>alert('injection')</script>",
    "`Backticks` | pipes | and # hashes for injection in C#",
    "=?utf-8?q?Hi=0d=0aBcc:_x=40evil?= injection",
)


@pytest.fixture
def drafted(nasty: Path, paperround: Run) -> Path:
    """The nasty newsletter with its dumps ingested and an issue drafted."""
    assert paperround(nasty, "ingest").code == 0
    ran = paperround(nasty, "draft", SLUG)
    assert (ran.code, ran.err) == (0, "")
    return nasty


def issue_text(folder: Path) -> str:
    return (folder / "content/issues" / f"{SLUG}.md").read_text("utf-8")


def test_hostile_titles_are_the_same_visible_text(drafted: Path) -> None:
    """What a source says never becomes markup, a link of its own, front matter or a template."""
    issue = parse_issue(issue_text(drafted), "issue.md", SLUG)
    titles = [entry.text for entry in issue.entries]
    for title in HOSTILE:
        assert title in titles
    assert "Right-to-left injection marks, emoji 🤖 and naïve accents" in titles
    assert len([title for title in titles if len(title) > 1000]) == 1
    assert {entry.url for entry in issue.entries if entry.text in HOSTILE} == {
        f"https://arxiv.org/abs/2402.{number:05}" for number in (2, 3, 4, 5, 6, 13)
    }


def test_limits_excludes_and_merging_hold(drafted: Path) -> None:
    """Two papers at most for a theme; fuel injection is no injection; two records are one paper."""
    issue = parse_issue(issue_text(drafted), "issue.md", SLUG)
    routing = next(section for section in issue.sections if section.id == "routing")
    assert len(routing.entries) == 2
    assert all("Fuel injection" not in entry.text for entry in issue.entries)
    twice = [one for one in (*issue.papers, *issue.inbox) if one == "arxiv:2402.00001"]
    assert len(twice) == 1
    assert not [one for one in (*issue.papers, *issue.inbox) if issue.papers.count(one) > 1]


def test_drafting_again_changes_nothing(drafted: Path, paperround: Run) -> None:
    """Not a byte of the issue or of what was offered, whatever the clock says."""
    folder = drafted / "content/issues"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    ran = paperround(drafted, "draft", SLUG, "--json")
    assert json.loads(ran.out)["action"] == "unchanged"
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_an_edited_issue_is_never_touched(drafted: Path, paperround: Run) -> None:
    """Drafting refuses and says so; with --keep it goes on; the editor's bytes stay."""
    path = drafted / "content/issues" / f"{SLUG}.md"
    edited = issue_text(drafted).replace("\n\n## ", "\n\nMy own words.\n\n## ", 1).encode()
    path.write_bytes(edited)
    refused = paperround(drafted, "draft", SLUG)
    assert refused.code == 1
    assert "was edited since it was drafted" in refused.err
    kept = paperround(drafted, "draft", SLUG, "--keep")
    assert kept.code == 0
    assert "left as it is" in kept.out
    assert path.read_bytes() == edited


def test_an_issue_that_was_not_drafted_here_is_an_editors(drafted: Path, paperround: Run) -> None:
    """Without the record of what was drafted a file is taken for an editor's own."""
    (drafted / "content/issues" / f"{SLUG}.offered.yml").unlink()
    before = issue_text(drafted)
    assert "is missing" in paperround(drafted, "draft", SLUG).err
    assert issue_text(drafted) == before


def test_a_published_issue_is_never_drafted_and_its_papers_are_covered(
    drafted: Path, paperround: Run
) -> None:
    """Published papers are not offered to the next issue; what was offered is not offered again."""
    path = drafted / "content/issues" / f"{SLUG}.md"
    path.write_text(issue_text(drafted).replace("status: draft   ", "status: published"), "utf-8")
    assert "is published" in paperround(drafted, "draft", SLUG).err
    report = json.loads(paperround(drafted, "draft", "2024-w10", "--dry-run", "--json").out)
    assert (report["taken"], report["inbox"]) == (0, 0)
    assert f"covered in {SLUG}" in report["left_out"]
    assert f"offered in {SLUG}" in report["left_out"]


def test_a_window_limits_the_papers_to_days(nasty: Path, paperround: Run) -> None:
    """--from and --to look at the day a list showed a paper, else at its own."""
    paperround(nasty, "ingest")
    window = ("--from", "2024-03-01", "--to", "2024-03-31")
    report = json.loads(paperround(nasty, "draft", SLUG, *window, "--json", "--dry-run").out)
    papers = [paper for theme in report["themes"] for paper in theme["papers"]]
    assert len(papers) == 2
    assert "arxiv:2402.00001" in papers


class Text(HTMLParser):
    """Collects what a reader sees, and every element that could do harm."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def read_html(text: str) -> tuple[str, Text]:
    page = Text()
    page.feed(text)
    return " ".join(" ".join(page.seen).split()), page


def test_site_mail_text_and_feed_say_the_same(drafted: Path, paperround: Run) -> None:
    """Every entry of the issue is in all four, hostile titles as text, and nothing runs."""
    ran = paperround(drafted, "build", "--drafts", "--json")
    assert (ran.code, ran.err) == (0, "")
    report = json.loads(ran.out)
    assert report["issues"] == [SLUG, "2024-w08"]
    build = drafted / "build"
    issue = parse_issue(issue_text(drafted), "issue.md", SLUG)

    site, _ = read_html((build / f"site/issues/{SLUG}/index.html").read_text("utf-8"))
    mail, mail_page = read_html((build / f"email/{SLUG}.html").read_text("utf-8"))
    feed = feedparser.parse((build / "feeds/feed.xml").read_bytes())
    item, item_page = read_html(feed.entries[0].content[0].value)
    text = " ".join((build / f"email/{SLUG}.txt").read_text("utf-8").split())
    for entry in issue.entries:
        title = " ".join(entry.text.split())[:400]
        for name, output in (("site", site), ("mail", mail), ("feed", item), ("text", text)):
            assert title in output, f"{title!r} is missing in the {name}"
    assert not {"script", "form", "iframe", "svg"} & mail_page.tags
    assert "script" not in item_page.tags
    assert not [link for link in mail_page.links | item_page.links if link.startswith("javascript")]

    message = email.message_from_bytes(
        (build / f"email/{SLUG}.eml").read_bytes(), policy=email.policy.default
    )
    assert message["bcc"] is None
    assert message.get_content_type() == "multipart/alternative"
    assert (build / "site/feed.xml").read_bytes() == (build / "feeds/feed.xml").read_bytes()


def test_building_again_elsewhere_gives_the_same_bytes(
    drafted: Path, tmp_path: Path, paperround: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another folder, on another day, without the library: the same site, mail and feed."""
    assert paperround(drafted, "build", "--drafts").code == 0
    other = tmp_path / "elsewhere" / "clone"
    (drafted / "content").rename(tmp_path / "content")
    other.mkdir(parents=True)
    (tmp_path / "content").rename(other / "content")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    assert paperround(other, "build", "--drafts").code == 0
    for part in ("site", "email", "feeds"):
        first, second = (
            {
                path.relative_to(folder): path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file()
            }
            for folder in (drafted / "build" / part, other / "build" / part)
        )
        assert sorted(first) == sorted(second)
        assert not [str(name) for name, data in first.items() if second[name] != data]


def test_without_drafts_only_published_issues_are_built(drafted: Path, paperround: Run) -> None:
    """A draft is in no output unless it was asked for."""
    report = json.loads(paperround(drafted, "build", "--json").out)
    assert (report["issues"], report["drafts"]) == (["2024-w08"], [])
    outputs = list((drafted / "build").rglob(f"*{SLUG}*"))
    assert outputs == []


def test_only_builds_what_is_named(drafted: Path, paperround: Run) -> None:
    """--only leaves the other parts alone."""
    report = json.loads(paperround(drafted, "build", "--only", "email", "--json").out)
    assert (report["site"], report["feed"]) == (None, None)
    assert re.fullmatch(r"build/email/.+\.html", report["mails"][0]["html"])
    assert sorted(path.name for path in (drafted / "build").iterdir()) == ["email"]
