"""What the three YAML files say, as frozen objects. Loading them is ``config.load``.

Field names are the keys of the files; a field without a default is a key that must be there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Editor:
    """A person who signs the newsletter."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Email:
    """How the mail is addressed. ``sender`` is the key ``from``: ``Name <address>``."""

    sender: str
    reply_to: str | None = None
    postal_address: str = ""
    provider: Literal["generic", "listmonk", "buttondown"] = "generic"
    unsubscribe_url: str | None = None
    unsubscribe_mailto: str | None = None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Where readers subscribe by mail; ``url`` is a form at the mail provider."""

    url: str | None = None


@dataclass(frozen=True, slots=True)
class Newsletter:
    """``content/newsletter.yml``. ``base_url`` ends with a slash; ``timezone`` is an IANA name."""

    title: str
    base_url: str
    email: Email
    tagline: str = ""
    language: str = "en"
    timezone: str = "UTC"
    editors: tuple[Editor, ...] = ()
    cadence: Literal["daily", "weekly", "monthly"] = "weekly"
    subscribe: Subscribe = field(default_factory=Subscribe)
    license: str = ""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One entry of ``content/sources.yml``: exactly one of ``path`` (relative to content/) or ``feed``.

    ``line`` is where the entry starts in the file, for messages.
    """

    name: str
    path: str | None = None
    feed: str | None = None
    format: str | None = None
    year: int | None = None
    weight: float = 1.0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Weak:
    """Weak evidence: it adds to a match by phrase and is never enough alone."""

    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excludes:
    """What rules a theme out for a paper (the key ``not``)."""

    phrases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A named group with matching rules. ``excludes`` is the key ``not``; ``pin`` holds paper ids."""

    id: str
    title: str
    blurb: str = ""
    phrases: tuple[str, ...] = ()
    any: Weak = field(default_factory=Weak)
    excludes: Excludes = field(default_factory=Excludes)
    max_papers: int | None = None
    pin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssueRules:
    """Limits of an issue. ``other`` titles the section of what no theme takes."""

    max_papers: int = 25
    min_score: float = 1.0
    other: str = "Also noted"
    inbox: int = 40


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """How much each part of a score counts."""

    title: float = 3.0
    abstract: float = 1.0
    upvotes: float = 0.5
    recency: float = 0.3
    sources: float = 0.5


@dataclass(frozen=True, slots=True)
class Themes:
    """``content/themes.yml``."""

    themes: tuple[Theme, ...]
    issue: IssueRules = field(default_factory=IssueRules)
    ranking: RankingWeights = field(default_factory=RankingWeights)

    def find(self, theme_id: str) -> Theme | None:
        """Return the theme of that id, or ``None``."""
        return next((theme for theme in self.themes if theme.id == theme_id), None)
