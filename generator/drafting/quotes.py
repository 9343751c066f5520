"""Sentences of an abstract that say most: what is new, what was found, how large. Pure.

A sentence scores by words of announcement and of result; context and motivation score nothing. It is
quoted whole or not at all, in the order of the abstract.
"""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“(\[$]?[A-Z0-9$])")
ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|al|etc|Fig|Eq|Sec|Dr|Prof|approx|resp|No|St)|\b[A-Z])\.$")
NEW = re.compile(
    r"\b(?:we (?:propose|introduce|present|show|find|develop|prove|release|demonstrate|study|"
    r"design|describe|build|train|analy[sz]e|identify|argue|ask|measure|investigate)|"
    r"this (?:paper|work|article|survey) (?:\w+ )?(?:proposes|introduces|presents|shows|develops|"
    r"studies|describes|investigates)|is proposed|are proposed|our (?:method|approach|key|main))\b",
    re.IGNORECASE,
)
FOUND = re.compile(
    r"\b(?:outperform\w*|improv\w+|reduc\w+|achiev\w+|state-of-the-art|surpass\w*|faster|speed-?ups?|"
    r"results (?:show|suggest|indicate)|experiments (?:show|demonstrate)|reveals?|matches|exceed\w*|"
    r"accuracy|better than|compared (?:to|with)|without|only)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+(?:\.\d+)?\s*(?:%|x\b|×|times|points|percent|\\%)|\d{2,}|\$\d")
NOT_NEWS = re.compile(
    r"^(?:code|project page|our code|the code|models?|data)\b.*\b(?:available|released|http)|https?://",
    re.IGNORECASE,
)
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
    """Return up to ``limit`` sentences to quote, in their order; the first one if none stands out."""
    spoken = sentences(abstract)
    if not spoken:
        return ()
    scored = [(_news(sentence, place, len(spoken)), -place) for place, sentence in enumerate(spoken)]
    best = [-place for news, place in sorted(scored, reverse=True)[:limit] if news > 0]
    return tuple(spoken[place] for place in sorted(best)) or spoken[:1]


def _news(sentence: str, place: int, count: int) -> float:
    if NOT_NEWS.search(sentence) or len(sentence) > LONGEST or not sentence.endswith((".", "!", "?", "”", '"', ")")):
        return 0.0
    news = 2.0 * bool(NEW.search(sentence)) + 1.5 * bool(FOUND.search(sentence))
    news += min(2, len(NUMBER.findall(sentence))) * 0.75
    return news * (0.6 if place == 0 and count > 2 else 1.0)
