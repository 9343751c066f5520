"""A program of its own that parses a feed, so that a feed made to hang or to swell kills only this.

``feed`` starts it, writes a ``Job`` to its standard input and reads a ``Parsed`` from its standard
output. It imports nothing of this package: it is run as a file, from any folder. It reads what the
feed says and maps nothing.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax import SAXException

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = {"title": 4_096, "summary": 262_144, "other": 4_096}
_MOST = 5_000  # authors, categories or links of one item
# What feedparser is known to raise on damaged feeds, in thirteen places of its code.
_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    SAXException,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Job:
    """A feed in pieces, and the limits of the process: seconds of processor time, and bytes."""

    root: str
    head: str
    items: tuple[str, ...]
    tail: str
    seconds: int
    memory: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text and what it is: ``text/plain``, ``text/html`` or ``application/xhtml+xml``."""

    value: str
    type: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an item, as it says it."""

    href: str
    rel: str
    type: str
    title: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A date: as it is written, and as year, month, day, hour, minute and second in UTC."""

    written: str
    utc: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says about one item; ``number`` counts from 1."""

    number: int
    title: Text | None = None
    summary: Text | None = None
    id: str | None = None
    link: str | None = None
    links: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    dois: tuple[str, ...] = ()
    comment: str | None = None
    announced: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """An item that cannot be read, alone either."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A feed that was parsed. ``version`` is empty when it is no feed; ``fault`` is bad XML."""

    version: str
    link: str | None
    items: tuple[Item, ...]
    failed: tuple[Failed, ...]
    fault: str | None


class _Reader:
    """Parses a job: whole, and where that fails its halves, down to single items.

    A single item is at last tried without what stands before the items, which may be the fault.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self.version = ""
        self.link: str | None = None
        self.fault: str | None = None

    def read(self, start: int, stop: int) -> Iterator[Item | Failed]:
        """Yield the items from index ``start`` to ``stop``."""
        job = self._job
        entries = self._parse(job.head, job.items[start:stop], job.tail)
        if len(entries) == stop - start:
            for number, entry in enumerate(entries, start=start + 1):
                yield _item(number, entry)
        elif stop - start > 1:
            middle = (start + stop) // 2
            yield from self.read(start, middle)
            yield from self.read(middle, stop)
        elif entries := entries or self._parse(job.root, job.items[start:stop], ""):
            yield _item(stop, entries[0])
        elif stop > start:
            yield Failed(stop, "the parser finds nothing in it")

    def _parse(self, head: str, items: tuple[str, ...], tail: str) -> list[Any]:
        """Return the entries of a feed made of these pieces; none where the parser fails."""
        import feedparser  # noqa: PLC0415 - only the child pays for it

        whole = "".join(('<?xml version="1.0" encoding="utf-8"?>', head, *items, tail))
        content = io.BytesIO(whole.encode())
        try:
            feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
        except _FAILURES as error:
            self.fault = self.fault or f"{type(error).__name__} in the parser"
            return []
        self.version = self.version or feed.version or ""
        self.link = self.link or _text(dict.get(feed.feed, "link"))
        if feed.bozo and self.fault is None:
            said = re.sub(r"^<unknown>:(\d+):\d+: ", r"line \1: ", str(feed.bozo_exception))
            self.fault = said[:200]
        entries: list[Any] = feed.entries
        return entries


def _item(number: int, entry: Any) -> Item:
    # ``dict.get``, because the ``get`` of these dictionaries takes one key for another.
    def said(key: str) -> Any:
        return dict.get(entry, key)

    return Item(
        number,
        title=_content(said("title_detail"), "title") or _html(said("title"), "title"),
        summary=_content(said("summary_detail"), "summary")
        or next((_content(each, "summary") for each in said("content") or ()), None)
        or _html(said("summary"), "summary"),
        id=_text(said("id")),
        link=_text(said("link")),
        links=tuple(_links(said("links"))),
        authors=tuple(_several(said("authors"), "name", 65_536)),
        categories=tuple(_several(said("tags"), "term", _LONGEST["other"])),
        published=_moment(said("published"), said("published_parsed")),
        updated=_moment(said("updated"), said("updated_parsed")),
        dois=tuple(
            filter(None, map(_text, map(said, ("arxiv_doi", "prism_doi", "dc_identifier"))))
        ),
        comment=_text(said("arxiv_comment")),
        announced=_text(said("arxiv_announce_type")),
    )


def _text(value: object) -> str | None:
    return value[: _LONGEST["other"]].strip() or None if isinstance(value, str) else None


def _content(detail: Any, field: str) -> Text | None:
    """Return a text with the type that the parser found for it."""
    if not isinstance(detail, dict):
        return None
    value, kind = dict.get(detail, "value"), dict.get(detail, "type")
    if not isinstance(value, str) or not value.strip():
        return None
    return Text(value[: _LONGEST[field]], kind if isinstance(kind, str) else "text/plain")


def _html(value: object, field: str) -> Text | None:
    """Return a text of which the parser does not tell the type."""
    return _content({"value": value, "type": "text/html"}, field)


def _several(values: Any, key: str, longest: int) -> Iterator[str]:
    for value in (values or ())[:_MOST]:
        found = dict.get(value, key)
        if isinstance(found, str) and found.strip():
            yield found.strip()[:longest]


def _links(values: Any) -> Iterator[Link]:
    for value in (values or ())[:_MOST]:
        said = {key: _text(dict.get(value, key)) or "" for key in ("href", "rel", "type", "title")}
        if said["href"]:
            yield Link(**said)


def _moment(written: object, parsed: Any) -> Moment | None:
    if not isinstance(written, str) or not written.strip():
        return None
    return Moment(_text(written) or "", None if parsed is None else tuple(parsed[:6]))


def read_feed(job: Job) -> Parsed:
    """Return what the parser makes of a feed."""
    reader = _Reader(job)
    read = tuple(reader.read(0, len(job.items)))
    return Parsed(
        version=reader.version,
        link=reader.link,
        items=tuple(each for each in read if isinstance(each, Item)),
        failed=tuple(each for each in read if isinstance(each, Failed)),
        fault=reader.fault,
    )


def limit_process(seconds: int, memory: int) -> None:
    """Let the system end this process when it uses too much, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for kind, limit in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        with contextlib.suppress(ValueError, OSError):  # a lower limit may already be set
            resource.setrlimit(kind, (limit, limit))


def main() -> None:
    """Answer the job on standard input."""
    import msgspec  # noqa: PLC0415 - the parent has it already, under other names

    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    limit_process(job.seconds, job.memory)
    sys.stdout.buffer.write(msgspec.msgpack.encode(read_feed(job)))


if __name__ == "__main__":
    main()
