"""What a mail is, and where its readers unsubscribe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.config.objects import Newsletter

PLACEHOLDERS = {
    "generic": "{{ unsubscribe_url }}",
    "listmonk": "{{ UnsubscribeURL }}",
    "buttondown": "{{ unsubscribe_url }}",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. ``shortened`` are the anchors of what was cut, in the page's order."""

    subject: str
    preheader: str
    html: str
    text: str
    shortened: tuple[str, ...] = ()


def unsubscribe_url(newsletter: Newsletter) -> str:
    """Return where a reader unsubscribes: the provider's placeholder, or a configured address."""
    email = newsletter.email
    if email.provider == "generic" and email.unsubscribe_url:
        return email.unsubscribe_url
    if email.provider == "generic" and email.unsubscribe_mailto:
        return f"mailto:{email.unsubscribe_mailto.removeprefix('mailto:')}"
    return PLACEHOLDERS[email.provider]
