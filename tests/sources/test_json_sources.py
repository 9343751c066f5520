"""JSON of arXiv and of Daily Papers: damage is told with its place, items are counted."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import SourceError
from generator.models import Record, Skipped
from generator.sources import arxiv_daily_jsonl, hf_daily_json
from generator.sources.files import detect
from generator.sources.hf_daily_words import is_abstract
from tests.sources.source_samples import read_bytes, read_text, records, spec

LINES = arxiv_daily_jsonl.FORMAT
ARRAY = hf_daily_json.FORMAT
LENIENT = spec(skip_bad=True)
GOOD = '{"id": "2401.00165", "title": "A Title", "summary": "Words."}'


def test_a_truncated_line_is_refused_with_its_place() -> None:
    """The message says where the line ends and what the editor may do."""
    with pytest.raises(SourceError) as caught:
        read_text(LINES, f'{GOOD}\n{GOOD}\n{{"id": "2401.001')
    assert str(caught.value) == (
        "dumps/a.txt:3:17: no JSON: the text is cut off; "
        "mend or delete the line, or take the rest with --skip-bad"
    )


def test_a_damaged_line_is_refused_with_its_column() -> None:
    """Columns count characters, not bytes."""
    with pytest.raises(SourceError) as caught:
        read_text(LINES, '{"title": "é" "x"}')
    assert caught.value.problems[0].column == 15


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "2401.001', "no JSON: the text is cut off"),
        (b'{"id": NaN}', "no JSON: invalid character"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"title": "\xe9"}', "not UTF-8 (byte 0xE9 in column 12)"),
        (b'{"title": "' + b"x" * 1_000_000 + b'"}', "the line is over 1,000,000 bytes"),
    ],
    ids=["truncated", "NaN", "deep", "latin-1", "long"],
)
def test_bad_lines_can_be_left_out(line: bytes, reason: str) -> None:
    """With skip_bad they are counted with their number, and the others are read."""
    data = GOOD.encode() + b"\n" + line + b"\n" + GOOD.encode() + b"\n"
    first, skipped, last = read_bytes(LINES, data, spec(skip_bad=True))
    assert skipped == Skipped("a.txt:2", reason)
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert last.position == "a.txt:3"
    with pytest.raises(SourceError, match=r"^dumps/a.txt:2:"):
        read_bytes(LINES, data)


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    """What some tools write for emoji cut in two does not reach the library; good pairs do."""
    line = r'{"title": "a \ud83d b \ude00 c \ud83d\ude00 d \\ud83d", "id": "2401.00165"}'
    [found] = records(LINES, line)
    assert found.title == "a \ufffd b \ufffd c \U0001f600 d \\ud83d"


def test_an_item_of_a_wrong_type_is_counted() -> None:
    """It says which key is wrong; the file is not refused for it."""
    [skipped] = read_text(LINES, '{"id": "2401.00165", "authors": "one text"}')
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "authors is text, not a list"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": 5}', "title is a number, not text"),
        ('{"authors": ["A", null]}', "authors[1] is null, not text"),
        ('{"categories": [true]}', "categories[0] is true or false, not text"),
        ('"words"', "the item is text, not an object"),
    ],
)
def test_a_wrong_type_is_told_in_words(line: str, reason: str) -> None:
    """What is wrong is said as people say it, with the key where it stands."""
    assert read_text(LINES, line) == [Skipped("a.txt:1", reason)]


API_ITEM = json.dumps({"paper": {"id": "2401.00165", "summary": "S.", "authors": []}, "title": "T"})


def test_one_object_of_the_api_is_read() -> None:
    """An item saved alone, on one line or on several, is a day with one paper."""
    for text in (API_ITEM, json.dumps(json.loads(API_ITEM), indent=1)):
        assert detect(text.encode(), "x").name == "hf-daily-json"
        [found] = records(ARRAY, text)
        assert (found.arxiv_id, found.title, found.position) == ("2401.00165", "T", "a.txt#1")


def test_objects_of_the_api_on_lines_are_read() -> None:
    """Positions are lines, and a damaged line is told or left out like any other."""
    text = f"{API_ITEM}\n\n{API_ITEM}\n"
    assert detect(text.encode(), "x").name == "hf-daily-json"
    assert [found.position for found in records(ARRAY, text)] == ["a.txt:1", "a.txt:3"]
    with pytest.raises(SourceError, match=r"^dumps/a\.txt:4:1\d?: no JSON"):
        read_text(ARRAY, text + '{"paper": ')
    assert len(read_text(ARRAY, text + '{"paper": ', LENIENT)) == 3


@pytest.mark.parametrize(
    "first", ['tle": "A", "authors": []}', '{"id": "2401.00165", "authors": []}', '{"id": "24']
)
def test_lines_are_recognised_behind_a_damaged_one(first: str) -> None:
    """The error is then that of the line, with its place, and the rest can be taken."""
    good = '{"id": "2401.00165", "title": "A", "summary": "S", "authors": []}'
    assert detect(f"{first}\n{good}\n".encode(), "x") is LINES


def test_keys_inside_an_object_do_not_make_a_format() -> None:
    """Only the keys of the line itself count."""
    text = '{"other": {"id": "2401.00165", "summary": "S", "authors": []}, "a": "\\"paper\\": {"}'
    with pytest.raises(SourceError, match="no format recognises"):
        detect(text.encode(), "x")


def test_fields_have_a_largest_size() -> None:
    """A title, a name and an abstract that are longer are cut and say so."""
    item = {
        "id": "2401.00165",
        "title": "t" * 5000,
        "summary": "s" * 50_000,
        "authors": ["n" * 999],
    }
    [found] = records(LINES, json.dumps(item))
    assert found.title == "t" * 1999 + "…"
    assert found.abstract == "s" * 19_999 + "…"
    assert found.authors == ("n" * 299 + "…",)


def test_a_damaged_array_is_refused_with_line_and_column() -> None:
    """An array cannot be read in part."""
    with pytest.raises(SourceError) as caught:
        read_text(ARRAY, '[\n {"title": "A"},\n {"title" "B"}\n]')
    assert str(caught.value).startswith("dumps/a.txt:3:11: no JSON: expected ':'")
    with pytest.raises(SourceError, match=r"a\.txt:2: not UTF-8"):
        read_bytes(ARRAY, b'[\n"\xe9"]')
    with pytest.raises(SourceError, match="not a list of papers"):
        read_text(ARRAY, '{"title": "A"}')


def test_an_empty_array_is_a_day_without_papers() -> None:
    """It is recognised, and gives nothing."""
    assert ARRAY.recognises(" [ ]\n")
    assert read_text(ARRAY, "[]") == []


@pytest.mark.parametrize(
    "text",
    [
        "Project webpage: this https URL",
        "Paper: https://arxiv.org/abs/2512.00001 Code: https://github.com/a/b Site: a.github.io/b",
        'We are glad to share our work "Kites over Harbours: A Study" Paper: https://x.org/1',
        "Kites over Harbours: A Study",
        "Check this out!",
        "Accepted at a workshop! Keywords: kites; harbours; wind",
        "This is an automated message from the Librarian Bot. It found other papers like this.",
    ],
)
def test_links_and_announcements_are_no_abstracts(text: str) -> None:
    """An archive's text that says nothing beside links, labels and the title is left out."""
    [found] = records(ARRAY, _archived(text))
    assert found.abstract is None


