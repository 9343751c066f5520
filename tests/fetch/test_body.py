"""Reading bodies piece by piece, unpacked, within a limit."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import FetchError
from generator.fetch.body import read_body, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

URL = "https://example.org/feed.xml"
CODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.compress,
    "GZIP ": gzip.compress,
    "deflate": zlib.compress,
}


def _pieces(data: bytes, length: int) -> list[bytes]:
    return [data[start : start + length] for start in range(0, len(data), length)]


@settings(deadline=None)
@given(
    st.binary(max_size=3000),
    st.sampled_from(sorted(CODERS)),
    st.integers(min_value=1, max_value=99),
)
def test_gives_back_what_was_packed(data: bytes, encoding: str, length: int) -> None:
    """Any body comes out as it went in, however it is packed and cut into pieces."""
    packed = CODERS[encoding](data)
    assert read_body(_pieces(packed, length), encoding, 3000, URL) == data


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "", "x-gzip"]))
def test_raises_nothing_but_fetch_errors(data: bytes, encoding: str) -> None:
    """Bytes that are not what they are said to be give a FetchError or a body, nothing else."""
    with suppress(FetchError):
        assert len(read_body([data], encoding, 10_000, URL)) <= 10_000


def test_stops_unpacking_at_the_limit() -> None:
    """A bomb is stopped soon, and the message gives what was received and the limit."""
    packed = gzip.compress(bytes(60_000_000), compresslevel=9)
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for piece in _pieces(packed, 1000):
            taken += 1
            yield piece

    with pytest.raises(FetchError, match=r"\d+ KB received unpack to more than the limit of 1 MB"):
        read_body(pieces(), "gzip", 1_000_000, URL)
    assert taken < 5


def test_stops_a_plain_body_at_the_limit() -> None:
    """A body that goes on and on is stopped."""
    endless = (b"x" * 1000 for _ in range(10**9))
    with pytest.raises(FetchError, match="stopped at the limit of 20 KB"):
        read_body(endless, "", 20_000, URL)


def test_a_packed_body_that_ends_early_is_an_error() -> None:
    """Half a gzip body is refused, not taken for the whole."""
    packed = gzip.compress(b"<rss>" * 1000)
    with pytest.raises(FetchError, match="ends early"):
        read_body([packed[:-12]], "gzip", 10_000, URL)


def test_several_gzip_parts_are_refused() -> None:
    """What follows a first gzip part is not dropped without a word."""
    packed = gzip.compress(b"one") + gzip.compress(b"two")
    with pytest.raises(FetchError, match="several gzip parts"):
        read_body([packed], "gzip", 10_000, URL)


def test_damaged_packing_is_an_error() -> None:
    """Bytes that are no gzip are named as damaged."""
    with pytest.raises(FetchError, match="damaged gzip"):
        read_body([b"<rss/>"], "gzip", 10_000, URL)


def test_sizes_are_for_people() -> None:
    """Sizes are rounded to what a person compares."""
    assert [size(12), size(19_400), size(20_000_000)] == ["12 bytes", "19.4 KB", "20 MB"]
