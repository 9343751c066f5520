"""A newsletter's three YAML files from the disk into one ``Project``.

Finds the project, reads ``newsletter.yml``, ``sources.yml`` and ``themes.yml`` below ``content/``,
and tells every problem of all three at once. Does not look at what the files point to: whether a
dump is there or a format is known is for those who read sources.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from generator.config.objects import Newsletter, SourceSpec, Themes
from generator.config.schema import convert, spell
from generator.config.strict_yaml import MAX_SIZE, Mapping, Node, Scalar, Sequence, decode, parse
from generator.errors import ConfigError, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T")

NEWSLETTER = "content/newsletter.yml"
SOURCES = "content/sources.yml"
THEMES = "content/themes.yml"

HOLDS = {
    NEWSLETTER: "the newsletter's title, base_url and email",
    SOURCES: "the list 'sources', each with a name and a path or feed",
    THEMES: "the list 'themes', each with an id, a title and phrases",
}


@dataclass(frozen=True, slots=True)
class Sources:
    """``content/sources.yml``: what to read, in this order."""

    sources: tuple[SourceSpec, ...] = field(metadata={"examples": ["[]"]})


@dataclass(frozen=True, slots=True)
class Project:
    """A newsletter on the disk: its folder and what its YAML says."""

    root: Path
    newsletter: Newsletter
    sources: tuple[SourceSpec, ...]
    themes: Themes


def find_project(start: Path) -> Path:
    """Return the nearest folder, from ``start`` upwards, that holds ``content/newsletter.yml``.

    Raises ``UsageError`` where there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / NEWSLETTER).is_file():
            return folder
    message = (
        f"no newsletter here: neither this folder nor one above it has {NEWSLETTER}; "
        "go to one, name it with --project DIR, or make one with 'paperround init DIR'"
    )
    raise UsageError(message, path=start)


def load_project(root: Path) -> Project:
    """Return the newsletter in the folder ``root``.

    Raises ``ConfigError`` with every problem of the three files; their paths are relative to
    ``root``.
    """
    newsletter = _load(root, NEWSLETTER, Newsletter)
    sources = _load(root, SOURCES, Sources)
    themes = _load(root, THEMES, Themes)
    problems = (*newsletter.problems, *sources.problems, *themes.problems)
    if problems or not (newsletter.value and sources.value and themes.value):
        raise ConfigError.of(problems)
    entries = _entries(sources.tree, "sources")
    placed = tuple(
        replace(spec, line=entry.line)
        for spec, entry in zip(sources.value.sources, entries, strict=True)
    )
    return Project(root, newsletter.value, placed, themes.value)


@dataclass(frozen=True, slots=True)
class _File(Generic[T]):
    """One file: its object, or ``None`` and problems in the order of the lines."""

    value: T | None
    tree: Mapping | None
    problems: tuple[Problem, ...]


def _load(root: Path, path: str, kind: type[T]) -> _File[T]:
    try:
        text = decode(_read(root, path), path)
    except ConfigError as error:
        return _File(None, None, error.problems)
    reading = parse(text, path)
    if reading.tree is None:
        return _File(None, None, reading.problems)
    if not reading.tree.items and not reading.problems:
        message = f"the file is empty; it holds {HOLDS[path]}"
        return _File(None, None, (Problem(path, 1, None, message),))
    converted = convert(reading.tree, kind, path)
    told = [*reading.problems]
    places = {(problem.line, problem.column) for problem in told}
    more = (*converted.problems, *_across(reading.tree, path))
    # What was misread is not blamed twice.
    told.extend(problem for problem in more if (problem.line, problem.column) not in places)
    told.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    return _File(None if told else converted.value, reading.tree, tuple(told))


def _read(root: Path, path: str) -> bytes:
    """Return a file's bytes; raises ``ConfigError`` where it is not there, not a file or huge."""
    file = root / path
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_SIZE + 1)
    except FileNotFoundError as error:
        message = f"there is no such file; it holds {HOLDS[path]}"
        raise ConfigError(message, path=path) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(f"cannot be read: {reason}", path=path) from error
    if len(data) > MAX_SIZE:
        message = f"the file has more than {MAX_SIZE:,} bytes; is this the right file?"
        raise ConfigError(message, path=path)
    return data


def _across(tree: Mapping, path: str) -> Iterator[Problem]:
    """Yield what is wrong between entries or between keys, which no single value shows."""
    if path == THEMES:
        yield from _repeated(tree, path, "themes", "id")
    if path == SOURCES:
        yield from _repeated(tree, path, "sources", "name")
        yield from _one_way(tree, path)


def _entries(tree: Mapping | None, key: str) -> tuple[Node, ...]:
    found = tree.find(key) if tree else None
    return found.items if isinstance(found, Sequence) else ()


def _repeated(tree: Mapping, path: str, group: str, key: str) -> Iterator[Problem]:
    """Yield a problem for each entry whose ``key`` an entry before it has."""
    first: dict[str, str] = {}
    for index, entry in enumerate(_entries(tree, group)):
        value = entry.find(key) if isinstance(entry, Mapping) else None
        if not isinstance(value, Scalar) or value.is_null:
            continue
        name = spell((group, index))
        if value.text in first:
            message = f"'{value.text[:80]}' is the {key} of {first[value.text]} already"
            yield Problem(
                path, value.line, value.column, f"{name}.{key}: {message}; choose another"
            )
        else:
            first[value.text] = f"{name} (line {value.line})"


def _one_way(tree: Mapping, path: str) -> Iterator[Problem]:
    """Yield a problem for each source that does not have exactly one of ``path`` and ``feed``."""
    for index, entry in enumerate(_entries(tree, "sources")):
        if not isinstance(entry, Mapping):
            continue
        stated = [key for key in ("path", "feed") if _stated(entry, key)]
        name = spell(("sources", index))
        if not stated:
            message = "needs a 'path' or a 'feed', for example path: dumps/hf-daily/*.txt"
            yield Problem(path, entry.line, entry.column, f"{name}: {message}")
        elif len(stated) > 1:
            message = "has both 'path' and 'feed'; make two sources of it"
            yield Problem(path, entry.line, entry.column, f"{name}: {message}")


def _stated(entry: Mapping, key: str) -> bool:
    value = entry.find(key)
    return value is not None and not (isinstance(value, Scalar) and value.is_null)
