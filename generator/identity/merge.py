"""Conclude one paper from all its records: which record wins each field is decided here only.

========================  ===========================================================
field                     the record that wins, among those that state the field
========================  ===========================================================
all but those below       the best: API before feed before dump; then the higher
                          arXiv version; then what its source says now before what
                          it said earlier; then the newest by update, list day and
                          since when it is said; then the longer abstract; then, to
                          have an order at all, by its content
published                 API before feed before dump, then the earliest day
updated, arxiv_version,
listed_on                 the latest
upvotes, comments         what its source says now before what it said earlier; then
                          the one counted last: by list day, or the day since which
                          it is said, then that moment
code_urls, project_urls   all records together, and the links in abstract and comment
========================  ===========================================================

What a source says now of a paper are, of its records with one own id, those said last: a source
may go back to an earlier text or count. It cannot take an arXiv version back, though: who says an
older one serves an old list. Texts that readers see are cleaned; records are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from generator.cleaning import clean_abstract, clean_author, clean_title, find_links
from generator.dates import day_of, instant_of
from generator.identity.ids import paper_url, pdf_url
from generator.identity.keys import kind_of, preference, record_ids
from generator.models import FieldOrigin, Paper, Record, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from generator.dates import When

_TRUST = {SourceKind.DUMP: 0, SourceKind.FEED: 1, SourceKind.API: 2}
_T = TypeVar("_T")


def merge_records(records: Sequence[Record], last_said: Sequence[datetime] = ()) -> Paper:
    """Return the paper that ``records`` speak of: all of one paper, in any order, at least one.

    ``last_said`` are the moments since which their sources say them, one for each record; without
    them each is as old as its fetch. Raises ``ValueError`` where no record states an id or title.
    """
    stated = {id(record): record_ids(record) for record in records}
    own = sorted({ids[0] for ids in stated.values() if ids}, key=preference)
    if not own:
        raise ValueError("no record states an id or a title")
    moments = last_said or [record.fetched_at for record in records]
    said = _Said(records, _find_places(records, moments, stated))
    authors = said.best("authors", _authors) or ()
    abstract = said.best("abstract", lambda r: _cleaned(clean_abstract, r.abstract))
    comment = said.best("comment", lambda r: _cleaned(clean_abstract, r.comment))
    links = find_links("\n\n".join(filter(None, (abstract, comment))))
    return Paper(
        id=own[0],
        aliases=tuple(sorted(own[1:])),
        first_seen=min(record.fetched_at for record in records),
        sources=tuple(sorted({record.source for record in records})),
        title=said.best("title", lambda r: _cleaned(clean_title, r.title)),
        abstract=abstract,
        authors=authors,
        author_count=len(authors) or said.best("author_count", lambda r: r.author_count),
        published=said.best("published", lambda r: r.published),
        updated=said.best("updated", lambda r: r.updated),
        categories=said.best("categories", lambda r: r.categories or None) or (),
        comment=comment,
        arxiv_id=said.best("arxiv_id", lambda r: _value("arxiv", stated[id(r)])),
        arxiv_version=said.best("arxiv_version", lambda r: r.arxiv_version),
        doi=said.best("doi", lambda r: _value("doi", stated[id(r)])),
        url=_page(own[0], said),
        pdf_url=pdf_url(own[0]) or said.best("pdf_url", lambda r: _web_link(r.pdf_url)),
        code_urls=said.links("code_urls", lambda r: r.code_urls, links.code),
        project_urls=said.links("project_urls", lambda r: r.project_urls, links.project),
        upvotes=said.best("upvotes", lambda r: r.upvotes),
        comments=said.best("comments", lambda r: r.comments),
        counted_on=said.count_day(lambda r: r.upvotes) or said.count_day(lambda r: r.comments),
        listed_on=said.best("listed_on", lambda r: r.listed_on),
        origins=tuple(said.origins),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Since when a source says a record, and whether it says so now."""

    since: datetime
    now: bool


_Places = dict[int, _Place]
"""The places of records, by their ``id()``."""


def _find_places(
    records: Sequence[Record], moments: Sequence[datetime], stated: dict[int, tuple[str, ...]]
) -> _Places:
    latest: dict[tuple[str, tuple[str, ...]], datetime] = {}
    speakers = [(record.source, stated[id(record)][:1]) for record in records]
    for speaker, moment in zip(speakers, moments, strict=True):
        latest[speaker] = max(moment, latest.get(speaker, moment))
    return {
        id(record): _Place(moment, moment == latest[speaker])
        for record, speaker, moment in zip(records, speakers, moments, strict=True)
    }


