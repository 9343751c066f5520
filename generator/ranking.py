"""How much speaks for a paper: named parts that add up to a score, and the one theme it goes to. Pure.

Points are comparable within one issue only. Evidence of the same kind counts less each time it
repeats (1, then a half, then a quarter), so that an abstract full of one theme's words does not beat
a title that names it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from generator.dates import day_of
from generator.models import Candidate, ScorePart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from generator.config.objects import RankingWeights
    from generator.models import Paper, ThemeMatch

WEAK_POINTS = 0.25
HALF_LIFE_DAYS = 30.0


def rank(
    paper: Paper,
    matches: Sequence[ThemeMatch],
    weights: RankingWeights,
    source_weights: Mapping[str, float],
    issue_day: date,
) -> Candidate:
    """Return ``paper`` as a candidate for the issue of ``issue_day``, under its best theme."""
    parts: tuple[ScorePart, ...] = ()
    best: ThemeMatch | None = None
    strongest = -1.0
    for match in matches:  # the first of equals wins: the order of themes.yml decides
        evidence = match_parts(match, weights)
        strength = math.inf if match.pinned else sum(part.points for part in evidence)
        if strength > strongest:
            best, parts, strongest = match, evidence, strength
    parts += tuple(_paper_parts(paper, weights, source_weights, issue_day))
    score = sum(part.points for part in parts)
    return Candidate(paper, best, parts, round(score, 4))


def order(candidate: Candidate) -> tuple[bool, float, str]:
    """Return the sort key of candidates: pinned, then score, then id, so that no tie is left."""
    pinned = candidate.match is not None and candidate.match.pinned
    return (not pinned, -candidate.score, candidate.paper.id)


def match_parts(match: ThemeMatch, weights: RankingWeights) -> tuple[ScorePart, ...]:
    """Return what a theme's evidence is worth."""
    parts = []
    if match.pinned:
        parts.append(ScorePart("pin", 0.0, "pinned"))
    only_abstract = tuple(phrase for phrase in match.in_abstract if phrase not in match.in_title)
    for name, phrases, weight, place in (
        ("title", match.in_title, weights.title, "in the title"),
        ("abstract", only_abstract, weights.abstract, "in the abstract"),
    ):
        if phrases:
            points = weight * diminishing(len(phrases))
            parts.append(ScorePart(name, round(points, 4), f"{_quoted(phrases)} {place}"))
    if match.weak:
        points = WEAK_POINTS * diminishing(len(match.weak))
        parts.append(ScorePart("weak", round(points, 4), ", ".join(match.weak)))
    return tuple(parts)


def diminishing(count: int) -> float:
    """Return 1, 1.5, 1.75, … for 1, 2, 3, … pieces of evidence."""
    return 2.0 - 2.0 ** (1 - count) if count else 0.0


def _paper_parts(
    paper: Paper,
    weights: RankingWeights,
    source_weights: Mapping[str, float],
    issue_day: date,
) -> list[ScorePart]:
    parts = []
    if paper.upvotes:
        points = weights.upvotes * math.log10(1 + paper.upvotes)
        plural = "" if paper.upvotes == 1 else "s"
        parts.append(ScorePart("upvotes", round(points, 4), f"{paper.upvotes} upvote{plural}"))
    when = paper.published or paper.listed_on
    if when is not None:
        age = max(0, (issue_day - day_of(when)).days)
        points = weights.recency * 0.5 ** (age / HALF_LIFE_DAYS)
        if points >= 0.01:
            parts.append(
                ScorePart("recency", round(points, 4), _age(age, listed=paper.published is None))
            )
    listed = sum(source_weights.get(source, 1.0) for source in paper.sources)
    if listed != 1:  # a source of less weight counts against a paper that only it lists
        points = weights.sources * (listed - 1)
        count = len(paper.sources)
        why = f"in {count} sources" if count > 1 else f"from {paper.sources[0]}"
        parts.append(ScorePart("sources", round(points, 4), why))
    return parts


def _age(days: int, *, listed: bool) -> str:
    spoken = f"{days} day{'' if days == 1 else 's'}"
    if listed:
        return f"listed {spoken} before" if days else "listed that day"
    return f"{spoken} old" if days else "new"


def _quoted(phrases: Sequence[str]) -> str:
    return " and ".join(f'"{phrase}"' for phrase in phrases)
