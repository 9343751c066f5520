"""Take the records of one source in: store those that are not known yet, and count.

A record is known by its source and content, never by where or when it was read, so the same file
may be read again, or its days in another order, without a trace. Whether its source says something
else than last time is decided in ``said``, when all of the run was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.dates import format_when
from generator.identity.keys import record_ids
from generator.library.counts import IngestCounts
from generator.library.opening import guarded
from generator.library.regroup import TABLES, regroup
from generator.library.rows import moment_of, newest_day, record_row
from generator.library.said import NEVER, SAID_TABLES, hear, settle
from generator.models import Record, Skipped

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date, datetime
    from pathlib import Path

    from generator.library.rows import RecordRow


class Intake:
    """One run of one source, inside a transaction that the caller holds."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, source: str, now: datetime
    ) -> None:
        self._connection = connection
        self._path = path
        self._source = source
        self._now = now
        self._read = self._new = self._updated = self._unchanged = 0
        self._skipped: list[Skipped] = []
        self._newest: date | None = None

    def run(self, items: Iterable[Record | Skipped]) -> IngestCounts:
        """Take in all items, then conclude the papers that they concern."""
        with guarded(self._path):
            for statement in TABLES + SAID_TABLES:
                self._connection.execute(statement)
            number = self._source_number()
        # What the items raise is not the library's failure: they are drawn outside its guard.
        for item in items:
            self._read += 1
            if isinstance(item, Skipped):
                self._skipped.append(item)
            elif item.source != self._source:
                raise ValueError(f"a record of {item.source!r} came with {self._source!r}")
            else:
                with guarded(self._path):
                    self._keep(number, item)
        with guarded(self._path):
            again = settle(self._connection, number, moment_of(self._now))
            self._updated += again
            self._unchanged -= again
            regroup(self._connection)
            self._note_run(number)
        return IngestCounts(
            read=self._read,
            new=self._new,
            updated=self._updated,
            unchanged=self._unchanged,
            skipped=tuple(self._skipped),
        )

    def _source_number(self) -> int:
        (number,) = self._connection.execute(
            "INSERT INTO sources (name, last_run) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET last_run = excluded.last_run RETURNING number",
            (self._source, format_when(self._now)),
        ).fetchone()
        return int(number)

    def _keep(self, source: int, record: Record) -> None:
        try:
            row = record_row(record)
        except UnicodeEncodeError:
            self._skipped.append(Skipped(record.position, "its text is not valid Unicode"))
            return
        known = self._connection.execute(
            "SELECT number, fetched_at, position FROM records WHERE digest = ?", (row.digest,)
        ).fetchone()
        if known is not None:
            self._unchanged += 1
            number, fetched_at, position = known
            hear(self._connection, number)
            if (row.fetched_at, row.position) < (fetched_at, position):
                self._move(number, row)
            return
        ids = record_ids(record)
        if not ids:
            self._skipped.append(Skipped(record.position, "it has neither an id nor a title"))
            return
        if self._speaks_again(source, ids[0]):
            self._updated += 1
        else:
            self._new += 1
        self._add(source, row, ids)
        day = newest_day(record, self._now.date())
        self._newest = max(filter(None, (self._newest, day)), default=None)

    def _move(self, number: int, row: RecordRow) -> None:
        """Let a record be from where it was first seen, in whatever order the files were read."""
        self._connection.execute(
            "UPDATE records SET fetched_at = ?, position = ? WHERE number = ?",
            (row.fetched_at, row.position, number),
        )
        self._connection.execute("INSERT OR IGNORE INTO changed VALUES (?)", (number,))

    def _speaks_again(self, source: int, own_id: str) -> bool:
        found = self._connection.execute(
            "SELECT 1 FROM records WHERE own_id = ? AND source = ? LIMIT 1", (own_id, source)
        )
        return found.fetchone() is not None

    def _add(self, source: int, row: RecordRow, ids: tuple[str, ...]) -> None:
        (number,) = self._connection.execute(
            "INSERT INTO records (source, own_id, digest, fetched_at, last_said, position, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number",
            (source, ids[0], row.digest, row.fetched_at, NEVER, row.position, row.content),
        ).fetchone()
        self._connection.executemany(
            "INSERT INTO record_ids (id, record) VALUES (?, ?)",
            [(paper_id, number) for paper_id in ids],
        )
        hear(self._connection, number)

    def _note_run(self, number: int) -> None:
        self._connection.execute(
            "UPDATE sources SET read = :read, new = :new, updated = :updated,"
            " unchanged = :unchanged, skipped = :skipped,"
            " newest = CASE WHEN :newest > coalesce(newest, '') THEN :newest ELSE newest END"
            " WHERE number = :number",
            {
                "read": self._read,
                "new": self._new,
                "updated": self._updated,
                "unchanged": self._unchanged,
                "skipped": len(self._skipped),
                "newest": None if self._newest is None else format_when(self._newest),
                "number": number,
            },
        )
