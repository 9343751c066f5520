"""The servers that newsletter.yml names for test mails and for drafts."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.config.load import load_project
from generator.config.objects import Email
from generator.errors import ConfigError

START = "title: T\nbase_url: https://example.org/\nemail:\n  from: a@example.org\n"


def email_of(folder: Path, line: str) -> Email:
    """Load a newsletter whose ``email`` has this line, its fifth."""
    (folder / "content").mkdir()
    for name, text in (("newsletter", f"{START}  {line}\n"), ("sources", "sources: []\n"), ("themes", "themes: []\n")):  # fmt: skip
        (folder / f"content/{name}.yml").write_text(text, "utf-8")
    return load_project(folder).newsletter.email


def test_a_mail_server_is_encrypted_by_default(tmp_path: Path) -> None:
    """Only its name has to be said."""
    server = email_of(tmp_path, "smtp: {host: smtp.example.org}").smtp
    assert server is not None
    assert (server.port, server.security, server.user) == (587, "starttls", None)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", '"::1"'])
def test_only_this_machine_may_go_without(tmp_path: Path, host: str) -> None:
    """A mail catcher for trying things out."""
    server = email_of(tmp_path, f"smtp: {{host: {host}, security: none}}").smtp
    assert server is not None
    assert server.security == "none"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("smtp: {host: mail.example.org, security: none}", ":9: email.smtp: security: none is for"),
        ("smtp: {host: 10.0.0.1, security: none}", ":9: email.smtp: security: none is for"),
        ("smtp: {host: localhost.example.org, security: none}", "email.smtp: security: none is for"),
        ("smtp: {host: smtp://mail.example.org}", ":16: email.smtp.host: must be the name of a server"),
        ("smtp: {host: 'mail.example.org:587'}", ":16: email.smtp.host: must be the name"),
        ("smtp: {host: 'a b'}", ":16: email.smtp.host: must be the name of a server"),
        ("smtp: {host: h, port: 70000}", "email.smtp.port: must be 65535 or less"),
        ("smtp: {host: h, security: ssl}", "email.smtp.security: expected starttls, tls or none"),
        ("smtp: {host: h, password: x}", "email.smtp.password: unknown key"),
        ("smtp: {user: me}", "email.smtp: needs a 'host'"),
        ("listmonk: {url: 'http://l.example.org', lists: [1], user: me}", "must start with https://"),
        ("listmonk: {url: 'https://l.example.org', lists: [], user: me}", "'lists' needs the number"),
        ("listmonk: {url: 'https://l.example.org', lists: [0], user: me}", "'lists' needs the number"),
        ("listmonk: {url: 'https://u:p@l.example.org', lists: [1], user: me}", "must not hold a user"),
        ("listmonk: {url: 'https://l.example.org', user: me}", "needs a 'lists'"),
        ("listmonk: {url: 'https://l.example.org', lists: [1], user: me, key: x}", "unknown key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(tmp_path: Path, line: str, message: str) -> None:
    """Unencrypted ways, secrets in the file, and slips."""
    with pytest.raises(ConfigError) as raised:
        email_of(tmp_path, line)
    (problem,) = raised.value.problems
    assert problem.line == 5
    assert message in str(problem)


def test_a_listmonk_of_this_machine_needs_no_encryption(tmp_path: Path) -> None:
    """And its address gets the slash at its end."""
    line = "listmonk: {url: 'http://localhost:9000', lists: [1, 2], user: me, template: 4}"
    settings = email_of(tmp_path, line).listmonk
    assert settings is not None
    assert settings.url == "http://localhost:9000/"
    assert (settings.lists, settings.template) == ((1, 2), 4)
