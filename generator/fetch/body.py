"""Reading the body of an answer: unpacked piece by piece, never more than a limit.

HTTP libraries unpack a piece whole, and 64 KB of gzip can hold 64 MB; here the unpacker is told how
much it may give.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from generator.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterable

_GZIP_OR_ZLIB = 47  # zlib: 15 bits of window, plus 32 for "tell gzip and zlib apart yourself"
_GZIP_MAGIC = b"\x1f\x8b"
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})


def read_body(chunks: Iterable[bytes], encoding: str, limit: int, url: str) -> bytes:
    """Return the body that ``chunks`` make up, at most ``limit`` bytes after unpacking.

    ``encoding`` is the value of ``Content-Encoding``, empty for none. Raises ``FetchError`` on a
    body that is too large, cut off, or packed in a way that nobody asked for.
    """
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return _gather(chunks, limit, url)
    if encoding not in _PACKED:
        raise FetchError(
            f"sends its answer packed as {encoding!r}, which was not asked for", path=url
        )
    try:
        return _unpack(chunks, limit, url)
    except zlib.error as error:
        raise FetchError(f"sends a damaged {encoding} answer ({error})", path=url) from error


def _gather(chunks: Iterable[bytes], limit: int, url: str) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise FetchError(f"is too large: stopped at the limit of {size(limit)}", path=url)
    return bytes(body)


def _unpack(chunks: Iterable[bytes], limit: int, url: str) -> bytes:
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    body = bytearray()
    received = 0
    for chunk in chunks:
        received += len(chunk)
        body += unpacker.decompress(chunk, limit + 1 - len(body))
        if len(body) > limit or received > limit:
            raise FetchError(
                f"is too large: {size(received)} received unpack to more than the limit of "
                f"{size(limit)}",
                path=url,
            )
        if unpacker.eof and unpacker.unused_data.startswith(_GZIP_MAGIC):
            raise FetchError("sends several gzip parts one after the other; one is read", path=url)
    if received and not unpacker.eof:
        raise FetchError("sends a packed answer that ends early", path=url)
    return bytes(body)


def size(count: int) -> str:
    """Return a number of bytes for people: ``20 MB``, ``19 KB``, ``12 bytes``."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.3g} MB"
    return f"{count / 1_000:.3g} KB" if count >= 1_000 else f"{count} bytes"
