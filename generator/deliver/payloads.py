"""The bodies of the requests that make a draft, as the providers document them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.config.objects import Listmonk
    from generator.deliver.handover import Handover

JsonObject = dict[str, object]


def listmonk_campaign(handover: Handover, settings: Listmonk | None) -> JsonObject:
    """Return the body of ``POST /api/campaigns``; what that makes is always a draft."""
    campaign: JsonObject = {
        "name": handover.name,
        "subject": handover.subject,
        "lists": list(settings.lists) if settings else [],
        "from_email": handover.sender,
        "type": "regular",
        "content_type": "html",
        "messenger": "email",
        "body": handover.html,
        "altbody": handover.text,
        "tags": [handover.key],
    }
    if settings and settings.template is not None:
        campaign["template_id"] = settings.template
    return campaign


def buttondown_email(handover: Handover) -> JsonObject:
    """Return the body of ``POST /v1/emails``.

    ``status`` is always said: older versions of the API send at once where it is not.
    """
    return {
        "subject": handover.subject,
        "body": handover.html,
        "status": "draft",
        "description": handover.preheader,
        "canonical_url": handover.page_url,
        "metadata": {"paperround": handover.key},
    }
