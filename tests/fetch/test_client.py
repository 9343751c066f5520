"""Fetching from real servers on loopback: redirects, limits, retries, deadlines, refusals."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from generator.errors import FetchError
from generator.fetch import Fetched, Fetcher, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUICK = Limits(seconds=5, pause=0.01, size=100_000)
AGENT = "Paperround/0 (+https://example.org/about)"
FEED = b'<rss version="2.0"><channel/></rss>'


@dataclass
class Answer:
    """What the server of a test answers, and how often it was asked."""

    status: int = 200
    body: bytes = FEED
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Served:
    """A running server: its address, and the requests that it saw."""

    url: str
    port: int
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def serving(answer: Callable[[str, int], Answer]) -> Iterator[Served]:
    """Serve on loopback what ``answer`` gives for a path and the number of the request."""
    served = Served("", 0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            given = answer(self.path, len(served.seen))
            self.send_response_only(given.status)
            for name, value in {"Content-Length": str(len(given.body)), **given.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.port = server.server_address[1]
    served.url = f"http://127.0.0.1:{served.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections on loopback and let ``talk`` answer each in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def converse(connection: socket.socket) -> None:
        with connection:
            try:
                talk(connection)
            except OSError:
                return  # the client has gone, as it should

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=converse, args=(connection,)))
            threads[-1].start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()
        for thread in threads:
            thread.join()


def fetch(url: str, limits: Limits = QUICK) -> Fetched:
    return Fetcher(AGENT, allow_private=True, limits=limits).fetch(url)


def error_of(url: str, limits: Limits = QUICK, *, allow_private: bool = True) -> str:
    with pytest.raises(FetchError) as caught:
        Fetcher(AGENT, allow_private=allow_private, limits=limits).fetch(url)
    return str(caught.value)


def test_fetches_the_bytes_and_says_who_asks() -> None:
    """The bytes and their type come back, and the server is told who asks."""
    with serving(lambda *_: Answer(headers={"Content-Type": "application/rss+xml"})) as served:
        got = fetch(f"{served.url}/feed.xml?a=1")
    assert got.content == FEED
    assert got.content_type == "application/rss+xml"
    assert got.url == got.final_url == f"{served.url}/feed.xml?a=1"
    path, headers = served.seen[0]
    assert path == "/feed.xml?a=1"
    assert headers["user-agent"] == AGENT
    assert headers["accept-encoding"] == "gzip"


def test_unpacks_gzip() -> None:
    """A packed answer is unpacked."""
    packed = Answer(body=gzip.compress(FEED), headers={"Content-Encoding": "gzip"})
    with serving(lambda *_: packed) as served:
        assert fetch(served.url).content == FEED


def test_a_bomb_is_stopped_with_both_numbers() -> None:
    """A small packed answer that unpacks to too much is stopped."""
    bomb = Answer(body=gzip.compress(bytes(10**8)), headers={"Content-Encoding": "gzip"})
    with serving(lambda *_: bomb) as served:
        assert "received unpack to more than the limit of 100 KB" in error_of(served.url)


def test_a_large_answer_is_refused_before_it_is_read() -> None:
    """A stated length over the limit is enough to refuse."""
    big = Answer(headers={"Content-Length": "600000000"})
    with serving(lambda *_: big) as served:
        assert "is too large: 600 MB, the limit is 100 KB" in error_of(served.url)


def test_follows_redirects_and_says_where_they_led() -> None:
    """Relative and absolute redirects are followed."""

    def answer(path: str, _: int) -> Answer:
        steps = {"/a": "/b", "/b": "c"}
        return Answer(301, headers={"Location": steps[path]}) if path in steps else Answer()

    with serving(answer) as served:
        got = fetch(f"{served.url}/a")
    assert (got.url, got.final_url) == (f"{served.url}/a", f"{served.url}/c")


def test_refuses_redirects_in_a_circle_and_too_many() -> None:
    """A circle and a sixth redirect are refused, with the way shown."""
    with serving(lambda *_: Answer(302, headers={"Location": "/"})) as served:
        assert f"redirects in a circle (redirected: {served.url}/ > " in error_of(f"{served.url}/")
    with serving(lambda _, n: Answer(302, headers={"Location": f"/{n}"})) as served:
        assert "redirects more than 5 times" in error_of(f"{served.url}/x")
        assert len(served.seen) == 6


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("file:///etc/passwd", "file:///etc/passwd is not an http or https address"),
        ("ftp://example.org/x", "is not an http or https address"),
        ("data:text/plain,x", "is not an http or https address"),
        ("http://me:secret@example.org/", "holds a user name or password"),
        ("http://[::1", "is not a web address"),
    ],
)
def test_refuses_redirects_out_of_the_web(target: str, said: str) -> None:
    """A redirect to a file, another protocol or a broken address is refused, its way shown."""
    with serving(lambda *_: Answer(302, headers={"Location": target})) as served:
        message = error_of(f"{served.url}/start")
    assert said in message
    assert f"(redirected: {served.url}/start)" in message


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "example.org/feed", "ftp://example.org", "https://", "http://a b/"],
)
def test_refuses_what_is_no_web_address(url: str) -> None:
    """Only http and https addresses with a host are fetched."""
    assert error_of(url).startswith(f"{url}: ")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],  # noqa: S104
)
def test_refuses_to_go_inside(host: str) -> None:
    """However loopback is spelt, nothing is sent to it."""
    with serving(lambda *_: Answer()) as served:
        message = error_of(f"http://{host}:{served.port}/", allow_private=False)
    assert "refused: " in message
    assert "leads inside" in message
    assert served.seen == []


def test_looks_up_the_host_of_every_redirect() -> None:
    """Each hop has its own look-up and check, and a failure shows the way to it."""

    def resolve(host: str, port: int) -> tuple[str, ...]:
        if host == "inner.example":
            raise OSError("no such host")
        return ("127.0.0.1",)

    with serving(lambda *_: Answer(302, headers={"Location": "http://inner.example/"})) as served:
        fetcher = Fetcher(AGENT, allow_private=True, limits=QUICK, resolve=resolve)
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(f"http://public.example:{served.port}/")
    assert "no address for the host 'inner.example'" in str(caught.value)
    assert f"(redirected: http://public.example:{served.port}/ > http://inner.example/)" in str(
        caught.value
    )


def test_one_inner_address_among_public_ones_is_enough_to_refuse() -> None:
    """A name with a public and a private address is refused as a whole."""
    fetcher = Fetcher(AGENT, resolve=lambda *_: ("93.184.216.34", "192.168.0.7"), limits=QUICK)
    with pytest.raises(
        FetchError, match=r"mixed\.example leads inside, 192\.168\.0\.7 is a private"
    ):
        fetcher.fetch("http://mixed.example/feed")


def test_connects_to_the_address_that_was_checked() -> None:
    """The name is looked up once; what it says later does not matter. ``Host`` keeps the name."""
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        looked_up.append(host)
        return ("127.0.0.1",) if len(looked_up) == 1 else ("203.0.113.1",)

    with serving(lambda *_: Answer()) as served:
        fetcher = Fetcher(AGENT, allow_private=True, limits=QUICK, resolve=resolve)
        assert fetcher.fetch(f"http://feeds.example:{served.port}/").content == FEED
    assert looked_up == ["feeds.example"]
    assert served.seen[0][1]["host"] == f"feeds.example:{served.port}"


def test_tries_the_next_address_when_one_does_not_answer() -> None:
    """A dead first address does not hide a living second one."""
    with serving(lambda *_: Answer()) as served:
        fetcher = Fetcher(
            AGENT, allow_private=True, limits=QUICK, resolve=lambda *_: ("127.0.0.2", "127.0.0.1")
        )
        assert fetcher.fetch(f"http://feeds.example:{served.port}/").content == FEED


def test_tls_asks_for_the_name_and_not_the_address() -> None:
    """The TLS greeting names the host, so that the right certificate is shown and checked."""
    greetings: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        greetings.append(connection.recv(4096))

    with raw_server(talk) as port:
        fetcher = Fetcher(
            AGENT, allow_private=True, limits=QUICK, resolve=lambda *_: ("127.0.0.1",)
        )
        with pytest.raises(FetchError, match="cannot be reached"):
            fetcher.fetch(f"https://feeds.example:{port}/")
    assert b"feeds.example" in greetings[0]


def test_an_unknown_host_is_named() -> None:
    """A host without an address is said to have none."""

    def resolve(host: str, port: int) -> tuple[str, ...]:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    fetcher = Fetcher(AGENT, limits=QUICK, resolve=resolve)
    with pytest.raises(FetchError, match=r"no address for the host 'nowhere\.example'"):
        fetcher.fetch("https://nowhere.example/feed")


def test_a_look_up_that_hangs_ends_in_time() -> None:
    """The deadline bounds the look-up of the name too."""
    free = threading.Event()

    def resolve(host: str, port: int) -> tuple[str, ...]:
        free.wait(10)
        raise OSError("too late")

    fetcher = Fetcher(AGENT, limits=Limits(seconds=0.3), resolve=resolve)
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"no complete answer within 0\.3 s"):
        fetcher.fetch("https://slow.example/feed")
    assert time.monotonic() - start < 2
    free.set()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
DRIPS = {"headers": b"", "header line": b"HTTP/1.1 200 OK\r\nX-A: ", "body": HEAD}


@pytest.mark.parametrize("start", DRIPS.values(), ids=DRIPS.keys())
def test_a_dripping_server_ends_in_time(start: bytes) -> None:
    """A server that sends a byte now and then is left when the time is over."""

    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(start)
        for _ in range(100):
            time.sleep(0.05)
            connection.sendall(b"H")

    with raw_server(talk) as port:
        began = time.monotonic()
        message = error_of(f"http://127.0.0.1:{port}/", Limits(seconds=0.5))
        took = time.monotonic() - began
    assert "gave no complete answer within 0.5 s" in message
    assert took < 2


def test_tries_again_when_a_failure_may_pass() -> None:
    """Two answers of 503 are followed by a third try, which may be the good one."""
    with serving(lambda _, n: Answer(503) if n < 3 else Answer()) as served:
        assert fetch(served.url).content == FEED
    assert len(served.seen) == 3


@pytest.mark.parametrize(
    ("status", "tries", "said"),
    [
        (404, 1, "answered 404 Not Found"),
        (403, 1, "answered 403 Forbidden"),
        (500, 1, "answered 500 Internal Server Error"),
        (410, 1, "the feed has ended; take it out of sources.yml"),
        (204, 1, "answered 204 No Content"),
        (429, 1, "answered 429 Too Many Requests"),
        (302, 1, "answered 302 Found without saying where to go"),
        (502, 3, "answered 502 Bad Gateway; try again later"),
        (504, 3, "answered 504 Gateway Timeout; try again later"),
    ],
)
def test_says_what_the_server_answered(status: int, tries: int, said: str) -> None:
    """An answer that is no feed is told by its number and words; some are tried again."""
    with serving(lambda *_: Answer(status)) as served:
        message = error_of(f"{served.url}/x")
    assert message.startswith(f"{served.url}/x: ")
    assert said in message
    assert len(served.seen) == tries


def test_waits_as_long_as_the_server_asks_when_that_is_short() -> None:
    """``Retry-After`` in seconds and as a date is honoured."""
    dated = {
        "Date": "Fri, 01 Nov 2024 10:00:00 GMT",
        "Retry-After": "Fri, 01 Nov 2024 10:00:01 GMT",
    }
    for headers in ({"Retry-After": "1"}, dated):
        asked = Answer(429, headers=headers)
        began = time.monotonic()
        with serving(lambda _, n, asked=asked: asked if n == 1 else Answer()) as served:  # type: ignore[misc]
            assert fetch(served.url).content == FEED
        assert 0.9 < time.monotonic() - began < 3


def test_does_not_wait_long() -> None:
    """A server that asks for more than a minute is told about instead of waited for."""
    with serving(lambda *_: Answer(503, headers={"Retry-After": "120"})) as served:
        assert "asks to wait 120 s; try again then" in error_of(served.url)
    assert len(served.seen) == 1


def test_a_body_that_is_cut_off_is_an_error() -> None:
    """Less than the stated length is not taken for the whole; it is tried again."""
    tries: list[int] = []

    def talk(connection: socket.socket) -> None:
        tries.append(1)
        connection.recv(4096)
        connection.sendall(HEAD + b"half")

    with raw_server(talk) as port:
        assert "cannot be reached: " in error_of(f"http://127.0.0.1:{port}/")
    assert len(tries) == 3


def test_a_closed_port_is_an_error_in_words() -> None:
    """Nobody listening is told as such."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "cannot be reached: " in error_of(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nA" * 99999])
def test_a_server_that_speaks_no_http_is_an_error_in_words(answer: bytes) -> None:
    """Silence, another protocol and endless headers are errors, not crashes."""

    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(answer)

    with raw_server(talk) as port:
        assert "cannot be reached: " in error_of(f"http://127.0.0.1:{port}/")


def test_ignores_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy named in the environment is not asked."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with serving(lambda *_: Answer()) as served:
        assert fetch(served.url).content == FEED


def test_retries_print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Only the command line prints; a retry is silent."""
    with serving(lambda *_: Answer(503)) as served:
        error_of(served.url)
    assert capfd.readouterr() == ("", "")
