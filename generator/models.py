"""The nouns that travel between the rooms of the house; see docs/formats.md for their meaning.

What a source said (``Record``) and what we hold (``Paper``) are two types. ``None`` means "the source
did not say"; an empty tuple means "it said: none". Days and instants are ``dates.When``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from generator.dates import When


class SourceKind(StrEnum):
    """How far a source's fields are to be trusted; structured answers before feeds before text."""

    API = "api"
    FEED = "feed"
    DUMP = "dump"


@dataclass(frozen=True, slots=True)
class Record:
    """What one source said about one paper, as it said it: raw, never changed.

    ``position`` is where in the source (``2023-08-20.txt:14``). ``arxiv_id`` has no version, ``doi``
    no prefix and no upper case. ``author_count`` is for pages that count authors without naming
    them. ``listed_on`` is the day on which a list showed the paper.
    """

    source: str
    position: str
    kind: SourceKind
    fetched_at: datetime
    arxiv_id: str | None = None
    arxiv_version: int | None = None
    doi: str | None = None
    url: str | None = None
    title: str | None = None
    abstract: str | None = None
    authors: tuple[str, ...] | None = None
    author_count: int | None = None
    published: When | None = None
    updated: When | None = None
    categories: tuple[str, ...] | None = None
    comment: str | None = None
    pdf_url: str | None = None
    code_urls: tuple[str, ...] | None = None
    project_urls: tuple[str, ...] | None = None
    upvotes: int | None = None
    comments: int | None = None
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item of a source that is no record, where it stands and why (one clause, no full stop)."""

    position: str
    reason: str


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """Which record gave a field of a paper: ``("title", "hf-daily", "2023-08-20.txt:14")``."""

    field: str
    source: str
    position: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What we conclude about one paper from all its records; texts are cleaned.

    ``id`` is the best id known: ``arxiv:2308.00951``, ``doi:10.1000/x``, ``openreview:abc`` or
    ``title:`` and a digest. ``aliases`` are its other ids and keep working in issues.
    ``counted_on`` is the day on which ``upvotes`` and ``comments`` were read.
    """

    id: str
    aliases: tuple[str, ...]
    first_seen: datetime
    sources: tuple[str, ...]
    title: str | None = None
    abstract: str | None = None
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    published: When | None = None
    updated: When | None = None
    categories: tuple[str, ...] = ()
    comment: str | None = None
    arxiv_id: str | None = None
    arxiv_version: int | None = None
    doi: str | None = None
    url: str | None = None
    pdf_url: str | None = None
    code_urls: tuple[str, ...] = ()
    project_urls: tuple[str, ...] = ()
    upvotes: int | None = None
    comments: int | None = None
    counted_on: date | None = None
    listed_on: date | None = None
    origins: tuple[FieldOrigin, ...] = field(default=(), repr=False)


class Status(StrEnum):
    """Whether readers see an issue."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Period:
    """The days an issue speaks of, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper inside a section, with the editor's words.

    ``title`` is inline Markdown as written in the heading's link; ``text`` is what a reader sees of
    it. ``anchor`` is stable when the title changes: it comes from the paper's id where there is one.
    ``meta`` is the Markdown inside the metadata line's emphasis; ``body`` is Markdown.
    """

    title: str
    text: str
    anchor: str
    line: int
    paper: str | None = None
    url: str | None = None
    meta: str | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A theme inside an issue.

    ``theme`` is the id that the heading carries, or what its words make; ``id`` is the anchor, which is
    numbered where two sections are of one theme.
    """

    id: str
    title: str
    text: str
    line: int
    intro: str = ""
    entries: tuple[Entry, ...] = ()
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Silenced:
    """A check of the preflight that an issue turns off, by its code, the reason, and where it says so."""

    code: str
    reason: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Issue:
    """One edition, as its file says it. ``intro`` is Markdown; ``inbox`` are paper ids not taken."""

    slug: str
    title: str
    date: date
    status: Status
    path: str
    summary: str = ""
    period: Period | None = None
    intro: str = ""
    sections: tuple[Section, ...] = ()
    inbox: tuple[str, ...] = ()
    silenced: tuple[Silenced, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order of the page."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def papers(self) -> tuple[str, ...]:
        """The ids of the papers that the issue shows, in the order of the page."""
        return tuple(entry.paper for entry in self.entries if entry.paper is not None)


@dataclass(frozen=True, slots=True)
class ThemeMatch:
    """Why a theme would take a paper: the phrases found (as the editor wrote them) and weak evidence."""

    theme: str
    in_title: tuple[str, ...] = ()
    in_abstract: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One named part of a score, in points, and the words that explain it."""

    name: str
    points: float
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that could go in an issue, with its score and the reasons. ``theme`` may be none."""

    paper: Paper
    match: ThemeMatch | None
    parts: tuple[ScorePart, ...]
    score: float

    @property
    def theme(self) -> str | None:
        """The id of the theme that takes the paper, if one does."""
        return None if self.match is None else self.match.theme

    @property
    def why(self) -> str:
        """The reasons in one line: ``"mixtures of experts" in the title, 31 upvotes``."""
        return ", ".join(part.why for part in self.parts) or "nothing speaks for it"
