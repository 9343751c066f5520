"""Files are the old ones or the new ones, whole, and never somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import BuildError
from generator.pipeline.files import read_tree, replace_file, sweep, write_file, write_tree


def test_a_file_that_is_the_same_is_not_written(tmp_path: Path) -> None:
    """Its time stays, so that tools that look at times have nothing to do."""
    path = tmp_path / "deep/er/file"
    assert write_file(path, b"one")
    written = path.stat().st_mtime_ns
    assert not write_file(path, b"one")
    assert path.stat().st_mtime_ns == written
    assert write_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert [other.name for other in path.parent.iterdir()] == ["file"]


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    """A symbolic link at the output's place is refused, and what it points to stays."""
    target = tmp_path / "mine"
    target.write_bytes(b"mine")
    link = tmp_path / "link"
    link.symlink_to(target)
    with pytest.raises(BuildError, match="symbolic link"):
        write_file(link, b"theirs")
    assert target.read_bytes() == b"mine"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """One line with the path, and no temporary left behind."""
    (tmp_path / "file").write_bytes(b"in the way")
    with pytest.raises(BuildError, match="cannot be written") as caught:
        write_file(tmp_path / "file" / "below", b"x")
    assert str(tmp_path / "file" / "below") in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """Compare and swap: what somebody saved since it was read stays."""
    path = tmp_path / "issue.md"
    assert replace_file(path, None, "drafted")
    assert not replace_file(path, None, "drafted again")
    path.write_text("edited")
    assert not replace_file(path, "drafted", "drafted again")
    assert path.read_text() == "edited"
    assert replace_file(path, "edited", "drafted again")


def test_a_tree_holds_exactly_what_it_is_given(tmp_path: Path) -> None:
    """New files come, changed ones are replaced, others and empty folders go."""
    write_tree(tmp_path / "out", {"a/one": b"1", "b/two": b"2"})
    assert write_tree(tmp_path / "out", {"a/one": b"1", "c": b"3"}) == 1
    assert read_tree(tmp_path / "out") == {"a/one": b"1", "c": b"3"}
    assert not (tmp_path / "out/b").exists()


def test_strays_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    """Only our own temporaries go."""
    (tmp_path / ".~123.issue.md").write_bytes(b"half")
    (tmp_path / "issue.md").write_bytes(b"whole")
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["issue.md"]
