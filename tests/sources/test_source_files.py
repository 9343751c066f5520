"""Finding files, saying what a file is, and formats that other packages bring."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.errors import SourceError
from generator.models import Record
from generator.sources.files import detect, find_files, read_file
from generator.sources.table import BUILT_IN, format_names, get_format
from tests.sources.source_samples import SAMPLES, spec

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65_534


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n\n", "the file is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        (b"PK\x03\x04\x14\x00", "is a ZIP archive"),
        (b"\x1f\x8b\x08\x00", "gunzip FILE"),
        (b"\x89PNG\r\n", "is an image"),
        (b"\xff\xd8\xff\xe0", "is an image"),
        (b"\xff\xfeD\x00a\x00", "UTF-16"),
        (b"SQLite format 3\x00", "SQLite database"),
        (b"\x7fELF\x02\x01\x00\x00", "binary file"),
        (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "HTML page"),
        (b"<!-- saved -->\n<HTML lang=en>", "HTML page"),
        (b"A letter\n\nDear reader,\n", "no format recognises this text"),
        (b'{"a": 1}\n', "no format recognises this text"),
        (b'[{"a": 1}]', "no format recognises this text"),
    ],
)
def test_a_file_of_no_format_is_named_for_what_it_is(head: bytes, expected: str) -> None:
    """The message names the file, what it looks like, and a way out."""
    with pytest.raises(SourceError) as caught:
        detect(head, "dumps/odd file")
    assert expected in str(caught.value)
    assert str(caught.value).startswith("dumps/odd file: ")
    assert len(str(caught.value).splitlines()) == 1


def test_a_newsletter_is_no_dump() -> None:
    """Prose with a day and short lines is not taken for a page of papers."""
    text = "My roundup\n\nAug 20\n\nHello, here is what I read.\n\nA Paper\nIt is good.\n" * 5
    with pytest.raises(SourceError, match="no format recognises"):
        detect(text.encode(), "letter.txt")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (
            "Oct 29\n\nA Title\n\n" + "Long. " * 50 + "\n\nOne More\n\n" + "Long. " * 50,
            "hf-daily-page",
        ),
        ("A Title\n\nWords.\n\n  • 6 authors\n·\nJul 21, 2023\n", "hf-daily-page"),
        ("end.\n|\n2401.00165\n|\nText.\n|\n2401.00166v2\n|\nText.\n|\n", "arxiv-table"),
        ('\n\n{"summary" : "x", "authors": [], "id": "2401.0', "arxiv-daily-jsonl"),
        ('[\n {\n  "paper": {\n   "id": "', "hf-daily-json"),
        ('<?xml version="1.0"?>\n<rss version="2.0"><channel>', "feed"),
    ],
)
def test_parts_and_bare_files_are_recognised(head: str, name: str) -> None:
    """A file without its heading is known by its body."""
    assert detect(head.encode(), "x").name == name


def test_formats_have_names_and_an_unknown_name_lists_them() -> None:
    """Names are unique, and an editor who misspells one sees all."""
    names = [known.name for known in BUILT_IN]
    assert len(set(names)) == len(names)
    assert set(names) <= set(format_names())
    with pytest.raises(SourceError, match=r"'hf-page'.*arxiv-table, .*hf-daily-page"):
        get_format("hf-page")


def test_a_file_is_read_by_the_format_that_is_named(tmp_path: Path) -> None:
    """What the editor says counts for more than what the file looks like."""
    path = tmp_path / "a.txt"
    path.write_text("A Title\n", encoding="utf-8")
    [found] = list(read_file(path, spec(str(path)), "hf-daily-page"))
    assert isinstance(found, Record)
    assert found.title == "A Title"
    with pytest.raises(SourceError, match="no format recognises"):
        list(read_file(path, spec(str(path))))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """No trace: the path, the reason and what to do."""
    with pytest.raises(SourceError, match=r"^dumps/no\.txt: cannot be read: No such file.*check"):
        list(read_file(tmp_path / "no.txt", spec("dumps/no.txt")))


def test_a_path_is_a_file_a_folder_or_a_pattern(tmp_path: Path) -> None:
    """Files come sorted; what is hidden stays out, and links to folders are not followed."""
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/c.json", ".git/d.txt", "sub/e [1].txt"):
        path = tmp_path / "dumps" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "dumps" / "sub" / "loop").symlink_to(tmp_path / "dumps")
    found = {
        pattern: [
            str(path.relative_to(tmp_path / "dumps")) for path in find_files(pattern, tmp_path)
        ]
        for pattern in (
            "dumps/a.txt",
            "dumps",
            "dumps/*.txt",
            "dumps/**/*.txt",
            "dumps/sub/e [1].txt",
        )
    }
    assert found == {
        "dumps/a.txt": ["a.txt"],
        "dumps": ["a.txt", "b.txt", "sub/c.json", "sub/e [1].txt"],
        "dumps/*.txt": ["a.txt", "b.txt"],
        "dumps/**/*.txt": ["a.txt", "b.txt", "sub/e [1].txt"],
        "dumps/sub/e [1].txt": ["sub/e [1].txt"],
    }
    absolute = str(tmp_path / "dumps" / "*.txt")
    assert len(find_files(absolute, Path("/nowhere"))) == 2


def test_a_root_with_signs_of_patterns_is_taken_as_it_is(tmp_path: Path) -> None:
    """Only the editor's own words are a pattern."""
    root = tmp_path / "news [old]*"
    root.mkdir()
    (root / "a.txt").write_text("x", encoding="utf-8")
    assert find_files("*.txt", root) == (root / "a.txt",)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("dumps/no.txt", "there is no such file or folder"),
        ("dumps/*.csv", "no file matches this pattern"),
        ("no/**/*.txt", "no file matches this pattern"),
        ("empty", "this folder holds no files"),
        ("a\0b", "cannot be read|no such file"),
        ("x" * 300, "cannot be read|no such file"),
    ],
)
def test_nothing_found_is_an_error(tmp_path: Path, pattern: str, expected: str) -> None:
    """A source that matches no file is told, never passed over."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=expected):
        find_files(pattern, tmp_path)


@pytest.mark.parametrize(
    ("pattern", "mode"),
    [
        *(("closed", 0), ("closed/*.txt", 0), ("closed/a.txt", 0), ("closed/**/*.txt", 0)),
        *(("closed", 0o311), ("closed/*.txt", 0o311)),
    ],
)
def test_a_folder_without_read_permission_is_told(pattern: str, mode: int) -> None:
    """An unreadable folder is not an empty one, also where one may pass through it."""
    with _closed_folder() as root:
        (root / "closed").chmod(mode)
        _expect_refusal(pattern, root)


def _expect_refusal(pattern: str, root: Path) -> None:
    with _without_rights(), pytest.raises(SourceError) as caught:
        find_files(pattern, root)
    assert "ermission denied" in str(caught.value)
    assert str(caught.value).startswith(pattern)


def test_a_file_without_read_permission_is_told() -> None:
    """The reason is the system's."""
    with _closed_folder() as root:
        path = root / "closed.txt"
        path.write_text("x", encoding="utf-8")
        path.chmod(0)
        with _without_rights(), pytest.raises(SourceError, match="Permission denied; check"):
            list(read_file(path, spec(str(path))))


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """Reading a pipe would never end."""
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "/dev/null"):
        with pytest.raises(SourceError, match=rf"{name}: not a regular file"):
            find_files(name, tmp_path)
        with pytest.raises(SourceError, match=rf"{name}: not a regular file"):
            list(read_file(tmp_path / name, spec(name)))


