"""Files on disk: finding them, saying what they are, and reading them with the right format.

Nothing here knows the inside of a format, and nothing is written.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import SourceError
from generator.models import Record
from generator.sources.table import BUILT_IN, format_names, formats_of_others, get_format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.models import Skipped
    from generator.sources.formats import Format, ReadSpec

HEAD = 65_536

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "is a PDF; save the page as text instead"),
    (b"PK\x03\x04", "is a ZIP archive; unpack it first"),
    (b"\x1f\x8b", "is packed with gzip; unpack it first: gunzip FILE"),
    (b"BZh", "is packed with bzip2; unpack it first: bunzip2 FILE"),
    (b"\xfd7zXZ", "is packed with xz; unpack it first: unxz FILE"),
    (b"\x28\xb5\x2f\xfd", "is packed with zstd; unpack it first: unzstd FILE"),
    (b"\x89PNG", "is an image; save the page as text instead"),
    (b"\xff\xd8\xff", "is an image; save the page as text instead"),
    (b"GIF8", "is an image; save the page as text instead"),
    (b"SQLite format 3", "is an SQLite database; export it as JSON Lines"),
    (b"\xff\xfe", "is text in UTF-16; convert it: iconv -f utf-16 -t utf-8"),
    (b"\xfe\xff", "is text in UTF-16; convert it: iconv -f utf-16 -t utf-8"),
)
_NOT_REGULAR = "not a regular file; save what it gives to a file first"
_HTML = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def detect(head: bytes, file: str) -> Format:
    """Return the format of a file that begins with ``head``, recognised by its content.

    Raises ``SourceError`` that says what the file looks like and which formats there are.
    """
    formats = f"the formats are {', '.join(format_names())}"
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SourceError("the file is empty; save it again", path=file)
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise SourceError(f"this {what} ({formats})", path=file)
    if b"\0" in head[:4096]:
        raise SourceError(f"this is a binary file of an unknown kind; {formats}", path=file)
    text = head.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    for known in BUILT_IN:
        if known.recognises(text):
            return known
    if _HTML.match(text):
        message = (
            f"this is an HTML page; save it as text, or give the address of a feed ({formats})"
        )
        raise SourceError(message, path=file)
    for other in formats_of_others():
        if other.recognises(text):
            return other
    message = f"no format recognises this text; {formats}: name one of them if you know better"
    raise SourceError(message, path=file)


def read_file(
    path: Path, spec: ReadSpec, format_name: str | None = None
) -> Iterator[Record | Skipped]:
    """Yield what a file holds, in its order; without ``format_name`` its content tells the format.

    Raises ``SourceError`` when the file cannot be opened or read, is damaged, or, unless
    ``spec.skip_bad``, has items of which none is a paper.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError(_NOT_REGULAR, path=spec.file)
        with path.open("rb") as stream:
            head = stream.read(HEAD)
            stream.seek(0)
            chosen = detect(head, spec.file) if format_name is None else get_format(format_name)
            items = chosen.read(stream, spec)
            yield from items if spec.skip_bad else _with_a_paper(items, spec)
    except OSError as error:
        raise _unreadable(spec.file, error) from error


def _with_a_paper(items: Iterator[Record | Skipped], spec: ReadSpec) -> Iterator[Record | Skipped]:
    """Yield the items; raise ``SourceError`` at their end where they are all skipped."""
    first: Skipped | None = None
    skipped = 0
    has_paper = False
    for item in items:
        if isinstance(item, Record):
            has_paper = True
        else:
            first = first or item
            skipped += 1
        yield item
    if first is not None and not has_paper:
        count = f"{skipped:,} item{'s' if skipped > 1 else ''}"
        message = f"no paper in {count}; first ({first.position}): {first.reason}"
        raise SourceError(message, path=spec.file)


def find_files(path_pattern: str, root: Path) -> tuple[Path, ...]:
    """Return the files that a path stands for, sorted: a file, a folder with all below it, a glob.

    A relative path is relative to ``root``. Hidden files and folders are left out, and links to
    folders are not followed. Raises ``SourceError`` when nothing is found or may be read.
    """
    path = root / path_pattern
    try:
        if path.is_file():
            return (path,)
        if path.is_dir():
            return _nonempty(_walk(path), path_pattern, "this folder holds no files")
        if re.search(r"[*?\[]", path_pattern):
            found = _glob(root, Path(path_pattern))
            return _nonempty(found, path_pattern, "no file matches this pattern")
        if path.exists():
            raise SourceError(_NOT_REGULAR, path=path_pattern)
    except (OSError, ValueError) as error:
        raise _unreadable(path_pattern, error) from error
    raise SourceError("there is no such file or folder; correct the path", path=path_pattern)


def _nonempty(found: Iterator[Path], shown: str, message: str) -> tuple[Path, ...]:
    files = tuple(sorted(found))
    if not files:
        raise SourceError(f"{message}; put the saved files there or correct the path", path=shown)
    return files


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if not name.startswith(".") and path.is_file():
                yield path


def _glob(root: Path, pattern: Path) -> Iterator[Path]:
    parts = pattern.parts
    first = next(index for index, part in enumerate(parts) if re.search(r"[*?\[]", part))
    base = root.joinpath(*parts[:first])
    if base.is_dir():
        os.scandir(base).close()  # pathlib's glob passes over a folder that may not be read
    for path in base.glob(str(Path(*parts[first:]))):
        is_hidden = any(part.startswith(".") for part in path.relative_to(base).parts)
        if not is_hidden and path.is_file():
            yield path


def _raise(error: OSError) -> None:
    raise error


def _unreadable(shown: str, error: OSError | ValueError) -> SourceError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    where = getattr(error, "filename", None)
    detail = f" ({where})" if where and Path(str(where)).name != Path(shown).name else ""
    message = f"cannot be read: {reason}{detail}; check that it exists and that you may read it"
    return SourceError(message, path=shown)
