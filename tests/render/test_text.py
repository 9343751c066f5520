"""The text part of a mail: complete, readable, at most 78 columns wide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.render.mail.blanks import blanks_of
from generator.render.mail.text import render_text
from generator.render.plain import plain_blocks
from generator.render.plain_inline import References
from tests.render.mail_samples import DATA, issue_of, rich_issue, with_email

if TYPE_CHECKING:
    from generator.models import Issue

PAGE = "https://paperround.example/weekly/issues/2023-08/"


def text_of(issue: Issue) -> str:
    newsletter = with_email(unsubscribe_url="https://example.org/u")
    blanks = blanks_of(newsletter, issue)
    return blanks.fill_text(render_text(newsletter, issue, blanks))


def lines_of(markdown: str) -> list[str]:
    references = References(PAGE)
    return [*plain_blocks(markdown, references), *references.take()]


def test_whole_issue_is_the_golden_text() -> None:
    """The rich issue reads exactly as the golden file, to the byte."""
    text = text_of(rich_issue())
    assert text == (DATA / "rich.txt").read_text("utf-8")


def test_only_addresses_and_code_are_wider_than_78_columns() -> None:
    """Every line wraps at 78, save one that is an address."""
    text = text_of(rich_issue())
    wide = [line for line in text.split("\n") if len(line) > 78]
    assert wide
    assert all("https://" in line and " " not in line.strip() for line in wide)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a [b](https://x.example/) c", ["a b\xa0[1] c", "[1] https://x.example/"]),
        (
            "[a](https://x.example/) [b](https://x.example/)",
            ["a\xa0[1] b\xa0[1]", "[1] https://x.example/"],
        ),
        ("<https://x.example/a?b=1&c=2>", ["<https://x.example/a?b=1&c=2>"]),
        ("[a](b.md)", ["a\xa0[1]", "[1] https://paperround.example/weekly/issues/b/"]),
        (
            "![a *b*](c.png)",
            ["[image: a _b_]\xa0[1]", "[1] https://paperround.example/weekly/issues/c.png"],
        ),
        ("&lt;b&gt; &amp; &copy; \\*", ["<b> & © *"]),
        ("a\\\nb", ["a", "b"]),
        ("a<br>b <!-- c --> <script>d</script>", ["a", "b"]),
        ("10<sup>-3</sup> H<sub>2</sub>O", ["10^-3 H_2O"]),
        ('<a href="https://x.example/">a</a>', ["a\xa0[1]", "[1] https://x.example/"]),
        ('<a href="javascript:alert(1)">a</a>', ["a"]),
        ("<div>\n<p>a <b>b</b> c</p>\n<p>d</p>\n</div>", ["a b c", "d"]),
        ("- a\n- b\n  1. c\n  2. d", ["- a", "- b", "  1. c", "  2. d"]),
        ("- a\n\n- b", ["- a", "", "- b"]),
        ("3. a\n4. b", ["3. a", "4. b"]),
        ("> a\n>\n> - b", ["> a", ">", "> - b"]),
        ("```\na  b\n    c\n```", ["    a  b", "        c"]),
        ("#### A head\n\ntext", ["A head", "~~~~~~", "", "text"]),
        ("a[^x]\n\n[^x]: note", ["a[^1]", "", "[^1] note"]),
        ("$O(n \\log n)$ and $\\frac{1}{2}$", ["O(n log n) and `\\frac{1}{2}`"]),
        ("~~a~~ **b** *c* `d`", ["~~a~~ *b* _c_ `d`"]),
        ("| a | b |\n|--|--:|\n| cc | d |", ["a   b", "--  -", "cc  d"]),
        ("| 漢字 | b |\n|--|--|\n| a | c |", ["漢字  b", "----  -", "a     c"]),
        ("***", ["* * *"]),
        ("", []),
    ],
)
def test_markdown_becomes_readable_text(markdown: str, expected: list[str]) -> None:
    """Each kind of block and inline content has one plain form."""
    assert lines_of(markdown) == expected


def test_wide_table_becomes_a_list_of_its_rows() -> None:
    """A table that is too wide for columns keeps every cell, under the name of its column."""
    lines = lines_of(f"| Name | Why |\n|---|---|\n| one | {'word ' * 20} |\n| two | short |")
    assert lines[0] == "- Name: one"
    assert lines[1].startswith("  Why: word word")
    assert lines[-2:] == ["- Name: two", "  Why: short"]
    assert max(map(len, lines)) <= 78


def test_title_with_a_link_inside_names_it_once() -> None:
    """A heading that is no single link gets its addresses as references, not a line of its own."""
    issue = issue_of("Body.")
    entry = replace(issue.entries[0], title="On [this](https://x.example/a) paper", url=None)
    section = replace(issue.sections[0], entries=(entry,))
    text = text_of(replace(issue, sections=(section,)))
    assert "On this\xa0[1] paper" in text
    assert text.count("https://x.example/a") == 1


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_`[]()<>|#-+>~$\\!^&:\n\"'/=1.{}"), max_size=80))
def test_any_markdown_becomes_lines(markdown: str) -> None:
    """No Markdown makes the writer fail or leave a line feed inside a line."""
    assert not any("\n" in line for line in lines_of(markdown))
