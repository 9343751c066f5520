"""Feeds: RSS 0.9x, 1.0 and 2.0 and Atom, from arXiv and its API or from any site, already fetched.

``feed_pieces`` makes the bytes safe and cuts them, ``feed_worker`` parses the pieces in a process
of its own that ends in time, ``feed_records`` maps what it found. This module joins the three.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from generator.errors import SourceError
from generator.models import Record, Skipped, SourceKind
from generator.sources import feed_worker
from generator.sources.feed_pieces import LARGEST_FEED, ROOTS, Pieces, cut, find_root
from generator.sources.feed_records import place_of, to_record
from generator.sources.feed_worker import Job, Parsed
from generator.sources.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.sources.formats import ReadSpec


@dataclass(frozen=True, slots=True)
class Limits:
    """What parsing a feed may use: seconds of processor, seconds by the wall, bytes of memory."""

    processor: int = 10
    wall: float = 20.0
    memory: int = 1_000_000_000


def recognises(head: str) -> bool:
    """Say whether a text begins as a feed, with an element ``rss``, ``feed`` or ``rdf:RDF``."""
    return find_root(head) in ROOTS


def read(
    stream: BinaryIO, spec: ReadSpec, limits: Limits | None = None
) -> Iterator[Record | Skipped]:
    """Yield a record for each item of a feed, and as ``Skipped`` what was wrong with it.

    Raises ``SourceError`` for what is no feed, unsafe, too large, or takes too long.
    """
    pieces = cut(stream.read(LARGEST_FEED + 1), spec.file)
    feed = _parse(pieces, spec.file, limits or Limits())
    if feed.failed and not feed.items:
        message = f"none of its {len(feed.failed):,} items can be read: {feed.failed[0].reason}"
        raise SourceError(message, path=spec.file)
    if not feed.version:
        raise SourceError("not a feed: nothing in it is RSS or Atom", path=spec.file)
    if feed.fault:
        yield Skipped(
            _place(spec, 0), f"not well-formed XML ({feed.fault}); read as far as it goes"
        )
    for remark in pieces.remarks:
        yield Skipped(_place(spec, remark.item), remark.reason)
    for failed in feed.failed:
        yield Skipped(_place(spec, failed.number), failed.reason)
    for item in feed.items:
        yield to_record(item, feed, spec)


# The signals with which the system ends a process that has used up its time.
_TOO_LONG = frozenset(
    getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)
)

FORMAT = Format(name="feed", kind=SourceKind.FEED, recognises=recognises, read=read)


def _place(spec: ReadSpec, number: int) -> str:
    return place_of(spec, number) if number else "the feed"


def _parse(pieces: Pieces, file: str, limits: Limits) -> Parsed:
    job = Job(
        root=pieces.root,
        head=pieces.head,
        items=pieces.items,
        tail=pieces.tail,
        seconds=limits.processor,
        memory=limits.memory,
    )
    # Run as a file and with -P, so that nothing in the folder we are in is imported.
    command = [sys.executable, "-P", "-W", "ignore", feed_worker.__file__]
    try:
        done = subprocess.run(  # noqa: S603 - no part of the command comes from outside
            command,
            input=msgspec.msgpack.encode(job),
            capture_output=True,
            timeout=limits.wall,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_long(file, limits.wall) from error
    if -done.returncode in _TOO_LONG:
        raise _too_long(file, limits.processor)
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
        raise SourceError(f"the feed could not be parsed ({last or 'no reason given'})", path=file)
    return msgspec.msgpack.decode(done.stdout, type=Parsed)


def _too_long(file: str, seconds: float) -> SourceError:
    message = f"parsing the feed took too long (over {seconds:g} s) and was stopped"
    return SourceError(message, path=file)
