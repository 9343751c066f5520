"""Less of a Markdown text: whole blocks from its start, never half a table or an open fence.

This decides what stays; why less is wanted, and what stands where the rest was, is the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.markup import parser
from generator.render.escape import escape_text
from generator.render.markdown import plain_text

if TYPE_CHECKING:
    from markdown_it.token import Token

SHORTEST = 120
"""Fewer characters than this of a block say nothing."""


def shorten(text: str, budget: int) -> str:
    """Return the blocks from the start of ``text`` that take at most ``budget`` bytes.

    A text within the budget comes back as it is. Where the first block is too long by itself, its
    first words stay, as one plain paragraph. Definitions of links and footnotes stay.
    """
    if _size(text) <= budget:
        return text
    lines = text.split("\n")
    blocks = [token.map for token in parser().parse(text) if token.level == 0 and token.map]
    defined = set(range(len(lines))).difference(*(range(*block) for block in blocks))
    kept: list[str] = []
    used = 0
    for start, end in blocks:
        block = "\n".join(lines[start:end]).strip("\n")
        used += _size(block)
        if used > budget:
            break
        kept.append(block)
    if kept:
        definitions = "\n".join(lines[number] for number in sorted(defined)).strip("\n")
        return "\n\n".join([*kept, definitions])
    return escape_text(opening_words(text, budget)) if budget >= SHORTEST else ""


def opening_words(text: str, limit: int = 200) -> str:
    """Return the first words that readers see of a Markdown text, ``limit`` characters or less."""
    inline = next((token for token in parser().parse(text) if _speaks(token)), None)
    words = " ".join(plain_text(inline.content).split()) if inline else ""
    if len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _speaks(token: Token) -> bool:
    return token.type == "inline" and bool(plain_text(token.content).strip())


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
