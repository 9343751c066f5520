"""Measure the mail: bytes and time of 25 and 60 rich papers, beside premailer and MJML.

Times are medians of CPU milliseconds in this process after a warm-up; MJML is measured likewise inside
node. premailer and MJML are no part of Paperround: a row says how to get them where they are missing.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import time
from dataclasses import replace
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.papers import rich_papers
from generator.config.objects import Email, Newsletter, Themes
from generator.render.mail import render_mail, render_message
from generator.render.mail.blanks import blanks_of
from generator.render.mail.fit import Cut
from generator.render.mail.html import TEMPLATE, inlined
from generator.render.mail.message import size_as_sent
from generator.render.mail.viewer import MailViewer
from generator.render.templates import environment, render_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.models import Issue
    from generator.render.mail.view import MailView

HERE = Path(__file__).parent
ROUNDS = 9
NEWSLETTER = Newsletter(
    title="Paperround Weekly",
    base_url="https://paperround.example/weekly/",
    email=Email(sender="News <news@paperround.example>", postal_address="1 Example Street"),
)
TRACKED = replace(NEWSLETTER, email=replace(NEWSLETTER.email, tracking_bytes=90))
THEMES = Themes(themes=())
# One mj-section for each paper, as its documentation shows it.
MJML_NODE = """
import mjml2html from 'mjml';
import { readFileSync } from 'node:fs';
const source = readFileSync(process.argv[2], 'utf8');
const times = [];
let html = '';
for (let round = 0; round < 9; round += 1) {
  const start = process.cpuUsage();
  html = (await mjml2html(source, { validationLevel: 'skip' })).html;
  const used = process.cpuUsage(start);
  times.push((used.user + used.system) / 1000);
}
const sorted = times.slice(1).sort((a, b) => a - b);
console.log(JSON.stringify({ html, milliseconds: (sorted[3] + sorted[4]) / 2 }));
"""


def measure_mail(root: Path) -> None:
    """Print the table; ``root`` is a folder for files that are needed on the way."""
    print(f"\n{'mail':<58}{'CPU ms':>8}{'HTML B':>9}{'sent B':>9}{'cut':>5}")
    templates = environment([HERE.parent / "templates"])
    for count, words in ((25, 105), (60, 105), (60, 210)):
        issue = rich_papers(count, words)
        what = f"{count} rich papers of {words} words"
        for newsletter, note in ((NEWSLETTER, ""), (TRACKED, ", 90 bytes a link kept")):
            mail = render_mail(newsletter, THEMES, issue, templates)
            spent = milliseconds(lambda: render_mail(newsletter, THEMES, issue, templates))  # noqa: B023 - called at once
            show(f"{what}{note}", spent, mail.html, len(mail.shortened))
        spent = milliseconds(lambda: render_message(NEWSLETTER, issue, mail))  # noqa: B023 - called at once
        print(f"{'  its message':<58}{spent:>8.1f}")
    for count in (25, 60):
        compare(rich_papers(count), root)


def compare(issue: Issue, root: Path) -> None:
    """Print what css-inline, premailer and MJML make of the same papers."""
    templates = environment([HERE.parent / "templates"])
    viewer = MailViewer(NEWSLETTER, THEMES, issue, blanks_of(NEWSLETTER, issue), ())
    view = viewer.page(Cut())
    plain = render_template(templates, TEMPLATE, view)
    count = len(issue.entries)
    show(f"{count} papers, our template without inlining", None, plain, 0)
    show("  css-inline", milliseconds(lambda: inlined(plain)), inlined(plain), 0)
    if find_spec("premailer"):
        from premailer import Premailer  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

        def premail() -> str:
            return str(
                Premailer(plain, keep_style_tags=False, cssutils_logging_level=50).transform()
            )

        show("  premailer", milliseconds(premail), premail(), 0)
    else:
        print("  premailer: not measured; pip install premailer")
    node = shutil.which("node")
    if node and (HERE / "node_modules" / "mjml").is_dir():
        source = root / "mail.mjml"
        source.write_text(mjml_of(view), "utf-8")
        script = HERE / "node_modules" / "paperround-mjml.mjs"
        script.write_text(MJML_NODE, "utf-8")
        done = subprocess.run([node, script, source], capture_output=True, check=True)
        made = json.loads(done.stdout)
        show("  MJML, a section for each paper", made["milliseconds"], made["html"], 0)
    else:
        print("  MJML: not measured; npm install --prefix benchmarks --no-save mjml")


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median CPU time of a few runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times[1:])


def show(what: str, spent: float | None, html: str, cut: int) -> None:
    """Print one row."""
    shown = f"{spent:.1f}" if spent is not None else "–"
    print(f"{what:<58}{shown:>8}{len(html.encode()):>9,}{size_as_sent(html):>9,}{cut:>5}")


def mjml_of(view: MailView) -> str:
    """Return the same papers as MJML, one section each."""
    parts = [
        f"<mjml lang='en'><mj-head><mj-title>{escape(view.title)}</mj-title></mj-head><mj-body>"
    ]
    parts.append(
        block(f"<h1>{escape(view.title)}</h1><p>{escape(view.summary)}</p>{view.intro.html}")
    )
    for section in view.sections:
        parts.append(block(f"<h2>{section.title_html}</h2>{section.intro.html}"))
        for entry in section.entries:
            title = f'<h3><a href="{entry.url}">{entry.title_html}</a></h3>'
            link = f'<a href="{entry.site_url}">on the site</a>'
            parts.append(block(f"{title}<p>{entry.meta_html} · {link}</p>{entry.body.html}"))
    parts.append(block(f'<p><a href="{view.url}">View in browser</a></p>') + "</mj-body></mjml>")
    return "\n".join(parts)


def block(html: str) -> str:
    """Return HTML as one section of MJML."""
    return f"<mj-section><mj-column><mj-text>{html}</mj-text></mj-column></mj-section>"
