"""Asking whether links work, of real servers on loopback: politely, and with certain answers."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import trustme

from generator.fetch.links import LinkAnswer, LinkAsker, LinkLimits

QUICK = LinkLimits(seconds=2, pause=0)
AGENT = "Paperround/0 (+https://example.org/about)"
Reply = tuple[int, dict[str, str]]


@dataclass
class Site:
    """A running server: its port, the requests that it saw, the most at one time."""

    port: int
    seen: list[tuple[str, str]] = field(default_factory=list)
    at_once: int = 0
    most: int = 0

    def url(self, path: str, host: str = "a.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(
    reply: Callable[[str, str], Reply], tls: ssl.SSLContext | None = None
) -> Iterator[Site]:
    """Serve what ``reply`` gives for a method and path; with ``tls`` over https too, on one port."""
    site = Site(0)
    counting = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            with counting:
                site.seen.append((self.command, self.path))
                site.at_once += 1
                site.most = max(site.most, site.at_once)
            status, headers = reply(self.command, self.path)
            with counting:
                site.at_once -= 1
            self.send_response_only(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_HEAD = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def finish_request(self, request: object, address: object) -> None:
            assert isinstance(request, socket.socket)
            try:
                if tls is not None and request.recv(1, socket.MSG_PEEK) == b"\x16":
                    with tls.wrap_socket(request, server_side=True) as secured:
                        Handler(secured, address, self)
                else:
                    Handler(request, address, self)
            except (ssl.SSLError, ConnectionError):
                pass

    server = Server(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def asker(limits: LinkLimits = QUICK, tls: ssl.SSLContext | None = None) -> LinkAsker:
    """Every host is this machine, but ``nowhere.example``, which has no address."""

    def resolve(host: str, _port: int) -> tuple[str, ...]:
        if host == "nowhere.example":
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return ("127.0.0.1",)

    return LinkAsker(AGENT, allow_private=True, limits=limits, resolve=resolve, tls=tls)


def ask(site: Site, *paths: str) -> list[LinkAnswer]:
    return list(asker().ask([site.url(path) for path in paths]))


def test_works_gone_and_unsure_are_told_apart() -> None:
    """404 and 410 are certain; a refusal, a fault or a plea to slow down is not."""
    statuses = {"/fine": 200, "/lost": 404, "/ended": 410, "/mine": 403, "/down": 503}
    with serving(lambda _, path: (statuses[path], {})) as site:
        fine, lost, ended, mine, down = ask(site, *statuses)
    assert (fine.status, fine.problem) == (200, None)
    assert (lost.problem, lost.is_certain) == ("answers 404 Not Found", True)
    assert (ended.problem, ended.is_certain) == ("answers 410 Gone", True)
    assert (mine.problem, mine.is_certain) == ("answers 403 Forbidden", False)
    assert (down.problem, down.is_certain) == ("answers 503 Service Unavailable", False)


def test_get_is_asked_only_where_head_is_not_answered_well() -> None:
    """A page that takes no HEAD works; a page that works is asked for once."""

    def reply(method: str, path: str) -> Reply:
        return (405 if method == "HEAD" and path == "/get" else 200, {"Content-Length": "0"})

    with serving(reply) as site:
        answers = asker().ask([site.url("/get", scheme="http"), site.url("/head")])
        asked = [one for one in site.seen if one[1] == "/head"]
    assert [answer.problem for answer in answers] == [None, None]
    assert ("GET", "/get") in site.seen
    assert ("GET", "/head") not in asked


def test_a_move_for_good_is_told_and_a_passing_one_is_not() -> None:
    """Only redirects that say so move a page; a slash more is no move."""
    moves = {
        "/old": (301, "/new"),
        "/twice": (308, "/old"),
        "/passing": (302, "/new"),
        "/part": (301, "/passing"),
        "/new": (301, "/new/"),
    }

    def reply(_: str, path: str) -> Reply:
        status, target = moves.get(path, (200, ""))
        return status, {"Location": target} if target else {}

    with serving(reply) as site:
        old, twice, passing, part, new = ask(site, "/old", "/twice", "/passing", "/part", "/new")
        here = site.url("")
    assert old.moved_to == twice.moved_to == f"{here}/new/"
    assert passing.moved_to is None
    assert part.moved_to == f"{here}/passing"
    assert new.moved_to is None


def test_a_circle_of_redirects_ends() -> None:
    """The number of hops is limited."""
    with serving(lambda *_: (302, {"Location": "/again"})) as site:
        (answer,) = ask(site, "/again")
    assert answer.problem == "redirects more than 8 times"
    assert not answer.is_certain


def test_one_request_at_a_time_for_each_host_and_hosts_side_by_side() -> None:
    """Two hosts are asked at the same time, and never one twice at once."""
    both = threading.Barrier(2, timeout=5)
    per_host: dict[str, int] = {"a": 0, "b": 0}

    def reply(_: str, path: str) -> Reply:
        per_host[path[1]] += 1
        assert per_host[path[1]] == 1
        if path.endswith("1"):
            both.wait()
        per_host[path[1]] -= 1
        return 200, {}

    with serving(reply) as site:
        urls = [site.url(f"/{host}{n}", f"{host}.example") for n in (1, 2, 3) for host in "ab"]
        # Without TLS the https twins fail at once and cost no request.
        answers = asker().ask(urls)
    assert [answer.url for answer in answers] == urls
    assert all(answer.problem is None for answer in answers)
    assert site.most == 2


def test_each_link_is_asked_once_and_counted() -> None:
    """A link that stands in many places costs one request; every answer is told of."""
    told: list[int] = []
    with serving(lambda *_: (200, {"Content-Length": "0"})) as site:
        answers = asker().ask([site.url("/")] * 5 + [site.url("/b")], lambda: told.append(1))
    assert len(answers) == len(told) == 2
    assert sorted(site.seen) == [("HEAD", "/"), ("HEAD", "/b")]


def test_a_pause_lies_between_two_requests_to_one_host() -> None:
    """However many links an issue has to one host."""
    started: list[float] = []

    def reply(*_: str) -> Reply:
        started.append(time.monotonic())
        return 200, {}

    with serving(reply) as site:
        asker(LinkLimits(seconds=2, pause=0.1)).ask([site.url("/a"), site.url("/b")])
    assert started[1] - started[0] >= 0.1


def test_http_whose_https_twin_answers_is_told() -> None:
    """Asked of the twin where nothing led there; without a valid certificate it does not work."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("a.example").configure_cert(context)
    trusting = httpx.create_ssl_context()
    authority.configure_trust(trusting)
    with serving(lambda *_: (200, {}), context) as site:
        (works,) = asker(tls=trusting).ask([site.url("/")])
        (wrong_name,) = asker(tls=trusting).ask([site.url("/", "b.example")])
        (direct,) = asker(tls=trusting).ask([site.url("/", scheme="https")])
        answers = asker(tls=trusting).ask(
            [site.url("/"), site.url("/", "b.example", scheme="https")]
        )
    assert works.https_works
    assert (wrong_name.problem, wrong_name.https_works) == (None, False)
    assert (direct.problem, direct.https_works) == (None, False)
    assert "certificate that is not valid" in str(answers[1].problem)
    assert answers[1].is_certain


