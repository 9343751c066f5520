"""An issue as a mail: its subject, preheader, HTML and text. ``message`` makes bytes of them.

The HTML is one table layout (templates/email/issue.html.j2) whose rules css-inline puts on the
elements, since many programs read no style sheet. It stays below what Gmail clips: about 102 KB.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from css_inline import CSSInliner

from generator.errors import BuildError
from generator.render.characters import drop_unfit
from generator.render.mail.mail import PLACEHOLDERS, Mail, unsubscribe_url
from generator.render.mail.message import size_as_sent
from generator.render.mail.text import render_text
from generator.render.mail.view import Cut, MailViewer, preheader_of, texts_of
from generator.render.templates import render_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from generator.config.objects import Newsletter, Themes
    from generator.models import Issue

HTML_BUDGET = 100_000
SENT_BUDGET = 102_400
TEMPLATE = "email/issue.html.j2"
# Where the template writes the unsubscribe address. No body can: the sanitiser drops such schemes.
UNSUBSCRIBE = 'href="paperround:unsubscribe"'
OPENING_BRACE = re.compile(r"\{(?=[{%#])")


def render_mail(
    newsletter: Newsletter, themes: Themes, issue: Issue, templates: Environment
) -> Mail:
    """Return the mail of an issue.

    An issue that would be clipped is shortened: first the longest texts, all to one length, then,
    if need be, sections to fewer entries. Raises ``BuildError`` where even that is too much.
    """
    unsubscribe = unsubscribe_url(newsletter)

    def attempt(cut: Cut) -> tuple[str, tuple[str, ...]]:
        page, shortened = MailViewer(newsletter, themes, cut).page(issue)
        written = drop_unfit(render_template(templates, TEMPLATE, page))
        inlined = _inliner().inline(written)
        before, _, after = inlined.rpartition(UNSUBSCRIBE)
        html = f'{before}href="{escape(unsubscribe)}"{after}'
        return _guarded(html, escape(unsubscribe), "&#123;"), shortened

    html, shortened = _within_budget(issue, attempt)
    text = render_text(newsletter, issue, unsubscribe_url=unsubscribe)
    return Mail(
        subject=" ".join(drop_unfit(issue.title).split()),
        preheader=preheader_of(issue),
        html=html,
        text=_guarded(text, unsubscribe, "{\u2060"),
        shortened=shortened,
    )


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(keep_style_tags=False, minify_css=True, load_remote_stylesheets=False)


def _guarded(text: str, unsubscribe: str, brace: str) -> str:
    """Return ``text`` in which the provider's templates find their placeholder and nothing else.

    Listmonk runs Go templates and Buttondown Django's over the whole mail, titles included.
    """
    if unsubscribe not in PLACEHOLDERS.values():
        return text
    before, found, after = text.rpartition(unsubscribe)
    return OPENING_BRACE.sub(brace, before) + found + OPENING_BRACE.sub(brace, after)


def _within_budget(
    issue: Issue, attempt: Callable[[Cut], tuple[str, tuple[str, ...]]]
) -> tuple[str, tuple[str, ...]]:
    """Return the first of ever shorter attempts that a mail program shows whole."""
    whole = attempt(Cut())
    if _fits(whole[0]):
        return whole
    heaviest = max((len(text.encode()) for text in texts_of(issue)), default=0)
    shorter = _longest(heaviest, lambda size: attempt(Cut(text_bytes=size)))
    if shorter is None:
        most = max((len(section.entries) for section in issue.sections), default=0)
        shorter = _longest(most, lambda count: attempt(Cut(text_bytes=0, entries=count)))
    if shorter is None:
        raise BuildError(
            f"the mail is larger than {HTML_BUDGET:,} bytes even without its texts; make fewer or "
            "shorter sections and titles",
            path=issue.path,
        )
    return shorter


def _longest(
    limit: int, attempt: Callable[[int], tuple[str, tuple[str, ...]]]
) -> tuple[str, tuple[str, ...]] | None:
    """Return the attempt with the largest number below ``limit`` that fits, found by halving."""
    best = None
    low, high = 0, limit
    while low < high:
        middle = (low + high) // 2
        tried = attempt(middle)
        if _fits(tried[0]):
            best, low = tried, middle + 1
        else:
            high = middle
    return best


def _fits(html: str) -> bool:
    return len(html.encode()) <= HTML_BUDGET and size_as_sent(html) <= SENT_BUDGET