class _Said:
    """What the records of one paper say, and the record that each field was taken from."""

    def __init__(self, records: Sequence[Record], places: _Places) -> None:
        self._places = places
        many = len(records) > 1
        self._ranked = sorted(records, key=self._standing, reverse=True) if many else records
        self._orders: dict[str, Callable[[Record], tuple[float, ...]]] = {
            "published": _earliest_of_the_best,
            "updated": lambda r: (_moment(r.updated),),
            "arxiv_version": lambda r: (r.arxiv_version or 0,),
            "listed_on": lambda r: (r.listed_on.toordinal() if r.listed_on else 0,),
            "upvotes": self._count_order,
            "comments": self._count_order,
            "counted_on": self._count_order,
        }
        self.origins: list[FieldOrigin] = []

    def best(self, field: str, read: Callable[[Record], _T | None]) -> _T | None:
        """Return what the winning record of those that state the field says, or ``None``."""
        order = self._orders.get(field)
        # Sorting keeps the better record first where the field's own order does not decide.
        many = len(self._ranked) > 1
        ranked = sorted(self._ranked, key=order, reverse=True) if order and many else self._ranked
        for record in ranked:
            value = read(record)
            if value is not None:
                self.origins.append(FieldOrigin(field, record.source, record.position))
                return value
        return None

    def count_day(self, read: Callable[[Record], int | None]) -> date | None:
        """Return the day on which the winning record of those that state a count read it."""
        return self.best("counted_on", lambda r: None if read(r) is None else self._day(r))

    def links(
        self, field: str, read: Callable[[Record], Iterable[str] | None], found: Iterable[str]
    ) -> tuple[str, ...]:
        """Return the web links of all records, the best record's first, then those ``found``."""
        links: dict[str, None] = {}
        for record in self._ranked:
            stated = [link for text in read(record) or () if (link := _web_link(text))]
            if stated:
                self.origins.append(FieldOrigin(field, record.source, record.position))
            links.update(dict.fromkeys(stated))
        links.update(dict.fromkeys(link for text in found if (link := _web_link(text))))
        return tuple(links)

    def _standing(self, record: Record) -> tuple[object, ...]:
        place = self._places[id(record)]
        return (
            _TRUST[record.kind],
            record.arxiv_version or 0,
            place.now,
            _moment(record.updated),
            record.listed_on.toordinal() if record.listed_on else 0,
            _moment(place.since),
            len(record.abstract or ""),
            repr(record),
        )

    def _count_order(self, record: Record) -> tuple[float, ...]:
        place = self._places[id(record)]
        return place.now, self._day(record).toordinal(), _moment(place.since)

    def _day(self, record: Record) -> date:
        return record.listed_on or day_of(self._places[id(record)].since)


def _earliest_of_the_best(record: Record) -> tuple[float, ...]:
    """Order by trust, then the earlier day; an instant says more than the day that it is on."""
    if record.published is None:
        return (-1.0,)
    day = day_of(record.published).toordinal()
    says_when = isinstance(record.published, datetime)
    return _TRUST[record.kind], -day, says_when, -_moment(record.published)


def _moment(when: When | None) -> float:
    return float("-inf") if when is None else instant_of(when).timestamp()


def _cleaned(clean: Callable[[str], str], text: str | None) -> str | None:
    return (clean(text) or None) if text else None


def _authors(record: Record) -> tuple[str, ...] | None:
    named = (clean_author(author) for author in record.authors or ())
    return tuple(filter(None, named)) or None


def _value(kind: str, ids: Iterable[str]) -> str | None:
    return next((known.partition(":")[2] for known in ids if kind_of(known) == kind), None)


def _page(paper_id: str, said: _Said) -> str | None:
    """Return the page of the paper: arXiv's own, else a record's link, else the one of its id."""
    page = paper_url(paper_id)
    if kind_of(paper_id) == "arxiv":
        return page
    return said.best("url", lambda r: _web_link(r.url)) or page


def _web_link(text: str | None) -> str | None:
    """Return ``text`` where it is a plain http or https link: no user name, no odd characters."""
    if not text or not text.isprintable() or any(mark in text for mark in ' <>"\\`'):
        return None
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:  # an unclosed [ in the place of the host
        return None
    return text if usable else None
