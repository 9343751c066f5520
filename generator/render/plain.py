"""Markdown into plain text that a person likes to read, from the tokens of the one parser.

Not HTML with the tags taken out, and not Markdown again: links become numbers with a list of
addresses below, tables are set in columns, raw HTML leaves only what it shows.
"""

from __future__ import annotations

import unicodedata
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from markdown_it.tree import SyntaxTreeNode

from generator.markup import parser
from generator.render.plain_inline import formula, inline_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.render.plain_inline import References

WIDTH = 78
NARROWEST = 30
INDENT = "    "


def plain_blocks(text: str, references: References, width: int = WIDTH) -> list[str]:
    """Return the lines of a Markdown text, wrapped at ``width``; addresses are never broken."""
    return _blocks(SyntaxTreeNode(parser().parse(text)).children, references, width)


def wrap(text: str, width: int = WIDTH, first: str = "", rest: str = "") -> list[str]:
    """Return the lines of a paragraph; its line feeds stay, and long words stay whole."""
    wrapper = TextWrapper(
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    lines: list[str] = []
    for piece in text.split("\n"):
        lines += wrapper.wrap(piece.strip(" "))
        wrapper.initial_indent = rest
    return lines


def underline(text: str, stroke: str, width: int = WIDTH) -> list[str]:
    """Return a title with a line of ``stroke`` under it."""
    lines = wrap(text, width)
    return [*lines, stroke * max(map(columns, lines), default=0)]


def columns(text: str) -> int:
    """Return how many columns of a fixed-width font a text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _blocks(nodes: Sequence[SyntaxTreeNode], references: References, width: int) -> list[str]:
    lines: list[str] = []
    for node in nodes:
        write = _WRITERS.get(node.type, _children)
        block = write(node, references, max(width, NARROWEST))
        if block and lines and not _follows_closely(node):
            lines.append("")
        lines += block
    return lines


def _follows_closely(node: SyntaxTreeNode) -> bool:
    """Tell whether no blank line stands before a block: in a tight list, and after a term."""
    if node.type in {"list_item", "dd"}:
        return node.type == "dd" or any(map(_is_tight, node.siblings))
    parent = node.parent
    return parent is not None and parent.type in {"list_item", "dd"} and _is_tight(parent)


def _is_tight(item: SyntaxTreeNode) -> bool:
    return any(child.type == "paragraph" and child.hidden for child in item.children)


def _children(node: SyntaxTreeNode, references: References, width: int) -> list[str]:
    return _blocks(node.children, references, width)


def _paragraph(node: SyntaxTreeNode, references: References, width: int) -> list[str]:
    return wrap(_inline(node, references), width)


def _heading(node: SyntaxTreeNode, references: References, width: int) -> list[str]:
    return underline(_inline(node, references), "~", width)


def _quote(node: SyntaxTreeNode, references: References, width: int) -> list[str]:
    return _hang("> ", "> ", _blocks(node.children, references, width - 2))


def _code(node: SyntaxTreeNode, _references: References, _width: int) -> list[str]:
    return _hang(INDENT, INDENT, node.content.expandtabs(4).rstrip("\n").split("\n"))


def _formula(node: SyntaxTreeNode, _references: References, _width: int) -> list[str]:
    text = formula(node.content) or node.content.strip()
    return [INDENT + line.strip() for line in text.split("\n")]


def _rule(_node: SyntaxTreeNode, _references: References, _width: int) -> list[str]:
    return ["* * *"]


def _definition(node: SyntaxTreeNode, references: References, width: int) -> list[str]:
    return _hang(INDENT, INDENT, _blocks(node.children, references, width - len(INDENT)))


def _footnote(node: SyntaxTreeNode, references: References, width: int) -> list[str]:
    mark = f"[^{node.meta['id'] + 1}] "
    return _hang(mark, " " * len(mark), _blocks(node.children, references, width - len(mark)))


def _list(node: SyntaxTreeNode, references: References, width: int) -> list[str]:
    start = int(node.attrs.get("start", 1))
    lines: list[str] = []
    for number, item in enumerate(node.children, start):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        inner = _blocks(item.children, references, width - len(mark))
        if lines and not _follows_closely(item):
            lines.append("")
        lines += _hang(mark, " " * len(mark), inner or [""])
    return lines


def _table(node: SyntaxTreeNode, references: References, width: int) -> list[str]:
    """Return a table in columns, or where it is too wide one small list for each row."""
    cells = [row.children for part in node.children for row in part.children]
    head, *body = [[_inline(cell, references).replace("\n", " ") for cell in row] for row in cells]
    widths = [max(map(columns, column)) for column in zip(head, *body, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > width:
        return [line for row in body for line in _record(head, row, width)]
    is_right = ["right" in str(cell.attrs.get("style", "")) for cell in cells[0]]
    rule = ["-" * size for size in widths]
    return [_row(row, widths, is_right) for row in [head, rule, *body]]


def _record(head: Sequence[str], row: Sequence[str], width: int) -> list[str]:
    """Return a row of a wide table as an item of a list: ``- Name: cell``, a line for each cell."""
    pairs = [(name, cell) for name, cell in zip(head, row, strict=True) if cell]
    texts = [f"{name}: {cell}" if name else cell for name, cell in pairs]
    return _hang("- ", "  ", [line for text in texts for line in wrap(text, width - 2, rest="  ")])


def _row(row: Sequence[str], widths: Sequence[int], is_right: Sequence[bool]) -> str:
    padded = []
    for cell, size, right in zip(row, widths, is_right, strict=True):
        space = " " * (size - columns(cell))
        padded.append(space + cell if right else cell + space)
    return "  ".join(padded).rstrip()


def _inline(node: SyntaxTreeNode, references: References) -> str:
    tokens = [token for token in node.to_tokens() if token.type in {"inline", "html_block"}]
    return inline_text(tokens, references)


def _hang(first: str, rest: str, lines: list[str]) -> list[str]:
    return [((rest if place else first) + line).rstrip() for place, line in enumerate(lines)]


_WRITERS: dict[str, Callable[[SyntaxTreeNode, References, int], list[str]]] = {
    "paragraph": _paragraph,
    "inline": _paragraph,
    "dt": _paragraph,
    "html_block": _paragraph,
    "heading": _heading,
    "admonition_title": _heading,
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quote,
    "fence": _code,
    "code_block": _code,
    "math_block": _formula,
    "math_block_label": _formula,
    "hr": _rule,
    "table": _table,
    "footnote": _footnote,
    "dd": _definition,
}
