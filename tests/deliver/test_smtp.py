"""Messages to real mail servers on loopback: good ones, and ones with every fault we know."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from generator.config.objects import Smtp
from generator.deliver.deadline import Limits
from generator.deliver.smtp import Outcome, Parcel, Receipt, send
from generator.deliver.words import Secret
from generator.errors import DeliverError
from tests.deliver.smtp_servers import (
    PASSWORD,
    USER,
    Certificate,
    Received,
    certificate,
    free_port,
    mail_server,
    raw_server,
)

HERE = "127.0.0.1"
MESSAGE = b"Subject: Hello\r\nTo: a@example.org\r\n\r\n.dots and words\r\n"
SENDER = "news@example.org"
QUICK = Limits(step=0.4, total=1.5)


def parcels(*addresses: str) -> tuple[Parcel, ...]:
    return tuple(Parcel(address, MESSAGE) for address in addresses)


def plain(port: int, user: str | None = None) -> Smtp:
    return Smtp(HERE, port, "none", user)


def secured(port: int, user: str | None = None) -> Smtp:
    return Smtp(HERE, port, "starttls", user)


def deliver(
    server: Smtp,
    *addresses: str,
    password: Secret | None = None,
    limits: Limits | None = None,
) -> tuple[Receipt, ...]:
    return send(server, password, SENDER, parcels(*addresses or ("a@example.org",)), limits)


@pytest.fixture
def own(tmp_path: Path) -> Certificate:
    """A certificate that this machine does not trust."""
    return certificate(tmp_path)


@pytest.fixture
def trusted(own: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """The same, trusted, as an administrator would make it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(own.authority))
    return own


def test_each_address_gets_the_message_in_a_transaction_of_its_own() -> None:
    """The bytes arrive as they were, once for each address, from the sender."""
    received = Received()
    with mail_server(received) as port:
        receipts = deliver(plain(port), "a@example.org", "b@example.org")
    assert [receipt.outcome for receipt in receipts] == [Outcome.SENT, Outcome.SENT]
    assert [one.rcpt_tos for one in received.envelopes] == [["a@example.org"], ["b@example.org"]]
    assert {one.mail_from for one in received.envelopes} == {SENDER}
    assert {one.content for one in received.envelopes} == {MESSAGE}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_the_connection_is_encrypted_and_logged_in(trusted: Certificate, security: str) -> None:
    """Both ways of encryption work with a certificate that is trusted, and a login inside."""
    received = Received()
    with mail_server(received, trusted.context, implicit=security == "tls", login=True) as port:
        server = Smtp(HERE, port, "tls" if security == "tls" else "starttls", USER)
        (receipt,) = deliver(server, password=Secret(PASSWORD))
    assert receipt == Receipt("a@example.org", Outcome.SENT)
    assert received.encrypted == [True]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(own: Certificate, security: str) -> None:
    """Encrypted to a stranger is not enough: nothing is sent."""
    received = Received()
    with mail_server(received, own.context, implicit=security == "tls") as port:
        server = Smtp(HERE, port, "tls" if security == "tls" else "starttls")
        with pytest.raises(DeliverError, match=r"certificate that is not valid .*nothing was sent"):
            deliver(server)
    assert not received.envelopes


def test_a_server_without_encryption_gets_nothing() -> None:
    """Where STARTTLS is wanted and not offered, nothing goes in the clear."""
    received = Received()
    with (
        mail_server(received) as port,
        pytest.raises(DeliverError, match=r"no STARTTLS, so no encryption.*; nothing was sent"),
    ):
        deliver(Smtp(HERE, port, "starttls"))
    assert not received.envelopes


def test_no_encryption_is_for_this_machine_only() -> None:
    """Whoever makes the settings, ``none`` and another host do not go together."""
    with pytest.raises(ValueError, match="for this machine only"):
        Smtp("mail.example.org", 25, "none")


def test_a_server_that_asks_for_tls_is_understood(trusted: Certificate) -> None:
    """Its refusal names the setting, with a login and without."""
    received = Received()
    with mail_server(received, trusted.context, require_starttls=True, login=True) as port:
        (receipt,) = deliver(plain(port))
        with pytest.raises(DeliverError, match=r"email\.smtp\.security"):
            deliver(plain(port, USER), password=Secret(PASSWORD))
    assert receipt.outcome is Outcome.REFUSED
    assert "email.smtp.security" in receipt.reason
    assert not received.envelopes


def test_a_wrong_password_is_one_line_without_the_password(trusted: Certificate) -> None:
    """The line names the user and the variable, never the secret."""
    with (
        mail_server(Received(), trusted.context, login=True) as port,
        pytest.raises(DeliverError) as raised,
    ):
        deliver(secured(port, USER), password=Secret("hunter2"))
    said = str(raised.value)
    assert "does not accept the password of desk" in said
    assert "PAPERROUND_SMTP_PASSWORD" in said
    assert "hunter2" not in said
    assert "\n" not in said


