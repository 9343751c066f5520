"""Drafts of e-mails at Buttondown, over its documented API (``/v1/emails``).

An e-mail of ours carries the issue in its metadata. The version of the API is pinned, and every
draft says that it is one: some versions send at once what says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.deliver.api import Api, Door
from generator.deliver.payloads import buttondown_email
from generator.deliver.push import Found
from generator.deliver.words import Secret
from generator.errors import DeliverError

if TYPE_CHECKING:
    from generator.deliver.handover import Handover

BUTTONDOWN = "https://api.buttondown.com/v1/"
VERSION = "2026-04-01"
MOST_PAGES = 400
MODE = re.compile(r"\s*<!-- buttondown-editor-mode: \w+ -->\s*")


@dataclass(frozen=True, slots=True)
class _Email:
    """An e-mail, as far as we look at it."""

    id: str
    status: str
    subject: str = ""
    body: str = ""
    metadata: dict[str, object] | None = field(default=None)


@dataclass(frozen=True, slots=True)
class _Page:
    results: tuple[_Email, ...]
    next: str | None = None


def buttondown_door(key: Secret, base: str = BUTTONDOWN) -> Door:
    """Return how to reach Buttondown."""
    return Door(
        name="Buttondown",
        base=base,
        authorization=Secret(f"Token {key.value}"),
        key_advice="check PAPERROUND_BUTTONDOWN_KEY and what the key may do",
        base_advice="is there a network?",
        headers=(("X-API-Version", VERSION),),
    )


class ButtondownShelf:
    """The e-mails of one newsletter at Buttondown."""

    name = "Buttondown"

    def __init__(self, api: Api) -> None:
        self._api = api

    def find(self, handover: Handover) -> tuple[Found, ...]:
        """Return the e-mails whose metadata name the issue, without deleted ones."""
        ours = [
            one.id
            for one in self._all()
            if (one.metadata or {}).get("paperround") == handover.key and one.status != "deleted"
        ]
        whole = (self._api.call(_Email, "GET", _path(email_id)) for email_id in reversed(ours))
        return tuple(Found(one.id, one.status, _says(one, handover)) for one in whole)

    def create(self, handover: Handover) -> str:
        """Make a draft."""
        email = self._api.call(_Email, "POST", "emails", body=buttondown_email(handover))
        if email.status != "draft":
            raise DeliverError(
                f"Buttondown made {email.id}, but as {email.status}; look there at once"
            )
        return email.id

    def update(self, draft_id: str, handover: Handover) -> None:
        """Change subject, text and description; the rest stays as it was made there."""
        there = self._api.call(_Email, "GET", _path(draft_id))
        if there.status != "draft":
            raise DeliverError(f"Buttondown's e-mail {draft_id} has just become {there.status}")
        whole = buttondown_email(handover)
        changed = {key: whole[key] for key in ("subject", "body", "description")}
        self._api.call(_Email, "PATCH", _path(draft_id), body=changed)

    def page_of(self, draft_id: str) -> str:
        """Return where Buttondown shows its e-mails."""
        return f"https://buttondown.com/emails/{draft_id}"

    def _all(self) -> list[_Email]:
        """Return every e-mail; the addresses of further pages are ours, not the server's."""
        emails: list[_Email] = []
        for number in range(1, MOST_PAGES + 1):
            page = self._api.call(_Page, "GET", "emails", query={"page": str(number)})
            emails.extend(page.results)
            if page.next is None or not page.results:
                return emails
        raise DeliverError(
            f"Buttondown lists more than {MOST_PAGES} pages of e-mails; delete old ones"
        )


def _path(email_id: str) -> str:
    return f"emails/{quote(email_id, safe='')}"


def _says(email: _Email, handover: Handover) -> bool:
    """Return whether an e-mail says what we would say, the mark of its editor aside."""
    ours = (handover.subject.strip(), MODE.sub("", handover.html, count=1).strip())
    return (email.subject.strip(), MODE.sub("", email.body, count=1).strip()) == ours
