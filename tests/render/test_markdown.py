"""The one Markdown engine: what it renders, what it never lets through, what it does with formulas."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.render.allowed import BLOCK_TAGS, CLASSES, INLINE_TAGS, MATH_TAGS
from generator.render.markdown import Output, plain_text, render_blocks, render_inline
from generator.render.math import mathml, tex_to_text, unicode_math

PAGE = "https://x.example/issues/a/"
OUTPUTS = list(Output)


def blocks(text: str, output: Output = Output.SITE, page_url: str | None = None) -> str:
    return render_blocks(text, doc_id="e1", output=output, page_url=page_url)


class Elements(HTMLParser):
    """Every element with its attributes, for tests of what passes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
        ("Term\n: said", "<dl>\n<dt>Term</dt>\n<dd>said</dd>\n</dl>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("costs $5, then $6", "<p>costs $5, then $6</p>"),
        ("from $5–$6 to $7", "<p>from $5–$6 to $7</p>"),
        ("<https://x.example/>", '<p><a href="https://x.example/">https://x.example/</a></p>'),
    ],
)
@pytest.mark.parametrize("output", OUTPUTS)
def test_markdown_becomes_html(text: str, html: str, output: Output) -> None:
    """The common syntax is the same in every output."""
    assert blocks(text, output) == html


def test_task_lists_are_characters_not_form_fields() -> None:
    """A mail must not hold a form, so a box is a character everywhere."""
    html = blocks("- [ ] open\n- [x] done\n", Output.MAIL)
    assert "<input" not in html
    assert "☐ open" in html
    assert "☑ done" in html


def test_admonitions_keep_their_classes() -> None:
    """The style sheet knows them by these names."""
    html = blocks("!!! warning\n    Careful.\n")
    assert '<div class="admonition warning">' in html
    assert '<p class="admonition-title">Warning</p>' in html


def test_tables_say_what_their_headings_are() -> None:
    """Column headings have a scope; alignment is a class on the site and an attribute elsewhere."""
    table = "| a | b |\n|---|--:|\n| 1 | 2 |\n"
    site, mail = blocks(table), blocks(table, Output.MAIL)
    assert '<th class="pr-right" scope="col">b</th>' in site
    assert '<div class="pr-scroll" tabindex="0"><table class="pr-table">' in site
    assert '<td align="right">2</td>' in mail
    assert "style=" not in site + mail


def test_footnotes_of_two_entries_do_not_share_ids() -> None:
    """Each entry's footnotes carry its own name, and both directions of the link hold."""
    texts = [
        render_blocks("A[^1]\n\n[^1]: note", doc_id=doc_id, output=Output.SITE)
        for doc_id in ("arxiv-1", "arxiv-2")
    ]
    ids = [re.findall(r'id="([^"]+)"', text) for text in texts]
    assert ids[0] == ["fnref-arxiv-1-1", "fn-arxiv-1-1"]
    assert not set(ids[0]) & set(ids[1])
    assert set(re.findall(r'href="#([^"]+)"', texts[0])) == set(ids[0])


@pytest.mark.parametrize(("level", "top", "expected"), [(1, 4, 4), (3, 4, 4), (5, 4, 5), (1, 2, 2)])
def test_headings_stay_below_the_page(level: int, top: int, expected: int) -> None:
    """A heading inside an entry never outranks the entry."""
    html = render_blocks(f"{'#' * level} H", doc_id="a", output=Output.SITE, top_heading=top)
    assert html == f"<h{expected}>H</h{expected}>"


def test_raw_headings_above_the_entry_lose_their_tag() -> None:
    """Raw HTML cannot break the outline of the page either."""
    assert blocks("<h2>Big</h2>\n\n<h5>Small</h5>") == "Big\n<h5>Small</h5>"


def test_relative_links_are_resolved() -> None:
    """Links are relative to the file; mail and feed get absolute ones, fragments too."""
    text = (
        '[a](b.md#x) [c](#d) ![e](images/f.png) <a href="/g">g</a> [h](https://h.example/) '
        "[i](../pages/about.md) [j](../feeds/)"
    )
    for output in (Output.MAIL, Output.FEED):
        html = blocks(text, output, PAGE)
        assert re.findall(r'(?:href|src)="([^"]+)"', html) == [
            "https://x.example/issues/b/#x",
            "https://x.example/issues/a/#d",
            "https://x.example/issues/images/f.png",
            "https://x.example/g",
            "https://h.example/",
            "https://x.example/about/",
            "https://x.example/feeds/",
        ]
    home = blocks(text, Output.SITE, "issues/a/")
    assert re.findall(r'(?:href|src)="([^"]+)"', home)[:3] == [
        "issues/b/#x",
        "#d",
        "issues/images/f.png",
    ]
    own = blocks(text, Output.SITE, "../../issues/a/")
    assert re.findall(r'(?:href|src)="([^"]+)"', own)[2] == "../../issues/images/f.png"


