"""The ids that one record states: what it can be known by, and what it can share with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.identity.ids import parse_paper_id
from generator.identity.titles import fold_title, key_id, title_id, title_key

if TYPE_CHECKING:
    from generator.models import Record

KINDS = ("arxiv", "doi", "openreview", "title")
"""The kinds of ids, the best first."""


def kind_of(paper_id: str) -> str:
    """Return the kind of an id: ``arxiv`` for ``arxiv:2308.00951``."""
    return paper_id.partition(":")[0]


def preference(paper_id: str) -> tuple[int, str]:
    """Return a sort key that puts the best id first."""
    return KINDS.index(kind_of(paper_id)), paper_id


def record_ids(record: Record) -> tuple[str, ...]:
    """Return all ids that a record states, one of each kind at most, the best first.

    The first is the record's own id. The links of a record count where they lead to an archive
    that we know. A title that is no sign by itself (see ``title_key``) is an id only of a record
    without any other, and only among the records of its source that have the same link. An empty
    tuple means that nothing identifies the record.
    """
    found: dict[str, str] = {}
    for text in (record.arxiv_id, record.doi, record.url, record.pdf_url):
        paper_id = parse_paper_id(text) if text else None
        if paper_id is not None:
            found.setdefault(kind_of(paper_id), paper_id)
    if record.title is not None:
        if (key := title_key(record.title)) is not None:
            found["title"] = key_id(key)
        elif not found and fold_title(record.title):
            found["title"] = title_id(record.title, f"{record.source}\n{record.url or ''}")
    return tuple(sorted(found.values(), key=preference))
