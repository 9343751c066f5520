"""What the preflight says to people, on a terminal and beside the lines of a pull request."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.markup import escape

from generator.cli.people.screen import console, count_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.pipeline.check import CheckReport
    from generator.preflight.finding import Finding

COLOURS = {"error": "red", "warning": "yellow"}


def show_check(report: CheckReport) -> None:
    """Print a line for each finding, and a summary."""
    screen = console()
    for finding in report.findings:
        colour = COLOURS[finding.level]
        screen.print(
            f"{escape(_place(finding))}: [{colour}]{finding.level}[/{colour}]: "
            f"{escape(finding.message)}; {escape(finding.fix)} [dim]{escape(f'[{finding.code}]')}[/dim]",
            soft_wrap=True,
        )
    screen.print(_summary(report), soft_wrap=True)


def show_for_github(report: CheckReport, root: Path) -> None:
    """Write the commands that put each finding beside its line, and a summary.

    The syntax is that of workflow commands. Paths are relative to the repository, which may hold
    the newsletter in a folder.
    """
    for finding in report.findings:
        properties = {
            "file": _in_repository(finding.path, root),
            "line": str(finding.line),
            "col": str(finding.column),
            "title": finding.code,
        }
        named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        said = _data(f"{finding.message}; {finding.fix}")
        sys.stdout.write(f"::{finding.level} {named}::{said}\n")
    sys.stdout.write(f"{_summary(report)}\n")


def _place(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}:{finding.column}"


def _summary(report: CheckReport) -> str:
    checked = f"Checked {count_of(len(report.issues), 'issue')}"
    if report.asked is not None:
        checked += f" and {count_of(report.asked, 'link')}"
    silenced = f", {report.silenced:,} silenced" if report.silenced else ""
    return (
        f"{checked}: {count_of(report.errors, 'error')}, "
        f"{count_of(report.warnings, 'warning')}{silenced}."
    )


def _in_repository(path: str, root: Path) -> str:
    workspace = os.environ.get("GITHUB_WORKSPACE")
    file = root / path
    if workspace and file.is_relative_to(workspace):
        return file.relative_to(workspace).as_posix()
    return path


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
