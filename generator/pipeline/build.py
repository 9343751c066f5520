"""Issues to a site, mails and a feed below ``build/``: parse, render, write, run MkDocs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from generator.errors import UsageError
from generator.models import Status
from generator.pipeline.check import approved_issues
from generator.pipeline.files import naming, read_tree, write_file, write_tree
from generator.pipeline.lock import locked
from generator.pipeline.mkdocs import run_mkdocs
from generator.pipeline.progress import Silent
from generator.pipeline.project import check_slugs, read_text
from generator.pipeline.resources import load_templates, site_frame
from generator.render.feeds import render_rss
from generator.render.links import FEED
from generator.render.mail import render_mail, render_message
from generator.render.site import EditorPage, render_mkdocs_config, render_site

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment

    from generator.config.objects import Themes
    from generator.models import Issue
    from generator.pipeline.progress import Progress
    from generator.pipeline.project import Newsroom
    from generator.render.mail import Part as MailPart

# What is copied from beside an issue or a page; nothing that a browser would run as a page.
BESIDE = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".pdf")

Part = Literal["site", "email", "feeds"]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build: the parts named in ``only`` (all where it is empty), drafts too if asked.

    With ``themes`` the mails are shorter editions with these sections alone.
    """

    only: tuple[Part, ...] = ()
    drafts: bool = False
    themes: tuple[str, ...] = ()

    def wants(self, part: Part) -> bool:
        """Return whether a part is to be built."""
        return not self.only or part in self.only


@dataclass(frozen=True, slots=True)
class MailReport:
    """One mail: the paths of its three files, the bytes of its HTML, the parts cut short.

    ``themes`` are the sections of a shorter edition, none where the mail has all of them.
    """

    slug: str
    html: str
    text: str
    message: str
    size: int
    shortened: tuple[MailPart, ...]
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built, and where. Paths as people see them; ``None`` for a part not asked for."""

    issues: tuple[str, ...]
    drafts: tuple[str, ...]
    papers: int
    site: str | None = None
    pages: int = 0
    mails: tuple[MailReport, ...] = ()
    feed: str | None = None


def build(
    newsroom: Newsroom,
    slugs: Sequence[str],
    options: BuildOptions,
    now: datetime,
    progress: Progress | None = None,
) -> BuildReport:
    """Build the site and the feed, and the mails of ``slugs`` (of all shown issues by default).

    Nothing is written while a published issue has an error of the preflight.
    """
    issues = approved_issues(newsroom)
    check_slugs(slugs, (issue.slug for issue in issues))
    shown = tuple(issue for issue in issues if issue.status is Status.PUBLISHED or options.drafts)
    wanted = tuple(issue for issue in issues if issue.slug in slugs) if slugs else shown
    if options.themes:
        wanted = _with_sections(wanted, options.themes, newsroom.config.themes)
    listener = progress or Silent()
    with locked(newsroom.places, "build", now):
        templates = load_templates(newsroom.places.root)
        feed = b""
        if options.wants("site") or options.wants("feeds"):
            feed = render_rss(newsroom.config.newsletter, shown).encode()
        pages, site = 0, None
        if options.wants("site"):
            listener.start("site", None)
            pages, site = _build_site(newsroom, shown, feed, templates)
            listener.end()
        mails: tuple[MailReport, ...] = ()
        if options.wants("email"):
            mails = _build_mails(newsroom, wanted, bool(slugs), options.themes, templates, listener)
        if options.wants("feeds"):
            with naming(newsroom.places.build):
                newsroom.places.build.mkdir(exist_ok=True)
            write_tree(newsroom.places.build / "feeds", {FEED: feed})
    return BuildReport(
        issues=tuple(issue.slug for issue in shown),
        drafts=tuple(issue.slug for issue in shown if issue.status is Status.DRAFT),
        papers=len(
            {entry.paper or entry.url or entry.text for one in shown for entry in one.entries}
        ),
        site=site,
        pages=pages,
        mails=mails,
        feed=newsroom.places.show(newsroom.places.build / "feeds" / FEED)
        if options.wants("feeds")
        else None,
    )


def _build_site(
    newsroom: Newsroom, issues: Sequence[Issue], feed: bytes, templates: Environment
) -> tuple[int, str]:
    """Write MkDocs's input and run it; return the number of pages and the site's folder."""
    places = newsroom.places
    frame = site_frame(places.root)
    editor_pages = tuple(
        EditorPage(path.stem, read_text(path, places))
        for path in sorted((places.content / "pages").glob("*.md"))
    )
    config = newsroom.config
    pages = render_site(config.newsletter, config.themes, issues, editor_pages, templates)
    files = {page.path: page.text.encode() for page in pages}
    files |= {f"assets/{name}": data for name, data in read_tree(frame / "assets").items()}
    files |= _pictures(places.issues, "issues/") | _pictures(places.content / "pages", "")
    files[FEED] = feed
    docs = places.build / "docs"
    write_tree(docs, files)
    settings = places.build / "mkdocs.yml"
    write_file(settings, render_mkdocs_config(config.newsletter, pages, frame, docs).encode())
    site = places.build / "site"
    run_mkdocs(settings, site, _moment_of(issues))
    return len(pages), places.show(site)


def _pictures(folder: Path, prefix: str) -> dict[str, bytes]:
    """Return the pictures and papers beside an editor's files, by their path on the site."""
    return {
        f"{prefix}{name}": data
        for name, data in read_tree(folder).items()
        if name.lower().endswith(BESIDE)
    }


