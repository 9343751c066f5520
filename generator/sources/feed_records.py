"""What an item of a feed says, as a record: arXiv's feeds and answers first, then any blog.

Pure functions from what ``feed_worker`` found to ``Record``. Texts become what a reader sees of
them; mending what they say is ``cleaning``.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from generator.identity.ids import ArxivId, parse_arxiv_id, parse_doi
from generator.models import Record, Skipped, SourceKind
from generator.sources.feed_markup import visible_text, without_inline_tags
from generator.sources.text import field_text, item_place

if TYPE_CHECKING:
    from generator.dates import When
    from generator.sources.feed_worker import Item, Moment, Parsed, Text
    from generator.sources.formats import ReadSpec

_LONGEST_TITLE = 1_024
_LONGEST_AUTHOR = 256
_LONGEST_ABSTRACT = 20_480

# rss.arxiv.org: "arXiv:2411.00001v1 Announce Type: new \nAbstract: …"
_ANNOUNCED = re.compile(
    r"\s*(?P<id>arXiv:\S{1,40})\s+Announce Type:\s*(?P<type>[a-z-]{1,20})\s*(?:Abstract:\s*)?"
)
# Until 2024: "A title. (arXiv:2301.00001v2 [cs.LG] UPDATED)"
_ID_IN_TITLE = re.compile(
    r"\.?\s\((?P<id>arXiv:\S{1,40}) \[(?P<category>[A-Za-z.-]{1,20})\][^()]{0,40}\)$"
)
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BRACKETS = re.compile(r"\(\s*\)|<\s*>|&lt;\s*&gt;")
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV|Ph\.?D|M\.?D)\.?", re.IGNORECASE)


def place_of(spec: ReadSpec, number: int) -> str:
    """Return an item's position: ``#3`` in a feed that was fetched, ``saved.xml#3`` in a file."""
    return f"#{number}" if "://" in spec.file else item_place(spec, number)


def to_record(item: Item, feed: Parsed, spec: ReadSpec) -> Record | Skipped:
    """Return what ``item`` says as a record; it is skipped without a title and an id."""
    summary = item.summary.value if item.summary else ""
    announced = _ANNOUNCED.match(summary)
    title, in_title = _title(item, feed, is_plain=announced is not None)
    arxiv = _arxiv_id(item, announced, in_title)
    doi = _doi(item)
    position = place_of(spec, item.number)
    if not title and arxiv is None and doi is None:
        return Skipped(position, "it has neither a title nor an id of a paper")
    kind = item.announced or (announced["type"] if announced else None)
    published, updated = _dates(item, feed, kind)
    return Record(
        source=spec.source,
        position=position,
        kind=SourceKind.FEED,
        fetched_at=spec.fetched_at,
        arxiv_id=arxiv.id if arxiv else None,
        arxiv_version=arxiv.version if arxiv else None,
        doi=doi,
        url=_web_address(item.link, feed.link),
        title=title,
        abstract=_abstract(item.summary, announced),
        authors=_authors(item.authors, is_list=arxiv is not None),
        published=published,
        updated=updated,
        categories=_categories(item, in_title),
        comment=field_text(item.comment),
        pdf_url=_pdf_url(item, feed.link),
        listed_on=_listed_on(item) if kind else None,
    )


def _title(item: Item, feed: Parsed, *, is_plain: bool) -> tuple[str | None, re.Match[str] | None]:
    """Return the title, and where it held an id in the old way of arXiv, that part of it."""
    if item.title is None:
        return None, None
    text = item.title.value
    if feed.version.startswith("rss") and item.title.type != "application/xhtml+xml":
        # RSS does not say whether a title is text or HTML; arXiv's are text.
        text = text if is_plain else without_inline_tags(text)
        if item.title.type == "text/html" and not is_plain:
            text = html.unescape(text)
    elif item.title.type in _HTML_TYPES:
        text = visible_text(text)
    in_title = _ID_IN_TITLE.search(text[-200:])
    if in_title:
        text = text.removesuffix(in_title[0])
    return _capped(text, _LONGEST_TITLE), in_title


def _abstract(summary: Text | None, announced: re.Match[str] | None) -> str | None:
    if summary is None:
        return None
    if announced:
        return _capped(summary.value[announced.end() :], _LONGEST_ABSTRACT)
    text = visible_text(summary.value) if summary.type in _HTML_TYPES else summary.value
    return _capped(text, _LONGEST_ABSTRACT)


