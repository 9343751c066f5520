"""The addresses that a test mail goes to: one to five, each one a single bare address.

Strict on purpose. Groups, lists, display names and anything that could become a second header are
refused; a newsletter's readers are the mail provider's to write to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.errors import BuildError, Problem, UsageError
from generator.render.mail.message import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 5
LONGEST = 254
# A dot-atom and a name of a host (RFC 5321, 4.1.2), in ASCII: no quotes, comments or literals.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+")


def parse_recipients(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses, each once, in order.

    Raises ``UsageError`` with every text that is no address, or where there are too many.
    """
    problems = [Problem(None, None, None, _refusal(text)) for text in texts if _refusal(text)]
    if problems:
        raise UsageError.of(problems)
    unique: dict[str, str] = {}
    for text in texts:
        unique.setdefault(text.casefold(), text)
    addresses = tuple(unique.values())
    if not 1 <= len(addresses) <= MOST:
        raise UsageError(
            f"a test mail goes to one to {MOST} addresses, not {len(addresses)}; readers get their "
            "mail from your mail provider: see 'paperround export --help'"
        )
    return addresses


def address_to(message: bytes, address: str) -> bytes:
    """Return a message that has no recipient with ``address`` as its only one."""
    head, gap, body = message.partition(b"\r\n\r\n")
    nobody = f"\r\nTo: {NOBODY}".encode()
    if head.count(nobody) != 1:
        raise BuildError("the message has a recipient already; this is a bug in Paperround")
    return head.replace(nobody, f"\r\nTo: {address}".encode("ascii")) + gap + body


def _refusal(text: str) -> str:
    """Return why a text is no address to send to; empty where it is one."""
    shown = ascii(text[:60])
    if ADDRESS.fullmatch(text) and len(text) <= LONGEST and len(text.partition("@")[0]) <= 64:
        return ""
    if not text.isascii():
        return f"{shown} is no address in ASCII; write the name of its host as xn--…"
    if re.search(r"[,;:<>\s]", text):
        return f"{shown} is not one bare address; give each address its own --test, without a name"
    return f"{shown} is not a mail address, for example me@example.org"
