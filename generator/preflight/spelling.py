"""The rule about spelling: words that codespell's list knows as misspelt. English only.

A list of known mistakes, not a list of all words: names and terms pass, what it finds is wrong.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from generator.preflight.finding import Spot
from generator.preflight.parts import not_the_editors
from generator.preflight.source import blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.preflight.desk import Desk

WORD = re.compile(r"(?<![\w@#/.\\'’-])[A-Za-z]+(?:['’][A-Za-z]+)*(?![\w@/\\-]|\.\w)")
# Before a capital that begins a sentence; any other capital is a name.
SENTENCE = re.compile(
    r"(?:\A|\n[ \t>]*\n|\n[ \t]*[-*+]\s|[.!?:]['\"”’)]*\s|[|“\"])[\s>*_|\"“#+-]*\Z"
)
MOST = 3


def misspelt(desk: Desk) -> Iterator[Spot]:
    """Find misspelt words in the editor's own text."""
    if desk.newsletter.language.lower().split("-")[0] != "en":
        return
    source, wrong = desk.source, _dictionary()
    suspects = {word for word in set(source.prose.lower().split()) if _stripped(word) in wrong}
    if not suspects:
        return
    text = blank(source.prose, not_the_editors(desk))
    for found in WORD.finditer(text):
        word = found[0]
        right = wrong.get(word.lower().replace("’", "'"))
        if right is None or not _is_a_word(text, found.start(), word):
            continue
        shown = " or ".join(f"“{one}”" for one in right[:MOST])
        what = f"“{word}” is misspelt"
        yield Spot(*source.place(found.start()), what, f"write {shown}")


def _stripped(word: str) -> str:
    return word.strip(".,;:!?\"“”()[]*_’'>").replace("’", "'")


def _is_a_word(text: str, start: int, word: str) -> bool:
    """Tell a word from a name: in lower case, or with one capital where a sentence begins."""
    if word.islower():
        return True
    rest = word[1:]
    return rest.islower() and SENTENCE.search(text[max(0, start - 40) : start]) is not None


@lru_cache(maxsize=1)
def _dictionary() -> Mapping[str, tuple[str, ...]]:
    """Return what each misspelt word should be, as codespell lists it: ``teh->the``.

    Its lines are ``wrong->right, right, reason``; a comma at the end leaves the reason out.
    """
    found = {}
    listed = files("codespell_lib.data").joinpath("dictionary.txt").read_text("utf-8")
    for line in listed.splitlines():
        wrong, _, right = line.partition("->")
        choices = tuple(one.strip() for one in right.split(","))
        found[wrong] = choices[:1] if len(choices) == 1 else choices[:-1]
    return found
