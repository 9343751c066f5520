"""What PyYAML's syntax errors mean, in words for people who do not know YAML's grammar.

PyYAML says ``mapping values are not allowed here``; the way out is nearly always a pair of quotes
or a tab to be replaced. This looks at the message and at the line, and says so. It parses nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

TABS = "YAML does not allow tabs for indentation; use spaces"
QUOTES = "put the value in quotes"

# Part of PyYAML's problem or context; whether the place is where the construct began; the words.
HINTS = (
    ("while scanning a quoted scalar", True, "this quote is never closed; add the closing quote"),
    (
        "while scanning a double-quoted scalar",
        False,
        "between double quotes a backslash starts an escape; use single quotes",
    ),
    (
        "could not find expected ':'",
        True,
        "a ':' with a space after it is missing here; write 'key: value'",
    ),
    (
        "sequence entries are not allowed here",
        False,
        "a list cannot start here; put each '- item' on its own line below the key",
    ),
    (
        "expected ',' or",
        True,
        "this bracket is never closed, or a comma is missing; if it is text, put it in quotes",
    ),
    ("while scanning an alias", True, f"a value that starts with '*' is not text; {QUOTES}"),
    ("while scanning an anchor", True, f"a value that starts with '&' is not text; {QUOTES}"),
    ("while scanning a directive", True, f"a line that starts with '%' is not text; {QUOTES}"),
    ("a tag", True, f"a value that starts with '!' is not text; {QUOTES}"),
    (
        "while scanning a block scalar",
        True,
        f"after '|' or '>' a text starts on the next line; if the sign is meant, {QUOTES}",
    ),
    (
        "expected '<document start>'",
        False,
        "this line does not go on with what is above; look at quotes, brackets and indentation",
    ),
    (
        "but found '<scalar>'",
        False,
        (
            "text after a closing quote or bracket; put the whole value in quotes, or close the "
            "quote above (between single quotes an apostrophe is written twice)"
        ),
    ),
    ("but found ':'", False, "there is no key before this ':'"),
    (
        "expected <block end>",
        False,
        "this line is not indented like those it belongs to; line up the keys, with spaces",
    ),
    (
        "did not find expected <document start>",
        False,
        "this line is not indented like those above; line up the keys, with spaces",
    ),
)


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[yaml.Mark | None, str]:
    """Return where a syntax error is best looked for, and what to do about it."""
    problem, context = error.problem or "", error.context or ""
    mark = error.problem_mark
    line = _line_of(text, mark)
    if mark is not None and problem.startswith("found character"):
        return mark, _cannot_start(line, mark.column)
    if mark is not None and "mapping values are not allowed" in problem:
        return mark, _colon(line[: mark.column])
    if re.match(r" *\t", line):
        return mark, TABS
    for part, at_start, hint in HINTS:
        if part in problem or part in context:
            return (error.context_mark or mark) if at_start else mark, hint
    return mark, f"{problem or 'this is not YAML'}; look at quotes, colons and indentation here"


def _line_of(text: str, mark: yaml.Mark | None) -> str:
    if mark is None:
        return ""
    lines = re.split(r"\r\n|\r|\n", text)
    return lines[mark.line] if mark.line < len(lines) else ""


def _cannot_start(line: str, column: int) -> str:
    character = line[column : column + 1]
    if character != "\t":
        return f"a value cannot start with '{character}'; {QUOTES}"
    return "a tab where YAML wants a space" if line[:column].strip() else TABS


def _colon(before: str) -> str:
    """Tell a second colon in a value from a line that is indented too far."""
    if re.match(r"\s*(- +)*[^\s:#\"'][^:]*:\s", before):
        return f"a ':' with a space after it, inside a value; {QUOTES}"
    return (
        "there can be no key here; line it up with the keys above, with spaces, "
        "or look for a ':' or a quote that is missing above"
    )
