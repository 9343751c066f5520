"""Rules about the mail: its size, and what its readers have a right to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.config.strict_yaml import Mapping, parse
from generator.preflight.finding import Spot
from generator.render.mail import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.preflight.desk import Desk

NEWSLETTER = "content/newsletter.yml"
HEAVIEST = 10


def large_mail(desk: Desk) -> Iterator[Spot]:
    """Find a mail that had to be cut to be shown whole, and name its heaviest texts."""
    mail = desk.mail
    if mail is None or not mail.shortened:
        return
    heaviest = mail.heaviest[:HEAVIEST]
    texts = "1 text is" if mail.shortened == 1 else f"{mail.shortened} texts are"
    named = ", ".join(f"“{part.title}” {part.size / 1000:,.1f} KB" for part in heaviest)
    what = (
        f"the mail is too large to be shown whole, so {texts} cut short; it now has {mail.html:,} "
        f"bytes ({mail.sent:,} as sent); the heaviest are {named}"
    )
    lines = {entry.anchor: entry.line for entry in desk.issue.entries}
    lines |= {section.id: section.line for section in desk.issue.sections}
    line = next((lines[part.anchor] for part in heaviest if part.anchor in lines), 1)
    yield Spot(line, 1, what)


def no_mail(desk: Desk) -> Iterator[Spot]:
    """Find an issue of which no mail can be made."""
    if desk.mail is not None and desk.mail.problem:
        yield Spot(*desk.source.key("title"), desk.mail.problem)


def lost_unsubscribe(desk: Desk) -> Iterator[Spot]:
    """Find a mail in which readers cannot unsubscribe, for example of a template of one's own."""
    mail = desk.mail
    if mail is not None and not mail.problem and not mail.can_unsubscribe:
        email = desk.newsletter.email
        what = f"the mail lacks what {email.provider} needs for readers to unsubscribe"
        yield Spot(*desk.source.key("title"), what)


def unset_unsubscribe(desk: Desk) -> Iterator[Spot]:
    """Find a newsletter with subscribers by mail, and nowhere to unsubscribe."""
    email = desk.newsletter.email
    is_unset = not email.unsubscribe_url and not email.unsubscribe_mailto
    if desk.mail is not None and email.provider == "generic" and is_unset and _is_mailed(desk):
        line, column = _newsletter_place(desk, "email", "provider")
        what = "readers subscribe by mail and have no address to unsubscribe at"
        yield Spot(line, column, what, path=NEWSLETTER)


def no_postal_address(desk: Desk) -> Iterator[Spot]:
    """Find a newsletter with subscribers by mail and without the sender's postal address."""
    email = desk.newsletter.email
    if desk.mail is None or email.postal_address.strip() or not _is_mailed(desk):
        return
    if placeholders(email.provider).postal_address is None:
        line, column = _newsletter_place(desk, "email", "postal_address")
        what = "the mail does not hold the sender's postal address, which many laws ask for"
        yield Spot(line, column, what, path=NEWSLETTER)


def _is_mailed(desk: Desk) -> bool:
    """Tell whether the newsletter is set up to be mailed: a sample that is only read is not."""
    email = desk.newsletter.email
    return bool(
        desk.newsletter.subscribe.url
        or email.provider != "generic"
        or email.unsubscribe_url
        or email.unsubscribe_mailto
    )


def _newsletter_place(desk: Desk, *keys: str) -> tuple[int, int]:
    """Return where the value of a nested key stands, or of the last one above it that is there."""
    node = parse(desk.newsletter_text, NEWSLETTER).tree
    place = (1, 1)
    for key in keys:
        found = node.find(key) if isinstance(node, Mapping) else None
        if found is None:
            return place
        place = (found.line, found.column)
        node = found if isinstance(found, Mapping) else None
    return place
