"""Foreign text in Markdown: the same visible text in both engines, wherever it stands."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from generator.markup import parser
from generator.render.escape import (
    MARKDOWN_EXTENSIONS,
    escape_prose,
    escape_text,
    escape_url,
    guard_html,
    visible_text,
)
from generator.render.markdown import Output, render_blocks

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "real" / "arxiv-daily"
PLACES = {
    "heading": ("### {}", "h3"),
    "heading with a link and an id": ("### [{}](https://x.example/a) {{#a}}", "h3 a"),
    "paragraph": ("{}", "p"),
    "after a paragraph": ("x\n\n{}", "p p"),
    "list item": ("- {}", "ul li"),
    "link in a list item": ("- [{}](https://x.example/) <!-- c -->", "ul li a"),
    "emphasis": ("*{}*", "p em"),
    "middle of emphasis": ("*a · {} · [b](https://x.example/)*", "p em a"),
    "quote": ("> {}", "blockquote p"),
    "table cell": ("| {} |\n|---|\n| b |", "table thead tr th tbody tr td"),
}
NASTY: list[str] = json.loads((ROOT / "tests/data/escape/nasty.json").read_text("utf-8"))


def shown(html: str) -> tuple[str, str]:
    """Return the elements of some HTML, in order, and the text that a reader sees."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.tags: list[str] = []
            self.text: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags.append(tag)
            assert {name for name, _ in attrs} <= {"href", "id"}

        def handle_data(self, data: str) -> None:
            self.text.append(data)

    reader = Reader()
    reader.feed(html)
    reader.close()
    return " ".join(reader.tags), "".join(reader.text)


@lru_cache(maxsize=1)
def mkdocs_engine() -> Markdown:
    return Markdown(extensions=list(MARKDOWN_EXTENSIONS))


def rendered(source: str) -> tuple[str, str]:
    return parser().render(source), mkdocs_engine().reset().convert(source)


def check(text: str, place: str) -> None:
    template, elements = PLACES[place]
    source = template.format(escape_text(text))
    expected = shown(rendered(template.format("word"))[0])[1].replace("word", visible_text(text))
    for html in rendered(source):
        tags, words = shown(html)
        assert tags == elements, source
        id_suffix = re.compile(r"\s*\{#a\}$")  # an id of ours, which only one engine takes away
        assert id_suffix.sub("", words.strip("\n")).split() == id_suffix.sub("", expected).split()


@pytest.mark.parametrize("place", PLACES)
def test_nasty_text_is_shown_as_it_is(place: str) -> None:
    """No element, attribute or changed character in either engine, whatever the text."""
    for text in NASTY:
        if visible_text(text):
            check(text, place)


SPECIAL = st.sampled_from(" \\`*_{}[]()#+-.!|~$&<>:=^'\"1a;x/?%@")


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(SPECIAL, st.characters())), st.sampled_from(sorted(PLACES)))
def test_any_text_is_shown_as_it_is(text: str, place: str) -> None:
    """The property behind the list above."""
    if visible_text(text):
        check(text, place)


@settings(deadline=None)
@given(st.text())
def test_visible_text_is_one_clean_line(text: str) -> None:
    """No line break, control, direction mark or lone surrogate is left, and nothing else is lost."""
    seen = visible_text(text)
    assert seen == " ".join(seen.split())
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in seen)
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", seen)
    letters = [char for char in text if unicodedata.category(char)[0] in "LNP"]
    assert [char for char in seen if unicodedata.category(char)[0] in "LNP"] == letters


@pytest.mark.parametrize(
    "title",
    [
        "From Sparse to Soft Mixtures of Experts",
        "LLM-as-a-judge: what (really) works, 2.0",
        "Why is GPT-4's recall < 50%?",
        "R&D at scale",
        "snake_case identifiers",
        "«Übung» – naïve Bayes, 深度学习",
    ],
)
def test_ordinary_titles_stay_readable(title: str) -> None:
    """An editor sees the title itself in the draft."""
    assert escape_text(title) == title


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("C#", "C\\#"),
        ("[1] and `x`", "\\[1\\] and \\`x\\`"),
        ("$k$-means", "&#36;k&#36;-means"),
        ("{{ x }}", "\\{\\{ x \\}\\}"),
        ("1. First", "1\\. First"),
        ("&amp;", "&amp;amp;"),
    ],
)
def test_few_characters_are_escaped(text: str, escaped: str) -> None:
    """Only what would mean something changes."""
    assert escape_text(text) == escaped


def test_escaping_is_verified_for_the_extensions_of_the_site() -> None:
    """A new extension in site/mkdocs.yml has to be added to the verification."""
    config = yaml.safe_load((ROOT / "site" / "mkdocs.yml").read_text("utf-8"))
    listed = config["markdown_extensions"]
    named = {item if isinstance(item, str) else next(iter(item)) for item in listed}
    # MkDocs itself always adds toc, tables and fenced_code.
    assert named | {"toc", "tables", "fenced_code"} == set(MARKDOWN_EXTENSIONS)


