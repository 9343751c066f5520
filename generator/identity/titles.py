r"""Titles, folded until only what tells papers apart is left, and the keys and ids made from them.

Two sources spell one title in many ways: ``Na\"{\i}ve`` and ``naïve``, ``$\alpha$`` and ``α``,
``pre-training`` and ``pretraining``. Folding is for comparing only; what readers see is the
business of ``cleaning``.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha1
from html import unescape

# A shorter title is shared by different papers too often to be a sign (measured on 2.7 million).
_FEWEST_WORDS = 4
_FEWEST_CHARACTERS = 24
# 64 bits: among a million titles the chance that any two share a digest is below 1 in 10 million.
_DIGEST_DIGITS = 16

# What TeX writes as a command and Unicode as a letter, both as plain letters.
_LETTERS = {"ss": "ss", "ae": "ae", "oe": "oe", "o": "o", "l": "l", "aa": "a", "i": "i", "j": "j"}
_UNICODE = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ı": "i", "ȷ": "j", "đ": "d", "ς": "σ", "ϵ": "ε"}
)
_GREEK_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
    " sigma tau upsilon phi chi psi omega"
)
_GREEK = dict(zip(map(ord, _GREEK_LETTERS), _GREEK_NAMES.split(), strict=True))
# Commands that only dress their argument; any other command counts as the word it is called.
_DRESS_NAMES = (
    "emph textit textbf textsc textrm texttt textsf textmd textup textnormal text mbox hbox"
    " mathbf mathrm mathit mathcal mathbb mathsf mathtt mathfrak mathscr boldsymbol bm"
    " operatorname ensuremath it bf rm sc sf tt em sl displaystyle textstyle scriptstyle left"
    " right limits textsuperscript textsubscript underline overline url href"
)
_DRESS = frozenset(_DRESS_NAMES.split())
_ACCENT = re.compile(r"""\\(?:["'`^~=.]|[uvHcdbkrt](?![a-zA-Z]))\s*""")
_COMMAND = re.compile(r"\\([a-zA-Z]+)[ ]?")
_MARKS = re.compile(r"[{}$\\’'´`ʼ^]|(?<=\w)_(?=\w)")
_GAP = re.compile(r"[\W_]+")

_GENERIC = re.compile(
    r"(?:guest |special issue )?editorial\b|editors? note\b|preface\b|foreword\b"
    r"|introduction$|introduction to the (?:special|themed?)\b|table of contents\b"
    r"|(?:front|back) matter\b|expression of concern\b|retraction\b|addend(?:um|a)\b"
    r"|(?:author |publisher )?(?:corrections? (?:to|for)|corrigend(?:um|a)|erratum|errata)\b"
    r"|(?:author )?repl(?:y|ies) to\b|authors? (?:reply|response)\b|responses? to\b"
    r"|rejoinder\b|comment(?:s|ary)? on\b|discussion of\b|letter to the editor\b"
    r"|book review\b|in memoriam\b|call for papers\b"
)


def fold_title(text: str) -> str:
    """Return ``text`` as plain lower-case words: no case, accents, TeX or punctuation.

    Letters and digits of every script are kept, so that no language folds to nothing.
    """
    text = unescape(text) if "&" in text else text
    if "\\" in text:
        text = _COMMAND.sub(_fold_command, _ACCENT.sub("", text))
    text = text.lower() if text.isascii() else _fold_letters(text)
    return _GAP.sub(" ", _MARKS.sub("", text.replace("&", " and "))).strip()


def title_key(text: str) -> str | None:
    """Return what equal titles have in common, or ``None`` where the title is no sign.

    No sign are titles of fewer than 4 words or 24 characters and those that many papers bear:
    "Editorial", "Correction to …". Spaces do not count: ``pre-training`` is ``pretraining``.
    """
    folded = fold_title(text)
    words = folded.count(" ") + 1
    if words < _FEWEST_WORDS or len(folded) < _FEWEST_CHARACTERS or _GENERIC.match(folded):
        return None
    return _squeeze(folded)


def title_id(title: str, among: str = "") -> str:
    """Return ``title:`` and the first 16 hexadecimal digits of the SHA-1 of the folded title.

    ``among`` names the surroundings inside which a title that has no key stands for one paper; in
    other surroundings the same title has another id.
    """
    folded = _squeeze(fold_title(title)) or " ".join(title.split())
    return key_id(f"{among}\n{folded}" if among else folded)


def key_id(key: str) -> str:
    """Return the id that ``title_id`` gives to the titles of a key."""
    digest = sha1(key.encode("utf-8", "replace"), usedforsecurity=False)
    return f"title:{digest.hexdigest()[:_DIGEST_DIGITS]}"


def _squeeze(folded: str) -> str:
    return folded.replace(" ", "")


def _fold_command(match: re.Match[str]) -> str:
    name = match[1]
    if name in _DRESS:
        return ""
    return _LETTERS.get(name.lower()) or match[0][1:]


def _fold_letters(text: str) -> str:
    """Return ``text`` in lower case, without accents, with special letters spelt out."""
    text = unicodedata.normalize("NFKD", text).casefold().translate(_UNICODE)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Cf"})
    return text.translate(_GREEK)