def _capped(text: str, most: int) -> str | None:
    """Return a field's text, cut to ``most`` characters with a sign that it was cut."""
    found = field_text(text)
    return found if found is None or len(found) <= most else f"{found[: most - 1]}…"


def _arxiv_id(
    item: Item, announced: re.Match[str] | None, in_title: re.Match[str] | None
) -> ArxivId | None:
    """Return the id with a version where any of the places that may hold it has one."""
    texts = (
        announced["id"] if announced else None,
        in_title["id"] if in_title else None,
        item.id,
        item.link,
    )
    found = [arxiv for text in texts if text and (arxiv := parse_arxiv_id(text))]
    return next((arxiv for arxiv in found if arxiv.version), found[0] if found else None)


def _doi(item: Item) -> str | None:
    for text in (*item.dois, item.id, item.link):
        if text and (doi := parse_doi(text)):
            return doi
    return None


def _authors(names: tuple[str, ...], *, is_list: bool) -> tuple[str, ...] | None:
    """Return the names; arXiv puts all of them into one element, divided by commas."""
    found: list[str] = []
    for name in names:
        shown = visible_text(name) if "<" in name else name
        shown = _BRACKETS.sub("", shown).strip()  # a mail address stood in them
        if shown.startswith("(") and shown.endswith(")"):  # or before them
            shown = shown[1:-1]
        found += _split_names(shown) if is_list else [shown]
    capped = (_capped(name, _LONGEST_AUTHOR) for name in found)
    return tuple(name for name in capped if name) or None


def _split_names(names: str) -> list[str]:
    """Divide at commas outside of brackets (affiliations); ``Jr.`` stays with its name."""
    found: list[str] = []
    depth = 0
    for part in names.split(","):
        is_suffix = _SUFFIX.fullmatch(part.strip()) is not None
        if found and (depth > 0 or is_suffix):
            found[-1] += f",{part}"
        else:
            found.append(part)
        depth = max(0, depth + part.count("(") - part.count(")"))
    return found


def _categories(item: Item, in_title: re.Match[str] | None) -> tuple[str, ...] | None:
    first = (in_title["category"],) if in_title else ()
    found = (field_text(text) for text in (*first, *item.categories))
    return tuple(dict.fromkeys(text for text in found if text)) or None


def _dates(item: Item, feed: Parsed, announced: str | None) -> tuple[When | None, When | None]:
    """Return when the paper was published and updated.

    The date of an announcement is that of the paper's first version only when it is new; of
    a replacement it is that of the update, and a cross-list says nothing of either.
    """
    published, updated = _when(item.published), _when(item.updated)
    if announced is not None:
        stated = published or updated
        if announced == "new":
            return stated, None
        return None, stated if announced.startswith("replace") else None
    if feed.version.startswith("rss") and published is None:
        return updated, None  # dc:date, which RSS 1.0 has instead of pubDate
    return published, updated


def _when(moment: Moment | None) -> When | None:
    if moment is None:
        return None
    if _ISO_DAY.match(moment.written):
        try:
            day = date.fromisoformat(moment.written[:10])
        except ValueError:  # the parser makes a day of the next month out of it
            return None
        if len(moment.written) == 10:
            return day
    if moment.utc is None:
        return None
    year, month, month_day, hour, minute, second = moment.utc
    try:
        return datetime(year, month, month_day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _listed_on(item: Item) -> date | None:
    when = _when(item.published) or _when(item.updated)
    return when.date() if isinstance(when, datetime) else when


def _pdf_url(item: Item, base: str | None) -> str | None:
    for link in item.links:
        if link.type == "application/pdf" or link.title == "pdf":
            return _web_address(link.href, base)
    return None


def _web_address(address: str | None, base: str | None) -> str | None:
    """Return an http or https address, relative ones seen from ``base``; others are ``None``."""
    if not address:
        return None
    try:
        found = urljoin(base or "", address.strip())
        parts = urlsplit(found)
        host = parts.hostname
    except ValueError:
        return None
    is_web = parts.scheme in {"http", "https"} and host and "@" not in parts.netloc
    # A browser drops a tab inside ``java\tscript:``, and so does urlsplit: look at the text itself.
    is_clean = found.isprintable() and not any(char.isspace() for char in found)
    return found if is_web and is_clean else None
