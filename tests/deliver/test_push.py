"""Drafts at stand-ins for listmonk and Buttondown: made once, changed while drafts, never sent."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from generator.config.objects import Listmonk as ListmonkSettings
from generator.deliver.api import Api
from generator.deliver.buttondown import ButtondownShelf, buttondown_door
from generator.deliver.deadline import Clock, Limits
from generator.deliver.handover import Handover
from generator.deliver.listmonk import ListmonkShelf, listmonk_door
from generator.deliver.push import Action, Pushed, push
from generator.deliver.words import Secret
from generator.errors import DeliverError
from tests.deliver.deliver_samples import handover_to
from tests.deliver.provider_servers import KEY, Buttondown, Fault, Listmonk, Object, serving
from tests.deliver.smtp_servers import free_port

QUICK = Limits(step=0.5, total=3)


@dataclass
class Desk:
    """One stand-in and what a push to it takes."""

    server: Listmonk | Buttondown
    handover: Handover
    push: Callable[..., Pushed]

    @property
    def held(self) -> list[Object]:
        return self.server.held

    def mark(self, key: str) -> Object:
        """What says, at this provider, which issue something is."""
        return (
            {"tags": [key]}
            if isinstance(self.server, Listmonk)
            else {"metadata": {"paperround": key}}
        )


def listmonk_settings(base: str) -> ListmonkSettings:
    return ListmonkSettings(base, (3, 4), "desk", template=7)


@contextmanager
def at_listmonk() -> Iterator[Desk]:
    server = Listmonk()
    with serving(server):

        def run(handover: Handover, key: str = KEY, limits: Limits = QUICK) -> Pushed:
            settings = listmonk_settings(server.base)
            with Api(listmonk_door(settings, Secret(key)), Clock(limits)) as api:
                return push(ListmonkShelf(api, settings), handover)

        yield Desk(server, handover_to("listmonk"), run)


@contextmanager
def at_buttondown() -> Iterator[Desk]:
    server = Buttondown()
    with serving(server):

        def run(handover: Handover, key: str = KEY, limits: Limits = QUICK) -> Pushed:
            with Api(buttondown_door(Secret(key), server.base), Clock(limits)) as api:
                return push(ButtondownShelf(api), handover)

        yield Desk(server, handover_to("buttondown"), run)


@pytest.fixture(params=[at_listmonk, at_buttondown], ids=["listmonk", "buttondown"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A stand-in; after the test, that nothing undocumented was asked of it."""
    with request.param() as one:
        yield one
    assert one.server.complaints == []


def changed(desk: Desk) -> Handover:
    return handover_to(desk.handover.provider, html="<p>New words</p>", subject="New")


def test_a_draft_is_made_once(desk: Desk) -> None:
    """The second push finds it and changes nothing."""
    first = desk.push(desk.handover)
    second = desk.push(desk.handover)
    assert (first.action, second.action) == (Action.CREATED, Action.THERE)
    assert first.id == second.id
    (held,) = desk.held
    assert held["status"] == "draft"
    assert (held["subject"], held["body"]) == (desk.handover.subject, desk.handover.html)
    assert [call.split()[0] for call in desk.server.calls].count("POST") == 1


def test_a_changed_issue_changes_the_draft(desk: Desk) -> None:
    """The same draft gets the new words; it stays a draft."""
    first = desk.push(desk.handover)
    second = desk.push(changed(desk))
    assert (second.action, second.id) == (Action.UPDATED, first.id)
    (held,) = desk.held
    assert (held["subject"], held["body"], held["status"]) == ("New", "<p>New words</p>", "draft")


def test_what_the_editor_chose_there_stays(desk: Desk) -> None:
    """Lists, files, tags and other fields are the editor's once the draft is there."""
    desk.push(desk.handover)
    (held,) = desk.held
    if isinstance(desk.server, Listmonk):
        held["lists"], held["media"] = [{"id": 8, "name": "b"}], [{"id": 5, "filename": "f"}]
        held["tags"] = [*held["tags"], "mine"]
    else:
        held["metadata"]["mine"], held["email_type"] = "yes", "premium"
    desk.push(changed(desk))
    if isinstance(desk.server, Listmonk):
        assert [one["id"] for one in held["lists"]] == [8]
        assert [one["id"] for one in held["media"]] == [5]
        assert held["tags"] == [desk.handover.key, "mine"]
    else:
        assert held["metadata"] == {"paperround": desk.handover.key, "mine": "yes"}
        assert held["email_type"] == "premium"


