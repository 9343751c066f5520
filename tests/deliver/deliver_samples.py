"""A small handover for each provider, without a newsletter on disk."""

from __future__ import annotations

from dataclasses import replace

from generator.config.objects import Provider
from generator.deliver.handover import Handover

HANDOVER = Handover(
    provider="listmonk",
    key="paperround:letter.example.org:2023-08",
    slug="2023-08",
    name="Soft experts (2023-08)",
    subject="Soft experts",
    preheader="One sentence.",
    html="<p>Hello <a href='{{ UnsubscribeURL }}'>leave</a></p>\n",
    text="Hello\n",
    sender="Letter <news@example.org>",
    reply_to=None,
    page_url="https://example.org/issues/2023-08/",
)


def handover_to(provider: Provider, **changed: str) -> Handover:
    """Return the sample for a provider, with other words where they are given."""
    return replace(HANDOVER, provider=provider, **changed)
