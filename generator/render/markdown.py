"""Markdown into sanitised HTML: the one way for the site, the mail and the feeds.

The parser is ``generator.markup``; nh3 has the last word over its HTML, so nothing that an issue
says can bring a script, a style, an unknown class or a link of another scheme into an output.
Nothing here knows about pages, mails or feeds beyond the three differences that ``Output`` names.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import nh3

from generator.markup import build, parser
from generator.render.allowed import (
    ATTRIBUTES,
    BLOCK_TAGS,
    CLASSES,
    INLINE_TAGS,
    MATH_ATTRIBUTES,
    MATH_TAGS,
    URL_SCHEMES,
)
from generator.render.characters import drop_unfit
from generator.render.links import resolve
from generator.render.math import mathml, tex_to_text, unicode_math

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    Rule = Callable[[Any, Sequence[Token], int, Any, Any], str]


class Output(StrEnum):
    """Where HTML goes. The site gets MathML; mail and feeds get formulas in plain characters."""

    SITE = "site"
    MAIL = "mail"
    FEED = "feed"


ENTRY_HEADING = 4
"""Headings inside an entry start here: the page, its sections and entries have those above."""


def render_blocks(
    text: str,
    *,
    doc_id: str,
    output: Output,
    page_url: str | None = None,
    top_heading: int = ENTRY_HEADING,
) -> str:
    """Return Markdown as sanitised HTML.

    ``doc_id`` tells apart the footnotes of one page: an entry's anchor, the same in every output,
    so that a link from a feed to a footnote on the site holds. ``page_url`` is where the text's own
    page is (absolute, or relative to the page that is being made): relative links and images are
    resolved from it (see ``links.resolve``); on the site a link within the page stays one. No
    heading is above ``top_heading``.
    """
    markdown = _engine(output)
    env: dict[str, Any] = {"docId": doc_id}
    tokens = markdown.parse(drop_unfit(text), env)
    _lower_headings(tokens, top_heading)
    html: str = markdown.renderer.render(tokens, markdown.options, env)
    headings = {f"h{level}" for level in range(top_heading, 7)}
    return _clean(html, BLOCK_TAGS | INLINE_TAGS | headings, output, page_url).strip()


def render_inline(text: str, *, output: Output, page_url: str | None = None) -> str:
    """Return one line of Markdown as sanitised HTML without any block element."""
    html: str = _engine(output).renderInline(drop_unfit(text))
    return _clean(html, INLINE_TAGS, output, page_url)


def plain_text(text: str) -> str:
    """Return what a reader sees of one line of Markdown, with formulas in plain characters."""
    return " ".join(_visible(parser().parseInline(drop_unfit(text))).split())


def _visible(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type.startswith("math_inline"):
            parts.append(tex_to_text(token.content))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.children:
            parts.append(_visible(token.children))
        elif token.type != "html_inline":
            parts.append(token.content)
    return "".join(parts)


@lru_cache(maxsize=len(Output))
def _engine(output: Output) -> MarkdownIt:
    markdown = build()
    inline, block = _math_rule(output, display=False), _math_rule(output, display=True)
    rules: dict[str, Rule] = {
        "math_inline": inline,
        "math_inline_double": inline,
        "math_block": block,
        "math_block_label": block,
        "html_inline": _html_inline,
        "image": _image_rule(output),
        "th_open": _cell_rule(output),
        "td_open": _cell_rule(output),
    }
    if output is Output.SITE:
        # A wide table scrolls in its own box, which the keyboard can reach.
        rules["table_open"] = lambda *_: (
            '<div class="pr-scroll" tabindex="0"><table class="pr-table">\n'
        )
        rules["table_close"] = lambda *_: "</table></div>\n"
    if output is Output.MAIL:
        # A link up from a note would lead out of the mail: its targets are on the site.
        rules["footnote_anchor"] = lambda *_: ""
    for name, rule in rules.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _math_rule(output: Output, *, display: bool) -> Rule:
    def rule(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        html = _math_html(tokens[index].content.strip(), output, display=display)
        return f'<p class="math">{html}</p>\n' if display else html

    return rule


def _math_html(tex: str, output: Output, *, display: bool) -> str:
    made = mathml(tex, display=display) if output is Output.SITE else unicode_math(tex)
    if made is None:
        return f"<code>{escape(tex, quote=False)}</code>"
    return made if output is Output.SITE else escape(made, quote=False)


def _html_inline(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    content = tokens[index].content
    if content.startswith('<input class="task-list-item-checkbox"'):
        return "☑" if "checked" in content else "☐"
    return content


def _image_rule(output: Output) -> Rule:
    def rule(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        token.attrs["alt"] = _visible(token.children or [])
        if output is not Output.MAIL:
            token.attrs["loading"] = "lazy"
        html: str = self.renderToken(tokens, index, options, env)
        return html

    return rule


def _cell_rule(output: Output) -> Rule:
    def rule(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        alignment = str(token.attrs.pop("style", "")).removeprefix("text-align:")
        if alignment in {"right", "center"}:
            key, value = (
                ("class", f"pr-{alignment}") if output is Output.SITE else ("align", alignment)
            )
            token.attrs[key] = value
        if token.tag == "th":
            token.attrs["scope"] = "col"
        html: str = self.renderToken(tokens, index, options, env)
        return html

    return rule


def _lower_headings(tokens: Sequence[Token], top: int) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"} and int(token.tag[1]) < top:
            token.tag = f"h{top}"


def _clean(html: str, tags: frozenset[str], output: Output, page_url: str | None) -> str:
    is_site = output is Output.SITE

    def attribute(_tag: str, name: str, value: str) -> str | None:
        if name in {"href", "src"}:
            return _resolve(value, page_url, keep_fragment=is_site)
        if name == "class":
            return " ".join(part for part in value.split() if part in CLASSES) or None
        if name == "id":
            return value if value.startswith(("fn-", "fnref-")) else None
        if name == "tabindex":
            return value if value == "0" else None
        return value

    return nh3.clean(
        html,
        tags=set(tags | MATH_TAGS) if is_site else set(tags),
        attributes=(ATTRIBUTES | MATH_ATTRIBUTES) if is_site else ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=set(URL_SCHEMES),
        link_rel=None,
    )


def _resolve(url: str, page_url: str | None, *, keep_fragment: bool) -> str | None:
    """Return where a link leads, or ``None`` for one that cannot be read."""
    if page_url is None or (keep_fragment and url.startswith("#")):
        return url
    try:
        joined = resolve(url.strip(), page_url)
        return joined if urlsplit(joined).scheme in URL_SCHEMES | {""} else None
    except ValueError:
        return None
