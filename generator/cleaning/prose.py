"""Mends of abstracts: what extraction from pages and papers does to sentences and links.

The footnote marks are those that LaTeXML's text leaves: the number of the note three times, glued
to the words on both sides (``inference.111Our code``).
"""

from __future__ import annotations

import re

from generator.cleaning.characters import word_before

_NOTE = re.compile(
    r"(?<=[A-Za-z.,;:!?)\]%”’\"'])([1-9]|1\d)\1\1(?=https?://|github\.com/|[A-Z][a-z ])"
)
# A mark said once or twice is certain only behind a full stop and before the usual words.
_SHORT_NOTE = re.compile(
    r"(?<=[a-z)][.,])([1-9])\1?(?=https?://|(?:(?:Our|The|All) )?[Cc]odes?\b|(?:Our|The) )"
)
_DOUBLE_NOTE = re.compile(r"(?<=[a-z]{3})([1-9])\1(?=https?://|(?:Our c|C)odes? (?:is|are|and)\b)")
_MAY_BE_NOTE = re.compile(r"\d(?=[A-Zhgc])")  # what each of the three ends with
_GLUED_LINK = re.compile(r"(?<!\S)([^\s:/\ufffc]{0,60}[A-Za-z:).,])(https?://(?=\w))")
_SPACE_BEFORE = re.compile(
    r" (?<=[\w)\]}%”’\"\ufffc] )([,;)]|\.(?!\.)|:(?= [A-Za-z]))(?=\s|$|[,.;:)])"
)
_NO_LETTERS = re.compile(r"[-()\]}’'”\"*]")


def clean_prose(text: str) -> str:
    """Return an abstract, whose math is hidden, with its sentences mended."""
    if _MAY_BE_NOTE.search(text):
        text = _cut_notes(text)
    if "://" in text:
        text = _GLUED_LINK.sub(_part_link, text)
    return _SPACE_BEFORE.sub(_close_up, text)


def _cut_notes(text: str) -> str:
    """Return ``text`` without footnote marks; inside a link only the next mark in order is one."""
    last = 0

    def cut(found: re.Match[str]) -> str:
        nonlocal last
        number = int(found[1])
        if "://" in word_before(text, found.start()) and number != last + 1:
            return found[0]
        last = number
        return " "

    text = _NOTE.sub(cut, text)
    return _DOUBLE_NOTE.sub(" ", _SHORT_NOTE.sub(" ", text))


def _part_link(found: re.Match[str]) -> str:
    return f"{found[1]} {found[2]}"


def _close_up(found: re.Match[str]) -> str:
    """Return the punctuation without the space before it, where no other meaning is possible.

    Behind a link the space keeps the link whole, behind an option (``-e .``) it is a folder's name,
    and a colon may be a formula's or a program's (``f : X``, ``3 : 1``, ``row[i : j]``).
    """
    word = word_before(found.string, found.start())
    if "://" in word or word.startswith(("www.", "-")):
        return found[0]
    if found[1] == ":":
        bare = _NO_LETTERS.sub("", word)
        return ":" if len(bare) > 1 and bare.isalpha() and "[" not in word else found[0]
    return found[1]
