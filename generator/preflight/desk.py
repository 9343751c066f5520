"""All that the rules may know of an issue: the pipeline lays it out, the rules only look.

What is not known (no library, no record of a draft, no network asked, no mail made) is ``None`` or
empty, and the rules that need it then find nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from generator.config.objects import Newsletter, Themes
    from generator.models import Issue
    from generator.preflight.source import Source


@dataclass(frozen=True, slots=True)
class Known:
    """A paper as the library has it."""

    id: str
    title: str | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDay:
    """A source when the issue was drafted: the newest day it stated, where it stated one."""

    name: str
    newest: date | None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What drafting wrote, so that what nobody touched is recognised.

    ``digests`` are SHA-256 of the drafted blocks by paper id, and of the opening words as ``intro``.
    ``quotes`` are the sentences drafted for a paper, as Markdown, where the library knows them.
    """

    digests: Mapping[str, str] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[SourceDay, ...] = ()


@dataclass(frozen=True, slots=True)
class WeighedPart:
    """A text of the mail: its anchor, what people call it, and the bytes of its HTML when whole."""

    anchor: str
    title: str
    size: int


@dataclass(frozen=True, slots=True)
class MailSize:
    """The mail as it would be sent: its bytes as HTML and as quoted-printable, and what was cut.

    ``problem`` says why there is no mail. ``can_unsubscribe`` is whether both parts of the mail hold
    the provider's placeholder or the configured address.
    """

    html: int = 0
    sent: int = 0
    shortened: int = 0
    heaviest: tuple[WeighedPart, ...] = ()
    can_unsubscribe: bool = True
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class LinkState:
    """What the network said of an address.

    ``dead`` says why nobody gets there, ``unsure`` why we could not find out; ``moved_to`` is where
    it leads for good, ``https_works`` whether its https twin answers, ``size`` the bytes it stated.
    """

    dead: str | None = None
    unsure: str | None = None
    moved_to: str | None = None
    https_works: bool = False
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """One issue before it is published.

    ``library`` holds what it knows of the issue's papers, by each of their ids; ``covered`` the slug
    of the first published issue that showed a paper, by id; ``pinned`` the papers that editors pinned.
    ``files`` are the bytes of the site's own files by their path on the site.
    """

    source: Source
    issue: Issue
    newsletter: Newsletter
    themes: Themes
    newsletter_text: str = ""
    library: Mapping[str, Known] = field(default_factory=dict)
    covered: Mapping[str, str] = field(default_factory=dict)
    drafted: Drafted = field(default_factory=Drafted)
    files: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, LinkState] = field(default_factory=dict)
    mail: MailSize | None = None
