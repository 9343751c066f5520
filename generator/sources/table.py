"""The formats by name: the built-in ones, and those that other packages bring.

A package brings a format by an entry point of the group ``paperround.sources`` that names a value
of ``generator.sources.formats.Format``. Such code is loaded only when its format is asked for by
name, or when no built-in format recognises a file.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from generator.errors import SourceError
from generator.sources import arxiv_daily_jsonl, arxiv_table, feed, hf_daily_json, hf_daily_page
from generator.sources.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP = "paperround.sources"

# In the order in which they are asked whether they recognise a file: the strictest first.
BUILT_IN: tuple[Format, ...] = (
    arxiv_daily_jsonl.FORMAT,
    hf_daily_json.FORMAT,
    feed.FORMAT,
    arxiv_table.FORMAT,
    hf_daily_page.FORMAT,
)


def format_names() -> tuple[str, ...]:
    """Return the names of all formats, sorted; nothing is loaded."""
    names = {known.name for known in BUILT_IN} | {point.name for point in _points()}
    return tuple(sorted(names))


def get_format(name: str) -> Format:
    """Return the format of that name; raise ``SourceError`` where there is none."""
    for known in BUILT_IN:
        if known.name == name:
            return known
    for point in _points():
        if point.name == name:
            return _load(point)
    raise SourceError(f"there is no format {name!r}; choose one of {', '.join(format_names())}")


def formats_of_others() -> Iterator[Format]:
    """Load and yield the formats that other packages bring, by name."""
    for point in _points():
        yield _load(point)


def _points() -> list[EntryPoint]:
    return sorted(entry_points(group=_GROUP), key=lambda point: (point.name, point.value))


def _load(point: EntryPoint) -> Format:
    who = point.dist.name if point.dist else point.value
    try:
        loaded = point.load()
    except (ImportError, AttributeError) as error:
        message = f"the format {point.name!r} of the package {who} cannot be loaded: {error}"
        raise SourceError(f"{message}; mend or remove the package") from error
    if not isinstance(loaded, Format):
        raise SourceError(
            f"the format {point.name!r} of the package {who} is no generator.sources.formats.Format"
        )
    return loaded
