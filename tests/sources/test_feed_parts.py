"""The pure parts of reading a feed, on any text there is."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.errors import SourceError
from generator.models import Record, Skipped
from generator.sources.feed_markup import tokens, visible_text, without_inline_tags
from generator.sources.feed_pieces import cut
from generator.sources.feed_records import to_record
from generator.sources.feed_text import decode
from generator.sources.feed_worker import Item, Job, Link, Moment, Parsed, Text, read_feed
from generator.sources.formats import ReadSpec

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
SPEC = ReadSpec("feeds", "https://feeds.example/x", datetime(2024, 11, 4, tzinfo=UTC))
MARKUP = st.lists(
    st.sampled_from(
        [*"<>/!-[]?\"'= &;#xabCDAT\n", "<item>", "</item>", "<![CDATA[", "]]>", "<!--"]
    ),
    max_size=60,
).map("".join)
PLAIN = st.text(st.characters(exclude_characters="<"), max_size=80)


@settings(deadline=None)
@given(MARKUP)
def test_tokens_are_the_whole_text(text: str) -> None:
    """Nothing of a text is lost or told twice when it is cut into tokens."""
    assert "".join(token.text for token in tokens(text)) == text


@settings(deadline=None)
@given(PLAIN)
@example("&#0; &#xD800; &#x110000; &#99999999999999; ]]> & &bogus; &nbsp; &LT; \x00\x1b\ufffe")
def test_any_text_becomes_xml_that_a_strict_parser_takes(text: str) -> None:
    """Whatever stands in a title, in a CDATA section or in an attribute, the XML is well-formed."""
    inner = text.replace("]]>", "")
    quoted = text.replace('"', "")
    content = (
        f'<rss><channel><item x="{quoted}"><title>{text}</title>'
        f"<author>{text}</author><a><![CDATA[{inner}]]></a></item></channel></rss>"
    )
    pieces = cut(content.encode("utf-8", errors="surrogatepass"), "x")
    root = ET.fromstring(pieces.head + "".join(pieces.items) + pieces.tail)  # noqa: S314 - our own
    tags = [child.tag for child in root.iter()]
    assert tags == ["rss", "channel", "item", "title", "author", "a"]


@settings(deadline=None)
@given(PLAIN.map(str.strip).filter(str.isprintable))
def test_plain_text_comes_through_unchanged(text: str) -> None:
    """A properly escaped title is not changed by mending."""
    escaped = text.replace("&", "&amp;").replace(">", "&gt;")
    pieces = cut(f"<rss><item><title>{escaped}</title></item></rss>".encode(), "x")
    title = ET.fromstring(pieces.items[0]).findtext("title")  # noqa: S314 - our own
    assert title == text


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded(content: bytes) -> None:
    """Bytes become text, with a remark where they are not what they say."""
    text, _ = decode(content)
    text.encode()


@settings(deadline=None)
@given(MARKUP.map(lambda text: f"<rss><item>{text}"))
def test_cutting_raises_nothing_but_source_errors(text: str) -> None:
    """No markup breaks the cutting."""
    with suppress(SourceError):
        pieces = cut(text.encode(), "x")
        assert all(item.startswith("<") for item in pieces.items)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<",
            "<a ",
            "<a",
            '<a "',
            "<a '\"",
            "<!--",
            "<![CDATA[",
            "&",
            "&#",
            "&a",
            "<!",
            "<?",
            "]]>",
        ),
        *(
            "<div>",
            "<b a=",
            "<item>",
            "<author>",
            "a@",
            "<a b='c' ",
            "a",
            "<script>",
            "\0",
            " (",
            "é",
        ),
    ],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    """Anything, repeated for 400 KB, is cut and shown in little time."""
    text = unit * (400_000 // len(unit))
    began = time.process_time()
    with suppress(SourceError):
        cut(f"<rss><channel><author>{text}".encode(), "x")
    visible_text(text)
    without_inline_tags(text[:4096])
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("a<br>b<br/>c", "a b c"),
        ("bo<b>l</b>d <i\n>x</i >", "bold x"),
        ("a &lt;b&gt; &amp;amp; &nbsp; c", "a <b> &amp; c"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("x<script>alert('<b>')</script>y<style>p{}</style>z<!-- no --><?no?><!no>", "xyz"),
        ("<img alt='>' src=x>seen", "seen"),
        ("<ul><li>a<li>b</ul>", "a b"),
        ("<script>never closed", ""),
        ("end <a href=", "end <a href="),
    ],
)
def test_shows_what_a_reader_sees_of_html(markup: str, seen: str) -> None:
    """Tags go, blocks divide words, entities are what they mean, scripts and comments are gone."""
    assert visible_text(markup) == seen


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<i>E. coli</i> and <a href='x'>more</a>", "E. coli and more"),
        ("a<b and c>d", "a<b and c>d"),
        ("vector<int> in <table>", "vector<int> in <table>"),
        ("if a <b then", "if a <b then"),
    ],
)
def test_takes_only_inline_tags_out_of_titles(text: str, left: str) -> None:
    """A title that may be text keeps what only looks like a tag."""
    assert without_inline_tags(text) == left


TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "arXiv:2411.00001v1 Announce Type: new \nAbstract: x",
        "T. (arXiv:2301.00001v1 [cs.LG])",
        "<a@(,",
    ]
)
CONTENTS = st.none() | st.builds(Text, TEXTS, st.sampled_from(["text/plain", "text/html", "x"]))
MOMENTS = st.none() | st.builds(
    Moment,
    st.sampled_from(["2024-02-30", "2024-02-03", "x"]),
    st.none() | st.tuples(*[st.integers()] * 6),
)
LINKS = st.builds(Link, TEXTS, TEXTS, st.sampled_from(["application/pdf", ""]), TEXTS)
ITEMS = st.builds(
    Item,
    number=st.integers(1, 9),
    title=CONTENTS,
    summary=CONTENTS,
    id=st.none() | TEXTS,
    link=st.none() | TEXTS,
    links=st.tuples(LINKS),
    authors=st.tuples(TEXTS, TEXTS),
    categories=st.tuples(TEXTS),
    published=MOMENTS,
    updated=MOMENTS,
    dois=st.tuples(TEXTS),
    comment=st.none() | TEXTS,
    announced=st.sampled_from([None, "new", "replace-cross", "x"]),
)


@settings(deadline=None)
@given(ITEMS, st.sampled_from(["rss20", "atom10"]), st.none() | TEXTS)
def test_any_item_is_a_record_or_skipped(item: Item, version: str, link: str | None) -> None:
    """Whatever an item says, it becomes a record whose texts are clean, or is skipped."""
    found = to_record(item, Parsed(version, link, (item,), (), None), SPEC)
    if isinstance(found, Skipped):
        assert found.position == f"#{item.number}"
        return
    assert isinstance(found, Record)
    assert found.title != ""
    assert found.url is None or found.url.startswith(("http://", "https://"))
    for text in (found.title, found.abstract, *(found.authors or ())):
        if text is not None:
            assert text.strip() == text
            assert "\0" not in text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_feeds_do_not_break_the_parser(data: st.DataObject) -> None:
    """However a feed is damaged, what can be read of it is, and nothing is raised."""
    path = data.draw(st.sampled_from(sorted(FEEDS.glob("*.xml"))))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b"<", b"&#x110000;", b"</item>", b'"', b"]]>"])
        )
    with suppress(SourceError):
        pieces = cut(bytes(content), path.name)
        feed = read_feed(Job(pieces.root, pieces.head, pieces.items, pieces.tail, 10, 10**9))
        assert len(feed.items) + len(feed.failed) == len(pieces.items)
        for item in feed.items:
            to_record(item, feed, SPEC)
