"""Rules about links: their form, where they lead, and what the network said where it was asked."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import join, normpath
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from generator.preflight.finding import Spot
from generator.preflight.scan import Kind
from generator.preflight.source import label_of
from generator.render.allowed import URL_SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.preflight.desk import Desk, LinkState
    from generator.preflight.source import Link

SHORTENERS = re.compile(
    r"(?:bit\.ly|bitly\.com|buff\.ly|cutt\.ly|dlvr\.it|fb\.me|goo\.gl|ift\.tt|is\.gd|j\.mp|lnkd\.in"
    r"|ow\.ly|rb\.gy|rebrand\.ly|shorturl\.at|t\.co|t\.ly|tiny\.cc|tinyurl\.com|trib\.al|v\.gd)"
)
TRACKERS = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|"
    r"_hsenc|_hsmi|hsctatracking|vero_id|oly_anon_id|oly_enc_id|ck_subscriber_id|li_fat_id|s_cid|__s",
    re.IGNORECASE,
)
HOST = re.compile(r"(?:[^\s./?#@:\[\]]+(?:\.[^\s./?#@:\[\]]+)*\.?|\[[0-9A-Fa-f:.]+\])(?::\d*)?")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
MAILBOX = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
SPACE = re.compile(r"[\s\x00-\x1f\x7f]")


def broken_links(desk: Desk) -> Iterator[Spot]:
    """Find links that lead nowhere by the way they are written."""
    anchors = _anchors(desk)
    for link in desk.source.links:
        what = _fault(link, desk, anchors)
        if what:
            yield Spot(*desk.source.place(link.start), what)
    yield from _undefined(desk)


def unsafe_links(desk: Desk) -> Iterator[Spot]:
    """Find links that no output will hold, and those that give a password away."""
    for link, parts in _read_links(desk):
        if SCHEME.match(link.url) and parts.scheme.lower() not in URL_SCHEMES:
            what = f"a link with {parts.scheme}: is left out everywhere"
            yield Spot(*desk.source.place(link.start), what)
        elif "@" in parts.netloc:
            what = "the address holds a user name or password"
            yield Spot(*desk.source.place(link.start), what)


def shortened_links(desk: Desk) -> Iterator[Spot]:
    """Find links through shorteners."""
    for link, parts in _read_links(desk):
        host = (parts.hostname or "").removeprefix("www.")
        if SHORTENERS.fullmatch(host):
            yield Spot(*desk.source.place(link.start), f"{host} hides where the link leads")


def tracking_links(desk: Desk) -> Iterator[Spot]:
    """Find links with parameters that only tell who clicked."""
    for link, parts in _read_links(desk):
        if "=" not in parts.query:
            continue
        names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
        found = [name for name in names if TRACKERS.fullmatch(name)]
        if found:
            what = f"the link has tracking parameters: {', '.join(dict.fromkeys(found))}"
            start = link.start + max(desk.source.text[link.start :].find(found[0]), 0)
            yield Spot(*desk.source.place(start), what)


def http_links(desk: Desk) -> Iterator[Spot]:
    """Find http links whose https twin answers; only where the network was asked."""
    for link, state in _asked(desk):
        if state.https_works:
            twin = f"https{link.url[4:]}"
            yield Spot(*desk.source.place(link.start), "the link works with https", f"write {twin}")


def dead_links(desk: Desk) -> Iterator[Spot]:
    """Find links that nobody gets to; only where the network was asked."""
    for link, state in _asked(desk):
        if state.dead:
            yield Spot(*desk.source.place(link.start), f"{link.url} {state.dead}")


def moved_links(desk: Desk) -> Iterator[Spot]:
    """Find links that moved for good; only where the network was asked."""
    for link, state in _asked(desk):
        if state.moved_to and not state.https_works:
            what = f"{link.url} has moved to {state.moved_to}"
            yield Spot(*desk.source.place(link.start), what, f"write {state.moved_to}")


def unsure_links(desk: Desk) -> Iterator[Spot]:
    """Find links of which the network did not say; only where it was asked."""
    for link, state in _asked(desk):
        if state.unsure:
            yield Spot(*desk.source.place(link.start), f"{link.url} {state.unsure}")


def local_path(url: str) -> str | None:
    """Return the file below content/ that a relative address of an issue names, or ``None``."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    return normpath(join("issues", unquote(parts.path)))


def _read_links(desk: Desk) -> Iterator[tuple[Link, SplitResult]]:
    for link in desk.source.links:
        parts = _split(link.url) if link.is_closed else None
        if isinstance(parts, SplitResult):
            yield link, parts


@lru_cache(maxsize=1024)
def _split(url: str) -> SplitResult | str:
    """Return the parts of an address, or why it has none."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError as error:
        return str(error)
    return parts


def _asked(desk: Desk) -> Iterator[tuple[Link, LinkState]]:
    for link in desk.source.links:
        state = desk.links.get(link.url)
        if state is not None:
            yield link, state


def _fault(link: Link, desk: Desk, anchors: frozenset[str]) -> str | None:
    """Return what is wrong with the form of a link, or ``None``."""
    url = link.url
    if not link.is_closed:
        return "the link is not closed, or has a space in it"
    if not url:
        return "the link has no address"
    if url.startswith("#"):
        is_there = unquote(url[1:]) in anchors
        return None if is_there else f"nothing in this issue has the anchor {url}"
    return f"{url!r} has a space in it" if SPACE.search(url) else _misled(link, desk)


def _misled(link: Link, desk: Desk) -> str | None:
    url = link.url
    parts = _split(url)
    if isinstance(parts, str):
        return f"{url} is no address: {parts}"
    if parts.scheme or parts.netloc:
        return _no_host(url, parts)
    if url.startswith("www."):
        return f"{url} has no https:// and leads to a page of the site"
    return None if link.is_image else _no_file(url, desk)


def _no_host(url: str, parts: SplitResult) -> str | None:
    scheme = parts.scheme.lower()
    if scheme == "mailto":
        return None if MAILBOX.fullmatch(unquote(parts.path)) else f"{url} names no mailbox"
    if scheme in {"http", "https"} and not HOST.fullmatch(parts.netloc.rpartition("@")[2]):
        return f"{url} names no host"
    return None


def _no_file(url: str, desk: Desk) -> str | None:
    """Say that a relative link to another file leads to none; other paths may be the site's own."""
    path = local_path(url)
    if path is None or not path.endswith((".md", ".pdf")) or path in desk.files:
        return None
    return f"there is no file content/{path}"


def _undefined(desk: Desk) -> Iterator[Spot]:
    source = desk.source
    for span in source.spans:
        written = source.text[span.start : span.end]
        if span.kind is Kind.LABEL:
            name = written[2:-1] or source.text[span.opened + 1 : span.start].removeprefix("[")
            if label_of(name) not in source.labels:
                yield Spot(
                    *source.place(span.start + 1), f"the link's name [{name}] is not defined"
                )
        elif span.kind is Kind.FOOTNOTE and not written.endswith(":"):
            name = written[1:-1]
            if name not in source.labels:
                yield Spot(*source.place(span.start), f"the footnote [{name}] is not defined")


def _anchors(desk: Desk) -> frozenset[str]:
    """Return the anchors that the issue's page has."""
    sections = desk.issue.sections
    return frozenset(
        [section.id for section in sections]
        + [entry.anchor for entry in desk.issue.entries]
        + ["", "top"]
    )
