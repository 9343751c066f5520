"""Mail servers on loopback: a real one (aiosmtpd), with the faults that a test asks for."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "desk", "open sesame"


@dataclass
class Received:
    """Keeps what arrived; answers as told: ``rcpt`` by address, ``data`` to every message."""

    rcpt: dict[str, str] = field(default_factory=dict)
    data: str = "250 OK"
    envelopes: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self,
        server: SMTP,  # noqa: ARG002  (aiosmtpd's signature)
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        transport = server.transport
        assert isinstance(transport, asyncio.Transport)
        self.encrypted.append(transport.get_extra_info("ssl_object") is not None)
        if self.data == "drop":
            transport.abort()
            return "250 never seen"
        self.envelopes.append(envelope)
        return self.data


def _login(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    good = (
        isinstance(data, LoginPassword)
        and data.login == USER.encode()
        and data.password == PASSWORD.encode()
    )
    return AuthResult(success=good, handled=False)


@dataclass(frozen=True)
class Certificate:
    """A certificate for 127.0.0.1, and the file of the authority that made it."""

    context: ssl.SSLContext
    authority: Path


def certificate(folder: Path) -> Certificate:
    """Make a certificate that only those trust who trust its authority."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    return Certificate(context, file)


@contextmanager
def mail_server(
    received: Received,
    context: ssl.SSLContext | None = None,
    *,
    implicit: bool = False,
    login: bool = False,
    require_starttls: bool = False,
) -> Iterator[int]:
    """Run a mail server on a free port of 127.0.0.1, and give the port."""
    options: dict[str, Any] = {"authenticator": _login if login else None}
    if implicit:
        # aiosmtpd does not count TLS from the first byte as TLS when it offers logins.
        options |= {"ssl_context": context, "auth_require_tls": False}
    else:
        options["auth_required"] = login
        options["tls_context"] = context
        options["require_starttls"] = require_starttls
    controller = Controller(received, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def raw_server(*answers: bytes, silent: bool = False) -> Iterator[int]:
    """Run a server that says these lines, one for each that it hears, then ends or falls silent."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as lines:
            for number, answer in enumerate(answers):
                if number:
                    lines.readline()
                connection.sendall(answer)
            if silent:
                over.wait(20)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def free_port() -> int:
    """Return a port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
