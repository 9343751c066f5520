"""How long work tells how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Somebody who shows progress: ``start`` a step, ``advance`` it, ``end`` it."""

    def start(self, label: str, total: int | None) -> None:
        """Begin a step of ``total`` things, or of an unknown number."""

    def advance(self, count: int = 1) -> None:
        """Say that ``count`` more are done."""

    def end(self) -> None:
        """End the step."""


class Silent:
    """Nobody listens."""

    def start(self, label: str, total: int | None) -> None:
        """Begin a step."""

    def advance(self, count: int = 1) -> None:
        """Go on."""

    def end(self) -> None:
        """End the step."""
