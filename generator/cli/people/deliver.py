"""What send and export say to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from generator.cli.people.screen import console
from generator.deliver.smtp import Outcome

if TYPE_CHECKING:
    from generator.pipeline.deliver import ExportReport, SendReport

NEXT = {
    "listmonk": "paste body.html as raw HTML and altbody.txt as the plain text, or add --push",
    "buttondown": "paste body.html in naked mode, or add --push",
    "mailchimp": "make a campaign, code your own, and paste mail.html; settings.json has the rest",
    "ghost": "paste card.html in an HTML card of a new post that goes out by e-mail",
    "generic": "replace {{ unsubscribe_url }} for each reader, if the mail has it",
}


def show_send(report: SendReport) -> None:
    """Print the mail and what became of it at each address that took it."""
    screen = console()
    mail = f"“{escape(report.subject)}” ({report.size:,} bytes)"
    way = f"from {escape(report.sender)} through {escape(report.server)}"
    if report.dry_run:
        addresses = ", ".join(escape(one.address) for one in report.receipts)
        screen.print(f"Would send {mail} to {addresses}, {way}. Nothing was sent.")
        return
    sent = [one.address for one in report.receipts if one.outcome is Outcome.SENT]
    screen.print(f"Sent {mail} to {len(sent)} of {len(report.receipts)}, {way}.")
    for address in sent:
        screen.print(f"  sent  {escape(address)}")


def show_export(report: ExportReport) -> None:
    """Print the files, the draft at the provider, and what to do next."""
    screen = console()
    screen.print(f"Exported {escape(report.slug)} for {report.provider}:")
    for file in report.files:
        screen.print(f"  [bold]{escape(file)}[/bold]", soft_wrap=True)
    pushed = report.pushed
    if pushed is None:
        screen.print(f"  next  {NEXT[report.provider]}")
        return
    said = {
        "created": "A draft was made",
        "updated": "The draft was brought up to date",
        "there": "The draft is there already and says the same",
    }
    screen.print(f"{said[pushed.action]}: {escape(pushed.url)}", soft_wrap=True)
    screen.print("  next  look at it there, send yourself a test, and send it when it is right")
