"""Drafts of campaigns on a listmonk server, over its documented API (``/api/campaigns``).

A campaign of ours carries a tag that names the issue. The list is read page by page and searched
here: the names of listmonk's filters differ between its documentation and its versions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deliver.api import Api, Door
from generator.deliver.payloads import listmonk_campaign
from generator.deliver.push import Found
from generator.deliver.words import Secret
from generator.errors import DeliverError

if TYPE_CHECKING:
    from generator.config.objects import Listmonk
    from generator.deliver.handover import Handover

PAGE = 50
MOST_PAGES = 400


@dataclass(frozen=True, slots=True)
class _Reference:
    id: int


@dataclass(frozen=True, slots=True)
class _Campaign:
    """A campaign, as far as we look at it."""

    id: int
    status: str
    tags: tuple[str, ...] | None = None
    subject: str = ""
    body: str = ""
    altbody: str | None = None
    lists: tuple[_Reference, ...] | None = None
    media: tuple[_Reference, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    results: tuple[_Campaign, ...]
    total: int = 0


@dataclass(frozen=True, slots=True)
class _PageAnswer:
    data: _Page


@dataclass(frozen=True, slots=True)
class _Answer:
    data: _Campaign


def listmonk_door(settings: Listmonk, key: Secret) -> Door:
    """Return how to reach the server that newsletter.yml names."""
    return Door(
        name=f"listmonk at {settings.url}",
        base=settings.url,
        authorization=Secret(f"token {settings.user}:{key.value}"),
        key_advice="check email.listmonk.user, PAPERROUND_LISTMONK_KEY and the user's permissions",
        base_advice="check email.listmonk.url",
    )


class ListmonkShelf:
    """The campaigns of one listmonk server."""

    name = "listmonk"

    def __init__(self, api: Api, settings: Listmonk) -> None:
        self._api = api
        self._settings = settings

    def find(self, handover: Handover) -> tuple[Found, ...]:
        """Return the campaigns that carry the issue's tag."""
        ours = [
            one for one in self._all() if handover.key in (tag.lower() for tag in one.tags or ())
        ]
        # A page's campaigns come without their bodies.
        whole = (self._one(campaign.id) for campaign in sorted(ours, key=lambda one: one.id))
        return tuple(Found(str(one.id), one.status, _says(one, handover)) for one in whole)

    def create(self, handover: Handover) -> str:
        """Make a draft: a campaign of listmonk is one until somebody starts it."""
        body = listmonk_campaign(handover, self._settings)
        return str(self._api.call(_Answer, "POST", "api/campaigns", body=body).data.id)

    def update(self, draft_id: str, handover: Handover) -> None:
        """Change subject and text; the lists, the files and the tags chosen there stay."""
        there = self._one(int(draft_id))
        if there.status != "draft":
            raise DeliverError(f"listmonk's campaign {draft_id} has just become {there.status}")
        body = {
            "name": handover.name,
            "subject": handover.subject,
            "body": handover.html,
            "altbody": handover.text,
            "content_type": "html",
            "lists": [one.id for one in there.lists or ()] or list(self._settings.lists),
            "media": [one.id for one in there.media or ()],
        }
        self._api.call(_Answer, "PUT", f"api/campaigns/{draft_id}", body=body)

    def page_of(self, draft_id: str) -> str:
        """Return the campaign's page in listmonk's own pages."""
        return f"{self._settings.url}admin/campaigns/{draft_id}"

    def _one(self, campaign_id: int) -> _Campaign:
        return self._api.call(_Answer, "GET", f"api/campaigns/{campaign_id}").data

    def _all(self) -> list[_Campaign]:
        """Return every campaign, newest first, so that one made meanwhile hides none."""
        campaigns: dict[int, _Campaign] = {}
        for number in range(1, MOST_PAGES + 1):
            query = {
                "page": str(number),
                "per_page": str(PAGE),
                "order_by": "created_at",
                "order": "DESC",
                "no_body": "true",
            }
            page = self._api.call(_PageAnswer, "GET", "api/campaigns", query=query).data
            campaigns |= {campaign.id: campaign for campaign in page.results}
            if not page.results or len(campaigns) >= page.total > 0:
                return list(campaigns.values())
        raise DeliverError(
            f"listmonk lists more than {MOST_PAGES * PAGE:,} campaigns; delete old ones"
        )


def _says(campaign: _Campaign, handover: Handover) -> bool:
    """Return whether a campaign says what we would say; white space at the ends does not count."""
    said = (campaign.subject, campaign.body, campaign.altbody or "")
    ours = (handover.subject, handover.html, handover.text)
    return [one.strip() for one in said] == [one.strip() for one in ours]
