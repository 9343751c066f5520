"""The addresses that a test mail goes to."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.deliver.recipients import address_to, parse_recipients
from generator.errors import BuildError, UsageError


@pytest.mark.parametrize(
    "address",
    ["me@example.org", "a.b+tag@mail.example.co.uk", "o'neil@xn--bcher-kva.example", "1@2.org"],
)
def test_a_bare_address_is_taken(address: str) -> None:
    """As it is written."""
    assert parse_recipients([address]) == (address,)


@pytest.mark.parametrize(
    "text",
    [
        "", "me", "me@", "@example.org", "me@example", "me@@example.org", "me@exa mple.org",
        "a@b.co, z@e.org", "a@b.co;z@e.org", "Me <me@example.org>", "<me@example.org>",
        "friends: a@b.co, c@d.org;", "undisclosed-recipients:;", "me@example.org\n",
        "me@example.org\r\nBcc: you@example.org", "me@example.org\x00", "me\u2028@example.org",
        "mü@example.org", "me@büro.example", ".me@example.org", "me.@example.org", "a..b@example.org",
        "me@-example.org", "me@example-.org", "me@example..org", '"a b"@example.org',
        "me@[127.0.0.1]", "me(comment)@example.org", f"{'x' * 65}@example.org", f"a@{'x' * 64}.org",
        f"a@{'x.' * 130}org", "--test", "=?utf-8?q?a?=@example.org ",
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    """Lists, groups, names, line ends and what only looks like an address."""
    with pytest.raises(UsageError) as raised:
        parse_recipients([text])
    (problem,) = raised.value.problems
    assert "\n" not in problem.message
    assert "\r" not in problem.message
    assert problem.message.isprintable()


def test_all_wrong_addresses_are_told_at_once() -> None:
    """Not one after the other."""
    with pytest.raises(UsageError) as raised:
        parse_recipients(["a", "b@example.org", "c d"])
    assert len(raised.value.problems) == 2


def test_an_address_given_twice_counts_once() -> None:
    """In any case of letters; the first spelling and the order stay."""
    given_ = ["b@example.org", "A@example.org", "a@EXAMPLE.org", "b@example.org"]
    assert parse_recipients(given_) == ("b@example.org", "A@example.org")


def test_one_to_five_addresses() -> None:
    """More is a list, and lists are the provider's."""
    five = [f"a{number}@example.org" for number in range(5)]
    assert parse_recipients([*five, *five]) == tuple(five)
    for wrong in ([], [*five, "six@example.org"]):
        with pytest.raises(UsageError, match=r"one to five|one to 5.*mail provider"):
            parse_recipients(wrong)


@given(st.text(max_size=40))
def test_what_is_taken_is_one_recipient_to_the_standard_library(text: str) -> None:
    """Whatever the text: it is refused, or a header of it holds exactly that address."""
    try:
        (address,) = parse_recipients([text])
    except UsageError:
        return
    message = address_to(b"From: a@b.co\r\nTo: undisclosed-recipients:;\r\n\r\nx", address)
    parsed = message_from_bytes(message, policy=SMTP)
    assert parsed.keys() == ["From", "To"]
    assert [one.addr_spec for one in parsed["To"].addresses] == [text]


def test_the_address_stands_in_place_of_nobody() -> None:
    """Only in the headers; a body that shows such a line keeps it."""
    message = b"To: undisclosed-recipients:;\r\nSubject: s\r\n\r\nTo: undisclosed-recipients:;\r\n"
    whole = b"X: y\r\n" + message
    assert address_to(whole, "a@b.co") == whole.replace(b"undisclosed-recipients:;", b"a@b.co", 1)
    with pytest.raises(BuildError):
        address_to(b"X: y\r\nTo: a@b.co\r\n\r\nx", "c@d.org")
