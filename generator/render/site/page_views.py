"""What each kind of page of the site shows: its front matter and its views of issues.

Only data for templates/pages/*.md.j2; how an issue itself is shown is in ``view``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import yaml

from generator.render.characters import drop_unfit
from generator.render.links import issue_path, theme_path
from generator.render.site.view import safe, text_heading, view_card, view_entry, view_issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from generator.config.objects import Newsletter, Theme, Themes
    from generator.models import Issue
    from generator.render.site.view import CardView, EntryView, IssueView

HOME_CARDS = 6
"""How many earlier issues the home page shows."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The latest issue whole, and cards of those before it."""

    title: str
    front: Markup
    issue: IssueView | None
    cards: tuple[CardView, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class IssuePageView:
    """One issue, and the ones before and after it in time."""

    title: str
    front: Markup
    root: str
    issue: IssueView
    previous: CardView | None
    next: CardView | None


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """Every issue, by year."""

    title: str
    front: Markup
    years: tuple[tuple[int, tuple[CardView, ...]], ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one issue said on a theme. ``anchor`` is that of its heading on the theme's page."""

    card: CardView
    heading: Markup
    anchor: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme and everything that was covered on it, newest first."""

    title: str
    front: Markup
    heading: Markup
    blurb: str
    path: str
    papers: int
    issues: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class ThemesView:
    """All themes, in the order of themes.yml."""

    title: str
    front: Markup
    themes: tuple[ThemeView, ...]


@dataclass(frozen=True, slots=True)
class TextView:
    """A page of words. ``form_url`` is the subscription form, where this page is to offer it."""

    title: str
    front: Markup
    heading: Markup
    body: Markup
    feed_url: str
    form_url: str | None


def view_home(newsletter: Newsletter, themes: Themes, newest: Sequence[Issue]) -> HomeView:
    """Return the home page for issues, newest first; without an issue it says so."""
    return HomeView(
        title="Latest",
        # The issue's own page answers searches; the home page would say everything twice.
        front=front_matter(newsletter.title, newsletter.tagline, is_searched=False),
        issue=view_issue(newest[0], themes, "") if newest else None,
        cards=tuple(view_card(issue, "") for issue in newest[1 : 1 + HOME_CARDS]),
        has_more=len(newest) > 1 + HOME_CARDS,
    )


def view_issue_pages(newest: Sequence[Issue], themes: Themes) -> tuple[IssuePageView, ...]:
    """Return the page of each issue, each with its neighbours."""
    root = "../../"
    cards = [None, *(view_card(issue, root) for issue in newest), None]
    return tuple(
        IssuePageView(
            title=issue.title,
            front=front_matter(issue.title, issue.summary),
            root=root,
            issue=view_issue(issue, themes, root),
            previous=cards[place + 1],
            next=cards[place - 1],
        )
        for place, issue in enumerate(newest, 1)
    )


def view_archive(newest: Sequence[Issue]) -> ArchiveView:
    """Return the archive."""
    cards = [view_card(issue, "../") for issue in newest]
    years = dict.fromkeys(card.year for card in cards)
    return ArchiveView(
        title="Archive",
        front=front_matter("Archive", has_contents=False, is_searched=False),
        years=tuple((year, tuple(card for card in cards if card.year == year)) for year in years),
    )


def view_theme(theme: Theme, newest: Sequence[Issue], root: str) -> ThemeView:
    """Return a theme; ``root`` leads from the page that shows it to the home page."""
    found = tuple(
        Coverage(
            card=view_card(issue, root),
            heading=text_heading(issue.title),
            anchor=issue_path(issue.slug).strip("/").replace("/", "-"),
            entries=tuple(view_entry(issue, entry, root) for entry in section.entries),
        )
        for issue in newest
        for section in issue.sections
        if (section.theme or section.id) == theme.id and section.entries
    )
    return ThemeView(
        title=theme.title,
        front=front_matter(theme.title, theme.blurb, has_contents=False),
        heading=text_heading(theme.title),
        blurb=theme.blurb,
        path=root + theme_path(theme.id),
        papers=sum(len(coverage.entries) for coverage in found),
        issues=found,
    )


def view_themes(themes: Themes, newest: Sequence[Issue]) -> ThemesView:
    """Return the list of themes."""
    return ThemesView(
        title="Themes",
        front=front_matter("Themes", has_contents=False),
        themes=tuple(view_theme(theme, newest, "../") for theme in themes.themes),
    )


def front_matter(
    title: str, description: str = "", *, has_contents: bool = True, is_searched: bool = True
) -> Markup:
    """Return front matter. MkDocs copies it into ``<head>`` as it is: it is HTML-escaped here."""
    keys: dict[str, object] = {"title": escape(_one_line(title), quote=False)}
    if description:
        keys["description"] = escape(_one_line(description))
    keys["hide"] = ["navigation"] if has_contents else ["navigation", "toc"]
    if not is_searched:
        keys["search"] = {"exclude": True}
    # Without folding no line of a text can look like the end of the front matter.
    text: str = yaml.safe_dump(keys, allow_unicode=True, sort_keys=False, width=math.inf)
    return safe(f"---\n{text}---\n")


def _one_line(text: str) -> str:
    return drop_unfit(" ".join(text.split()))
