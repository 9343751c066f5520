"""Ids of papers: reading them in every spelling that sources and editors use, and their links.

A paper's id is text: ``arxiv:2308.00951``, ``doi:10.1000/x``, ``openreview:abc`` or ``title:`` and
a digest (see ``titles``). The forms of arXiv's ids are those of
https://info.arxiv.org/help/arxiv_identifier.html. This module only looks at text: it does not know
whether a paper of that id exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

_LONGEST = 2048

# The archives of the ids that arXiv gave until March 2007; all others are not arXiv's.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas"
    "|cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin"
    "|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_FLAGS = re.ASCII | re.IGNORECASE
_NEW = re.compile(r"([0-9]{2})([0-9]{2})\.([0-9]{4,5})(?:v([1-9][0-9]{0,2}))?", _FLAGS)
_OLD = re.compile(
    rf"({_ARCHIVES})(?:\.[a-z-]{{2,8}})?/([0-9]{{2}})([0-9]{{2}})([0-9]{{3}})"
    r"(?:v([1-9][0-9]{0,2}))?",
    _FLAGS,
)
_ARXIV_LINK = re.compile(
    r"(?:https?:)?(?://)?"
    r"(?:(?:[a-z0-9-]+\.)*arxiv\.org/(?:abs|pdf|html|ps|format|e-print|src)"
    r"|(?:www\.)?ar5iv\.org/(?:abs|html|pdf)"
    r"|(?:www\.)?alphaxiv\.org/(?:abs|pdf|overview)"
    r"|(?:www\.)?(?:huggingface\.co|hf\.co)/papers)/+",
    _FLAGS,
)
_ARXIV_LABEL = re.compile(r"(?:oai:)?arxiv(?:\.org)?\s*:\s*", _FLAGS)
_SUBJECT = re.compile(r"\s*\[[a-z-]+(?:\.[a-z-]+)?\]\Z", _FLAGS)
_DOI_LINK = re.compile(r"(?:https?:)?(?://)?(?:www\.|dx\.)?doi\.org/+", _FLAGS)
_DOI_LABEL = re.compile(r"doi\s*:\s*", _FLAGS)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\x00-\x1f\x7f]{1,200}")
_ARXIV_DOI = "10.48550/arxiv."
_OPENREVIEW = re.compile(r"openreview\s*:\s*([A-Za-z0-9_-]{4,64})")
_OPENREVIEW_ID = re.compile(r"[A-Za-z0-9_-]{4,64}")
_TITLE_ID = re.compile(r"title:[0-9a-f]{16}", _FLAGS)
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv id without its version, ``2308.00951`` or ``hep-th/9901001``, and the version."""

    id: str
    version: int | None


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Return the arXiv id that the whole of ``text`` is, in any spelling, or ``None``.

    Bare ids, ``arXiv:`` ids, links to arXiv and to sites that mirror its ids, and arXiv's DOIs.
    """
    text = _trim(text)
    if (bare := _parse_bare(text)) is not None:
        return bare
    if link := _ARXIV_LINK.match(text):
        text = _path_of(text[link.end() :])
        text = re.sub(r"\.pdf\Z", "", text.rstrip("/"), flags=_FLAGS)
    elif label := _ARXIV_LABEL.match(text):
        text = _SUBJECT.sub("", text[label.end() :])
    elif (doi := _bare_doi(text)) is not None:
        if not doi.startswith(_ARXIV_DOI):
            return None
        text = doi[len(_ARXIV_DOI) :]
    else:
        return None
    return _parse_bare(text)


def parse_doi(text: str) -> str | None:
    """Return the DOI that the whole of ``text`` is, bare and in lower case, or ``None``.

    A DOI that arXiv gives (``10.48550/arXiv.…``) is an arXiv id, not a DOI.
    """
    doi = _bare_doi(_trim(text))
    return None if doi is None or doi.startswith(_ARXIV_DOI) else doi


def parse_paper_id(text: str) -> str | None:
    """Return the canonical paper id of any spelling or link that an editor may paste."""
    if (arxiv := parse_arxiv_id(text)) is not None:
        return f"arxiv:{arxiv.id}"
    if (doi := parse_doi(text)) is not None:
        return f"doi:{doi}"
    if (openreview := _parse_openreview(_trim(text))) is not None:
        return f"openreview:{openreview}"
    trimmed = _trim(text)
    return trimmed.lower() if _TITLE_ID.fullmatch(trimmed) else None


def paper_url(paper_id: str) -> str | None:
    """Return the page of a paper, or ``None`` for an id that has none (``title:``)."""
    kind, _, value = paper_id.partition(":")
    if kind == "arxiv":
        return f"https://arxiv.org/abs/{value}"
    if kind == "doi":
        return f"https://doi.org/{quote(value, safe='/:;()._-')}"
    if kind == "openreview":
        return f"https://openreview.net/forum?id={value}"
    return None


def pdf_url(paper_id: str) -> str | None:
    """Return the PDF of a paper where its id alone tells it, else ``None``."""
    kind, _, value = paper_id.partition(":")
    if kind == "arxiv":
        return f"https://arxiv.org/pdf/{value}"
    if kind == "openreview":
        return f"https://openreview.net/pdf?id={value}"
    return None


def arxiv_month(arxiv_id: str) -> tuple[int, int] | None:
    """Return the year and month that an arXiv id (in any spelling) was given in."""
    found = parse_arxiv_id(arxiv_id)
    if found is None:
        return None
    digits = found.id.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    return (1900 if "/" in found.id and year > 90 else 2000) + year, month


def _trim(text: str) -> str:
    """Return ``text`` without what surrounds an id in running text; far too long is empty."""
    if len(text) > _LONGEST:
        return ""
    text = text.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].strip()
    return _cut_punctuation(text)


def _cut_punctuation(text: str) -> str:
    """Return ``text`` without trailing punctuation; a closing bracket with its opening stays."""
    while text:
        last = text[-1]
        opening = _CLOSING.get(last)
        unbalanced = opening is not None and text.count(last) > text.count(opening)
        if not unbalanced and last not in ".,;:!?'\"’”":
            break
        text = text[:-1].rstrip()
    return text


def _path_of(rest: str) -> str:
    """Return the decoded path of a link's rest, without its query and fragment."""
    return _cut_punctuation(unquote(re.split(r"[?#]", rest, maxsplit=1)[0]))


