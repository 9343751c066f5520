"""Stand-ins for listmonk and Buttondown on loopback: they speak the documented API and keep state.

Strict: a request that the documentation does not describe is answered 400 and kept in
``complaints``. A ``Fault`` spoils one answer, before or after the work was done.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Object = dict[str, Any]
JSON = (("Content-Type", "application/json"),)
KEY = "k3y-0f-the-desk"


@dataclass(frozen=True)
class Fault:
    """How one answer to ``method`` is spoilt; ``after`` the work was done, or instead of it.

    ``status`` and ``body`` are said instead, or nothing at all where ``silent``; ``cut`` leaves
    out the end of the true answer.
    """

    method: str
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False
    silent: bool = False
    cut: bool = False


@dataclass
class Answer:
    """A status and what goes out as JSON."""

    status: int
    body: object


@dataclass
class Provider:
    """What both stand-ins share."""

    prefix = "/"
    shelf = ""
    change = "PUT"
    held: list[Object] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    base: str = ""

    def answer(
        self, method: str, path: str, query: dict[str, str], headers: Object, body: Any
    ) -> Answer:
        """Return the answer to one request."""
        shelf = self.prefix + self.shelf
        if refusal := self.refusal(headers):
            return refusal
        if path != shelf and not path.startswith(f"{shelf}/"):
            return Answer(404, {"message": "Not Found", "detail": "Not Found"})
        name = path.removeprefix(shelf).strip("/")
        if not name:
            return self.create(body) if method == "POST" else self.page(query)
        held = next((one for one in self.held if str(one["id"]) == name), None)
        if held is None or method not in {"GET", self.change}:
            return self.complain(f"{method} {path} is not documented or not there")
        return self.show(held) if method == "GET" else self.update(held, body)

    def refusal(self, headers: Object) -> Answer | None:
        """Return the refusal of a request that may not be made at all."""
        raise NotImplementedError

    def page(self, query: dict[str, str]) -> Answer:
        """Return a page of the list."""
        raise NotImplementedError

    def create(self, body: Any) -> Answer:
        """Make one."""
        raise NotImplementedError

    def show(self, held: Object) -> Answer:
        """Return one."""
        raise NotImplementedError

    def update(self, held: Object, body: Any) -> Answer:
        """Change one."""
        raise NotImplementedError

    def complain(self, what: str) -> Answer:
        self.complaints.append(what)
        return Answer(400, {"message": what, "detail": what})


LISTMONK_FIELDS = {
    "name": str, "subject": str, "lists": list, "from_email": str, "type": str,
    "content_type": str, "messenger": str, "body": str, "altbody": str, "tags": list,
    "template_id": int, "media": list,
}  # fmt: skip


@dataclass
class Listmonk(Provider):
    """The part of listmonk's API that drafts need."""

    shelf = "api/campaigns"
    per_page_cap: int = 1000

    def add(self, **said: object) -> Object:
        """Put a campaign there as somebody else would."""
        campaign: Object = {
            "id": len(self.held) + 1, "status": "draft", "tags": [], "subject": "x", "name": "x",
            "body": "", "altbody": None, "lists": [{"id": 9, "name": "l"}], "media": [], "type": "regular",
        }  # fmt: skip
        campaign |= said
        self.held.append(campaign)
        return campaign

    def refusal(self, headers: Object) -> Answer | None:
        if headers.get("authorization") == f"token desk:{KEY}":
            return None
        return Answer(403, {"message": "invalid API credentials"})

    def show(self, held: Object) -> Answer:
        return Answer(200, {"data": held})

    def page(self, query: dict[str, str]) -> Answer:
        if set(query) - {"page", "per_page", "order_by", "order", "no_body"}:
            return self.complain(f"unknown parameters: {query}")
        page, size = int(query["page"]), min(int(query["per_page"]), self.per_page_cap)
        rows = sorted(self.held, key=lambda one: -int(one["id"]))[(page - 1) * size : page * size]
        if query.get("no_body") == "true":
            rows = [one | {"body": ""} for one in rows]
        if not rows:
            return Answer(200, {"data": {"results": [], "total": 0}})
        total = len(self.held)
        return Answer(
            200,
            {
                "data": {
                    "results": rows,
                    "total": total,
                    "page": page,
                    "per_page": size,
                    "query": "",
                }
            },
        )

    def _wrong(self, body: Any) -> str:
        if not isinstance(body, dict):
            return "the body is no object"
        wrong = [key for key in body if not isinstance(body[key], LISTMONK_FIELDS.get(key, ()))]
        if wrong:
            return f"unknown or mistyped fields: {wrong}"
        if not body.get("lists") or not all(isinstance(one, int) for one in body["lists"]):
            return "lists must be numbers"
        return "" if body.get("content_type") == "html" else "content_type must be html"

    def create(self, body: Any) -> Answer:
        missing = {"name", "subject", "lists", "type", "content_type", "body"} - set(body or ())
        wrong = self._wrong(body) or (f"missing: {missing}" if missing else "")
        if wrong or body["type"] != "regular":
            return self.complain(wrong or "type must be regular")
        lists = [{"id": one, "name": f"list {one}"} for one in body["lists"]]
        campaign = self.add(**{**body, "lists": lists, "id": 100 + len(self.held)})
        return Answer(200, {"data": campaign})

    def update(self, held: Object, body: Any) -> Answer:
        if wrong := self._wrong(body):
            return self.complain(wrong)
        if held["status"] not in {"draft", "paused", "scheduled"}:
            return Answer(400, {"message": "Cannot update a running or a finished campaign."})
        lists = [{"id": one, "name": f"list {one}"} for one in body["lists"]]
        media = [{"id": one, "filename": "f"} for one in body.get("media", [])]
        held |= {**body, "lists": lists, "media": media}
        return Answer(200, {"data": held})


