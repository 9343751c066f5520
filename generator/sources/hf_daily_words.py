"""Tell abstracts from links and announcements in what submitters write on Daily Papers pages."""

from __future__ import annotations

import re

FEWEST_WORDS = 14
_LINK = re.compile(
    r"https?://\S+|(?<![\w-])(?<![\w-]\.)[\w-]++(?:\.[\w-]++)++/\S*|\bthis (?:https? )?URL\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:paper|arxiv|pdf|code|github|gitlab|repo(?:sitory)?|models?|data(?:sets?)?|demo|weights"
    r"|(?:project |home|web)?[ -]?(?:page|site|website)|website|blog|video|keywords)\s{0,3}:",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BOTS = ("This is an automated message from the Librarian Bot",)


def is_abstract(text: str, title: str) -> bool:
    """Say whether enough is left of ``text`` without its links, their labels and the title."""
    if text.startswith(_BOTS):
        return False
    said = _WORD.findall(_LABEL.sub(" ", _LINK.sub(" ", text)))
    letters = "".join(said).casefold()
    in_title = _WORD.findall(title)
    if (title_letters := "".join(in_title).casefold()) and title_letters in letters:
        return len(said) - len(in_title) >= FEWEST_WORDS
    return len(said) >= FEWEST_WORDS
