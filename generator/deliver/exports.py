"""The files with which a person takes an issue to a mail provider."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING

import msgspec

from generator.deliver.payloads import buttondown_email, listmonk_campaign

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.config.objects import Listmonk
    from generator.deliver.handover import Handover


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export, by its name."""

    name: str
    data: bytes


def export_files(handover: Handover, listmonk: Listmonk | None) -> tuple[ExportFile, ...]:
    """Return the files that suit the provider: what it takes in, in the words of its own API."""
    match handover.provider:
        case "listmonk":
            campaign = listmonk_campaign(handover, listmonk)
            return _files(handover, "body.html", "altbody.txt", "campaign.json", campaign)
        case "buttondown":
            return _files(handover, "body.html", None, "email.json", buttondown_email(handover))
        case "mailchimp":
            name, address = parseaddr(handover.sender)
            settings = {
                "subject_line": handover.subject,
                "preview_text": handover.preheader,
                "title": handover.name,
                "from_name": name,
                "reply_to": handover.reply_to or address,
            }
            return _files(handover, "mail.html", "mail.txt", "settings.json", settings)
        case "ghost":
            card = f"<!--kg-card-begin: html-->\n{handover.html}<!--kg-card-end: html-->\n"
            post = {
                "title": handover.subject,
                "slug": handover.slug,
                "status": "draft",
                "custom_excerpt": handover.preheader or None,
                "canonical_url": handover.page_url,
                "html": card,
            }
            return _files(handover, "card.html", None, "post.json", {"posts": [post]})
        case "generic":
            facts = {
                "subject": handover.subject,
                "preheader": handover.preheader,
                "from": handover.sender,
                "reply_to": handover.reply_to,
                "page": handover.page_url,
            }
            return _files(handover, "mail.html", "mail.txt", "mail.json", facts)


def _files(
    handover: Handover, html: str, text: str | None, facts: str, values: Mapping[str, object]
) -> tuple[ExportFile, ...]:
    files = [ExportFile(html, handover.html.encode())]
    if text:
        files.append(ExportFile(text, handover.text.encode()))
    json = msgspec.json.format(msgspec.json.encode(values), indent=2)
    return (*files, ExportFile(facts, json + b"\n"))
