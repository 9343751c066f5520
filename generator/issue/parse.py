"""An issue file's text into an ``Issue``; the format is in docs/formats.md.

One Markdown file: front matter, opening words, ``##`` sections, ``###`` entries, and below a marker
comment the inbox. Positions are lines of the file, from 1. Reads no disk and changes no text: what an
editor wrote stays Markdown until it is rendered.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.errors import IssueError, Problem
from generator.issue.comments import find_paper, find_papers
from generator.issue.front_matter import FrontMatter, parse_front_matter
from generator.issue.headings import Heading, find_headings, linked_title, sole_emphasis, visible
from generator.markup import parser
from generator.models import Entry, Issue, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


INBOX = re.compile(r"<!--\s*inbox:")
MOVED_UP = re.compile(r"[-*+] +(?P<line>\S.*<!--\s*paper:\s*\S+.*-->)\s*$")
REFERENCE = re.compile(r"\]\[([^\[\]]+)\]")


def parse_issue(text: str, path: str, stem: str) -> Issue:
    """Return the issue that ``text`` says.

    ``path`` is for messages, ``stem`` is the file's name without ``.md``: the slug. Raises
    ``IssueError`` with every problem found.
    """
    text = normalise(text)
    front, first_line, body = parse_front_matter(text, path, stem)
    document = _Document(body, first_line, path)
    intro_end, sections = document.sections()
    return _issue(front, path, document, document.text(0, intro_end), sections)


def normalise(text: str) -> str:
    """Return ``text`` without a byte-order mark and with line feeds only."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def anchor_of(paper_id: str) -> str:
    """Return the anchor of a paper's entry: ``arxiv:2308.00951`` gives ``arxiv-2308-00951``."""
    return slugify(paper_id)


def slugify(text: str) -> str:
    """Return ``text`` in ``[a-z0-9-]``, at most 80 characters; ``entry`` where nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].strip("-") or "entry"


def _issue(
    front: FrontMatter,
    path: str,
    document: _Document,
    intro: str,
    sections: tuple[Section, ...],
) -> Issue:
    return Issue(
        slug=front.slug,
        title=front.title,
        date=front.date,
        status=front.status,
        path=path,
        summary=front.summary,
        period=front.period,
        intro=intro,
        sections=_with_unique_anchors(sections),
        inbox=document.inbox(),
        silenced=front.silenced,
    )


def _with_unique_anchors(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return sections with the anchors that repeat numbered; sections go first, for their ids are themes."""
    taken: set[str] = set()

    def free(anchor: str) -> str:
        candidate, number = anchor, 2
        while candidate in taken:
            candidate, number = f"{anchor}-{number}", number + 1
        taken.add(candidate)
        return candidate

    named = tuple(replace(section, id=free(section.id)) for section in sections)
    return tuple(
        replace(
            section,
            entries=tuple(replace(entry, anchor=free(entry.anchor)) for entry in section.entries),
        )
        for section in named
    )


