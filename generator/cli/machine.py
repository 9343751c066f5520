"""Reports as JSON for programs; the fields are documented in docs/json.md and are kept stable."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from generator.dates import format_when

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.errors import Problem
    from generator.models import Paper, Skipped
    from generator.pipeline.build import BuildReport
    from generator.pipeline.draft import DraftReport
    from generator.pipeline.ingest import IngestReport, SourceReport
    from generator.pipeline.query import Standing, StatusReport

JsonObject = dict[str, object]


def write_object(value: JsonObject) -> None:
    """Write one JSON object on one line of standard output, in UTF-8."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def write_papers(papers: Iterable[Paper]) -> None:
    """Write papers as JSON Lines."""
    for paper in papers:
        sys.stdout.buffer.write(msgspec.json.encode(paper_object(paper)) + b"\n")
    sys.stdout.buffer.flush()


def paper_object(paper: Paper) -> JsonObject:
    """Return a paper as ``list --json`` shows it."""
    return {
        "id": paper.id,
        "aliases": paper.aliases,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": paper.authors,
        "author_count": paper.author_count,
        "published": format_when(paper.published) if paper.published else None,
        "updated": format_when(paper.updated) if paper.updated else None,
        "listed_on": paper.listed_on.isoformat() if paper.listed_on else None,
        "categories": paper.categories,
        "upvotes": paper.upvotes,
        "comments": paper.comments,
        "urls": {
            "page": paper.url,
            "pdf": paper.pdf_url,
            "code": paper.code_urls,
            "project": paper.project_urls,
        },
        "sources": paper.sources,
    }


def shown_object(paper: Paper) -> JsonObject:
    """Return a paper as ``show --json`` shows it: with the record that each field came from."""
    origins = [asdict(origin) for origin in paper.origins]
    return paper_object(paper) | {"origins": origins}


def status_object(report: StatusReport) -> JsonObject:
    """Return what ``status --json`` shows."""
    return {
        "papers": report.papers,
        "sources": [_standing(source) for source in report.sources],
        "drafts": report.drafts,
        "published": report.published,
    }


def ingest_object(report: IngestReport) -> JsonObject:
    """Return what ``ingest --json`` shows."""
    return {
        "library": report.library,
        "papers": report.papers,
        "sources": [_source(source) for source in report.sources],
        "failed": [source.name for source in report.sources if source.problems],
    }


def draft_object(report: DraftReport) -> JsonObject:
    """Return what ``draft --json`` shows."""
    selection = report.selection
    return {
        "slug": report.slug,
        "action": report.action,
        "path": report.path,
        "offered": report.offered_path,
        "candidates": report.candidates,
        "taken": report.taken,
        "inbox": report.inbox,
        "left_out": dict(report.left_out),
        "untitled": report.untitled,
        "notes": report.notes,
        "themes": [
            {
                "id": theme,
                "title": title,
                "papers": [candidate.paper.id for candidate in selection.section(theme)],
            }
            for theme, title, _ in report.themes
        ],
    }


def build_object(report: BuildReport) -> JsonObject:
    """Return what ``build --json`` shows."""
    return {
        "issues": report.issues,
        "drafts": report.drafts,
        "papers": report.papers,
        "site": report.site,
        "pages": report.pages,
        "feed": report.feed,
        "mails": [asdict(mail) for mail in report.mails],
    }


def _source(source: SourceReport) -> JsonObject:
    counts = source.counts
    return {
        "name": source.name,
        "files": source.files,
        "read": counts.read,
        "new": counts.new,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "skipped": [_skipped(item) for item in counts.skipped],
        "note": source.note,
        "problems": [_problem(problem) for problem in source.problems],
    }


def _standing(source: Standing) -> JsonObject:
    state = source.state
    return {
        "name": source.name,
        "last_run": format_when(state.last_run) if state else None,
        "read": state.read if state else 0,
        "new": state.new if state else 0,
        "updated": state.updated if state else 0,
        "unchanged": state.unchanged if state else 0,
        "skipped": state.skipped if state else 0,
        "newest": state.newest.isoformat() if state and state.newest else None,
    }


def _skipped(item: Skipped) -> JsonObject:
    return {"position": item.position, "reason": item.reason}


def _problem(problem: Problem) -> JsonObject:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
    }
