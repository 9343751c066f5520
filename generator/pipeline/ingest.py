"""Read sources into the library: find the files or fetch the feed, read records, store them.

Each source is one transaction: one that fails leaves the library as it was and the others go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__
from generator.config.objects import SourceSpec
from generator.errors import Problem, SourceError, UsageError
from generator.issue import slugify
from generator.library import IngestCounts, Library
from generator.models import Skipped
from generator.pipeline.lock import locked
from generator.pipeline.progress import Silent
from generator.sources.files import find_files, read_file
from generator.sources.formats import ReadSpec
from generator.sources.table import get_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.models import Record
    from generator.pipeline.progress import Progress
    from generator.pipeline.project import Newsroom

    Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How to ingest: ``offline`` leaves feeds out, ``skip_bad`` takes the good part of damaged files."""

    offline: bool = False
    skip_bad: bool = False
    strict: bool = False
    format: str | None = None


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came of one source. ``problems`` is not empty where it failed and nothing was stored."""

    name: str
    files: int = 0
    counts: IngestCounts = field(default_factory=IngestCounts)
    problems: tuple[Problem, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What came of a run, and how many papers the library holds after it."""

    sources: tuple[SourceReport, ...]
    papers: int
    library: str

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all sources."""
        return tuple(problem for source in self.sources for problem in source.problems)


def ingest(
    newsroom: Newsroom,
    wanted: Sequence[str],
    options: IngestOptions,
    now: datetime,
    progress: Progress | None = None,
    fetch: Fetch | None = None,
) -> IngestReport:
    """Ingest what is ``wanted`` (sources by name, files, addresses of feeds), or all sources.

    ``fetch`` gives the bytes of a feed's address; by default they come over the network.
    """
    specs = _specs(newsroom, wanted, options)
    shown = progress or Silent()
    places = newsroom.places
    with locked(places, "ingest", now), Library.open(places.library) as library:
        reader = _Reader(newsroom, options, now, fetch or _fetch_as(newsroom))
        reports = [_ingest_source(spec, reader, library, shown) for spec in specs]
        return IngestReport(tuple(reports), library.count(), places.show(places.library))


def _specs(
    newsroom: Newsroom, wanted: Sequence[str], options: IngestOptions
) -> tuple[SourceSpec, ...]:
    named = {spec.name: spec for spec in newsroom.config.sources}
    if not wanted:
        if not named:
            raise UsageError(
                "no sources: name some in content/sources.yml, or give files to ingest"
            )
        return tuple(named.values())
    specs = []
    for name in wanted:
        if name in named:
            specs.append(named[name])
        elif name.startswith(("http://", "https://")):
            specs.append(SourceSpec(slugify(name.partition("://")[2]), feed=name))
        elif _is_place(name):
            specs.append(_by_hand(newsroom, name, options))
        else:
            known = ", ".join(named) or "none"
            what = f"{name!r} is no file, no address and no source of sources.yml ({known})"
            raise UsageError(what)
    return tuple(specs)


def _is_place(name: str) -> bool:
    """Return whether ``name`` looks like a file, a folder or a pattern of files."""
    try:
        return Path(name).expanduser().exists() or any(mark in name for mark in "*?[/")
    except (OSError, RuntimeError, ValueError):  # too long, no such home, no permission
        return "/" in name


def _by_hand(newsroom: Newsroom, name: str, options: IngestOptions) -> SourceSpec:
    """Return the source of a place given by hand: the configured one whose path covers it, if any.

    Else it is called by its folder and name, so that files of equal names stay apart.
    """
    try:
        path = Path(name).expanduser().absolute()
    except RuntimeError:
        path = Path(name).absolute()
    for spec in newsroom.config.sources:
        if spec.path and _covers(newsroom.places.content / spec.path, path):
            return replace(spec, path=str(path))
    called = slugify(f"{path.parent.name}-{path.stem}")
    return SourceSpec(called, path=str(path), format=options.format)


def _covers(pattern: Path, path: Path) -> bool:
    return path == pattern or pattern in path.parents or path.match(str(pattern))


def _ingest_source(
    spec: SourceSpec, reader: _Reader, library: Library, progress: Progress
) -> SourceReport:
    if spec.feed is not None and reader.options.offline:
        return SourceReport(spec.name, note="left out: offline")
    progress.start(spec.name, None)
    opened: list[str] = []
    try:
        items = _counted(reader.items(spec, opened), progress)
        counts = library.ingest(spec.name, items, reader.now)
    except SourceError as error:
        return SourceReport(spec.name, len(opened), problems=error.problems)
    finally:
        progress.end()
    return SourceReport(spec.name, len(opened), counts)


def _counted(items: Iterator[Record | Skipped], progress: Progress) -> Iterator[Record | Skipped]:
    for item in items:
        progress.advance()
        yield item


def _fetch_as(newsroom: Newsroom) -> Fetch:
    """Return how feeds are fetched: under a name that says whose newsletter asks."""

    def fetch(url: str) -> bytes:
        from generator.fetch import Fetcher  # noqa: PLC0415 (loaded when the network is needed)

        asker = newsroom.config.newsletter.base_url
        return Fetcher(f"paperround/{__version__} (+{asker})").fetch(url).content

    return fetch


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads sources as the options of this run say."""

    newsroom: Newsroom
    options: IngestOptions
    now: datetime
    fetch: Fetch

    def items(self, spec: SourceSpec, opened: list[str]) -> Iterator[Record | Skipped]:
        """Yield what a source says, and note in ``opened`` what was read; may raise ``SourceError``."""
        for item in self._read(spec, opened):
            if self.options.strict and isinstance(item, Skipped):
                place, _, line = item.position.rpartition(":")
                number = int(line) if place and line.isdigit() else None
                where = place if number else item.position
                raise SourceError(f"{item.reason} (strict)", path=where, line=number)
            yield item

    def _read(self, spec: SourceSpec, opened: list[str]) -> Iterator[Record | Skipped]:
        wanted = self.options.format or spec.format
        if spec.feed is not None:
            content = self.fetch(spec.feed)
            opened.append(spec.feed)
            read_spec = self._read_spec(spec, spec.feed, self.now)
            yield from get_format(wanted or "feed").read(BytesIO(content), read_spec)
            return
        places = self.newsroom.places
        for path in find_files(spec.path or "", places.content):
            opened.append(str(path))
            saved = _saved_on(path, self.now)
            yield from read_file(path, self._read_spec(spec, places.show(path), saved), wanted)

    def _read_spec(self, spec: SourceSpec, file: str, saved: datetime) -> ReadSpec:
        return ReadSpec(
            source=spec.name,
            file=file,
            fetched_at=self.now,
            year=spec.year,
            file_date=saved.date(),
            skip_bad=self.options.skip_bad,
        )


def _saved_on(path: Path, now: datetime) -> datetime:
    """Return when a file was saved last; one that is gone by now is told of when it is opened."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return now
