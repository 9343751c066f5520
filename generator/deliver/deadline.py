"""Work that ends in time, whatever a server does.

The time limits of ``smtplib`` and ``httpx`` are per read, and looking a name up has none: a server
that sends a byte now and then would hold us for ever. So each step runs beside us and is left
behind when its time is over.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for one step, like a connection or a request, and for all of them together."""

    step: float = 30.0
    total: float = 120.0


class Clock:
    """Counts down the time of one delivery."""

    def __init__(self, limits: Limits) -> None:
        self._step = limits.step
        self._ends = time.monotonic() + limits.total

    def left(self) -> float:
        """Return the seconds that the next step may take, at least a few milliseconds."""
        return max(0.005, min(self._step, self._ends - time.monotonic()))

    def beyond(self) -> float:
        """Return seconds for a library's own limit: ours speaks first, and work left behind ends."""
        return self.left() + 2

    def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, or raise what it raises; ``TimeoutError`` if it is late."""
        answer: Future[T] = Future()

        def step() -> None:
            try:
                answer.set_result(work())
            except BaseException as error:  # noqa: BLE001  (raised again below, on our side)
                answer.set_exception(error)

        threading.Thread(target=step, daemon=True).start()
        return answer.result(timeout=self.left())
