"""Handing an issue over: a test mail to the editor, files for a mail provider, a draft at one.

Never to a list: sending to readers, bounces and unsubscribing are the provider's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from email.utils import parseaddr
from typing import TYPE_CHECKING

from generator.config.load import NEWSLETTER
from generator.deliver.exports import export_files
from generator.deliver.handover import hand_over
from generator.deliver.recipients import address_to, parse_recipients
from generator.deliver.smtp import Outcome, Parcel, Receipt, send
from generator.errors import UsageError
from generator.issue import parse_issue
from generator.pipeline.files import write_file
from generator.pipeline.lock import locked
from generator.pipeline.project import issue_files, read_text
from generator.pipeline.resources import load_templates
from generator.render.mail import render_mail, render_message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from generator.config.objects import Newsletter, Provider, Smtp
    from generator.deliver.deadline import Limits
    from generator.deliver.handover import Handover
    from generator.deliver.push import Pushed
    from generator.deliver.words import Secret
    from generator.models import Issue
    from generator.pipeline.project import Newsroom, Places

PUSHED_TO: tuple[Provider, ...] = ("listmonk", "buttondown")
KEYS = {"listmonk": "PAPERROUND_LISTMONK_KEY", "buttondown": "PAPERROUND_BUTTONDOWN_KEY"}


@dataclass(frozen=True, slots=True)
class SendReport:
    """A test mail: what it was and what became of it. ``dry_run``: nothing was sent."""

    slug: str
    subject: str
    sender: str
    server: str
    size: int
    dry_run: bool
    receipts: tuple[Receipt, ...]

    @property
    def failures(self) -> tuple[str, ...]:
        """One line for each address that the mail was not sent to."""
        if self.dry_run:
            return ()
        return tuple(
            f"{one.address}: {one.reason}"
            for one in self.receipts
            if one.outcome is not Outcome.SENT
        )


@dataclass(frozen=True, slots=True)
class PushOptions:
    """A push to the provider with this key. ``buttondown`` is the API's address, where not the real one."""

    key: Secret
    buttondown: str | None = None
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class ExportReport:
    """An export: its files as people see their paths, and the draft, where one was pushed."""

    slug: str
    provider: Provider
    folder: str
    files: tuple[str, ...]
    pushed: Pushed | None = None


def send_test(
    newsroom: Newsroom,
    slug: str,
    addresses: Sequence[str],
    password: Secret | None,
    *,
    dry_run: bool = False,
    limits: Limits | None = None,
) -> SendReport:
    """Send the mail of an issue, as it is, to one to five addresses."""
    recipients = parse_recipients(addresses)
    newsletter = newsroom.config.newsletter
    server = _mail_server(newsletter, password, dry_run=dry_run)
    issue = _find_issue(newsroom.places, slug)
    templates = load_templates(newsroom.places.root)
    mail = render_mail(newsletter, newsroom.config.themes, issue, templates)
    message = render_message(newsletter, issue, mail)
    sender = parseaddr(newsletter.email.sender)[1]
    if dry_run:
        receipts = tuple(Receipt(address, Outcome.NOT_TRIED, "dry run") for address in recipients)
    else:
        parcels = [Parcel(address, address_to(message, address)) for address in recipients]
        receipts = send(server, password, sender, parcels, limits)
    return SendReport(
        slug=issue.slug,
        subject=mail.subject,
        sender=sender,
        server=f"{server.host}:{server.port} ({server.security})",
        size=len(message),
        dry_run=dry_run,
        receipts=receipts,
    )


