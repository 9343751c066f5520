"""Where people read, and the pieces that reports are made of."""

from __future__ import annotations

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

PLAIN_WIDTH = 110


def console(*, to_errors: bool = False) -> Console:
    """Return where people read; a file or pipe gets lines wide enough for paths."""
    stream = sys.stderr if to_errors else sys.stdout
    width = None if stream.isatty() else PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def count_of(number: int, noun: str) -> str:
    """Return a number and its noun: ``1 paper``, ``2,000 papers``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def table_of(*columns: str, right: bool = True) -> Table:
    """Return an empty table; all columns but the first are numbers, unless ``right`` is false."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column(columns[0], overflow="fold")
    for column in columns[1:]:
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    return table
