"""Make or refresh an issue file from the library, and never touch what an editor wrote."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from generator.dates import day_of
from generator.drafting.calendar import period_of, slug_of
from generator.drafting.choose import OTHER, Rules, choose, idle_pins
from generator.drafting.memory import covered_papers, offered_papers
from generator.drafting.offered import OfferedSource, describe_offer, render_offered
from generator.drafting.write import Head, digest, render_draft
from generator.errors import DraftError, UsageError
from generator.issue import RESERVED_SLUGS, slugify
from generator.library import Library
from generator.models import Period, Status
from generator.pipeline.files import replace_file, write_file
from generator.pipeline.lock import locked
from generator.pipeline.project import load_issues, load_offered, read_text
from generator.pipeline.resources import load_templates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from generator.drafting.choose import Selection
    from generator.drafting.offered import Offered
    from generator.drafting.write import Drafted
    from generator.models import Issue, Paper
    from generator.pipeline.project import Newsroom, Places


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """How to draft.

    ``window`` and ``sources`` limit the papers; without both, a draft keeps the limits it was made
    with, unless ``unlimited`` drops them. ``keep`` leaves an edited issue as it is.
    """

    window: Period | None = None
    sources: tuple[str, ...] = ()
    unlimited: bool = False
    dry_run: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What a draft did. ``action`` is written, unchanged, kept, or dry-run; paths as people see them."""

    slug: str
    action: str
    path: str
    offered_path: str
    candidates: int
    taken: int
    inbox: int
    left_out: tuple[tuple[str, int], ...]
    untitled: int
    notes: tuple[str, ...]
    themes: tuple[tuple[str, str, int], ...]
    selection: Selection


def draft(
    newsroom: Newsroom, slug: str | None, options: DraftOptions, now: datetime
) -> DraftReport:
    """Make or refresh the issue ``slug``, or the open draft, or the issue of today's period.

    Raises ``DraftError`` where the file was edited since it was drafted, is published, or changed
    while this ran (then the new text stands beside it as ``SLUG.new.md``).
    """
    cadence, zone = newsroom.config.newsletter.cadence, newsroom.config.newsletter.timezone
    today = day_of(now, ZoneInfo(zone))
    places = newsroom.places
    with locked(places, "draft", now):
        issues = load_issues(places)
        chosen = slug or _open_draft(issues) or slug_of(cadence, today)
        head = _head(issues, chosen, cadence, today)
        path = places.issue(chosen)
        before = read_text(path, places) if path.exists() else None
        offered_before = load_offered(places, chosen)
        options = _with_limits(options, offered_before)
        edited = before is not None and not _untouched(
            newsroom, chosen, before, offered_before, options
        )
        papers, states = _library(newsroom, options)
        selection = choose(papers, _rules(newsroom, issues, head, options))
        if edited:
            action = "kept"
        elif options.dry_run:
            action = "dry-run"
        else:
            templates = load_templates(places.root)
            drafted = render_draft(selection, head, newsroom.config.themes, templates)
            offered = describe_offer(
                chosen,
                selection,
                drafted,
                states,
                window=options.window,
                only=options.sources,
                previous=None if before is None else digest(before),
            )
            action = _write(places, chosen, before, drafted, offered, offered_before)
        return _report(newsroom, chosen, action, selection)


def _with_limits(options: DraftOptions, before: Offered | None) -> DraftOptions:
    """Return the options with the limits of the draft that is made anew, if none are given."""
    if before is None or options.window or options.sources or options.unlimited:
        return options
    return replace(options, window=before.days(), sources=before.only)


def _open_draft(issues: Sequence[Issue]) -> str | None:
    """Return the newest issue that is still a draft."""
    return next((issue.slug for issue in issues if issue.status is Status.DRAFT), None)


def _head(issues: Sequence[Issue], slug: str, cadence: str, today: date) -> Head:
    """Return the days of a draft; those of a drafted file stay."""
    for issue in issues:
        if issue.slug == slug:
            if issue.status is Status.PUBLISHED:
                what = "is published and stays as it is; give another slug, or set status: draft"
                raise DraftError(what, path=issue.path)
            return Head(slug, issue.date, issue.period or period_of(slug, cadence, issue.date))
    if slug in RESERVED_SLUGS:
        raise UsageError(f"{slug!r} is the name of a page of the site; choose another slug")
    if slugify(slug) != slug:
        what = f"{slug!r} is no slug; use lower-case letters, digits and hyphens: {slugify(slug)}"
        raise UsageError(what)
    period = period_of(slug, cadence, today)
    return Head(slug, period.end, period)


