"""The feeds: issues as items, full text, with addresses that hold anywhere. Writes nothing.

``feed_items`` says what an item is, once; each format is a function that writes items down. RSS is
written as text: ElementTree cannot write CDATA sections, which full text is expected in, and the
format is thirty elements deep at most two levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from generator.issue import sort_issues
from generator.render.characters import drop_unfit
from generator.render.escape import escape_url
from generator.render.links import FEED, absolute, entry_path, issue_path
from generator.render.mail.shorten import opening_words
from generator.render.markdown import Output, plain_text, render_blocks, render_inline
from generator.render.plain_inline import holds_link
from generator.render.stamps import moment_of, tag_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from generator.config.objects import Newsletter
    from generator.models import Entry, Issue, Section

ITEMS = 50
MINUTES_TO_KEEP = 360
NAMESPACES = (
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item, in no format yet. ``summary`` is plain text, ``html`` the whole of it."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    authors: tuple[str, ...]
    categories: tuple[str, ...]


def feed_items(newsletter: Newsletter, issues: Sequence[Issue]) -> tuple[FeedItem, ...]:
    """Return the newest issues as items, newest first."""
    newest = sort_issues(issues)
    return tuple(_item(newsletter, issue) for issue in newest[:ITEMS])


def render_rss(newsletter: Newsletter, issues: Sequence[Issue]) -> str:
    """Return the feed of published issues as RSS 2.0, at most 50 of them."""
    items = feed_items(newsletter, issues)
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES)
    self_url = absolute(newsletter.base_url, FEED)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<rss version="2.0"{declared}>',
        "<channel>",
        _element("title", newsletter.title),
        _element("link", absolute(newsletter.base_url)),
        _element("description", newsletter.tagline or newsletter.title),
        _element("language", newsletter.language),
        f'<atom:link href="{escape(self_url)}" rel="self" type="application/rss+xml"/>',
    ]
    if items:
        lines.append(_element("lastBuildDate", format_datetime(items[0].published)))
    lines.append(_element("ttl", str(MINUTES_TO_KEEP)))
    for item in items:
        lines += ["<item>", *_rss_item(item), "</item>"]
    return drop_unfit("\n".join([*lines, "</channel>", "</rss>", ""]))


def _rss_item(item: FeedItem) -> list[str]:
    full_text = drop_unfit(item.html).replace("]]>", "]]]]><![CDATA[>")
    return [
        _element("title", item.title),
        _element("link", item.url),
        f'<guid isPermaLink="false">{escape(item.id)}</guid>',
        _element("pubDate", format_datetime(item.published)),
        *(_element("dc:creator", name) for name in item.authors),
        *(_element("category", name) for name in item.categories),
        _element("description", item.summary),
        f"<content:encoded><![CDATA[{full_text}]]></content:encoded>",
    ]


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(' '.join(text.split()), quote=False)}</{name}>"


def _item(newsletter: Newsletter, issue: Issue) -> FeedItem:
    page_url = absolute(newsletter.base_url, issue_path(issue.slug))
    return FeedItem(
        id=tag_of(newsletter, issue),
        url=page_url,
        title=issue.title,
        summary=issue.summary or opening_words(issue.intro) or issue.title,
        html="\n".join(_issue_html(newsletter, issue, page_url)),
        published=moment_of(issue),
        authors=tuple(editor.name for editor in newsletter.editors),
        categories=tuple(plain_text(section.title) for section in issue.sections),
    )


def _issue_html(newsletter: Newsletter, issue: Issue, page_url: str) -> list[str]:
    parts = [_blocks(issue.intro, "intro", page_url)]
    for section in issue.sections:
        parts += _section_html(section, page_url)
        for entry in section.entries:
            entry_url = absolute(newsletter.base_url, entry_path(issue.slug, entry.anchor))
            parts += _entry_html(entry, page_url, entry_url)
    return [part for part in parts if part]


def _section_html(section: Section, page_url: str) -> list[str]:
    title = render_inline(section.title, output=Output.FEED, page_url=page_url)
    return [f"<h2>{title}</h2>", _blocks(section.intro, section.id, page_url)]


def _entry_html(entry: Entry, page_url: str, entry_url: str) -> list[str]:
    title = render_inline(entry.title, output=Output.FEED, page_url=page_url)
    url = escape_url(entry.url) if entry.url else None
    if not holds_link(entry.title):
        title = f'<a href="{escape(url or entry_url)}">{title}</a>'
    meta = render_inline(entry.meta, output=Output.FEED, page_url=page_url) if entry.meta else ""
    body = _blocks(entry.body, entry.anchor, page_url)
    return [f"<h3>{title}</h3>", f"<p><em>{meta}</em></p>" if meta else "", body]


def _blocks(text: str, doc_id: str, page_url: str) -> str:
    return render_blocks(text, doc_id=doc_id, output=Output.FEED, page_url=page_url).strip()
