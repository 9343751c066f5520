"""Offsets lead to the right places, whatever the text."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from generator.errors import IssueError
from generator.issue import normalise
from generator.preflight.reading import read_source
from generator.preflight.source import blank
from tests.preflight.desks import FRONT, examined

PIECES = st.sampled_from(
    ["[", "](", ")", "`", "``", "$", "$$", "<!--", "-->", "\n", "\n\n", "> ", "- ", "    ", "```\n",
     "# ", "## ", "[^1]", "[^1]: ", "[a]: b", "| a | b |\n| - | - |\n", "<b>", "&amp;", "\\", "{#x}",
     "words", "é", "字", "!", "https://x.example/", " ", "<!-- inbox: -->\n", "\r\n", "\0", "---\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30), st.booleans())
def test_any_text_is_read_and_keeps_its_places(pieces: list[str], with_front: bool) -> None:
    """Nothing raises; what is kept as prose stands where it stood, line ends included."""
    source = read_source(FRONT * with_front + "".join(pieces), "a.md")
    assert len(source.prose) == len(source.text)
    for shown, written in zip(source.prose, source.text, strict=True):
        assert shown in (written, " ")
        assert (shown == "\n") == (written == "\n")
    for span in source.spans:
        assert 0 <= span.start < span.end <= len(source.text)
    lines = source.text.split("\n")
    for link in source.links:
        line, column = source.place(link.start)
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1


@given(st.lists(PIECES, max_size=30))
def test_any_issue_is_examined(pieces: list[str]) -> None:
    """Whatever Markdown an issue holds, the rules find places that exist, or it is no issue."""
    text = FRONT + "".join(pieces)
    with suppress(IssueError):
        lines = normalise(text).split("\n")
        for finding in examined(text).findings:
            assert 1 <= finding.line <= len(lines)
            assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1


def test_prose_is_what_readers_see_as_words() -> None:
    """Words of paragraphs, tables, lists, notes, titles; no code, address, comment, formula or entity."""
    text = FRONT + (
        "Some `code` and [a link](https://x.example/y) &amp; $x^2$.[^1]\n\n"
        "| One | `two` |\n| --- | --- |\n| three | four |\n\n- item\n\n[^1]: A note.\n\n```\nfence\n```\n"
    )
    seen = " ".join(read_source(text, "a.md").prose.split())
    assert seen == (
        "A short title Some and [a link . | One | | | --- | --- | | three | four | - item A note."
    )


def test_links_know_where_their_address_begins() -> None:
    """In every way of writing a link; images know their text."""
    text = FRONT + (
        '[a](https://one.example/ "t") <https://two.example/> ![alt *x*](<three.png>) [b][c]\n'
        '<img alt="four" src="https://four.example/a.png">\n\n[c]: https://five.example/x_(y)\n'
    )
    source = read_source(text, "a.md")
    for link in source.links:
        assert source.text.startswith(link.url, link.start)
    assert [(link.url, link.alt, link.is_image) for link in source.links] == [
        ("https://one.example/", None, False),
        ("https://two.example/", None, False),
        ("three.png", "alt *x*", True),
        ("https://four.example/a.png", "four", True),
        ("https://five.example/x_(y)", None, False),
    ]


def test_windows_line_ends_and_a_byte_order_mark_move_nothing() -> None:
    """Lines and columns are those that an editor's program shows."""
    plain = read_source(FRONT + "Words.\n\nSee [x](https://x.example/).\n", "a.md")
    windows = read_source(
        "\ufeff" + (FRONT + "Words.\n\nSee [x](https://x.example/).\n").replace("\n", "\r\n"),
        "a.md",
    )
    (first,), (second,) = plain.links, windows.links
    assert plain.place(first.start) == windows.place(second.start) == (10, 9)


@given(
    st.text(alphabet="ab\n", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))),
)
def test_blanking_keeps_the_length_and_the_lines(text: str, ranges: list[tuple[int, int]]) -> None:
    """Ranges may overlap, touch and reach beyond the end."""
    inside = [(start, end) for start, end in ranges if start <= end <= len(text)]
    shown = blank(text, inside)
    hidden = {place for start, end in inside for place in range(start, end)}
    assert shown == "".join(
        " " if place in hidden and char != "\n" else char for place, char in enumerate(text)
    )
