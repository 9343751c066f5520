"""The preflight over whole newsletters, and the gate that it is for a build."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from benchmarks.newsletters import write_issues, write_newsletter
from generator.errors import IssueError, UsageError
from generator.fetch.links import LinkAnswer
from generator.pipeline.check import CheckReport, approved_issues, check
from generator.pipeline.project import open_newsroom
from tests.conftest import Ran

Run = Callable[..., Ran]
SLUG = "2024-w09"


def checked(folder: Path, *slugs: str) -> CheckReport:
    return check(open_newsroom(folder), slugs)


def codes(report: CheckReport) -> set[str]:
    return {finding.code for finding in report.findings}


def issue(folder: Path, slug: str = "2024-w08") -> Path:
    return folder / "content/issues" / f"{slug}.md"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def drafted(nasty: Path, paperround: Run) -> Path:
    """The nasty newsletter with an issue drafted."""
    paperround(nasty, "ingest")
    paperround(nasty, "draft", SLUG)
    return nasty


def test_the_nasty_issue_has_nothing_wrong(nasty: Path) -> None:
    """However awkward its Markdown is, all of it is right."""
    assert checked(nasty).findings == ()


def test_the_samples_published_issue_has_no_false_alarm(sample: Path, paperround: Run) -> None:
    """With the library at hand too; only what is measured in characters may be said of it."""
    paperround(sample, "ingest")
    report = checked(sample, "2025-w47")
    assert codes(report) <= {"subject-long", "preheader-long"}


def test_a_draft_is_told_what_nobody_touched(drafted: Path) -> None:
    """Quotations and opening words; hostile titles of papers alarm nobody."""
    report = checked(drafted, SLUG)
    assert codes(report) <= {
        "intro-as-drafted",
        "quote-as-drafted",
        "entry-empty",
        "word-long",
        "source-stale",
        "preheader-long",
        "subject-long",
    }
    assert {"intro-as-drafted", "quote-as-drafted"} <= codes(report)


def test_an_edited_entry_is_no_longer_as_drafted(drafted: Path) -> None:
    """Words of the editor's are enough; an edited title is not, since the library knows the quote."""
    path = issue(drafted, SLUG)
    before = checked(drafted, SLUG)
    quoted = [one for one in before.findings if one.code == "quote-as-drafted"]
    lines = path.read_text("utf-8").split("\n")
    lines[quoted[0].line - 1] = "We doubt it."
    path.write_text("\n".join(lines), "utf-8")
    after = checked(drafted, SLUG)
    assert sum(one.code == "quote-as-drafted" for one in after.findings) == len(quoted) - 1
    heading = next(at for at in range(quoted[1].line - 1, 0, -1) if lines[at].startswith("### "))
    lines[heading] = lines[heading].replace("### ", "### New: ", 1)
    path.write_text("\n".join(lines), "utf-8")
    again = checked(drafted, SLUG)
    assert sum(one.code == "quote-as-drafted" for one in again.findings) == len(quoted) - 1


def test_an_issue_that_was_sent_is_looked_at_by_its_text_alone(drafted: Path) -> None:
    """Unless it is named: nobody mends the quotations of last year."""
    path = issue(drafted, SLUG)
    edit(path, "status: draft    ", "status: published")
    later = path.read_text("utf-8").replace(SLUG, "2024-w20").replace("2024-03-03", "2024-05-19")
    head = later.partition("## ")[0]
    issue(drafted, "2024-w20").write_text(head, "utf-8")
    assert "quote-as-drafted" not in codes(checked(drafted))
    assert "quote-as-drafted" in codes(checked(drafted, SLUG))


def test_a_paper_of_another_issue_is_found_in_the_later_one(nasty: Path) -> None:
    """The first issue that showed it is right."""
    text = issue(nasty).read_text("utf-8")
    again = text.replace("2024-w08", "2024-w12").replace("date: 2024-02-25", "date: 2024-03-24")
    issue(nasty, "2024-w12").write_text(again, "utf-8")
    found = [one for one in checked(nasty).findings if one.code == "paper-covered"]
    assert {one.path for one in found} == {"content/issues/2024-w12.md"}
    assert "arxiv:2401.00001 was covered in 2024-w08" in {one.message for one in found}


def test_a_broken_front_matter_does_not_hide_the_rest(nasty: Path) -> None:
    """Its problems come with what is wrong below, on the right lines."""
    edit(issue(nasty), "date: 2024-02-25", "date: soon")
    edit(issue(nasty), "Words about the section.", "Words TODO about the section.")
    found = [(one.code, one.line, one.column) for one in checked(nasty).findings]
    line = issue(nasty).read_text("utf-8").split("\n").index("Words TODO about the section.") + 1
    assert found == [("front-matter", 4, 7), ("word-left", line, 7)]


