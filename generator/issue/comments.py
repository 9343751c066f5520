"""The comments by which an issue file remembers its papers: ``<!-- paper: ID · score · why -->``."""

from __future__ import annotations

import re

PAPER = re.compile(r"<!--\s*paper:\s*(?P<id>\S+)")


def paper_comment(paper_id: str, *words: str) -> str:
    """Return the inside of a paper's comment, without anything that could end the comment early."""
    safe_id = paper_id.replace(">", "%3E")
    rest = (" ".join(word.split()).replace("--", "–").replace(">", "›") for word in words)
    return " · ".join((safe_id, *rest))


def find_paper(comment: str) -> str | None:
    """Return the paper id in an HTML comment that starts ``text``, or ``None``."""
    found = PAPER.match(comment.strip())
    return None if found is None else found["id"].replace("%3E", ">")


def find_papers(text: str) -> tuple[str, ...]:
    """Return the ids of all paper comments in ``text``, each once, in order."""
    found = (match["id"].replace("%3E", ">") for match in PAPER.finditer(text))
    return tuple(dict.fromkeys(found))
