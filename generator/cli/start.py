"""The command that begins a newsletter: init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import Json, Quiet, app

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty.")
]


@app.command(
    epilog='Example: paperround init my-letter --title "My letter" --url https://example.org/letter/'
)
def init(
    folder: Folder,
    title: Annotated[
        str | None,
        typer.Option(
            "--title",
            metavar="TEXT",
            help="The newsletter's name.",
            show_default="the folder's name",
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            metavar="URL",
            help="Where the site will be.",
            show_default="a placeholder",
        ),
    ] = None,
    sample: Annotated[
        bool | None,
        typer.Option(
            "--sample/--empty",
            help="Begin with the whole sample newsletter, or without any papers.",
            show_default="one day's list to try",
        ),
    ] = None,
    with_templates: Annotated[
        bool,
        typer.Option("--with-templates", help="Copy templates/ and site/ too, to change the look."),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a new newsletter that builds at once."""
    from generator.cli.machine import write_object  # noqa: PLC0415
    from generator.cli.machine_starting import init_object  # noqa: PLC0415
    from generator.cli.people.starting import show_init  # noqa: PLC0415
    from generator.pipeline.init import InitOptions, Start  # noqa: PLC0415
    from generator.pipeline.init import init as run  # noqa: PLC0415

    start = {None: Start.EXAMPLE, True: Start.SAMPLE, False: Start.EMPTY}[sample]
    report = run(folder.expanduser().resolve(), InitOptions(title, url, start, with_templates))
    if json:
        write_object(init_object(report))
    elif not quiet:
        show_init(report, str(folder))