def test_the_size_that_a_server_states_is_told() -> None:
    """It is what the preflight judges images by."""
    with serving(lambda *_: (200, {"Content-Length": "700000"})) as site:
        (answer,) = ask(site, "/a.png")
    assert answer.size == 700_000


def test_a_host_that_is_not_there_is_certain_unless_nobody_answers() -> None:
    """Where no link at all was answered, the network is ours to mend, not the links."""
    lost = "https://nowhere.example/"
    with serving(lambda *_: (200, {})) as site:
        answers = asker().ask([lost, site.url("/")])
    assert (
        answers[0].problem == "fails: no address for the host 'nowhere.example'; is it spelt right?"
    )
    assert answers[0].is_certain
    (alone,) = asker().ask([lost])
    assert not alone.is_certain


def test_a_silent_host_is_left_alone_after_two_links() -> None:
    """Its other links are not asked for, and all of it ends in time."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        urls = [f"https://a.example:{port}/{n}" for n in range(10)]
        began = time.monotonic()
        answers = asker(LinkLimits(seconds=0.3, pause=0)).ask(urls)
        took = time.monotonic() - began
    assert answers[0].problem == "gave no answer within 0.3 s"
    assert answers[9].problem == "was not asked: its host does not answer"
    assert not any(answer.is_certain for answer in answers)
    assert took < 3


def test_private_addresses_are_not_asked() -> None:
    """A link into somebody's own network is no link for readers, and no request goes there."""
    with serving(lambda *_: (200, {})) as site:
        plain = LinkAsker(AGENT, limits=QUICK, resolve=lambda *_: ("127.0.0.1",))
        (answer,) = plain.ask([site.url("/")])
    assert "leads inside" in str(answer.problem)
    assert site.seen == []


def test_what_is_no_address_fails_by_itself() -> None:
    """The others are still asked."""
    with serving(lambda *_: (200, {})) as site:
        answers = asker().ask(["https://a b/", "http://[::1", site.url("/")])
    assert [answer.problem is None for answer in answers] == [False, False, True]
