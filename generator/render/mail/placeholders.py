"""What stands in a mail for the words that only the mail provider knows, and what its templates run.

One table for all providers. Where each line comes from:

* listmonk: its documentation, "Templating" (Go templates in body, alt body and subject; the
  shorthand ``https://…@TrackLink`` is one too).
* buttondown: its documentation, "Template variables" (Django's syntax).
* mailchimp: its help pages on merge tags; ``*|UNSUB|*`` must be in every campaign.
* ghost: its source (``EMAIL_REPLACEMENT_REGEX`` of the e-mail renderer), not its documentation: the
  tokens work in e-mails alone, so the HTML belongs in a card that is hidden on the web. Ghost puts
  its own unsubscribe link below every e-mail.
* generic: no provider; an empty place that whoever sends the mail fills.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from generator.config.objects import Provider

WORD_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Placeholders:
    """What a provider replaces. ``None``: it has nothing for that.

    ``web_view`` is the address of the mail on the provider's site, ``subscriber`` the reader's
    address, ``postal_address`` the sender's as the provider knows it. ``runs`` finds the first
    character of what the provider's templates would run.
    """

    unsubscribe: str
    web_view: str | None
    subscriber: str | None
    postal_address: str | None
    runs: re.Pattern[str]

    def defuse_html(self, html: str) -> str:
        """Return HTML in which the provider's templates find nothing to run."""
        return self.runs.sub(lambda found: f"&#{ord(found[0])};", html)

    def defuse_text(self, text: str) -> str:
        """Return plain text, for example a subject, in which they find nothing to run."""
        return self.runs.sub(lambda found: found[0] + WORD_JOINER, text)


_BRACES = re.compile(r"\{(?=[{%#])")
_TABLE: dict[Provider, Placeholders] = {
    "generic": Placeholders("{{ unsubscribe_url }}", None, None, None, _BRACES),
    "listmonk": Placeholders(
        unsubscribe="{{ UnsubscribeURL }}",
        web_view="{{ MessageURL }}",
        subscriber="{{ .Subscriber.Email }}",
        postal_address=None,
        runs=re.compile(r"\{(?=\{)|@(?=TrackLink)"),
    ),
    "buttondown": Placeholders(
        unsubscribe="{{ unsubscribe_url }}",
        web_view="{{ email_url }}",
        subscriber="{{ subscriber.email }}",
        postal_address=None,
        runs=_BRACES,
    ),
    "mailchimp": Placeholders(
        unsubscribe="*|UNSUB|*",
        web_view="*|ARCHIVE|*",
        subscriber="*|EMAIL|*",
        postal_address="*|LIST:ADDRESSLINE|*",
        runs=re.compile(r"\*(?=\|)"),
    ),
    "ghost": Placeholders(
        unsubscribe="%%{unsubscribe_url}%%",
        web_view=None,
        subscriber="%%{email}%%",
        postal_address=None,
        runs=re.compile(r"%(?=%\{)"),
    ),
}
PROVIDERS: tuple[Provider, ...] = get_args(Provider)


def placeholders(provider: Provider) -> Placeholders:
    """Return what a provider replaces in a mail."""
    return _TABLE[provider]
