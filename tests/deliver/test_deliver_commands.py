"""send and export as people and programs use them, against servers on loopback."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from generator.deliver.push import Action
from generator.deliver.words import Secret
from generator.errors import UsageError
from generator.pipeline.deliver import PushOptions, export
from generator.pipeline.project import open_newsroom
from tests.conftest import REPOSITORY, Ran
from tests.deliver.provider_servers import KEY, Buttondown, Fault, Listmonk, serving
from tests.deliver.smtp_servers import (
    PASSWORD,
    USER,
    Received,
    certificate,
    free_port,
    mail_server,
)

Run = Callable[..., Ran]
ISSUE = "2024-w08"
NOW = datetime(2024, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the machine's own passwords, keys and key store, before and after."""
    forget_keyring()
    for name in [name for name in os.environ if name.startswith("PAPERROUND_")]:
        if name.endswith(("_KEY", "_PASSWORD")):
            monkeypatch.delenv(name)
    yield
    forget_keyring()


def forget_keyring() -> None:
    for name in ("keyring", "keyring.errors"):
        sys.modules.pop(name, None)


def configure(folder: Path, lines: str) -> None:
    """Add lines to the ``email`` of a newsletter."""
    file = folder / "content/newsletter.yml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("\nemail:\n", f"\nemail:\n{lines}\n", 1), "utf-8")


def smtp(folder: Path, port: int, more: str = "security: none") -> None:
    configure(folder, f"  smtp: {{host: 127.0.0.1, port: {port}, {more}}}")


