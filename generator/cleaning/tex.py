"""Mends of TeX outside math: accents, escaped signs, quotes and commands of type style.

pylatexenc reads the matched spans only: it would take "50% of users" for a comment. Commands that
we do not know stay as they are, so that a reader sees what the source said.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.cleaning.characters import word_before

_LETTERS = "ss|o|O|l|L|ae|AE|oe|OE|aa|AA"
_BASE = r"(?:\{\s?\\?[A-Za-z]\s?\}|\\[ij](?![A-Za-z])(?:\{\})?|[A-Za-z])"
_ACCENTED = rf"\\[\"'`^~=.]\s?{_BASE}|\\[cvuHkrd]\s?\{{\\?[A-Za-z]\}}|\\c [cCsStT]"
_ACCENT = re.compile(
    rf"\{{(?:{_ACCENTED}|\\(?:{_LETTERS}|i|j))\s?\}}"  # {\"o} {\ss}
    rf"|(?<!\\)(?:{_ACCENTED})"  # \"o \'{e} \c{c}
    rf"|(?<!\\)\\(?:{_LETTERS})\{{\}}"  # \ss{}
    rf"|(?<=[A-Za-z])\\(?:{_LETTERS}) (?=[a-z])"  # S\o ren
)
_CONTRACTION = re.compile(r"\\'(?:s|t|d|m|re|ve|ll)(?![A-Za-z\\{])")
_ESCAPED = re.compile(r"(?<!\\)\\([%&_#])")
_ESCAPED_DOLLAR = re.compile(r"(?<!\\)\\\$(?=\d)")
_QUOTED = re.compile(r"``(?!\s)((?:(?!``|''|\"|\n).){1,400})(?<!\s)(?:''|\")")
_STYLED = re.compile(
    r"(?<!\\)\\(?:emph|textbf|textit|texttt|textsc|textsf|textrm|textsl|text|underline|url)"
    r"\{([^{}\\]{0,2000})\}"
    r"|\{\\(?:em|it|bf|tt|sc|sf|rm|sl) ([^{}\\]{0,2000})\}"
)
_HREF = re.compile(r"(?<!\\)\\href\{([^{}\s]{1,500})\}\{([^{}\\]{1,500})\}")
_TIE = re.compile(r"(?<=[A-Za-z0-9.,)\]%])~(?=[A-Za-z0-9(\[\ufffc])")


def clean_tex(text: str) -> str:
    """Return ``text``, whose math is hidden, without TeX that has a certain meaning in text."""
    if "\\" in text:
        text = clean_accents(text)
        text = _STYLED.sub(lambda found: found[1] if found[1] is not None else found[2], text)
        text = _HREF.sub(_name_link, text)
        text = _ESCAPED.sub(r"\1", text)
        if "\ufffc" not in text and not re.search(r"(?<!\\)\$", text):
            text = _ESCAPED_DOLLAR.sub("$", text)
    if "``" in text:
        text = _QUOTED.sub("“\\1”", text)
    if "~" in text:
        text = _TIE.sub(_untie, text)
    return text


def clean_accents(text: str) -> str:
    """Return ``text`` with TeX accents and letters as the letters they print."""
    return _ACCENT.sub(_print_accent, text) if "\\" in text else text


def _print_accent(found: re.Match[str]) -> str:
    r"""Return the one letter that a span prints; a span that prints anything else stays.

    ``\'s`` at the end of a word is an escaped apostrophe more often than an accent, and stays too.
    """
    if _CONTRACTION.match(found.string, found.start()):
        return found[0]
    printed = _print(found[0])
    return printed if printed is not None else found[0]


@lru_cache(maxsize=512)
def _print(span: str) -> str | None:
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 (few texts need it)

    printed = LatexNodes2Text().latex_to_text(span.strip()).strip()
    return printed if printed.isalpha() and (len(printed) == 1 or printed == "ss") else None


def _name_link(found: re.Match[str]) -> str:
    url, label = found.groups()
    return label if label.strip() == url else f"{label} ({url})"


def _untie(found: re.Match[str]) -> str:
    """Return a space for a tie between two words, else the sign as it is.

    Between digits it is a range, before a number it may mean "about" unless a name stands before
    it, behind a single letter it may be "distributed as", and in a link it is itself.
    """
    text, at = found.string, found.start()
    before = word_before(text, at)
    after = text[at + 1]
    if "/" in before or len(before) == 1:
        return found[0]
    if after.isdigit():
        name = before.rpartition("~")[2].lstrip("([“\"'")
        return " " if name[:1].isupper() or name.endswith(".") else found[0]
    return " "