@pytest.mark.parametrize(
    "data", [b"", b"---\n", b"---\n---\n", b"\xff\xfe", b"---\ntitle: x\n---\n"]
)
def test_a_file_that_is_no_issue_is_a_finding(nasty: Path, data: bytes) -> None:
    """Never a failure; the other issues are still checked."""
    issue(nasty, "other").write_bytes(data)
    report = checked(nasty)
    assert codes(report) == {"front-matter"}
    assert report.issues == ("2024-w08", "other")


def test_an_unknown_slug_names_the_issues(nasty: Path) -> None:
    """As every command does."""
    with pytest.raises(UsageError, match="there is no issue 'x'; the issues are: 2024-w08"):
        checked(nasty, "x")


def test_links_are_asked_once_and_found_where_they_stand(nasty: Path) -> None:
    """Only web addresses are asked; what the network says becomes a finding."""
    asked: list[str] = []

    def ask(urls: Iterable[str], on_answer: Callable[[], object]) -> tuple[LinkAnswer, ...]:
        answers = []
        for url in urls:
            asked.append(url)
            on_answer()
            lost = "example.org/note" in url
            answers.append(LinkAnswer(url, 404, "answers 404 Not Found" if lost else None))
        return tuple(answers)

    report = check(open_newsroom(nasty), (), ask=ask)
    assert sorted(asked) == sorted(set(asked))
    assert all(url.startswith("https://") for url in asked)
    assert report.asked == len(asked) >= 4
    (finding,) = report.findings
    assert (finding.code, finding.message) == (
        "link-dead",
        "https://example.org/note answers 404 Not Found",
    )
    text = issue(nasty).read_text("utf-8").split("\n")[finding.line - 1]
    assert text[finding.column - 1 :].startswith("https://example.org/note")


def test_a_mail_without_its_unsubscribe_link_is_an_error(nasty: Path) -> None:
    """A newsletter's own template may have lost it."""
    templates = nasty / "templates/email"
    templates.mkdir(parents=True)
    (templates / "issue.html.j2").write_text("<html><body>{{ title }}</body></html>\n", "utf-8")
    assert "unsubscribe-missing" in codes(checked(nasty))


def test_errors_of_published_issues_stop_the_build_before_it_writes(
    nasty: Path, paperround: Run
) -> None:
    """All of them at once, as path, line and column, with the way out and the code."""
    edit(issue(nasty), "Opening words", "TODO [x](javascript:y) words")
    issue(nasty, "other").write_text("# No front matter\n", "utf-8")
    ran = paperround(nasty, "build")
    assert ran.code == 1
    lines = ran.err.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("paperround: content/issues/2024-w08.md:10:1: “TODO” marks")
    assert lines[0].endswith("; write what is missing, or delete it [word-left]")
    assert lines[1].startswith(
        "paperround: content/issues/2024-w08.md:10:10: a link with javascript:"
    )
    assert lines[2].startswith("paperround: content/issues/other.md:1: an issue starts with")
    assert not (nasty / "build").exists()


def test_drafts_and_warnings_stop_nothing(nasty: Path) -> None:
    """A draft may be full of errors, a published issue of warnings."""
    text = issue(nasty).read_text("utf-8")
    draft = text.replace("2024-w08", "2024-w12").replace("status: published", "status: draft")
    issue(nasty, "2024-w12").write_text(draft.replace("Opening", "TODO Opening"), "utf-8")
    edit(issue(nasty), "Opening words", "Opening <blink>words</blink>, recieved,")
    report = checked(nasty)
    assert report.errors
    assert report.warnings
    issues = approved_issues(open_newsroom(nasty))
    assert [one.slug for one in issues] == ["2024-w12", "2024-w08"]
    edit(issue(nasty, "2024-w12"), "status: draft", "status: published")
    with pytest.raises(IssueError, match="TODO"):
        approved_issues(open_newsroom(nasty))


def test_a_silenced_error_lets_the_build_through(nasty: Path) -> None:
    """The editor has said why."""
    edit(issue(nasty), "Opening words", "TODO words")
    edit(
        issue(nasty), "status: published", "status: published\nsilenced: {word-left: it is a name}"
    )
    assert approved_issues(open_newsroom(nasty))
    assert checked(nasty).silenced == 1


def test_many_issues_are_checked_in_seconds(tmp_path: Path) -> None:
    """A hundred issues of 25 papers in a fifth of the ten seconds that 500 may take, with room."""
    write_newsletter(tmp_path, 0)
    write_issues(tmp_path, 100, 25)
    newsroom = open_newsroom(tmp_path)
    check(newsroom, ())  # what is loaded once is not what grows
    start = time.process_time()
    report = check(newsroom, ())
    assert len(report.issues) == 100
    assert time.process_time() - start < 4
