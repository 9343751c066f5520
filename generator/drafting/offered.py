"""``SLUG.offered.yml``: what was offered to an issue and why, kept beside it and committed.

It is what makes drafting again, explaining and never offering twice work on any clone. Machine-written:
sources with their counts, every candidate with its score parts and place, the digest of the file and
of each drafted block. Format in docs/formats.md.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from generator.drafting.write import digest
from generator.errors import IssueError
from generator.models import Period

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.drafting.choose import Selection
    from generator.drafting.write import Drafted
    from generator.models import Candidate

VERSION = 1
HEADER = (
    "# Written by paperround draft and read by it again: commit it, do not edit it.\n"
    "# What was offered to this issue, where it went, and why.\n"
)


class OfferedSource(msgspec.Struct, frozen=True):
    """How a source stood when the issue was drafted: papers that it lists, newest day it stated."""

    name: str
    papers: int
    newest: str | None = None


class OfferedPaper(msgspec.Struct, frozen=True, omit_defaults=True):
    """One candidate: its place is ``taken``, ``inbox`` or ``left-out``."""

    id: str
    place: str
    score: float
    why: str
    theme: str | None = None
    reason: str | None = None
    title: str | None = None
    aliases: tuple[str, ...] = ()
    parts: dict[str, float] = {}


class Offered(msgspec.Struct, frozen=True):
    """The whole file.

    ``digest`` is of the issue file as drafted and ``previous`` of what it replaced: drafting asks
    whether an editor touched the file. ``blocks`` are the digests of the drafted opening words and
    entries, by which the preflight knows what nobody wrote yet. ``window`` and ``only`` are the days
    and sources that the draft was limited to, and is again until somebody says otherwise.
    """

    version: int
    issue: str
    digest: str
    previous: str | None
    window: str | None
    sources: tuple[OfferedSource, ...]
    papers: tuple[OfferedPaper, ...]
    blocks: dict[str, str]
    only: tuple[str, ...] = ()

    def days(self) -> Period | None:
        """Return the days that the draft was limited to. Raises ``ValueError`` on odd text."""
        if self.window is None:
            return None
        first, _, last = self.window.partition("/")
        return Period(date.fromisoformat(first), date.fromisoformat(last))

    def is_untouched(self, text: str) -> bool:
        """Return whether an issue file is as drafted (or as it was when drafting was cut off)."""
        return digest(text) in {self.digest, self.previous}

    def same_offer(self, other: Offered) -> bool:
        """Return whether both offer the same, whatever files they replaced."""
        return msgspec.structs.replace(self, previous=None) == msgspec.structs.replace(
            other, previous=None
        )


def describe_offer(
    slug: str,
    selection: Selection,
    drafted: Drafted,
    sources: Iterable[OfferedSource],
    *,
    window: Period | None,
    only: tuple[str, ...],
    previous: str | None,
) -> Offered:
    """Return what a draft offers, ready to be written."""
    papers = [_paper(one.candidate, "taken", None) for one in selection.taken]
    papers += [_paper(one.candidate, "inbox", one.reason) for one in selection.inbox]
    papers += [_paper(one.candidate, "left-out", one.reason) for one in selection.left_out]
    return Offered(
        version=VERSION,
        issue=slug,
        digest=drafted.digest,
        previous=previous,
        window=f"{window.start}/{window.end}" if window else None,
        only=only,
        sources=tuple(sources),
        papers=tuple(papers),
        blocks={name: digest(text) for name, text in drafted.blocks},
    )


def render_offered(offered: Offered) -> str:
    """Return the text of the file: YAML whose values are JSON, one line for each paper."""
    lines = [HEADER]
    for key, value in msgspec.to_builtins(offered).items():
        if value and isinstance(value, list | tuple):
            lines.append(f"{key}:\n")
            lines += [f"- {_json(item)}\n" for item in value]
        elif value and isinstance(value, dict):
            lines.append(f"{key}:\n")
            lines += [f"  {_json(name)}: {_json(item)}\n" for name, item in value.items()]
        else:
            lines.append(f"{key}: {_json(value)}\n")
    return "".join(lines)


def parse_offered(text: str, path: str) -> Offered:
    """Return what ``render_offered`` wrote. Raises ``IssueError`` on anything else.

    Lines as we write them are read one by one; if somebody's editor has laid the file out anew, it
    is read as the YAML that it still is, which takes some fifty times as long.
    """
    help_ = "restore it from git, or delete it and draft under another slug"
    try:
        plain = _read_lines(text) or yaml.load(text, Loader=yaml.CSafeLoader)
        offered = msgspec.convert(plain, Offered, strict=False)
        offered.days()
    except (yaml.YAMLError, msgspec.ValidationError, ValueError, RecursionError) as error:
        told = " ".join(str(error).replace('in "<unicode string>", ', "").split())
        raise IssueError(f"is not what drafting wrote ({told}); {help_}", path=path) from error
    if offered.version != VERSION:
        what = f"was written by another version of Paperround (format {offered.version}); {help_}"
        raise IssueError(what, path=path)
    return offered


def _read_lines(text: str) -> dict[str, Any] | None:
    """Return the keys and values of a file that is laid out as we do it, else ``None``."""
    found: dict[str, Any] = {}
    key = ""
    try:
        for line in text.rstrip("\n").split("\n"):
            if line.startswith("- "):
                found.setdefault(key, []).append(msgspec.json.decode(line[2:]))
            elif line.startswith("  "):
                found.setdefault(key, {}).update(msgspec.json.decode(f"{{{line}}}"))
            elif not line.startswith("#"):
                key, _, value = line.partition(":")
                found |= {key: msgspec.json.decode(value)} if value else {}
    except (msgspec.DecodeError, AttributeError, ValueError, TypeError):
        return None
    return found


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _paper(candidate: Candidate, place: str, reason: str | None) -> OfferedPaper:
    paper = candidate.paper
    return OfferedPaper(
        id=paper.id,
        place=place,
        score=candidate.score,
        why=candidate.why,
        theme=candidate.theme,
        reason=reason,
        title=paper.title,
        aliases=paper.aliases,
        parts={part.name: part.points for part in candidate.parts},
    )
