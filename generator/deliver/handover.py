"""An issue as one mail provider gets it: its mail, and what the provider's templates would misread.

Only data: writing files and pushing drafts is for others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.errors import BuildError
from generator.render.links import absolute, issue_path
from generator.render.mail import placeholders
from generator.render.mail.message import clean_header
from generator.render.stamps import list_id_of

if TYPE_CHECKING:
    from generator.config.objects import Newsletter, Provider
    from generator.models import Issue
    from generator.render.mail import Mail

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
# In this mode Buttondown sends the HTML as it is (its documentation, "Editor modes").
NAKED = "<!-- buttondown-editor-mode: naked -->"


@dataclass(frozen=True, slots=True)
class Handover:
    """What a provider gets. ``key`` says, at the provider too, which issue of which newsletter it is.

    ``subject``, ``preheader``, ``name`` (what the provider's own lists show) and ``sender`` hold
    nothing that its templates would run.
    """

    provider: Provider
    key: str
    slug: str
    name: str
    subject: str
    preheader: str
    html: str
    text: str
    sender: str
    reply_to: str | None
    page_url: str


def hand_over(newsletter: Newsletter, issue: Issue, mail: Mail) -> Handover:
    """Return what the provider named in ``newsletter`` gets of an issue.

    ``mail`` was rendered for that provider. Raises ``BuildError`` where its HTML lost the place in
    which the provider puts the link to unsubscribe.
    """
    provider = newsletter.email.provider
    known = placeholders(provider)
    if provider != "generic" and known.unsubscribe not in mail.html:
        raise BuildError(
            f"the mail has no {known.unsubscribe}, where {provider} puts the link to unsubscribe; "
            "look at templates/email/issue.html.j2",
            path=issue.path,
        )
    subject = known.defuse_text(clean_header(mail.subject))
    return Handover(
        provider=provider,
        key=f"paperround:{list_id_of(newsletter)}:{issue.slug}",
        slug=issue.slug,
        name=f"{subject} ({issue.slug})",
        subject=subject,
        preheader=known.defuse_text(clean_header(mail.preheader)),
        html=_html_for(provider, mail.html),
        text=mail.text,
        sender=known.defuse_text(clean_header(newsletter.email.sender)),
        reply_to=newsletter.email.reply_to,
        page_url=absolute(newsletter.base_url, issue_path(issue.slug)),
    )


def _html_for(provider: Provider, html: str) -> str:
    """Return the mail's HTML in the form in which the provider keeps all of it."""
    if provider == "listmonk":
        return COMMENT.sub(_safe_comment, html)
    if provider == "buttondown":
        return f"{NAKED}\n{html}"
    if provider == "ghost":
        found = BODY.search(html)
        return (found[1] if found else html).strip() + "\n"
    return html


def _safe_comment(found: re.Match[str]) -> str:
    """Return a comment so that Go's ``html/template`` keeps it: Outlook's tables stand in some."""
    comment = found[0]
    return comment if "`" in comment else f"{{{{ Safe `{comment}` }}}}"
