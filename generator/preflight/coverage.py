"""Rules about papers: shown before, shown twice, under another title than the library's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.identity.ids import parse_paper_id
from generator.identity.titles import fold_title
from generator.preflight.finding import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.models import Entry
    from generator.preflight.desk import Desk


def covered_papers(desk: Desk) -> Iterator[Spot]:
    """Find papers that another published issue showed before."""
    pinned = {
        name for theme in desk.themes.themes for pin in theme.pin for name in _names(pin, desk)
    }
    for entry in desk.issue.entries:
        names = _names_of(entry, desk)
        slugs = {desk.covered[name] for name in names if name in desk.covered}
        slugs.discard(desk.issue.slug)
        if slugs and pinned.isdisjoint(names):
            yield Spot(entry.line, 1, f"{min(names)} was covered in {min(slugs)}")


def papers_twice(desk: Desk) -> Iterator[Spot]:
    """Find papers that have two entries."""
    first: dict[str, int] = {}
    for entry in desk.issue.entries:
        names = _names_of(entry, desk)
        lines = [first[name] for name in names if name in first]
        if lines:
            yield Spot(entry.line, 1, f"{min(names)} has an entry already, on line {min(lines)}")
        for name in names:
            first.setdefault(name, entry.line)


def other_titles(desk: Desk) -> Iterator[Spot]:
    """Find entries whose title is not the library's."""
    for entry in desk.issue.entries:
        known = next((desk.library[one] for one in _written(entry) if one in desk.library), None)
        if known is None or known.title is None:
            continue
        if _letters(known.title) != _letters(entry.text):
            yield Spot(entry.line, 1, f"the library calls {known.id} “{_short(known.title)}”")


def _written(entry: Entry) -> list[str]:
    """Return the ids that an entry's comment and link name."""
    linked = parse_paper_id(entry.url) if entry.url else None
    return [name for name in (entry.paper, linked) if name]


def _names_of(entry: Entry, desk: Desk) -> set[str]:
    return {name for written in _written(entry) for name in _names(written, desk)}


def _names(paper: str, desk: Desk) -> set[str]:
    """Return an id and the others that the library knows for its paper."""
    known = desk.library.get(paper)
    return {paper} if known is None else {paper, known.id, *known.aliases}


def _letters(title: str) -> str:
    """Return a title without what writing it in Markdown may change: case, accents, TeX, spaces."""
    return "".join(fold_title(title).split())


def _short(title: str) -> str:
    return title if len(title) <= 100 else f"{title[:99].rstrip()}…"
