"""An issue file becomes an ``Issue`` with the lines it came from."""

from datetime import date

import pytest

from generator.errors import IssueError
from generator.issue import anchor_of, paper_comment, parse_issue
from generator.models import Issue, Period, Status

ISSUE = """\
---
title: "Soft experts and a: colon"
slug: 2023-08
date: 2023-08-31
status: published            # draft | published
summary: One sentence.
period: 2023-08-01/2023-08-31
---

Opening words with a [link][ref].

## Mixture of experts {#mixture-of-experts}

About the theme.

### [From Sparse to *Soft* Mixtures](https://arxiv.org/abs/2308.00951)
<!-- paper: arxiv:2308.00951 · 5.2 · "mixture of experts" in the title -->
*J. Puigcerver and 3 others · 2 Aug 2023 · [pdf](https://arxiv.org/pdf/2308.00951)*

> Quoted, with a note[^n].

```
## not a heading
```

### A paper without a link

*Not metadata*, since more words follow.

## Also noted

### [C#, `code` and \\[brackets\\]](https://example.org/x)

[^n]: The note,
    on two lines.

[ref]: https://example.org/ref "A title"

<!-- inbox: nothing below this line is published. Move a line up to take the paper in. -->

- [Another](https://arxiv.org/abs/2308.00002) <!-- paper: arxiv:2308.00002 · 2.1 · over its limit -->
"""


def parse(text: str) -> Issue:
    return parse_issue(text, "content/issues/2023-08.md", "2023-08")


def test_front_matter_is_read() -> None:
    """Titles may hold colons in quotes, dates are dates, the period is two days."""
    issue = parse(ISSUE)
    assert issue.title == "Soft experts and a: colon"
    assert (issue.date, issue.status) == (date(2023, 8, 31), Status.PUBLISHED)
    assert issue.period == Period(date(2023, 8, 1), date(2023, 8, 31))


def test_sections_and_entries_are_found() -> None:
    """Level-2 headings are sections, level-3 headings entries; code that looks like one is not."""
    issue = parse(ISSUE)
    assert [(s.id, s.text, s.line) for s in issue.sections] == [
        ("mixture-of-experts", "Mixture of experts", 12),
        ("also-noted", "Also noted", 30),
    ]
    first, second, third = issue.entries
    assert (first.text, first.title) == (
        "From Sparse to Soft Mixtures",
        "From Sparse to *Soft* Mixtures",
    )
    assert (first.paper, first.anchor, first.line) == ("arxiv:2308.00951", "arxiv-2308-00951", 16)
    assert (
        first.meta
        == "J. Puigcerver and 3 others · 2 Aug 2023 · [pdf](https://arxiv.org/pdf/2308.00951)"
    )
    assert "## not a heading" in first.body
    assert (second.url, second.paper, second.meta) == (None, None, None)
    assert second.body.startswith("*Not metadata*")
    assert (third.text, third.url) == ("C#, code and [brackets]", "https://example.org/x")


def test_notes_and_references_travel_to_where_they_are_used() -> None:
    """A footnote or link reference may stand anywhere in the file; each block gets those it uses."""
    issue = parse(ISSUE)
    assert issue.entries[0].body.endswith("[^n]: The note,\n    on two lines.")
    assert issue.intro.endswith('[ref]: <https://example.org/ref> "A title"')
    assert "[^n]" not in issue.intro


def test_what_is_below_the_marker_is_the_inbox() -> None:
    """Inbox papers are known by id and are not entries."""
    issue = parse(ISSUE)
    assert issue.inbox == ("arxiv:2308.00002",)
    assert issue.papers == ("arxiv:2308.00951",)
    assert "Another" not in issue.sections[-1].entries[-1].body


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    """A file saved on Windows says the same."""
    assert parse("\ufeff" + ISSUE.replace("\n", "\r\n")) == parse(ISSUE)


def test_repeated_anchors_are_numbered() -> None:
    """Two entries of one title get two anchors, so that every permalink works."""
    text = ISSUE.replace("### A paper without a link", "### Same").replace(
        "### [C#, `code` and \\[brackets\\]](https://example.org/x)", "### Same"
    )
    assert [entry.anchor for entry in parse(text).entries[1:]] == ["same", "same-2"]


