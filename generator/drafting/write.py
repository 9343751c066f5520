"""A selection as the text of an issue file. Renders; the pipeline writes.

All text of a source goes through ``render.escape``; the layout is in ``templates/issue.md.j2`` and
``templates/entry.md.j2``, which a newsletter may replace.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from generator.dates import day_of, format_day
from generator.drafting.choose import OTHER, Selection
from generator.drafting.quotes import quote, sentences
from generator.identity.ids import paper_url
from generator.issue import paper_comment
from generator.render.escape import escape_prose, escape_text, escape_url
from generator.render.templates import render_template

if TYPE_CHECKING:
    from datetime import date

    from jinja2 import Environment

    from generator.config.objects import Themes
    from generator.drafting.choose import Passed
    from generator.models import Candidate, Paper, Period

HEADLINE_PARTS = 3
LABEL_WORDS = 12
LONGEST_SUMMARY = 100
"""Mail programs show about 110 characters of a preheader."""


@dataclass(frozen=True, slots=True)
class Head:
    """What an issue's front matter says before anybody edits it."""

    slug: str
    date: date
    period: Period


@dataclass(frozen=True, slots=True)
class _SectionView:
    id: str
    title: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _IssueView:
    """What ``templates/issue.md.j2`` gets: Markdown and YAML that are ready to be put in place."""

    title: str
    slug: str
    date: str
    summary: str
    period: str
    intro: str
    sections: tuple[_SectionView, ...]
    inbox: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _EntryView:
    """What ``templates/entry.md.j2`` gets: Markdown that is ready to be put in place."""

    heading: str
    comment: str
    meta: str
    quote: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """The text of a drafted issue, and the text of each block by ``intro`` or paper id."""

    text: str
    blocks: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """The digest of the whole file."""
        return digest(self.text)


