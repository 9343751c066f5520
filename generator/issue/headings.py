"""The headings of an issue: sections and entries, with their links, ids and papers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.issue.comments import find_paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

HEADING_ID = re.compile(r"\s*\{\s*#(?P<id>[A-Za-z0-9][\w.:-]*)\s*\}\s*$")
PAPER_COMMENT = re.compile(r"\s*<!--\s*paper:.*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A level-2 or level-3 heading of the page: lines count from 0 within the body."""

    level: int
    start: int
    end: int
    content: str
    inline: Token
    anchor: str | None
    paper: str | None


def find_headings(tokens: Sequence[Token], end: int) -> Iterator[Heading]:
    """Yield the level-2 and level-3 headings that stand on the page itself, above line ``end``."""
    for place, token in enumerate(tokens):
        if token.type != "heading_open" or token.level or token.map is None:
            continue
        if token.map[0] >= end or token.tag not in {"h2", "h3"}:
            continue
        inline = tokens[place + 1]
        comment = PAPER_COMMENT.search(inline.content)
        content = inline.content[: comment.start()] if comment else inline.content
        named = HEADING_ID.search(content)
        content = content[: named.start()] if named else content
        yield Heading(
            level=int(token.tag[1]),
            start=token.map[0],
            end=token.map[1],
            content=content.strip(),
            inline=inline,
            anchor=named["id"] if named else None,
            paper=find_paper(comment[0]) if comment else None,
        )


def linked_title(heading: Heading) -> tuple[str, str | None]:
    """Return the inline Markdown of a title and its link, if the whole title is one link."""
    children = [
        token
        for token in heading.inline.children or []
        if token.type != "html_inline" and (token.nesting or token.content.strip())
    ]
    url = next((str(t.attrs["href"]) for t in children if t.type == "link_open"), None)
    is_one_link = (
        url is not None
        and children[0].type == "link_open"
        and children[-1].type == "link_close"
        and sum(token.type == "link_open" for token in children) == 1
    )
    if not is_one_link:
        return heading.content, url
    end = heading.content.rfind("](") if heading.content.endswith(")") else -1
    end = heading.content.rfind("][") if end < 0 else end
    return heading.content[1 : end if end > 0 else -1], url


def sole_emphasis(inline: Token) -> str | None:
    """Return the Markdown inside a paragraph that is wholly one emphasis, else ``None``."""
    children = inline.children or []
    whole = (
        len(children) > 2
        and children[0].type == "em_open"
        and children[-1].type == "em_close"
        and sum(token.type == "em_open" and token.level == 0 for token in children) == 1
    )
    return inline.content.strip()[1:-1] if whole else None


def visible(inline: Token) -> str:
    """Return what a reader sees of a heading's inline Markdown, without its ``{#id}``."""
    parts = [
        " " if token.type in {"softbreak", "hardbreak"} else token.content
        for token in inline.children or []
        if token.type != "html_inline"
    ]
    return HEADING_ID.sub("", "".join(parts)).strip()
