"""Hugging Face Daily Papers as JSON, in the shape of the API or of a public archive.

The API: ``[{"paper": {"id", "title", "summary", "authors": [{"name"}], "publishedAt", "upvotes",
"githubRepo"}, "numComments"}]``, or such an object alone or on each line. The archive:
``[{"title", "paper_url", "stars", "details": {"abstract", "github_links"}, "scraped_date"}]``; its
abstracts are what the submitter wrote, often only links, and its authors mix names and user names,
so they are not read; its stars are those of the linked repository, not upvotes. Positions count the
items: ``2023-08-20.json#3``; those of an object on each line are lines.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from generator.cleaning import find_links
from generator.dates import day_of
from generator.errors import SourceError
from generator.identity.ids import parse_arxiv_id
from generator.models import Record, Skipped, SourceKind
from generator.sources.formats import Format
from generator.sources.hf_daily_words import is_abstract
from generator.sources.json_text import MalformedError, ShapeError, decode, first_lines, top_keys
from generator.sources.text import (
    LARGEST_FILE,
    LONGEST_NAME,
    LONGEST_TITLE,
    bad_line,
    field_text,
    field_when,
    item_place,
    place,
    too_large,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.sources.formats import ReadSpec

MOST = 1_000_000_000
_ARCHIVE = frozenset({"paper_url", "scraped_date"})
_EMPTY = re.compile(r"\s*\[\s*\]\s*")


class _Name(msgspec.Struct):
    name: str | None = None


class _Paper(msgspec.Struct, rename="camel"):
    """A paper as the API gives it."""

    id: str | None = None
    title: str | None = None
    summary: str | None = None
    authors: tuple[_Name, ...] | None = None
    published_at: str | None = None
    submitted_on_daily_at: str | None = None
    upvotes: int | None = None
    github_repo: str | None = None
    project_page: str | None = None


class _Details(msgspec.Struct):
    """What the archive read on a paper's page."""

    title: str | None = None
    abstract: str | None = None
    arxiv_page_url: str | None = None
    pdf_url: str | None = None
    github_links: tuple[str, ...] | None = None


class _Item(msgspec.Struct):
    """An item of either shape; every key may be missing."""

    paper: _Paper | None = None
    num_comments: int | None = msgspec.field(default=None, name="numComments")
    title: str | None = None
    paper_url: str | None = None
    details: _Details | None = None
    scraped_date: str | None = None


_ANY = msgspec.json.Decoder(msgspec.Raw)
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_DECODER = msgspec.json.Decoder(_Item)


def recognises(head: str) -> bool:
    """Say whether a file is an array of such items, or holds objects of the API's shape.

    An empty array is a day without papers.
    """
    if head.lstrip().startswith("["):
        keys = top_keys(head)
        return "paper" in keys or not _ARCHIVE.isdisjoint(keys) or bool(_EMPTY.fullmatch(head))
    return "paper" in top_keys(head) or any("paper" in top_keys(line) for line in first_lines(head))


def read(stream: BinaryIO, spec: ReadSpec) -> Iterator[Record | Skipped]:
    """Yield one record for each item. The file is held in memory; it is one day, mostly 100 KB."""
    text = _load(stream, spec)
    if not text.lstrip().startswith("["):
        yield from _read_objects(text, spec)
        return
    try:
        items = decode(text, _ARRAY)
    except MalformedError as error:
        before = text[: error.offset]
        column = error.offset - before.rfind("\n")
        raise SourceError(
            f"{error.reason}; save the file again",
            path=spec.file,
            line=before.count("\n") + 1,
            column=column,
        ) from error
    except ShapeError as error:
        raise SourceError("this JSON is not a list of papers", path=spec.file) from error
    for number, item in enumerate(items, 1):
        yield _read_item(bytes(item).decode(), item_place(spec, number), spec)


def _read_objects(text: str, spec: ReadSpec) -> Iterator[Record | Skipped]:
    """Yield one record for an object of the API's shape alone, or for each of several on lines."""
    if not recognises(text):
        raise SourceError("this JSON is not a list of papers", path=spec.file)
    with suppress(MalformedError):
        decode(text, _ANY)
        yield _read_item(text, item_place(spec, 1), spec)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            decode(line, _ANY)
        except MalformedError as error:
            yield bad_line(spec, number, error.offset + 1, error.reason)
        else:
            yield _read_item(line, place(spec, number), spec)


def _load(stream: BinaryIO, spec: ReadSpec) -> str:
    """Return the text; JSON in which a line is no text cannot be read around it."""
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise too_large(spec)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = "not UTF-8; convert it, for example: iconv -f latin1 -t utf-8"
        raise SourceError(message, path=spec.file, line=line) from error


def _read_item(text: str, position: str, spec: ReadSpec) -> Record | Skipped:
    try:
        item = decode(text, _DECODER)
    except (MalformedError, ShapeError) as error:
        return Skipped(position, str(error))
    record = (
        _read_archived(item, position, spec)
        if item.paper is None
        else _read_api(item, item.paper, position, spec)
    )
    if record.title is None and record.arxiv_id is None:
        return Skipped(position, "neither a title nor an arXiv id")
    return record


def _read_api(item: _Item, paper: _Paper, position: str, spec: ReadSpec) -> Record:
    found = parse_arxiv_id(paper.id or "")
    names = tuple(field_text(author.name, LONGEST_NAME) for author in paper.authors or ())
    listed = field_when(paper.submitted_on_daily_at)
    return Record(
        source=spec.source,
        position=position,
        kind=SourceKind.API,
        fetched_at=spec.fetched_at,
        arxiv_id=found.id if found else None,
        arxiv_version=found.version if found else None,
        title=field_text(paper.title, LONGEST_TITLE) or field_text(item.title, LONGEST_TITLE),
        abstract=field_text(paper.summary),
        authors=None if paper.authors is None else tuple(name for name in names if name),
        published=field_when(paper.published_at),
        code_urls=_link(paper.github_repo),
        project_urls=_link(paper.project_page),
        upvotes=_count(paper.upvotes),
        comments=_count(item.num_comments),
        listed_on=day_of(listed) if listed else None,
    )


def _read_archived(item: _Item, position: str, spec: ReadSpec) -> Record:
    details = item.details or _Details()
    found = parse_arxiv_id(details.arxiv_page_url or "") or parse_arxiv_id(item.paper_url or "")
    title = field_text(item.title, LONGEST_TITLE) or field_text(details.title, LONGEST_TITLE)
    abstract = field_text(details.abstract)
    listed = field_when(item.scraped_date)
    links = details.github_links
    return Record(
        source=spec.source,
        position=position,
        kind=SourceKind.API,
        fetched_at=spec.fetched_at,
        arxiv_id=found.id if found else None,
        arxiv_version=found.version if found else None,
        url=field_text(details.arxiv_page_url) or field_text(item.paper_url),
        title=title,
        abstract=abstract if abstract and is_abstract(abstract, title or "") else None,
        pdf_url=field_text(details.pdf_url),
        code_urls=None if links is None else find_links(" ".join(links)).code,
        listed_on=day_of(listed) if listed else None,
    )


def _link(text: str | None) -> tuple[str, ...] | None:
    """Return a link that may be missing as a field of links."""
    link = field_text(text)
    return None if link is None else (link,)


def _count(value: int | None) -> int | None:
    """Return a count that can be one."""
    return value if value is not None and 0 <= value <= MOST else None


FORMAT = Format("hf-daily-json", SourceKind.API, recognises, read)
