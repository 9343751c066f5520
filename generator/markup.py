"""The one Markdown parser, shared by reading issues and by rendering them.

CommonMark with tables, strikethrough, footnotes, task lists, definition lists, admonitions and
``$math$``. Raw HTML is parsed (comments carry paper ids) and it is the renderer's duty to sanitise.
"""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Return the parser. It is shared: do not change it; a renderer gets its own by ``build``."""
    return build()


def build() -> MarkdownIt:
    """Return a new parser with the syntax of issues."""
    return (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
        .use(deflist_plugin)
        .use(tasklists_plugin)
        .use(admon_plugin)
        .use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    )
