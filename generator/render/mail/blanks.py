"""The blanks of a mail: what its provider or its newsletter fills in, in HTML and in text.

While a mail is made, a mark stands in each blank that nothing an issue says can spell. At the end
the marks become what they stand for, and everything between them is defused: the provider runs its
templates over the whole mail, titles included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from generator.render.mail.placeholders import placeholders

if TYPE_CHECKING:
    from generator.config.objects import Newsletter
    from generator.models import Issue
    from generator.render.mail.placeholders import Placeholders


@dataclass(frozen=True, slots=True)
class Blank:
    """A mark and what will stand there."""

    mark: str
    value: str


@dataclass(frozen=True, slots=True)
class Blanks:
    """The blanks of one mail; ``None`` where there is nothing to fill in.

    ``templates`` are those that will run over the mail, if any will.
    """

    unsubscribe: Blank
    web_view: Blank | None
    subscriber: Blank | None
    postal_address: Blank | None
    templates: Placeholders | None

    def fill_html(self, html: str) -> str:
        """Return HTML with its blanks filled in and nothing else that templates would run."""
        said = self._parts(html)
        if self.templates:
            said[::2] = [self.templates.defuse_html(part) for part in said[::2]]
        said[1::2] = [escape(self._value(mark)) for mark in said[1::2]]
        return "".join(said)

    def fill_text(self, text: str) -> str:
        """Return plain text, likewise."""
        said = self._parts(text)
        if self.templates:
            said[::2] = [self.templates.defuse_text(part) for part in said[::2]]
        said[1::2] = [self._value(mark) for mark in said[1::2]]
        return "".join(said)

    def _all(self) -> tuple[Blank, ...]:
        blanks = (self.unsubscribe, self.web_view, self.subscriber, self.postal_address)
        return tuple(blank for blank in blanks if blank)

    def _parts(self, text: str) -> list[str]:
        """Return what is said and the marks, in turns."""
        return re.split("(" + "|".join(blank.mark for blank in self._all()) + ")", text)

    def _value(self, mark: str) -> str:
        return next(blank.value for blank in self._all() if blank.mark == mark)


def blanks_of(newsletter: Newsletter, issue: Issue) -> Blanks:
    """Return the blanks of an issue's mail.

    The marks hold a digest of all that the issue and the newsletter say, so neither can hold one.
    """
    known = placeholders(newsletter.email.provider)
    said = repr((newsletter, issue)).encode("utf-8", "backslashreplace")
    digest = sha256(said).hexdigest()[:24]

    def blank(name: str, value: str | None) -> Blank | None:
        return Blank(f"paperround-{digest}-{name}", value) if value else None

    unsubscribe = unsubscribe_url(newsletter)
    return Blanks(
        unsubscribe=Blank(f"paperround-{digest}-unsubscribe", unsubscribe),
        web_view=blank("web-view", known.web_view),
        subscriber=blank("subscriber", known.subscriber),
        postal_address=blank("address", known.postal_address),
        templates=known if known.runs.search(unsubscribe) else None,
    )


def unsubscribe_url(newsletter: Newsletter) -> str:
    """Return where a reader unsubscribes: the provider's placeholder, or a configured address."""
    email = newsletter.email
    if email.provider == "generic" and email.unsubscribe_url:
        return email.unsubscribe_url
    if email.provider == "generic" and email.unsubscribe_mailto:
        return f"mailto:{email.unsubscribe_mailto.removeprefix('mailto:')}"
    return placeholders(email.provider).unsubscribe
