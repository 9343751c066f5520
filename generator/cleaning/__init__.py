"""Mending what a page or an extraction broke in a text, where that is certain.

What an author may have meant stays as it is: a mend that is only probable is not made (glued words
are not split, "50 %" is not joined), and in ``$…$`` only entities and white space are mended.
``characters`` mends what every text has, ``tex`` TeX outside math, ``prose`` abstracts; ``links``
finds links in them. Every ``clean_…`` is pure, gives the same when applied to its own result, and
takes linear time.

Nothing here folds texts for comparing (that is ``matching``) or escapes them for Markdown or HTML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.cleaning.characters import clean_characters, join_lines
from generator.cleaning.formulas import hide_math, show_math
from generator.cleaning.links import Links, find_links
from generator.cleaning.prose import clean_prose
from generator.cleaning.tex import clean_accents, clean_tex

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Links", "clean_abstract", "clean_author", "clean_title", "find_links"]

# Letters, digits and common punctuation with single spaces, and nothing that any mend looks for: most
# titles and names and many abstracts, which stay as they are.
_HONEST = re.compile(
    r"[!-#%'-Z_a-}\u2013\u2014\u2018-\u201d](?: ?[!-#%'-Z_a-}\[\]^\u2013\u2014\u2018-\u201d])*+"
)
_MAY_NEED_MENDING = re.compile(r" [,;.:)]|://|\d[A-Zhgc]")

# One mend can bring forth another (``&\\#38;lt;``); honest texts are done after the first round.
_ROUNDS = 8


def clean_title(text: str) -> str:
    """Return a title on one line, without entities, TeX outside math, and invisible marks."""
    return _repeat(_clean_title, text)


def clean_abstract(text: str) -> str:
    """Return an abstract as one paragraph, or as several where blank lines part them.

    As ``clean_title``, and besides: spaces before punctuation, footnote marks and links that are
    glued to words.
    """
    return _repeat(_clean_abstract, text)


def clean_author(text: str) -> str:
    """Return a name on one line, without entities, TeX accents and invisible marks."""
    return _repeat(_clean_author, text)


def _repeat(mend: Callable[[str], str], text: str) -> str:
    if _HONEST.fullmatch(text) and not _MAY_NEED_MENDING.search(text):
        return text
    for _ in range(_ROUNDS):
        before, text = text, mend(text)
        if text == before:
            break
    return text


def _clean_title(text: str) -> str:
    hidden, spans = hide_math(join_lines(clean_characters(text), keep_paragraphs=False))
    return show_math(clean_tex(hidden), spans).strip()


def _clean_abstract(text: str) -> str:
    hidden, spans = hide_math(join_lines(clean_characters(text), keep_paragraphs=True))
    return show_math(clean_prose(clean_tex(hidden)), spans).strip()


def _clean_author(text: str) -> str:
    return clean_accents(join_lines(clean_characters(text), keep_paragraphs=False)).strip()
