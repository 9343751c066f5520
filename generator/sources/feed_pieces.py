"""A feed cut into what stands before its first item, its items, and what closes it.

Told apart, a bad item does not take the others with it, a feed that was cut off gives the items
that are whole, and what is dangerous in XML is refused or dropped before any parser sees it. No
meaning is read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from generator.errors import SourceError
from generator.sources.feed_markup import Kind, Token, tokens
from generator.sources.feed_text import decode, mended_tag, mended_text, written_name

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_FEED = 20_000_000
MOST_ITEMS = 5_000
ROOTS = frozenset({"rss", "feed", "rdf"})
_ITEMS = frozenset({"item", "entry"})
_PREFIXES = frozenset({"", "rss", "atom"})

# What the feed parser searches for mail addresses.
_AUTHORS = frozenset(
    {"author", "creator", "contributor", "publisher", "managingeditor", "webmaster"}
    | {"owner", "name", "email"}
)
# A document type with an internal subset, or what can stand in one (XML 1.0, section 2.8).
_DANGEROUS = re.compile(
    r"<!(?:DOCTYPE[^\[>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^\[>\"']*+)*+(?:\[|[\"'])|(?!DOCTYPE))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that is wrong with a feed which is read all the same; item 0 is the feed."""

    item: int
    reason: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """A feed: what stands before its first item, its items, and what closes it.

    ``root`` is the start tag of its first element, which ``head`` holds too.
    """

    root: str
    head: str
    items: tuple[str, ...]
    tail: str
    remarks: tuple[Remark, ...]


def find_root(head: str) -> str | None:
    """Return the name of the first element, without prefix, or ``None`` where text comes first."""
    in_declaration = False
    for token in islice(tokens(head.removeprefix("\ufeff")), 200):
        if token.kind is Kind.START:
            return token.local
        in_declaration = in_declaration or _is_dangerous(token)
        if token.kind is Kind.TEXT and token.text.strip() and not in_declaration:
            return None
    return None


def cut(content: bytes, file: str) -> Pieces:
    """Return the pieces of a feed. Raises ``SourceError`` when it is none or must not be read."""
    if len(content) > LARGEST_FEED:
        limit = f"{LARGEST_FEED // 1_000_000} MB"
        raise SourceError(f"not read: the feed is larger than {limit}", path=file)
    text, remark = decode(content)
    if find_root(text) not in ROOTS:
        raise SourceError(f"not a feed: {_beginning(text)}", path=file)
    pieces = _Cutter(file).cut(tokens(text))
    remarks = (Remark(0, remark), *pieces.remarks) if remark else pieces.remarks
    return replace(pieces, remarks=remarks)


def _is_dangerous(token: Token) -> bool:
    return token.kind is Kind.DECLARATION and _DANGEROUS.match(token.text) is not None


def _beginning(text: str) -> str:
    """Return what an editor sees at the start of a file that is no feed, as a clause."""
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml") and (root := find_root(text)):
        return f"its first element is <{root}>"
    shown = " ".join(text[:200].split())[:60]
    shown = "".join(char if char.isprintable() else "\ufffd" for char in shown)
    return f"it starts with {shown}" if shown else "it is empty"


class _Cutter:
    """Goes through the tokens of one feed once, mending and sorting them into pieces."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._root = ""
        self._head: list[str] = []
        self._items: list[str] = []
        self._count = 0
        self._current: list[str] = []  # of an item that is open
        self._name = ""  # of that item, empty outside
        self._after: list[str] = []  # what followed the last item
        self._open: list[str] = []  # the elements of the head that are open
        self._author = ""  # the element of that kind that is open
        self._prefixes = _PREFIXES
        self._remarks: list[Remark] = []

    def cut(self, stream: Iterator[Token]) -> Pieces:
        root = ""
        for token in stream:
            if token.kind is Kind.OPEN:
                break
            if not root and token.kind is Kind.START:
                root = token.name
                self._root = mended_tag(token)
                self._prefixes |= {token.name.rpartition(":")[0]}
            if token.kind is Kind.END and token.name == root:
                return self._finish(token.text)
            self._take(token)
        return self._finish_early()

    def _take(self, token: Token) -> None:
        text = self._mend(token)
        is_item = token.local in _ITEMS and token.name.rpartition(":")[0] in self._prefixes
        if is_item and token.kind is Kind.START:
            self._close_item()
            self._begin_item(token, text)
        elif is_item and token.kind is Kind.END:
            if self._name:
                self._close_item()
        elif self._name:
            self._current.append(text)
        elif self._count:
            self._after.append(text)
        else:
            self._head.append(text)
            self._track(token)

    def _begin_item(self, token: Token, text: str) -> None:
        if self._items and self._after:
            self._items[-1] += "".join(self._after)
        elif not self._items:
            self._head += self._after
        self._after.clear()
        self._count += 1
        self._current = [text]
        self._name = written_name(token)
        if token.is_empty:
            self._current = [text.removesuffix("/>").rstrip(), ">"]
            self._close_item()

    def _close_item(self) -> None:
        if self._name and self._count <= MOST_ITEMS:
            self._items.append("".join(self._current) + f"</{self._name}>")
        self._name = ""
        self._current = []

    def _track(self, token: Token) -> None:
        if token.kind is Kind.START and not token.is_empty:
            self._open.append(written_name(token))
        elif token.kind is Kind.END and self._open and self._open[-1].lower() == token.name:
            self._open.pop()

    def _finish(self, end: str) -> Pieces:
        self._close_item()
        return self._pieces("".join(self._after) + end)

    def _finish_early(self) -> Pieces:
        where = self._count if self._name else self._count + 1
        if not self._items:
            raise SourceError(
                "the feed ends early, before its first item is whole", path=self._file
            )
        what = "in the middle of this item" if self._name else "and items may be missing"
        self._remarks.append(Remark(where, f"the feed ends early, {what}"))
        return self._pieces("".join(f"</{name}>" for name in reversed(self._open)))

    def _pieces(self, tail: str) -> Pieces:
        if self._count > MOST_ITEMS:
            left = self._count - MOST_ITEMS
            self._remarks.append(
                Remark(MOST_ITEMS + 1, f"over the limit of {MOST_ITEMS:,} items; {left:,} left out")
            )
        head, items = "".join(self._head), tuple(self._items)
        return Pieces(self._root, head, items, tail, tuple(self._remarks))

    def _mend(self, token: Token) -> str:
        if token.kind in {Kind.TEXT, Kind.CDATA}:
            return mended_text(token, is_author=bool(self._author))
        if token.kind in {Kind.START, Kind.END}:
            self._note_author(token)
            return mended_tag(token)
        if _is_dangerous(token):
            message = "unsafe XML: it declares entities or a document type of its own"
            raise SourceError(message, path=self._file)
        return "\n" * token.text.count("\n")

    def _note_author(self, token: Token) -> None:
        if token.kind is Kind.START and not self._author and token.local in _AUTHORS:
            self._author = "" if token.is_empty else token.name
        elif token.kind is Kind.END and token.name == self._author:
            self._author = ""
