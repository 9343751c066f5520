"""What init tells programs; the fields are documented in docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.cli.machine import JsonObject
    from generator.pipeline.init import InitReport


def init_object(report: InitReport) -> JsonObject:
    """Return what ``init --json`` shows."""
    return {
        "path": report.path,
        "title": report.title,
        "base_url": report.base_url,
        "start": report.start.value,
        "files": report.files,
    }
