r"""Decoding JSON that nobody vouches for: typed, with the place of what is wrong.

msgspec does the work. It refuses escapes of lone surrogates (``\ud800``), which some tools write:
here they become U+FFFD and the rest of the text is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from msgspec.json import Decoder

T = TypeVar("T")

_BYTE = re.compile(r" \(byte (\d+)\)\Z")
_ESCAPE = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?"
    r"|u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


class MalformedError(ValueError):
    """Text that is no JSON: the reason and how many characters of the text are good."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


class ShapeError(ValueError):
    """JSON of another shape than was expected."""


def decode(text: str, decoder: Decoder[T]) -> T:
    """Return what ``text`` says; raise ``MalformedError`` or ``ShapeError``."""
    try:
        return _decode(text, decoder)
    except MalformedError:
        mended = _ESCAPE.sub(_mend_escape, text) if "\\u" in text else text
        if mended == text:
            raise
        return _decode(mended, decoder)


def _decode(text: str, decoder: Decoder[T]) -> T:
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        raise ShapeError(str(error)) from error
    except RecursionError as error:
        raise MalformedError("nested too deeply", 0) from error
    except msgspec.DecodeError as error:
        reason = str(error)
        if found := _BYTE.search(reason):
            offset = len(text.encode()[: int(found[1])].decode(errors="ignore"))
            reason = reason[: found.start()].removeprefix("JSON is malformed: ")
            raise MalformedError(f"no JSON: {reason}", offset) from error
        raise MalformedError("no JSON: the text is cut off", len(text)) from error


def _mend_escape(found: re.Match[str]) -> str:
    """Return an escape as it is, or that of U+FFFD for one of half a surrogate pair."""
    is_lone = found["low"] or (found["high"] and len(found[0]) == 6)
    return "\\ufffd" if is_lone else found[0]
