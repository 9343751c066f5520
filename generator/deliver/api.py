"""A provider's JSON API over HTTP: one request, one typed answer, or one line that says what is wrong.

No redirects, no proxies from the environment, no second try: whether a request may be made again
is for the caller to decide. Importing this loads the HTTP library.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

import httpx
import msgspec

from generator.deliver.words import words_of
from generator.errors import DeliverError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

    from generator.deliver.deadline import Clock
    from generator.deliver.words import Secret

T = TypeVar("T")

LARGEST = 50_000_000


class NoAnswerError(DeliverError):
    """The answer was lost or is of no use, so nobody knows whether the request did its work."""


@dataclass(frozen=True, slots=True)
class Door:
    """How to reach a provider's API. ``base`` ends with a slash.

    ``authorization`` is the header's value; ``key_advice`` and ``base_advice`` say where to look
    when the key, or the address, is wrong.
    """

    name: str
    base: str
    authorization: Secret
    key_advice: str
    base_advice: str
    headers: tuple[tuple[str, str], ...] = ()


class Api:
    """The API behind one door, for as long as the clock runs."""

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        headers = {
            "Authorization": door.authorization.value,
            "Accept": "application/json",
            "User-Agent": "paperround",
            **dict(door.headers),
        }
        self._client = httpx.Client(
            base_url=door.base,
            headers=headers,
            verify=ssl.create_default_context(),
            follow_redirects=False,
            # A connection that the server closes while it is not used would lose the next answer.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def call(
        self,
        kind: type[T],
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> T:
        """Return the answer to one request, as a ``kind``.

        Raises ``NoAnswerError`` where the server may have done its work without our knowing, and
        ``DeliverError`` where it refused.
        """
        name = self._door.name
        try:
            status, headers, content = self._clock.run(
                lambda: self._exchange(method, path, query, body)
            )
        except TimeoutError as error:
            raise NoAnswerError(f"{name} gave no answer in time") from error
        except httpx.ConnectError as error:
            said = words_of(str(error))
            raise DeliverError(
                f"{name} cannot be reached: {said}; {self._door.base_advice}"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = words_of(str(error)) or type(error).__name__
            raise NoAnswerError(f"{name} broke off its answer: {said}") from error
        if not 200 <= status < 300:
            raise self._refusal(status, headers, content)
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.ValidationError as error:
            raise NoAnswerError(
                f"{name} answered something else than its documentation says ({error}); "
                f"{self._door.base_advice}"
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            shown = words_of(headers.get("Content-Type", "no type"))
            raise NoAnswerError(
                f"{name} answered {len(content):,} bytes that are not whole JSON ({shown}); "
                f"{self._door.base_advice}"
            ) from error

    def _exchange(
        self, method: str, path: str, query: Mapping[str, str] | None, body: object
    ) -> tuple[int, httpx.Headers, bytes]:
        sent = None if body is None else msgspec.json.encode(body)
        with self._client.stream(
            method,
            path,
            params=query,
            content=sent,
            headers={"Content-Type": "application/json"} if sent else None,
            timeout=self._clock.beyond(),
        ) as response:
            content = bytearray()
            for piece in response.iter_bytes():
                content += piece
                if len(content) > LARGEST:
                    raise httpx.DecodingError(f"it is larger than {LARGEST:,} bytes")
            return response.status_code, response.headers, bytes(content)

    def _refusal(self, status: int, headers: httpx.Headers, content: bytes) -> DeliverError:
        """Return the error for an answer that is no success."""
        door = self._door
        said = " ".join(filter(None, (str(status), _reason(content, door.authorization))))
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return DeliverError(f"{door.name} does not accept the key ({said}); {door.key_advice}")
        if status == HTTPStatus.NOT_FOUND:
            return DeliverError(f"{door.name} has no such page ({said}); {door.base_advice}")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            pause = words_of(headers.get("Retry-After", ""))
            when = f"in {pause} s" if pause.isdecimal() else f"after {pause}" if pause else "later"
            return DeliverError(f"{door.name} asks us to wait ({said}); try again {when}")
        if 300 <= status < 400:
            target = words_of(headers.get("Location", "nowhere"))
            return DeliverError(
                f"{door.name} leads elsewhere ({status}, to {target}); {door.base_advice}"
            )
        if status >= 500:
            return NoAnswerError(f"{door.name} has a fault of its own ({said}); try again later")
        return DeliverError(f"{door.name} refuses ({said})")


def _reason(content: bytes, secret: Secret) -> str:
    """Return what a refusal says: listmonk's ``message``, Buttondown's ``detail``; or nothing."""
    try:
        answer = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    if not isinstance(answer, dict):
        return ""
    said = answer.get("message") or answer.get("detail") or answer.get("code") or ""
    if isinstance(said, list):
        said = "; ".join(_complaint(item) for item in said)
    return words_of(str(said), secret)


def _complaint(item: object) -> str:
    """Return one entry of a list of complaints: ``body.subject: field required``."""
    if not isinstance(item, dict):
        return str(item)
    where = item.get("loc")
    place = ".".join(map(str, where)) if isinstance(where, list) else ""
    return ": ".join(filter(None, (place, str(item.get("msg") or ""))))
