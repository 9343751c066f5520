"""Where a paper begins on a Daily Papers page on which nothing marks it.

Each line is a title, the abstract below it, a paragraph more of it, or the end of an abstract whose
beginning is not on the page. What a line looks like makes each of these cost something, and the
cheapest reading of the whole page is taken: so the rhythm of the page decides on the lines that may
be either. Nothing here knows footers, counts or dates.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.sources.hf_daily_lines import LONGEST_TITLE, SHORTEST_ABSTRACT, ends_like_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.sources.text import Line

# What a line says as a sentence, a label or the middle of an abstract says it.
_SAYS = re.compile(
    r"\b(?:we|our|us|i|it|this|these|they|is|are|was|were|will|can|has|have|namely|moreover)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"https?://|[^:]{0,40}\b(?:code|data|datasets?|models?|weights|demo|page|site|website|github"
    r"|repository|project|video|blog|available)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,40}")
LONGEST_CERTAIN = 1000


class _Role(Enum):
    TITLE = auto()
    ABSTRACT = auto()
    MORE = auto()
    FRAGMENT = auto()


_AFTER = {
    _Role.TITLE: (_Role.TITLE, _Role.ABSTRACT),
    _Role.ABSTRACT: (_Role.TITLE, _Role.MORE),
    _Role.MORE: (_Role.TITLE, _Role.MORE),
    _Role.FRAGMENT: (_Role.TITLE, _Role.MORE),
}


def has_abstracts(lines: Sequence[Line]) -> bool:
    """Say whether a page shows abstracts, long ones or a sentence below most titles."""
    texts: list[str] = []
    has_gaps = _has_gaps(lines)
    for index, line in enumerate(lines):
        if has_gaps and index and line.number == lines[index - 1].number + 1:
            texts[-1] += " " + line.text.strip()
        else:
            texts.append(line.text.strip())
    prose = sum(_ends_sentence(text) and not _is_headline(text) for text in texts)
    return any(len(text) >= SHORTEST_ABSTRACT for text in texts) or 3 * prose >= len(texts) > 1


def find_titles(
    lines: Sequence[Line], *, abstracts: bool, may_be_cut: bool
) -> tuple[list[Line], list[list[Line]]]:
    """Return the end of an abstract at the top, and each title with the paragraphs that follow it.

    Only with ``may_be_cut`` the first is ever more than nothing. On a page without ``abstracts`` a
    line is a title unless it is a sentence.
    """
    fragment: list[Line] = []
    papers: list[list[Line]] = []
    for line, role in zip(lines, _cheapest(lines, abstracts, may_be_cut), strict=True):
        if role is _Role.TITLE:
            papers.append([line])
        else:
            (papers[-1] if papers else fragment).append(line)
    return fragment, papers


def is_fragment(lines: Sequence[Line]) -> bool:
    """Say whether the text at the top of a file is rather the end of an abstract than a title."""
    texts = [line.text.strip() for line in lines[:2]]
    below = texts[1] if len(texts) > 1 else ""
    as_title = _title_cost(texts[0]) + (_abstract_cost(below) if below else 0)
    as_fragment = _fragment_cost(texts[0]) + (_more_cost(below) if below else 0)
    return as_fragment < as_title


def _cheapest(lines: Sequence[Line], abstracts: bool, may_be_cut: bool) -> list[_Role]:
    """Return the roles of all lines that cost least together; a title where it costs the same."""
    if not lines:
        return []
    has_gaps = _has_gaps(lines)
    first = lines[0].text.strip()
    spent = {_Role.TITLE: _title_cost(first)}
    if may_be_cut:
        spent[_Role.FRAGMENT] = _fragment_cost(first)
    steps: list[dict[_Role, _Role]] = []
    for index in range(1, len(lines)):
        is_glued = has_gaps and lines[index].number == lines[index - 1].number + 1
        is_end = abstracts and index == len(lines) - 1
        own = _costs(lines[index].text.strip(), is_glued=is_glued, is_end=is_end)
        spent, step = _step(spent, own, bare_title=6 if abstracts else 0)
        steps.append(step)
    roles = [min(spent, key=lambda role: spent[role])]
    for step in reversed(steps):
        roles.append(step[roles[-1]])
    return roles[::-1]


def _step(
    spent: dict[_Role, int], own: dict[_Role, int], *, bare_title: int
) -> tuple[dict[_Role, int], dict[_Role, _Role]]:
    """Return what each role of the next line costs at least, and the role before it then."""
    reached: dict[_Role, int] = {}
    step: dict[_Role, _Role] = {}
    for before, cost in spent.items():
        for role in _AFTER[before]:
            total = cost + own[role] + (bare_title if before is role is _Role.TITLE else 0)
            if total < reached.get(role, total + 1):
                reached[role], step[role] = total, before
    return reached, step


def _has_gaps(lines: Sequence[Line]) -> bool:
    return any(below.number > above.number + 1 for above, below in pairwise(lines))


def _costs(text: str, *, is_glued: bool, is_end: bool) -> dict[_Role, int]:
    """Return what each role of a line costs; ``is_glued`` where other lines have blank ones between."""
    title = _title_cost(text) + (4 if is_glued else 0)
    if is_end and (len(text.split()) < 3 or text.startswith(("(", "-", "•", "*"))):
        title += 5  # a page cut off behind a title shows more of it
    abstract = min(_abstract_cost(text), 1) if is_end else _abstract_cost(text)
    more = 0 if is_glued else _more_cost(text)
    return {_Role.TITLE: title, _Role.ABSTRACT: abstract, _Role.MORE: more}


def _title_cost(text: str) -> int:
    if len(text) > LONGEST_CERTAIN:
        return 20
    cost = 3 if len(text) > LONGEST_TITLE else 0
    if "://" in text:
        cost += 6 if _LABELLED.match(text) else 3
    if ends_like_title(text):
        return cost
    if _is_headline(text):
        return cost + 1
    says = len(text.split()) < 3 or _SAYS.search(text)
    return cost + (6 if says else 3)


def _abstract_cost(text: str) -> int:
    if len(text) >= SHORTEST_ABSTRACT:
        return 0
    if _ends_sentence(text):
        return 2 if _is_headline(text) else 0
    return 3


def _more_cost(text: str) -> int:
    is_title = ends_like_title(text) and "://" not in text and len(text) < SHORTEST_ABSTRACT
    return 4 if is_title else 2


def _fragment_cost(text: str) -> int:
    is_prose = _ends_sentence(text) or len(text) >= SHORTEST_ABSTRACT
    if text[:1].islower():
        return 0 if is_prose else 1
    return 2 if is_prose else 9


def _ends_sentence(text: str) -> bool:
    return text.rstrip(")\"'”’").endswith(".") and not text.endswith("...")


def _is_headline(text: str) -> bool:
    """Say whether most longer words of a short line begin with a capital, as in many titles."""
    words = _WORD.findall(text) if len(text) <= LONGEST_TITLE else []
    return len(words) > 1 and 3 * sum(word[0].isupper() for word in words) >= 2 * len(words)