BUTTONDOWN_FIELDS = {
    "subject": str, "body": str, "status": str, "description": str, "canonical_url": str, "metadata": dict,
}  # fmt: skip


@dataclass
class Buttondown(Provider):
    """The part of Buttondown's API that drafts need. ``size`` e-mails are on a page."""

    prefix = "/v1/"
    shelf = "emails"
    change = "PATCH"
    size: int = 3

    def add(self, **said: object) -> Object:
        """Put an e-mail there as somebody else would."""
        email: Object = {
            "id": f"em_{len(self.held) + 1}", "status": "draft", "subject": "x", "body": "",
            "description": "", "metadata": {}, "email_type": "public",
        }  # fmt: skip
        email |= said
        self.held.append(email)
        return email

    def refusal(self, headers: Object) -> Answer | None:
        if headers.get("authorization") != f"Token {KEY}":
            return Answer(401, {"code": "authentication_invalid", "detail": "Invalid token."})
        if headers.get("x-api-version") != "2026-04-01":
            return self.complain("the version of the API is not pinned")
        return None

    def show(self, held: Object) -> Answer:
        return Answer(200, held)

    def page(self, query: dict[str, str]) -> Answer:
        page = int(query.get("page", "1"))
        rows = self.held[::-1][(page - 1) * self.size : page * self.size]
        more = page * self.size < len(self.held)
        elsewhere = f"https://elsewhere.example/v1/emails?page={page + 1}" if more else None
        answer = {"results": rows, "next": elsewhere, "previous": None, "count": len(self.held)}
        return Answer(200, answer)

    def _wrong(self, body: Any) -> Answer | None:
        for key, value in body.items():
            if not isinstance(value, BUTTONDOWN_FIELDS.get(key, ())):
                complaint = [
                    {"type": "extra_forbidden", "loc": ["body", key], "msg": "not permitted"}
                ]
                self.complaints.append(f"{key}: {value!r:.40}")
                return Answer(422, {"detail": complaint})
        return None

    def create(self, body: Any) -> Answer:
        if wrong := self._wrong(body):
            return wrong
        if body.get("status") != "draft":
            return self.complain("it would have been sent")
        if any(
            one["subject"] == body["subject"] and one["body"] == body["body"] for one in self.held
        ):
            return Answer(400, {"code": "email_duplicate", "detail": "You already sent this."})
        return Answer(201, self.add(**body))

    def update(self, held: Object, body: Any) -> Answer:
        if wrong := self._wrong(body):
            return wrong
        if "status" in body or "metadata" in body:
            return self.complain("an update changes neither status nor metadata")
        held |= body
        return Answer(200, held)


class _Handler(BaseHTTPRequestHandler):
    """Answers for the stand-in that its server carries, spoilt where a fault asks for it."""

    protocol_version = "HTTP/1.1"
    provider: Provider

    def respond(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        provider, parts = self.provider, urlsplit(self.path)
        provider.calls.append(f"{self.command} {parts.path}")
        fault = next((one for one in provider.faults if one.method == self.command), None)
        if fault:
            provider.faults.remove(fault)
        if fault and not fault.after:
            self.spoil(fault, b"")
            return
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        if sent and not headers.get("content-type", "").startswith("application/json"):
            provider.complaints.append("a body without its type")
        body = json.loads(sent) if sent else None
        answer = provider.answer(self.command, parts.path, query, headers, body)
        said = json.dumps(answer.body).encode()
        if fault:
            self.spoil(fault, said)
        else:
            self.say(answer.status, said, JSON)

    def spoil(self, fault: Fault, said: bytes) -> None:
        self.close_connection = True
        if fault.silent:
            self.provider.over.wait(20)
        elif fault.cut:
            self.say(fault.status, said[: len(said) // 2], JSON)
        else:
            self.say(fault.status, fault.body, fault.headers)

    def say(self, status: int, said: bytes, headers: tuple[tuple[str, str], ...]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving(provider: Provider) -> Iterator[None]:
    """Serve a stand-in on a free port; ``provider.base`` is its address, with a slash at the end."""
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    work = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    work.start()
    provider.base = f"http://127.0.0.1:{server.server_address[1]}{provider.prefix}"
    try:
        yield
    finally:
        provider.over.set()
        server.shutdown()
        server.server_close()
        work.join(5)
