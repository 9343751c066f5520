"""The marks that an issue carries wherever it goes: its moment and its lasting names.

They come from the issue and the newsletter alone, never from the clock or from chance, so that two
builds give the same bytes and an edited issue stays the same item.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from generator.config.objects import Newsletter
    from generator.models import Issue


def moment_of(issue: Issue) -> datetime:
    """Return noon UTC of the issue's day, which is that same day in nearly every time zone."""
    return datetime.combine(issue.date, time(12), UTC)


def host_of(newsletter: Newsletter) -> str:
    """Return the host of the site in ASCII: ``example.org``."""
    host = urlsplit(newsletter.base_url).hostname or "localhost"
    return host if host.isascii() else host.encode("idna").decode("ascii")


def tag_of(newsletter: Newsletter, issue: Issue) -> str:
    """Return the issue's ``tag:`` URI (RFC 4151), which stays when its title or its pages change.

    The newsletter's path is in it, since several may live on one host; so is the year of its day.
    """
    path = urlsplit(newsletter.base_url).path.strip("/")
    place = f"{path}/" if path else ""
    return f"tag:{host_of(newsletter)},{issue.date.year}:{place}issue/{issue.slug}"


def list_id_of(newsletter: Newsletter) -> str:
    """Return the list's identifier (RFC 2919): the site's path, then its host."""
    path = urlsplit(newsletter.base_url).path.split("/")
    labels = [
        "".join(c for c in part.lower() if c.isascii() and (c.isalnum() or c == "-"))[:63]
        for part in reversed(path)
    ]
    return ".".join([*filter(None, labels or [])] or ["newsletter"]) + f".{host_of(newsletter)}"