@pytest.mark.parametrize("status", ["scheduled", "sent", "finished", "running", "in_flight"])
def test_what_is_no_draft_any_more_is_left_alone(desk: Desk, status: str) -> None:
    """Sent or scheduled: neither changed nor made again, even beside a draft."""
    desk.server.add(status=status, **desk.mark(desk.handover.key))
    desk.server.add(**desk.mark(desk.handover.key))
    before = [dict(one) for one in desk.held]
    with pytest.raises(DeliverError, match=f"no draft any more but {status}; nothing was changed"):
        desk.push(changed(desk))
    assert desk.held == before


def test_two_drafts_of_one_issue_are_for_the_editor_to_sort_out(desk: Desk) -> None:
    """A copy made there: we do not guess which one is meant."""
    desk.server.add(**desk.mark(desk.handover.key))
    desk.server.add(**desk.mark(desk.handover.key))
    with pytest.raises(DeliverError, match=r"more than once, as the drafts \S+ and \S+; delete"):
        desk.push(desk.handover)


def test_it_is_found_among_many_and_not_mixed_up(desk: Desk) -> None:
    """On the last of several pages; other newsletters' issues of the same name are not ours."""
    ours = desk.server.add(**desk.mark(desk.handover.key))
    for number in range(120 if isinstance(desk.server, Listmonk) else 8):
        desk.server.add(status="sent", **desk.mark(f"paperround:other.example:{number}"))
    desk.server.add(status="sent", **desk.mark("paperround:other.example:2023-08"))
    pushed = desk.push(desk.handover, limits=Limits())
    assert (pushed.action, pushed.id) == (Action.UPDATED, str(ours["id"]))


def test_a_page_smaller_than_asked_for_hides_nothing() -> None:
    """A listmonk that gives fewer campaigns a page than we ask for."""
    with at_listmonk() as desk:
        assert isinstance(desk.server, Listmonk)
        desk.server.per_page_cap = 5
        desk.server.add(status="finished", **desk.mark(desk.handover.key))
        for _ in range(12):
            desk.server.add()
        with pytest.raises(DeliverError, match="no draft any more"):
            desk.push(desk.handover)


def test_a_deleted_email_does_not_count() -> None:
    """Buttondown keeps deleted e-mails in its list."""
    with at_buttondown() as desk:
        desk.server.add(status="deleted", **desk.mark(desk.handover.key))
        assert desk.push(desk.handover).action is Action.CREATED


def test_listmonk_gets_what_its_documentation_asks_for() -> None:
    """Lists, sender, template and plain text go along."""
    with at_listmonk() as desk:
        pushed = desk.push(desk.handover)
        (held,) = desk.held
        assert pushed.url == f"{desk.server.base}admin/campaigns/{pushed.id}"
    assert [one["id"] for one in held["lists"]] == [3, 4]
    assert (held["template_id"], held["altbody"]) == (7, "Hello\n")
    assert held["from_email"] == "Letter <news@example.org>"
    assert held["name"] == "Soft experts (2023-08)"


def test_buttondown_gets_what_its_documentation_asks_for() -> None:
    """The preheader as the description, and the page on our site as the canonical one."""
    with at_buttondown() as desk:
        desk.push(desk.handover)
        (held,) = desk.held
    assert held["description"] == "One sentence."
    assert held["canonical_url"] == "https://example.org/issues/2023-08/"


def test_a_wrong_key_is_one_line_without_the_key(desk: Desk) -> None:
    """It names the variable to look at."""
    with pytest.raises(DeliverError, match="does not accept the key") as raised:
        desk.push(desk.handover, key="wr0ng")
    assert "PAPERROUND_" in str(raised.value)
    assert "wr0ng" not in str(raised.value)
    assert desk.held == []


