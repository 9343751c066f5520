"""Reports of send and export as JSON for programs; the fields are documented in docs/json.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.cli.machine import JsonObject
    from generator.pipeline.deliver import ExportReport, SendReport


def send_object(report: SendReport) -> JsonObject:
    """Return what ``send --json`` shows."""
    return {
        "slug": report.slug,
        "subject": report.subject,
        "sender": report.sender,
        "server": report.server,
        "size": report.size,
        "dry_run": report.dry_run,
        "recipients": [
            {"address": one.address, "outcome": one.outcome, "reason": one.reason or None}
            for one in report.receipts
        ],
    }


def export_object(report: ExportReport) -> JsonObject:
    """Return what ``export --json`` shows."""
    return {
        "slug": report.slug,
        "provider": report.provider,
        "folder": report.folder,
        "files": report.files,
        "pushed": asdict(report.pushed) if report.pushed else None,
    }
