"""What a text of the configuration may say, beyond being text: slugs, addresses, zones, paper ids.

Each check takes the text as it was typed and returns it as it is kept, or raises ``ValueError``
with a clause that says what is wrong and the way out. ``Checked`` ties a check to a field; pydantic
calls it while a file is read (``schema``). Objects that code makes are not checked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

RESERVED_THEMES = frozenset({"index", "other"})
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
PAPER_ID = re.compile(r"[a-z][a-z0-9]*:\S+")
ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}(v\d+)?")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@\w[\w-]*(\.\w[\w-]*)+")
SENDER = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*")
MERGE_TAG = re.compile(r"\{\{[^{}]*\}\}")


@dataclass(frozen=True, slots=True)
class Checked:
    """A mark in ``Annotated``: the check that the field's text has to pass."""

    check: Callable[[str], str]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the field's schema with the check behind it (pydantic's protocol)."""
        from pydantic_core import core_schema  # noqa: PLC0415  (only a run that reads needs it)

        return core_schema.no_info_after_validator_function(self.check, handler(source))


@dataclass(frozen=True, slots=True)
class NotAKey:
    """A mark in ``Annotated``: code fills the field, and a file that names it is wrong."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return a schema that treats every value as one of an unknown key."""
        from pydantic_core import PydanticCustomError, core_schema  # noqa: PLC0415  (as above)

        def refuse(_: object) -> object:
            raise PydanticCustomError("unexpected_keyword_argument", "not a key")

        return core_schema.no_info_plain_validator_function(refuse)


def one_line(text: str) -> str:
    """Return the text, which must not run over several lines."""
    text = text.strip()
    if "\n" in text or "\r" in text:
        raise ValueError("must be one line")
    return text


def heading(text: str) -> str:
    """Return the text, which must be one line with something in it."""
    text = one_line(text)
    if not text:
        raise ValueError("must not be empty")
    return text


def phrase(text: str) -> str:
    """Return a phrase; one without a letter or digit would match nothing."""
    text = heading(text)
    if not any(character.isalnum() for character in text):
        raise ValueError(f"'{text}' has no letter or digit to look for")
    return text


def slug(text: str) -> str:
    """Return an id that is fit for file names, anchors and addresses."""
    if SLUG.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    nearest = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
    hint = f"; write {nearest}" if nearest else ""
    message = "may hold only a-z, 0-9 and '-', at most 80, and starts with a letter or digit"
    raise ValueError(message + hint)


def theme_id(text: str) -> str:
    """Return the id of a theme: a slug, and none that the site or an issue uses for itself."""
    text = slug(text)
    if text in RESERVED_THEMES:
        raise ValueError(f"'{text}' is taken (by the site, or by the section of all other papers)")
    return text


def http_url(text: str) -> str:
    """Return an address of the web, absolute and without a password in it."""
    if re.search(r"[\s<>\"\\]", text):
        raise ValueError("an address holds no spaces, quotes or brackets; a space is written %20")
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"'{text[:60]}' is not an address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a whole address, for example https://example.org/letter/")
    if parts.username is not None:
        raise ValueError("must not hold a user name or password; this file is no place for secrets")
    return text


def base_url(text: str) -> str:
    """Return the site's address, with the slash at its end."""
    text = http_url(text)
    if "?" in text or "#" in text:
        raise ValueError("must not hold '?' or '#'; pages are put behind it")
    return text if text.endswith("/") else f"{text}/"


def merge_url(text: str) -> str:
    """Return an address that may hold a mail provider's tags, like ``{{ unsubscribe_url }}``."""
    if not MERGE_TAG.fullmatch(text):
        http_url(MERGE_TAG.sub("tag", text))
    return text


def feed(text: str) -> str:
    """Return the address of a feed."""
    if "://" not in text:
        raise ValueError("must start with http:// or https://; a file belongs under 'path'")
    return http_url(text)


def local_path(text: str) -> str:
    """Return a path; absolute ones, ``~`` and ``../`` are the editor's explicit wish."""
    text = heading(text)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text):
        raise ValueError("is an address, not a file; write it under 'feed'")
    return text


def language(text: str) -> str:
    """Return a language tag (BCP 47) by its shape."""
    if not LANGUAGE.fullmatch(text):
        raise ValueError("must be a language tag, for example en, de or pt-BR")
    return text


def timezone(text: str) -> str:
    """Return a name that the IANA time zone database knows."""
    from zoneinfo import ZoneInfo, available_timezones  # noqa: PLC0415  (help needs no zones)

    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        place = text.strip().replace(" ", "_").lower()
        names = {name.lower(): name for name in sorted(available_timezones())}
        names |= {low.rpartition("/")[2]: name for low, name in names.items() if "/" in low}
        near = get_close_matches(place, names, 1, 0.75)
        hint = f"did you mean '{names[near[0]]}'?" if near else "for example UTC or Europe/Lisbon"
        raise ValueError(f"'{text[:60]}' is not a time zone; {hint}") from error
    return text


def address(text: str) -> str:
    """Return one bare mail address."""
    text = one_line(text)
    if not ADDRESS.fullmatch(text):
        raise ValueError("must be one mail address, for example news@example.org")
    return text


def sender(text: str) -> str:
    """Return one mail address with or without a name: ``Paperround <news@example.org>``."""
    from email.utils import parseaddr  # noqa: PLC0415  (help needs no mail)

    text = one_line(text)
    found = SENDER.fullmatch(text)
    mailbox = found["address"] if found else text
    if not ADDRESS.fullmatch(mailbox):
        raise ValueError("must be one address, for example Paperround <news@example.org>")
    if "=?" in text:
        raise ValueError("holds a coded word (=?…?=); write the name as readers shall see it")
    # The grammar of mail has the last word on commas, colons and quotes in the name.
    if parseaddr(text)[1] != mailbox:
        name = found["name"].strip().replace('"', "") if found else ""
        raise ValueError(f"the name needs quotes of its own: '\"{name}\" <{mailbox}>'")
    return text


def mailto(text: str) -> str:
    """Return a mail address, perhaps with ``?subject=…``, without the word ``mailto:``."""
    text = one_line(text).removeprefix("mailto:")
    mailbox, _, query = text.partition("?")
    address(mailbox)
    if re.search(r"[\s<>]", query):
        raise ValueError("holds a space or bracket after '?'; write %20 for a space")
    return text


def host(text: str) -> str:
    """Return the name or IP address of a server, without a scheme, port or path."""
    text = text.strip()
    if not HOST.fullmatch(text):
        raise ValueError(
            "must be the name of a server, for example smtp.example.org; the port has a key of its own"
        )
    return text


def is_loopback(name: str) -> bool:
    """Return whether a host is this machine: ``localhost``, ``127.0.0.1``, ``::1``."""
    from ipaddress import ip_address  # noqa: PLC0415  (help needs no network)

    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name.lower() == "localhost"


def is_private(url: str) -> bool:
    """Return whether nobody on the way can read what is sent to an address."""
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def paper_id(text: str) -> str:
    """Return a paper's id by its shape: a known kind, a colon, the rest."""
    if PAPER_ID.fullmatch(text):
        return text
    if ARXIV_ID.fullmatch(text):
        raise ValueError(f"an id says where it is from; write arxiv:{text}")
    raise ValueError(f"'{text[:60]}' is not a paper's id; write for example arxiv:2308.00951")
