"""Rules about the shape of an issue: headings, anchors, sections, entries, raw HTML."""

from __future__ import annotations

import difflib
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.identity.titles import fold_title
from generator.issue import anchor_of, slugify
from generator.preflight.finding import Spot
from generator.preflight.scan import COMMENT, Kind
from generator.render.allowed import ATTRIBUTES, BLOCK_TAGS, CLASSES, INLINE_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.models import Entry, Section
    from generator.preflight.desk import Desk

NEAR = 0.85
PASSING_TAGS = BLOCK_TAGS | INLINE_TAGS | {"h4", "h5", "h6"}
TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
ATTRIBUTE = re.compile(r"""\s([A-Za-z_:@][\w:.-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?""")


def heading_levels(desk: Desk) -> Iterator[Spot]:
    """Find headings of the first level, and headings that skip a level."""
    source = desk.source
    for heading in source.headings:
        if heading.level == 1:
            what = "a heading of the first level, which is the issue's title"
            yield Spot(*source.place(heading.start), what, "write ## for a section")
    for above, below in pairwise(source.headings):
        if below.level > above.level + 1 and below.level > 2:
            marks = "#" * below.level
            what = f"{marks} follows {'#' * above.level} and skips a level"
            yield Spot(*source.place(below.start), what)


def same_anchors(desk: Desk) -> Iterator[Spot]:
    """Find sections and entries that would have one anchor."""
    written = _written_anchors(desk)
    first: dict[str, int] = {}
    parts: list[tuple[str, int]] = [
        (written.get(section.line) or slugify(section.text), section.line)
        for section in desk.issue.sections
    ]
    papers: set[str] = set()
    for entry in desk.issue.entries:
        if entry.paper is not None and entry.line not in written:
            if entry.paper in papers:
                continue  # an entry twice: another rule says so
            papers.add(entry.paper)
        parts.append((_anchor(entry, written), entry.line))
    for anchor, line in parts:
        if anchor in first:
            yield Spot(line, 1, f"the anchor #{anchor} stands on line {first[anchor]} already")
        first.setdefault(anchor, line)


def empty_sections(desk: Desk) -> Iterator[Spot]:
    """Find sections that hold nothing."""
    for section in desk.issue.sections:
        if not section.entries and not _says(section.intro):
            yield Spot(section.line, 1, f"the section “{section.text}” is empty")


def empty_entries(desk: Desk) -> Iterator[Spot]:
    """Find entries without words."""
    for entry in desk.issue.entries:
        if not _says(entry.body):
            yield Spot(entry.line, 1, "the entry has no words of its own")


def near_themes(desk: Desk) -> Iterator[Spot]:
    """Find sections that seem to mean a theme and do not name it; sections of one's own are fine."""
    titles = {theme.id: theme.title for theme in desk.themes.themes}
    for section in desk.issue.sections:
        if section.id in titles:
            continue
        meant = _meant_theme(section, titles)
        if meant is not None:
            what = f"the section counts for no theme: there is none called {section.id!r}"
            yield Spot(section.line, 1, what, f"did you mean {{#{meant}}}?")


def removed_html(desk: Desk) -> Iterator[Spot]:
    """Find raw HTML that the sanitiser takes away."""
    source = desk.source
    for span in source.spans:
        if span.kind is Kind.HTML:
            what = _removed(source.text[span.start : span.end])
            if what:
                yield Spot(*source.place(span.start), what)


def _written_anchors(desk: Desk) -> dict[int, str]:
    """Return the ids that headings carry, by line."""
    source = desk.source
    found = {}
    for span in source.spans:
        if span.kind is Kind.ANCHOR:
            written = source.text[span.start : span.end]
            found[source.place(span.start)[0]] = written.strip("{} \t").removeprefix("#")
    return found


def _anchor(entry: Entry, written: dict[int, str]) -> str:
    own = anchor_of(entry.paper) if entry.paper else slugify(entry.text)
    return written.get(entry.line) or own


def _says(text: str) -> bool:
    return bool(COMMENT.sub("", text).strip())


def _meant_theme(section: Section, titles: dict[str, str]) -> str | None:
    said = fold_title(section.text)
    same = next((id_ for id_, title in titles.items() if fold_title(title) == said), None)
    if same is not None:
        return same
    near = difflib.get_close_matches(section.id.lower(), titles, 1, NEAR)
    return near[0] if near else None


def _removed(tag: str) -> str | None:
    """Return what the sanitiser takes from a tag, or ``None`` where it passes whole."""
    named = TAG_NAME.match(tag)
    name = named[1].lower() if named else ""
    if name not in PASSING_TAGS:
        return None if tag.startswith("</") else f"<{name}> is taken out"
    passing = ATTRIBUTES.get(name, set()) | ATTRIBUTES["*"]
    for found in ATTRIBUTE.finditer(tag):
        attribute, value = found[1].lower(), (found[2] or "").strip("\"'")
        fits = attribute in passing and not (
            (attribute == "class" and not set(value.split()) <= CLASSES) or attribute == "id"
        )
        if not fits:
            return f"the attribute {attribute} of <{name}> is taken out"
    return None
