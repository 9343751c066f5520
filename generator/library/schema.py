"""The tables of the library file, and the steps from one version of them to the next.

Records are only ever added; ``digest`` tells whether a record is known, ``last_said`` since when its
source says it (see ``said``), and ``members`` which paper it is of, which may change.
``record_ids`` holds every id that a record states (see ``identity.keys``, whose changes need a
migration), so that records which share one are found by one index. The columns ``content`` and
``facts`` are JSON (see ``rows``): nothing is looked up by them, and a new field needs no migration.
``words`` is a full-text index without a copy of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

APPLICATION_ID = int.from_bytes(b"Pprd", "big")
"""What SQLite's header says a file is, at byte 68 (https://sqlite.org/fileformat.html)."""

# One entry for each version, counted from 1; an entry is never changed once it was released.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE sources (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            last_run TEXT NOT NULL,
            read INTEGER NOT NULL DEFAULT 0,
            new INTEGER NOT NULL DEFAULT 0,
            updated INTEGER NOT NULL DEFAULT 0,
            unchanged INTEGER NOT NULL DEFAULT 0,
            skipped INTEGER NOT NULL DEFAULT 0,
            newest TEXT
        ) STRICT
        """,
        """
        CREATE TABLE papers (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT,
            abstract TEXT,
            authors TEXT NOT NULL,
            facts TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE records (
            number INTEGER PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES sources,
            own_id TEXT NOT NULL,
            digest BLOB NOT NULL UNIQUE,
            fetched_at TEXT NOT NULL,
            last_said INTEGER NOT NULL,
            position TEXT NOT NULL,
            content TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX records_by_own_id ON records (own_id, source, last_said)",
        """
        CREATE TABLE members (
            record INTEGER PRIMARY KEY REFERENCES records,
            paper INTEGER NOT NULL REFERENCES papers
        ) STRICT
        """,
        "CREATE INDEX members_by_paper ON members (paper)",
        """
        CREATE TABLE record_ids (
            id TEXT NOT NULL,
            record INTEGER NOT NULL REFERENCES records,
            PRIMARY KEY (id, record)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX ids_by_record ON record_ids (record)",
        """
        CREATE VIRTUAL TABLE words USING fts5 (
            title, abstract, authors,
            content='papers', content_rowid='number',
            tokenize="porter unicode61 remove_diacritics 2"
        )
        """,
    ),
)

VERSION = len(_MIGRATIONS)
"""The version of the tables that this program reads and writes (SQLite's ``user_version``)."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to ``VERSION``, in one transaction; an empty file gets them all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again under the lock: another run may have done it in the meantime.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for statement in (line for step in _MIGRATIONS[version:] for line in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
