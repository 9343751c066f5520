"""Where everything stands on the site: one place, so that site, mail and feeds agree.

Paths are relative to ``base_url``, start without a slash and end with one where they are pages.
"""

from __future__ import annotations

FEED = "feed.xml"
ARCHIVE = "archive/"
THEMES = "themes/"


def issue_path(slug: str) -> str:
    """Return the path of an issue's page."""
    return f"issues/{slug}/"


def entry_path(slug: str, anchor: str) -> str:
    """Return the path of one entry on its issue's page."""
    return f"{issue_path(slug)}#{anchor}"


def theme_path(theme_id: str) -> str:
    """Return the path of a theme's page."""
    return f"{THEMES}{theme_id}/"


def absolute(base_url: str, path: str = "") -> str:
    """Return the address of a path on the site."""
    return f"{base_url.rstrip('/')}/{path}"
