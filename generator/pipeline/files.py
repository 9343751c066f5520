"""Writing to disk so that a file is either the old one or the new one, whole."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from generator.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TEMPORARY = ".~"


def write_file(path: Path, data: bytes) -> bool:
    """Write ``data`` beside ``path``, then replace it; return whether anything changed.

    A file that already holds these bytes is left alone. Symbolic links are not followed. Raises
    ``BuildError`` naming the path (full disk, no permission, a link in the way).
    """
    with naming(path):
        if path.is_symlink():
            raise BuildError("is a symbolic link and is not written through; remove it", path=path)
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{TEMPORARY}{os.getpid()}.{path.name}")
        try:
            with beside.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        except OSError:
            with suppress(OSError):
                beside.unlink()
            raise
        sync_folder(path.parent)
        return True


def replace_file(path: Path, before: str | None, text: str) -> bool:
    """Write ``text`` only where ``path`` still says ``before`` (``None``: is not there yet).

    Returns whether it did: somebody may have saved the file since it was read.
    """
    with naming(path):
        there = path.read_bytes().decode("utf-8-sig", "replace") if path.exists() else None
    if there != before:
        return False
    write_file(path, text.encode())
    return True


def write_tree(root: Path, files: Mapping[str, bytes]) -> int:
    """Make ``root`` hold exactly ``files`` (by relative path); return how many were written."""
    for name in files:
        for folder in (root / name).relative_to(root).parents:
            if (root / folder).is_symlink():
                raise BuildError("is a symbolic link; remove it", path=root / folder)
    written = sum(write_file(root / name, data) for name, data in sorted(files.items()))
    with naming(root):
        wanted = {root / name for name in files}
        for path in sorted(root.rglob("*"), reverse=True):
            if path.is_file() or path.is_symlink():
                if path not in wanted:
                    path.unlink()
            elif not any(path.iterdir()):
                path.rmdir()
    return written


def read_tree(root: Path) -> dict[str, bytes]:
    """Return the files below ``root`` by relative path; hidden ones and links are left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and path.resolve() == root.resolve() / path.relative_to(root)
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def sweep(folder: Path) -> None:
    """Remove the temporaries that a killed run left in ``folder``."""
    for stray in folder.glob(f"{TEMPORARY}*"):
        with suppress(OSError):
            stray.unlink()


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last through a power cut, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` into one line that names the path."""
    try:
        yield
    except OSError as error:
        raise BuildError(f"cannot be written: {error.strerror or error}", path=path) from error