def test_a_password_beyond_ascii_is_told_without_a_letter_of_it(trusted: Certificate) -> None:
    """The protocol has no way for it; the message does not quote it."""
    with (
        mail_server(Received(), trusted.context, login=True) as port,
        pytest.raises(DeliverError, match="takes only ASCII") as raised,
    ):
        deliver(secured(port, USER), password=Secret("pässword"))
    assert "ä" not in str(raised.value)


def test_a_secret_shows_itself_nowhere() -> None:
    """Its value is not in ``repr``, which is what logs and traces print."""
    assert "hunter2" not in repr(Secret("hunter2"))


def test_a_missing_login_is_told(trusted: Certificate) -> None:
    """A server that wants a login says so, and we say what to set."""
    with mail_server(Received(), trusted.context, login=True) as port:
        (receipt,) = deliver(secured(port))
    assert receipt.outcome is Outcome.REFUSED
    assert "email.smtp.user" in receipt.reason


def test_refusals_are_for_one_address_each() -> None:
    """One address for ever, one for now, and the others get their mail."""
    received = Received(
        rcpt={"gone@example.org": "550 no such\x1b[31m user", "busy@example.org": "451 too busy"}
    )
    with mail_server(received) as port:
        gone, busy, well = deliver(
            plain(port), "gone@example.org", "busy@example.org", "well@example.org"
        )
    assert (gone.outcome, busy.outcome, well.outcome) == ("refused", "refused", "sent")
    assert gone.reason == "refused (550 no such[31m user); the sender was news@example.org"
    assert busy.reason == "refused for now (451 too busy); try again later"


def test_a_message_refused_after_data_is_told() -> None:
    """As too large or as spam: refused, and the next address is tried."""
    with mail_server(Received(data="552 too large")) as port:
        receipts = deliver(plain(port), "a@example.org", "b@example.org")
    assert [receipt.outcome for receipt in receipts] == ["refused", "refused"]
    assert "552 too large" in receipts[0].reason


def test_a_connection_lost_after_the_message_is_not_called_sent() -> None:
    """Nobody knows whether it arrived, and the rest is not tried on a dead connection."""
    with mail_server(Received(data="drop")) as port:
        receipts = deliver(plain(port), "a@example.org", "b@example.org")
    assert [receipt.outcome for receipt in receipts] == ["unknown", "not-tried"]
    assert "look whether it arrived" in receipts[0].reason


def test_a_server_that_is_down_is_one_line() -> None:
    """No server at the port."""
    port = free_port()
    with pytest.raises(DeliverError, match=f"{HERE}:{port} cannot be reached: Connection refused"):
        deliver(plain(port))


def test_an_unknown_host_is_one_line() -> None:
    """A name that no resolver knows."""
    with pytest.raises(DeliverError, match=r"email\.smtp\.host|cannot be reached|in time"):
        deliver(Smtp("no-such-host.invalid"), limits=Limits(step=5, total=5))


def test_a_plain_server_at_a_tls_port_is_understood() -> None:
    """The wrong ``security`` for a port is what people get wrong."""
    with (
        mail_server(Received()) as port,
        pytest.raises(DeliverError, match="does not speak TLS at this port"),
    ):
        deliver(Smtp(HERE, port, "tls"))


def test_a_server_that_greets_with_a_refusal_is_quoted() -> None:
    """554 in the greeting: it takes no mail from us at all."""
    with (
        raw_server(b"554 go away\r\n") as port,
        pytest.raises(DeliverError, match=r"refuses us \(554 go away\); nothing was sent"),
    ):
        deliver(plain(port))


def test_a_server_that_hangs_up_is_one_line() -> None:
    """Before the greeting."""
    with (
        raw_server(b"") as port,
        pytest.raises(DeliverError, match=r"ended the connection|cannot be reached"),
    ):
        deliver(plain(port))


@pytest.mark.parametrize("greeting", [(), (b"220 hello\r\n",)], ids=["silent", "silent later"])
def test_a_silent_server_is_left_in_time(greeting: tuple[bytes, ...]) -> None:
    """Silence before or after the greeting ends at the limit."""
    began = time.monotonic()
    with (
        raw_server(*greeting, silent=True) as port,
        pytest.raises(DeliverError, match="gave no answer in time; nothing was sent"),
    ):
        deliver(plain(port), limits=QUICK)
    assert time.monotonic() - began < 5


def test_silence_after_the_message_is_not_called_sent() -> None:
    """The server took the message and never said so."""
    answers = (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")
    with raw_server(*answers, silent=True) as port:
        (receipt,) = deliver(plain(port), limits=QUICK)
    assert receipt.outcome is Outcome.UNKNOWN
    assert "too slow after the message" in receipt.reason


def test_silence_before_the_message_means_not_sent() -> None:
    """The server fell silent at MAIL: certainly nothing arrived."""
    with raw_server(b"220 hi\r\n", b"250 hi\r\n", silent=True) as port:
        receipts = deliver(plain(port), "a@example.org", "b@example.org", limits=QUICK)
    assert [receipt.outcome for receipt in receipts] == ["not-tried", "not-tried"]
