"""What the tests of mails and feeds are made of: a newsletter, its themes, and a rich issue."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from generator.config.objects import Editor, Email, Newsletter, Theme, Themes
from generator.issue import parse_issue
from generator.models import Entry, Issue, Section, Status
from generator.render.templates import environment

if TYPE_CHECKING:
    from typing import Any

    from jinja2 import Environment

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "render"

NEWSLETTER = Newsletter(
    title="Paperround Weekly",
    tagline="What mattered in machine learning, by theme",
    base_url="https://paperround.example/weekly/",
    email=Email(
        sender="Paperround Weekly <news@paperround.example>",
        postal_address="The Paperround desk\n1 Example Street, Exampleton",
    ),
    editors=(Editor("The Paperround desk"), Editor("A. N. Other")),
)
THEMES = Themes(
    themes=(
        Theme(id="mixture-of-experts", title="Mixture of experts"),
        Theme(id="tool-use", title="Tool use"),
        Theme(id="training-data", title="Training data"),
    )
)


def templates() -> Environment:
    """Return the environment over the packaged templates."""
    return environment([ROOT / "templates"])


def rich_issue(*, with_math: bool = True) -> Issue:
    """Return the issue that has one of everything."""
    text = (DATA / "rich.md").read_text("utf-8")
    if not with_math:
        text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$", "", text, flags=re.DOTALL)
    return parse_issue(text, "content/issues/2023-08.md", "2023-08")


def issue_of(*bodies: str, title: str = "An issue", per_section: int = 10) -> Issue:
    """Return an issue whose entries have these bodies, in sections of at most ``per_section``."""
    entries = [
        Entry(
            title=f"Paper {number}",
            text=f"Paper {number}",
            anchor=f"paper-{number}",
            line=number,
            url=f"https://arxiv.org/abs/2308.{number:05}",
            meta=f"*A. Author and {number} others* · [pdf](https://arxiv.org/pdf/2308.{number:05})",
            body=body,
        )
        for number, body in enumerate(bodies, 1)
    ]
    groups = [entries[at : at + per_section] for at in range(0, len(entries), per_section)]
    return Issue(
        slug="2023-08",
        title=title,
        date=date(2023, 8, 31),
        status=Status.PUBLISHED,
        path="content/issues/2023-08.md",
        summary="One sentence.",
        sections=tuple(
            Section(f"theme-{place}", f"Theme {place}", f"Theme {place}", 1, "", tuple(group))
            for place, group in enumerate(groups, 1)
        ),
    )


def with_email(**changes: Any) -> Newsletter:
    """Return the newsletter with other keys under ``email``."""
    return replace(NEWSLETTER, email=replace(NEWSLETTER.email, **changes))


class Page(HTMLParser):
    """HTML as the tests look at it: links, headings, elements and the words that are shown."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.sources: list[str] = []
        self.elements: list[str] = []
        self.headings: list[str] = []
        self.styles: list[str] = []
        self.text = ""
        self._hidden = 0
        self._heading: str | None = None
        self.feed(html)
        self.close()

    @property
    def words(self) -> list[str]:
        """The words in order, without marks, in lower case."""
        return words_of(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append(tag)
        self.styles.append(given.get("style", ""))
        if "href" in given:
            self.links.append(given["href"])
        if "src" in given:
            self.sources.append(given["src"])
            self.text += f" {given.get('alt', '')} "
        if tag in {"style", "script", "title", "math"}:
            self._hidden += 1
        if re.fullmatch("h[1-6]", tag):
            self._heading = ""
        if tag not in {"em", "strong", "code", "a", "s", "kbd", "sub", "sup"}:
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "title", "math"}:
            self._hidden -= 1
        if re.fullmatch("h[1-6]", tag) and self._heading is not None:
            self.headings.append(" ".join(self._heading.replace("¶", "").split()))
            self._heading = None

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.text += data
        if self._heading is not None:
            self._heading += data


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case; ``_`` and ``^`` are marks of plain text."""
    return [word.lower() for word in re.findall(r"\w+", re.sub("[_^]", "", text))]
