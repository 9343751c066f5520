"""The library's door: take records in, give papers out.

One call of ``ingest`` is one transaction: a run that fails or is killed leaves what was there
before. Reading works while another process writes. Several processes may write in turn; a
``Library`` itself belongs to the thread that opened it.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import TYPE_CHECKING

from generator.identity.ids import parse_paper_id
from generator.library.counts import SourceState
from generator.library.intake import Intake
from generator.library.opening import guarded, open_connection
from generator.library.rows import PaperRow, read_day, read_instant, read_paper, read_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from generator.library.counts import IngestCounts
    from generator.models import Paper, Record, Skipped

_MOST_WORDS = 32
_ALL = "SELECT id, title, abstract, authors, facts FROM papers ORDER BY id"
_ONE = "SELECT id, title, abstract, authors, facts FROM papers WHERE number = ?"
# A word in the title weighs eight times, one among the authors four times one in the abstract.
_MATCHING = (
    "SELECT id, papers.title, papers.abstract, papers.authors, facts FROM words"
    " JOIN papers ON papers.number = words.rowid WHERE words MATCH ?"
    " ORDER BY bm25(words, 8.0, 1.0, 4.0), id LIMIT ?"
)


class Library:
    """An open library; use it in a ``with`` statement. Every failure is a ``LibraryError``."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    @classmethod
    def open(
        cls, path: Path, *, create: bool = True, writable: bool = True, wait: float = 10.0
    ) -> Library:
        """Open the library at ``path``; where there is none, make an empty one or refuse.

        One that is not ``writable`` is never made; it can be read from a folder or disk that takes
        no writing. ``wait`` is how many seconds to wait for another process that is writing.
        """
        return cls(path, open_connection(path, create=create, writable=writable, wait=wait))

    def close(self) -> None:
        """Close the file; closing twice does no harm."""
        self._connection.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ingest(self, source: str, items: Iterable[Record | Skipped], now: datetime) -> IngestCounts:
        """Take in what a source says, all or nothing, and conclude the papers that it concerns.

        ``items`` is read once, one by one; whatever it raises comes out after nothing was stored.
        The first is drawn before other writers are locked out, so that nobody waits for the network.
        Records that are known already are only counted (see ``said``). Raises ``ValueError`` for a
        record of another source.
        """
        coming = iter(items)
        first = tuple(islice(coming, 1))
        with self._transaction():
            return Intake(self._connection, self._path, source, now).run(chain(first, coming))

    def papers(self) -> Iterator[Paper]:
        """Yield all papers in the order of their ids, as they were when the first was asked for."""
        yield from self._papers(_ALL)

    def find(self, text: str) -> Paper | None:
        """Return the paper of an id, an alias or any spelling or link of one, or ``None``."""
        number = self._paper_number(text)
        if number is None:
            return None
        found = self._papers(_ONE, number)
        return next(found, None)

    def records_of(self, paper_id: str) -> tuple[Record, ...]:
        """Return what the sources said of a paper, ordered by source and position."""
        number = self._paper_number(paper_id)
        with guarded(self._path):
            rows = self._connection.execute(
                "SELECT name, fetched_at, position, content FROM records"
                " JOIN sources ON sources.number = records.source"
                " JOIN members ON members.record = records.number"
                " WHERE members.paper = ? ORDER BY name, position, digest",
                (number,),
            )
            return tuple(read_record(*row) for row in rows)

    def count(self) -> int:
        """Return how many papers there are."""
        with guarded(self._path):
            (count,) = self._connection.execute("SELECT count(*) FROM papers").fetchone()
            return int(count)

    def states(self) -> tuple[SourceState, ...]:
        """Return the last run of each source, ordered by name."""
        with guarded(self._path):
            rows = self._connection.execute(
                "SELECT name, last_run, read, new, updated, unchanged, skipped, newest"
                " FROM sources ORDER BY name"
            )
            return tuple(
                SourceState(
                    name,
                    read_instant(last_run),
                    read,
                    new,
                    updated,
                    unchanged,
                    skipped,
                    read_day(newest),
                )
                for name, last_run, read, new, updated, unchanged, skipped, newest in rows
            )

    def search(self, words: str, limit: int) -> tuple[Paper, ...]:
        """Return at most ``limit`` papers that hold all the words, the best match first.

        Words are found in title, abstract and authors, in any case and inflection, without accents.
        What an editor types is never taken for the syntax of the search engine.
        """
        query = _match_all(words)
        if not query:
            return ()
        return tuple(self._papers(_MATCHING, query, limit))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with guarded(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with guarded(self._path):
                self._connection.execute("COMMIT")
        except BaseException:
            # SQLite may have ended it already (a full disk); what was wrong first is what is told.
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def _paper_number(self, text: str) -> int | None:
        """Return the row of a paper, found by any id that one of its records states."""
        paper_id = parse_paper_id(text)
        if paper_id is None:
            return None
        with guarded(self._path):
            # Papers that contradict each other can share a DOI or title: the one that is known by
            # it comes first, then the one with the lowest id.
            found = self._connection.execute(
                "SELECT papers.number FROM record_ids"
                " JOIN records ON records.number = record_ids.record"
                " JOIN members ON members.record = record_ids.record"
                " JOIN papers ON papers.number = members.paper WHERE record_ids.id = :id"
                " ORDER BY records.own_id = :id DESC, papers.id LIMIT 1",
                {"id": paper_id},
            ).fetchone()
            return None if found is None else int(found[0])

    def _papers(self, query: str, *values: object) -> Iterator[Paper]:
        """Yield the papers that a query like ``_ALL`` finds."""
        with guarded(self._path):
            rows = self._connection.execute(query, values)
        while True:
            with guarded(self._path):
                row = rows.fetchone()
                paper = None if row is None else read_paper(PaperRow(*row))
            if paper is None:
                return
            yield paper


def _match_all(words: str) -> str:
    """Return an FTS5 query for all ``words``, each as a quoted string, where no syntax is left."""
    usable = (word for word in words.split() if any(letter.isalnum() for letter in word))
    plain = (word.encode("utf-8", "replace").decode().replace("\0", "") for word in usable)
    quoted = ['"' + word.replace('"', '""') + '"' for word in plain]
    return " ".join(quoted[:_MOST_WORDS])
