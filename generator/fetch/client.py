"""Fetching one address: redirects, limits, retries, and errors in words.

Only GET, only http and https, no proxy from the environment, no cookies, nothing cached: requests
go straight to the transport, without the client of the HTTP library and what it does unasked. A
request, its redirects included, is over by one deadline; a failure that may pass is tried again.
"""

from __future__ import annotations

import logging
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpcore
import httpx
import stamina

from generator.errors import FetchError
from generator.fetch.body import read_body, size
from generator.fetch.transport import CheckedBackend, CheckedTransport, Deadline, Resolve, resolve

_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAY_PASS = frozenset({502, 503, 504})
_ASKS_TO_WAIT = frozenset({429, 503})

# A library that writes a log record without a handler in sight prints it; only ``cli`` prints.
logging.getLogger("stamina").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch goes. ``seconds`` are for one try, ``size`` is bytes after unpacking.

    ``pause`` is the wait in seconds before the first retry, ``longest_pause`` the longest that a
    server may ask for with ``Retry-After``, and ``total`` the seconds after which no retry starts.
    """

    seconds: float = 30.0
    size: int = 20_000_000
    redirects: int = 5
    retries: int = 2
    pause: float = 0.5
    longest_pause: float = 60.0
    total: float = 120.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: what was asked for, where it was in the end, and its bytes, unpacked."""

    url: str
    final_url: str
    content: bytes
    content_type: str | None


class _TryAgainError(FetchError):
    """A failure that may pass; ``pause`` is what the server asked for, in seconds."""

    def __init__(self, message: str, *, path: str, pause: float | None = None) -> None:
        super().__init__(message, path=path)
        self.pause = pause


