"""What a rule finds, and what people and programs are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Whether a finding stops the build of a published issue."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a rule objects to, and why: a clause about this place, without a full stop.

    Lines and columns count from 1. ``fix`` replaces the way out that the rule's code has, ``path``
    the issue's file.
    """

    line: int
    column: int
    message: str
    fix: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A spot with its rule's code and level, the file, and the way out."""

    code: str
    level: Level
    path: str
    line: int
    column: int
    message: str
    fix: str

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """What findings are sorted by: where they stand."""
        return (self.path, self.line, self.column, self.code, self.message)
