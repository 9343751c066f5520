"""An issue as the view of its mail, whole or cut; what was rendered once is not rendered again."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from generator.dates import format_day
from generator.render.escape import escape_url
from generator.render.links import absolute, entry_path, issue_path, theme_path
from generator.render.mail.fit import Cut, Weighed
from generator.render.mail.mail import Part
from generator.render.mail.shorten import first_words, kept_share, shorten
from generator.render.mail.text import CONTENTS_FROM
from generator.render.mail.view import (
    ElsewhereView,
    EntryView,
    MailView,
    SectionView,
    TextView,
    preheader_of,
)
from generator.render.markdown import Output, plain_text, render_blocks, render_inline
from generator.render.plain_inline import holds_link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.config.objects import Newsletter, Themes
    from generator.models import Entry, Issue, Section
    from generator.render.mail.blanks import Blanks

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class _Text(NamedTuple):
    """One text that can be shortened, and whether its entry is left out as a whole."""

    anchor: str
    title: str
    text: str
    is_hidden: bool = False


class MailViewer:
    """Makes the views of one issue's mail. Not frozen: it remembers what it rendered.

    ``elsewhere`` are the sections that only the site has.
    """

    def __init__(
        self,
        newsletter: Newsletter,
        themes: Themes,
        issue: Issue,
        blanks: Blanks,
        elsewhere: Sequence[Section],
    ) -> None:
        self.newsletter = newsletter
        self.themes = themes
        self.issue = issue
        self.blanks = blanks
        self.elsewhere = elsewhere
        self.page_url = absolute(newsletter.base_url, issue_path(issue.slug))
        self._blocks: dict[tuple[str, str], str] = {}
        self._lines: dict[str, str] = {}

    def page(self, cut: Cut) -> MailView:
        """Return the view of the mail with as much as ``cut`` allows."""
        newsletter, issue, blanks = self.newsletter, self.issue, self.blanks
        is_rtl = newsletter.language.lower().split("-")[0] in RIGHT_TO_LEFT
        address = tuple(filter(None, map(str.strip, newsletter.email.postal_address.split("\n"))))
        if not address and blanks.postal_address:
            address = (blanks.postal_address.mark,)
        return MailView(
            language=newsletter.language,
            direction="rtl" if is_rtl else "ltr",
            newsletter=newsletter.title,
            tagline=newsletter.tagline,
            site_url=absolute(newsletter.base_url),
            title=issue.title,
            summary=issue.summary,
            preheader=preheader_of(issue),
            day=format_day(issue.date),
            url=self.page_url,
            intro=self._text(issue.intro, "intro", cut),
            has_contents=len(issue.sections) >= CONTENTS_FROM,
            sections=tuple(self._section(section, cut) for section in issue.sections),
            elsewhere=tuple(self._elsewhere(section) for section in self.elsewhere),
            unsubscribe_url=blanks.unsubscribe.mark,
            web_view_url=blanks.web_view.mark if blanks.web_view else self.page_url,
            subscriber=blanks.subscriber.mark if blanks.subscriber else None,
            address=address,
        )

    def weighed(self) -> list[Weighed]:
        """Return the texts that can be shortened, each with the size of its HTML."""
        return [
            Weighed(text, len(self._html(text, anchor).encode()))
            for anchor, _, text, _ in self._texts(Cut())
        ]

    def parts(self, cut: Cut) -> tuple[Part, ...]:
        """Return the mail's texts, and which of them are cut."""
        return tuple(
            Part(
                anchor=part.anchor,
                title=part.title,
                size=len(self._html(part.text, part.anchor).encode()),
                is_cut=part.is_hidden or _is_cut(part.text, cut),
            )
            for part in self._texts(cut)
        )

    def _texts(self, cut: Cut) -> Iterator[_Text]:
        yield _Text("intro", "the opening words", self.issue.intro)
        for section in self.issue.sections:
            yield _Text(section.id, section.text, section.intro)
            for place, entry in enumerate(section.entries):
                is_hidden = cut.entries is not None and place >= cut.entries
                yield _Text(entry.anchor, entry.text, entry.body, is_hidden)

    def _section(self, section: Section, cut: Cut) -> SectionView:
        theme = self.themes.find(section.id)
        shown = section.entries[: cut.entries]
        base_url = self.newsletter.base_url
        return SectionView(
            anchor=section.id,
            title=plain_text(section.title),
            title_html=self._line(section.title),
            site_url=self._site_url(section.id),
            url=None if holds_link(section.title) else self._site_url(section.id),
            theme_url=absolute(base_url, theme_path(theme.id)) if theme else None,
            intro=self._text(section.intro, section.id, cut),
            entries=tuple(self._entry(entry, cut) for entry in shown),
            count=len(section.entries),
            hidden=len(section.entries) - len(shown),
        )

    def _elsewhere(self, section: Section) -> ElsewhereView:
        title = plain_text(section.title)
        return ElsewhereView(title, self._site_url(section.id), len(section.entries))

    def _entry(self, entry: Entry, cut: Cut) -> EntryView:
        url = None if not entry.url or holds_link(entry.title) else escape_url(entry.url)
        return EntryView(
            title_html=self._line(entry.title),
            meta_html=self._line(entry.meta) if entry.meta else "",
            site_url=self._site_url(entry.anchor),
            url=url,
            body=self._text(entry.body, entry.anchor, cut),
        )

    def _site_url(self, anchor: str) -> str:
        return absolute(self.newsletter.base_url, entry_path(self.issue.slug, anchor))

    def _text(self, text: str, anchor: str, cut: Cut) -> TextView:
        if not _is_cut(text, cut):
            return TextView(self._html(text, anchor))
        budget = cut.text_bytes or 0
        kept = shorten(text, budget)
        if kept:
            return TextView(self._html(kept, anchor), is_cut=True)
        words = first_words(text, budget)
        return TextView(f"<p>{escape(words, quote=False)}</p>" if words else "", is_cut=True)

    def _html(self, text: str, anchor: str) -> str:
        if (text, anchor) not in self._blocks:
            self._blocks[text, anchor] = render_blocks(
                text, doc_id=anchor, output=Output.MAIL, page_url=self.page_url
            )
        return self._blocks[text, anchor]

    def _line(self, text: str) -> str:
        if text not in self._lines:
            self._lines[text] = render_inline(text, output=Output.MAIL, page_url=self.page_url)
        return self._lines[text]


def _is_cut(text: str, cut: Cut) -> bool:
    return cut.text_bytes is not None and kept_share(text, cut.text_bytes) < 1
