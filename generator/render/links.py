"""Where everything stands on the site: one place, so that site, mail and feeds agree.

Paths are relative to ``base_url``, start without a slash and end with one where they are pages.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath
from urllib.parse import urljoin, urlsplit, urlunsplit

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


def resolve(href: str, page_url: str) -> str:
    """Return where a link of an editor's file leads, from wherever ``page_url`` leads to its page.

    Links are relative to the file, as on disk and on code hosts: ``images/chart.png`` lies beside
    ``2023-08.md``, and ``2023-07.md`` is another issue. The page of ``2023-08.md`` is ``2023-08/``. A
    fragment alone is a place on the page. Raises ``ValueError`` on an address that cannot be read.
    """
    if href.startswith("#"):
        return page_url + href
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return href
    path = parts.path
    if path.endswith(".md"):
        path = path.replace("../pages/", "../", 1).removesuffix(".md") + "/"
    target = urlunsplit(("", "", path, parts.query, parts.fragment))
    file = page_url.rstrip("/")
    if urlsplit(file).scheme or path.startswith("/"):
        return urljoin(file, target)
    # urljoin loses the dots at the start of a relative base.
    joined = normpath(join(dirname(file), path)) + ("/" if path.endswith("/") else "")
    return urlunsplit(("", "", joined, parts.query, parts.fragment))
