"""What list, search, show and status say to people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.markup import escape

from generator.cli.people.screen import console, count_of, table_of
from generator.dates import format_when

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.models import Paper
    from generator.pipeline.query import StatusReport

UNTITLED = "(no source gives its title)"


def show_papers(papers: Iterable[Paper], empty: str) -> None:
    """Print one line for each paper; without any, the sentence ``empty`` on standard error."""
    count = 0
    for paper in papers:
        count += 1
        sys.stdout.write(f"{paper.id}\t{paper.title or UNTITLED}\n")
    if not count:
        sys.stderr.write(f"{empty}\n")


def show_paper(paper: Paper) -> None:
    """Print what is known of a paper, and which record gave each field."""
    screen = console()
    screen.print(f"[bold]{escape(paper.title or UNTITLED)}[/bold]")
    table = table_of("field", "", "from", right=False)
    came_from = {origin.field: f"{origin.source}, {origin.position}" for origin in paper.origins}
    for field, value in _facts(paper):
        table.add_row(field, escape(value), escape(came_from.get(field, "")))
    screen.print(table)


def show_status(report: StatusReport) -> None:
    """Print how the sources, the library and the open drafts stand."""
    screen = console()
    table = table_of("source", "last run (UTC)", "read", "new", "updated", "skipped", "newest day")
    for source in report.sources:
        state = source.state
        if state is None:
            table.add_row(escape(source.name), "never", *[""] * 5)
            continue
        numbers = (state.read, state.new, state.updated, state.skipped)
        table.add_row(
            escape(source.name),
            f"{state.last_run:%Y-%m-%d %H:%M}",
            *(f"{number:,}" for number in numbers),
            str(state.newest or ""),
        )
    screen.print(table)
    drafts = ", ".join(report.drafts) or "none"
    screen.print(
        f"{count_of(report.papers, 'paper')} in the library; "
        f"{count_of(len(report.published), 'issue')} published; "
        f"open drafts: {drafts}."
    )


def _facts(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the fields of a paper that are known, as people read them."""
    yield "id", paper.id
    facts: tuple[tuple[str, object], ...] = (
        ("aliases", paper.aliases),
        ("authors", paper.authors),
        ("author_count", paper.author_count),
        ("published", paper.published and format_when(paper.published)),
        ("updated", paper.updated and format_when(paper.updated)),
        ("listed_on", paper.listed_on),
        ("categories", paper.categories),
        ("comment", paper.comment),
        ("upvotes", paper.upvotes),
        ("comments", paper.comments),
        ("url", paper.url),
        ("pdf_url", paper.pdf_url),
        ("code_urls", paper.code_urls),
        ("project_urls", paper.project_urls),
        ("sources", paper.sources),
        ("abstract", paper.abstract),
    )
    for field, value in facts:
        if value is not None and value != ():
            yield field, ", ".join(value) if isinstance(value, tuple) else str(value)
