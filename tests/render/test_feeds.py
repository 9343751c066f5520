"""RSS: valid whatever an issue holds, whole, and the same at every build."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config.objects import Editor
from generator.render.feeds import render_rss
from tests.render.mail_samples import DATA, NEWSLETTER, Page, issue_of, rich_issue

if TYPE_CHECKING:
    from generator.models import Issue

PAGE = "https://paperround.example/weekly/issues/2023-08/"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def parse(rss: str) -> Any:
    found = feedparser.parse(rss.encode(), sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo
    return found


def days(count: int) -> list[Issue]:
    first = date(2023, 1, 1)
    return [
        replace(issue_of("a"), slug=f"n-{n}", date=first + timedelta(n), title=f"Number {n}")
        for n in range(count)
    ]


def test_feed_is_the_golden_file() -> None:
    """The rich issue gives exactly the golden feed, to the byte."""
    assert render_rss(NEWSLETTER, [rich_issue()]) == (DATA / "rich.xml").read_text("utf-8")


def test_channel_says_what_the_newsletter_is() -> None:
    """Readers get the name, the site, the language, and the feed's own address."""
    feed = parse(render_rss(NEWSLETTER, [rich_issue()])).feed
    assert feed.title == "Paperround Weekly"
    assert feed.subtitle == "What mattered in machine learning, by theme"
    assert feed.language == "en"
    assert feed.updated == "Thu, 31 Aug 2023 12:00:00 +0000"
    assert int(feed.ttl) > 0
    links = {link.rel: link.href for link in feed.links}
    assert links == {
        "alternate": "https://paperround.example/weekly/",
        "self": "https://paperround.example/weekly/feed.xml",
    }


def test_item_is_the_whole_issue() -> None:
    """An item has the issue's title, address, day, editors, sections, summary and full text."""
    item = parse(render_rss(NEWSLETTER, [rich_issue()])).entries[0]
    assert item.title == "Soft experts, tool use & cleaner training data"
    assert item.link == PAGE
    assert item.id == "tag:paperround.example,2023:weekly/issue/2023-08"
    assert not item.guidislink
    assert item.published == "Thu, 31 Aug 2023 12:00:00 +0000"
    assert [author.name for author in item.authors] == ["The Paperround desk", "A. N. Other"]
    assert [tag.term for tag in item.tags] == [section.text for section in rich_issue().sections]
    assert item.summary == rich_issue().summary
    page = Page(item.content[0].value)
    assert len(page.headings) == 4 + 6
    assert {"table", "pre", "blockquote", "ol", "img"} <= set(page.elements)


def test_addresses_in_the_text_are_absolute() -> None:
    """Links, pictures and footnotes hold outside the site."""
    page = Page(parse(render_rss(NEWSLETTER, [rich_issue()])).entries[0].content[0].value)
    assert all(link.startswith(("https://", "mailto:")) for link in page.links + page.sources)
    assert f"{PAGE}#fn-intro-1" in page.links


def test_feed_has_the_newest_fifty_newest_first() -> None:
    """The order in which issues are given does not matter."""
    issues = days(60)
    rss = render_rss(NEWSLETTER, issues)
    assert rss == render_rss(NEWSLETTER, issues[::-1])
    found = parse(rss)
    assert [item.title for item in found.entries] == [f"Number {n}" for n in range(59, 9, -1)]
    assert found.feed.updated == found.entries[0].published


def test_edited_issue_stays_the_same_item() -> None:
    """Another title, text or summary does not change the id."""
    issue = rich_issue()
    edited = replace(issue, title="Other", summary="Other", intro="Other", sections=())
    ids = [parse(render_rss(NEWSLETTER, [one])).entries[0].id for one in (issue, edited)]
    assert ids[0] == ids[1]


def test_empty_feed_is_valid() -> None:
    """A newsletter without issues has a feed without items."""
    found = parse(render_rss(replace(NEWSLETTER, tagline=""), []))
    assert found.feed.subtitle == "Paperround Weekly"
    assert not found.entries


def test_end_of_cdata_in_a_text_is_kept() -> None:
    """``]]>`` neither ends the section nor is it lost."""
    item = parse(render_rss(NEWSLETTER, [issue_of("`a ]]> b ]]]>`")])).entries[0]
    assert "a ]]> b ]]]>" in Page(item.content[0].value).text


def test_raw_markup_inside_the_text_cannot_leave_it() -> None:
    """Titles and names are escaped, whatever markup they hold."""
    hostile = "<item>&amp;</item><![CDATA[x]]> \"'"
    newsletter = replace(NEWSLETTER, title=hostile, editors=(Editor(hostile),))
    found = parse(render_rss(newsletter, [replace(issue_of("a", title=hostile), summary=hostile)]))
    assert found.feed.title == hostile
    item = found.entries[0]
    assert (item.title, item.summary, item.author) == (hostile, hostile, hostile)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_any_characters_give_valid_xml(text: str) -> None:
    """What XML cannot hold is dropped; the feed is always well-formed."""
    issue = replace(issue_of(text, title=text), summary=text, intro=text)
    root = ElementTree.fromstring(render_rss(NEWSLETTER, [issue]).encode())  # noqa: S314 - our own
    assert root.find(f"channel/item/{CONTENT}") is not None


@pytest.mark.parametrize("name", ["title", "link", "guid", "pubDate", "description", CONTENT])
def test_item_has_each_element_once(name: str) -> None:
    """Elements that RSS allows once stand there once."""
    root = ElementTree.fromstring(render_rss(NEWSLETTER, [rich_issue()]))  # noqa: S314 - our own
    assert len(root.findall(f"channel/item/{name}")) == 1
