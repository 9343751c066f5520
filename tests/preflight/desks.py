"""Issues on a desk of their own: text in, findings out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generator.config.objects import Email, Newsletter, Theme, Themes
from generator.issue import parse_issue
from generator.preflight.desk import Desk
from generator.preflight.examine import Examined, examine
from generator.preflight.reading import read_source

PATH = "content/issues/2024-w10.md"
FRONT = """\
---
title: A short title
date: 2024-03-10
status: published
period: 2024-03-04/2024-03-10
---

"""
HERE = "‸"
NEWSLETTER = Newsletter(
    title="Weekly",
    base_url="https://weekly.example/",
    email=Email(sender="Weekly <news@weekly.example>"),
)
THEMES = Themes(
    themes=(
        Theme(id="mixture-of-experts", title="Mixture of experts"),
        Theme(id="pinned", title="Pinned papers", pin=("arxiv:2401.00009",)),
    )
)


def desk_of(text: str, **more: Any) -> Desk:
    """Lay out an issue; without front matter ``text`` gets one. ``newsletter`` may be only its email."""
    whole = text if text.startswith("---") else FRONT + text
    newsletter = more.pop("newsletter", NEWSLETTER)
    if isinstance(newsletter, Email):
        newsletter = replace(NEWSLETTER, email=newsletter)
    return Desk(
        source=read_source(whole, PATH),
        issue=parse_issue(whole, PATH, "2024-w10"),
        newsletter=newsletter,
        themes=THEMES,
        **more,
    )


def examined(text: str, **more: Any) -> Examined:
    """Return what the preflight finds in a text."""
    return examine(desk_of(text, **more))


def found(text: str, **more: Any) -> list[str]:
    """Return the codes of what the preflight finds."""
    return [finding.code for finding in examined(text, **more).findings]


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, and the line and column of each mark."""
    whole = text if text.startswith("---") else FRONT + text
    places = []
    while HERE in whole:
        before, _, after = whole.partition(HERE)
        places.append((before.count("\n") + 1, len(before) - before.rfind("\n")))
        whole = before + after
    return whole, places
