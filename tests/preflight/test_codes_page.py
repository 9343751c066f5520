"""docs/preflight.md lists every check as the program knows it."""

from __future__ import annotations

from generator.preflight.page import render_codes
from generator.preflight.rules import CODES
from tests.conftest import REPOSITORY


def test_the_page_lists_every_check_as_it_is() -> None:
    """The tables are what ``paperround check --list`` writes; run it to bring the page up to date."""
    page = (REPOSITORY / "docs/preflight.md").read_text("utf-8")
    assert render_codes() in page
    assert all(f"| `{code}` |" in page for code in CODES)
