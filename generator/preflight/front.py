"""Rules about the front matter: what readers see of an issue before they open it, and silenced codes."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from generator.preflight.finding import Spot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.models import Silenced
    from generator.preflight.desk import Desk

LONGEST_SUBJECT = 60
LONGEST_PREHEADER = 110


def long_subject(desk: Desk) -> Iterator[Spot]:
    """Find a title that mail programs cut off."""
    length = len(desk.issue.title)
    if length > LONGEST_SUBJECT:
        what = (
            f"the title, which is the mail's subject, has {length} characters of {LONGEST_SUBJECT}"
        )
        yield Spot(*desk.source.key("title"), what)


def long_preheader(desk: Desk) -> Iterator[Spot]:
    """Find a summary that mail programs cut off."""
    length = len(desk.issue.summary)
    if length > LONGEST_PREHEADER:
        what = f"the summary, the mail's preheader, has {length} characters of {LONGEST_PREHEADER}"
        yield Spot(*desk.source.key("summary"), what)


def unknown_code(silenced: Silenced, codes: Collection[str]) -> Spot | None:
    """Find a silenced code that no rule has."""
    if silenced.code in codes:
        return None
    near = difflib.get_close_matches(silenced.code, codes, 1)
    hint = f"did you mean {near[0]!r}?" if near else ""
    return Spot(silenced.line, silenced.column, f"no check has the code {silenced.code!r}", hint)


def lasting_code(silenced: Silenced, lasting: Collection[str]) -> Spot | None:
    """Find a silenced code that cannot be silenced."""
    if silenced.code not in lasting:
        return None
    what = f"{silenced.code} cannot be silenced"
    return Spot(silenced.line, silenced.column, what, "take the line out and mend what it finds")


def missing_reason(silenced: Silenced) -> Spot | None:
    """Find a silenced code without a reason."""
    if silenced.reason:
        return None
    return Spot(silenced.line, silenced.column, f"{silenced.code} is silenced without a reason")