def _untouched(
    newsroom: Newsroom,
    slug: str,
    before: str,
    offered: Offered | None,
    options: DraftOptions,
) -> bool:
    """Return whether the file is as drafted; raise unless an edited one may just be kept."""
    if offered is not None and offered.is_untouched(before):
        return True
    if options.keep or options.dry_run:
        return False
    what = (
        "was edited since it was drafted, and drafting never changes an editor's words; "
        "draft another slug, look with --dry-run, or leave it with --keep"
        if offered is not None
        else f"was not drafted here ({newsroom.places.offered(slug).name} is missing), so it is taken "
        "for an editor's; draft another slug, look with --dry-run, or leave it with --keep"
    )
    raise DraftError(what, path=newsroom.places.show(newsroom.places.issue(slug)))


def _library(
    newsroom: Newsroom, options: DraftOptions
) -> tuple[tuple[Paper, ...], tuple[OfferedSource, ...]]:
    """Return the papers to choose from, and how the sources stand."""
    places = newsroom.places
    if not places.library.exists():
        raise UsageError("the library is empty; run paperround ingest first")
    wanted = frozenset(options.sources)
    with Library.open(places.library, create=False, writable=False) as library:
        known = {state.name for state in library.states()}
        for name in options.sources:
            if name not in known:
                have = ", ".join(sorted(known))
                raise UsageError(f"the library has no source {name!r}; its sources are: {have}")
        papers = tuple(
            paper
            for paper in library.papers()
            if not wanted or not wanted.isdisjoint(paper.sources)
        )
    if not papers:
        raise UsageError("the library holds no paper to draft from; run paperround ingest first")
    counts: Counter[str] = Counter()
    newest: dict[str, date] = {}
    for paper in papers:
        counts.update(paper.sources)
        when = paper.listed_on or paper.published
        if when is not None:
            for source in paper.sources:
                newest[source] = max(day_of(when), newest.get(source, date.min))
    return papers, tuple(
        OfferedSource(name, counts[name], newest[name].isoformat() if name in newest else None)
        for name in sorted(counts)
    )


def _rules(newsroom: Newsroom, issues: Sequence[Issue], head: Head, options: DraftOptions) -> Rules:
    others = [issue for issue in issues if issue.slug != head.slug]
    earlier = [issue for issue in others if (issue.date, issue.slug) < (head.date, head.slug)]
    loaded = ((issue, load_offered(newsroom.places, issue.slug)) for issue in earlier)
    return Rules(
        themes=newsroom.config.themes,
        issue_day=head.date,
        zone=ZoneInfo(newsroom.config.newsletter.timezone),
        covered=covered_papers(others),
        offered=offered_papers((issue, offered) for issue, offered in loaded if offered),
        source_weights={spec.name: spec.weight for spec in newsroom.config.sources},
        window=options.window,
    )


def _write(
    places: Places,
    slug: str,
    before: str | None,
    drafted: Drafted,
    offered: Offered,
    offered_before: Offered | None,
) -> str:
    """Write what was offered, then the issue: cut off in between, the old issue still counts as drafted."""
    path = places.issue(slug)
    same = offered_before is not None and offered.same_offer(offered_before)
    if before == drafted.text and same:
        return "unchanged"
    write_file(places.offered(slug), render_offered(offered).encode())
    if not replace_file(path, before, drafted.text):
        beside = path.with_name(f"{slug}.new.md")
        write_file(beside, drafted.text.encode())
        what = f"changed while drafting ran and stays as it is; the new draft is {beside.name}"
        raise DraftError(what, path=places.show(path))
    return "written"


def _report(newsroom: Newsroom, slug: str, action: str, selection: Selection) -> DraftReport:
    themes = newsroom.config.themes
    titles = [(theme.id, theme.title) for theme in themes.themes] + [(OTHER, themes.issue.other)]
    reasons = Counter(passed.kind for passed in selection.left_out)
    places = newsroom.places
    return DraftReport(
        slug=slug,
        action=action,
        path=places.show(places.issue(slug)),
        offered_path=places.show(places.offered(slug)),
        candidates=len(selection.taken) + len(selection.inbox) + len(selection.left_out),
        taken=len(selection.taken),
        inbox=len(selection.inbox),
        left_out=tuple(sorted(reasons.items())),
        untitled=sum(
            passed.candidate.paper.title is None
            for passed in (*selection.inbox, *selection.left_out)
        ),
        notes=idle_pins(selection, themes),
        themes=tuple((id_, title, len(selection.section(id_))) for id_, title in titles),
        selection=selection,
    )
