"""Which themes speak for a paper: phrases found in its title and abstract. Pure.

Both sides are folded alike: lower case, everything but letters and digits to a space, possessives
and plural endings cut. So a phrase is words in order, and case, hyphens and plurals do not matter.
All phrases of all themes are found in one pass over the text, overlapping ones too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from generator.models import ThemeMatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.config.objects import Theme
    from generator.models import Paper

NOT_A_WORD = re.compile(r"(?<=\w)['’]s\b|[\W_]+")
# Words that end like a plural and are none.
SINGULAR = frozenset(
    {
        "alias",
        "as",
        "atlas",
        "bias",
        "canvas",
        "gas",
        "has",
        "is",
        "its",
        "this",
        "thus",
        "was",
        "us",
    }
)
MOST_WORDS = 500_000


class _Singulars(dict[str, str]):
    """Remembers the singular of each word: texts repeat their words, and there are many texts."""

    def __missing__(self, word: str) -> str:
        if len(self) > MOST_WORDS:
            self.clear()
        singular = self[word] = singular_of(word)
        return singular


def singular_of(word: str) -> str:
    """Return a form that a word and its plural share; it need not be a word.

    ``policies`` and ``policy``, ``losses`` and ``loss``, ``databases`` and ``database``.
    """
    if len(word) < 3 or word in SINGULAR or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith(("ies", "ie")) and len(word) > 4:
        return word.removesuffix("s").removesuffix("ie") + "y"
    word = word.removesuffix("s")
    return word.removesuffix("e") if len(word) > 3 else word


_SINGULARS = _Singulars()


def fold(text: str) -> str:
    """Return ``text`` folded for matching, with a space at both ends."""
    words = NOT_A_WORD.sub(" ", text.casefold()).split()
    return f" {' '.join(map(_SINGULARS.__getitem__, words))} "


class Matcher:
    """The rules of all themes, compiled once; ``match`` is then a pure function of a paper."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._themes = tuple(themes)
        self._order = {theme.id: place for place, theme in enumerate(self._themes)}
        self._owners: list[tuple[str, str, bool]] = []
        patterns: list[str] = []
        for theme in self._themes:
            spoken = [(phrase, True) for phrase in theme.phrases]
            spoken += [(phrase, False) for phrase in theme.excludes.phrases]
            for phrase, wanted in spoken:
                folded = fold(phrase)
                if folded.strip():
                    patterns.append(folded)
                    self._owners.append((theme.id, phrase, wanted))
        self._automaton = AhoCorasick(patterns or ["\0"], matchkind=MatchKind.Standard)

    def match(self, paper: Paper) -> tuple[ThemeMatch, ...]:
        """Return the themes that speak for ``paper``, in the order of the themes.

        Weak evidence is named only beside a phrase; a theme that excludes the paper is not returned,
        unless it pins it.
        """
        titles, title_excluded = self._find(paper.title or "")
        abstracts, abstract_excluded = self._find(paper.abstract or "")
        excluded = title_excluded | abstract_excluded
        ids = {paper.id, *paper.aliases}
        found = []
        for theme in self._themes:
            pinned = not ids.isdisjoint(theme.pin)
            spoken = bool(titles[theme.id] or abstracts[theme.id])
            ruled_out = theme.id in excluded or _overlap(
                paper.categories, theme.excludes.categories
            )
            if pinned or (spoken and not ruled_out):
                found.append(
                    ThemeMatch(
                        theme=theme.id,
                        in_title=_unique(titles[theme.id]),
                        in_abstract=_unique(abstracts[theme.id]),
                        weak=_overlap(paper.categories, theme.any.categories)
                        + _overlap(paper.authors, theme.any.authors),
                        pinned=pinned,
                    )
                )
        return tuple(found)

    def _find(self, text: str) -> tuple[defaultdict[str, list[str]], set[str]]:
        """Return the phrases found for each theme, in the order of the text, and who excludes it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        excluded: set[str] = set()
        for owner, _, _ in self._automaton.find_matches_as_indexes(fold(text), overlapping=True):
            theme, phrase, wanted = self._owners[owner]
            if wanted:
                found[theme].append(phrase)
            else:
                excluded.add(theme)
        return found, excluded


def _overlap(stated: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    folded = {one.casefold() for one in stated}
    return tuple(one for one in wanted if one.casefold() in folded)


def _unique(phrases: Iterable[str]) -> tuple[str, ...]:
    """Drop phrases that fold to the same words as one before them."""
    first: dict[str, str] = {}
    for phrase in phrases:
        first.setdefault(fold(phrase), phrase)
    return tuple(first.values())
