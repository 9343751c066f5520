"""A draft at a mail provider: made once, brought up to date while it is a draft, never sent.

The order is always the same: look for the issue at the provider, decide, do one thing. Nothing is
remembered on our side, so the provider's own list is the truth, and any clone sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from generator.deliver.api import NoAnswerError
from generator.deliver.words import words_of
from generator.errors import DeliverError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.deliver.handover import Handover


@dataclass(frozen=True, slots=True)
class Found:
    """What a provider holds of the issue. ``same``: it says what we would say."""

    id: str
    status: str
    same: bool

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.status == "draft"


class Shelf(Protocol):
    """A provider, as far as drafts are concerned."""

    name: str

    def find(self, handover: Handover) -> tuple[Found, ...]:
        """Return all that the provider holds of the issue, oldest first, whatever its status."""
        ...

    def create(self, handover: Handover) -> str:
        """Make a draft and return its id."""
        ...

    def update(self, draft_id: str, handover: Handover) -> None:
        """Put what we say in place of what a draft says."""
        ...

    def page_of(self, draft_id: str) -> str:
        """Return the address where an editor sees a draft."""
        ...


class Action(StrEnum):
    """What a push comes to."""

    CREATED = "created"
    UPDATED = "updated"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was done, the draft's id at the provider, and where an editor sees it."""

    action: Action
    id: str
    url: str


def decide(name: str, found: Sequence[Found]) -> Action:
    """Return what is to be done, given what the provider ``name`` holds of the issue.

    Raises ``DeliverError`` where the issue was sent or scheduled there, or lies there twice.
    """
    for one in found:
        if not one.is_draft:
            raise DeliverError(
                f"{name} holds this issue as {words_of(one.id)} already, and it is no draft any more "
                f"but {words_of(one.status)}; nothing was changed there"
            )
    if len(found) > 1:
        ids = " and ".join(words_of(one.id) for one in found)
        raise DeliverError(
            f"{name} holds this issue more than once, as the drafts {ids}; delete all but one there"
        )
    if not found:
        return Action.CREATED
    return Action.THERE if found[0].same else Action.UPDATED


def push(shelf: Shelf, handover: Handover) -> Pushed:
    """Make the provider hold the issue as one draft that says what we say.

    Raises ``DeliverError``. Where the answer to the decisive request is lost, the provider is asked
    what it holds before anything is told.
    """
    found = shelf.find(handover)
    action = decide(shelf.name, found)
    draft_id = found[0].id if found else ""
    try:
        if action is Action.CREATED:
            draft_id = shelf.create(handover)
        elif action is Action.UPDATED:
            shelf.update(draft_id, handover)
    except NoAnswerError as error:
        draft_id = _after_silence(shelf, handover, error)
    return Pushed(action, draft_id, shelf.page_of(draft_id))


def _after_silence(shelf: Shelf, handover: Handover, lost: NoAnswerError) -> str:
    """Return the id of the draft that was made or changed although no answer came."""
    try:
        found = shelf.find(handover)
    except DeliverError:
        found = ()
    if len(found) == 1 and found[0].is_draft and found[0].same:
        return found[0].id
    raise DeliverError(
        f"{lost}; what became of the draft is not known: run the same command again later, it looks "
        "before it makes one"
    ) from lost
