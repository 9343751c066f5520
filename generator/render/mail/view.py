"""What the mail's template gets: plain data with every address absolute and every text rendered.

Fields that end in ``_html`` are sanitised HTML; all others are text, and the template escapes them.
How an issue becomes a view is ``viewer``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.render.characters import drop_unfit
from generator.render.mail.shorten import opening_words

if TYPE_CHECKING:
    from generator.models import Issue

PREHEADER_LENGTH = 140


@dataclass(frozen=True, slots=True)
class TextView:
    """A rendered text. ``is_cut`` says that the site has more of it."""

    html: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class EntryView:
    """One paper. ``url`` is ``None`` where the title is no link, or has one of its own."""

    title_html: str
    meta_html: str
    site_url: str
    url: str | None
    body: TextView


@dataclass(frozen=True, slots=True)
class SectionView:
    """One theme.

    ``url`` is ``None`` where the title has a link of its own, ``theme_url`` where the section is no
    theme of the newsletter.
    """

    anchor: str
    title: str
    title_html: str
    site_url: str
    url: str | None
    theme_url: str | None
    intro: TextView
    entries: tuple[EntryView, ...]
    count: int
    hidden: int


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """A section that only the site has, since this is a shorter edition."""

    title: str
    site_url: str
    count: int


@dataclass(frozen=True, slots=True)
class MailView:
    """The whole mail.

    ``unsubscribe_url``, ``web_view_url``, ``subscriber`` and the provider's ``address`` are marks
    until the mail is done (see ``blanks``); ``web_view_url`` is the issue's page where the provider
    has no view of its own.
    """

    language: str
    direction: str
    newsletter: str
    tagline: str
    site_url: str
    title: str
    summary: str
    preheader: str
    day: str
    url: str
    intro: TextView
    has_contents: bool
    sections: tuple[SectionView, ...]
    elsewhere: tuple[ElsewhereView, ...]
    unsubscribe_url: str
    web_view_url: str
    subscriber: str | None
    address: tuple[str, ...]


def preheader_of(issue: Issue) -> str:
    """Return the words that a list of mails shows after the subject."""
    summary = " ".join(drop_unfit(issue.summary).split())
    return summary or opening_words(issue.intro, PREHEADER_LENGTH)
