"""Issues as a site: the pages that MkDocs turns into one, and MkDocs's configuration.

``pages`` is the list of all pages, ``page_views`` what each kind of page shows, ``view`` what issues
and entries show on any of them.
"""

from generator.render.site.pages import EditorPage, Page, render_mkdocs_config, render_site

__all__ = ["EditorPage", "Page", "render_mkdocs_config", "render_site"]
