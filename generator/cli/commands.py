"""The commands. Each parses its options, calls the pipeline and hands its report to be shown.

The pipeline is imported inside the commands: ``paperround --help`` needs none of it.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator import __version__
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.models import Period
    from generator.pipeline.project import Newsroom

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Newsletters and sites for research papers: from saved dumps and feeds to an issue, a "
    "site, a mail and a feed.",
)

ProjectDir = Annotated[
    Path | None,
    typer.Option(
        "--project",
        "-C",
        metavar="DIR",
        help="The newsletter's folder.",
        show_default="found from here",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


class Part(StrEnum):
    """What can be built on its own."""

    SITE = "site"
    EMAIL = "email"
    FEEDS = "feeds"


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Take the options that stand before a command."""
    if version:
        typer.echo(f"paperround {__version__}")
        raise typer.Exit


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
    from generator.cli.people import show_ingest, showing_progress  # noqa: PLC0415
    from generator.pipeline.ingest import IngestOptions  # noqa: PLC0415
    from generator.pipeline.ingest import ingest as run  # noqa: PLC0415

    newsroom = _open(project)
    wanted = IngestOptions(offline, skip_bad, strict, format_)
    with showing_progress("records", silent=json or quiet) as progress:
        report = run(newsroom, sources or [], wanted, _now(), progress)
    if json:
        write_object(ingest_object(report))
    elif not quiet:
        show_ingest(report)
    _fail_with(report.problems)


@app.command("list", epilog="Example: paperround list --json > library.jsonl")
def list_papers(
    project: ProjectDir = None,
    json: Annotated[
        bool, typer.Option("--json", help="Write JSON Lines, one paper a line.")
    ] = False,
) -> None:
    """List the papers of the library, by id."""
    from generator.cli.machine import paper_object, write_object  # noqa: PLC0415
    from generator.cli.people import show_papers  # noqa: PLC0415
    from generator.pipeline.listing import papers_of  # noqa: PLC0415

    with papers_of(_open(project).places) as papers:
        if json:
            for paper in papers:
                write_object(paper_object(paper))
        else:
            show_papers(papers)


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
    from generator.cli.people import show_draft  # noqa: PLC0415
    from generator.pipeline.draft import DraftOptions  # noqa: PLC0415
    from generator.pipeline.draft import draft as run  # noqa: PLC0415

    wanted = DraftOptions(_window(from_, to), tuple(source or ()), dry_run, keep)
    report = run(_open(project), slug, wanted, _now())
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
    project: ProjectDir = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build the site, the mail and the feed into build/."""
    from generator.cli.machine import build_object, write_object  # noqa: PLC0415
    from generator.cli.people import show_build, showing_progress  # noqa: PLC0415
    from generator.pipeline.build import BuildOptions  # noqa: PLC0415
    from generator.pipeline.build import build as run  # noqa: PLC0415

    newsroom = _open(project)
    wanted = BuildOptions(tuple(part.value for part in only or ()), drafts)
    with showing_progress("pages", silent=json or quiet) as progress:
        report = run(newsroom, slugs or [], wanted, _now(), progress)
    if json:
        write_object(build_object(report))
    elif not quiet:
        show_build(report)


def _open(project: Path | None) -> Newsroom:
    from generator.config.load import find_project  # noqa: PLC0415
    from generator.pipeline.project import open_newsroom  # noqa: PLC0415

    return open_newsroom(find_project((project or Path.cwd()).absolute()))


def _now() -> datetime:
    """Return the clock, or the moment that SOURCE_DATE_EPOCH sets for a repeatable run."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(fixed), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {fixed!r}; it must be seconds since 1970"
        ) from error


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


def _fail_with(problems: tuple[object, ...]) -> None:
    for problem in problems:
        typer.echo(f"paperround: {problem}", err=True)
    if problems:
        raise typer.Exit(1)