class Fetcher:
    """Fetches addresses under one name (``user_agent``) and one set of limits.

    ``allow_private`` lets it reach addresses that are not public, and ``resolve`` looks names up.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        self._headers = {
            "User-Agent": user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
        }
        self._allow_private = allow_private
        self._limits = limits or Limits()
        self._resolve = resolve
        self._tls = httpx.create_ssl_context(trust_env=False)

    def fetch(self, url: str) -> Fetched:
        """Return what lies at ``url``. Raises ``FetchError`` when it cannot be had."""
        limits = self._limits
        for attempt in stamina.retry_context(
            on=_pause_after,
            attempts=1 + limits.retries,
            timeout=limits.total,
            wait_initial=limits.pause,
            wait_jitter=limits.pause,
        ):
            with attempt:
                return self._try(url)
        raise AssertionError("stamina yields at least one attempt")

    def _try(self, url: str) -> Fetched:
        deadline = Deadline.after(self._limits.seconds)
        backend = CheckedBackend(deadline, self._resolve, allow_private=self._allow_private)
        with CheckedTransport(backend, self._tls) as transport:
            try:
                return self._follow(transport, url)
            except FetchError as error:
                raise _placed(error, url) from error.__cause__
            except httpcore.TimeoutException as error:
                raise FetchError(
                    f"gave no complete answer within {self._limits.seconds:g} s", path=url
                ) from error
            except (httpcore.NetworkError, httpcore.ProtocolError) as error:
                raise _network_error(error, url) from error

    def _follow(self, transport: httpx.BaseTransport, url: str) -> Fetched:
        chain = [_checked_url(url, None)]
        while True:
            request = httpx.Request("GET", chain[-1], headers=self._headers)
            try:
                response = transport.handle_request(request)
            except FetchError as error:
                raise (_with_chain(error, chain) if len(chain) > 1 else error) from error.__cause__
            try:
                if response.status_code not in _REDIRECTS:
                    return self._read(response, url, final_url=str(chain[-1]))
                chain.append(_next_url(response, chain, self._limits.redirects))
            finally:
                response.close()

    def _read(self, response: httpx.Response, url: str, *, final_url: str) -> Fetched:
        _check_status(response, url, self._limits.longest_pause)
        stated = response.headers.get("Content-Length", "")
        if stated.isdecimal() and len(stated) < 20 and int(stated) > self._limits.size:
            raise FetchError(
                f"is too large: {size(int(stated))}, the limit is {size(self._limits.size)}",
                path=url,
            )
        encoding = response.headers.get("Content-Encoding", "")
        return Fetched(
            url=url,
            final_url=final_url,
            content=read_body(response.iter_raw(), encoding, self._limits.size, url),
            content_type=response.headers.get("Content-Type"),
        )


def _pause_after(error: Exception) -> bool | float:
    """Say whether to try again after ``error``: no, yes, or yes after so many seconds."""
    if not isinstance(error, _TryAgainError):
        return False
    return True if error.pause is None else error.pause


def _placed(error: FetchError, url: str) -> FetchError:
    """Return ``error`` with the address that was asked for, where it has none."""
    return error if error.problems[0].path else FetchError(error.problems[0].message, path=url)


def _network_error(error: Exception, url: str) -> FetchError:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return FetchError(f"has a certificate that is not valid: {cause.verify_message}", path=url)
    return _TryAgainError(f"cannot be reached: {str(error) or type(error).__name__}", path=url)


def _checked_url(address: str, before: httpx.URL | None) -> httpx.URL:
    """Return ``address``, seen from ``before``, as a URL that may be fetched."""
    try:
        url = httpx.URL(address) if before is None else before.join(address)
        host = url.host  # decodes a name in punycode, which may be wrong
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"{address!r} is not a web address: {error}") from error
    if url.scheme not in {"http", "https"}:
        raise FetchError(f"refused: {address} is not an http or https address")
    if not host:
        raise FetchError(f"{address!r} is not a web address: it names no host")
    if url.userinfo:
        raise FetchError("refused: the address holds a user name or password")
    if before is not None and before.scheme == "https" and url.scheme == "http":
        raise FetchError(f"refused: leads from https to {url}, which is not encrypted")
    return url


def _next_url(response: httpx.Response, chain: list[httpx.URL], most: int) -> httpx.URL:
    location = response.headers.get("Location")
    if not location:
        error = FetchError(f"answered {_status(response)} without saying where to go")
        raise _with_chain(error, chain)
    try:
        url = _checked_url(location, chain[-1])
    except FetchError as error:
        raise _with_chain(error, chain) from error
    if url in chain:
        raise _with_chain(FetchError("redirects in a circle"), [*chain, url])
    if len(chain) > most:
        raise _with_chain(FetchError(f"redirects more than {most} times"), [*chain, url])
    return url


def _with_chain(error: FetchError, chain: list[httpx.URL]) -> FetchError:
    """Return ``error`` with the way that redirects took up to it."""
    shown = " > ".join(str(url) for url in chain)
    return FetchError(f"{error.problems[0].message} (redirected: {shown})")


def _check_status(response: httpx.Response, url: str, longest_pause: float) -> None:
    code = response.status_code
    if code == HTTPStatus.OK:
        return
    said = f"answered {_status(response)}"
    if code == HTTPStatus.GONE:
        raise FetchError(f"{said}: the feed has ended; take it out of sources.yml", path=url)
    pause = _retry_after(response) if code in _ASKS_TO_WAIT else None
    if pause is not None and pause > longest_pause:
        raise FetchError(f"{said} and asks to wait {pause:.0f} s; try again then", path=url)
    if code in _MAY_PASS or pause is not None:
        raise _TryAgainError(f"{said}; try again later", path=url, pause=pause)
    raise FetchError(said, path=url)


def _status(response: httpx.Response) -> str:
    return f"{response.status_code} {response.reason_phrase}".strip()


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds that ``Retry-After`` asks for (RFC 9110, 10.2.3).

    A date is measured from the answer's own ``Date``, so that no clock of ours is needed.
    """
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
        since = parsedate_to_datetime(response.headers.get("Date", ""))
        return max(0.0, (_aware(until) - _aware(since)).total_seconds())
    except (ValueError, TypeError):
        return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
