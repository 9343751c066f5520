"""The ids that one record states: what it can be known by, and what it can share with others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.identity.ids import parse_paper_id
from generator.identity.titles import fold_title, key_id, title_id, title_key

if TYPE_CHECKING:
    from generator.models import Record

KINDS = ("arxiv", "doi", "openreview", "title")
"""The kinds of ids, the best first."""


_WEB_LINK = re.compile(
    r"https?://(?:www\.)?(?P<host>[^/?#]+)(?P<path>.*)", re.IGNORECASE | re.DOTALL
)


def kind_of(paper_id: str) -> str:
    """Return the kind of an id: ``arxiv`` for ``arxiv:2308.00951``."""
    return paper_id.partition(":")[0]


def preference(paper_id: str) -> tuple[int, str]:
    """Return a sort key that puts the best id first."""
    return KINDS.index(kind_of(paper_id)), paper_id


def record_ids(record: Record) -> tuple[str, ...]:
    """Return all ids that a record states, the best first.

    The first is the record's own id. The links of a record count where they lead to an archive
    that we know. A record known by its title only is one among the records of its source that have
    the same link: two posts may bear one title. A title that is a sign (see ``title_key``) is an id
    besides, which it can share with others; of a record without a link it is the only one. An
    empty tuple means that nothing identifies the record.
    """
    found: dict[str, str] = {}
    for text in (record.arxiv_id, record.doi, record.url, record.pdf_url):
        paper_id = parse_paper_id(text) if text else None
        if paper_id is not None:
            found.setdefault(kind_of(paper_id), paper_id)
    ids = sorted(found.values(), key=preference)
    if record.title is not None:
        key = title_key(record.title)
        link = plain_link(record)
        if not ids and (link or key is None) and fold_title(record.title):
            ids.append(title_id(record.title, f"{record.source}\n{link or record.url or ''}"))
        if key is not None:
            ids.append(key_id(key))
    return tuple(ids)


def plain_link(record: Record) -> str | None:
    """Return the web link of a record, if it leads to no archive that we know, for comparing.

    A source that moves to https, or gives up ``www.`` or a last slash, still means the same page.
    """
    match = _WEB_LINK.fullmatch(record.url.strip()) if record.url else None
    if match is None or parse_paper_id(match[0]) is not None:
        return None
    return match["host"].lower() + match["path"].rstrip("/")