@pytest.mark.parametrize("length", [2_000, 200_000])
def test_hostile_length_takes_no_time(length: int) -> None:
    """What makes Markdown engines slow does not make escaping slow, and is still shown exactly."""
    started = time.perf_counter()
    for piece in ("[", "![", "<a ", "[a](", "*a ", "_", "`", "\\", "&", "$", "{", "#", "!", "~"):
        text = piece * (length // len(piece))
        assert unescape(re.sub(r"\\(?=\W|_)", "", escape_text(text))) == visible_text(text)
    assert time.perf_counter() - started < 30


@pytest.mark.skipif(not REAL.exists(), reason="the real titles are not on this machine")
def test_real_titles_need_almost_no_escape() -> None:
    """At least 98 of 100 real titles stand in a draft unchanged."""
    texts = [path.read_text("utf-8") for path in sorted(REAL.glob("*.jsonl"))]
    lines = [line for text in texts for line in text.splitlines()]
    titles = {json.loads(line)["title"] for line in lines if line.strip()}
    same = sum(escape_text(title) == visible_text(title) for title in titles)
    assert len(titles) > 500
    assert same / len(titles) > 0.98


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://arxiv.org/abs/2308.00951", "https://arxiv.org/abs/2308.00951"),
        (" https://x.example/a b(c)[d] ", "https://x.example/a%20b%28c%29%5Bd%5D"),
        ("https://x.example/a_b*c`d`|e\\f", "https://x.example/a_b%2Ac%60d%60%7Ce%5Cf"),
        ("https://x.example/%41%zz", "https://x.example/%41%25zz"),
        ("HTTPS://X.example/?q=ü&lt;=1", "https://x.example/?q=%C3%BC&lt%3B=1"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://x.example:8080/#a", "https://x.example:8080/#a"),
        ("mailto:a@x.example", "mailto:a@x.example"),
    ],
)
def test_links_are_safe_inside_markdown(url: str, safe: str) -> None:
    """A link of a known scheme keeps its meaning, and both engines read it as one link."""
    assert escape_url(url) == safe
    for html in rendered(f"*a [x]({safe}) b*"):
        assert shown(html) == ("p em a", "a x b" if html.endswith("</p>") else "a x b\n")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x",
        "file:///etc/passwd", "ftp://x.example/", "//x.example/", "/a", "", "https://", "https://a@x.example/",
        "https://a:b@x.example/", "https://x.example:99999/", "https://[::1", "https://x\u202e.example/",
        "https://x.example/\x00", "mailto:", "https://x y.example/",
    ],
)  # fmt: skip
def test_links_of_other_kinds_are_dropped(url: str) -> None:
    """Nothing that runs, reads files or hides its host becomes a link."""
    assert escape_url(url) is None


def test_guarded_html_survives_a_heading() -> None:
    """Inline HTML of ours keeps its elements and words inside a heading of Python-Markdown."""
    html = (
        '<a href="https://x.example/a_b*c`?d=[e](f)">a_b_ *c* `d` [e](f) $g$ {#h} C#</a> <em>x</em>'
    )
    made = mkdocs_engine().reset().convert(f"## {guard_html(html)} {{ #own }}")
    assert made.startswith('<h2 id="own">')
    assert shown(made) == ("h2 a em", "a_b_ *c* `d` [e](f) $g$ {#h} C# x")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It takes $O(n \\log n)$ steps.", "It takes $O(n \\log n)$ steps."),
        ("From $5 to $6, or 5% of $k$-means.", "From $5 to $6, or 5% of $k$-means."),
        ("Images of $256\\times 256$ * two", "Images of $256\\times 256$ \\* two"),
        ("No formula: $\\foo{x}$ and `$a$`", None),
        ("<b>$x$</b>", None),
    ],
)
def test_formulas_of_foreign_prose_are_formulas(text: str, written: str | None) -> None:
    """What can be set is set; prices, code and TeX that we do not know stay text."""
    html = render_blocks(f"> {escape_prose(text)}", doc_id="a", output=Output.SITE)
    assert "<b>" not in html
    assert "<code>" not in html
    if written is not None:
        assert html.count("<math") == written.count("$k$") + written.count("\\log") + written.count(
            "\\times"
        )


@given(st.text(alphabet="ab $\\{}^_*`<>|&#[]()!.-12\n", max_size=60))
def test_foreign_prose_shows_its_words(text: str) -> None:
    """Whatever is taken for a formula, no element comes in and no word is lost."""
    html = render_blocks(f"> {escape_prose(text)}", doc_id="a", output=Output.FEED)
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"blockquote", "p", "code"}
