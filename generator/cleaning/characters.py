"""Mends of single characters: entities, invisible marks, white space and broken lines."""

from __future__ import annotations

import re
from html.entities import html5

# Controls but tab and line feed; soft hyphen; bidi marks, embeddings, overrides and isolates;
# zero-width space, word joiner and byte order mark; tags; the object mark (see ``formulas``).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffc\U000e0000-\U000e007f\ud800-\udfff]"
)
# Joiners spell words in Persian and Indic scripts and join emoji; elsewhere they are left over.
_SPELLING = "\u0600-\u1fff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_JOINER = re.compile(f"(?<![{_SPELLING}])[\u200c\u200d]|[\u200c\u200d](?![{_SPELLING}])")
_ENTITY = re.compile(
    r"&(?:(?:amp|#38|#[xX]26);)*(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));"
)
_BREAK = re.compile("\r\n?|[\u0085\u2028]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|\u2029\s*")
_SPACES = re.compile(r"\s{2,}|[^\S ]")  # all but the single spaces, which are most


def clean_characters(text: str) -> str:
    """Return ``text`` with entities as the characters they name, without invisible marks."""
    if "\r" in text or not text.isascii():
        text = _BREAK.sub("\n", text)
    if "&" in text:
        text = _ENTITY.sub(_name_entity, text)
    text = _INVISIBLE.sub("", text)
    return text if text.isascii() else _JOINER.sub("", text)


def join_lines(text: str, *, keep_paragraphs: bool) -> str:
    """Return ``text`` with every run of white space as one space; blank lines may stay."""
    paragraphs = _PARAGRAPH.split(text) if keep_paragraphs else [text]
    joined = [_SPACES.sub(" ", paragraph).strip() for paragraph in paragraphs]
    return "\n\n".join(paragraph for paragraph in joined if paragraph)


def word_before(text: str, at: int) -> str:
    """Return the end of the word that stands right before ``at``, at most 300 characters."""
    before = text[max(at - 300, 0) : at]
    return "" if not before or before[-1].isspace() else before.split()[-1]


def _name_entity(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name is not None:
        return html5.get(f"{name};", found[0])
    number = int(decimal) if decimal is not None else int(hexadecimal, 16)
    is_character = 0 < number < 0xD800 or 0xDFFF < number < 0x110000
    return chr(number) if is_character else "\ufffd"
