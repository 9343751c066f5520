"""Connections that end in time and only to addresses that were checked.

Two things that HTTP libraries leave open. Their timeouts are per read, so that a server which sends
a byte now and then holds them for ever: here every wait, for a name, a connection, a TLS handshake,
a line of the headers or a piece of the body, is cut to what is left of one deadline. And they look
a name up themselves: here it is looked up once, every answer is checked, and the connection goes to
the checked address (TLS and ``Host`` still see the name).
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from generator.errors import FetchError
from generator.fetch.addresses import find_refusal

if TYPE_CHECKING:
    import ssl

Resolve = Callable[[str, int], tuple[str, ...]]
"""Look a host's name up: its IP addresses, best first. Raises ``OSError`` when there are none."""

_CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock at which a request must be over."""

    ends: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline that lies ``seconds`` from now."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds that are left; raises ``httpcore.TimeoutException`` when none are."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return left


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Look a host's name up with the resolver of the system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in found))


class TimedStream(httpcore.NetworkStream):
    """A network stream whose every wait is cut to what is left of a deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        del timeout
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        del timeout
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Return the stream with TLS on top."""
        del timeout
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream below knows."""
        return self._stream.get_extra_info(info)


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections: looks the name up once, checks every address, and goes to one of them."""

    def __init__(self, deadline: Deadline, resolve: Resolve, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._resolve = resolve
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to ``host``; raises ``FetchError`` when any of its addresses is not public."""
        del timeout
        failure: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in self._addresses(host, port):
            seconds = min(_CONNECT_SECONDS, self._deadline.left())
            try:
                stream = self._sockets.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return TimedStream(stream, self._deadline)
        raise failure or httpcore.ConnectError("no address")

    def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        try:
            addresses = _in_time(lambda: self._resolve(host, port), self._deadline.left())
        except (OSError, UnicodeError) as error:
            raise FetchError(f"no address for the host {host!r}; is it spelt right?") from error
        if not self._allow_private:
            for address in addresses:
                if refusal := find_refusal(address):
                    raise FetchError(f"refused: {host} leads inside, {refusal}")
        return addresses


def _in_time(look_up: Callable[[], tuple[str, ...]], seconds: float) -> tuple[str, ...]:
    """Run a look-up beside us: the system's resolver cannot be told a time limit."""
    answers: queue.SimpleQueue[tuple[str, ...] | OSError | UnicodeError] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put(look_up())
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout("the look-up of the name took too long") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


class CheckedTransport(httpx.BaseTransport):
    """What an ``httpx.Client`` sends its requests through; lives for one request and its redirects.

    Errors of the network stay those of ``httpcore``.
    """

    def __init__(self, backend: httpcore.NetworkBackend, tls: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return the answer, its body still unread."""
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
