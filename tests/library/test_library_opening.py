"""Opening the library: what is refused, in which words, and that nothing is written then."""

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from generator.errors import LibraryError
from generator.library import Library
from generator.models import Record, SourceKind

NOW = datetime(2023, 9, 1, tzinfo=UTC)


def records(count: int) -> list[Record]:
    """Return different records."""
    return [
        Record("api", f"{n}", SourceKind.API, NOW, arxiv_id=f"2308.{n:05}", abstract="words " * n)
        for n in range(1, count + 1)
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a library with some papers in it."""
    made = tmp_path / "library.db"
    with Library.open(made) as library:
        library.ingest("api", records(150), NOW)
    return made


def refused(path: Path, *, create: bool = True) -> str:
    """Return why the library was refused; its file must be as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(LibraryError) as caught:
        Library.open(path, create=create)
    assert (path.read_bytes() if path.is_file() else None) == before
    (problem,) = caught.value.problems
    assert problem.path == str(path)
    return problem.message


def change(path: Path, statement: str) -> None:
    """Run a statement on the file, as another program would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_a_library_is_made_where_there_is_none(tmp_path: Path) -> None:
    """The folders are made too; the file says whose it is and is written ahead."""
    path = tmp_path / "a" / "b" / "library.db"
    assert "run ingest first" in refused(path, create=False)
    assert not path.parent.exists()
    Library.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x50707264,)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with Library.open(path, create=False) as library:
        assert library.count() == 0


def test_an_empty_file_becomes_a_library(tmp_path: Path) -> None:
    """A file without any content is as good as none."""
    path = tmp_path / "library.db"
    path.touch()
    assert "run ingest first" in refused(path, create=False)
    with Library.open(path) as library:
        assert library.count() == 0


def test_a_run_that_was_killed_while_it_made_the_library_is_no_obstacle(tmp_path: Path) -> None:
    """What it left, a file and its journal, is cleared away by opening."""
    half, path = tmp_path / "half.db", tmp_path / "library.db"
    with closing(sqlite3.connect(half, isolation_level=None)) as maker:
        maker.execute("PRAGMA cache_size = 1")
        maker.execute("BEGIN IMMEDIATE")
        maker.execute("CREATE TABLE papers (title TEXT)")
        maker.execute("INSERT INTO papers VALUES (zeroblob(100000))")
        for end in ("", "-journal"):
            shutil.copy(f"{half}{end}", f"{path}{end}")
        maker.execute("ROLLBACK")
    assert path.stat().st_size > 0
    with Library.open(path) as library:
        assert library.ingest("api", records(1), NOW).new == 1


def test_several_runs_may_make_the_library_at_once(tmp_path: Path) -> None:
    """Whoever comes second finds the tables made."""
    path, start = tmp_path / "library.db", Barrier(8)

    def make() -> int:
        start.wait()
        with Library.open(path) as library:
            return library.count()

    with ThreadPoolExecutor(8) as pool:
        assert [future.result() for future in [pool.submit(make) for _ in range(8)]] == [0] * 8


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n" + b"x" * 5000, b"\0", b"SQLite format 3\0", "papers".encode("utf-16")]
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no database, or only the start of one, is left alone."""
    path = tmp_path / "library.db"
    path.write_bytes(content)
    assert refused(path).startswith("this is")


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """A foreign database is left alone, with and without tables, and while it is in use."""
    path = tmp_path / "other.db"
    change(path, "CREATE TABLE bookmarks (url TEXT)")
    assert "another program" in refused(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO bookmarks VALUES ('x')")
        connection.commit()
        assert Path(f"{path}-wal").exists()
        assert "another program" in refused(path)


def test_a_newer_library_is_refused(path: Path) -> None:
    """A file of a later version is left to that version."""
    change(path, "PRAGMA user_version = 99")
    message = refused(path)
    assert "99" in message
    assert "another version" in message


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder in the library's place is told, not taken for damage."""
    message = refused(tmp_path)
    assert "delete" not in message
    assert "check file and folder" in message


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """The folder cannot be made: that is said."""
    (tmp_path / "data").write_text("x")
    with pytest.raises(LibraryError, match="check file and folder"):
        Library.open(tmp_path / "data" / "library.db")


def test_damage_is_found_or_does_no_harm(path: Path) -> None:
    """Whatever is overwritten, opening or reading says so in our own words, or all can be read.

    The file is not changed either way.
    """
    whole = path.read_bytes()
    chance = random.Random(2308)  # noqa: S311
    complaints = []
    opened = 0
    for _ in range(40):
        damaged = bytearray(whole)
        start = chance.randrange(0, len(whole) - 600)
        damaged[start : start + 512] = chance.randbytes(512)
        path.write_bytes(damaged)
        try:
            with Library.open(path) as library:
                opened += 1
                papers = list(library.papers())
                library.search("words", 3)
                library.states()
                assert [record for paper in papers for record in library.records_of(paper.id)]
        except LibraryError as error:
            complaints.append(str(error))
        assert path.read_bytes() == damaged
    assert len(complaints) >= 20
    assert opened <= 30
    for complaint in complaints:
        assert str(path) in complaint
        assert "run ingest again" in complaint


def test_a_file_that_was_cut_off_is_refused(path: Path) -> None:
    """Half a library is damaged."""
    os.truncate(path, path.stat().st_size // 2)
    assert "damaged" in refused(path)


def test_a_library_in_use_is_told(path: Path) -> None:
    """Who waits too long for another writer is told so; reading needs no waiting."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Library.open(path, wait=0.1) as library:
            assert library.count() == 150
            with pytest.raises(LibraryError, match="in use by another run"):
                library.ingest("api", [], NOW)
        other.execute("ROLLBACK")


def test_reading_goes_on_while_another_writes(path: Path) -> None:
    """A reader sees the papers of the last finished run until the writer has finished."""
    with Library.open(path) as writer, Library.open(path, wait=0.1) as reader:
        seen = []

        def items() -> Iterator[Record]:
            yield from records(151)
            seen.append(reader.count())

        writer.ingest("api", items(), NOW)
        assert seen == [150]
        assert reader.count() == 151


def test_a_library_that_sqlite_cannot_open_is_not_called_damaged(path: Path) -> None:
    """What stands in the way outside the file is no reason to delete it."""
    Path(f"{path}-wal").mkdir()
    message = refused(path)
    assert "check who may use file and folder" in message
    assert "delete" not in message
