"""A YAML tree into the frozen dataclasses that it describes, with every problem at its place.

Pydantic does the converting, from the dataclasses' own types, and is imported only here and only
when something is read. This module gives it plain values and puts what it finds wrong into words:
``content/themes.yml:5:3: themes[0].phrase: unknown key; did you mean 'phrases'?``. It knows no key
by name.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_type_hints

from generator.config.checks import NotAKey
from generator.config.strict_yaml import Mapping, Node, Scalar, Sequence
from generator.errors import Problem

if TYPE_CHECKING:
    from dataclasses import Field

    from pydantic_core import ErrorDetails

T = TypeVar("T")
Loc = tuple[str | int, ...]

# The first word of pydantic's error type to what an editor would call the thing.
EXPECTED = {
    "string": "text",
    "tuple": "a list",
    "dataclass": "keys",
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
}


@dataclass(frozen=True, slots=True)
class Converted(Generic[T]):
    """The object, or ``None`` and the problems that are in its way."""

    value: T | None
    problems: tuple[Problem, ...]


def convert(tree: Mapping, kind: type[T], path: str) -> Converted[T]:
    """Return the ``kind`` that ``tree`` describes; ``path`` is for messages."""
    from pydantic import ConfigDict, TypeAdapter, ValidationError  # noqa: PLC0415  (0.1 s)

    # Pydantic refuses settings for a dataclass itself, but hands them down through a tuple.
    settings = ConfigDict(extra="forbid", allow_inf_nan=False)
    inside: Any = GenericAlias(tuple, (kind,))
    adapter: TypeAdapter[tuple[T]] = TypeAdapter(inside, config=settings)
    try:
        return Converted(adapter.validate_python((_plain(tree),))[0], ())
    except ValidationError as error:
        details = error.errors(include_url=False)
    words = _Words(tree, kind, path)
    return Converted(None, tuple(words.problems(details)))


def spell(loc: Loc) -> str:
    """Return the name of a place: ``themes[0].any.authors``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")


def key_of(field: Field[Any]) -> str:
    """Return the key that a field has in the file."""
    return str(field.metadata.get("alias", field.name))


@cache
def keys_of(kind: type) -> dict[str, Field[Any]]:
    """Return the keys that a dataclass takes, with their fields, in order."""
    marks = {
        name: getattr(hint, "__metadata__", ())
        for name, hint in get_type_hints(kind, include_extras=True).items()
    }
    return {key_of(field): field for field in fields(kind) if NotAKey() not in marks[field.name]}


def _plain(node: Node) -> object:
    """Return a tree as texts, lists and dicts; only nothing itself is converted here."""
    if isinstance(node, Scalar):
        return None if node.is_null else node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.items}


def _node_at(tree: Node, loc: Loc) -> Node:
    """Return the node at a place, or the last one on the way there."""
    node = tree
    for part in loc:
        if isinstance(node, Sequence) and isinstance(part, int):
            node = node.items[part]
        elif isinstance(node, Mapping) and isinstance(part, str):
            node = node.find(part) or node
    return node


def _kind_at(kind: type, loc: Loc) -> type:
    """Return the dataclass at a place of which only dataclasses are on the way."""
    for part in loc:
        if isinstance(part, str):
            hint = get_type_hints(kind)[keys_of(kind)[part].name]
            inside = (hint, *get_args(hint))
            kind = next(
                (arg for arg in inside if is_dataclass(arg) and isinstance(arg, type)), kind
            )
    return kind


def _found(node: Node) -> str:
    """Return what stands in a place, briefly."""
    if isinstance(node, Scalar):
        if node.is_null and not node.text:
            return "nothing"
        short = node.text if len(node.text) <= 40 else f"{node.text[:39]}…"
        return node.text if node.is_null else f"'{' '.join(short.split())}'"
    return "a list" if isinstance(node, Sequence) else "keys"


