"""The preflight's report as JSON; the fields are documented in docs/json.md and are kept stable."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.cli.machine import JsonObject
    from generator.pipeline.check import CheckReport


def check_object(report: CheckReport) -> JsonObject:
    """Return what ``check --json`` shows."""
    return {
        "issues": report.issues,
        "errors": report.errors,
        "warnings": report.warnings,
        "silenced": report.silenced,
        "links_asked": report.asked,
        "findings": [asdict(finding) for finding in report.findings],
    }
