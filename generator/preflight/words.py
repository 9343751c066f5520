"""Rules about words: what was left to do, what nobody touched since it was drafted, what does not fit."""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from generator.models import Status
from generator.preflight.finding import Spot
from generator.preflight.parts import names_and_titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.models import Entry
    from generator.preflight.desk import Desk

MARKS = ("TODO", "FIXME", "TK", "XXX", "orem", "OREM")
LEFT = re.compile(r"(?<![\w-])(?:TODO|FIXME|TK|TKTK|XXX)(?![\w-])")
LOREM = re.compile(r"\blorem\s+ipsum\b", re.IGNORECASE)
LONGEST_WORD = 60
# Scripts without spaces break anywhere, and so do words at hyphens and soft hyphens.
BREAKS = (
    r"\s\-|\xad\u200b\u2010-\u2015\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\ua000-\ua4cf"
    r"\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
)
LONG_WORD = re.compile(rf"[^{BREAKS}]{{{LONGEST_WORD + 1},}}")
BARE_ADDRESS = re.compile(r"\w+://|www\.|[\w.+-]+@")


def words_left(desk: Desk) -> Iterator[Spot]:
    """Find words by which writers mark what they have still to do."""
    source = desk.source
    prose = source.prose
    if not any(mark in prose for mark in MARKS):
        return
    found = [*LEFT.finditer(prose), *LOREM.finditer(prose)]
    elsewhere = names_and_titles(desk)
    for word in found:
        if not any(start <= word.start() < end for start, end in elsewhere):
            said = " ".join(word[0].split())
            yield Spot(*source.place(word.start()), f"“{said}” marks something left to do")


def drafted_quotes(desk: Desk) -> Iterator[Spot]:
    """Find entries that say just what drafting quoted from the abstract."""
    for entry, end in _spans(desk):
        if entry.paper is None or not _is_drafted(desk, entry, end):
            continue
        body = next(
            (start for start, _ in desk.source.quotes if start > desk.source.offset(entry.line)),
            desk.source.offset(entry.line),
        )
        line, column = desk.source.place(body)
        yield Spot(line, column, "the quoted sentences are as they were drafted")


def drafted_intro(desk: Desk) -> Iterator[Spot]:
    """Find opening words that are as drafted."""
    intro = desk.issue.intro
    if intro and desk.drafted.digests.get("intro") == _digest(intro):
        start = desk.source.text.find(intro.partition("\n")[0], desk.source.body)
        yield Spot(*desk.source.place(max(start, 0)), "the opening words are as they were drafted")


def long_words(desk: Desk) -> Iterator[Spot]:
    """Find words that are wider than a telephone."""
    prose = desk.source.prose
    if max(map(len, prose.split()), default=0) <= LONGEST_WORD:
        return
    for word in LONG_WORD.finditer(prose):
        if not BARE_ADDRESS.search(word[0]):
            what = f"a word of {len(word[0])} characters cannot be broken: “{word[0][:20]}…”"
            yield Spot(*desk.source.place(word.start()), what)


def inbox_left(desk: Desk) -> Iterator[Spot]:
    """Find papers that are still offered in a published issue."""
    count = len(desk.issue.inbox)
    if count and desk.issue.status is Status.PUBLISHED:
        papers = "1 paper stands" if count == 1 else f"{count} papers stand"
        yield Spot(*desk.source.place(desk.source.inbox), f"{papers} below the inbox marker")


def _spans(desk: Desk) -> Iterator[tuple[Entry, int]]:
    """Yield each entry with the line behind it."""
    issue, source = desk.issue, desk.source
    end = source.place(source.inbox)[0] + (source.inbox == len(source.text))
    tops = [end]
    for section in issue.sections:
        tops += [section.line, *(entry.line for entry in section.entries)]
    following = dict(pairwise(sorted(tops)))
    for entry in issue.entries:
        yield entry, following[entry.line]


def _is_drafted(desk: Desk, entry: Entry, end: int) -> bool:
    drafted = desk.drafted
    paper = entry.paper or ""
    block = desk.source.slice(entry.line, end).strip("\n") + "\n"
    if drafted.digests.get(paper) == _digest(block):
        return bool(entry.body)
    quote = drafted.quotes.get(paper)
    return bool(quote) and f"> {quote}" in entry.body


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
