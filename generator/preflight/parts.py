"""Where in an issue the words stand that are not the editor's: names, titles of papers, quotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.preflight.scan import Kind

if TYPE_CHECKING:
    from generator.preflight.desk import Desk
    from generator.preflight.source import Range


def names_and_titles(desk: Desk) -> list[Range]:
    """Return the offsets of the titles of papers and of their metadata, which holds names."""
    source = desk.source
    found: list[Range] = [
        (heading.start, heading.end) for heading in source.headings if heading.level == 3
    ]
    for entry in desk.issue.entries:
        if entry.meta:
            start = source.text.find(entry.meta, source.offset(entry.line))
            if start >= 0:
                found.append((start, start + len(entry.meta)))
    return found


def not_the_editors(desk: Desk) -> list[Range]:
    """Return the offsets of names, titles, quotations and the texts of links."""
    source = desk.source
    linked = [
        (span.opened, span.end)
        for span in source.spans
        if span.opened >= 0 and span.kind in {Kind.DESTINATION, Kind.LABEL}
    ]
    return [*names_and_titles(desk), *source.quotes, *linked]
