"""Asking whether links work: politely, one request at a time for each host, hosts side by side.

HEAD first, GET where a server does not take HEAD well; no body is read. What is said of a link is
certain (it works, it is gone) or it is not (no answer in time, a fault of the server, a refusal).
"""

from __future__ import annotations

import ssl
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpcore
import httpx

from generator.errors import FetchError
from generator.fetch.transport import CheckedBackend, CheckedTransport, Deadline, Resolve, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_MOST_SILENCES = 2


@dataclass(frozen=True, slots=True)
class LinkLimits:
    """How patient and how polite: ``seconds`` for one link with its redirects.

    ``pause`` is between two requests to one host, ``hosts`` are asked at the same time.
    """

    seconds: float = 20.0
    pause: float = 0.5
    hosts: int = 8
    redirects: int = 8


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What became of one link.

    ``problem`` is a clause about the link, ``None`` where it works; ``is_certain`` tells whether
    asking again could help. ``moved_to`` is where it leads for good, ``size`` the bytes it stated.
    """

    url: str
    status: int | None = None
    problem: str | None = None
    is_certain: bool = True
    moved_to: str | None = None
    https_works: bool = False
    size: int | None = None


class LinkAsker:
    """Asks for links under one name; ``allow_private`` and ``resolve`` are as for ``Fetcher``."""

    def __init__(
        self,
        user_agent: str,
        *,
        allow_private: bool = False,
        limits: LinkLimits | None = None,
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._headers = {"User-Agent": user_agent, "Accept": "*/*"}
        self._allow_private = allow_private
        self._limits = limits or LinkLimits()
        self._resolve = resolve
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._turns: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def ask(
        self, urls: Iterable[str], on_answer: Callable[[], object] = lambda: None
    ) -> tuple[LinkAnswer, ...]:
        """Return an answer for each of ``urls``, each asked once, in their order.

        ``on_answer`` is called after each, from several threads.
        """
        wanted = tuple(dict.fromkeys(urls))
        by_host: dict[str, list[str]] = defaultdict(list)
        for url in wanted:
            by_host[_host(url)].append(url)
        stop = threading.Event()
        with ThreadPoolExecutor(self._limits.hosts) as pool:
            groups = pool.map(
                lambda group: self._ask_host(group, on_answer, stop), by_host.values()
            )
            try:
                answers = {answer.url: answer for group in groups for answer in group}
            except BaseException:  # Ctrl-C: wait for the links that are being asked, not for all
                stop.set()
                raise
        found = tuple(answers[url] for url in wanted)
        if any(answer.status is not None for answer in found):
            return found
        # Nobody answered at all: that is our network, not the links.
        return tuple(replace(answer, is_certain=not answer.problem) for answer in found)

    def _ask_host(
        self, urls: Sequence[str], on_answer: Callable[[], object], stop: threading.Event
    ) -> list[LinkAnswer]:
        answers: list[LinkAnswer] = []
        silences = 0
        for place, url in enumerate(urls):
            if stop.is_set():
                break
            if silences >= _MOST_SILENCES:
                said = "was not asked: its host does not answer"
                answers.append(LinkAnswer(url, problem=said, is_certain=False))
            else:
                if place:
                    time.sleep(self._limits.pause)
                answer = self._ask_one(url)
                is_silent = answer.status in {None, HTTPStatus.TOO_MANY_REQUESTS}
                silences = silences + 1 if is_silent and not answer.is_certain else 0
                answers.append(answer)
            on_answer()
        return answers

    def _ask_one(self, url: str) -> LinkAnswer:
        answer = self._follow(url)
        if url.startswith("http:") and not answer.https_works and answer.problem is None:
            time.sleep(self._limits.pause)
            twin = self._follow(f"https{url[4:]}")
            return replace(answer, https_works=twin.problem is None)
        return answer

    def _follow(self, url: str) -> LinkAnswer:
        deadline = Deadline.after(self._limits.seconds)
        backend = CheckedBackend(deadline, self._resolve, allow_private=self._allow_private)
        with CheckedTransport(backend, self._tls) as transport:
            try:
                return self._walk(transport, url)
            except FetchError as error:
                return LinkAnswer(url, problem=f"fails: {error.problems[0].message}")
            except httpcore.TimeoutException:
                said = f"gave no answer within {self._limits.seconds:g} s"
                return LinkAnswer(url, problem=said, is_certain=False)
            except (httpx.InvalidURL, ValueError) as error:
                return LinkAnswer(url, problem=f"is no web address: {error}")
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                return _unreachable(url, error)

    def _walk(self, transport: httpx.BaseTransport, url: str) -> LinkAnswer:
        """Follow redirects to the end; where each hop is for good, note where it leads."""
        here, moved, for_good = httpx.URL(url), None, True
        status, headers = self._answer(transport, here)
        for _ in range(self._limits.redirects):
            if status not in _REDIRECTS or "Location" not in headers:
                return _judge(url, here, status, headers, moved)
            here = here.join(headers["Location"])
            for_good = for_good and status in _FOR_GOOD
            if here.scheme not in {"http", "https"}:
                return LinkAnswer(url, status, f"redirects to {here}, which is no web page")
            if for_good:
                moved = str(here)
            status, headers = self._answer(transport, here)
        if status not in _REDIRECTS:
            return _judge(url, here, status, headers, moved)
        said = f"redirects more than {self._limits.redirects} times"
        return LinkAnswer(url, status, said, is_certain=False)

    def _answer(self, transport: httpx.BaseTransport, url: httpx.URL) -> tuple[int, httpx.Headers]:
        """Return the status and headers; a HEAD that is not answered well is asked again as GET."""
        with self._turns[url.host]:
            status, headers = self._send(transport, "HEAD", url)
            is_refused = status >= HTTPStatus.BAD_REQUEST
            if is_refused and status != HTTPStatus.TOO_MANY_REQUESTS:
                status, headers = self._send(transport, "GET", url)
            return status, headers

    def _send(
        self, transport: httpx.BaseTransport, method: str, url: httpx.URL
    ) -> tuple[int, httpx.Headers]:
        response = transport.handle_request(httpx.Request(method, url, headers=self._headers))
        try:
            return response.status_code, response.headers
        finally:
            response.close()


def _judge(
    url: str, end: httpx.URL, status: int, headers: httpx.Headers, moved: str | None
) -> LinkAnswer:
    if status >= HTTPStatus.BAD_REQUEST:
        return LinkAnswer(url, status, f"answers {_named(status)}", is_certain=status in _GONE)
    stated = headers.get("Content-Length", "")
    return LinkAnswer(
        url,
        status,
        moved_to=moved if moved and not _is_same_page(url, moved) else None,
        https_works=url.startswith("http:") and end.scheme == "https",
        size=int(stated) if stated.isdecimal() and len(stated) < 20 else None,
    )


def _is_same_page(url: str, moved: str) -> bool:
    """Tell whether a move changes only what nobody minds: the scheme, a slash, the fragment."""

    def bare(address: str) -> str:
        return address.partition("#")[0].partition("://")[2].rstrip("/")

    return bare(url) == bare(moved)


def _unreachable(url: str, error: Exception) -> LinkAnswer:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        said = f"has a certificate that is not valid: {cause.verify_message}"
        return LinkAnswer(url, problem=said)
    said = f"cannot be reached: {str(error) or type(error).__name__}"
    return LinkAnswer(url, problem=said, is_certain=False)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
