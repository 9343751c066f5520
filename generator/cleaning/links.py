"""Links to code and to project pages in an abstract or comment."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HOSTS = r"github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co|hf\.co"
_LINK = re.compile(
    r"https?://(?:www\.)?(?P<rest>[\w.-]+(?::\d{1,5})?(?:/[\w./~%#?=&+@-]*)?)"
    rf"|(?<![\w./@-])(?:www\.)?(?P<bare>(?:{_HOSTS})/[\w./~-]+|[\w-]{{1,60}}\.github\.io[\w./~-]*)",
    re.IGNORECASE,
)
_MAY_LINK = re.compile(rf"://|{_HOSTS}|github\.io", re.IGNORECASE)
_REPOSITORY = re.compile(
    r"(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]+/[\w.-]+.*"
    r"|anonymous\.4open\.science/r/[\w.-]+.*"
    r"|(?:huggingface\.co|hf\.co)/(?:(?:datasets|spaces)/)?"
    r"(?!(?:papers|docs|blog|collections|join|posts|learn|tasks|datasets|spaces|models)/)"
    r"[\w.-]+/[\w.-]+.*",
    re.IGNORECASE,
)
_PROJECT = re.compile(r"(?:[\w-]+\.github\.io|sites\.google\.com/view/).*", re.IGNORECASE)
_SAYS_PROJECT = re.compile(
    r"(?:project(?:'s)?[ -]?(?:web)?[ -]?(?:page|site)?|home ?page|web ?(?:site|page))"
    r"[^.;:]{0,30}:?\s{0,3}\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Links:
    """What a text links to, each link once, in the order of the text."""

    code: tuple[str, ...] = ()
    project: tuple[str, ...] = ()


def find_links(text: str) -> Links:
    """Return the repositories and project pages that a text names.

    A repository is one on a known host (GitHub, GitLab, Hugging Face and the like); a project page
    is on ``github.io`` or is called so in the words before the link.
    """
    if not _MAY_LINK.search(text):
        return Links()
    code: dict[str, str] = {}
    project: dict[str, str] = {}
    text = text.replace("\\_", "_")  # as TeX writes it
    for found in _LINK.finditer(text):
        rest = _without_trailing(found["rest"] or found["bare"] or "")
        scheme = "http" if found[0].lower().startswith("http:") else "https"
        key = rest.lower().rstrip("/").removesuffix(".git")
        url = f"{scheme}://{rest}"
        if _REPOSITORY.fullmatch(rest):
            code.setdefault(key, url)
        elif _PROJECT.fullmatch(rest) or _is_called_project(text, found.start(), rest):
            project.setdefault(key, url)
    return Links(tuple(code.values()), tuple(project.values()))


def _without_trailing(link: str) -> str:
    """Return a link without the punctuation, bracket (``%7D``) or ``_`` of the text behind it."""
    end = len(link.removesuffix("_"))
    while end:
        if link[max(end - 3, 0) : end].upper() == "%7D":
            end -= 3
        elif link[end - 1].isalnum() or link[end - 1] in "/_":
            break
        else:
            end -= 1
    return link[:end]


def _is_called_project(text: str, at: int, rest: str) -> bool:
    host = rest.partition("/")[0]
    if "." not in host or host.endswith(("arxiv.org", "doi.org")):
        return False
    return _SAYS_PROJECT.search(text[max(at - 80, 0) : at]) is not None
