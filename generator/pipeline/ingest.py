"""Read sources into the library: find the files or fetch the feed, read records, store them.

Each source is one transaction: one that fails leaves the library as it was and the others go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from generator.config.objects import SourceSpec
from generator.errors import Problem, SourceError, UsageError
from generator.library import IngestCounts, Library
from generator.models import Skipped
from generator.pipeline.files import naming
from generator.pipeline.lock import locked
from generator.pipeline.progress import Silent
from generator.sources import ReadSpec, find_files, read_file, read_stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.models import Record
    from generator.pipeline.progress import Progress
    from generator.pipeline.project import Newsroom


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
) -> IngestReport:
    """Ingest the sources named in ``wanted`` (names of sources.yml, or files), or all of them."""
    specs = _specs(newsroom, wanted, options)
    shown = progress or Silent()
    places = newsroom.places
    with locked(places, "ingest", now), Library.open(places.library) as library:
        reports = [_ingest_source(newsroom, spec, options, now, library, shown) for spec in specs]
        return IngestReport(tuple(reports), library.count(), places.show(places.library))


def _specs(
    newsroom: Newsroom, wanted: Sequence[str], options: IngestOptions
) -> tuple[SourceSpec, ...]:
    named = {spec.name: spec for spec in newsroom.config.sources}
    if not wanted:
        if not named:
            raise UsageError("no sources: name some in content/sources.yml, or give files to ingest")
        return tuple(named.values())
    specs = []
    for name in wanted:
        path = Path(name).expanduser()
        if name in named:
            specs.append(named[name])
        elif path.exists() or any(mark in name for mark in "*?["):
            specs.append(SourceSpec(path.stem, path=str(path.absolute()), format=options.format))
        else:
            known = ", ".join(named) or "none"
            raise UsageError(f"{name!r} is neither a file nor a source of sources.yml ({known})")
    return tuple(specs)


def _ingest_source(
    newsroom: Newsroom,
    spec: SourceSpec,
    options: IngestOptions,
    now: datetime,
    library: Library,
    progress: Progress,
) -> SourceReport:
    if spec.feed is not None and options.offline:
        return SourceReport(spec.name, note="left out: offline")
    reader = _Reader(newsroom, spec, options, now)
    progress.start(spec.name, None)
    try:
        items = reader.items()
        counts = library.ingest(spec.name, _counted(items, progress), now)
    except SourceError as error:
        return SourceReport(spec.name, reader.files, problems=error.problems)
    finally:
        progress.end()
    return SourceReport(spec.name, reader.files, counts)


def _counted(
    items: Iterator[Record | Skipped], progress: Progress
) -> Iterator[Record | Skipped]:
    for item in items:
        progress.advance()
        yield item


class _Reader:
    """All items of one source, file after file; ``files`` counts those opened so far."""

    def __init__(
        self, newsroom: Newsroom, spec: SourceSpec, options: IngestOptions, now: datetime
    ) -> None:
        self.newsroom = newsroom
        self.spec = spec
        self.options = options
        self.now = now
        self.files = 0

    def items(self) -> Iterator[Record | Skipped]:
        """Yield what the source says; raise ``SourceError`` where it cannot be read."""
        for item in self._read():
            if self.options.strict and isinstance(item, Skipped):
                raise SourceError(f"{item.reason} (strict)", path=item.position)
            yield item

    def _read(self) -> Iterator[Record | Skipped]:
        spec = self.spec
        if spec.feed is not None:
            content = self._fetch(spec.feed)
            self.files += 1
            yield from read_stream(BytesIO(content), self._read_spec(spec.feed), spec.format or "feed")
            return
        for path in find_files(spec.path or "", self.newsroom.places.content):
            self.files += 1
            with naming(path):
                changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            read_spec = self._read_spec(self.newsroom.places.show(path), changed)
            yield from read_file(path, read_spec, self.options.format or spec.format)

    def _fetch(self, url: str) -> bytes:
        from generator.fetch import fetch  # noqa: PLC0415 (the network is loaded when it is needed)

        newsletter = self.newsroom.config.newsletter
        return fetch(url, user_agent=f"paperround (+{newsletter.base_url})").content

    def _read_spec(self, file: str, changed: datetime | None = None) -> ReadSpec:
        return ReadSpec(
            source=self.spec.name,
            file=file,
            fetched_at=self.now,
            year=self.spec.year,
            file_date=changed.date() if changed else self.now.date(),
            skip_bad=self.options.skip_bad,
        )
