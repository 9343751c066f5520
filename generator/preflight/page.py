"""The table of all checks as Markdown: what docs/preflight.md and ``paperround check --list`` show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.preflight.finding import Level
from generator.preflight.rules import RULES

if TYPE_CHECKING:
    from generator.preflight.rules import Rule

TITLES = {Level.ERROR: "Errors", Level.WARNING: "Warnings"}


def render_codes() -> str:
    """Return all codes, errors before warnings: what each finds and the way out."""
    return "\n".join(
        _table(title, [rule for rule in RULES if rule.level is level])
        for level, title in TITLES.items()
    )


def _table(title: str, rules: list[Rule]) -> str:
    rows = [f"| `{rule.code}` | {_about(rule)} | {_cell(rule.fix)} |" for rule in rules]
    head = [f"### {title}", "", "| code | what it finds | the way out |", "| --- | --- | --- |"]
    return "\n".join([*head, *rows, ""])


def _about(rule: Rule) -> str:
    needs = f" Needs {rule.needs}." if rule.needs else ""
    return _cell(f"{rule.about}{needs}")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
