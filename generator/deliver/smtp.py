"""A message to a few addresses over SMTP, always encrypted, or only within this machine.

Each address gets a transaction of its own, so that one refusal says nothing of the others. What
goes wrong with the server as a whole is raised, what goes wrong with one address is its receipt.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from generator.deliver.deadline import Clock, Limits
from generator.deliver.words import words_of
from generator.errors import DeliverError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.config.objects import Smtp
    from generator.deliver.words import Secret

# What we call ourselves: a literal that tells nobody the name of this machine (RFC 5321, 4.1.3).
OURSELVES = "[127.0.0.1]"
# Codes with which a server asks for encryption or a login first (RFC 4954, section 6).
WANTS_MORE = frozenset({530, 538})

# What keeps a connection from being opened, narrowest first, and the way out.
FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "gave no answer in time"),
    (socket.gaierror, "is not known; is email.smtp.host spelt right, and is there a network?"),
    (ssl.SSLCertVerificationError, "has a certificate that is not valid ({said})"),
    (
        ssl.SSLError,
        "does not speak TLS at this port ({said}); see email.smtp.security (tls is mostly port 465)",
    ),
    (
        smtplib.SMTPAuthenticationError,
        "does not accept the password of {user} ({said}); check user and PAPERROUND_SMTP_PASSWORD",
    ),
    (smtplib.SMTPResponseException, "refuses us ({said})"),
    (smtplib.SMTPServerDisconnected, "ended the connection; is email.smtp.security right for it?"),
    (
        smtplib.SMTPException,
        "cannot be used ({said}); see email.smtp.security and email.smtp.user",
    ),
    (UnicodeEncodeError, "takes only ASCII in email.smtp.user and in the password"),
)


class Outcome(StrEnum):
    """What became of the message to one address."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_TRIED = "not-tried"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one address."""

    address: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of the message to one address, and why where it was not sent."""

    address: str
    outcome: Outcome
    reason: str = ""


def send(
    server: Smtp,
    password: Secret | None,
    sender: str,
    parcels: Sequence[Parcel],
    limits: Limits | None = None,
) -> tuple[Receipt, ...]:
    """Send each parcel from the address ``sender``, and return one receipt for each, in order.

    Raises ``DeliverError`` where the server cannot be reached, encrypted or logged in to: then
    nothing was sent.
    """
    line = _Line(server, password, Clock(limits or Limits(step=20, total=90)))
    try:
        line.open()
        return tuple(line.send(sender, parcel) for parcel in parcels)
    finally:
        line.close()


class _Line:
    """The connection to one server, with its faults in words."""

    def __init__(self, server: Smtp, password: Secret | None, clock: Clock) -> None:
        self._server = server
        self._password = password
        self._clock = clock
        self._client: smtplib.SMTP | None = None
        self._broken = False

    def open(self) -> None:
        """Connect, encrypt and log in; raises ``DeliverError`` with the way out."""
        try:
            self._clock.run(self._open)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._broken = True
            server = self._server
            name = f"the mail server {server.host}:{server.port}"
            raise DeliverError(f"{name} {self._fault(error)}; nothing was sent") from error

    def _open(self) -> None:
        server, clock = self._server, self._clock
        if server.security == "tls":
            self._client = smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=OURSELVES,
                timeout=clock.beyond(),
                context=ssl.create_default_context(),
            )
        else:
            self._client = smtplib.SMTP(
                server.host, server.port, local_hostname=OURSELVES, timeout=clock.beyond()
            )
        self._client.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            if not self._client.has_extn("starttls"):
                raise smtplib.SMTPNotSupportedError("it offers no STARTTLS, so no encryption")
            self._client.starttls(context=ssl.create_default_context())
            self._client.ehlo_or_helo_if_needed()
        if server.user and self._password:
            self._client.login(server.user, self._password.value)

    def send(self, sender: str, parcel: Parcel) -> Receipt:
        """Send one message, and say what became of it."""
        address = parcel.address
        if self._broken:
            reason = "not tried, since the connection to the server had ended"
            return Receipt(address, Outcome.NOT_TRIED, reason)
        progress = _Progress()
        try:
            self._clock.run(lambda: self._send(sender, parcel, progress))
        except smtplib.SMTPResponseException as error:
            return Receipt(address, Outcome.REFUSED, self._refusal(error, sender))
        except (smtplib.SMTPException, OSError) as error:
            self._broken = True
            late = isinstance(error, TimeoutError)
            what = "the server was too slow" if late else "the server ended the connection"
            if not progress.handed_over:
                return Receipt(address, Outcome.NOT_TRIED, f"not sent: {what} before the message")
            return Receipt(
                address,
                Outcome.UNKNOWN,
                f"{what} after the message; look whether it arrived before you send it again",
            )
        return Receipt(address, Outcome.SENT)

    def _send(self, sender: str, parcel: Parcel, progress: _Progress) -> None:
        """Hand one message over. Raises ``SMTPResponseException`` for a refusal."""
        client = self._client
        if client is None or client.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        client.sock.settimeout(self._clock.beyond())
        try:
            _expect(client.mail(sender), {250})
            _expect(client.rcpt(parcel.address), {250, 251})
            progress.handed_over = True
            _expect(client.data(parcel.message), {250})
        except smtplib.SMTPResponseException:
            with suppress(smtplib.SMTPException, OSError):  # a server may refuse and hang up
                client.rset()
            raise

    def _fault(self, error: Exception) -> str:
        """Return what kept the connection from being opened, and the way out."""
        said = self._said(error)
        if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code in WANTS_MORE:
            return f"asks for encryption first ({said}); see email.smtp.security"
        words = next((words for kind, words in FAULTS if isinstance(error, kind)), None)
        return (words or "cannot be reached: {said}").format(said=said, user=self._server.user)

    def _refusal(self, error: smtplib.SMTPResponseException, sender: str) -> str:
        """Return why the server does not take one message, and the way out."""
        said = self._said(error)
        if error.smtp_code in WANTS_MORE:
            return (
                f"the server asks for encryption or a login first ({said}); see email.smtp.security "
                "and email.smtp.user"
            )
        if 400 <= error.smtp_code < 500:
            return f"refused for now ({said}); try again later"
        return f"refused ({said}); the sender was {sender}"

    def _said(self, error: Exception) -> str:
        """Return what the server or the system said, fit to be shown."""
        if isinstance(error, smtplib.SMTPResponseException):
            answer = error.smtp_error
            text = answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
            return words_of(f"{error.smtp_code} {text}", self._password)
        if isinstance(error, ssl.SSLCertVerificationError):
            return words_of(error.verify_message)
        if isinstance(error, OSError):
            return words_of(error.strerror or str(error), self._password)
        return words_of(str(error), self._password)

    def close(self) -> None:
        """End the connection; how it ends matters to nobody any more."""
        client = self._client
        if client is None:
            return
        with suppress(smtplib.SMTPException, OSError):
            if not self._broken:
                self._clock.run(client.quit)
            elif client.sock is not None:
                # Closing waits for a read that was left behind, and this ends the read.
                client.sock.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            client.close()


class _Progress:
    """How far one message came."""

    def __init__(self) -> None:
        self.handed_over = False


def _expect(answer: tuple[int, bytes], codes: set[int]) -> None:
    code, said = answer
    if code not in codes:
        raise smtplib.SMTPResponseException(code, said)
