"""What a source format is: the one small protocol between the reader of files and the formats.

A format is a value of ``Format`` and its module holds the functions. Formats of other people are
found by the entry-point group ``paperround.sources``, whose entries name such a value. This module
knows no format; ``generator.sources`` holds the table of the built-in ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from generator.models import Record, Skipped, SourceKind


@dataclass(frozen=True, slots=True)
class ReadSpec:
    """What a format must know about the file it reads.

    ``source`` is the name of the source; ``file`` the path as shown to people. ``year`` and
    ``file_date`` (the day the file was saved) complete dates that a page gives without a year.
    With ``skip_bad`` a damaged line becomes ``Skipped`` where otherwise the file is refused.
    """

    source: str
    file: str
    fetched_at: datetime
    year: int | None = None
    file_date: date | None = None
    skip_bad: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A source format.

    ``recognises`` is given the first 64 KB of a file, decoded leniently and without a byte order
    mark, and says whether the file is of this format. ``read`` yields what the file holds, in its
    order; it raises ``SourceError``, and nothing else, when the file is damaged.
    """

    name: str
    kind: SourceKind
    recognises: Callable[[str], bool]
    read: Callable[[BinaryIO, ReadSpec], Iterator[Record | Skipped]]
