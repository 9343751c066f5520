"""Reports as tables for people: colours only on a terminal, plain text elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from generator.dates import format_when
from generator.pipeline.progress import Silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.progress import TaskID

    from generator.models import Paper
    from generator.pipeline.build import BuildReport
    from generator.pipeline.draft import DraftReport
    from generator.pipeline.ingest import IngestReport
    from generator.pipeline.progress import Progress as Listener
    from generator.pipeline.query import StatusReport

PLAIN_WIDTH = 110
MOST_SKIPPED = 5
UNTITLED = "(no source gives its title)"


def console(*, to_errors: bool = False) -> Console:
    """Return where people read; a file or pipe gets lines wide enough for paths."""
    stream = sys.stderr if to_errors else sys.stdout
    width = None if stream.isatty() else PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


@contextmanager
def showing_progress(noun: str, *, silent: bool) -> Iterator[Listener]:
    """Give a listener that draws a bar on standard error while it is a terminal."""
    screen = console(to_errors=True)
    if silent or not screen.is_terminal:
        yield Silent()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:,} " + noun),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=True) as bar:
        yield _Bar(bar)


class _Bar:
    """Shows the steps of a run as bars that vanish at its end."""

    def __init__(self, bar: Progress) -> None:
        self.bar = bar
        self.task: TaskID | None = None

    def start(self, label: str, total: int | None) -> None:
        self.task = self.bar.add_task(escape(label), total=total)

    def advance(self, count: int = 1) -> None:
        if self.task is not None:
            self.bar.advance(self.task, count)

    def end(self) -> None:
        if self.task is not None:
            self.bar.remove_task(self.task)
            self.task = None


def show_ingest(report: IngestReport) -> None:
    """Print a table of the sources, what was skipped, and the size of the library."""
    screen = console()
    table = _table("source", "files", "read", "new", "updated", "unchanged", "skipped", "")
    for source in report.sources:
        counts = source.counts
        state = "[red]failed[/red]" if source.problems else escape(source.note or "")
        numbers = (source.files, counts.read, counts.new, counts.updated, counts.unchanged)
        shown = (f"{number:,}" for number in (*numbers, len(counts.skipped)))
        table.add_row(escape(source.name), *shown, state)
    screen.print(table)
    for source in report.sources:
        skipped = source.counts.skipped
        for item in skipped[:MOST_SKIPPED]:
            screen.print(f"  skipped {escape(item.position)}: {escape(item.reason)}")
        if len(skipped) > MOST_SKIPPED:
            screen.print(f"  and {len(skipped) - MOST_SKIPPED:,} more; --json lists them all")
    changed = any(source.counts.new or source.counts.updated for source in report.sources)
    note = "" if changed else "; nothing changed"
    screen.print(
        f"The library holds {_count(report.papers, 'paper')}{note} ({escape(report.library)})."
    )


def show_draft(report: DraftReport) -> None:
    """Print the themes with their counts, what was left out and why, and where the issue is."""
    screen = console()
    table = _table("theme", "taken")
    for _, title, count in report.themes:
        table.add_row(escape(title), f"{count:,}" if count else "[dim]–[/dim]")
    screen.print(table)
    screen.print(
        f"{_count(report.candidates, 'candidate')}: {report.taken:,} taken, {report.inbox:,} in the inbox, "
        f"{sum(count for _, count in report.left_out):,} left out."
    )
    for reason, count in report.left_out:
        screen.print(f"  left out, {escape(reason)}: {count:,}")
    if report.untitled:
        screen.print(
            f"  of {_count(report.untitled, 'paper')} no source gives the title, so they are no entries; "
            "add a source that does, for example arXiv's API as a feed."
        )
    said = {
        "written": f"The draft is [bold]{escape(report.path)}[/bold].",
        "unchanged": f"The draft {escape(report.path)} is up to date: nothing changed.",
        "kept": f"[yellow]{escape(report.path)} was edited and is left as it is.[/yellow]",
        "dry-run": "Nothing was written.",
    }
    screen.print(said[report.action])


def show_build(report: BuildReport) -> None:
    """Print what was built and where to look next."""
    screen = console()
    drafts = f", {len(report.drafts)} of them draft" if report.drafts else ""
    screen.print(
        f"Built {_count(len(report.issues), 'issue')}{drafts}, {_count(report.papers, 'paper')}, "
        f"{_count(report.pages, 'page')}."
    )
    for mail in report.mails:
        if mail.shortened:
            screen.print(
                f"[yellow]The mail of {mail.slug} was too large: {len(mail.shortened)} parts "
                "were cut short with a link to the site.[/yellow]"
            )
    newest = report.drafts[0] if report.drafts else report.issues[0] if report.issues else None
    rows = [
        ("issue", f"content/issues/{newest}.md" if newest else None),
        ("site", report.site and f"{report.site}/index.html"),
        ("mail", next((mail.html for mail in report.mails if mail.slug == newest), None)),
        ("feed", report.feed),
    ]
    for name, path in rows:
        if path:
            screen.print(f"  {name:<6}[bold]{escape(path)}[/bold]")
    if report.drafts:
        screen.print(
            "  next  edit the issue, build again, and set status: published when it is done"
        )


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
    table = _table("field", "", "from", right=False)
    came_from = {origin.field: f"{origin.source}, {origin.position}" for origin in paper.origins}
    for field, value in _facts(paper):
        table.add_row(field, escape(value), escape(came_from.get(field, "")))
    screen.print(table)


def show_status(report: StatusReport) -> None:
    """Print how the sources, the library and the open drafts stand."""
    screen = console()
    table = _table("source", "last run (UTC)", "read", "new", "updated", "skipped", "newest day")
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
        f"{_count(report.papers, 'paper')} in the library; "
        f"{_count(len(report.published), 'issue')} published; "
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


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _table(*columns: str, right: bool = True) -> Table:
    """Return an empty table; all columns but the first are numbers, unless ``right`` is false."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(columns[0], overflow="fold")
    for column in columns[1:]:
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table
