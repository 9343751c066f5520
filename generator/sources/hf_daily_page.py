"""A page of Hugging Face Daily Papers saved as text.

::

    page    = { chrome } [ page date ] { paper }
    paper   = [ "Submitted by" user ] [ upvotes ] title { paragraph } [ footer ]
    footer  = "• 6 authors" "·" "Jul 21, 2023" [ comments ]

Lines may stand with or without blank lines between them, and every part in brackets is missing on
some pages. Where a page has footers, or names who submitted, these tell the papers apart; elsewhere
the shape of the lines does (``hf_daily_titles``). The page says nothing of ids. What a line is, is
decided in ``hf_daily_lines``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from generator.models import Record, Skipped, SourceKind
from generator.sources.formats import Format
from generator.sources.hf_daily_lines import Kind, Part, recognises, split_page
from generator.sources.hf_daily_titles import (
    LONGEST_CERTAIN,
    find_titles,
    has_abstracts,
    is_fragment,
)
from generator.sources.text import (
    LONGEST_TITLE,
    field_text,
    find_day,
    latest_day,
    load_lines,
    place,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from generator.sources.formats import ReadSpec
    from generator.sources.hf_daily_dates import PageDate
    from generator.sources.text import Line


@dataclass(slots=True)
class _Block:
    """Lines between two marks of the page, and what the marks say: mostly one paper."""

    texts: list[Line] = field(default_factory=list)
    authors: int | None = None
    day: PageDate | None = None
    upvotes: int | None = None
    comments: int | None = None
    page_day: PageDate | None = None
    is_closed: bool = False


def read(stream: BinaryIO, spec: ReadSpec) -> Iterator[Record | Skipped]:
    """Yield one record for each paper of the page, in its order."""
    lines, bad = load_lines(stream, spec)
    yield from bad
    parts = split_page(lines)
    has_marks = any(part.kind in {Kind.AUTHORS, Kind.SUBMITTED} for part in parts)
    abstracts = has_abstracts([part.line for part in parts if part.kind is Kind.TEXT])
    top = next((line for line in lines if line.text.strip()), None)
    for block in _gather(parts, has_marks=has_marks):
        is_top = block.texts[0] is top
        if has_marks:
            is_cut = is_top and is_fragment(block.texts)
            yield _cut_start(block.texts, spec) if is_cut else _record(block, block.texts, spec)
            continue
        fragment, papers = find_titles(block.texts, abstracts=abstracts, may_be_cut=is_top)
        if fragment:
            yield _cut_start(fragment, spec)
        # Whose the numbers of several papers would be is not known.
        numbers = block if len(papers) == 1 else _Block(page_day=block.page_day)
        for texts in papers:
            yield _record(numbers, texts, spec)


def _gather(parts: Sequence[Part], *, has_marks: bool) -> Iterator[_Block]:
    """Yield the blocks of lines that the page's dates, counts and names tell apart."""
    block = _Block()
    upvotes_lead = _upvotes_lead(parts)
    for part in _name_numbers(parts, upvotes_lead=upvotes_lead, has_marks=has_marks):
        if _begins_block(part, block, upvotes_lead=upvotes_lead):
            if block.texts:
                yield block
            block = _Block(page_day=block.page_day)
        _take(block, part)
        if part.kind is Kind.UPVOTES and not has_marks and len(block.texts) > 1:
            block.is_closed = True
    if block.texts:
        yield block


def _upvotes_lead(parts: Sequence[Part]) -> bool:
    """Say whether the page shows upvotes before a title, as the first paper of the page tells."""
    for part in parts:
        if part.kind in {Kind.TEXT, Kind.UPVOTES, Kind.NUMBER}:
            return part.kind is not Kind.TEXT
    return False


