"""The message: the same bytes at every build, and headers that no title can change."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import BuildError
from generator.render.mail import Mail, render_mail
from generator.render.mail.message import HEADER_LENGTH, clean_header, render_message, size_as_sent
from tests.render.mail_samples import (
    NEWSLETTER,
    THEMES,
    issue_of,
    rich_issue,
    templates,
    with_email,
)

if TYPE_CHECKING:
    from email.message import EmailMessage

    from generator.config.objects import Newsletter

HEADERS = [
    "MIME-Version",
    "Content-Type",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Archive",
    "Archived-At",
    "Content-Language",
]
HOSTILE = [
    "=?utf-8?q?Hi=0d=0aBcc:_x=40evil.example?=",
    "=?utf-8?b?SGkNCkJjYzogeEBldmls?= and more",
    "Hi\r\nBcc: x@evil.example",
    "Hi\nBcc: x@evil.example\n\nbody",
    "Hi\u2028Bcc: x@evil.example\u2029 \x85 y",
    "\x00\x0b\x0c\x7f nul",
    "\u202egnp.exe \u2066 x \u200f",
    "lone \ud800 surrogate",
    "x" * 5000,
    "word " * 1000,
    "=" * 50 + "?=?=?",
    'a "quoted" <name@evil.example>, b;',
    "Ünïcode — “quotes” 漢字 " * 8,
    "🧪" * 150,
    "{{ cycler }} {% raw %} {#",
    "",
]


def read(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=SMTP)


def message_of(newsletter: Newsletter = NEWSLETTER, title: str = "A title") -> EmailMessage:
    issue = issue_of("Body.", title=title)
    mail = Mail(subject=title, preheader="", html="<p>Body</p>\n", text="Body\n")
    return read(render_message(newsletter, issue, mail))


def test_message_holds_text_then_html_as_they_were() -> None:
    """The parts come back as they were rendered, text first, in quoted-printable."""
    issue = rich_issue()
    mail = render_mail(NEWSLETTER, THEMES, issue, templates())
    message = read(render_message(NEWSLETTER, issue, mail))
    text, html = message.iter_parts()
    assert message.get_content_type() == "multipart/alternative"
    assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]
    assert text.get_content() == mail.text.replace("\n", "\r\n")
    assert html.get_content().replace("\r\n", "\n") == mail.html.rstrip("\n") + "\n"
    assert {part["Content-Transfer-Encoding"] for part in (text, html)} == {"quoted-printable"}
    assert not [part.defects for part in message.walk() if part.defects]


def test_headers_say_what_the_newsletter_and_the_issue_say() -> None:
    """Every header comes from the configuration and the issue's date, none from the clock."""
    message = message_of()
    assert message.keys() == HEADERS
    assert message["From"] == "Paperround Weekly <news@paperround.example>"
    assert message["Subject"] == "A title"
    assert message["Date"] == "Thu, 31 Aug 2023 12:00:00 +0000"
    assert message["List-Id"] == "Paperround Weekly <weekly.paperround.example>"
    assert message["List-Archive"] == "<https://paperround.example/weekly/archive/>"
    assert message["Archived-At"] == "<https://paperround.example/weekly/issues/2023-08/>"
    assert message["Content-Language"] == "en"
    assert message["To"].addresses == ()


def test_same_issue_gives_the_same_bytes_and_another_text_another_id() -> None:
    """Message-ID and boundary come from the content."""
    issue = issue_of("Body.")
    mail = Mail("A title", "", "<p>Body</p>\n", "Body\n")
    first = render_message(NEWSLETTER, issue, mail)
    other = render_message(NEWSLETTER, issue, replace(mail, text="Other\n"))
    assert first == render_message(NEWSLETTER, issue, mail)
    assert read(first)["Message-ID"] != read(other)["Message-ID"]
    assert read(first)["Message-ID"].endswith("@paperround.example>")


def test_lines_are_short_and_end_with_crlf() -> None:
    """No line is longer than RFC 5322 and RFC 2045 allow, and no bare line feed is left."""
    issue = rich_issue()
    mail = render_mail(NEWSLETTER, THEMES, issue, templates())
    message = render_message(NEWSLETTER, issue, mail)
    lines = message.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 78


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_title_stays_a_subject(title: str) -> None:
    """Whatever a title holds, the message has just its own headers and the subject is one line."""
    message = message_of(replace(NEWSLETTER, title=title, language="en"), title)
    assert message.keys() == HEADERS
    subject = str(message["Subject"])
    assert subject == clean_header(title)
    assert len(subject) <= HEADER_LENGTH
    assert not set("\r\n\0\u2028\u202e\ud800") & set(subject)


@pytest.mark.parametrize("name", [name for name in HOSTILE if "@" not in name])
def test_hostile_sender_name_stays_a_name(name: str) -> None:
    """The name before the sender's address adds no header and no second sender."""
    try:
        message = message_of(with_email(sender=f"{name} <news@paperround.example>"))
    except BuildError:
        return
    assert message.keys() == HEADERS
    assert [found.addr_spec for found in message["From"].addresses] == ["news@paperround.example"]


