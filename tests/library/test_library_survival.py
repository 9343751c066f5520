"""What is left of a library when a run is killed or the disk is full."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from generator.library import Library
from generator.models import Record, SourceKind

NOW = datetime(2023, 9, 1, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
CHILD = """
import resource, sys
from datetime import datetime, UTC
from pathlib import Path
from generator.errors import LibraryError
from generator.library import Library
from generator.models import Record, SourceKind

now = datetime(2023, 9, 2, tzinfo=UTC)

def items(count):
    for n in range(count):
        if n == count // 2:
            print("half", flush=True)
        arxiv_id, abstract = f"2309.{n + 1:05}", "word " * 100
        yield Record("api", str(n), SourceKind.API, now, arxiv_id=arxiv_id, abstract=abstract)
    print("all", flush=True)

what, path = sys.argv[1], Path(sys.argv[2])
with Library.open(path) as library:
    if what == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
    try:
        library.ingest("api", items(3000), now)
    except LibraryError as error:
        print(error.problems[0].message)
        print(library.count())
"""


def record(number: int) -> Record:
    """Return one of the records that are there before."""
    return Record("api", str(number), SourceKind.API, NOW, arxiv_id=f"2308.{number:05}")


def start(what: str, path: Path) -> subprocess.Popen[str]:
    """Start another process that takes many records in."""
    with Library.open(path) as library:
        library.ingest("api", [record(1), record(2)], NOW)
    command = [sys.executable, "-c", CHILD, what, str(path)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def check(path: Path) -> None:
    """Expect what was there before, and that the library works on."""
    with Library.open(path) as library:
        assert [paper.arxiv_id for paper in library.papers()] == ["2308.00001", "2308.00002"]
        assert [state.last_run for state in library.states()] == [NOW]
        assert library.ingest("api", [record(2), record(3)], NOW).new == 1


def test_a_killed_run_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    """``kill -9`` in the middle of a run, and again at its end, loses that run only."""
    for said in ("half", "all"):
        path = tmp_path / f"{said}.db"
        with start("kill", path) as child:
            assert child.stdout is not None
            while child.stdout.readline().strip() != said:
                assert child.poll() is None
            child.send_signal(signal.SIGKILL)
        assert child.returncode == -signal.SIGKILL
        check(path)


def test_a_full_disk_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    """When nothing more can be written the run says so, and the papers of before are there."""
    path = tmp_path / "library.db"
    with start("full", path) as child:
        said, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    message, count = said.splitlines()[-2:]
    assert "full" in message
    assert count == "2"
    check(path)
