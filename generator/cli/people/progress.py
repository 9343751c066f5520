"""Bars on standard error while long work is done on a terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from generator.cli.people.screen import console
from generator.pipeline.progress import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import TaskID

    from generator.pipeline.progress import Progress as Listener


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