@given(st.text(max_size=300))
def test_cleaned_header_is_one_short_line_and_stays_itself(text: str) -> None:
    """Cleaning is done once: what is clean does not change, and nothing in it can be decoded."""
    clean = clean_header(text)
    assert clean == clean_header(clean)
    assert len(clean) <= HEADER_LENGTH
    assert "=?" not in clean
    assert clean.splitlines() in ([], [clean])


def test_unsubscribe_headers_are_there_where_they_are_configured() -> None:
    """One click needs an https address that takes a POST; a mail address alone is no one click."""
    both = message_of(
        with_email(unsubscribe_url="https://x.example/u/1", unsubscribe_mailto="u@x.example")
    )
    assert both["List-Unsubscribe"] == "<https://x.example/u/1>, <mailto:u@x.example>"
    assert both["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    mail_only = message_of(with_email(unsubscribe_mailto="mailto:u@x.example"))
    assert mail_only["List-Unsubscribe"] == "<mailto:u@x.example>"
    assert "List-Unsubscribe-Post" not in mail_only


@pytest.mark.parametrize(
    ("base_url", "list_id", "archive"),
    [
        ("https://X.example/", "newsletter.x.example", "https://X.example/archive/"),
        ("https://x.example:8443/a/b/", "b.a.x.example", "https://x.example:8443/a/b/archive/"),
        (
            "https://例え.jp/ä/",
            "newsletter.xn--r8jz45g.jp",
            "https://xn--r8jz45g.jp/%C3%A4/archive/",
        ),
        (f"https://x.example/{'a' * 99}/", f"{'a' * 63}.x.example", None),
    ],
)
def test_list_headers_hold_for_any_address(
    base_url: str, list_id: str, archive: str | None
) -> None:
    """List-Id is a short dotted name (RFC 2919), List-Archive an ASCII address (RFC 2369)."""
    message = message_of(replace(NEWSLETTER, base_url=base_url))
    assert message["List-Id"] == f"Paperround Weekly <{list_id}>"
    assert archive is None or message["List-Archive"] == f"<{archive}>"
    assert message["Message-ID"].isascii()


def test_editions_of_an_issue_are_different_messages_of_one_list() -> None:
    """A shorter edition has its own Message-ID and the same List-Id."""
    issue = rich_issue()
    whole, short = (
        read(
            render_message(
                NEWSLETTER, issue, render_mail(NEWSLETTER, THEMES, issue, templates(), themes)
            )
        )
        for themes in ((), ("tool-use",))
    )
    assert whole["Message-ID"] != short["Message-ID"]
    assert whole["List-Id"] == short["List-Id"]
    assert short["Archived-At"] == whole["Archived-At"]


def test_long_address_stays_in_one_piece() -> None:
    """An address longer than a line is neither broken nor encoded."""
    url = f"https://x.example/{'long/' * 30}?a=1"
    issue = issue_of("Body.")
    mail = Mail("A title", "", "<p>Body</p>\n", "Body\n")
    written = render_message(with_email(unsubscribe_url=url), issue, mail)
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in written


@pytest.mark.parametrize("url", ["https://x.example/a>\r\nBcc: <b", "https://x.example/ä b"])
def test_odd_address_adds_no_header(url: str) -> None:
    """White space and brackets in an address are removed or encoded."""
    message = message_of(with_email(unsubscribe_url=url))
    assert message.keys() == [*HEADERS, "List-Unsubscribe", "List-Unsubscribe-Post"]
    assert str(message["List-Unsubscribe"]).count("<") == 1


@pytest.mark.parametrize(
    "sender", ["", "Name", "Name <news>", "Name <a b@x.example>", "ä@ö.example"]
)
def test_sender_that_is_no_address_is_refused(sender: str) -> None:
    """The message cannot be made, and the error says which key to mend."""
    with pytest.raises(BuildError, match=r"email\.from is"):
        message_of(with_email(sender=sender))


def test_reply_to_is_written_where_it_is_set() -> None:
    """Answers go to ``reply_to``."""
    message = message_of(with_email(reply_to="Desk <desk@paperround.example>"))
    assert message["Reply-To"] == "Desk <desk@paperround.example>"


def test_size_as_sent_is_the_size_of_the_part() -> None:
    """The measured size is that of the bytes between the part's headers and the boundary."""
    html = "<p>é = 1</p>\n" * 500
    issue = issue_of("Body.")
    written = render_message(NEWSLETTER, issue, Mail("A", "", html, "Body\n"))
    part = written.split(b"text/html")[1].split(b"\r\n\r\n", 1)[1].split(b"\r\n--=_")[0]
    assert abs(size_as_sent(html) - len(part)) <= 2
