"""What the site's templates see of an issue: every text ready for the place where it stands.

``Markup`` is HTML or guarded Markdown that is safe as it is; a plain ``str`` is escaped by Jinja
when it goes into a page. Links are relative to the page, by its ``root`` (``../../`` on an issue's
page, nothing on the home page).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from generator.dates import MONTHS, format_day
from generator.models import Status
from generator.render.escape import escape_url, guard_html
from generator.render.links import entry_path, issue_path, theme_path
from generator.render.markdown import Output, plain_text, render_blocks, render_inline

if TYPE_CHECKING:
    from generator.config.objects import Themes
    from generator.models import Entry, Issue, Period, Section

MOST_CHIPS = 4
"""How many themes a card names; the others are counted."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """One paper. ``heading`` is guarded for a Markdown heading; ``path`` is the entry's place."""

    heading: Markup
    text: str
    anchor: str
    path: str
    url: str | None
    meta: Markup | None
    body: Markup


@dataclass(frozen=True, slots=True)
class SectionView:
    """One theme of an issue. ``theme_path`` is set where the theme has a page."""

    id: str
    heading: Markup
    text: str
    theme_path: str | None
    intro: Markup
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """An issue in one glance: on the home page, in the archive, as the previous or next one."""

    title: str
    path: str
    day: str
    iso: str
    year: int
    summary: str
    papers: int
    chips: tuple[str, ...]
    more: int
    is_draft: bool


@dataclass(frozen=True, slots=True)
class IssueView:
    """A whole issue. ``heading`` is its title, guarded for a Markdown heading."""

    card: CardView
    heading: Markup
    period: str
    intro: Markup
    sections: tuple[SectionView, ...]


def view_issue(issue: Issue, themes: Themes, root: str) -> IssueView:
    """Return an issue, whole; ``root`` is the way from the page that shows it to the site's top."""
    return IssueView(
        card=view_card(issue, root),
        heading=text_heading(issue.title),
        period=format_period(issue.period) if issue.period else "",
        intro=_blocks(issue.intro, "intro", root + issue_path(issue.slug)),
        sections=tuple(_view_section(issue, section, themes, root) for section in issue.sections),
    )


def view_card(issue: Issue, root: str) -> CardView:
    """Return what a card says of an issue."""
    titles = [plain_text(section.title) for section in issue.sections if section.entries]
    # Naming one theme more takes the room of "and 1 more".
    shown = len(titles) if len(titles) == MOST_CHIPS + 1 else MOST_CHIPS
    return CardView(
        title=issue.title,
        path=root + issue_path(issue.slug),
        day=format_day(issue.date),
        iso=issue.date.isoformat(),
        year=issue.date.year,
        summary=issue.summary,
        papers=len(issue.entries),
        chips=tuple(titles[:shown]),
        more=len(titles[shown:]),
        is_draft=issue.status is Status.DRAFT,
    )


def view_entry(issue: Issue, entry: Entry, root: str) -> EntryView:
    """Return an entry with its words and the path of its place on the issue's page."""
    page_url = root + issue_path(issue.slug)
    title = render_inline(entry.title, output=Output.SITE, page_url=page_url)
    meta = render_inline(entry.meta, output=Output.SITE, page_url=page_url) if entry.meta else None
    return EntryView(
        heading=safe(guard_html(title)),
        text=plain_text(entry.title),
        anchor=entry.anchor,
        path=root + entry_path(issue.slug, entry.anchor),
        # A title that has a link of its own cannot stand inside one.
        url=escape_url(entry.url) if entry.url and "<a " not in title else None,
        meta=safe(meta) if meta else None,
        body=_blocks(entry.body, entry.anchor, page_url),
    )


def safe(html: str) -> Markup:
    """Mark what the engine sanitised or we escaped, so that Jinja does not escape it again."""
    return Markup(html)  # noqa: S704  (the one place; callers pass only rendered or escaped text)


def text_heading(text: str) -> Markup:
    """Return plain text for a Markdown heading."""
    return safe(guard_html(str(Markup.escape(" ".join(text.split())))))


def format_period(period: Period) -> str:
    """Return the days of an issue: ``1–31 Aug 2023``, ``28 Aug – 3 Sep 2023``."""
    start, end = period.start, period.end
    if start == end:
        return format_day(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{format_day(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1].title()} – {format_day(end)}"
    return f"{format_day(start)} – {format_day(end)}"


def _view_section(issue: Issue, section: Section, themes: Themes, root: str) -> SectionView:
    page_url = root + issue_path(issue.slug)
    title = render_inline(section.title, output=Output.SITE, page_url=page_url)
    theme = section.theme or section.id
    return SectionView(
        id=section.id,
        heading=safe(guard_html(title)),
        text=plain_text(section.title),
        theme_path=root + theme_path(theme) if themes.find(theme) else None,
        intro=_blocks(section.intro, section.id, page_url),
        entries=tuple(view_entry(issue, entry, root) for entry in section.entries),
    )


def _blocks(text: str, doc_id: str, page_url: str) -> Markup:
    return safe(render_blocks(text, doc_id=doc_id, output=Output.SITE, page_url=page_url))