def test_a_file_of_which_no_item_is_a_paper_is_refused(tmp_path: Path) -> None:
    """It says how many items there were, and why the first is none; skip_bad passes over it."""
    path = tmp_path / "a.json"
    path.write_text('[{"paper": 1}, {"title": ""}, 3]', encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        list(read_file(path, spec("dumps/a.json")))
    assert str(caught.value) == (
        "dumps/a.json: no paper in 3 items; first (a.json#1): paper is a number, not an object"
    )
    assert len(list(read_file(path, spec(skip_bad=True)))) == 3
    path.write_text('[{"paper": 1}, {"title": "T"}]', encoding="utf-8")
    assert len(list(read_file(path, spec()))) == 2
    path.write_text("[]", encoding="utf-8")
    assert list(read_file(path, spec())) == []


PLUGIN = """
from generator.models import Record, SourceKind
from generator.sources.formats import Format


def read(stream, spec):
    for number, line in enumerate(stream, 1):
        title = line.decode()[6:].strip()
        yield Record(spec.source, f"x:{number}", SourceKind.DUMP, spec.fetched_at, title=title)


FORMAT = Format("shelf", SourceKind.DUMP, lambda head: head.startswith("shelf:"), read)
NOT_A_FORMAT = "shelf"
"""


@pytest.mark.parametrize("name", ["shelf", None])
def test_a_package_may_bring_a_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    """It is found by name, and by content when no built-in format recognises a file."""
    _install(tmp_path, monkeypatch, "shelf = shelf_format:FORMAT")
    path = tmp_path / "a.shelf"
    path.write_text("shelf: A Title\n", encoding="utf-8")
    [found] = list(read_file(path, spec(), name))
    assert isinstance(found, Record)
    assert found.title == "A Title"
    assert "shelf" in format_names()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("no_such_module:FORMAT", "cannot be loaded: No module named"),
        ("shelf_format:MISSING", "cannot be loaded"),
        ("shelf_format:NOT_A_FORMAT", "is no generator.sources.formats.Format"),
    ],
)
def test_a_broken_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, expected: str
) -> None:
    """The message says whose fault it is; built-in formats work as before."""
    _install(tmp_path, monkeypatch, f"shelf = {value}")
    with pytest.raises(SourceError, match=expected) as caught:
        get_format("shelf")
    assert "shelf-package" in str(caught.value)
    assert detect((SAMPLES / "arxiv-table-page.txt").read_bytes(), "x").name == "arxiv-table"


def _install(folder: Path, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    """Put a package with an entry point where Python looks for packages."""
    site = folder / "site"
    info = site / "shelf_package-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "shelf_format.py").write_text(PLUGIN, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shelf-package\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[paperround.sources]\n{entry}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))


@contextmanager
def _closed_folder() -> Iterator[Path]:
    """Give a folder that everybody may enter, with one inside that nobody may."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    closed = root / "closed"
    closed.mkdir()
    (closed / "a.txt").write_text("x", encoding="utf-8")
    closed.chmod(0)
    try:
        yield root
    finally:
        closed.chmod(0o700)
        shutil.rmtree(root)


@contextmanager
def _without_rights() -> Iterator[None]:
    """Be nobody for a while, since the permissions of files do not bind the superuser."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