def _name_numbers(parts: Sequence[Part], *, upvotes_lead: bool, has_marks: bool) -> Iterator[Part]:
    """Yield the parts with each lone number named; one that nothing names is left out.

    Where upvotes lead, the number right above a title is its upvotes. Else a number right below a
    footer counts comments, and one below an abstract upvotes.
    """
    for index, part in enumerate(parts):
        if part.kind is not Kind.NUMBER:
            yield part
            continue
        before = parts[index - 1].kind if index else Kind.PAGE
        after = parts[index + 1].kind if index + 1 < len(parts) else Kind.PAGE
        is_in_text = before is Kind.TEXT and has_marks
        if upvotes_lead and after is Kind.TEXT and not is_in_text:
            yield part._replace(kind=Kind.UPVOTES)
        elif before in {Kind.AUTHORS, Kind.DATE}:
            yield part._replace(kind=Kind.COMMENTS)
        elif before is Kind.TEXT and not upvotes_lead and not has_marks:
            yield part._replace(kind=Kind.UPVOTES)


def _begins_block(part: Part, block: _Block, *, upvotes_lead: bool) -> bool:
    if part.kind in {Kind.PAGE, Kind.SUBMITTED}:
        return True
    if part.kind is Kind.UPVOTES:
        return upvotes_lead and bool(block.texts)
    return part.kind is Kind.TEXT and block.is_closed


def _take(block: _Block, part: Part) -> None:
    """Add what a part of the page says to the block that it stands in."""
    if part.kind is Kind.PAGE:
        block.page_day = part.day
    elif part.kind is Kind.TEXT:
        block.texts.append(part.line)
    elif part.kind is Kind.UPVOTES:
        block.upvotes = part.number
    elif part.kind is Kind.COMMENTS:
        block.comments = part.number
    elif part.kind in {Kind.AUTHORS, Kind.DATE}:
        block.is_closed = True
        block.authors = part.number or block.authors
        block.day = part.day or block.day
        block.comments = part.comments if part.comments is not None else block.comments


def _record(block: _Block, texts: Sequence[Line], spec: ReadSpec) -> Record | Skipped:
    position = place(spec, texts[0].number)
    title = field_text(texts[0].text, LONGEST_TITLE)
    listed_on = _page_day(block.page_day, spec)
    if title is None or len(title) > LONGEST_CERTAIN:
        return Skipped(position, "a paragraph without a title before it")
    return Record(
        source=spec.source,
        position=position,
        kind=SourceKind.DUMP,
        fetched_at=spec.fetched_at,
        title=title,
        abstract=field_text(_join(texts[1:])),
        author_count=block.authors,
        published=_footer_day(block.day, listed_on, spec),
        upvotes=block.upvotes,
        comments=block.comments,
        listed_on=listed_on,
    )


def _cut_start(texts: Sequence[Line], spec: ReadSpec) -> Skipped:
    return Skipped(place(spec, texts[0].number), "the page starts in the middle of an abstract")


def _join(lines: Sequence[Line]) -> str:
    """Return an abstract's lines as the page has them: with a blank line where it has one."""
    text = ""
    before = lines[0].number if lines else 0
    for line in lines:
        text += ("\n\n" if line.number > before + 1 else "\n") + line.text
        before = line.number
    return text


def _page_day(found: PageDate | None, spec: ReadSpec) -> date | None:
    """Return the day of the page; it often has no year."""
    if found is None:
        return None
    if found.year is not None or spec.year is not None:
        return find_day(found.year or spec.year or 0, found.month, found.day)
    return latest_day(found.month, found.day, spec.file_date) if spec.file_date else None


def _footer_day(found: PageDate | None, listed_on: date | None, spec: ReadSpec) -> date | None:
    """Return the day of a footer; without a year it is the last such day up to the page's day."""
    if found is None:
        return None
    if found.year is not None:
        return find_day(found.year, found.month, found.day)
    if listed_on is not None:
        return latest_day(found.month, found.day, listed_on)
    return find_day(spec.year, found.month, found.day) if spec.year else None


FORMAT = Format("hf-daily-page", SourceKind.DUMP, recognises, read)