class _Document:
    """The body of an issue, parsed into blocks, with the lines it came from."""

    def __init__(self, body: str, first_line: int, path: str) -> None:
        self.lines = _raise_moved_lines(body.split("\n"))
        self.first_line = first_line
        self.path = path
        env: dict[str, Any] = {}
        self.tokens = parser().parse("\n".join(self.lines), env)
        self.references = {
            label.casefold(): str(target["href"])
            for label, target in env.get("references", {}).items()
        }
        self._check_comments()
        self.end = self._inbox_start()
        self.definitions = tuple(self._definitions(env.get("references", {})))

    def sections(self) -> tuple[int, tuple[Section, ...]]:
        """Return the line where the opening words end, and the sections."""
        headings = tuple(find_headings(self.tokens, self.end))
        if not headings:
            return self.end, ()
        if headings[0].level == 3:
            raise IssueError(
                "an entry stands before the first section; write a line like "
                "'## Theme {#theme-id}' above it",
                path=self.path,
                line=self.first_line + headings[0].start,
            )
        stops = [heading.start for heading in headings[1:]] + [self.end]
        spans = list(zip(headings, stops, strict=True))
        starts = [place for place, (heading, _) in enumerate(spans) if heading.level == 2]
        ends = [*starts[1:], len(spans)]
        return headings[0].start, tuple(
            self._section(spans[start:end]) for start, end in zip(starts, ends, strict=True)
        )

    def inbox(self) -> tuple[str, ...]:
        """Return the ids of the papers below the inbox marker, each once."""
        return find_papers("\n".join(self.lines[self.end :]))

    def text(self, start: int, end: int) -> str:
        """Return the Markdown of some lines, with the definitions from elsewhere that it uses."""
        own = "\n".join(self.lines[start:end]).strip("\n")
        if not own.strip():
            return ""
        used = [
            definition
            for line, label, definition in self.definitions
            if not start <= line < end and label in own.lower()
        ]
        return "\n\n".join([own, *used])

    def _section(self, spans: Sequence[tuple[Heading, int]]) -> Section:
        heading, end = spans[0]
        text = visible(heading.inline)
        return Section(
            id=heading.anchor or slugify(text),
            theme=heading.anchor or slugify(text),
            title=heading.content,
            text=text,
            line=self.first_line + heading.start,
            intro=self.text(heading.end, end),
            entries=tuple(self._entry(heading, end) for heading, end in spans[1:]),
        )

    def _entry(self, heading: Heading, end: int) -> Entry:
        title, url = linked_title(heading)
        paper, meta, start = self._head_of_entry(heading.end, end)
        paper = paper or heading.paper
        text = visible(heading.inline)
        return Entry(
            title=self._with_links(title),
            text=text,
            anchor=heading.anchor or (anchor_of(paper) if paper else slugify(text)),
            line=self.first_line + heading.start,
            paper=paper,
            url=url,
            meta=self._with_links(meta) if meta is not None else None,
            body=self.text(start, end),
        )

    def _head_of_entry(self, start: int, end: int) -> tuple[str | None, str | None, int]:
        """Return the paper id, the metadata and the line where the body starts."""
        paper = meta = None
        for place, token in enumerate(self.tokens):
            if token.level or token.map is None or not start <= token.map[0] < end:
                continue
            if token.type == "html_block" and paper is None and meta is None:
                paper = find_paper(token.content)
                if paper is None:
                    break
                start = token.map[1]
            elif token.type == "paragraph_open" and meta is None:
                meta = sole_emphasis(self.tokens[place + 1])
                if meta is not None:
                    start = token.map[1]
                break
            else:
                break
        return paper, meta, start

    def _with_links(self, line: str) -> str:
        """Return inline Markdown whose links by reference carry their address."""

        def address(found: re.Match[str]) -> str:
            href = self.references.get(found[1].casefold())
            return found[0] if href is None else f"](<{href}>)"

        return REFERENCE.sub(address, line)

    def _check_comments(self) -> None:
        """Raise where a comment is not closed: it would hide what follows it from readers."""
        problems = [
            Problem(
                self.path,
                self.first_line + token.map[0],
                None,
                "this comment is not closed and hides what follows it; end it with -->",
            )
            for token in self.tokens
            if token.type == "html_block"
            and token.map
            and token.content.lstrip().startswith("<!--")
            if "-->" not in token.content
        ]
        if problems:
            raise IssueError.of(problems)

    def _inbox_start(self) -> int:
        for token in self.tokens:
            if token.type == "html_block" and token.map and INBOX.match(token.content.strip()):
                return token.map[0]
        return len(self.lines)

    def _definitions(self, references: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
        """Yield footnotes and link references: their line, the words that use them, their source."""
        label, lines = "", list[int]()
        for token in self.tokens:  # the plugin moves footnotes to the end, with the lines they had
            if token.type == "footnote_open":
                label, lines = token.meta["label"] or "", []
            elif token.type == "footnote_close" and label and lines:
                start, end = min(lines), max(lines)
                source = "\n".join(self.lines[start:end]).rstrip()
                yield start, f"[^{label}]".lower(), source
                label = ""
            elif token.map:
                lines += token.map
        for label, target in references.items():
            title = f' "{target["title"]}"' if target.get("title") else ""
            start = int(target["map"][0]) if "map" in target else -1
            yield start, f"[{label}]".lower(), f"[{label.lower()}]: <{target['href']}>{title}"


def _raise_moved_lines(lines: list[str]) -> list[str]:
    """Return the lines with those of the inbox that an editor moved up as headings of entries."""
    raised = list(lines)
    for place, line in enumerate(lines):
        if INBOX.match(line.lstrip()):
            break
        moved = MOVED_UP.match(line)
        if moved:
            raised[place] = f"### {moved['line']}"
    return raised


def sort_issues(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Return issues newest first; of one day, by slug."""
    return tuple(sorted(issues, key=lambda issue: (issue.date, issue.slug), reverse=True))
