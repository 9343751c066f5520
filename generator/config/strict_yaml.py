"""YAML text into nodes that lose nothing: every scalar stays text and knows its line and column.

``2301.00010``, ``no`` and ``12:30`` arrive as they were typed; what they mean is for the schema to
say. What makes YAML surprising or dangerous is refused: anchors, aliases, tags, merge keys,
repeated keys, a second document, deep nesting, big texts, and characters that nobody can see.
Nothing here knows what keys mean, and nothing reads a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import yaml

from generator.config.yaml_hints import explain
from generator.errors import ConfigError, PaperroundError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SIZE = 1_000_000
MAX_DEPTH = 16
MAX_PROBLEMS = 50

# Controls, line breaks that editors do not count as lines, lone surrogates, non-characters.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it was typed. ``plain`` is false where it had quotes or was a ``|`` block."""

    text: str
    line: int
    column: int
    plain: bool

    @property
    def is_null(self) -> bool:
        """Tell whether the value was left out or is YAML's word for nothing."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list, and where it starts."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; no key is there twice."""

    items: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def find(self, key: str) -> Node | None:
        """Return the value of ``key``, or ``None``."""
        return next((value for name, value in self.items if name.text == key), None)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds and what is wrong with it.

    ``tree`` is ``None`` where the text cannot be understood at all; otherwise it may be looked at
    further, so that all problems come at once, but not be used while there are ``problems``.
    """

    tree: Mapping | None
    problems: tuple[Problem, ...]


def decode(data: bytes, path: str, error: type[PaperroundError] = ConfigError) -> str:
    """Return the text of a file's bytes, which are UTF-8; raises ``error`` with the line if not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line = data.count(b"\n", 0, cause.start) + 1
        message = f"not UTF-8 (byte 0x{data[cause.start]:02x}); save the file as UTF-8"
        raise error(message, path=path, line=line) from cause


def read_mapping(
    text: str, path: str, first_line: int = 1, error: type[PaperroundError] = ConfigError
) -> Mapping:
    """Return the keys and values of a YAML text; an empty text gives an empty mapping.

    ``path`` is for messages and ``first_line`` is the line of the file on which ``text`` starts.
    Raises ``error`` with every problem found, and nothing else, whatever the text is.
    """
    reading = parse(text, path, first_line)
    if reading.tree is None or reading.problems:
        raise error.of(reading.problems)
    return reading.tree


def parse(text: str, path: str, first_line: int = 1) -> Reading:
    """Return what a YAML text holds together with its problems; raises nothing."""
    if len(text) > MAX_SIZE:
        message = f"the text has more than {MAX_SIZE:,} characters; is this the right file?"
        return Reading(None, (Problem(path, first_line, None, message),))
    unseen = tuple(islice(_unseen(text, path, first_line), MAX_PROBLEMS))
    if unseen:
        return Reading(None, unseen)
    reader = _Reader(text, path, first_line)
    tree = reader.read()
    return Reading(tree, tuple(reader.problems))


def _unseen(text: str, path: str, first_line: int) -> Iterator[Problem]:
    line, start = first_line, 0
    for found in UNSEEN.finditer(text):
        at = found.start()
        line += text.count("\n", start, at)
        start = at
        message = f"a control character (U+{ord(found[0]):04X}) that nobody can see; delete it"
        yield Problem(path, line, at - text.rfind("\n", 0, at), message)


class _Mark(Protocol):
    """A place in the text as PyYAML counts it: from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class _GiveUpError(Exception):
    """There is no use in reading on."""


class _TooDeepError(Exception):
    """Something is nested too deep, at the mark that this holds."""

    def __init__(self, mark: _Mark | None) -> None:
        super().__init__(mark)
        self.mark = mark


class _Loader(yaml.SafeLoader):
    """PyYAML's parser with a limit of brackets: it reads a line ahead before it tells of any."""

    def fetch_flow_collection_start(self, TokenClass: type[yaml.Token]) -> None:  # noqa: N803
        if self.flow_level >= MAX_DEPTH:
            raise _TooDeepError(self.get_mark())
        super().fetch_flow_collection_start(TokenClass)


