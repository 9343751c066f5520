"""An issue turns a check off by its code, with a reason."""

from __future__ import annotations

from tests.preflight.cases import front
from tests.preflight.desks import examined, found

BODY = "Words TODO recieve.\n"


def test_a_silenced_code_is_counted_and_not_shown() -> None:
    """All findings of that code go, no others."""
    text = front("silenced:\n  spelling: a quotation from 1600") + BODY + "\nWe recieve.\n"
    result = examined(text)
    assert [one.code for one in result.findings] == ["word-left"]
    assert result.silenced == 2


def test_errors_can_be_silenced_too() -> None:
    """Then they stop nothing."""
    text = front("silenced: {word-left: the piece is about to-do lists}") + "Words TODO.\n"
    assert examined(text).errors == ()


def test_without_a_reason_nothing_is_silenced() -> None:
    """The finding stays, and the missing reason is one more."""
    assert found(front("silenced:\n  word-left: ''") + BODY) == [
        "silenced-reason",
        "word-left",
        "spelling",
    ]


def test_a_misspelt_code_names_the_nearest() -> None:
    """And says that a code cannot be silenced where that is so."""
    (finding,) = examined(front("silenced: {word-lefd: x}")).findings
    assert finding.fix == "did you mean 'word-left'?"
    (finding,) = examined(front("silenced: {silenced-reason: x}")).findings
    assert finding.message == "silenced-reason cannot be silenced"
