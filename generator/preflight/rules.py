"""The table of all checks: the code, whether it stops a build, what it means, and the way out.

Codes are stable: editors silence by them and programs count them. docs/preflight.md is made from
this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.preflight import (
    coverage,
    formulas,
    front,
    images,
    links,
    mail,
    spelling,
    staleness,
    structure,
    words,
)
from generator.preflight.finding import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.preflight.desk import Desk
    from generator.preflight.finding import Spot

E, W = Level.ERROR, Level.WARNING


@dataclass(frozen=True, slots=True)
class Rule:
    """One check. ``find`` is ``None`` for those that look at silencing itself or cannot parse."""

    code: str
    level: Level
    about: str
    fix: str
    find: Callable[[Desk], Iterator[Spot]] | None
    needs: str = ""


FRONT_MATTER = Rule(
    "front-matter", E, "The file cannot be read as an issue.", "see docs/formats.md", None
)
UNKNOWN_CODE = Rule(
    "silenced-unknown",
    E,
    "`silenced` names a code that no check has, or one that cannot be silenced.",
    "docs/preflight.md lists the codes",
    None,
)
MISSING_REASON = Rule(
    "silenced-reason",
    E,
    "A check is silenced without a reason.",
    "write the reason behind the code: `code: reason`",
    None,
)
LASTING = (FRONT_MATTER, UNKNOWN_CODE, MISSING_REASON)
"""The checks that cannot be silenced."""

RULES: tuple[Rule, ...] = (
    *LASTING,
    Rule(
        "subject-long",
        W,
        f"The title is the mail's subject and has more than {front.LONGEST_SUBJECT} characters.",
        "shorten title",
        front.long_subject,
    ),
    Rule(
        "preheader-long",
        W,
        f"The summary is the mail's preheader and has more than {front.LONGEST_PREHEADER} characters.",
        "shorten summary, or begin it with what matters",
        front.long_preheader,
    ),
    Rule(
        "word-left",
        E,
        "TODO, FIXME, TK, XXX or “lorem ipsum” stands in the text.",
        "write what is missing, or delete it",
        words.words_left,
    ),
    Rule(
        "quote-as-drafted",
        W,
        "An entry says only what drafting quoted from the abstract.",
        "write what you think of the paper, or delete the entry",
        words.drafted_quotes,
        "the issue's `.offered.yml`",
    ),
    Rule(
        "intro-as-drafted",
        W,
        "The opening words are those of drafting.",
        "write opening words of your own",
        words.drafted_intro,
        "the issue's `.offered.yml`",
    ),
    Rule(
        "word-long",
        W,
        f"A word of more than {words.LONGEST_WORD} characters does not fit on a telephone.",
        "put a space or a hyphen in it, or set it as code",
        words.long_words,
    ),
    Rule(
        "spelling",
        W,
        "codespell's list knows a word as misspelt. English only; quotations, code, links, titles "
        "and names are passed over.",
        "correct it",
        spelling.misspelt,
    ),
    Rule(
        "inbox-left",
        W,
        "Papers are still offered below the inbox marker of a published issue.",
        "delete the lines below the marker, and the marker",
        words.inbox_left,
    ),
    Rule(
        "paper-covered",
        E,
        "Another published issue showed the paper before. Papers that a theme pins may come again.",
        "delete the entry, pin the paper in themes.yml, or silence this with the reason",
        coverage.covered_papers,
    ),
    Rule(
        "paper-twice",
        E,
        "The issue has two entries on one paper.",
        "delete one of them",
        coverage.papers_twice,
    ),
    Rule(
        "title-differs",
        W,
        "The title of an entry is not the one that the library has for the paper.",
        "correct the title, or the paper's id in the comment below it",
        coverage.other_titles,
        "the library",
    ),
    Rule(
        "link-broken",
        E,
        "A link is broken in its form: not closed, without an address or host, or to a name, anchor "
        "or file that is not there.",
        "write `[words](https://host/path)`, with `< >` around an address that has spaces or brackets",
        links.broken_links,
    ),
    Rule(
        "link-unsafe",
        E,
        "A link is of another scheme than http, https or mailto, or holds a password.",
        "link a page over https",
        links.unsafe_links,
    ),
    Rule(
        "link-shortened",
        W,
        "A link goes through a shortener.",
        "write the address that it leads to",
        links.shortened_links,
    ),
    Rule(
        "link-tracking",
        W,
        "A link has parameters that only tell who clicked (`utm_source`, `fbclid`, …).",
        "delete them from the address",
        links.tracking_links,
    ),
    Rule(
        "link-http",
        W,
        "An http link works over https.",
        "write https",
        links.http_links,
        "`--links`",
    ),
    Rule(
        "link-dead",
        E,
        "A link leads nowhere: the page is gone, or there is no such host.",
        "link something that is there",
        links.dead_links,
        "`--links`",
    ),
    Rule(
        "link-moved",
        W,
        "A link is redirected for good.",
        "write the new address",
        links.moved_links,
        "`--links`",
    ),
    Rule(
        "link-unsure",
        W,
        "Nobody could tell whether a link works: no answer in time, a server's fault, or a refusal "
        "of programs.",
        "open it yourself",
        links.unsure_links,
        "`--links`",
    ),
    Rule(
        "image-alt",
        W,
        "An image has no text that stands for it.",
        "write `![what it shows](address)`",
        images.without_alt,
    ),
    Rule(
        "image-missing",
        E,
        "An image's file is not beside the issue, or is no picture.",
        "put the file beside the issue, or correct the address, which is relative to it",
        images.missing_images,
    ),
    Rule(
        "image-heavy",
        W,
        f"An image has more than {images.HEAVIEST // 1000} KB.",
        "make it smaller",
        images.heavy_images,
        "`--links` for images elsewhere",
    ),
    Rule(
        "image-insecure",
        E,
        "An image does not come over https: browsers block it, or it is left out.",
        "use https, or put the file beside the issue",
        images.insecure_images,
    ),
    Rule(
        "math-unbalanced",
        W,
        "A `$` opens no formula: it has no partner, or a digit beside it. Prices pass.",
        "close the formula, put a space between it and a digit, or write `\\$` for the sign",
        formulas.lone_dollars,
    ),
    Rule(
        "math-unrendered",
        W,
        "A formula cannot be rendered; readers see its TeX.",
        "use commands that are known, or an image",
        formulas.unknown_tex,
    ),
    Rule(
        "html-removed",
        W,
        "Raw HTML is taken out: a tag, or an attribute such as `style`.",
        "use Markdown, or write `\\<` for the sign itself",
        structure.removed_html,
    ),
    Rule(
        "anchor-twice",
        E,
        "Two sections or entries would have one anchor.",
        "write another `{#anchor}` behind the heading",
        structure.same_anchors,
    ),
    Rule(
        "heading-level",
        W,
        "A heading is of the first level, or skips a level.",
        "use `##` for sections, `###` for entries, `####` within an entry",
        structure.heading_levels,
    ),
    Rule(
        "section-empty",
        E,
        "A section has neither words nor entries.",
        "delete its heading",
        structure.empty_sections,
    ),
    Rule(
        "entry-empty",
        W,
        "An entry has no words.",
        "say why the paper is worth reading, or delete the entry",
        structure.empty_entries,
    ),
    Rule(
        "theme-unknown",
        W,
        "A section nearly names a theme, so it counts for none. Sections of your own are fine.",
        "write the theme's id behind the heading",
        structure.near_themes,
    ),
    Rule(
        "mail-large",
        W,
        "The mail would be clipped, so texts are cut short with a link to the site.",
        "shorten the heaviest entries, or leave it at that",
        mail.large_mail,
        "an issue that is not sent yet",
    ),
    Rule(
        "mail-impossible",
        E,
        "No mail can be made of the issue.",
        "do what the message says",
        mail.no_mail,
        "an issue that is not sent yet",
    ),
    Rule(
        "unsubscribe-missing",
        E,
        "The mail lacks the provider's placeholder, or the address, for unsubscribing.",
        "put the blank for it back into your templates/email/",
        mail.lost_unsubscribe,
        "an issue that is not sent yet",
    ),
    Rule(
        "unsubscribe-unset",
        W,
        "Readers can subscribe by mail, but newsletter.yml says nowhere how they unsubscribe.",
        "set email.unsubscribe_url, email.unsubscribe_mailto or email.provider",
        mail.unset_unsubscribe,
        "an issue that is not sent yet",
    ),
    Rule(
        "postal-address-missing",
        W,
        "Readers can subscribe by mail, but the mail has no postal address.",
        "set email.postal_address",
        mail.no_postal_address,
        "an issue that is not sent yet",
    ),
    Rule(
        "source-stale",
        W,
        "A source had no paper of the issue's days when the issue was drafted.",
        "run paperround ingest and draft again, or look why the source stands still",
        staleness.stale_sources,
        "the issue's `.offered.yml`",
    ),
)
CODES = tuple(rule.code for rule in RULES)
