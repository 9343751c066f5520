"""What servers say, as words that may be shown: one line, no controls, no secret, not too long."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.render.characters import drop_unfit

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Secret:
    """A password or key. It is left out of ``repr``, so that no log or trace shows it."""

    value: str = field(repr=False)


def words_of(text: str, secret: Secret | None = None) -> str:
    """Return what a server said as one line of at most 200 characters, the secret masked."""
    line = " ".join(drop_unfit(text).split())
    if secret and secret.value:
        line = line.replace(secret.value, "***")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