def digest(text: str) -> str:
    """Return the SHA-256 digest by which a drafted text is recognised, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def render_draft(
    selection: Selection, head: Head, themes: Themes, templates: Environment
) -> Drafted:
    """Return the issue file for a selection."""
    titles = {theme.id: theme.title for theme in themes.themes} | {OTHER: themes.issue.other}
    filled = [section for section in titles if selection.section(section)]
    blocks: list[tuple[str, str]] = []
    sections = []
    for section in filled:
        entries = [
            (candidate.paper.id, _render_entry(candidate, templates))
            for candidate in selection.section(section)
        ]
        blocks += entries
        texts = tuple(text for _, text in entries)
        sections.append(_SectionView(section, escape_text(titles[section]), texts))
    view = _IssueView(
        title=_yaml(headline(selection, filled) or head.slug),
        slug=head.slug,
        date=head.date.isoformat(),
        summary=_yaml(_summary(selection, [titles[section] for section in filled])),
        period=f"{head.period.start}/{head.period.end}",
        intro=_intro(selection, len(filled)),
        sections=tuple(sections),
        inbox=tuple(_inbox_line(passed) for passed in selection.inbox),
    )
    text = render_template(templates, "issue.md.j2", view)
    return Drafted(text, (("intro", view.intro), *blocks))


def headline(selection: Selection, filled: list[str]) -> str:
    """Return a proposed headline: what matched best in the strongest themes of the issue."""
    leaders = sorted(
        (selection.section(section)[0] for section in filled if section != OTHER),
        key=lambda candidate: (-candidate.score, candidate.paper.id),
    )
    words: list[str] = []
    for candidate in leaders:
        match = candidate.match
        found = () if match is None else match.in_title or match.in_abstract
        if found and found[0].casefold() not in {word.casefold() for word in words}:
            words.append(found[0])
    return _sentence_case(_joined(words[:HEADLINE_PARTS]))


def drafted_quote(abstract: str | None) -> str:
    """Return the sentences of an abstract that an entry quotes, as Markdown; empty without any."""
    quoted = quote(abstract or "")
    return escape_prose(" ".join(quoted)) if quoted else ""


def describe_authors(paper: Paper) -> str:
    """Return the authors as a metadata line names them: one to three, else the first of how many."""
    names = [escape_text(name) for name in paper.authors]
    if len(names) > 3:
        return f"{names[0]} and {len(names) - 1} others"
    if names:
        return _joined(names)
    if paper.author_count:
        return f"{paper.author_count} author{'' if paper.author_count == 1 else 's'}"
    return ""


def _render_entry(candidate: Candidate, templates: Environment) -> str:
    paper = candidate.paper
    view = _EntryView(
        heading=_linked(paper, escape_text(paper.title or "")),
        comment=paper_comment(paper.id, f"{candidate.score:.1f}", candidate.why),
        meta=_meta(paper),
        quote=drafted_quote(paper.abstract),
    )
    text = render_template(templates, "entry.md.j2", view)
    return text.strip("\n") + "\n"


def _meta(paper: Paper) -> str:
    links = [
        ("pdf", paper.pdf_url),
        ("code", _first(paper.code_urls)),
        ("project", _first(paper.project_urls)),
        ("find on arXiv", None if _page(paper) else _search_url(paper)),
    ]
    day = paper.published
    parts = [describe_authors(paper), format_day(day_of(day)) if day else ""]
    parts += [f"[{name}]({safe})" for name, url in links if url and (safe := escape_url(url))]
    return " · ".join(part for part in parts if part)


def _inbox_line(passed: Passed) -> str:
    candidate = passed.candidate
    paper = candidate.paper
    comment = paper_comment(paper.id, f"{candidate.score:.1f}", passed.reason)
    if paper.title is not None:
        return f"{_linked(paper, escape_text(paper.title))} <!-- paper: {comment} -->"
    first = (sentences(paper.abstract or "") or ("",))[0].split()
    opening = " ".join(first[:LABEL_WORDS])
    ellipsis = "…" if len(first) > LABEL_WORDS else ""
    label = _linked(paper, escape_text(paper.id.replace("arxiv:", "arXiv:")))
    said = f" “{escape_text(opening)}{ellipsis}”" if opening else ""
    return f"{label}{said} <!-- paper: {comment} -->"


def _linked(paper: Paper, label: str) -> str:
    url = _page(paper)
    return f"[{label}]({url})" if url else label


def _page(paper: Paper) -> str | None:
    """Return the page of a paper as it stands in Markdown, or ``None`` where no source gives one."""
    url = paper.url or paper_url(paper.id)
    return escape_url(url) if url else None


def _search_url(paper: Paper) -> str:
    """Return where an editor finds a paper of which only the title is known."""
    query = urlencode({"query": paper.title or "", "searchtype": "title"})
    return f"https://arxiv.org/search/?{query}"


def _intro(selection: Selection, sections: int) -> str:
    papers = _count(len(selection.taken), "paper")
    offered = len(selection.taken) + len(selection.inbox) + len(selection.left_out)
    return f"{papers} in {_count(sections, 'section')}, chosen from {_count(offered, 'candidate')}."


def _summary(selection: Selection, titles: list[str]) -> str:
    if not titles:
        return "No paper was taken yet."
    short = [_lower_first(re.split(r"[,:;]| and ", title)[0].strip()) for title in titles]
    opening = f"{_count(len(selection.taken), 'paper')} on "
    named = 1
    while named < len(short) and len(opening + ", ".join(short[: named + 1])) < LONGEST_SUMMARY:
        named += 1
    if named == len(short):
        return f"{opening}{_joined(short)}."
    return f"{opening}{', '.join(short[:named])} and more."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _lower_first(title: str) -> str:
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(words: list[str]) -> str:
    return (
        words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
    )


def _first(urls: tuple[str, ...]) -> str | None:
    return urls[0] if urls else None


def _yaml(text: str) -> str:
    """Return ``text`` as a double-quoted YAML scalar on one line (YAML 1.2, section 7.3.1)."""
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