HTML = (("Content-Type", "text/html"),)
CASES = [
    (Fault("GET", 404, b"<html>", HTML), "has no such page \\(404\\)"),
    (Fault("GET", 429, b"{}", (("Retry-After", "17"),)), "asks us to wait .*again in 17 s"),
    (Fault("GET", 429), "asks us to wait .*again later"),
    (Fault("GET", 302, b"", (("Location", "https://elsewhere.example/"),)), "leads elsewhere"),
    (Fault("GET", 200, b"<html>hello", HTML), r"not whole JSON \(text/html\)"),
    (Fault("GET", 200, b'{"unexpected": 1}'), "something else than its documentation says"),
    (Fault("GET", after=True, cut=True), "not whole JSON"),
    (Fault("GET", silent=True), "gave no answer in time"),
    (Fault("POST", 422, b'{"detail": [{"loc": ["body", "subject"], "msg": "bad\\u001b"}]}'),
     r"refuses \(422 body\.subject: bad\)"),
    (Fault("POST", 400, b'{"message": "no such list"}'), r"refuses \(400 no such list\)"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "words"), CASES, ids=[words for _, words in CASES])
def test_every_fault_is_one_clear_line(desk: Desk, fault: Fault, words: str) -> None:
    """And nothing is made."""
    desk.server.faults.append(fault)
    with pytest.raises(DeliverError, match=words) as raised:
        desk.push(desk.handover)
    assert "\n" not in str(raised.value)
    assert "\x1b" not in str(raised.value)
    assert KEY not in str(raised.value)
    assert desk.held == []


LOST = [
    Fault("POST", after=True, silent=True),
    Fault("POST", after=True, cut=True),
    Fault("POST", 502, b"<html>bad gateway", HTML, after=True),
    Fault("POST", 200, b"", HTML, after=True),
]


@pytest.mark.parametrize("fault", LOST, ids=["timeout", "cut", "502", "empty"])
def test_a_lost_answer_does_not_make_a_second_draft(desk: Desk, fault: Fault) -> None:
    """The draft was made and the answer lost: it is found, and once only, also the next time."""
    desk.server.faults.append(fault)
    assert desk.push(desk.handover).action is Action.CREATED
    assert desk.push(desk.handover).action is Action.THERE
    assert len(desk.held) == 1


def test_a_lost_request_is_told_and_can_be_run_again(desk: Desk) -> None:
    """Nothing was made: it says that nobody knows, and the next run makes one."""
    desk.server.faults.append(Fault("POST", 503))
    with pytest.raises(DeliverError, match="what became of the draft is not known: run the same"):
        desk.push(desk.handover)
    assert desk.held == []
    assert desk.push(desk.handover).action is Action.CREATED


def test_a_lost_answer_to_a_change_is_looked_up(desk: Desk) -> None:
    """The change arrived."""
    desk.push(desk.handover)
    method = "PUT" if isinstance(desk.server, Listmonk) else "PATCH"
    desk.server.faults.append(Fault(method, 504, after=True))
    assert desk.push(changed(desk)).action is Action.UPDATED
    assert desk.push(changed(desk)).action is Action.THERE


def test_a_change_that_did_not_arrive_is_not_called_done(desk: Desk) -> None:
    """The draft still says the old words, and the line says that nobody knows."""
    desk.push(desk.handover)
    method = "PUT" if isinstance(desk.server, Listmonk) else "PATCH"
    desk.server.faults.append(Fault(method, 504))
    with pytest.raises(DeliverError, match="what became of the draft is not known"):
        desk.push(changed(desk))
    assert desk.held[0]["subject"] == desk.handover.subject


def test_a_server_that_is_down_is_one_line() -> None:
    """No server there; the line names the setting."""
    settings = listmonk_settings(f"http://127.0.0.1:{free_port()}/")
    with (
        Api(listmonk_door(settings, Secret(KEY)), Clock(QUICK)) as api,
        pytest.raises(DeliverError, match=r"cannot be reached.*check email\.listmonk\.url"),
    ):
        push(ListmonkShelf(api, settings), handover_to("listmonk"))


def test_the_deadline_is_for_all_requests_together(desk: Desk) -> None:
    """A server that takes its time with each answer does not hold us for ever."""
    desk.server.faults += [Fault("GET", silent=True)]
    with pytest.raises(DeliverError, match="in time"):
        desk.push(desk.handover, limits=Limits(step=60, total=0.3))


def test_no_key_goes_out_in_the_clear() -> None:
    """An address without encryption is for this machine only."""
    assert ssl.create_default_context().check_hostname
    with pytest.raises(ValueError, match="https://"):
        ListmonkSettings("http://listmonk.example.org/", (1,), "desk")
