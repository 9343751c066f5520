"""Hiding ``$…$`` and ``$$…$$`` while the text around it is mended.

The rule for what is math is that of most Markdown writers: no space just inside the dollars, and no
digit behind the closing one, so that "$5 and $6" are prices.
"""

from __future__ import annotations

import re

# clean_characters leaves none of these in a text.
_MARK = "\ufffc"
_MATH = re.compile(
    r"(?<!\\)(?:\$\$(?>(?:[^$\\\n]|\\[^\n])+)\$\$"
    r"|\$(?![\s$])(?>(?:[^$\\\n]|\\[^\n])+)(?<!\s)\$(?!\d))"
)


def hide_math(text: str) -> tuple[str, list[str]]:
    """Return ``text`` with a mark in the place of each formula, and the formulas."""
    if "$" not in text:
        return text, []
    return _MATH.sub(_MARK, text), _MATH.findall(text)


def show_math(text: str, spans: list[str]) -> str:
    """Return ``text`` with the formulas back in their places."""
    if not spans:
        return text
    left = iter(spans)
    return re.sub(_MARK, lambda _: next(left), text)