class _Words:
    """Says in words what pydantic found wrong with one tree."""

    def __init__(self, tree: Mapping, kind: type, path: str) -> None:
        self.tree = tree
        self.kind = kind
        self.path = path
        self.meant: set[Loc] = set()

    def problems(self, details: list[ErrorDetails]) -> list[Problem]:
        """Return the problems; a key that is only misspelt is not missing as well."""
        unknown = [detail for detail in details if detail["type"] == "unexpected_keyword_argument"]
        others = [detail for detail in details if detail["type"] != "unexpected_keyword_argument"]
        told = [self._unknown(detail["loc"][1:]) for detail in unknown]
        for detail in others:
            loc = detail["loc"][1:]
            if detail["type"] != "missing":
                told.append(self._wrong(loc, detail))
            elif loc not in self.meant:
                told.append(self._missing(loc))
        return told

    def _problem(self, node: Node, loc: Loc, message: str) -> Problem:
        name = spell(loc)
        return Problem(self.path, node.line, node.column, f"{name}: {message}" if name else message)

    def _unknown(self, loc: Loc) -> Problem:
        parent, key = loc[:-1], str(loc[-1])
        mapping = _node_at(self.tree, parent)
        names = [name.text for name, _ in mapping.items] if isinstance(mapping, Mapping) else []
        place = mapping.items[names.index(key)][0] if isinstance(mapping, Mapping) else mapping
        known = keys_of(_kind_at(self.kind, parent))
        near = get_close_matches(key.strip().lower().replace("-", "_"), known, 1, 0.6)
        if near and near[0] not in names:
            self.meant.add((*parent, near[0]))
        hint = f"did you mean '{near[0]}'?" if near else f"the keys here are {', '.join(known)}"
        shown = (*parent, " ".join(key.split())[:40])
        return self._problem(place, shown, f"unknown key; {hint}")

    def _missing(self, loc: Loc) -> Problem:
        parent, key = loc[:-1], str(loc[-1])
        example = keys_of(_kind_at(self.kind, parent))[key].metadata["examples"][0]
        article = "an" if key[0] in "aeiou" else "a"
        message = f"needs {article} '{key}', for example {key}: {example}"
        return self._problem(_node_at(self.tree, parent), parent, message)

    def _wrong(self, loc: Loc, detail: ErrorDetails) -> Problem:
        node = _node_at(self.tree, loc)
        context = detail.get("ctx", {})
        match detail["type"]:
            case "value_error":
                message = str(context["error"])
            case "literal_error":
                message = _choice(node, str(context["expected"]))
            case "greater_than_equal":
                message = f"must be {context['ge']:g} or more, found {_found(node)}"
            case "less_than_equal":
                message = f"must be {context['le']:g} or less, found {_found(node)}"
            case other:
                message = self._type(loc, node, EXPECTED[other.partition("_")[0]])
        return self._problem(node, loc, message)

    def _type(self, loc: Loc, node: Node, expected: str) -> str:
        """Return what was expected and found, and the way out where one is likely."""
        if expected == "keys":
            expected = f"keys ({', '.join(keys_of(_kind_at(self.kind, loc)))})"
        message = f"expected {expected}, found {_found(node)}"
        return "; ".join(filter(None, (message, _way_out(loc, node, expected))))


def _choice(node: Node, expected: str) -> str:
    """Return the words for a value that is none of ``expected``: ``'a', 'b' or 'c'``."""
    expected = expected.replace("'", "")
    choices = expected.replace(" or ", ", ").split(", ")
    near = get_close_matches(_found(node).strip("'").lower(), choices, 1, 0.6)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"expected {expected}, found {_found(node)}{hint}"


def _way_out(loc: Loc, node: Node, expected: str) -> str | None:
    if isinstance(node, Scalar) and node.is_null:
        if not node.text:
            return "write a value or leave it out"
        return "put it in quotes if the word is meant" if expected == "text" else "leave it out"
    if expected == "a list":
        if isinstance(node, Scalar) and loc:
            return f"write it in brackets: {loc[-1]}: [{' '.join(node.text.split())[:40]}]"
        return "start each item with '- '"
    if expected == "text":
        mapping = isinstance(node, Mapping)
        return "a text with ': ' in it needs quotes" if mapping else "write one value"
    return "write them as 'key: value'" if expected.startswith("keys") else None