def test_images_are_lazy_and_keep_their_words() -> None:
    """The alternative text is what the Markdown says, without its marks."""
    html = blocks("![a *b* $x$](i.png)")
    assert 'alt="a b x"' in html
    assert 'loading="lazy"' in html


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    "[x](javascript:alert(1)) [y](data:text/html,z) ![z](vbscript:x)",
    '<p style="position:fixed" class="md-header" id="__search" onclick="x()">x</p>',
    "<iframe src=https://x.example></iframe><object></object><embed><form><input></form>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "$\\text{<img src=x onerror=alert(1)>}$ $\\href{javascript:alert(1)}{x}$ $\\style{x:y}{z}$",
    "<!-- paper: arxiv:1 --><style>*{display:none}</style><base href=//x><meta http-equiv=refresh>",
    "</div></article><div>",
    "[x]: javascript:alert(1)\n\n[x]",
]


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_active_passes(text: str, output: Output) -> None:
    """Only the listed elements, attributes and link schemes, whatever raw HTML says."""
    html = blocks(text, output, PAGE)
    allowed = INLINE_TAGS | BLOCK_TAGS | MATH_TAGS | {"h4", "h5", "h6"}
    for tag, attributes in Elements(html).found:
        assert tag in allowed
        assert not {"style", "onclick", "onerror"} & set(attributes)
        assert set(attributes.get("class", "").split()) <= CLASSES
        assert attributes.get("id", "fn-").startswith("fn")
        for name in ("href", "src"):
            assert attributes.get(name, "https:").startswith(("https:", "http:", "mailto:"))
    assert "<!--" not in html
    assert html.count("<div") == html.count("</div>")


@settings(deadline=None)
@given(st.text(), st.sampled_from(OUTPUTS))
def test_any_text_renders_to_allowed_elements(text: str, output: Output) -> None:
    """No text makes the engine raise or lets an unknown element through."""
    allowed = INLINE_TAGS | BLOCK_TAGS | MATH_TAGS | {"h4", "h5", "h6"}
    assert {tag for tag, _ in Elements(blocks(text, output)).found} <= allowed


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), min_size=1))
def test_inline_markdown_has_no_block(words: list[str]) -> None:
    """A title or metadata line stays one line of phrasing, whatever block syntax it holds."""
    text = "# " + " ".join(words) + " <div>x</div>"
    html = render_inline(text, output=Output.SITE)
    assert {tag for tag, _ in Elements(html).found} <= INLINE_TAGS
    assert unescape(html).startswith("# " + words[0])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("From *sparse* to `soft`", "From sparse to soft"),
        (r"C\# &amp; \*stars\*", "C# & *stars*"),
        ("[a link](https://x.example/) ![an image](i.png)", "a link an image"),
        ("a <b>bold</b> word <!-- c -->", "a bold word"),
        (r"$\ell_1$ and $O(n \log n)$", "ℓ₁ and O(n log n)"),
        (r"$\frac{a}{b}$", r"\frac{a}{b}"),
        (" two\nlines ", "two lines"),
    ],
)
def test_plain_text_is_what_a_reader_sees(text: str, seen: str) -> None:
    """Marks go, words stay, formulas become characters where they can."""
    assert plain_text(text) == seen


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("k", "k"),
        (r"O(n\log n)", "O(n log n)"),
        (r"2\log(n)", "2 log(n)"),
        ("10^{-3}", "10⁻³"),
        ("x_i^2", "xᵢ²"),
        (r"\alpha \le \beta", "α ≤ β"),
        (r"3\times 3", "3 × 3"),
        (r"\mathbb{R}^d", "ℝᵈ"),
        (r"\sim 5\%", "∼ 5%"),
        (r"f: X \to Y", "f: X → Y"),
        (r"a - b'", "a − b′"),
    ],
)
def test_simple_formulas_become_characters(tex: str, text: str) -> None:
    """Nothing is lost, and words like log keep their spaces."""
    assert unicode_math(tex) == text
    assert tex_to_text(tex) == text
    assert blocks(f"${tex}$", Output.MAIL) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "tex",
    [r"\frac12", r"\sqrt{T}", r"\mathbf{x}", r"\tilde{O}(n)", r"x^{y_q}", r"\foo", "{", r"a\\b"],
)
def test_other_formulas_stay_readable_tex(tex: str) -> None:
    """What plain characters cannot say is shown as it was typed."""
    assert unicode_math(tex) is None
    assert tex_to_text(tex) == tex
    for output in (Output.MAIL, Output.FEED):
        assert blocks(f"$$\n{tex}\n$$", output) == f'<p class="math"><code>{tex}</code></p>'


def test_the_site_gets_mathml() -> None:
    """Inline and display formulas are MathML, with the TeX for those who cannot see it."""
    html = blocks("Costs $O(n \\log n)$:\n\n$$\n\\frac{a}{b}\n$$\n")
    assert '<math alttext="O(n \\log n)" display="inline">' in html
    assert "<mfrac>" in html
    assert '<mo lspace="0.167em" rspace="0.167em">log</mo>' in html
    assert html.count("<math") == html.count("</math>") == 2


@pytest.mark.parametrize("tex", [r"\unknowncommand{x}", r"\begin{matrix", "\\", r"\text{a<b}"])
def test_unknown_tex_stays_readable_on_the_site(tex: str) -> None:
    """No formula is swallowed: what cannot be turned is shown as TeX."""
    assert mathml(tex) is None
    assert unescape(blocks(f"$$\n{tex}\n$$")) == f'<p class="math"><code>{tex}</code></p>'


@settings(deadline=None)
@given(st.text(alphabet="\\{}^_ abO()+-=<>$&%#~'0123456789αlogtext", max_size=40))
def test_no_formula_raises(tex: str) -> None:
    """Any TeX gives a formula or stays TeX, in every output."""
    assert tex_to_text(tex) == (unicode_math(tex) or tex)
    assert mathml(tex) is None or "</math>" in (mathml(tex) or "")
