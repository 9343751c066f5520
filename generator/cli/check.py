"""The command that looks before an issue is published: check."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from generator.cli.app import Json, ProjectDir, Quiet, app, open_newsletter


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@app.command(epilog="Example: paperround check  ·  paperround check 2023-08 --links --strict")
def check(
    slugs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SLUG]...", help="The issues to check; all by default."),
    ] = None,
    links: Annotated[
        bool,
        typer.Option(
            "--links",
            help="Ask the network whether links work: of the issues named, else of drafts and the "
            "newest published issue.",
        ),
    ] = False,
    format_: Annotated[
        Format,
        typer.Option("--format", help="For people, for programs, or to annotate a pull request."),
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="Show all checks by code as Markdown, and do nothing.")
    ] = False,
    project: ProjectDir = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Look for what must not be published; errors stop the build of a published issue.

    Every finding has a code, which an issue can silence in its front matter with a reason:
    docs/preflight.md.
    """
    if list_:
        from generator.preflight.page import render_codes  # noqa: PLC0415

        typer.echo(render_codes(), nl=False)
        return
    from generator.cli.machine import write_object  # noqa: PLC0415
    from generator.cli.machine_check import check_object  # noqa: PLC0415
    from generator.cli.people.check import show_check, show_for_github  # noqa: PLC0415
    from generator.cli.people.progress import showing_progress  # noqa: PLC0415
    from generator.pipeline.check import check as run  # noqa: PLC0415
    from generator.pipeline.check import network  # noqa: PLC0415

    newsroom = open_newsletter(project)
    wanted = Format.JSON if json else format_
    with showing_progress("done", silent=quiet or wanted is not Format.TEXT) as progress:
        ask = network(newsroom) if links else None
        report = run(newsroom, slugs or [], ask=ask, progress=progress)
    if wanted is Format.JSON:
        write_object(check_object(report))
    elif wanted is Format.GITHUB:
        show_for_github(report, newsroom.places.root)
    elif not quiet:
        show_check(report)
    if report.errors or (strict and report.warnings):
        raise typer.Exit(1)
