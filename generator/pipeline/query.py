"""Look into the library and the issues without changing anything."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import UsageError
from generator.library import Library
from generator.models import Status
from generator.pipeline.project import load_issues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.library import SourceState
    from generator.models import Paper
    from generator.pipeline.project import Newsroom, Places


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands: its last run, or ``None`` where it was never read."""

    name: str
    state: SourceState | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How the newsletter stands; issues newest first, by slug."""

    papers: int
    sources: tuple[Standing, ...]
    drafts: tuple[str, ...]
    published: tuple[str, ...]


@contextmanager
def reading(places: Places) -> Iterator[Library | None]:
    """Give the library, or ``None`` where nothing was ingested yet."""
    if not places.library.exists():
        yield None
        return
    with Library.open(places.library, create=False, writable=False) as library:
        yield library


def find_paper(places: Places, text: str) -> Paper:
    """Return the paper of an id or link. Raises ``UsageError`` where the library has none."""
    with reading(places) as library:
        paper = library.find(text) if library else None
    if paper is None:
        what = f"the library has no paper {text!r}; look for it with paperround search WORDS"
        raise UsageError(what)
    return paper


def look_around(newsroom: Newsroom) -> StatusReport:
    """Return how the sources, the library and the issues stand."""
    with reading(newsroom.places) as library:
        states = {state.name: state for state in library.states()} if library else {}
        papers = library.count() if library else 0
    issues = load_issues(newsroom.places)
    configured = [spec.name for spec in newsroom.config.sources]
    by_hand = [name for name in states if name not in configured]
    return StatusReport(
        papers=papers,
        sources=tuple(Standing(name, states.get(name)) for name in (*configured, *by_hand)),
        drafts=tuple(one.slug for one in issues if one.status is Status.DRAFT),
        published=tuple(one.slug for one in issues if one.status is Status.PUBLISHED),
    )
