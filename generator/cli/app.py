"""The application that the commands join, the options they share, and the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator import __version__
from generator.errors import UsageError

if TYPE_CHECKING:
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


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Take the options that stand before a command."""
    if version:
        typer.echo(f"paperround {__version__}")
        raise typer.Exit


def open_newsletter(project: Path | None) -> Newsroom:
    """Load the newsletter in ``project``, or the one around the current folder."""
    from generator.config.load import find_project  # noqa: PLC0415
    from generator.pipeline.project import open_newsroom  # noqa: PLC0415

    return open_newsroom(find_project((project or Path.cwd()).absolute()))


def now() -> datetime:
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
