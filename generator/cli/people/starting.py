"""What init says to people."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rich.markup import escape

from generator.cli.people.screen import console, count_of
from generator.pipeline.init import Start

if TYPE_CHECKING:
    from generator.pipeline.init import InitReport


def show_init(report: InitReport, typed: str) -> None:
    """Print what was made in the folder that was ``typed``, and what to do next."""
    screen = console()
    here = typed in {".", "./"}
    where = "this folder" if here else typed
    screen.print(
        f"Made [bold]{escape(report.title)}[/bold] in {escape(where)}: "
        f"{count_of(len(report.files), 'file')}.",
        soft_wrap=True,
    )
    steps = [] if here else [f"cd {shlex.quote(typed)}"]
    if report.start is Start.EMPTY:
        steps.append("name your sources in content/sources.yml")
    rows = [
        ("next", ", then ".join([*steps, "make issue"])),
        ("or", "paperround ingest && paperround draft && paperround build --drafts"),
        ("edit", "content/newsletter.yml, content/sources.yml, content/themes.yml"),
        ("read", "README.md: how an issue is made, and what GitHub needs to know"),
    ]
    for name, what in rows:
        screen.print(f"  {name:<6}{escape(what)}", soft_wrap=True)
