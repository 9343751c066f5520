"""Reading a library where nothing can be written, and beside one who writes."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from generator.errors import LibraryError
from generator.library import Library
from generator.models import Record, SourceKind

NOW = datetime(2023, 9, 1, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
NOBODY = 65534
CHILD = """
import resource, sys
from pathlib import Path
from generator.library import Library

_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
with Library.open(Path(sys.argv[1]), create=False, writable=False) as library:
    print(library.count(), len(library.search("words", 9)))
"""


def record(number: int) -> Record:
    """Return one of the records."""
    arxiv_id = f"2308.{number:05}"
    return Record("api", str(number), SourceKind.API, NOW, arxiv_id=arxiv_id, abstract="words")


@pytest.fixture
def path() -> Iterator[Path]:
    """Return a library of three papers in a folder that everyone may enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        made = Path(folder) / "a#b?c%20é.db"
        with Library.open(made) as library:
            library.ingest("api", [record(1), record(2), record(3)], NOW)
        yield made


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Take away the right to write the folder and its files; the superuser becomes nobody."""
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        assert not os.access(folder, os.W_OK, effective_ids=True)
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)


def read(path: Path) -> list[str]:
    """Read all that readers read; return the names of the files that are there then."""
    with Library.open(path, create=False, writable=False) as library:
        papers = tuple(library.papers())
        assert len(papers) == library.count() == 3
        assert library.find("2308.00001") == papers[0]
        assert len(library.search("words", 9)) == 3
        assert library.states()[0].last_run == NOW
        assert library.records_of("2308.00002") == (record(2),)
    return sorted(file.name for file in path.parent.iterdir())


def test_a_library_is_read_from_a_folder_that_takes_no_writing(path: Path) -> None:
    """All can be read, nothing is left behind, and writing is refused in our words."""
    before = path.read_bytes()
    with unwritable(path.parent):
        assert read(path) == [path.name]
        with pytest.raises(LibraryError, match="cannot be written"):
            Library.open(path)
    assert path.read_bytes() == before


def test_a_reader_leaves_the_library_as_it_was(path: Path) -> None:
    """Where it could write it does not, and what it leaves beside keeps nobody from reading."""
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    with unwritable(path.parent):
        read(path)
    with Library.open(path, create=False, writable=False) as library:
        with pytest.raises(LibraryError, match="cannot be written"):
            library.ingest("api", [record(4)], NOW)
        assert library.count() == 3


def test_a_log_that_was_not_taken_over_is_never_passed_by(path: Path) -> None:
    """Papers that stand only in the log of a killed run are read, or reading is refused."""
    copy = path.parent / "copy.db"
    with Library.open(path) as library:
        library.ingest("api", [record(4)], NOW)
        shutil.copy(path, copy)
        shutil.copy(f"{path}-wal", f"{copy}-wal")
    with (
        unwritable(path.parent),
        pytest.raises(LibraryError, match="cannot be"),
        closing(Library.open(copy, create=False, writable=False)),
    ):
        pass
    Path(f"{copy}-wal").chmod(0o644)
    with Library.open(copy, create=False, writable=False) as library:
        assert library.count() == 4


def test_a_full_disk_does_not_keep_from_reading(path: Path) -> None:
    """A process that cannot write a single byte reads what is there."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 0
    command = [sys.executable, "-c", CHILD, str(path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.stdout, ran.stderr) == ("3 3\n", "")


def test_a_reader_sees_what_a_writer_finished(path: Path) -> None:
    """Reading goes on while another writes, and the next question sees the new papers."""
    with Library.open(path) as writer, Library.open(path, writable=False, wait=0) as reader:
        seen = []

        def items() -> Iterator[Record]:
            yield record(4)
            yield record(5)
            seen.append(reader.count())

        writer.ingest("api", items(), NOW)
        assert (seen, reader.count()) == ([3], 5)


def test_a_reader_makes_no_library(tmp_path: Path) -> None:
    """Where there is none, or only an empty file, the reader is told to ingest."""
    for path in (tmp_path / "none" / "library.db", tmp_path / "empty.db"):
        if path.parent.exists():
            path.touch()
        with pytest.raises(LibraryError, match="run ingest first"):
            Library.open(path, writable=False)
    assert [file.name for file in tmp_path.iterdir()] == ["empty.db"]