def test_all_problems_of_the_front_matter_come_at_once() -> None:
    """Each is named with line and column, and a misspelt key with the nearest known one."""
    text = ISSUE.replace("2023-08-31\nstatus: published", "2023-13-01\nstatus: finished").replace(
        "summary:", "sumary:"
    )
    with pytest.raises(IssueError) as caught:
        parse(text)
    assert str(caught.value).splitlines() == [
        "content/issues/2023-08.md:4:7: date: '2023-13-01' is no date; write it like 2025-06-01",
        "content/issues/2023-08.md:5:9: status: expected draft or published, found 'finished'",
        "content/issues/2023-08.md:6:1: unknown key 'sumary'; did you mean 'summary'?",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: an issue starts with front matter"),
        ("# Title\n", ":1: an issue starts with front matter"),
        ("---\ntitle: a\n", ":1: the front matter is not closed"),
        (
            "---\ntitle: a\ndate: 2023-08-31\n---\n",
            "has no 'status'; add for example status: draft",
        ),
        (
            ISSUE.replace("slug: 2023-08", "slug: 2023-09"),
            ":3:7: slug: '2023-09' is not the file's name",
        ),
        (
            ISSUE.replace("slug: 2023-08", "slug: 2023_08"),
            ":3:7: slug: '2023_08' must be lower-case",
        ),
        (ISSUE.replace('title: "Soft', "title: Soft", 1).replace('colon"', "colon"), ":2:"),
        (ISSUE.replace("/2023-08-31", "/2023-07-31"), "period: it ends before it starts"),
        (
            ISSUE.replace("## Mixture of experts {#mixture-of-experts}", "Mixture"),
            ":16: an entry stands before",
        ),
    ],
)
def test_a_broken_file_is_refused_with_the_place(text: str, message: str) -> None:
    """The message starts with path and line and says what to do."""
    with pytest.raises(IssueError) as caught:
        parse(text)
    assert message in str(caught.value)


def test_a_comment_cannot_be_ended_by_what_it_says() -> None:
    """Ids and reasons with ``-->`` in them come back as one comment with the same id."""
    inside = paper_comment("doi:10.1/a-->b", "1.0", "said --> <b>")
    assert "-->" not in inside
    text = ISSUE.replace('arxiv:2308.00951 · 5.2 · "mixture of experts" in the title', inside)
    assert parse(text).entries[0].paper == "doi:10.1/a-->b"


def test_anchors_are_made_of_ids() -> None:
    """Letters and digits stay, all else is a hyphen."""
    assert anchor_of("arxiv:hep-th/9901001") == "arxiv-hep-th-9901001"


HEAD = "---\ntitle: a\ndate: 2024-01-01\nstatus: draft\n---\n"


def small(body: str) -> Issue:
    return parse_issue(HEAD + body, "x.md", "x")


def test_an_issue_may_have_no_sections() -> None:
    """Opening words alone are an issue, and so is nothing at all, above an inbox or not."""
    assert (small("Only words.\n").intro, small("Only words.\n").sections) == ("Only words.", ())
    assert small("").sections == ()
    above = small("Words.\n\n<!-- inbox: none -->\n\n## Below\n\n### [T](https://x.example)\n")
    assert (above.sections, above.intro) == ((), "Words.")


def test_a_line_moved_up_from_the_inbox_is_an_entry() -> None:
    """It is no bullet of the entry above it, and its paper is known; words below it are its own."""
    issue = small(
        "## A\n\n### [First](https://a.example)\n\nIts words.\n"
        "- [Moved *up*](https://arxiv.org/abs/2308.00002) <!-- paper: arxiv:2308.00002 · 2.1 · x -->\n"
        "\nMy words.\n"
    )
    first, moved = issue.entries
    assert first.body == "Its words."
    assert (moved.text, moved.title, moved.url) == (
        "Moved up",
        "Moved *up*",
        "https://arxiv.org/abs/2308.00002",
    )
    assert (moved.paper, moved.anchor, moved.body, moved.line) == (
        "arxiv:2308.00002",
        "arxiv-2308-00002",
        "My words.",
        11,
    )


def test_no_word_of_a_title_is_lost() -> None:
    """A title with more than its link stays whole; links by reference carry their address."""
    issue = small(
        "## A\n\n### [Foo](https://u.example) (extended)\n\n### [Bar][ref]\n*by [m][ref]*\n\n"
        "### [Baz]\n\n[ref]: https://r.example/x\n[baz]: https://b.example\n"
    )
    assert [(entry.title, entry.url, entry.text) for entry in issue.entries] == [
        ("[Foo](https://u.example) (extended)", "https://u.example", "Foo (extended)"),
        ("Bar", "https://r.example/x", "Bar"),
        ("Baz", "https://b.example", "Baz"),
    ]
    assert issue.entries[1].meta == "by [m](<https://r.example/x>)"


def test_a_comment_that_is_not_closed_is_an_error() -> None:
    """It would hide the next entry from readers without a word."""
    with pytest.raises(IssueError, match=r"x\.md:9: this comment is not closed"):
        small("## A\n\n### T\n<!-- paper: arxiv:1 · x\n\n### Lost\n")
