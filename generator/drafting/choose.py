"""Which papers go into an issue, which are offered in its inbox, and why the rest is left out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.dates import day_of, last_of_month
from generator.identity.ids import arxiv_month
from generator.matching import Matcher
from generator.ranking import order, rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, tzinfo

    from generator.config.objects import Theme, Themes
    from generator.models import Candidate, Paper, Period

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Offer:
    """An issue that a paper was offered to, and its day."""

    slug: str
    day: date


@dataclass(frozen=True, slots=True)
class Rules:
    """What a choice depends on beside the papers.

    ``covered`` says for each paper id in which published issue it stood, ``offered`` to which
    earlier issue it was offered last. ``window`` limits the papers to some days; without it, every
    paper is a candidate that no earlier issue was offered, or that a list showed after that issue.
    """

    themes: Themes
    issue_day: date
    zone: tzinfo
    covered: Mapping[str, str]
    offered: Mapping[str, Offer]
    source_weights: Mapping[str, float]
    window: Period | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A candidate in the issue, under a theme's id (or ``other``)."""

    candidate: Candidate
    section: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A candidate that is not in the issue: the kind of reason, to be counted, and the reason."""

    candidate: Candidate
    reason: str
    kind: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The choice: ``taken`` by section and score, ``inbox`` and ``left_out`` best first."""

    taken: tuple[Taken, ...]
    inbox: tuple[Passed, ...]
    left_out: tuple[Passed, ...]

    def section(self, section_id: str) -> tuple[Candidate, ...]:
        """Return the candidates of one section, best first."""
        return tuple(one.candidate for one in self.taken if one.section == section_id)


def choose(papers: Iterable[Paper], rules: Rules) -> Selection:
    """Return which papers the issue takes, offers and leaves out."""
    matcher = Matcher(rules.themes.themes)
    ranked = [
        rank(
            paper,
            matcher.match(paper),
            rules.themes.ranking,
            rules.source_weights,
            rules.issue_day,
        )
        for paper in papers
    ]
    ranked.sort(key=order)
    open_to_all, left_out = [], []
    for candidate in ranked:
        barred = _barred(candidate, rules)
        if barred is None:
            open_to_all.append(candidate)
        else:
            left_out.append(barred)
    taken, passed = _fill(open_to_all, rules.themes)
    room = rules.themes.issue.inbox
    too_many = f"below the {room} best of the inbox"
    return Selection(
        taken=taken,
        inbox=tuple(passed[:room]),
        left_out=(
            *(Passed(p.candidate, f"{p.reason}; {too_many}", too_many) for p in passed[room:]),
            *left_out,
        ),
    )


def paper_day(paper: Paper, zone: tzinfo) -> date | None:
    """Return the day that stands for a paper: listed, else published, else its arXiv id's month."""
    if paper.listed_on is not None:
        return paper.listed_on
    if paper.published is not None:
        return day_of(paper.published, zone)
    month = arxiv_month(paper.arxiv_id) if paper.arxiv_id else None
    return last_of_month(*month) if month else None


def idle_pins(selection: Selection, themes: Themes) -> tuple[str, ...]:
    """Return one sentence for each pin that did not bring its paper into its theme, and why."""
    taken = {one: t for t in selection.taken for one in _ids(t.candidate.paper)}
    passed = (*selection.inbox, *selection.left_out)
    reasons = {one: p.reason for p in passed for one in _ids(p.candidate.paper)}
    notes = []
    for theme in themes.themes:
        for pin in theme.pin:
            at = taken.get(pin)
            if at is None:
                why = reasons.get(pin, "the library has no such paper")
                notes.append(f"the pin {pin} of {theme.id} does nothing: {why}")
            elif at.section != theme.id:
                notes.append(f"the pin {pin} of {theme.id} does nothing: {at.section} pins it too")
    return tuple(notes)


def _ids(paper: Paper) -> tuple[str, ...]:
    return (paper.id, *paper.aliases)


def _barred(candidate: Candidate, rules: Rules) -> Passed | None:
    """Return why a paper may not even be offered, or ``None``."""
    paper = candidate.paper
    pinned = candidate.match is not None and candidate.match.pinned
    ids = _ids(paper)
    covered = next((rules.covered[one] for one in ids if one in rules.covered), None)
    if covered is not None:
        return Passed(candidate, f"covered in {covered}", f"covered in {covered}")
    if rules.window is not None:
        day = paper_day(paper, rules.zone)
        if day is None:
            what = "no date to place it in the window"
            return Passed(candidate, what, what)
        if not rules.window.start <= day <= rules.window.end:
            return Passed(candidate, f"of {day}, outside the window", "outside the window")
    offers = [rules.offered[one] for one in ids if one in rules.offered]
    if offers and not pinned and rules.window is None:
        last = max(offers, key=lambda offer: (offer.day, offer.slug))
        if paper.listed_on is None or paper.listed_on <= last.day:
            return Passed(candidate, f"offered in {last.slug}", f"offered in {last.slug}")
    return None


def _fill(
    candidates: Sequence[Candidate], themes: Themes
) -> tuple[tuple[Taken, ...], list[Passed]]:
    """Take the best within the limits of each theme and of the issue."""
    sections: dict[str, list[Taken]] = {theme.id: [] for theme in themes.themes}
    sections[OTHER] = []
    passed = []
    room = themes.issue.max_papers
    for candidate in candidates:
        section = candidate.theme or OTHER
        theme = themes.find(section)
        kind = _refused(candidate, theme, len(sections[section]), room, themes)
        if kind is None:
            sections[section].append(Taken(candidate, section))
            room -= 1
        else:
            title = theme.title if theme else themes.issue.other
            passed.append(Passed(candidate, f"{title}: {kind}", kind))
    return tuple(one for section in sections.values() for one in section), passed


def _refused(
    candidate: Candidate, theme: Theme | None, standing: int, room: int, themes: Themes
) -> str | None:
    """Return why a candidate goes to the inbox, or ``None`` where the issue takes it."""
    least = themes.issue.min_score
    if candidate.paper.title is None:
        return "no source gives its title"
    if candidate.match is not None and candidate.match.pinned:
        return None
    if candidate.score < least:
        return f"below the least score of {least:g}"
    if theme is not None and theme.max_papers is not None and standing >= theme.max_papers:
        return f"over its limit of {theme.max_papers}"
    if room <= 0:
        return f"the issue is full at {themes.issue.max_papers}"
    return None