def export(
    newsroom: Newsroom,
    slug: str,
    provider: Provider,
    now: datetime,
    *,
    folder: Path | None = None,
    push: PushOptions | None = None,
) -> ExportReport:
    """Write the files that suit a provider, and make or bring up to date its draft with ``push``.

    The lock is held all the while, so that two pushes at once do not make two drafts.
    """
    config, places = newsroom.config, newsroom.places
    email = replace(config.newsletter.email, provider=provider)
    newsletter = replace(config.newsletter, email=email)
    if push:
        _check_push(newsletter, push)
    issue = _find_issue(places, slug)
    mail = render_mail(newsletter, config.themes, issue, load_templates(places.root))
    handover = hand_over(newsletter, issue, mail)
    target = folder or places.build / "export" / provider / issue.slug
    with locked(places, "export", now):
        files = export_files(handover, email.listmonk)
        for file in files:
            write_file(target / file.name, file.data)
        pushed = _push(newsletter, handover, push) if push else None
    return ExportReport(
        slug=issue.slug,
        provider=provider,
        folder=places.show(target),
        files=tuple(places.show(target / file.name) for file in files),
        pushed=pushed,
    )


def _push(newsletter: Newsletter, handover: Handover, options: PushOptions) -> Pushed:
    # Importing these loads the HTTP library.
    from generator.deliver.api import Api  # noqa: PLC0415
    from generator.deliver.buttondown import (  # noqa: PLC0415
        BUTTONDOWN,
        ButtondownShelf,
        buttondown_door,
    )
    from generator.deliver.deadline import Clock, Limits  # noqa: PLC0415
    from generator.deliver.listmonk import ListmonkShelf, listmonk_door  # noqa: PLC0415
    from generator.deliver.push import push  # noqa: PLC0415

    clock = Clock(options.limits or Limits())
    settings = newsletter.email.listmonk
    if handover.provider == "listmonk" and settings:
        with Api(listmonk_door(settings, options.key), clock) as api:
            return push(ListmonkShelf(api, settings), handover)
    door = buttondown_door(options.key, options.buttondown or BUTTONDOWN)
    with Api(door, clock) as api:
        return push(ButtondownShelf(api), handover)


def _check_push(newsletter: Newsletter, push: PushOptions) -> None:
    """Raise ``UsageError`` where a draft cannot be pushed with these settings."""
    provider = newsletter.email.provider
    if provider not in PUSHED_TO:
        known = " and ".join(PUSHED_TO)
        raise UsageError(f"--push knows {known}; for {provider} take the files of the export")
    variable = KEYS[provider]
    if not push.key.value:
        raise UsageError(
            f"set {variable} to the key of your {provider} account; it is never in a file"
        )
    # Anything else could not stand in a header, and its error message would show the key.
    if not re.fullmatch(r"[!-~]+", push.key.value):
        raise UsageError(f"{variable} holds a space or a character that no key has")
    if provider == "listmonk" and newsletter.email.listmonk is None:
        raise UsageError(
            "there is no email.listmonk; add for example "
            "listmonk: {url: https://listmonk.example.org/, lists: [1], user: api-user}",
            path=NEWSLETTER,
        )


def _mail_server(newsletter: Newsletter, password: Secret | None, *, dry_run: bool) -> Smtp:
    """Return the server for test mails. Raises ``UsageError`` where something is missing for it."""
    server = newsletter.email.smtp
    if server is None:
        raise UsageError(
            "there is no email.smtp; add for example smtp: {host: smtp.example.org, user: me}",
            path=NEWSLETTER,
        )
    if server.user and password is None and not dry_run:
        raise UsageError(
            f"email.smtp.user is {server.user}, and there is no password: set PAPERROUND_SMTP_PASSWORD, "
            f"or store one with 'keyring set paperround {server.user}@{server.host}'"
        )
    return server


def _find_issue(places: Places, slug: str) -> Issue:
    """Return one issue; what is wrong with others does not matter here."""
    known = {path.stem: path for path in issue_files(places)}
    if slug not in known:
        near = get_close_matches(slug, known, 1, 0.5)
        have = (
            f"did you mean {near[0]!r}?"
            if near
            else f"the issues are: {', '.join(known) or 'none'}"
        )
        raise UsageError(f"there is no issue {slug!r}; {have}")
    path = known[slug]
    return parse_issue(read_text(path, places), places.show(path), path.stem)
