"""Rules about formulas: dollars without a partner, and TeX that nobody can render."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.preflight.finding import Spot
from generator.preflight.parts import names_and_titles
from generator.preflight.scan import Kind
from generator.render.math import mathml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.preflight.desk import Desk


def lone_dollars(desk: Desk) -> Iterator[Spot]:
    """Find a dollar that opens no formula and is no price."""
    source = desk.source
    lone = [span.start for span in source.spans if span.kind is Kind.DOLLAR]
    if not lone:
        return
    elsewhere = names_and_titles(desk)
    for start in lone:
        if source.text[start + 1 : start + 2].isdigit() or _is_currency(source.text, start):
            continue
        if not any(first <= start < end for first, end in elsewhere):
            yield Spot(*source.place(start), "this $ opens no formula, so readers see it")


def unknown_tex(desk: Desk) -> Iterator[Spot]:
    """Find formulas that the site shows as TeX."""
    for formula in desk.source.formulas:
        if mathml(formula.tex, display=formula.is_display) is None:
            shown = formula.tex if len(formula.tex) <= 40 else f"{formula.tex[:39]}…"
            what = f"the formula “{shown}” cannot be rendered and is shown as TeX"
            yield Spot(*desk.source.place(formula.start), what)


def _is_currency(text: str, at: int) -> bool:
    """Tell a sign of money: ``5 $``, ``US$ 5``, ``$ 5``."""
    after = text[at + 1 : at + 3].strip()[:1]
    return after.isdigit() or text[max(0, at - 2) : at].strip()[-1:].isdigit()
