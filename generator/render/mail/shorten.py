"""Less of a Markdown text: whole blocks from its start, or else its first words.

This decides what stays, never half a table or an open fence; why less is wanted, and what stands where the
rest was, is the caller's.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from generator.markup import parser
from generator.render.markdown import plain_text

SHORTEST = 120
"""Fewer bytes than this of a block say nothing."""


@dataclass(frozen=True, slots=True)
class _Outline:
    """A text's blocks, the bytes that the first of them take together, and its definitions."""

    blocks: tuple[str, ...]
    ends: tuple[int, ...]
    definitions: str

    def count_within(self, budget: int) -> int:
        return bisect_right(self.ends, budget)


def shorten(text: str, budget: int) -> str:
    """Return the blocks from the start of ``text`` that take at most ``budget`` bytes.

    A text within the budget comes back as it is, and nothing where its first block is too long by
    itself: then ``first_words`` has something. Definitions of links and footnotes stay.
    """
    if _size(text) <= budget:
        return text
    outline = _outline(text)
    kept = outline.blocks[: outline.count_within(budget)]
    return "\n\n".join([*kept, outline.definitions]) if kept else ""


def first_words(text: str, budget: int) -> str:
    """Return the first words that readers see, no Markdown, in at most ``budget`` bytes or so."""
    words = _first_paragraph(text) if budget >= SHORTEST else ""
    if _size(words) <= budget:
        return words
    return _whole_words(words.encode("utf-8", "replace")[:budget].decode("utf-8", "ignore"))


def kept_share(text: str, budget: int) -> float:
    """Return about which share of a text's bytes those two keep, without doing it."""
    size = _size(text)
    if size <= budget:
        return 1.0
    outline = _outline(text)
    count = outline.count_within(budget)
    if count:
        return outline.ends[count - 1] / size
    return budget / size if budget >= SHORTEST else 0.0


def opening_words(text: str, limit: int = 200) -> str:
    """Return the first words that readers see of a Markdown text, ``limit`` characters or less."""
    words = _first_paragraph(text)
    return words if len(words) <= limit else _whole_words(words[:limit])


@lru_cache(maxsize=512)
def _outline(text: str) -> _Outline:
    lines = text.split("\n")
    spans = [token.map for token in parser().parse(text) if token.level == 0 and token.map]
    defined = set(range(len(lines))).difference(*(range(*span) for span in spans))
    blocks = tuple("\n".join(lines[start:end]).strip("\n") for start, end in spans)
    return _Outline(
        blocks=blocks,
        ends=tuple(accumulate(map(_size, blocks))),
        definitions="\n".join(lines[number] for number in sorted(defined)).strip("\n"),
    )


@lru_cache(maxsize=512)
def _first_paragraph(text: str) -> str:
    inlines = (token.content for token in parser().parse(text) if token.type == "inline")
    return next(filter(None, (" ".join(plain_text(inline).split()) for inline in inlines)), "")


def _whole_words(cut: str) -> str:
    return cut.rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
