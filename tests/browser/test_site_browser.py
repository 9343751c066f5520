"""The built site in a real browser: reading, finding, wide and narrow, light and dark, offline."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.site_samples import BASE_PATH, build_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "issues/2023-w31/",
    "themes/",
    "themes/routing/",
    "archive/",
    "about/",
    "subscribe/",
    "feeds/",
    "404.html",
)
# Every visible text with too little contrast to its ground (WCAG 2.2, 1.4.3).
FAINT = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => {
    const [r, g, b] = parse(c).slice(0, 3).map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parse(colour)[3] ?? 1) > 0.9) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility({ opacityProperty: true })) continue;
    if (node.closest('script, style, .md-search, .md-dialog')) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${node.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LIGHTNESS = """() => getComputedStyle(document.body).backgroundColor
  .match(/\\d+/g).slice(0, 3).map(Number).reduce((sum, part) => sum + part) / 765"""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serve a folder below the site's base path, and say nothing."""

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + urlsplit(path).path.removeprefix(BASE_PATH))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the sample's site and serve it on loopback."""
    site = build_sample(tmp_path_factory.mktemp("served"))
    handler = partial(QuietHandler, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{BASE_PATH}"
        server.shutdown()


@dataclass
class Reader:
    """A browser window that notes every address it asks for and every complaint."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Callable[..., Reader]]:
    """Open a window: ``reader(width=360, color_scheme="dark")``."""
    contexts = []

    def make(width: int = 1280, **options: Any) -> Reader:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        made = Reader(context.new_page(), address)
        made.page.on("request", lambda request: made.asked.append(request.url))
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on(
            "console",
            lambda message: (
                made.complaints.append(message.text)
                if message.type in {"error", "warning"}
                else None
            ),
        )
        return made

    yield make
    for context in contexts:
        context.close()


def test_from_home_to_an_entry_and_its_permalink(reader: Callable[..., Reader]) -> None:
    """The headline opens the issue; an entry's mark gives an address that opens at the entry."""
    page = reader().open("")
    page.click("h1 a")
    assert page.url.endswith("/issues/2023-w31/")
    page.click("a.pr-permalink >> nth=1")
    assert page.url.endswith("#arxiv-2308-00952")
    page.goto(page.url)
    box = page.locator("#arxiv-2308-00952").bounding_box()
    assert box is not None
    assert 40 < box["y"] < 700
    assert page.locator("h3 a").first.get_attribute("href") == "https://arxiv.org/abs/2308.00951"


def test_a_theme_page_leads_to_entry_and_paper(reader: Callable[..., Reader]) -> None:
    """From an issue to its theme, and from there to an older entry."""
    page = reader().open("issues/2023-w31/")
    page.click("text=All on this theme")
    assert page.url.endswith("/themes/routing/")
    page.click("text=An older paper")
    assert page.url.endswith("/issues/2023-w30/#arxiv-2308-00100")


def test_the_light_switch_works_and_is_remembered(reader: Callable[..., Reader]) -> None:
    """Dark by choice stays dark on the next page."""
    page = reader().open("")
    assert page.evaluate(LIGHTNESS) > 0.9
    page.click("label[title='Switch to dark']")
    page.wait_for_function(f"({LIGHTNESS})() < 0.2")
    page.goto(page.url + "archive/")
    assert page.evaluate(LIGHTNESS) < 0.2


def test_without_scripts_everything_can_be_read(reader: Callable[..., Reader]) -> None:
    """Words, formulas, navigation and the system's dark are there with JavaScript off."""
    page = reader(java_script_enabled=False, color_scheme="dark").open("issues/2023-w31/")
    assert page.locator("text=as a neighbour says").first.is_visible()
    assert page.locator("math").first.is_visible()
    assert not page.locator(".md-search").is_visible()
    assert page.evaluate(LIGHTNESS) < 0.2
    page.click("nav.pr-nav >> text=Archive")
    assert page.locator("text=An earlier week").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_scrolls_sideways(reader: Callable[..., Reader], width: int) -> None:
    """Wide tables and code scroll in their own boxes, on a phone too."""
    window = reader(width)
    for path in PAGES:
        assert window.open(path).evaluate(SIDEWAYS) == 0, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scripts", [True, False])
def test_all_text_has_contrast(reader: Callable[..., Reader], scheme: str, scripts: bool) -> None:
    """Every text has 4.5:1 on its ground, in both schemes, with and without scripts."""
    window = reader(color_scheme=scheme, java_script_enabled=scripts)
    for path in PAGES:
        assert window.open(path).evaluate(FAINT) == [], path


def test_nothing_comes_from_another_host_and_nothing_complains(
    reader: Callable[..., Reader],
) -> None:
    """Pages, search and the menu ask only the site, and the console stays empty."""
    window = reader()
    for path in PAGES:
        window.open(path)
    window.page.wait_for_load_state("networkidle")
    assert {urlsplit(url).netloc for url in window.asked} == {urlsplit(window.address).netloc}
    assert window.complaints == []


def test_search_finds_an_entry(reader: Callable[..., Reader]) -> None:
    """Words of a title lead to the entry's place, and the dialog has a name."""
    page = reader().open("archive/")
    assert page.locator("[role=dialog]").get_attribute("aria-label") == "Search"
    page.click("input[name=query]")
    page.keyboard.type("second paper")
    found = page.locator(".md-search-result__list a").first
    found.wait_for()
    assert "issues/2023-w31/" in (found.get_attribute("href") or "")


def test_the_menu_opens_on_a_phone(reader: Callable[..., Reader]) -> None:
    """The drawer shows the pages, and the search fills the window."""
    page = reader(360).open("")
    page.click("label.pr-header__menu")
    page.locator(".md-nav--primary >> text=Themes").click()
    assert page.url.endswith("/themes/")
    page.click("label.pr-header__search")
    page.keyboard.type("second paper")
    page.locator(".md-search-result__item").first.wait_for()
    # The window opens in steps: wait for its end, not for its beginning.
    page.wait_for_function(
        "document.querySelector('.md-search__output').getBoundingClientRect().height > 300"
    )
