"""What a mail is: plain data that the pipeline writes, measures and sends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a mail: the opening words (``intro``), a section's, or an entry's.

    ``size`` is the bytes of its HTML when it is whole, without the styles that inlining adds;
    ``is_cut`` says that the mail holds less than the whole.
    """

    anchor: str
    title: str
    size: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says, and its parts in the page's order."""

    subject: str
    preheader: str
    html: str
    text: str
    parts: tuple[Part, ...] = ()

    @property
    def shortened(self) -> tuple[Part, ...]:
        """The parts that the mail holds only in part, or not at all."""
        return tuple(part for part in self.parts if part.is_cut)

    @property
    def heaviest(self) -> tuple[Part, ...]:
        """The parts from the heaviest to the lightest."""
        return tuple(sorted(self.parts, key=lambda part: (-part.size, part.anchor)))
