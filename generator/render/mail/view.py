"""What the mail's template gets: plain data with every address absolute and every text rendered.

Fields that end in ``_html`` are sanitised HTML; all others are text, and the template escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.dates import format_day
from generator.render.characters import drop_unfit
from generator.render.escape import escape_url
from generator.render.links import absolute, entry_path, issue_path, theme_path
from generator.render.mail.shorten import opening_words, shorten
from generator.render.mail.text import CONTENTS_FROM
from generator.render.markdown import Output, plain_text, render_blocks, render_inline
from generator.render.plain_inline import holds_link

if TYPE_CHECKING:
    from generator.config.objects import Newsletter, Themes
    from generator.models import Entry, Issue, Section

PREHEADER_LENGTH = 140
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Cut:
    """How much a mail may hold: bytes of Markdown in one text, entries in one section."""

    text_bytes: int | None = None
    entries: int | None = None


@dataclass(frozen=True, slots=True)
class TextView:
    """A rendered text. ``is_cut`` says that the site has more of it."""

    html: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class EntryView:
    """One paper. ``url`` is ``None`` where the title is no link, or has one of its own."""

    title_html: str
    meta_html: str
    site_url: str
    url: str | None
    body: TextView


@dataclass(frozen=True, slots=True)
class SectionView:
    """One theme. ``theme_url`` is ``None`` where the section is no theme of the newsletter."""

    anchor: str
    title: str
    title_html: str
    site_url: str
    theme_url: str | None
    intro: TextView
    entries: tuple[EntryView, ...]
    count: int
    hidden: int


@dataclass(frozen=True, slots=True)
class MailView:
    """The whole mail."""

    language: str
    direction: str
    newsletter: str
    tagline: str
    site_url: str
    title: str
    summary: str
    preheader: str
    day: str
    url: str
    intro: TextView
    has_contents: bool
    sections: tuple[SectionView, ...]
    address: tuple[str, ...]


def preheader_of(issue: Issue) -> str:
    """Return the words that a list of mails shows after the subject."""
    summary = " ".join(drop_unfit(issue.summary).split())
    return summary or opening_words(issue.intro, PREHEADER_LENGTH)


def texts_of(issue: Issue) -> tuple[str, ...]:
    """Return the texts of an issue that can be shortened."""
    intros = [issue.intro, *(section.intro for section in issue.sections)]
    return (*intros, *(entry.body for entry in issue.entries))


class MailViewer:
    """Makes the view of one mail. Not frozen: it notes what it had to cut."""

    def __init__(self, newsletter: Newsletter, themes: Themes, cut: Cut) -> None:
        self.newsletter = newsletter
        self.themes = themes
        self.cut = cut
        self.page_url = ""
        self.shortened: list[str] = []

    def page(self, issue: Issue) -> tuple[MailView, tuple[str, ...]]:
        """Return the view, and the anchors of what was cut (``intro`` for the opening words)."""
        newsletter = self.newsletter
        self.page_url = absolute(newsletter.base_url, issue_path(issue.slug))
        language = newsletter.language
        is_rtl = language.lower().split("-")[0] in RIGHT_TO_LEFT
        view = MailView(
            language=language,
            direction="rtl" if is_rtl else "ltr",
            newsletter=newsletter.title,
            tagline=newsletter.tagline,
            site_url=absolute(newsletter.base_url),
            title=issue.title,
            summary=issue.summary,
            preheader=preheader_of(issue),
            day=format_day(issue.date),
            url=self.page_url,
            intro=self._text(issue.intro, "intro"),
            has_contents=len(issue.sections) >= CONTENTS_FROM,
            sections=tuple(self._section(issue, section) for section in issue.sections),
            address=tuple(
                filter(None, map(str.strip, newsletter.email.postal_address.split("\n")))
            ),
        )
        return view, tuple(self.shortened)

    def _section(self, issue: Issue, section: Section) -> SectionView:
        newsletter = self.newsletter
        theme = self.themes.find(section.id)
        shown = section.entries[: self.cut.entries]
        intro = self._text(section.intro, section.id)
        self_url = absolute(newsletter.base_url, entry_path(issue.slug, section.id))
        view = SectionView(
            anchor=section.id,
            title=plain_text(section.title),
            title_html=self._line(section.title),
            site_url=self_url,
            theme_url=absolute(newsletter.base_url, theme_path(theme.id)) if theme else None,
            intro=intro,
            entries=tuple(self._entry(issue, entry) for entry in shown),
            count=len(section.entries),
            hidden=len(section.entries) - len(shown),
        )
        self.shortened += [entry.anchor for entry in section.entries[len(shown) :]]
        return view

    def _entry(self, issue: Issue, entry: Entry) -> EntryView:
        url = None if not entry.url or holds_link(entry.title) else escape_url(entry.url)
        return EntryView(
            title_html=self._line(entry.title),
            meta_html=self._line(entry.meta) if entry.meta else "",
            site_url=absolute(self.newsletter.base_url, entry_path(issue.slug, entry.anchor)),
            url=url,
            body=self._text(entry.body, entry.anchor),
        )

    def _text(self, text: str, anchor: str) -> TextView:
        budget = self.cut.text_bytes
        kept = text if budget is None else shorten(text, budget)
        is_cut = kept != text
        if is_cut:
            self.shortened.append(anchor)
        html = render_blocks(kept, doc_id=anchor, output=Output.MAIL, page_url=self.page_url)
        return TextView(html, is_cut)

    def _line(self, text: str) -> str:
        return render_inline(text, output=Output.MAIL, page_url=self.page_url)