def parsed(content: bytes | str | None) -> EmailMessage:
    assert isinstance(content, bytes)
    message = message_from_bytes(content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_the_real_message_arrives_with_both_parts(nasty: Path, paperround: Run) -> None:
    """It is the built ``.eml`` but for its recipient, and the standard library reads it."""
    received = Received()
    paperround(nasty, "build", "--only", "email")
    with mail_server(received) as port:
        smtp(nasty, port)
        ran = paperround(nasty, "send", ISSUE, "--test", "a@example.org", "--test", "b@example.org")
    assert (ran.code, ran.err) == (0, "")
    assert "Sent “Tables, notes" in ran.out
    assert "to 2 of 2, from news@example.org" in ran.out
    first, second = (parsed(envelope.content) for envelope in received.envelopes)
    assert (first["To"], second["To"]) == ("a@example.org", "b@example.org")
    assert {one.mail_from for one in received.envelopes} == {"news@example.org"}
    built = parsed((nasty / f"build/email/{ISSUE}.eml").read_bytes())
    for message in (first, second):
        assert not message.defects
        assert message["Subject"] == built["Subject"]
        text, html = message.iter_parts()
        assert isinstance(text, EmailMessage)
        assert isinstance(html, EmailMessage)
        assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
        for part, name in ((html, f"{ISSUE}.html"), (text, f"{ISSUE}.txt")):
            written = (nasty / "build/email" / name).read_text("utf-8")
            assert part.get_content().split() == written.split()
        assert list(message) == list(built)


def test_send_encrypts_and_takes_the_password_from_the_environment(
    nasty: Path, paperround: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STARTTLS by default; a wrong password is told without being shown."""
    made = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    received = Received()
    with mail_server(received, made.context, login=True) as port:
        smtp(nasty, port, f"user: {USER}")
        missing = paperround(nasty, "send", ISSUE, "--test", "a@example.org")
        monkeypatch.setenv("PAPERROUND_SMTP_PASSWORD", "hunter2")
        wrong = paperround(nasty, "send", ISSUE, "--test", "a@example.org")
        monkeypatch.setenv("PAPERROUND_SMTP_PASSWORD", PASSWORD)
        right = paperround(nasty, "send", ISSUE, "--test", "a@example.org")
    assert (missing.code, wrong.code, right.code) == (2, 1, 0)
    assert "PAPERROUND_SMTP_PASSWORD" in missing.err
    assert "does not accept the password" in wrong.err
    assert "hunter2" not in wrong.err + wrong.out
    assert wrong.err.count("\n") == 1
    assert received.encrypted == [True]


def test_the_password_may_lie_in_the_key_store(
    nasty: Path, paperround: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where ``keyring`` is installed: asked for under the user at the server."""
    module = tmp_path / "modules/keyring"
    module.mkdir(parents=True)
    (module / "__init__.py").write_text(
        "from keyring import errors\n"
        "def get_password(service, name):\n"
        "    if name.startswith('locked'): raise errors.KeyringError('locked')\n"
        f"    return {PASSWORD!r} if (service, name) == ('paperround', '{USER}@127.0.0.1') else None\n"
    )
    (module / "errors.py").write_text("class KeyringError(Exception): pass\n")
    monkeypatch.syspath_prepend(str(module.parent))
    monkeypatch.setenv("SSL_CERT_FILE", str((made := certificate(tmp_path)).authority))
    with mail_server(Received(), made.context, login=True) as port:
        smtp(nasty, port, f"user: {USER}")
        assert paperround(nasty, "send", ISSUE, "--test", "a@example.org").code == 0
    file = nasty / "content/newsletter.yml"
    file.write_text(file.read_text("utf-8").replace(f"user: {USER}", "user: locked"), "utf-8")
    ran = paperround(nasty, "send", ISSUE, "--test", "a@example.org")
    assert ran.code == 2
    assert "key store cannot be read" in ran.err


def test_one_refusal_is_one_line_and_exit_code_1(nasty: Path, paperround: Run) -> None:
    """The other address gets its mail; JSON says what became of each."""
    received = Received(rcpt={"gone@example.org": "550 nobody here"})
    addresses = ("--test", "gone@example.org", "--test", "well@example.org")
    with mail_server(received) as port:
        smtp(nasty, port)
        ran = paperround(nasty, "send", ISSUE, *addresses, "--json")
    assert ran.code == 1
    assert ran.err == (
        "paperround: gone@example.org: refused (550 nobody here); the sender was news@example.org\n"
    )
    report = json.loads(ran.out)
    assert [one["outcome"] for one in report["recipients"]] == ["refused", "sent"]
    assert len(received.envelopes) == 1
    documented = (REPOSITORY / "docs/json.md").read_text("utf-8")
    keys = {*report, *report["recipients"][0]}
    assert {key for key in keys if f"`{key}`" not in documented} == set()


def test_a_server_that_is_down_is_one_line(nasty: Path, paperround: Run) -> None:
    """Exit code 1, and the setting to look at."""
    smtp(nasty, free_port())
    ran = paperround(nasty, "send", ISSUE, "--test", "a@example.org")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "Connection refused; nothing was sent" in ran.err


def test_a_dry_run_sends_nothing(nasty: Path, paperround: Run) -> None:
    """It needs neither server nor password, and says what would go where."""
    smtp(nasty, free_port(), "user: me")
    ran = paperround(nasty, "send", ISSUE, "--test", "a@example.org", "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert "Would send" in ran.out
    assert "(starttls)" in ran.out
    report = json.loads(
        paperround(nasty, "send", ISSUE, "--test", "a@example.org", "--dry-run", "--json").out
    )
    assert report["dry_run"]
    assert report["recipients"][0]["outcome"] == "not-tried"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((ISSUE,), "--test"),
        ((ISSUE, "--test", "a@b.co,c@d.org"), "not one bare address"),
        ((ISSUE, "--test", "a@example.org"), "there is no email.smtp"),
        (("2024-w09", "--test", "a@example.org"), "did you mean"),
        (("../newsletter", "--test", "a@example.org"), "there is no issue"),
    ],
)
def test_wrong_usage_of_send(
    nasty: Path, paperround: Run, arguments: tuple[str, ...], words: str
) -> None:
    """Exit code 2 before anything is rendered or connected."""
    if "email.smtp" not in words:
        smtp(nasty, free_port())
    ran = paperround(nasty, "send", *arguments)
    assert ran.code == 2
    assert words in ran.err


def test_another_issue_that_is_broken_is_no_obstacle(nasty: Path, paperround: Run) -> None:
    """A test of this issue needs only this issue."""
    (nasty / "content/issues/2024-w99.md").write_text("---\nno title\n", "utf-8")
    smtp(nasty, free_port())
    assert paperround(nasty, "send", ISSUE, "--test", "a@example.org", "--dry-run").code == 0


def test_help_says_that_lists_are_the_providers_work(nasty: Path, paperround: Run) -> None:
    """Both commands say what they never do, and show an example."""
    send_help = " ".join(paperround(nasty, "send", "--help").out.split())
    export_help = " ".join(paperround(nasty, "export", "--help").out.split())
    assert "Never to a list" in send_help
    assert "Nothing is ever sent or scheduled" in export_help
    assert "Example: paperround" in send_help
    assert "Example: paperround" in export_help


def test_export_writes_below_build_or_where_it_is_told(nasty: Path, paperround: Run) -> None:
    """By default the provider of the newsletter; JSON names every file; nothing else is touched."""
    assert paperround(nasty, "export", ISSUE).code == 0
    assert (nasty / f"build/export/generic/{ISSUE}/mail.json").is_file()
    out = nasty / "elsewhere"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    ran = paperround(nasty, "export", ISSUE, "--provider", "ghost", "--out", str(out), "--json")
    report = json.loads(ran.out)
    assert report["files"] == ["elsewhere/card.html", "elsewhere/post.json"]
    assert all((nasty / file).is_file() for file in report["files"])
    assert (out / "mine.txt").read_text() == "mine"
    documented = (REPOSITORY / "docs/json.md").read_text("utf-8")
    assert {key for key in report if f"`{key}`" not in documented} == set()


def test_export_refuses_a_folder_that_is_a_file(nasty: Path, paperround: Run) -> None:
    """One line that names it."""
    (nasty / "taken").write_text("x")
    ran = paperround(nasty, "export", ISSUE, "--out", str(nasty / "taken"))
    assert ran.code == 1
    assert "cannot be written" in ran.err


def test_a_push_to_listmonk_from_the_command_line(
    nasty: Path, paperround: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Created, there, updated; refused when it was sent; the key only from the environment."""
    server = Listmonk()
    monkeypatch.setenv("PAPERROUND_LISTMONK_KEY", f"{KEY}\n")
    command = ("export", ISSUE, "--provider", "listmonk", "--push")
    with serving(server):
        configure(nasty, f"  listmonk: {{url: '{server.base}', lists: [3], user: desk}}")
        first = json.loads(paperround(nasty, *command, "--json").out)
        second = json.loads(paperround(nasty, *command, "--json").out)
        file = nasty / f"content/issues/{ISSUE}.md"
        file.write_text(
            file.read_text("utf-8").replace("Everything", "Really everything", 1), "utf-8"
        )
        third = paperround(nasty, *command)
        server.held[0]["status"] = "finished"
        fourth = paperround(nasty, *command)
    assert [first["pushed"]["action"], second["pushed"]["action"]] == ["created", "there"]
    assert "The draft was brought up to date" in third.out
    assert (fourth.code, fourth.err.count("\n")) == (1, 1)
    assert "no draft any more but finished" in fourth.err
    assert server.complaints == []
    assert len(server.held) == 1
    documented = (REPOSITORY / "docs/json.md").read_text("utf-8")
    assert {key for key in first["pushed"] if f"`{key}`" not in documented} == set()


def test_a_push_to_buttondown(nasty: Path) -> None:
    """The whole way from an issue's file to a draft there, once."""
    server = Buttondown()
    newsroom = open_newsroom(nasty)
    with serving(server):
        server.faults.append(Fault("POST", 502, after=True))
        options = PushOptions(Secret(KEY), buttondown=server.base)
        reports = [export(newsroom, ISSUE, "buttondown", NOW, push=options) for _ in range(2)]
    assert [one.pushed and one.pushed.action for one in reports] == [Action.CREATED, Action.THERE]
    (email,) = server.held
    assert email["status"] == "draft"
    assert "{{ unsubscribe_url }}" in email["body"]
    assert server.complaints == []


@pytest.mark.parametrize(
    ("provider", "key", "words"),
    [
        ("ghost", KEY, "--push knows listmonk and buttondown"),
        ("listmonk", "", "PAPERROUND_LISTMONK_KEY"),
        ("buttondown", "", "PAPERROUND_BUTTONDOWN_KEY"),
        ("listmonk", "two\r\nlines", "no key has"),
        ("listmonk", "schlüssel", "no key has"),
        ("listmonk", KEY, "there is no email.listmonk"),
    ],
)
def test_a_push_that_cannot_work_is_refused_before_anything_is_written(
    nasty: Path,
    paperround: Run,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    key: str,
    words: str,
) -> None:
    """Exit code 2, the way out, no file, and never the key."""
    for variable in ("PAPERROUND_LISTMONK_KEY", "PAPERROUND_BUTTONDOWN_KEY"):
        monkeypatch.setenv(variable, key)
    ran = paperround(nasty, "export", ISSUE, "--provider", provider, "--push")
    assert ran.code == 2
    assert words in ran.err
    assert not key or key not in ran.err
    assert not (nasty / "build/export").exists()


def test_a_key_is_asked_for_by_name(nasty: Path) -> None:
    """Also where the pipeline is used without the command line."""
    with pytest.raises(UsageError, match="PAPERROUND_BUTTONDOWN_KEY"):
        export(open_newsroom(nasty), ISSUE, "buttondown", NOW, push=PushOptions(Secret("")))