def _with_sections(
    issues: Sequence[Issue], wanted: Sequence[str], themes: Themes
) -> tuple[Issue, ...]:
    """Return the issues that have a section of the wanted themes. Raises ``UsageError``."""
    known = {section.id for issue in issues for section in issue.sections}
    known |= {theme.id for theme in themes.themes}
    for theme_id in wanted:
        if theme_id not in known:
            near = get_close_matches(theme_id, sorted(known), 1)
            way = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known))}"
            raise UsageError(f"--themes: there is no theme {theme_id!r}; {way}")
    found = tuple(
        issue for issue in issues if any(section.id in wanted for section in issue.sections)
    )
    if not found:
        raise UsageError(f"--themes: no issue to build has a section of {', '.join(wanted)}")
    return found


def _build_mails(
    newsroom: Newsroom,
    issues: Sequence[Issue],
    is_chosen: bool,
    themes_only: tuple[str, ...],
    templates: Environment,
    progress: Progress,
) -> tuple[MailReport, ...]:
    """Write the mail of each issue as HTML, text and message.

    Mails of other issues stay where issues were chosen, and whole mails beside shorter editions.
    """
    config, places = newsroom.config, newsroom.places
    folder = places.build / "email"
    files: dict[str, bytes] = {}
    reports = []
    progress.start("mail", len(issues))
    for issue in issues:
        mail = render_mail(config.newsletter, config.themes, issue, templates, themes_only)
        themes = tuple(section.id for section in issue.sections if section.id in themes_only)
        name = ".".join(filter(None, [issue.slug, "+".join(themes)]))
        made = {
            f"{name}.html": mail.html.encode(),
            f"{name}.txt": mail.text.encode(),
            f"{name}.eml": render_message(config.newsletter, issue, mail),
        }
        html, text, message = (places.show(folder / file) for file in made)
        size = len(mail.html.encode())
        reports.append(MailReport(issue.slug, html, text, message, size, mail.shortened, themes))
        files |= made
        progress.advance()
    if is_chosen or themes_only:
        for file, data in files.items():
            write_file(folder / file, data)
    else:
        write_tree(folder, files)
    progress.end()
    return tuple(reports)


def _moment_of(issues: Sequence[Issue]) -> datetime:
    """Return the moment that stands in the site's files: of the newest issue, never of the build."""
    newest = max((issue.date for issue in issues), default=date(2000, 1, 1))
    return datetime(newest.year, newest.month, newest.day, 12, tzinfo=UTC)
