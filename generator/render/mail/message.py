"""An issue's mail as one message: the bytes of an ``.eml`` file, the same at every build.

It has no recipient: whoever sends it puts one in. Titles are hostile, since ``email`` turns an
encoded word (``=?utf-8?q?…?=``) in a value into what it encodes, on some releases of Python line
ends too: so values are cleaned before, and the headers are read back after.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from generator.errors import BuildError
from generator.render.characters import drop_unfit
from generator.render.links import ARCHIVE, absolute, issue_path
from generator.render.stamps import host_of, list_id_of, moment_of

if TYPE_CHECKING:
    from generator.config.objects import Newsletter
    from generator.models import Issue
    from generator.render.mail.mail import Mail

HEADER_LENGTH = 200
NOBODY = "undisclosed-recipients:;"
# Marks that reorder text (Unicode UAX #9) and the two line ends that are no control characters.
REORDERING = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
ADDRESS = re.compile(r"[!-;=?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
URL_HEADERS = frozenset(
    {"list-archive", "archived-at", "list-unsubscribe", "list-id", "message-id"}
)
OF_EMAIL = frozenset({"mime-version", "content-type"})


def render_message(newsletter: Newsletter, issue: Issue, mail: Mail) -> bytes:
    """Return the message: multipart/alternative, text first, quoted-printable, lines ended by CRLF.

    Raises ``BuildError`` where the sender is no address, or where a value changed the headers.
    """
    digest = sha256(
        "\0".join([clean_header(mail.subject), mail.html, mail.text]).encode()
    ).hexdigest()
    headers = _headers(newsletter, issue, mail, digest)
    message = EmailMessage(policy=_POLICY)
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # Only now: setting the content drops every header whose name begins with Content.
    for name, value in headers:
        message[name] = value
    message.set_boundary(f"=_{digest[:32]}")
    written = message.as_bytes()
    found = [name.lower() for name in message_from_bytes(written, policy=SMTP).keys()]  # noqa: SIM118 - names may repeat
    expected = [name.lower() for name, _ in headers]
    if [name for name in found if name not in OF_EMAIL] != expected:
        raise BuildError(
            "the mail's headers are not the ones that were written; look for odd characters in the "
            "titles of the issue and of newsletter.yml",
            path=issue.path,
        )
    return written


def size_as_sent(html: str) -> int:
    """Return how many bytes an HTML part takes as quoted-printable, with its CRLFs."""
    part = EmailMessage(policy=_POLICY)
    part.set_content(html, subtype="html", cte="quoted-printable")
    body = str(part.get_payload())
    return len(body) + body.count("\n") - body.count("\r\n")


def clean_header(text: str) -> str:
    """Return ``text`` as one line that stays itself in a header, at most 200 characters of it.

    Encoded words are broken by a word joiner; controls, marks that reorder and surrogates go.
    """
    line = REORDERING.sub(" ", " ".join(re.split(r"[\s\x00-\x1f\x7f-\x9f]+", text)))
    line = " ".join(drop_unfit(line).split()).replace("=?", "=\u2060?")
    return line if len(line) <= HEADER_LENGTH else line[: HEADER_LENGTH - 1].rstrip() + "…"


def _headers(
    newsletter: Newsletter, issue: Issue, mail: Mail, digest: str
) -> list[tuple[str, str | Address]]:
    page_url = absolute(newsletter.base_url, issue_path(issue.slug))
    email = newsletter.email
    headers: list[tuple[str, str | Address]] = [("From", _address(email.sender, "from"))]
    if email.reply_to:
        headers.append(("Reply-To", _address(email.reply_to, "reply_to")))
    headers += [
        ("To", NOBODY),
        ("Subject", clean_header(mail.subject)),
        ("Date", format_datetime(moment_of(issue))),
        ("Message-ID", f"<{issue.slug}.{digest[:16]}@{host_of(newsletter)}>"),
        ("List-Id", _list_id(newsletter)),
        ("List-Archive", _bracketed(absolute(newsletter.base_url, ARCHIVE))),
        ("Archived-At", _bracketed(page_url)),
        ("Content-Language", clean_header(newsletter.language)),
    ]
    ways = []
    if email.unsubscribe_url:
        ways.append(_bracketed(email.unsubscribe_url))
    if email.unsubscribe_mailto:
        ways.append(_bracketed(f"mailto:{email.unsubscribe_mailto.removeprefix('mailto:')}"))
    if ways:
        headers.append(("List-Unsubscribe", ", ".join(ways)))
    if email.unsubscribe_url and email.unsubscribe_url.startswith("https://"):
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _address(written: str, key: str) -> Address:
    name, spec = parseaddr(clean_header(written))
    if not ADDRESS.fullmatch(spec):
        raise _bad_address(written, key)
    try:
        return Address(display_name=name, addr_spec=spec)
    except (ValueError, MessageError) as error:
        raise _bad_address(written, key) from error


def _bad_address(written: str, key: str) -> BuildError:
    return BuildError(
        f"email.{key} is {written!r}, which is no address in ASCII; write for example "
        "'Name <news@example.org>' in content/newsletter.yml"
    )


def _list_id(newsletter: Newsletter) -> str:
    title = clean_header(newsletter.title)
    phrase = "" if not title.isascii() else re.sub(r"[^\w !\'*+/=?^`{|}~-]", "", title)
    return f"{phrase} <{list_id_of(newsletter)}>".strip()


def _bracketed(url: str) -> str:
    """Return an address in angle brackets, ASCII and without white space (RFC 2369, section 2)."""
    address = "".join(drop_unfit(url).split())
    host = urlsplit(address).hostname
    if host and not host.isascii():
        address = address.replace(host, host.encode("idna").decode("ascii"), 1)
    return f"<{quote(address, safe=_IN_URLS)}>"


_IN_URLS = ":/?#[]@!$&'()*+,;=%-._~{}"


class _Policy(EmailPolicy):
    """SMTP's policy, which leaves addresses in one piece.

    ``EmailPolicy`` makes encoded words of a URL longer than a line, and mail programs do not
    read those back. Lines may have 998 characters (RFC 5322, section 2.1.1), lines of
    quoted-printable 76.
    """

    def fold(self, name: str, value: str) -> str:
        if name.lower() in URL_HEADERS:
            return f"{name}: {value}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in URL_HEADERS:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n", max_line_length=76, cte_type="7bit")
