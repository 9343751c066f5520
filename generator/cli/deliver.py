"""The commands that hand an issue over: send (to yourself), export (to a mail provider)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from generator.cli.app import Json, ProjectDir, Quiet, app, now, open_newsletter
from generator.config.objects import Provider

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The issue, draft or published.")]
ChosenProvider = Annotated[
    Provider | None,
    typer.Option(
        "--provider",
        help="Whose placeholders and files.",
        show_default="email.provider of newsletter.yml",
    ),
]
OutDir = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Write the files there.",
        show_default="build/export/PROVIDER/SLUG",
    ),
]


@app.command(epilog="Example: paperround send 2023-08 --test me@example.org --test you@example.org")
def send(
    slug: Slug,
    test: Annotated[
        list[str],
        typer.Option(
            "--test", metavar="ADDRESS", help="Who gets it; repeatable, five addresses at most."
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be sent, and send nothing.")
    ] = False,
    project: ProjectDir = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Send an issue's mail to yourself, over the SMTP server of newsletter.yml.

    Never to a list: sending to your readers is the work of your mail provider (see export).
    """
    from generator.cli.machine import write_object  # noqa: PLC0415
    from generator.cli.machine_deliver import send_object  # noqa: PLC0415
    from generator.cli.people.deliver import show_send  # noqa: PLC0415
    from generator.cli.secrets import smtp_password  # noqa: PLC0415
    from generator.pipeline.deliver import send_test  # noqa: PLC0415

    newsroom = open_newsletter(project)
    password = None if dry_run else smtp_password(newsroom.config.newsletter.email.smtp)
    report = send_test(newsroom, slug, test, password, dry_run=dry_run)
    if json:
        write_object(send_object(report))
    elif not quiet:
        show_send(report)
    for failure in report.failures:
        typer.echo(f"paperround: {failure}", err=True)
    if report.failures:
        raise typer.Exit(1)


@app.command(epilog="Example: paperround export 2023-08 --provider listmonk --push")
def export(
    slug: Slug,
    provider: ChosenProvider = None,
    out: OutDir = None,
    push: Annotated[
        bool,
        typer.Option(
            "--push",
            help="Also make the draft at listmonk or Buttondown, or bring it up to date; the key is in "
            "PAPERROUND_LISTMONK_KEY or PAPERROUND_BUTTONDOWN_KEY.",
        ),
    ] = False,
    project: ProjectDir = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write an issue's mail in the form that a mail provider takes.

    With --push it becomes a draft there. Nothing is ever sent or scheduled: you do that at your
    provider, who has the list.
    """
    from generator.cli.machine import write_object  # noqa: PLC0415
    from generator.cli.machine_deliver import export_object  # noqa: PLC0415
    from generator.cli.people.deliver import show_export  # noqa: PLC0415
    from generator.cli.secrets import provider_key  # noqa: PLC0415
    from generator.pipeline.deliver import KEYS, PushOptions  # noqa: PLC0415
    from generator.pipeline.deliver import export as run  # noqa: PLC0415

    newsroom = open_newsletter(project)
    wanted = provider or newsroom.config.newsletter.email.provider
    options = PushOptions(provider_key(KEYS.get(wanted, ""))) if push else None
    folder = out.absolute() if out else None
    report = run(newsroom, slug, wanted, now(), folder=folder, push=options)
    if json:
        write_object(export_object(report))
    elif not quiet:
        show_export(report)
