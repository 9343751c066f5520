"""An issue as a mail: its subject, preheader, HTML and text. ``message`` makes bytes of them.

The HTML is one table layout (templates/email/issue.html.j2) whose rules css-inline puts on the
elements, since many programs read no style sheet. It stays below what Gmail clips (``fit``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from css_inline import CSSInliner

from generator.errors import BuildError
from generator.render.characters import drop_unfit
from generator.render.mail.blanks import blanks_of
from generator.render.mail.fit import HTML_BUDGET, Cut, fitting_cut, load_of
from generator.render.mail.mail import Mail
from generator.render.mail.text import render_text
from generator.render.mail.view import preheader_of
from generator.render.mail.viewer import MailViewer
from generator.render.templates import render_template

if TYPE_CHECKING:
    from collections.abc import Collection

    from jinja2 import Environment

    from generator.config.objects import Newsletter, Themes
    from generator.models import Issue

TEMPLATE = "email/issue.html.j2"
KEPT_STYLE = re.compile(r'<style data-css-inline="keep">(.*?)</style>', re.DOTALL)


def render_mail(
    newsletter: Newsletter,
    themes: Themes,
    issue: Issue,
    templates: Environment,
    themes_only: Collection[str] = (),
) -> Mail:
    """Return the mail of an issue.

    With ``themes_only`` it is a shorter edition: sections of other ids are named, with links to the
    site. An issue that would be clipped is shortened: first the longest texts, all to one length,
    then, if need be, sections to fewer entries. Raises ``BuildError`` where even that is too much.
    """
    shown = tuple(one for one in issue.sections if not themes_only or one.id in themes_only)
    elsewhere = tuple(one for one in issue.sections if one not in shown)
    edition = replace(issue, sections=shown)
    blanks = blanks_of(newsletter, issue)
    viewer = MailViewer(newsletter, themes, edition, blanks, elsewhere)
    made: dict[Cut, str] = {}

    def html_at(cut: Cut) -> str:
        if cut not in made:
            written = drop_unfit(render_template(templates, TEMPLATE, viewer.page(cut)))
            made[cut] = blanks.fill_html(inlined(written))
        return made[cut]

    def load_at(cut: Cut) -> float:
        return load_of(html_at(cut), newsletter.email.tracking_bytes)

    cut: Cut | None = Cut()
    load = load_at(Cut())
    if load > 1:
        most = max((len(section.entries) for section in shown), default=0)
        cut = fitting_cut(viewer.weighed(), load, most, load_at)
    if cut is None:
        raise BuildError(
            f"the mail is larger than {HTML_BUDGET:,} bytes even without its texts; make fewer or "
            "shorter sections and titles",
            path=issue.path,
        )
    return Mail(
        subject=" ".join(drop_unfit(issue.title).split()),
        preheader=preheader_of(issue),
        html=html_at(cut),
        text=blanks.fill_text(render_text(newsletter, edition, blanks, elsewhere)),
        parts=viewer.parts(cut),
    )


def inlined(html: str) -> str:
    """Return HTML with its rules on the elements; the style that stays loses its white space."""
    return KEPT_STYLE.sub(_compact, _inliner().inline(html))


def _compact(style: re.Match[str]) -> str:
    rules = re.sub(r"\s*([{};,])\s*|(?<=:)\s+|\s+(?=!)", r"\1", style[1])
    return f"<style>{rules.replace(';}', '}').strip()}</style>"


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(keep_style_tags=False, minify_css=True, load_remote_stylesheets=False)
