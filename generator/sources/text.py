"""Bytes to lines and lines to fields, for all formats: encodings, sizes, characters and dates.

This is the border where bytes that nobody vouches for become text: what passes here is valid
Unicode without control characters. It knows no format, and it mends nothing: that is ``cleaning``.
"""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from generator.dates import MONTHS, parse_when
from generator.errors import SourceError
from generator.models import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.dates import When
    from generator.sources.formats import ReadSpec

LONGEST_LINE = 1_000_000
LARGEST_FILE = 100_000_000
LONGEST_TITLE = 2_000
LONGEST_NAME = 300
LONGEST_ABSTRACT = 20_000
_BOM = "\ufeff"
# C0 without tab and line feed, DEL and C1.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_WAY_OUT = "mend or delete the line, or take the rest with --skip-bad"


class Line(NamedTuple):
    """A line of a file without its end; numbers count from 1."""

    number: int
    text: str


def read_lines(stream: BinaryIO, spec: ReadSpec) -> Iterator[Line | Skipped]:
    """Yield the lines of UTF-8 text; a byte order mark, CRLF and CR alone are fine.

    A line that is not UTF-8 or is over a megabyte raises ``SourceError``, or is ``Skipped`` with
    ``spec.skip_bad``. No more than a megabyte is held.
    """
    stream = _with_line_feeds(stream, spec)
    number = 0
    while raw := stream.readline(LONGEST_LINE + 2):
        number += 1
        if len(raw.rstrip(b"\r\n")) > LONGEST_LINE:
            _skip_rest(stream, raw)
            yield bad_line(spec, number, None, f"the line is over {LONGEST_LINE:,} bytes")
            continue
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            yield _undecodable(spec, number, raw, error)
            continue
        text = text.removesuffix("\n").removesuffix("\r")
        yield Line(number, text.removeprefix(_BOM) if number == 1 else text)


def load_lines(stream: BinaryIO, spec: ReadSpec) -> tuple[list[Line], list[Skipped]]:
    """Return all lines of a file that must be seen as a whole, and the bad ones."""
    lines: list[Line] = []
    bad: list[Skipped] = []
    size = 0
    for line in read_lines(stream, spec):
        if isinstance(line, Skipped):
            bad.append(line)
            continue
        size += len(line.text)
        if size > LARGEST_FILE:
            raise too_large(spec)
        lines.append(line)
    return lines, bad


def too_large(spec: ReadSpec) -> SourceError:
    """Return the error for a file that cannot be read in pieces and is too large to be held."""
    message = f"larger than {LARGEST_FILE // 1_000_000} MB; split it into several files"
    return SourceError(message, path=spec.file)


def bad_line(spec: ReadSpec, number: int, column: int | None, reason: str) -> Skipped:
    """Return a damaged line as ``Skipped`` when the editor asked for that; else refuse the file."""
    if spec.skip_bad:
        return Skipped(place(spec, number), reason)
    raise SourceError(f"{reason}; {_WAY_OUT}", path=spec.file, line=number, column=column)


def place(spec: ReadSpec, number: int) -> str:
    """Return a record's position in a file of lines: ``2023-08-20.txt:14``."""
    return f"{PurePath(spec.file).name}:{number}"


def item_place(spec: ReadSpec, number: int) -> str:
    """Return a record's position in a JSON array: ``2023-08-20.json#3``."""
    return f"{PurePath(spec.file).name}#{number}"


def field_text(text: str | None, longest: int = LONGEST_ABSTRACT) -> str | None:
    """Return a field without controls, lone surrogates and outer white space; empty is ``None``.

    Over ``longest`` characters it is cut, with "…" at the end, before anything looks at it.
    """
    if text is None:
        return None
    text = text.strip()
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)).strip() or None


def field_when(text: str | None) -> When | None:
    """Return the day or instant that a field states, or ``None`` where it states none."""
    if not text:
        return None
    try:
        return parse_when(text)
    except (ValueError, OverflowError):
        return None


def find_month(word: str) -> int | None:
    """Return the number of an English month, written out or by its first three letters."""
    word = word.lower().removesuffix(".")
    return MONTHS.index(word[:3]) + 1 if word in _MONTH_WORDS else None


def find_day(year: int, month: int, day: int) -> date | None:
    """Return a calendar day, or ``None`` where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def latest_day(month: int, day: int, limit: date) -> date | None:
    """Return the latest such day of any year that is not after ``limit``."""
    for year in range(
        limit.year, max(limit.year - 9, 0), -1
    ):  # 29 February: up to eight years back
        found = find_day(year, month, day)
        if found is not None and found <= limit:
            return found
    return None


_MONTH_WORDS = frozenset(MONTHS) | {
    *("january", "february", "march", "april", "june", "july", "august"),
    *("sept", "september", "october", "november", "december"),
}


def _with_line_feeds(stream: BinaryIO, spec: ReadSpec) -> BinaryIO:
    """Return a stream whose lines end with LF: the same one, but where only CR ends its lines."""
    start = stream.tell()
    head = stream.read(LONGEST_LINE)
    stream.seek(start)
    if b"\n" in head or b"\r" not in head:
        return stream
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise too_large(spec)
    return BytesIO(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))


def _skip_rest(stream: BinaryIO, start: bytes) -> None:
    """Read on to the end of a line whose first part is ``start``."""
    part = start
    while part and not part.endswith(b"\n"):
        part = stream.readline(LONGEST_LINE)


def _undecodable(spec: ReadSpec, number: int, raw: bytes, error: UnicodeDecodeError) -> Skipped:
    column = len(raw[: error.start].decode()) + 1
    reason = f"not UTF-8 (byte 0x{raw[error.start]:02X} in column {column})"
    if spec.skip_bad:
        return Skipped(place(spec, number), reason)
    message = f"{reason}; convert it, for example: iconv -f latin1 -t utf-8"
    raise SourceError(message, path=spec.file, line=number) from error
