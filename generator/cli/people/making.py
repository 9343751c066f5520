"""What ingest, draft and build say to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from generator.cli.people.screen import console, count_of, table_of

if TYPE_CHECKING:
    from generator.pipeline.build import BuildReport
    from generator.pipeline.draft import DraftReport
    from generator.pipeline.ingest import IngestReport

MOST_SKIPPED = 5
MOST_SHORTENED = 10


def show_ingest(report: IngestReport) -> None:
    """Print a table of the sources, what was skipped, and the size of the library."""
    screen = console()
    table = table_of("source", "files", "read", "new", "updated", "unchanged", "skipped", "")
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
        f"The library holds {count_of(report.papers, 'paper')}{note} ({escape(report.library)})."
    )


def show_draft(report: DraftReport) -> None:
    """Print the themes with their counts, what was left out and why, and where the issue is."""
    screen = console()
    table = table_of("theme", "taken")
    for _, title, count in report.themes:
        table.add_row(escape(title), f"{count:,}" if count else "[dim]–[/dim]")
    screen.print(table)
    screen.print(
        f"{count_of(report.candidates, 'candidate')}: {report.taken:,} taken, {report.inbox:,} in the inbox, "
        f"{sum(count for _, count in report.left_out):,} left out."
    )
    for reason, count in report.left_out:
        screen.print(f"  left out, {escape(reason)}: {count:,}")
    for note in report.notes:
        screen.print(f"  [yellow]{escape(note)}[/yellow]")
    if report.untitled:
        screen.print(
            f"  of {count_of(report.untitled, 'paper')} no source gives the title, so they are no entries; "
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
        f"Built {count_of(len(report.issues), 'issue')}{drafts}, {count_of(report.papers, 'paper')}, "
        f"{count_of(report.pages, 'page')}."
    )
    for mail in report.mails:
        if mail.shortened:
            screen.print(
                f"[yellow]The mail of {mail.slug} was too large; the site has the rest of "
                f"{count_of(len(mail.shortened), 'text')}:[/yellow]"
            )
            for part in mail.shortened[:MOST_SHORTENED]:
                screen.print(f"  shortened: {escape(part.title)}")
            if len(mail.shortened) > MOST_SHORTENED:
                rest = len(mail.shortened) - MOST_SHORTENED
                screen.print(f"  and {rest:,} more; --json lists them all")
    newest = report.drafts[0] if report.drafts else report.issues[0] if report.issues else None
    mails = sorted(report.mails, key=lambda mail: mail.slug != newest)
    shown_mail = mails[0] if mails else None
    rows = [
        ("issue", f"content/issues/{newest}.md" if newest else None),
        ("site", report.site and f"{report.site}/index.html"),
        ("mail", shown_mail.html if shown_mail else None),
        ("feed", report.feed),
    ]
    for name, path in rows:
        if path:
            screen.print(f"  {name:<6}[bold]{escape(path)}[/bold]")
    if report.drafts:
        screen.print(
            "  next  edit the issue, build again, and set status: published when it is done"
        )
