"""Tell whether a source says something else of a paper than last time, and since when it does.

A record is never changed, but a source may go back to one: first T1, then T2, then T1 again. So a
record keeps ``last_said``, the moment of the run since which its source says it, and among the
records of one source and own id those of the latest moment are what the source says now. The rule:

- What one run says of an own id is a set of contents; order and repetition do not matter.
- Where that set is what the source says now, nothing is written: the same input changes nothing,
  also when two of its files disagree.
- Where it is another set, all of it is said from the moment of this run on, which is ``now`` or, if
  the clock stood still or went back, just after the latest moment. So the later run always wins.
- Of such a set, the contents that the source did not say before this run count as updated; where
  there are none, because it stopped saying others, one does.
- Of what a run does not mention nothing follows: a feed forgets what is old.

Which record wins a field of the paper is not decided here but in ``identity.merge``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

NEVER = 0
"""The moment of a record that no run has settled yet."""

SAID_TABLES = (
    "CREATE TEMP TABLE IF NOT EXISTS said (record INTEGER PRIMARY KEY) STRICT",
    "CREATE TEMP TABLE IF NOT EXISTS otherwise (own_id TEXT PRIMARY KEY, latest INTEGER) STRICT",
    "DELETE FROM said",
    "DELETE FROM otherwise",
)
"""What makes the temporary tables and empties them."""

# CROSS JOIN as in ``regroup``: start from what was said, not from the whole library.
_FIND_OTHERWISE = """
    INSERT INTO otherwise
    SELECT own_id, latest FROM (
        SELECT own_id, (
            SELECT max(last_said) FROM records
            WHERE own_id = spoken.own_id AND source = :source
        ) AS latest
        FROM (SELECT DISTINCT own_id FROM said CROSS JOIN records ON number = record) AS spoken
    ) AS known
    WHERE latest = :never OR EXISTS (
        SELECT 1 FROM records LEFT JOIN said ON record = number
        WHERE own_id = known.own_id AND source = :source
        AND (last_said = latest) <> (record IS NOT NULL)
    )
"""
_COUNT_AGAIN = """
    SELECT coalesce(sum(max(1, others) - added), 0) FROM (
        SELECT sum(last_said <> latest) AS others, sum(last_said = :never) AS added
        FROM said CROSS JOIN records ON number = record CROSS JOIN otherwise USING (own_id)
        WHERE latest <> :never GROUP BY own_id
    )
"""
_MARK = """
    INSERT OR IGNORE INTO changed
    SELECT record FROM said CROSS JOIN records ON number = record
    CROSS JOIN otherwise USING (own_id)
"""
_DATE = """
    UPDATE records SET last_said = max(:now, latest + 1) FROM said, otherwise
    WHERE number = said.record AND otherwise.own_id = records.own_id
"""


def hear(connection: sqlite3.Connection, record: int) -> None:
    """Note that a record was said in this run, once or more."""
    connection.execute("INSERT OR IGNORE INTO said VALUES (?)", (record,))


def settle(connection: sqlite3.Connection, source: int, now: int) -> int:
    """Compare what was said with what the source said last; mark and date what is otherwise.

    Returns how many records that were known before this run are said again after others, or alone.
    """
    connection.execute(_FIND_OTHERWISE, {"source": source, "never": NEVER})
    (again,) = connection.execute(_COUNT_AGAIN, {"never": NEVER}).fetchone()
    connection.execute(_MARK)
    connection.execute(_DATE, {"now": now})
    return int(again)
