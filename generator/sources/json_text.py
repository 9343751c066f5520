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

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"(\s*+:)?|[{}\[\]]', re.DOTALL)
_WRONG = re.compile(r"Expected `([a-z |]+)`, got `([a-z]+)`")
_PLACE = re.compile(r" - at `\$\.?([^`]*)`\Z")
_TYPES = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
    "object": "an object",
    "array": "a list",
}
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
    """JSON of another shape than was expected, in words: ``title is a number, not text``."""


def decode(text: str, decoder: Decoder[T]) -> T:
    """Return what ``text`` says; raise ``MalformedError`` or ``ShapeError``."""
    try:
        return _decode(text, decoder)
    except MalformedError:
        mended = _ESCAPE.sub(_mend_escape, text) if "\\u" in text else text
        if mended == text:
            raise
        return _decode(mended, decoder)


def first_lines(head: str) -> list[str]:
    """Return the first five lines of a text that say something."""
    return [line for line in head.split("\n", 40)[:40] if line.strip()][:5]


def top_keys(text: str) -> frozenset[str]:
    """Return the keys of an object, or of the objects in an array; the text may be cut off."""
    text = text.lstrip()
    if not text.startswith(("{", "[")):
        return frozenset()
    level = 1 if text.startswith("{") else 2
    depth = 0
    keys: set[str] = set()
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in {"{", "["}:
            depth += 1
        elif mark in {"}", "]"}:
            depth -= 1
            if depth <= 0:
                break
        elif depth == level and token[2]:
            keys.add(token[1])
    return frozenset(keys)


def _in_words(message: str) -> str:
    """Return what msgspec says of a wrong type in our words."""
    found = _PLACE.search(message)
    what = (found[1] if found else "").replace("[...]", "[…]") or "the item"
    said = message[: found.start()] if found else message
    if wrong := _WRONG.fullmatch(said):
        wanted = next((one for one in wrong[1].split(" | ") if one != "null"), "null")
        return f"{what} is {_TYPES.get(wrong[2], wrong[2])}, not {_TYPES.get(wanted, wanted)}"
    return f"{what} cannot be read: {said[:1].lower()}{said[1:]}"


def _decode(text: str, decoder: Decoder[T]) -> T:
    try:
        return decoder.decode(text)
    except msgspec.ValidationError as error:
        raise ShapeError(_in_words(str(error))) from error
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
