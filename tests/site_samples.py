"""A small newsletter of issue objects, and its site as MkDocs builds it: for tests of the site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from generator.config.objects import Editor, Email, Newsletter, Theme, Themes
from generator.models import Entry, Issue, Period, Section, Status
from generator.render.site import EditorPage, render_mkdocs_config, render_site
from generator.render.templates import environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.render.site import Page

ROOT = Path(__file__).parents[1]
BASE_PATH = "/weekly/"

NEWSLETTER = Newsletter(
    title="Papers & <Friends>",
    tagline='What "mattered", by theme',
    base_url=f"https://papers.example{BASE_PATH}",
    email=Email(sender="Papers <news@papers.example>"),
    editors=(Editor("A. Editor", "https://papers.example/editor"), Editor("B. Editor")),
    license="CC BY 4.0",
)
THEMES = Themes(
    themes=(
        Theme(id="routing", title="Routing & experts", blurb="Sparse models, <b>routed</b>."),
        Theme(id="silence", title="Silence", blurb="A theme of which nobody wrote."),
    )
)
RICH = r"""
Costs $O(n \log n)$, as a [neighbour](#other-one) says.[^1]

| A very long heading of a column | Another long heading of a column | And a third one |
|---------------------------------|---------------------------------:|-----------------|
| unbreakable_identifier_number_one_two_three | 2 | `code` |

```
a_line = "that is much too long for a narrow screen, so that its box has to scroll and not the page"

{: .not-a-class } [^1] # no heading {{ no template }}
```

#### The editor's own heading

- one
    - two

[^1]: A footnote.
"""


def entry(number: int, title: str, body: str = "Words.") -> Entry:
    """Return an entry on paper ``number``; its title is plain."""
    paper = f"2308.0{number:04}"
    return Entry(
        title=title,
        text=title,
        anchor=f"arxiv-{paper.replace('.', '-')}",
        line=1,
        paper=f"arxiv:{paper}",
        url=f"https://arxiv.org/abs/{paper}",
        meta=f"N. Name and 3 others · 2 Aug 2023 · [pdf](https://arxiv.org/pdf/{paper})",
        body=body,
    )


def issue(slug: str, day: date, title: str, *sections: Section, draft: bool = False) -> Issue:
    """Return an issue of the week that ends on ``day``."""
    return Issue(
        slug=slug,
        title=title,
        date=day,
        status=Status.DRAFT if draft else Status.PUBLISHED,
        path=f"content/issues/{slug}.md",
        summary=f"All that {slug} is about.",
        period=Period(date(2023, 7, 28), day),
        intro="Opening *words*.",
        sections=sections,
    )


LATEST = issue(
    "2023-w31",
    date(2023, 8, 6),
    "Soft <experts> & C#",
    Section(
        id="routing",
        title="Routing & experts",
        text="Routing & experts",
        line=1,
        intro="On the theme.",
        entries=(
            entry(951, r"From \<sparse\> to `soft` $\ell_1$ mixtures of C\#", RICH),
            entry(952, "A second paper", RICH),
        ),
    ),
    Section(
        id="also-noted",
        title="Also noted",
        text="Also noted",
        line=9,
        entries=(
            Entry(title="No link, no words", text="No link, no words", anchor="other-one", line=9),
        ),
    ),
)
EARLIER = issue(
    "2023-w30",
    date(2023, 7, 30),
    "An earlier week",
    Section(
        id="routing",
        title="Routing",
        text="Routing",
        line=1,
        entries=(entry(100, "An older paper"),),
    ),
)
OLDEST = issue("2022-w52", date(2022, 12, 31), "Before the year turned", draft=True)
ISSUES = (EARLIER, LATEST, OLDEST)
PAGES = (EditorPage("about", "# About & us\n\nWe read.\n\n## How\n\nBy hand.\n"),)


def render_sample(
    issues: Sequence[Issue] = ISSUES, newsletter: Newsletter = NEWSLETTER
) -> dict[str, Page]:
    """Return the sample's pages by path."""
    templates = environment([ROOT / "templates"])
    pages = render_site(newsletter, THEMES, issues, PAGES, templates)
    return {page.path: page for page in pages}


def build_sample(folder: Path) -> Path:
    """Write the sample into ``folder``, run MkDocs as a build does, and return the site."""
    docs = folder / "docs"
    pages = render_sample()
    for page in pages.values():
        path = docs / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.text, "utf-8")
    shutil.copytree(ROOT / "site" / "assets", docs / "assets")
    (docs / "feed.xml").write_text("<rss version='2.0'/>", "utf-8")
    config = render_mkdocs_config(NEWSLETTER, tuple(pages.values()), ROOT / "site", docs)
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    site = folder / "site"
    command = ["-m", "mkdocs", "build", "--strict", "-q", "-f", str(folder / "mkdocs.yml")]
    done = subprocess.run(
        [sys.executable, *command, "-d", str(site)],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1691280000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr.strip(), done.stderr
    return site
