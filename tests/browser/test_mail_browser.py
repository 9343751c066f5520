"""The mail in a real browser: wide and narrow, light and dark, without a request to anyone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from generator.config.objects import Email, Newsletter, Theme, Themes
from generator.issue import parse_issue
from generator.render.mail import render_mail
from generator.render.templates import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

# Every text with too little contrast to its ground (WCAG 2.2, 1.4.3), and every one below 14 px.
FAULTS = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => {
    const [r, g, b] = parse(c).slice(0, 3).map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parse(colour)[3] ?? 1) === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.getClientRects().length) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(style.color), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${node.outerHTML.slice(0, 80)}`);
    if (parseFloat(style.fontSize) < 14 && !node.closest('.stripe'))
      found.push(`${style.fontSize} ${node.outerHTML.slice(0, 80)}`);
  }
  return found;
}"""

PICTURES = """() => Promise.all([...document.images].map((image) => {
  image.loading = 'eager';
  return image.decode().catch(() => null);
}))"""


@dataclass
class Visit:
    """An open mail, and the addresses it asked for."""

    page: Page
    asked: list[str]


@pytest.fixture(scope="module")
def mail_file(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Return the rich issue's mail as a file."""
    root = request.config.rootpath
    text = (root / "tests" / "data" / "render" / "rich.md").read_text("utf-8")
    wide = "\n\n".join(["", "| " + " | ".join(["Column"] * 12) + " |", "|" + "---|" * 12])
    issue = parse_issue(text + wide, "content/issues/2023-08.md", "2023-08")
    newsletter = Newsletter(
        title="Paperround Weekly",
        base_url="https://paperround.example/weekly/",
        email=Email(sender="News <news@paperround.example>", postal_address="1 Example Street"),
    )
    themes = Themes(themes=(Theme(id="tool-use", title="Tool use"),))
    mail = render_mail(newsletter, themes, issue, environment([root / "templates"]))
    path = tmp_path_factory.mktemp("mail") / "mail.html"
    path.write_text(mail.html, "utf-8")
    return path


@pytest.fixture(params=[(640, "light"), (640, "dark"), (360, "light"), (360, "dark")], ids=str)
def visit(browser: Browser, mail_file: Path, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Return the mail, opened in a window of that width and colour scheme, pictures refused."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True
    )
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.route(re.compile("^https?:"), lambda route: route.abort())
    page = context.new_page()
    page.goto(mail_file.as_uri())
    asked.remove(page.url)
    yield Visit(page, asked)
    context.close()


def test_mail_never_scrolls_sideways(visit: Visit) -> None:
    """Long addresses, code and wide tables stay inside the window."""
    inner, content = visit.page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
    assert content <= inner


def test_mail_asks_nobody_but_for_its_pictures(visit: Visit) -> None:
    """No font, style or tracker: the one request is the issue's own picture."""
    visit.page.evaluate(PICTURES)
    assert visit.asked == ["https://paperround.example/weekly/issues/figures/soft-moe.png"]


def test_every_text_is_large_enough_and_stands_out(visit: Visit) -> None:
    """Contrast is 4.5 to 1 at least, in light and dark, and no text is below 14 px."""
    assert visit.page.evaluate(FAULTS) == []


def test_preheader_is_not_shown(visit: Visit) -> None:
    """The words for the list of mails take no room in the mail."""
    assert not visit.page.locator(".preheader").is_visible()
    assert visit.page.locator("h1").is_visible()


def test_contents_lead_to_their_section(visit: Visit) -> None:
    """A click in the contents brings the section into view."""
    visit.page.locator("a[href='#training-data']").click()
    heading = visit.page.get_by_role("heading", name="Training data", exact=True)
    top = heading.evaluate("node => node.getBoundingClientRect().top")
    assert 0 <= top < 800
