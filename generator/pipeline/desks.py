"""Lay out for the preflight what it may know of an issue: files, the library, the draft, the mail."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING

from generator.drafting.memory import covered_papers
from generator.drafting.write import drafted_quote
from generator.errors import BuildError, IssueError
from generator.identity.ids import parse_paper_id
from generator.models import Status
from generator.pipeline.project import load_offered, read_text
from generator.pipeline.query import reading
from generator.pipeline.resources import load_templates
from generator.preflight.desk import Desk, Drafted, Known, MailSize, SourceDay, WeighedPart
from generator.preflight.reading import read_source
from generator.render.mail import render_mail, unsubscribe_url
from generator.render.mail.message import size_as_sent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment

    from generator.models import Issue, Paper
    from generator.pipeline.project import Newsroom
    from generator.pipeline.sheets import Sheet
    from generator.preflight.desk import LinkState


class Desks:
    """Lays out desks of one newsletter; what they share is read once, when it is needed."""

    def __init__(
        self, newsroom: Newsroom, published: Sequence[Issue], named: frozenset[str]
    ) -> None:
        self.newsroom = newsroom
        self.named = named
        self.newest = published[0].slug if published else None
        self.covered = covered_papers(published)

    def is_upcoming(self, issue: Issue) -> bool:
        """Tell whether an issue is still to be sent, as far as anybody knows, or was asked for."""
        return issue.status is Status.DRAFT or issue.slug == self.newest or issue.slug in self.named

    def lay(
        self,
        sheet: Sheet,
        issue: Issue,
        *,
        links: Mapping[str, LinkState] | None = None,
        briefly: bool = False,
    ) -> Desk:
        """Return the desk of an issue; ``briefly`` leaves out what no error depends on.

        ``links`` is what the network said, by address.
        """
        config = self.newsroom.config
        is_upcoming = self.is_upcoming(issue)
        papers = self._papers(issue) if is_upcoming and not briefly else {}
        return Desk(
            source=read_source(sheet.text, sheet.path),
            issue=issue,
            newsletter=config.newsletter,
            themes=config.themes,
            newsletter_text=self.newsletter_text if is_upcoming else "",
            library={
                name: Known(paper.id, paper.title, paper.aliases) for name, paper in papers.items()
            },
            covered=self.covered,
            drafted=self._drafted(issue, papers) if is_upcoming and not briefly else Drafted(),
            files=self.files,
            links=(links or {}) if is_upcoming else {},
            mail=self._mail(issue) if is_upcoming and not sheet.problems else None,
        )

    @cached_property
    def newsletter_text(self) -> str:
        """The text of newsletter.yml, in which findings are placed."""
        places = self.newsroom.places
        return read_text(places.content / "newsletter.yml", places)

    @cached_property
    def files(self) -> dict[str, int]:
        """The bytes of the files beside issues and pages, by their path below content/."""
        content = self.newsroom.places.content
        return {
            path.relative_to(content).as_posix(): path.stat().st_size
            for folder in ("issues", "pages")
            for path in (content / folder).rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }

    @cached_property
    def templates(self) -> Environment:
        """The templates that mails are made with."""
        return load_templates(self.newsroom.places.root)

    def _papers(self, issue: Issue) -> dict[str, Paper]:
        """Return what the library knows of the issue's papers, by the ids that the issue writes."""
        linked = (parse_paper_id(entry.url) for entry in issue.entries if entry.url)
        names = {*issue.papers, *(name for name in linked if name)}
        with reading(self.newsroom.places) as library:
            if library is None:
                return {}
            found = {name: library.find(name) for name in sorted(names)}
        return {name: paper for name, paper in found.items() if paper is not None}

    def _drafted(self, issue: Issue, papers: dict[str, Paper]) -> Drafted:
        """Return what drafting wrote; a record that cannot be read is as good as none."""
        try:
            offered = load_offered(self.newsroom.places, issue.slug)
        except IssueError:
            offered = None
        if offered is None:
            return Drafted()
        quotes = {
            name: drafted_quote(papers[name].abstract) for name in offered.blocks if name in papers
        }
        configured = {spec.name for spec in self.newsroom.config.sources}
        return Drafted(
            digests=offered.blocks,
            quotes=quotes,
            sources=tuple(
                SourceDay(source.name, date.fromisoformat(source.newest) if source.newest else None)
                for source in offered.sources
                if source.name in configured
            ),
        )

    def _mail(self, issue: Issue) -> MailSize:
        config = self.newsroom.config
        try:
            mail = render_mail(config.newsletter, config.themes, issue, self.templates)
        except BuildError as error:
            return MailSize(problem=error.problems[0].message)
        needed = unsubscribe_url(config.newsletter)
        return MailSize(
            html=len(mail.html.encode()),
            sent=size_as_sent(mail.html),
            shortened=len(mail.shortened),
            heaviest=tuple(
                WeighedPart(part.anchor, part.title, part.size) for part in mail.heaviest
            ),
            can_unsubscribe=needed in unescape(mail.html) and needed in mail.text,
        )
