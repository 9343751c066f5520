"""Run the rules over an issue: findings in the order of the file, without those it silences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.preflight.finding import Finding, Level
from generator.preflight.front import lasting_code, missing_reason, unknown_code
from generator.preflight.rules import (
    CODES,
    FRONT_MATTER,
    LASTING,
    MISSING_REASON,
    RULES,
    UNKNOWN_CODE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.errors import Problem
    from generator.models import Issue
    from generator.preflight.desk import Desk
    from generator.preflight.finding import Spot
    from generator.preflight.rules import Rule

LASTING_CODES = frozenset(rule.code for rule in LASTING)


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, in the order of the file, and how many findings the issue silences."""

    findings: tuple[Finding, ...]
    silenced: int = 0

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop the build of a published issue."""
        return tuple(one for one in self.findings if one.level is Level.ERROR)


def examine(desk: Desk, *, errors_only: bool = False) -> Examined:
    """Return what the rules find; with ``errors_only`` only the rules that stop a build are run."""
    silent = {one.code for one in desk.issue.silenced if one.reason} - LASTING_CODES
    found: list[Finding] = []
    silenced = 0
    for rule in RULES:
        if rule.find is None or (errors_only and rule.level is not Level.ERROR):
            continue
        spots = [_finding(rule, spot, desk.source.path) for spot in rule.find(desk)]
        if rule.code in silent:
            silenced += len(spots)
        else:
            found += spots
    found += _about_silencing(desk.issue, desk.source.path)
    return Examined(in_order(found), silenced)


def unreadable(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """Return the findings for a file that could not be read as an issue."""
    return in_order(
        Finding(
            FRONT_MATTER.code,
            FRONT_MATTER.level,
            problem.path or "",
            problem.line or 1,
            problem.column or 1,
            problem.message,
            FRONT_MATTER.fix,
        )
        for problem in problems
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by file and place, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.order))


def _about_silencing(issue: Issue, path: str) -> Iterator[Finding]:
    for silenced in issue.silenced:
        unknown = unknown_code(silenced, CODES) or lasting_code(silenced, LASTING_CODES)
        if unknown is not None:
            yield _finding(UNKNOWN_CODE, unknown, path)
        elif (missing := missing_reason(silenced)) is not None:
            yield _finding(MISSING_REASON, missing, path)


def _finding(rule: Rule, spot: Spot, path: str) -> Finding:
    return Finding(
        rule.code,
        rule.level,
        spot.path or path,
        spot.line,
        spot.column,
        spot.message,
        spot.fix or rule.fix,
    )