@pytest.mark.parametrize(
    "text",
    [
        "We present a kite that flies over harbours in any wind, and count how often it falls.",
        "A kite that flies in any wind without a line: we count it and compare. Code: https://a.b/c",
    ],
)
def test_a_sentence_of_its_own_is_an_abstract(text: str) -> None:
    """Short texts of a submitter are kept as they are when they say something."""
    [found] = records(ARRAY, _archived(text))
    assert found.abstract == text


@pytest.mark.parametrize("piece", ["a.", "a-", "-.", "Code:", "https://", "model", "a.b/", "."])
def test_looking_for_an_abstract_takes_a_moment(piece: str) -> None:
    """Time grows with the length of the text only."""
    started = time.process_time()
    is_abstract(piece * 50_000, "A Title")
    assert time.process_time() - started < 1


def test_stars_of_a_code_host_are_no_upvotes() -> None:
    """The archive's stars are those of the linked repository; it says nothing about upvotes."""
    [found] = records(ARRAY, json.dumps([{"title": "T", "scraped_date": "", "stars": "11.8k"}]))
    assert found.upvotes is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "title", "summary", "authors", "paper", "details", "stars"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_no_json_makes_the_readers_fail(value: object) -> None:
    """Whatever an item is, it is a record with a title or an id, or it is counted."""
    text = json.dumps(value)
    for known, given_text in ((LINES, text), (ARRAY, f"[{text}]"), (ARRAY, text)):
        try:
            found = read_text(known, given_text)
        except SourceError:
            continue
        assert all(item.title or item.arxiv_id for item in found if isinstance(item, Record))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_json_readers_fail(data: bytes) -> None:
    """Bytes are read or refused."""
    for known in (LINES, ARRAY):
        with contextlib.suppress(SourceError):
            read_bytes(known, data)
    assert all(isinstance(one, Record | Skipped) for one in read_bytes(LINES, data, LENIENT))


def _archived(abstract: str) -> str:
    item = {
        "title": "Kites over Harbours: A Study",
        "paper_url": "https://huggingface.co/papers/2512.00001",
        "details": {"abstract": abstract},
    }
    return json.dumps([item])
