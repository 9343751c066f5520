"""Reading YAML text strictly: what is kept, what is refused, and where a problem is said to be."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config.strict_yaml import (
    MAX_PROBLEMS,
    MAX_SIZE,
    Mapping,
    Scalar,
    Sequence,
    decode,
    read_mapping,
)
from generator.errors import ConfigError, IssueError, Problem

BROKEN = sorted((Path(__file__).parents[1] / "data/config/broken_yaml").glob("*.yml"))

YAML_PIECES = st.lists(
    st.one_of(
        st.sampled_from(list("[]{},'\"|>%#\t\\\n\r\ufeff\x85é😀")),
        st.sampled_from(("a", "b: ", "  ", "- ", "? ", ": ", "&a ", "*a", "<<: ", "!t ", "!!int ")),
        st.sampled_from(("---\n", "...\n", "\\x00", "\\ud800", "\\UFFFFFFFF", "!<%ff> ")),
        st.sampled_from(("%YAML 1.1\n", "%TAG ! x\n")),
        st.text(max_size=4),
    ),
    max_size=40,
).map("".join)


def problems(text: str, first_line: int = 1) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_mapping(text, "f.yml", first_line)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_broken_yaml_says_where_and_what_to_do(file: Path) -> None:
    """Each broken file gives the problems that the text file beside it lists."""
    with pytest.raises(ConfigError) as caught:
        read_mapping(file.read_bytes().decode(), file.name)
    assert f"{caught.value}\n" == file.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize(
    "value",
    [
        *("2301.00010", "no", "1.10", "12:30:45", "017", "0x1F", "1_000", "2024-13-45", "true"),
        *(".inf", "=", "1e3", "arxiv:2308.00951", "C#", "a#b", "-1", "-x", "9" * 5000),
    ],
)
def test_scalars_stay_as_they_were_typed(value: str) -> None:
    """What YAML would turn into a number, a date or a truth value stays text."""
    assert read_mapping(f"key: {value}", "f.yml").find("key") == Scalar(value, 1, 6, plain=True)


def test_positions_and_quotes_are_kept() -> None:
    """Every node knows its line and column from 1, and whether a scalar was quoted."""
    tree = read_mapping("a: \"x\"\nlist:\n  - one\n  - 'two'\nmap: {b: c}\n", "f.yml")
    assert tree == Mapping(
        (
            (Scalar("a", 1, 1, plain=True), Scalar("x", 1, 4, plain=False)),
            (
                Scalar("list", 2, 1, plain=True),
                Sequence((Scalar("one", 3, 5, plain=True), Scalar("two", 4, 5, plain=False)), 3, 3),
            ),
            (
                Scalar("map", 5, 1, plain=True),
                Mapping(((Scalar("b", 5, 7, plain=True), Scalar("c", 5, 10, plain=True)),), 5, 6),
            ),
        ),
        1,
        1,
    )


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_and_byte_order_mark_do_not_move_positions(line_end: str) -> None:
    """A file from Windows has the same lines and columns."""
    tree = read_mapping(f"\ufeffa: 1{line_end}b: 2{line_end}", "f.yml")
    assert tree.find("b") == Scalar("2", 2, 4, plain=True)


@pytest.mark.parametrize(
    ("text", "null"), [("", True), ("~", True), ("null", True), ("none", False)]
)
def test_only_plain_words_for_nothing_are_null(text: str, null: bool) -> None:
    """``key:``, ``~`` and ``null`` are nothing; the same in quotes is text."""
    tree = read_mapping(f"plain: {text}\nquoted: '{text}'", "f.yml")
    plain, quoted = tree.find("plain"), tree.find("quoted")
    assert isinstance(plain, Scalar)
    assert isinstance(quoted, Scalar)
    assert plain.is_null == null
    assert not quoted.is_null


@pytest.mark.parametrize("text", ["", "\n\n", "# only words\n", "---\n", "---\n...\n"])
def test_a_text_without_keys_is_an_empty_mapping(text: str) -> None:
    """Nothing is not an error here; the schema says what is missing."""
    assert read_mapping(text, "f.yml").items == ()


def test_first_line_moves_every_position() -> None:
    """A text that starts on line 2 of its file gives the file's lines, in problems too."""
    tree = read_mapping("a: b", "f.md", first_line=2)
    assert tree.find("a") == Scalar("b", 2, 4, plain=True)
    assert problems("a: b\na: c\n", 10) == [
        "f.yml:11:1: 'a' is there twice, first on line 10; keep one"
    ]
    assert problems("a: @\n", 10)[0].startswith("f.yml:10:4: ")
    assert problems("\na: \x00\n", 10)[0].startswith("f.yml:11:4: ")


def test_another_error_class_can_be_asked_for() -> None:
    """The front matter of issues is an issue's problem, not the configuration's."""
    with pytest.raises(IssueError, match=r"^x\.md:2:11: .*put the value in quotes$"):
        read_mapping("title: Foo: a bar\n", "x.md", 2, IssueError)
    with pytest.raises(IssueError, match=r"^x\.md:1: not UTF-8"):
        decode(b"\xff", "x.md", IssueError)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\n" + "b: [*a, *a, *a, *a, *a, *a]\n" * 20_000,
        "[" * 500_000,
        "a: " + "{a: " * 200_000,
        "- " * 400_000,
        "? " * 400_000,
        "\x00" * 900_000,
        "x" * (MAX_SIZE + 1),
    ],
    ids=["aliases", "brackets", "braces", "lists", "keys", "controls", "size"],
)
def test_bombs_are_refused_at_once(text: str) -> None:
    """Neither aliases nor depth nor size cost time, and the list of problems stays short."""
    spent = []
    for _ in range(3):
        start = process_time()
        assert len(problems(text)) <= MAX_PROBLEMS + 1
        spent.append(process_time() - start)
    assert min(spent) < 0.1


def test_bytes_that_are_not_utf8_name_the_line() -> None:
    """A Latin-1 file is refused at its first wrong byte."""
    with pytest.raises(ConfigError) as caught:
        decode("title: x\ntagline: café\n".encode("latin-1"), "f.yml")
    assert str(caught.value) == "f.yml:2: not UTF-8 (byte 0xe9); save the file as UTF-8"
    assert decode("\ufefftitle: café".encode(), "f.yml") == "title: café"


@settings(deadline=None)
@given(st.one_of(YAML_PIECES, st.text()))
def test_no_text_raises_anything_else(text: str) -> None:
    """Whatever the text, it gives a mapping or a ``ConfigError`` with places inside the text."""
    found: tuple[Problem, ...] = ()
    names: list[str] = []
    try:
        names = [key.text for key, _ in read_mapping(text, "f.yml").items]
    except ConfigError as error:
        found = error.problems
    assert len(names) == len(set(names))
    for problem in found:
        assert problem.path == "f.yml"
        assert problem.line is not None
        assert 1 <= problem.line <= len(text.splitlines()) + 1
        assert problem.column is not None
        assert problem.column >= 1