def _parse_bare(text: str) -> ArxivId | None:
    """Return the id that is written as ``2308.00951v2`` or ``math.GT/0309136v2``."""
    if match := _NEW.fullmatch(text):
        year, month, number, version = match.groups()
        if not _is_month(month) or year + month < "0704":
            return None
        if len(number) != (4 if year < "15" else 5):
            return None
        return ArxivId(f"{year}{month}.{number}", int(version) if version else None)
    if match := _OLD.fullmatch(text):
        archive, year, month, number, version = match.groups()
        if not _is_month(month) or not (year > "90" or year + month < "0704"):
            return None
        found = f"{archive.lower()}/{year}{month}{number}"
        return ArxivId(found, int(version) if version else None)
    return None


def _is_month(digits: str) -> bool:
    return "01" <= digits <= "12"


def _bare_doi(text: str) -> str | None:
    """Return any DOI, arXiv's too. Percent-encoding is undone in links, where it is the rule."""
    if link := _DOI_LINK.match(text):
        text = _path_of(text[link.end() :])
    if label := _DOI_LABEL.match(text):
        text = text[label.end() :]
    if "/" not in text:
        text = unquote(text)
    text = _cut_punctuation(text).lower()
    return text if _DOI.fullmatch(text) and text.isprintable() else None


def _parse_openreview(text: str) -> str | None:
    """Return OpenReview's id of ``openreview:ID`` or of a link to a forum or PDF."""
    if match := _OPENREVIEW.fullmatch(text):
        return match[1]
    if "openreview.net/" not in text:
        return None
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = parts.hostname
    except ValueError:  # an unclosed [ in the place of the host
        return None
    if host not in {"openreview.net", "www.openreview.net"}:
        return None
    for value in parse_qs(parts.query).get("id", []):
        if _OPENREVIEW_ID.fullmatch(value):
            return value
    return None