class _Reader:
    """Turns the events of PyYAML's parser into nodes, and notes what is wrong on the way.

    Events rather than PyYAML's own nodes, because aliases are refused before they are followed and
    depth is counted before the stack is.
    """

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self.last: yaml.Event | None = None

    def read(self) -> Mapping | None:
        """Return the document's mapping, or ``None`` where the text is broken."""
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            self._note(*explain(error, self.text))
        except _TooDeepError as error:
            self._note(error.mark, f"nested more than {MAX_DEPTH} deep")
        except (ValueError, OverflowError):
            # PyYAML hands on what int() and chr() say of absurd escapes and versions.
            mark = self.last.end_mark if self.last else None
            self._note(mark, "an escape or a number here is not YAML; use single quotes")
        except _GiveUpError:
            pass
        return None

    def _next(self) -> yaml.Event:
        self.last = next(self.events)
        return self.last

    def _note(self, mark: _Mark | None, message: str) -> None:
        self.problems.append(Problem(self.path, *self._place(mark), message))

    def _place(self, mark: _Mark | None) -> tuple[int, int]:
        return (mark.line + self.first_line, mark.column + 1) if mark else (self.first_line, 1)

    def _document(self) -> Mapping | None:
        self._next()  # the start of the stream
        if isinstance(self._next(), yaml.StreamEndEvent):
            return Mapping((), self.first_line, 1)
        root = self._node(self._next(), 1)
        self._next()  # the end of the document
        end = self._next()
        if not isinstance(end, yaml.StreamEndEvent):
            self._note(end.start_mark, "a second document starts here; keep only one")
        if isinstance(root, Mapping):
            return root
        if isinstance(root, Scalar) and root.is_null:
            return Mapping((), root.line, root.column)
        what = "a list" if isinstance(root, Sequence) else "text alone"
        message = f"expected keys, each as 'key: value' on its own line, found {what}"
        self.problems.append(Problem(self.path, root.line, root.column, message))
        return None

    def _node(self, event: yaml.Event, depth: int) -> Node:
        mark = event.start_mark
        line, column = self._place(mark)
        if len(self.problems) >= MAX_PROBLEMS:
            raise _GiveUpError
        if isinstance(event, yaml.AliasEvent):
            self._note(mark, "aliases (*name) are not read; write the value out, or quote the text")
            return Scalar(f"*{event.anchor}", line, column, plain=False)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._refuse_marks(event)
        if isinstance(event, yaml.ScalarEvent):
            if unseen := UNSEEN.search(event.value):
                code = f"U+{ord(unseen[0]):04X}"
                message = f"an escape gives a control character ({code}); use single quotes"
                self._note(mark, message)
            return Scalar(event.value, line, column, plain=not event.style)
        if depth > MAX_DEPTH:
            raise _TooDeepError(mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._items(depth)), line, column)
        return Mapping(tuple(self._pairs(depth)), line, column)

    def _refuse_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            message = "anchors (&name) are not read; remove it, or quote the text"
            self._note(event.start_mark, message)
        if event.tag is not None:
            self._note(event.start_mark, "tags (!name) are not read; remove it, or quote the text")

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _pairs(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        first: dict[str, int] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if wrong := _key_problem(key, first):
                self._note(event.start_mark, wrong)
            elif isinstance(key, Scalar):
                first[key.text] = key.line
                yield key, value


def _key_problem(key: Node, first: dict[str, int]) -> str | None:
    """Return what is wrong with a key; ``first`` holds the lines of the keys before it."""
    if not isinstance(key, Scalar):
        return "a key must be text; put a value that starts with { or [ in quotes"
    if key.plain and key.text == "<<":
        return "merge keys (<<) are not read; write the keys out"
    if key.plain and not key.text:
        return "there is no key before this ':'"
    if key.text in first:
        return f"'{key.text[:40]}' is there twice, first on line {first[key.text]}; keep one"
    return None
