"""Conclude anew the papers of all records that a change can reach, and of no others.

Only the rows of papers that come out different are written. The caller holds the transaction and
has put the numbers of the changed records into the temporary table ``changed``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.identity.groups import find_groups
from generator.identity.merge import merge_records
from generator.library.rows import PaperRow, paper_row, read_moment, read_record

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from generator.models import Record

# So many changed records are looked at together: enough to spread the cost of a query, few enough
# to hold all that they reach in memory.
_BATCH = 1000

TABLES = (
    "CREATE TEMP TABLE IF NOT EXISTS changed (record INTEGER PRIMARY KEY) STRICT",
    "CREATE TEMP TABLE IF NOT EXISTS reached (record INTEGER PRIMARY KEY, round INTEGER) STRICT",
    "DELETE FROM changed",
)
"""What makes the temporary tables and empties them."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A record of the library, with its number and its paper's, if it has one yet."""

    number: int
    paper: int | None
    last_said: datetime
    record: Record


@dataclass(frozen=True, slots=True)
class _Plan:
    """Rows to write: papers by their numbers, and which record is of which paper."""

    added: list[tuple[int, PaperRow]] = field(default_factory=list)
    replaced: list[tuple[int, PaperRow, PaperRow]] = field(default_factory=list)
    gone: list[tuple[int, PaperRow]] = field(default_factory=list)
    members: list[tuple[int, int]] = field(default_factory=list)


def regroup(connection: sqlite3.Connection) -> None:
    """Bring the papers up to date with the changed records."""
    while _reach(connection):
        stored = _load(connection)
        groups = find_groups([known.record for known in stored])
        parts = [[stored[index] for index in group] for group in groups]
        (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM papers").fetchone()
        plan = _plan(parts, _papers_before(connection), last + 1)
        _write(connection, plan)
        connection.execute("DELETE FROM changed WHERE record IN (SELECT record FROM reached)")


def _reach(connection: sqlite3.Connection) -> bool:
    """Fill ``reached`` with some changed records and all that share ids with them, however far.

    Here and below, CROSS JOIN makes SQLite start from the few records that were reached, not from
    the whole library (https://sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join).
    """
    connection.execute("DELETE FROM reached")
    found = connection.execute(
        "INSERT INTO reached SELECT record, 0 FROM changed ORDER BY record LIMIT ?", (_BATCH,)
    ).rowcount
    any_left, distance = found > 0, 0
    while found:
        found = connection.execute(
            "INSERT OR IGNORE INTO reached"
            " SELECT record, :next FROM record_ids WHERE id IN"
            " (SELECT id FROM reached CROSS JOIN record_ids USING (record) WHERE round = :now)",
            {"now": distance, "next": distance + 1},
        ).rowcount
        distance += 1
    return any_left


def _load(connection: sqlite3.Connection) -> list[_Stored]:
    rows = connection.execute(
        "SELECT records.number, paper, last_said, name, fetched_at, position, content FROM reached"
        " CROSS JOIN records ON records.number = reached.record"
        " JOIN sources ON sources.number = records.source"
        " LEFT JOIN members ON members.record = reached.record"
    )
    return [
        _Stored(number, paper, read_moment(last_said), read_record(*rest))
        for number, paper, last_said, *rest in rows
    ]


def _papers_before(connection: sqlite3.Connection) -> dict[int, PaperRow]:
    rows = connection.execute(
        "SELECT number, id, title, abstract, authors, facts FROM papers WHERE number IN"
        " (SELECT paper FROM reached CROSS JOIN members USING (record))"
    )
    return {number: PaperRow(*rest) for number, *rest in rows}


def _plan(groups: Sequence[Sequence[_Stored]], before: dict[int, PaperRow], unused: int) -> _Plan:
    """Return what is to be written; the groups hold all records of all papers in ``before``."""
    plan = _Plan()
    gone = dict(before)
    numbers = {row.id: number for number, row in before.items()}
    for group in groups:
        said = [known.last_said for known in group]
        row = paper_row(merge_records([known.record for known in group], said))
        number = numbers.get(row.id)
        if number is None:
            number, unused = unused, unused + 1
            plan.added.append((number, row))
        elif gone.pop(number) != row:
            plan.replaced.append((number, before[number], row))
        plan.members.extend((known.number, number) for known in group if known.paper != number)
    plan.gone.extend(gone.items())
    return plan


def _write(connection: sqlite3.Connection, plan: _Plan) -> None:
    # Forgetting asks for the very words that were learnt.
    forgotten = [(number, old) for number, old, new in plan.replaced if _words(old) != _words(new)]
    learnt = [(number, new) for number, old, new in plan.replaced if _words(old) != _words(new)]
    connection.executemany(
        "INSERT INTO words (words, rowid, title, abstract, authors) VALUES ('delete', ?, ?, ?, ?)",
        [(number, *_words(row)) for number, row in plan.gone + forgotten],
    )
    connection.executemany(
        "INSERT INTO papers (number, id, title, abstract, authors, facts)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(number, row.id, *_words(row), row.facts) for number, row in plan.added],
    )
    connection.executemany(
        "UPDATE papers SET title = ?, abstract = ?, authors = ?, facts = ? WHERE number = ?",
        [(*_words(row), row.facts, number) for number, _, row in plan.replaced],
    )
    connection.executemany(
        "INSERT INTO members (record, paper) VALUES (?, ?)"
        " ON CONFLICT (record) DO UPDATE SET paper = excluded.paper",
        plan.members,
    )
    connection.executemany(
        "DELETE FROM papers WHERE number = ?", [(number,) for number, _ in plan.gone]
    )
    connection.executemany(
        "INSERT INTO words (rowid, title, abstract, authors) VALUES (?, ?, ?, ?)",
        [(number, *_words(row)) for number, row in plan.added + learnt],
    )


def _words(row: PaperRow) -> tuple[str | None, str | None, str]:
    return row.title, row.abstract, row.authors
