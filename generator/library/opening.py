"""Open the library file or refuse it before anything is written; put SQLite's complaints in words.

A file that is damaged, not ours or made by a newer version is left exactly as it is. It is never
deleted here either: people are told that they may.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from generator.errors import LibraryError
from generator.library.rows import DamagedRow
from generator.library.schema import APPLICATION_ID, VERSION, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
# Checking reads the whole file (0.15 s for 230 MB); of a larger one only what is used is looked at.
_CHECKED_BYTES = 1024 * 1024 * 1024
_PAUSE = 0.01  # seconds
# What reading fails with where SQLite cannot make the files by which readers and writers agree.
_NO_PLACE = frozenset(
    {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
    }
)
_REBUILD = "delete it and run ingest again: it can always be rebuilt"
_COMPLAINTS = {
    sqlite3.SQLITE_BUSY: "the library is in use by another run; try again when that has ended",
    sqlite3.SQLITE_LOCKED: "the library is in use by another run; try again when that has ended",
    sqlite3.SQLITE_FULL: "the disk is full; nothing was stored, make room and run it again",
    sqlite3.SQLITE_READONLY: "the library cannot be written; check who may write file and folder",
    sqlite3.SQLITE_CANTOPEN: "the library cannot be opened; check who may use file and folder",
    sqlite3.SQLITE_PERM: "the library cannot be opened; check who may use file and folder",
    sqlite3.SQLITE_IOERR: "the disk failed or is full; nothing was stored, check it and try again",
    sqlite3.SQLITE_CORRUPT: f"the library is damaged; {_REBUILD}",
    sqlite3.SQLITE_NOTADB: f"the library is damaged; {_REBUILD}",
}


def open_connection(path: Path, *, create: bool, writable: bool, wait: float) -> sqlite3.Connection:
    """Return a connection to the library at ``path``, with its tables made or brought up to date.

    One that is not ``writable`` makes and changes nothing. ``wait`` is how many seconds to wait for
    another run's lock. Raises ``LibraryError``.
    """
    try:
        empty = _look_at(path, create=create and writable)
    except OSError as error:
        message = f"the library cannot be opened ({error.strerror}); check file and folder"
        raise LibraryError(message, path=path) from error
    with guarded(path):
        return _open_to_write(path, wait, empty=empty) if writable else _open_to_read(path, wait)


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn what SQLite complains of, or a row that cannot be read, into a ``LibraryError``."""
    try:
        yield
    except sqlite3.Error as error:
        code = _code(error)
        message = _COMPLAINTS.get(code, f"the library cannot be used ({error}); {_REBUILD}")
        raise LibraryError(message, path=path) from error
    except (UnicodeDecodeError, DamagedRow) as error:
        raise LibraryError(_COMPLAINTS[sqlite3.SQLITE_CORRUPT], path=path) from error


def _look_at(path: Path, *, create: bool) -> bool:
    """Return whether the file is yet to be made; refuse one whose header is not ours."""
    if not path.exists() or path.stat().st_size == 0:
        if not create:
            raise _missing(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        return True
    with path.open("rb") as stream:
        header = stream.read(_HEADER)
    # What a killed run left beside the file belongs to it: then SQLite must look first.
    unfinished = any(Path(f"{path}{end}").exists() for end in ("-wal", "-journal"))
    if not unfinished:
        if not header.startswith(_MAGIC):
            raise LibraryError(f"this is not a library but some other file; {_REBUILD}", path=path)
        if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
            raise _foreign(path)
    return False


def _open_to_write(path: Path, wait: float, *, empty: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    try:
        version = 0 if empty else _checked_version(connection, path)
        if version < VERSION:
            migrate(connection)
        _set_up(connection, wait)
    except BaseException:
        connection.close()
        raise
    return connection


def _open_to_read(path: Path, wait: float) -> sqlite3.Connection:
    """Open the library without writing to it, also where nothing can be written at all.

    Beside a log-ahead database even a reader makes files, by which it and writers keep apart. Where
    that fails nobody else is writing either, and a file without a log is whole by itself, so then
    it is read as one that does not change (https://sqlite.org/wal.html#read_only_databases).
    """
    try:
        return _reader(path, "mode=ro", wait)
    except sqlite3.OperationalError as error:
        if _code(error) not in _NO_PLACE or not _has_no_log(path):
            raise
    return _reader(path, "mode=ro&immutable=1", wait)


def _reader(path: Path, options: str, wait: float) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{options}"
    connection = sqlite3.connect(address, timeout=wait, isolation_level=None, uri=True)
    try:
        made = _checked_version(connection, path) == VERSION
    except BaseException:
        connection.close()
        raise
    if not made:
        connection.close()
        raise _missing(path)
    return connection


def _has_no_log(path: Path) -> bool:
    log = Path(f"{path}-wal")
    return not log.exists() or (log.is_file() and log.stat().st_size == 0)


def _checked_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the tables, after making sure that they are ours and whole."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application == 0 and tables == 0:  # a run was killed before it had made anything
        return 0
    if application != APPLICATION_ID:
        raise _foreign(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not 1 <= version <= VERSION:
        raise LibraryError(
            f"the library was made by another version of Paperround (its format is {version}, "
            f"this one reads up to {VERSION}); use that version, or {_REBUILD}",
            path=path,
        )
    if path.stat().st_size <= _CHECKED_BYTES:
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise LibraryError(f"the library is damaged; {_REBUILD}", path=path)
    return int(version)


def _missing(path: Path) -> LibraryError:
    return LibraryError("there is no library yet; run ingest first", path=path)


def _foreign(path: Path) -> LibraryError:
    return LibraryError(
        "this is a database of another program; move it away and run ingest again",
        path=path,
    )


def _set_up(connection: sqlite3.Connection, wait: float) -> None:
    """Set what SQLite does not keep in the file, and write-ahead logging, which it does."""
    _log_ahead(connection, monotonic() + wait)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -65536")  # 64 MiB, so that big runs do not thrash


def _log_ahead(connection: sqlite3.Connection, deadline: float) -> None:
    """Switch to write-ahead logging; SQLite does not wait for others here, so we do."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(_PAUSE)
        else:
            return


def _code(error: sqlite3.Error) -> int:
    """Return the primary code, the low byte: https://sqlite.org/rescode.html."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
