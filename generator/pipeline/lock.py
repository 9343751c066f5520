"""One run at a time: an OS lock that names its holder and dies with it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from generator.errors import LibraryError
from generator.pipeline.files import naming, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from generator.pipeline.project import Places


@contextmanager
def locked(places: Places, command: str, now: datetime) -> Iterator[None]:
    """Hold the newsletter's lock. Raises ``LibraryError`` that names who holds it already."""
    with naming(places.state):
        places.state.mkdir(exist_ok=True)
    holder = places.state / "lock.holder"
    lock = FileLock(places.state / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        held = holder.read_text("utf-8") if holder.exists() else "another run"
        what = f"{held} is at work in this newsletter; wait for it to end, then run this again"
        raise LibraryError(what, path=places.show(places.state / "lock")) from error
    except OSError as error:
        what = f"the newsletter cannot be locked: {error.strerror}; check who may write here"
        raise LibraryError(what, path=places.show(places.state / "lock")) from error
    try:
        with naming(holder):
            sweep(places.state)
            sweep(places.issues)
            holder.write_text(f"run {os.getpid()} ({command}, since {now:%H:%M} UTC)", "utf-8")
        yield
    finally:
        lock.release()
