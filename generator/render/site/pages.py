"""The site as Markdown pages for MkDocs, and the configuration that MkDocs runs with.

Headings are Markdown, so that the table of contents and the search know them; bodies are HTML from
the one engine, in blocks that Python-Markdown leaves alone. Writes nothing and runs nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import yaml

from generator.errors import BuildError
from generator.issue import sort_issues
from generator.markup import parser
from generator.render.links import FEED, absolute, issue_path, theme_path
from generator.render.markdown import Output, plain_text, render_blocks
from generator.render.site.page_views import (
    TextView,
    front_matter,
    view_archive,
    view_home,
    view_issue_pages,
    view_theme,
    view_themes,
)
from generator.render.site.view import safe, text_heading
from generator.render.templates import render_template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Environment

    from generator.config.objects import Newsletter, Themes
    from generator.models import Issue
    from generator.render.site.page_views import (
        ArchiveView,
        HomeView,
        IssuePageView,
        ThemesView,
        ThemeView,
    )

    PageView = HomeView | IssuePageView | ArchiveView | ThemesView | ThemeView | TextView

SUBSCRIBE = "subscribe"
FEEDS = "feeds"
RESERVED = frozenset({"404", "archive", "assets", FEEDS, "index", "issues", "search", "themes"})


@dataclass(frozen=True, slots=True)
class Page:
    """A file for MkDocs: its path in the docs folder, its text, its title in the navigation."""

    path: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class EditorPage:
    """``content/pages/NAME.md``: Markdown whose first ``#`` heading is the title."""

    name: str
    text: str


def render_site(
    newsletter: Newsletter,
    themes: Themes,
    issues: Sequence[Issue],
    pages: Sequence[EditorPage],
    templates: Environment,
) -> tuple[Page, ...]:
    """Return every page of the site, by path. ``issues`` are those that readers are to see.

    Raises ``BuildError`` where a template is wrong or an editor's page has a name that is taken.
    """
    newest = sort_issues(issues)
    views: list[tuple[str, str, PageView]] = [
        ("index.md", "home", view_home(newsletter, themes, newest)),
        ("archive.md", "archive", view_archive(newest)),
        (f"{FEEDS}.md", "feeds", _view_text(newsletter, EditorPage(FEEDS, "# Feeds\n"))),
        ("themes/index.md", "themes", view_themes(themes, newest)),
    ]
    views += [
        (_file_of(issue_path(issue.slug)), "issue", view)
        for issue, view in zip(newest, view_issue_pages(newest, themes), strict=True)
    ]
    views += [
        (_file_of(theme_path(theme.id)), "theme", view_theme(theme, newest, "../../"))
        for theme in themes.themes
    ]
    for page in _with_subscribe(pages):
        template = SUBSCRIBE if page.name == SUBSCRIBE else "page"
        views.append((f"{page.name}.md", template, _view_text(newsletter, page)))
    made = [
        Page(path, render_template(templates, f"pages/{name}.md.j2", view), view.title)
        for path, name, view in views
    ]
    return tuple(sorted(made, key=lambda page: page.path))


def render_mkdocs_config(
    newsletter: Newsletter, pages: Sequence[Page], frame: Path, docs: Path
) -> str:
    """Return the YAML of build/mkdocs.yml for the pages in the folder ``docs``.

    It inherits from the MkDocs project ``frame``. The navigation is short and explicit: with all
    issues in it MkDocs would take time and room that grow with their square.
    """
    titles = {page.path: escape(page.title, quote=False) for page in pages}
    fixed = {"index.md", "archive.md", f"{SUBSCRIBE}.md", f"{FEEDS}.md"}
    own = sorted(path for path in titles if "/" not in path and path not in fixed)
    own.sort(key=lambda path: path != "about.md")
    config = {
        "INHERIT": (frame / "mkdocs.yml").as_posix(),
        "site_name": escape(newsletter.title, quote=False),
        "site_url": absolute(newsletter.base_url),
        "site_description": escape(newsletter.tagline),
        "docs_dir": docs.as_posix(),
        "theme": {"custom_dir": (frame / "overrides").as_posix()},
        "nav": [
            {"Latest": "index.md"},
            {"Archive": "archive.md"},
            {"Themes": "themes/index.md"},
            *({titles[path]: path} for path in own),
            {titles[f"{SUBSCRIBE}.md"]: f"{SUBSCRIBE}.md"},
        ],
        "not_in_nav": f"/issues/\n/themes/\n/{FEEDS}.md\n",
        "extra": {
            "newsletter": {
                "title": newsletter.title,
                "tagline": newsletter.tagline,
                "language": newsletter.language,
                "license": newsletter.license,
                "feed": FEED,
                "editors": [{"name": e.name, "url": e.url} for e in newsletter.editors],
            }
        },
    }
    text: str = yaml.safe_dump(config, allow_unicode=True, sort_keys=False, width=100)
    return "# Made by every build; what you may change is in content/ and site/mkdocs.yml.\n" + text


def _file_of(path: str) -> str:
    """Return the file that MkDocs turns into the page at ``path``."""
    return f"{path.removesuffix('/')}.md"


def _with_subscribe(pages: Sequence[EditorPage]) -> tuple[EditorPage, ...]:
    """Return the editor's pages, with a plain page for subscribing where there is none."""
    for page in pages:
        if page.name in RESERVED or not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", page.name):
            message = "the site needs this name itself, or it has more than a-z, 0-9 and hyphens"
            raise BuildError(f"{message}; rename the file", path=f"content/pages/{page.name}.md")
    if any(page.name == SUBSCRIBE for page in pages):
        return tuple(pages)
    return (*pages, EditorPage(SUBSCRIBE, "# Subscribe\n"))


def _view_text(newsletter: Newsletter, page: EditorPage) -> TextView:
    title, body = _split_title(page)
    page_url = f"../{page.name}/"
    html = render_blocks(
        body, doc_id=page.name, output=Output.SITE, page_url=page_url, top_heading=2
    )
    return TextView(
        title=title,
        front=front_matter(title, has_contents=False),
        heading=text_heading(title),
        body=safe(html),
        feed_url=absolute(newsletter.base_url, FEED),
        form_url=newsletter.subscribe.url if page.name == SUBSCRIBE else None,
    )


def _split_title(page: EditorPage) -> tuple[str, str]:
    """Return the title and the Markdown below it; without a ``#`` heading the name is the title."""
    tokens = parser().parse(page.text)
    if tokens and tokens[0].tag == "h1" and tokens[0].map:
        lines = page.text.splitlines()
        return plain_text(tokens[1].content), "\n".join(lines[tokens[0].map[1] :])
    return page.name.replace("-", " ").capitalize(), page.text
