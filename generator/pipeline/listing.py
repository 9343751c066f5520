"""Look into the library without changing it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from generator.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.models import Paper
    from generator.pipeline.project import Places


@contextmanager
def papers_of(places: Places) -> Iterator[Iterator[Paper]]:
    """Give all papers, ordered by id; none where nothing was ingested yet."""
    if not places.library.exists():
        yield iter(())
        return
    with Library.open(places.library, create=False) as library:
        yield library.papers()
