"""The site: its pages as Markdown, its MkDocs configuration, and what MkDocs makes of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config.objects import Subscribe
from generator.errors import BuildError
from generator.models import Period
from generator.render.characters import drop_unfit
from generator.render.escape import escape_text, visible_text
from generator.render.site import EditorPage, render_mkdocs_config, render_site
from generator.render.site.page_views import front_matter
from generator.render.site.view import format_period
from generator.render.templates import environment
from tests.site_samples import (
    EARLIER,
    ISSUES,
    LATEST,
    NEWSLETTER,
    PAGES,
    ROOT,
    THEMES,
    build_sample,
    entry,
    render_sample,
)

ISSUE_PAGE = "issues/2023-w31/index.html"


class Html(HTMLParser):
    """What a test asks a page: its ids, links, loaded addresses, headings and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._stack: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._stack.append(tag)
        if identity := given.get("id"):
            self.ids.append(identity)
        if tag == "a" and (href := given.get("href")):
            self.links.append(href)
        if tag in {"script", "img", "source"} and (source := given.get("src")):
            self.loads.append(source)
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload", "preconnect"}:
            self.loads.append(given["href"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if {"script", "style"} & set(self._stack):
            return
        self.words.append(data)
        if self.headings and self.headings[-1][0] in self._stack:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's site, built by MkDocs once for all tests here."""
    return build_sample(tmp_path_factory.mktemp("site"))


def read(site: Path, path: str) -> Html:
    return Html((site / path).read_text("utf-8"))


def test_every_page_is_there() -> None:
    """Home, an archive, a page per issue and theme, subscribing, feeds and the editor's pages."""
    assert list(render_sample()) == [
        "about.md",
        "archive.md",
        "feeds.md",
        "index.md",
        "issues/2022-w52.md",
        "issues/2023-w30.md",
        "issues/2023-w31.md",
        "subscribe.md",
        "themes/index.md",
        "themes/routing.md",
        "themes/silence.md",
    ]


def test_same_issues_same_pages() -> None:
    """The order in which issues come makes no difference to any byte."""
    assert render_sample(ISSUES) == render_sample(tuple(reversed(ISSUES)))


def test_the_built_site_is_the_same_twice(site: Path, tmp_path: Path) -> None:
    """Two builds of the same input, in two places, give the same files with the same bytes."""
    again = build_sample(tmp_path)

    def files(folder: Path) -> dict[str, bytes]:
        found = (path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in found}

    first, second = files(site), files(again)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_issue_page_tells_the_whole_issue(site: Path) -> None:
    """Title, day, period, summary, opening words, themes and entries with their words."""
    page = read(site, ISSUE_PAGE)
    for words in (
        "6 Aug 2023",
        "covers 28 Jul – 6 Aug 2023",
        "3 papers",
        "All that 2023-w31 is about.",
        "Opening words.",
        "On the theme.",
        "N. Name and 3 others · 2 Aug 2023 · pdf",
        'a_line = "that is much too long',
        "{: .not-a-class } [^1] # no heading {{ no template }}",
    ):
        assert words in page.text
    headings = [text for _, text in page.headings if text != "The editor's own heading"]
    assert headings == [
        "Soft <experts> & C#",
        "Routing & experts",
        "From <sparse> to soft ℓ1 mixtures of C#",
        "A second paper",
        "Also noted",
        "No link, no words",
    ]
    assert {"routing", "also-noted", "arxiv-2308-00951", "other-one"} <= set(page.ids)


def test_the_table_of_contents_is_whole(site: Path) -> None:
    """MkDocs's own list of headings has every theme and entry, under the right anchors."""
    html = (site / ISSUE_PAGE).read_text("utf-8")
    contents = html[html.index('data-md-component="toc"') :]
    contents = contents[: contents.index("</div>")]
    named = re.findall(
        r'href="#([^"]+)" class="md-nav__link">\s*<span[^>]*>(.*?)</span>', contents, re.DOTALL
    )
    assert [
        (anchor, " ".join(unescape(re.sub("<[^>]+>", "", text)).split())) for anchor, text in named
    ] == [
        ("routing", "Routing & experts"),
        ("arxiv-2308-00951", "From <sparse> to soft ℓ1 mixtures of C#"),
        ("arxiv-2308-00952", "A second paper"),
        ("also-noted", "Also noted"),
        ("other-one", "No link, no words"),
    ]


def test_search_finds_words_under_their_entry(site: Path) -> None:
    """The index holds an entry's words under its anchor, once, and no navigation."""
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    docs = {doc["location"]: doc for doc in index["docs"]}
    assert "as a neighbour says" in re.sub(
        "<[^>]+>", "", docs["issues/2023-w31/#arxiv-2308-00951"]["text"]
    )
    holders = [
        where for where, doc in docs.items() if "A second paper" in doc["title"] + doc["text"]
    ]
    assert holders == ["issues/2023-w31/#arxiv-2308-00952"]
    assert not any("Link to" in doc["text"] for doc in docs.values())


def test_no_id_appears_twice(site: Path) -> None:
    """Two entries with the same footnotes still have their own ids, on every page."""
    for path in site.rglob("*.html"):
        ids = Html(path.read_text("utf-8")).ids
        assert sorted(ids) == sorted(set(ids)), path


def test_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    """No dead page and no dead anchor, from any page."""
    base = NEWSLETTER.base_url
    pages = {path: read(site, str(path.relative_to(site))) for path in site.rglob("*.html")}
    checked = 0
    for path, page in pages.items():
        own = urljoin(base, path.relative_to(site).as_posix().removesuffix("index.html"))
        for link in page.links:
            target = urlsplit(urljoin(own, link))
            if not target.geturl().startswith(base):
                continue
            file = site / unquote(target.path).removeprefix(urlsplit(base).path)
            file = file / "index.html" if file.is_dir() else file
            assert file.is_file(), f"{path}: {link}"
            if target.fragment and file.suffix == ".html":
                assert target.fragment in pages[file].ids, f"{path}: {link}"
            checked += 1
    assert checked > 100


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    """Scripts, styles, fonts and pictures are the site's own, in pages and in style sheets."""
    for path in site.rglob("*.html"):
        for address in read(site, str(path.relative_to(site))).loads:
            assert not urlsplit(address).netloc, f"{path}: {address}"
    for path in (site / "assets").glob("*.css"):
        for address in re.findall(r"url\(\"?([^)\"]+)", path.read_text("utf-8")):
            assert (path.parent / address).is_file(), address


def test_every_page_announces_the_feed(site: Path) -> None:
    """A feed reader that gets any address of the site finds the feed."""
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        found = re.search(
            r'<link rel="alternate" type="application/rss\+xml"[^>]* href="([^"]+)"', html
        )
        assert found is not None, path
        assert urljoin(f"{NEWSLETTER.base_url}x", found[1]).endswith("feed.xml")


def test_titles_are_text_in_the_head(site: Path) -> None:
    """Markup in titles and blurbs is escaped where MkDocs copies it as it is."""
    issue = (site / ISSUE_PAGE).read_text("utf-8")
    assert "<title>Soft &lt;experts&gt; &amp; C# · Papers &amp; &lt;Friends&gt;</title>" in issue
    home = (site / "index.html").read_text("utf-8")
    assert '<meta name="description" content="What &quot;mattered&quot;, by theme">' in home
    theme = (site / "themes/routing/index.html").read_text("utf-8")
    assert 'content="Sparse models, &lt;b&gt;routed&lt;/b&gt;."' in theme
    assert "<b>" not in theme.split("<article")[1].split("</article>")[0]


def test_home_shows_the_latest_issue_whole_and_cards_of_others(site: Path) -> None:
    """Permalinks on the home page lead to the issue's own page."""
    page = read(site, "index.html")
    assert "as a neighbour says" in page.text
    assert "issues/2023-w31/#arxiv-2308-00951" in page.links
    assert {"issues/2023-w30/", "issues/2022-w52/"} <= set(page.links)
    assert "An older paper" not in page.text


def test_neighbours_of_an_issue(site: Path) -> None:
    """Previous is the older issue and next the newer one; the ends have only one of them."""
    middle = (site / "issues/2023-w30/index.html").read_text("utf-8")
    assert 'rel="prev" href="../../issues/2022-w52/"' in middle
    assert 'rel="next" href="../../issues/2023-w31/"' in middle
    newest, oldest = (
        (site / f"issues/{slug}/index.html").read_text("utf-8") for slug in ("2023-w31", "2022-w52")
    )
    assert ('rel="prev"' in newest, 'rel="next"' in newest) == (True, False)
    assert ('rel="prev"' in oldest, 'rel="next"' in oldest) == (False, True)


def test_theme_page_lists_all_it_covered_newest_first(site: Path) -> None:
    """By issue, each entry with its place in the issue and its paper."""
    page = read(site, "themes/routing/index.html")
    assert "3 papers in 2 issues" in page.text
    headings = [text for level, text in page.headings if level == "h2"]
    assert headings == ["Soft <experts> & C#", "An earlier week"]
    assert "../../issues/2023-w31/#arxiv-2308-00952" in page.links
    assert "https://arxiv.org/pdf/2308.00952" in page.links
    assert "Nothing covered yet" in read(site, "themes/silence/index.html").text


def test_archive_is_by_year(site: Path) -> None:
    """Every issue stands under its year, and a draft says that it is one."""
    page = read(site, "archive/index.html")
    assert [text for level, text in page.headings if level == "h2"] == ["2023", "2022"]
    assert "Draft 31 Dec 2022" in page.text
    assert page.text.count("Draft") == 1


def test_subscribe_offers_the_form_only_where_there_is_one() -> None:
    """Without a form the page offers the feed."""
    with_form = replace(NEWSLETTER, subscribe=Subscribe("https://mail.example/join?a=1&b=2"))
    offered = render_sample(newsletter=with_form)["subscribe.md"].text
    assert 'href="https://mail.example/join?a=1&amp;b=2"' in offered
    plain = render_sample()["subscribe.md"].text
    assert "by mail" not in plain.lower()
    assert "../feed.xml" in plain


def test_a_newsletter_without_issues_has_a_site() -> None:
    """The first build, before anything is published, says so kindly."""
    pages = render_sample(issues=())
    assert "Nothing is published yet" in pages["index.md"].text
    assert "Nothing is published yet" in pages["archive.md"].text


def test_configuration_is_short_and_quoted() -> None:
    """Issues and themes stay out of the navigation; titles are escaped for HTML."""
    pages = tuple(render_sample().values())
    config = yaml.safe_load(render_mkdocs_config(NEWSLETTER, pages, ROOT / "site", Path("/b/docs")))
    assert config["site_name"] == "Papers &amp; &lt;Friends&gt;"
    assert config["extra"]["newsletter"]["title"] == "Papers & <Friends>"
    assert [next(iter(item)) for item in config["nav"]] == [
        "Latest",
        "Archive",
        "Themes",
        "About &amp; us",
        "Subscribe",
    ]
    assert "/issues/" in config["not_in_nav"]


@pytest.mark.parametrize("name", ["index", "archive", "issues", "404", "Über", "a b", "../x", ""])
def test_editor_pages_cannot_take_other_pages_names(name: str) -> None:
    """The message names the file and the way out."""
    templates = environment([ROOT / "templates"])
    with pytest.raises(BuildError, match=r"rename the file") as caught:
        render_site(NEWSLETTER, THEMES, ISSUES, [EditorPage(name, "x")], templates)
    assert caught.value.problems[0].path == f"content/pages/{name}.md"


def test_a_wrong_template_is_named_with_its_line(tmp_path: Path) -> None:
    """A newsletter's own template wins, and its misspelt field is an error at its line."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/archive.md.j2").write_text("{{ front }}\n\n{{ yeers }}\n", "utf-8")
    templates = environment([tmp_path, ROOT / "templates"])
    with pytest.raises(BuildError, match="yeers") as caught:
        render_site(NEWSLETTER, THEMES, ISSUES, PAGES, templates)
    assert (caught.value.problems[0].path, caught.value.problems[0].line) == (
        "templates/pages/archive.md.j2",
        3,
    )


def test_templates_cannot_reach_python(tmp_path: Path) -> None:
    """The sandbox stops a shared template from leaving its page."""
    (tmp_path / "pages").mkdir()
    hostile = "{{ front.__class__.__mro__ }}{{ cycler.__init__.__globals__.os.popen('id').read() }}"
    (tmp_path / "pages/archive.md.j2").write_text(hostile, "utf-8")
    with pytest.raises(BuildError):
        render_site(NEWSLETTER, THEMES, ISSUES, PAGES, environment([tmp_path, ROOT / "templates"]))


@settings(deadline=None, max_examples=25)
@given(st.text(min_size=1))
def test_any_title_makes_one_heading(title: str) -> None:
    """A paper's title of any characters adds no line, key or element to the page's Markdown."""
    if not visible_text(title):
        return
    plain, odd = (
        replace(EARLIER, sections=(replace(EARLIER.sections[0], entries=(entry(1, text),)),))
        for text in ("word", escape_text(title))
    )
    first = render_sample((plain,))["issues/2023-w30.md"].text
    second = render_sample((odd,))["issues/2023-w30.md"].text
    assert second.count("\n") == first.count("\n")
    assert second.count("\n#") == first.count("\n#")
    assert second.split("\n---\n")[0] == first.split("\n---\n")[0]


@settings(deadline=None)
@given(st.text(), st.text())
def test_front_matter_is_yaml_and_html(title: str, description: str) -> None:
    """Whatever a title holds, it is one text for YAML and has no markup for the head of the page."""
    text = str(front_matter(title, description))
    assert text.startswith("---\n")
    data = yaml.safe_load(text.removeprefix("---\n").removesuffix("---\n"))
    assert unescape(data["title"]) == drop_unfit(" ".join(title.split()))
    assert not {"<", ">"} & set(data["title"] + data.get("description", ""))
    assert '"' not in data.get("description", "")


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2023, 8, 1), date(2023, 8, 31), "1–31 Aug 2023"),
        (date(2023, 7, 28), date(2023, 8, 3), "28 Jul – 3 Aug 2023"),
        (date(2022, 12, 26), date(2023, 1, 1), "26 Dec 2022 – 1 Jan 2023"),
        (date(2023, 8, 6), date(2023, 8, 6), "6 Aug 2023"),
    ],
)
def test_periods_are_short(start: date, end: date, text: str) -> None:
    """A period says no month or year twice."""
    assert format_period(Period(start, end)) == text


def test_issue_with_a_linked_word_in_its_title_has_no_link_in_a_link() -> None:
    """A title that holds a link of its own is not wrapped in another."""
    odd = replace(LATEST.sections[0].entries[1], title="On [this](https://x.example/) and more")
    section = replace(LATEST.sections[0], entries=(odd,))
    text = render_sample((replace(LATEST, sections=(section,)),))["issues/2023-w31.md"].text
    heading = next(line for line in text.splitlines() if line.startswith("### "))
    assert heading.count("<a ") == 1
