"""How short the texts of a mail must be for a mail program to show it whole.

Gmail clips a mail at about 102 KB, and what counts is what was sent. Making a mail costs much, so
sizes are predicted from what its texts weigh, and only a good guess is made and measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.render.mail.message import size_as_sent
from generator.render.mail.shorten import kept_share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HTML_BUDGET = 100_000
SENT_BUDGET = 102_400
LINK = re.compile(r'\shref="http')
# A rewritten address is broken over lines of quoted-printable: three bytes for 75.
BREAKS = 1.04
ROUNDS = 7
NEARLY = 0.96
# How much of the budget a byte of HTML takes once it has its styles and is quoted-printable.
FIRST_SLOPE = 1.05 / SENT_BUDGET
# What the link to the rest of a text takes beyond the link that it stands for.
CONTINUED = 40


@dataclass(frozen=True, slots=True)
class Cut:
    """How much a mail may hold: bytes of Markdown in one text, entries in one section."""

    text_bytes: int | None = None
    entries: int | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text as it stands in the issue, and the bytes of its HTML when it is whole."""

    text: str
    size: int


def load_of(html: str, tracking_bytes: int = 0) -> float:
    """Return which part of the budget a mail takes; above 1 it may be clipped.

    ``tracking_bytes`` are kept for each link that leads to the web.
    """
    reserved = tracking_bytes * len(LINK.findall(html)) if tracking_bytes else 0
    return max(
        (len(html.encode()) + reserved) / HTML_BUDGET,
        (size_as_sent(html) + BREAKS * reserved) / SENT_BUDGET,
    )


def fitting_cut(
    texts: Sequence[Weighed], load_whole: float, most_entries: int, load_at: Callable[[Cut], float]
) -> Cut | None:
    """Return the cut that keeps most and fits, or ``None`` where none does.

    First the longest texts are cut, all to one length; where even without texts the mail is too
    much, sections are cut to fewer entries. ``load_at`` makes the mail and measures it.
    """
    if load_at(Cut(text_bytes=0)) > 1:
        return _fewer_entries(most_entries, load_at)
    return _shorter_texts(texts, load_whole, load_at)


def _shorter_texts(
    texts: Sequence[Weighed], load_whole: float, load_at: Callable[[Cut], float]
) -> Cut:
    """Return the best of a few guesses, each made from what the last one weighed."""
    heaviest = max((len(weighed.text.encode("utf-8", "replace")) for weighed in texts), default=0)

    def kept_at(budget: int) -> float:
        shares = [(weighed.size, kept_share(weighed.text, budget)) for weighed in texts]
        return sum(size * share + (CONTINUED if share < 1 else 0) for size, share in shares)

    def largest_within(room: float) -> int:
        return _largest(heaviest, lambda budget: kept_at(budget) <= room)

    kept, load, slope = kept_at(heaviest), load_whole, FIRST_SLOPE
    fits, clipped = 0, heaviest
    for _ in range(ROUNDS):
        budget = largest_within(kept + ((NEARLY + 1) / 2 - load) / slope)
        if not fits < budget < clipped:
            budget = (fits + clipped) // 2
        if budget == fits:
            break
        last_kept, last_load = kept, load
        kept, load = kept_at(budget), load_at(Cut(text_bytes=budget))
        if load > 1:
            clipped = budget
        else:
            fits = budget
        if NEARLY <= load <= 1:
            break
        if kept != last_kept:
            slope = max((load - last_load) / (kept - last_kept), FIRST_SLOPE / 4)
    return Cut(text_bytes=fits)


def _fewer_entries(most: int, load_at: Callable[[Cut], float]) -> Cut | None:
    def fits(count: int) -> bool:
        return load_at(Cut(text_bytes=0, entries=count)) <= 1

    count = _largest(most, fits)
    return Cut(text_bytes=0, entries=count) if count or fits(0) else None


def _largest(limit: int, holds: Callable[[int], bool]) -> int:
    """Return the largest number below ``limit`` for which ``holds`` does, by halving; else 0."""
    low, high = 0, max(limit, 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
