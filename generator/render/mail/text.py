"""An issue as the text part of its mail: what a reader of plain text gets, and all of it.

Written from the issue's Markdown, not stripped from the mail's HTML, so that tables, code and
footnotes stay readable. Nothing is shortened here: text is light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.dates import format_day
from generator.render.characters import drop_unfit
from generator.render.escape import escape_url
from generator.render.links import absolute, entry_path, issue_path
from generator.render.markdown import plain_text
from generator.render.plain import WIDTH, plain_blocks, underline, wrap
from generator.render.plain_inline import References, holds_link, plain_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.config.objects import Newsletter
    from generator.models import Entry, Issue, Section
    from generator.render.mail.blanks import Blanks

CONTENTS_FROM = 3
"""How many sections make a list of contents worth its lines."""


def render_text(
    newsletter: Newsletter, issue: Issue, blanks: Blanks, elsewhere: Sequence[Section] = ()
) -> str:
    """Return the issue as plain text of at most 78 columns; only addresses and code are wider.

    Marks stand in its blanks. Of the sections ``elsewhere`` only the names and addresses are told.
    """
    page_url = absolute(newsletter.base_url, issue_path(issue.slug))
    references = References(page_url)
    parts = [_head(newsletter, issue, page_url), _contents(issue)]
    parts.append(_with_references(plain_blocks(issue.intro, references), references))
    for section in issue.sections:
        parts.append(["", "", *_section(section, references)])
        for place, entry in enumerate(section.entries):
            parts.append([*([""] if place else []), *_entry(entry, references)])
    if elsewhere:
        parts.append(["", *_elsewhere(newsletter, issue, elsewhere)])
    parts.append(["", *_foot(newsletter, blanks)])
    text = "\n\n".join("\n".join(part) for part in parts if part)
    return drop_unfit(text) + "\n"


def _head(newsletter: Newsletter, issue: Issue, page_url: str) -> list[str]:
    return [
        *wrap(" · ".join(filter(None, [newsletter.title, newsletter.tagline]))),
        "",
        *underline(" ".join(issue.title.split()), "="),
        format_day(issue.date),
        page_url,
        *(["", *wrap(" ".join(issue.summary.split()))] if issue.summary else []),
    ]


def _contents(issue: Issue) -> list[str]:
    if len(issue.sections) < CONTENTS_FROM:
        return []
    titles = [f"{plain_text(part.title)} ({len(part.entries)})" for part in issue.sections]
    return ["In this issue", "", *(line for t in titles for line in wrap(t, WIDTH, "- ", "  "))]


def _section(section: Section, references: References) -> list[str]:
    title = underline(plain_line(section.title, references), "-")
    body = _with_references(plain_blocks(section.intro, references), references)
    return [*title, "", *body] if body else title


def _entry(entry: Entry, references: References) -> list[str]:
    lines = wrap(plain_line(entry.title, references))
    url = escape_url(entry.url) if entry.url else None
    if url is not None and not holds_link(entry.title):
        lines.append(url)
    if entry.meta:
        lines += wrap(plain_line(entry.meta, references))
    body = plain_blocks(entry.body, references)
    return _with_references([*lines, "", *body] if body else lines, references)


def _with_references(lines: list[str], references: References) -> list[str]:
    listed = references.take()
    return [*lines, "", *listed] if listed else lines


def _elsewhere(newsletter: Newsletter, issue: Issue, sections: Sequence[Section]) -> list[str]:
    lines = ["Also in this issue", ""]
    for part in sections:
        lines += wrap(f"{plain_text(part.title)} ({len(part.entries)})", WIDTH, "- ", "  ")
        lines.append(f"  {absolute(newsletter.base_url, entry_path(issue.slug, part.id))}")
    return lines


def _foot(newsletter: Newsletter, blanks: Blanks) -> list[str]:
    at = f" at {blanks.subscriber.mark}" if blanks.subscriber else ""
    reason = f"You get this mail{at} because you subscribed to {newsletter.title}."
    lines = ["-" * WIDTH, *wrap(reason), f"Unsubscribe: {blanks.unsubscribe.mark}"]
    if blanks.web_view:
        lines.append(f"View in browser: {blanks.web_view.mark}")
    address = newsletter.email.postal_address.strip()
    if not address and blanks.postal_address:
        address = blanks.postal_address.mark
    for line in address.split("\n"):
        lines += wrap(line)
    return lines
