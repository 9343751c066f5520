"""The commands that make something: ingest, draft, build.

Each parses its options, calls the pipeline and hands its report to be shown. The pipeline is imported
inside the commands: ``paperround --help`` needs none of it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli.app import Json, ProjectDir, Quiet, app, now, open_newsletter
from generator.errors import SourceError, UsageError

if TYPE_CHECKING:
    from generator.models import Period


class Part(StrEnum):
    """What can be built on its own."""

    SITE = "site"
    EMAIL = "email"
    FEEDS = "feeds"


@app.command(epilog="Example: paperround ingest hf-daily  ·  paperround ingest ~/saved/*.txt")
def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE|FILE|URL]...",
            help="Names of sources.yml, files, or feeds; all sources by default.",
        ),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Leave feeds out.")] = False,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="NAME", help="Read as this format instead of recognising it."
        ),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Take the good lines of a damaged file.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a source that has a bad item.")
    ] = False,
    project: ProjectDir = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read dumps and feeds into the library."""
    from generator.cli.machine import ingest_object, write_object  # noqa: PLC0415
    from generator.cli.people.making import show_ingest  # noqa: PLC0415
    from generator.cli.people.progress import showing_progress  # noqa: PLC0415
    from generator.pipeline.ingest import IngestOptions  # noqa: PLC0415
    from generator.pipeline.ingest import ingest as run  # noqa: PLC0415

    newsroom = open_newsletter(project)
    wanted = IngestOptions(offline, skip_bad, strict, format_)
    with showing_progress("records", silent=json or quiet) as progress:
        report = run(newsroom, sources or [], wanted, now(), progress)
    if json:
        write_object(ingest_object(report))
    elif not quiet:
        show_ingest(report)
    if report.problems:
        raise SourceError.of(report.problems)


@app.command(
    epilog="Example: paperround draft  ·  paperround draft 2023-08 --from 2023-08-01 --to 2023-08-31"
)
def draft(
    slug: Annotated[
        str | None,
        typer.Argument(
            metavar="[SLUG]", help="The issue; by default the open draft, else today's."
        ),
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="Only papers of this day or later.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Only papers of this day or earlier.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="NAME", help="Only papers of this source; repeatable."),
    ] = None,
    unlimited: Annotated[
        bool, typer.Option("--all", help="Drop the days and sources that the draft was limited to.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the choice and write nothing.")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave an issue that was edited as it is, and go on.")
    ] = False,
    project: ProjectDir = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make or refresh the draft of an issue."""
    from generator.cli.machine import draft_object, write_object  # noqa: PLC0415
    from generator.cli.people.making import show_draft  # noqa: PLC0415
    from generator.pipeline.draft import DraftOptions  # noqa: PLC0415
    from generator.pipeline.draft import draft as run  # noqa: PLC0415

    wanted = DraftOptions(
        _window(from_, to), tuple(source or ()), unlimited, dry_run=dry_run, keep=keep
    )
    report = run(open_newsletter(project), slug, wanted, now())
    if json:
        write_object(draft_object(report))
    elif not quiet:
        show_draft(report)


@app.command(epilog="Example: paperround build --drafts  ·  paperround build 2023-08 --only email")
def build(
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG]...", help="Make the mails of these issues only."),
    ] = None,
    only: Annotated[
        list[Part] | None, typer.Option("--only", help="Build only this part; repeatable.")
    ] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Include issues that are still drafts.")
    ] = False,
    themes: Annotated[
        str | None,
        typer.Option("--themes", metavar="A,B", help="Make shorter mails with these themes alone."),
    ] = None,
    project: ProjectDir = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build the site, the mail and the feed into build/."""
    from generator.cli.machine import build_object, write_object  # noqa: PLC0415
    from generator.cli.people.making import show_build  # noqa: PLC0415
    from generator.cli.people.progress import showing_progress  # noqa: PLC0415
    from generator.pipeline.build import BuildOptions  # noqa: PLC0415
    from generator.pipeline.build import build as run  # noqa: PLC0415

    newsroom = open_newsletter(project)
    chosen = tuple(
        dict.fromkeys(name.strip() for name in (themes or "").split(",") if name.strip())
    )
    if themes is not None and not chosen:
        raise UsageError("--themes: name at least one theme, for example --themes tool-use")
    wanted = BuildOptions(tuple(part.value for part in only or ()), drafts, chosen)
    with showing_progress("pages", silent=json or quiet) as progress:
        report = run(newsroom, slugs or [], wanted, now(), progress)
    if json:
        write_object(build_object(report))
    elif not quiet:
        show_build(report)


def _window(first: str | None, last: str | None) -> Period | None:
    from generator.models import Period  # noqa: PLC0415

    if first is None and last is None:
        return None
    period = Period(_day(first, "--from", date.min), _day(last, "--to", date.max))
    if period.end < period.start:
        raise UsageError(f"--from {first} is after --to {last}")
    return period


def _day(text: str | None, option: str, default: date) -> date:
    try:
        return date.fromisoformat(text) if text else default
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no day; write it like 2023-08-01") from error
