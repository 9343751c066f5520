"""Sentences of an abstract that say most: what is new, what was found, how large. Pure.

A sentence scores by words of announcement and of result; context and motivation score nothing. It is
quoted whole or not at all, in the order of the abstract.
"""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“(\[$]?[A-Z0-9$])")
ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|al|etc|Fig|Eq|Sec|Dr|Prof|approx|resp|No|St)|\b[A-Z])\.$"
)
DOES = (
    "propose|introduce|present|show|find|develop|prove|release|demonstrate|study|studie|design|describe|build|"
    "train|analy[sz]e|identify|identifie|argue|measure|investigate|evaluate|compare|report|offer|provide|derive"
)
NEW = re.compile(
    rf"\b(?:we|authors|paper|work|article|survey|study|report|method|it|this)\s(?:\w+\s){{0,2}}?(?:{DOES})s?\b|"
    r"\b(?:is|are) (?:proposed|introduced|presented)\b|\bour (?:method|approach|key|main)\b|"
    r"^[\w+.*^$-]+ (?:is|are) (?:an?|the) \w|\b(?:is|are) the first\b|"
    r"\bthe (?:key|main|central) (?:idea|finding)\b",
    re.IGNORECASE,
)
FOUND = re.compile(
    r"\b(?:outperform\w*|improv\w+|reduc\w+|achiev\w+|state-of-the-art|surpass\w*|beats?|faster|"
    r"speed-?ups?|results? (?:show|suggest|indicate)|experiments (?:show|demonstrate)|reveals?|matches|"
    r"exceeds?|accuracy|better than|compared (?:to|with)|rises? (?:by|from)|falls? (?:by|from|to)|gains?)\b",
    re.IGNORECASE,
)
CONTEXT = re.compile(
    r"^(?:however|but|yet|despite|although|while|recent(?:ly)?|existing|previous|prior|traditional(?:ly)?|"
    r"current|most|many|much|typically)\b|\b(?:usually|typically|has been widely|have been widely|"
    r"remains? (?:an? )?(?:challeng|open|unclear|difficult)|ha(?:s|ve) become|to this end|to address)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+(?:\.\d+)?\s*(?:%|x\b|×|times|points|percent|\\%)|\d{2,}|\$\d")
NOT_NEWS = re.compile(
    r"^(?:code|project page|our code|the code|models?|data)\b.*\b(?:available|released|http)|https?://",
    re.IGNORECASE,
)
SHORT = 160
LONGEST = 420


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of ``text``; formulas, numbers and abbreviations do not end one."""
    flat = " ".join(text.split())
    found: list[str] = []
    start = 0
    for end in SENTENCE_END.finditer(flat):
        piece = flat[start : end.start()] + end.group().rstrip()
        inside_formula = piece.replace(r"\$", "").count("$") % 2 == 1
        if inside_formula or ABBREVIATION.search(piece) or piece.count("(") > piece.count(")"):
            continue
        found.append(piece.strip())
        start = end.end()
    rest = flat[start:].strip()
    return (*found, rest) if rest else tuple(found)


def quote(abstract: str, limit: int = 2) -> tuple[str, ...]:
    """Return up to ``limit`` sentences to quote, in their order; at least one where there is one.

    The best comes first into the choice; another joins it where it has news of its own, or where the
    best alone is short.
    """
    spoken = sentences(abstract)
    ranked = sorted(range(len(spoken)), key=lambda place: (-_news(spoken, place), place))
    chosen = ranked[:1]
    for place in ranked[1:limit]:
        length = sum(len(spoken[one]) for one in chosen)
        news = _news(spoken, place)
        if news > 0 or (news == 0 and length < SHORT):
            chosen.append(place)
    return tuple(spoken[place] for place in sorted(chosen))


def _news(spoken: tuple[str, ...], place: int) -> float:
    """Return how much a sentence says; below zero, what is only context or a fragment."""
    sentence = spoken[place]
    if NOT_NEWS.search(sentence) or len(sentence) > LONGEST or sentence[-1] not in '.!?”")':
        return -2.0
    news = 2.0 * bool(NEW.search(sentence)) + 1.5 * bool(FOUND.search(sentence))
    news += 0.75 * min(2, len(NUMBER.findall(sentence)))
    news -= 1.5 * bool(CONTEXT.search(sentence))
    return news * 0.6 if place == 0 and len(spoken) > 2 else news
