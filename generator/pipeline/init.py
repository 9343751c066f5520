"""A new newsletter: its files from templates/project and the sample, put where nothing is yet.

In ``templates/project`` a name that begins with ``dot_`` stands for a hidden one, and a file that
ends in ``.j2`` is filled in. Nothing is ever overwritten: all files are written to a folder of their
own first, and then renamed into place.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from generator import __version__
from generator.config import checks
from generator.config.load import NEWSLETTER
from generator.config.strict_yaml import UNSEEN
from generator.errors import UsageError
from generator.pipeline.files import TEMPORARY, naming, read_tree, sync_folder, write_file
from generator.pipeline.resources import shipped
from generator.render.escape import escape_text
from generator.render.templates import environment, render_template

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LEFT_ALONE = frozenset({".git", ".venv", "LICENSE"})
"""What may be in the folder already: a fresh clone, and the place Paperround was installed to."""

PROJECT = "project"
EXAMPLE = "dumps/arxiv-daily/2025-11-21.jsonl"
SITES = "https://example.org/"
ADDRESS = "news@example.org"


class Start(StrEnum):
    """What a new newsletter holds: one dump to try, the whole sample, or no papers."""

    EXAMPLE = "example"
    SAMPLE = "sample"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class InitOptions:
    """What to begin with. ``title`` and ``url`` are made from the folder's name where not given."""

    title: str | None = None
    url: str | None = None
    start: Start = Start.EXAMPLE
    with_templates: bool = False


@dataclass(frozen=True, slots=True)
class InitReport:
    """What was made: the folder, the newsletter's title and address, its files by relative path."""

    path: str
    title: str
    base_url: str
    start: Start
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ProjectView:
    """What ``templates/project`` is filled with; all but ``heading`` are written as YAML or plain."""

    heading: str
    title: str
    base_url: str
    sender: str
    requirement: str
    with_example: bool


def init(folder: Path, options: InitOptions) -> InitReport:
    """Make a newsletter in ``folder`` (absolute), which is not there yet or holds nothing of note.

    Raises ``UsageError`` where something is in the way or an option cannot be, ``BuildError`` where
    the disk refuses. Either all is there in the end, or nothing was overwritten.
    """
    title = _title(options.title, folder)
    base_url = _base_url(options.url, folder)
    _refuse_what_is_there(folder)
    view = _ProjectView(
        heading=escape_text(title),
        title=_yaml(title),
        base_url=_yaml(base_url),
        sender=_yaml(_sender(title)),
        requirement=f"paperround~={__version__}",
        with_example=options.start is Start.EXAMPLE,
    )
    files = _project_files(view, options)
    _put(folder, files)
    return InitReport(str(folder), title, base_url, options.start, tuple(sorted(files)))


def _title(given: str | None, folder: Path) -> str:
    if given is not None:
        return _checked("--title", given, checks.heading)
    name = " ".join(re.sub(r"[-_.]+", " ", folder.name).split())
    return name[:1].upper() + name[1:] or "A newsletter"


def _base_url(given: str | None, folder: Path) -> str:
    if given is not None:
        return _checked("--url", given, checks.base_url)
    return checks.base_url(SITES + re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-"))


def _checked(option: str, given: str, check: Callable[[str], str]) -> str:
    """Return what an option gives as newsletter.yml keeps it; what it could not hold is refused."""
    try:
        text = check(given)
    except ValueError as error:
        raise UsageError(f"{option} {given!r}: {error}") from error
    if UNSEEN.search(text):
        raise UsageError(f"{option} {given!r}: holds a character that nobody can see")
    return text


def _sender(title: str) -> str:
    """Return the title with an address to be changed, the name quoted where mail's grammar asks.

    Quotes, brackets and what would read as a coded word (RFC 2047) are left out of the name.
    """
    name = " ".join(re.sub(r'[<>"\\]|=\?', " ", title).split())
    if not name:
        return ADDRESS
    shown = f'"{name}"' if re.search(r"[()@,:;.\[\]]", name) else name
    return f"{shown} <{ADDRESS}>"


def _yaml(text: str) -> str:
    """Return a text in double quotes; YAML reads what JSON writes."""
    return json.dumps(text, ensure_ascii=False)


def _refuse_what_is_there(folder: Path) -> None:
    """Raise ``UsageError`` where the folder is no place for a new newsletter."""
    if UNSEEN.search(folder.name):
        raise UsageError("has a character in its name that nobody can see", path=ascii(str(folder)))
    with naming(folder):
        for outer in (folder, *folder.parents):
            if (outer / NEWSLETTER).is_file():
                where = "is" if outer == folder else f"lies inside {outer}, which is"
                raise UsageError(
                    f"{where} a newsletter already; choose another folder", path=folder
                )
        if folder.exists() and not folder.is_dir():
            raise UsageError("is a file; choose a folder that is not there yet", path=folder)
        found = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    strays = {name for name in found if name.startswith(TEMPORARY)}
    if in_the_way := sorted(found - strays - LEFT_ALONE):
        shown = ", ".join(in_the_way[:8])
        more = f" and {len(in_the_way) - 8:,} more" if len(in_the_way) > 8 else ""
        what = f"is not empty: {shown}{more}; choose a new folder, or move these away"
        raise UsageError(what, path=folder)


def _project_files(view: _ProjectView, options: InitOptions) -> dict[str, bytes]:
    """Return the files of a new newsletter by relative path."""
    templates = shipped("templates")
    source = templates / PROJECT
    jinja = environment((source,), plain=True)
    files: dict[str, bytes] = {}
    for name, data in read_tree(source).items():
        target = "/".join(re.sub(r"^dot_", ".", part) for part in name.split("/"))
        if target.endswith(".j2"):
            files[target.removesuffix(".j2")] = render_template(jinja, name, view).encode()
        else:
            files[target] = data
    if options.start is Start.EXAMPLE:
        example = shipped("content") / EXAMPLE
        files[f"content/dumps/example/{example.name}"] = example.read_bytes()
    elif options.start is Start.SAMPLE:
        sample = {f"content/{name}": data for name, data in read_tree(shipped("content")).items()}
        files |= {name: data for name, data in sample.items() if name != NEWSLETTER}
    if options.with_templates:
        for folder in (templates, shipped("site")):
            copied = {f"{folder.name}/{name}": data for name, data in read_tree(folder).items()}
            files |= {
                name: data
                for name, data in copied.items()
                if not name.startswith(f"templates/{PROJECT}/")
            }
    return files


def _put(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files beside, then rename them into place: the whole folder, or what is in it.

    A folder that is there stays the same one, since it may be where somebody's shell stands; in it
    ``content`` comes last, so that a run cut short has made no newsletter.
    """
    is_new = not folder.exists()
    stage = (folder.parent if is_new else folder) / f"{TEMPORARY}{os.getpid()}.{PROJECT}"
    with naming(folder):
        stage.mkdir(parents=True)
    try:
        for name, data in sorted(files.items()):
            write_file(stage / name, data)
        with naming(folder):
            if is_new:
                stage.rename(folder)
            else:
                for entry in sorted(stage.iterdir(), key=lambda path: path.name == "content"):
                    target = folder / entry.name
                    if target.is_symlink() or target.exists():
                        raise UsageError(
                            "came in the way meanwhile; nothing replaced it", path=target
                        )
                    entry.rename(target)
            sync_folder(folder.parent if is_new else folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
