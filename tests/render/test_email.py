"""The mail: safe and whole in mail programs, never clipped, and saying what the site says."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest
from markdown import Markdown

from benchmarks.papers import rich_papers
from generator.errors import BuildError
from generator.render.escape import MARKDOWN_EXTENSIONS
from generator.render.feeds import feed_items
from generator.render.mail import PROVIDERS, Mail, placeholders, render_mail, render_message
from generator.render.mail.blanks import blanks_of
from generator.render.mail.fit import HTML_BUDGET, SENT_BUDGET
from generator.render.site import render_site
from tests.render.mail_samples import (
    NEWSLETTER,
    ROOT,
    THEMES,
    Page,
    issue_of,
    rich_issue,
    templates,
    with_email,
    words_of,
)

if TYPE_CHECKING:
    from generator.config.objects import Newsletter, Provider
    from generator.models import Issue

PAGE = "https://paperround.example/weekly/issues/2023-08/"
PICTURE = "https://paperround.example/weekly/issues/figures/soft-moe.png"
CHROME = words_of(
    "Paperround Weekly What mattered in machine learning, by theme View in browser 31 Aug 2023 "
    "In this issue on the site Everything on Continue on the site more on the site "
    "You get this mail because you subscribed to Unsubscribe The Paperround desk 1 Example Street "
    "Exampleton https paperround example weekly issues 2023 08 unsubscribe_url image "
    "What a routed layer buys why tools fail quietly and how much of the web is worth reading "
    "twice 1 2 P Mixture of experts Tool use Training data Also noted Soft experts tool use cleaner"
)


def mail_of(issue: Issue, newsletter: Newsletter = NEWSLETTER) -> Mail:
    return render_mail(newsletter, THEMES, issue, templates())


def html_part(issue: Issue, mail: Mail) -> bytes:
    """Return the HTML as it is sent, between its headers and the last boundary."""
    written = render_message(NEWSLETTER, issue, mail)
    return written.split(b"text/html")[1].split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--=_", 1)[0]


def test_mail_has_subject_and_preheader_of_the_issue() -> None:
    """The subject is the title; the preheader the summary, or the first words without one."""
    mail = mail_of(rich_issue())
    assert mail.subject == "Soft experts, tool use & cleaner training data"
    assert mail.preheader == rich_issue().summary
    assert f">{mail.preheader}" in mail.html
    without = mail_of(replace(rich_issue(), summary=""))
    assert without.preheader.startswith("August was quiet in volume and loud in ideas.")
    assert len(without.preheader) <= 141


def test_same_issue_gives_the_same_mail() -> None:
    """Nothing in a mail comes from the clock or from chance."""
    assert mail_of(rich_issue()) == mail_of(rich_issue())


def test_links_are_absolute_or_lead_to_a_section_of_the_mail() -> None:
    """Every address is https; those within the mail are the contents, and their targets exist."""
    html = mail_of(rich_issue()).html
    page = Page(html)
    within = [link for link in page.links if link.startswith("#")]
    assert within == ["#mixture-of-experts", "#tool-use", "#training-data", "#also-noted"]
    assert all(f'name="{link[1:]}"' in html for link in within)
    others = [link for link in page.links if not link.startswith(("#", "{{ unsubscribe_url }}"))]
    assert {link.split(":")[0] for link in others} == {"https", "mailto"}
    assert all(source.startswith("https://") for source in page.sources)


def test_mail_has_nothing_that_mail_programs_drop_or_distrust() -> None:
    """No script, form, drawing, frame, remote style or import, and no class left without need."""
    page = Page(mail_of(rich_issue()).html)
    assert not {
        "script",
        "form",
        "svg",
        "math",
        "iframe",
        "link",
        "video",
        "button",
        "input",
    } & set(page.elements)
    assert "@import" not in mail_of(rich_issue()).html
    assert "url(" not in mail_of(rich_issue()).html


def test_no_text_is_smaller_than_14_pixels() -> None:
    """Every font size is 14 px at least, but for what is not shown."""
    styles = [style for style in Page(mail_of(rich_issue()).html).styles if "mso-hide" not in style]
    sizes = [int(size) for style in styles for size in re.findall(r"font-size:(\d+)px", style)]
    stripe = 4
    assert min(size for size in sizes if size != stripe) == 14


def test_mail_carries_what_programs_need() -> None:
    """Language, direction, conditionals for Outlook, dark and narrow rules, headers of tables."""
    html = mail_of(rich_issue()).html
    assert '<html lang="en" dir="ltr"' in html
    assert html.count("<!--[if mso]>") == 3
    assert "@media (prefers-color-scheme:dark)" in html
    assert "@media (max-width:600px)" in html
    assert html.index('<meta charset="utf-8">') < 1024
    layout = re.findall(r"<table[^>]*cellpadding[^>]*>", html)
    assert layout
    assert all('role="presentation"' in table for table in layout)
    assert '<th scope="col"' in html


def test_language_written_from_right_to_left_turns_the_mail() -> None:
    """``dir`` follows the newsletter's language."""
    mail = mail_of(rich_issue(), replace(NEWSLETTER, language="ar-EG"))
    assert '<html lang="ar-EG" dir="rtl"' in mail.html


def test_contents_are_listed_from_three_sections_on() -> None:
    """A short issue has no list of contents."""
    assert "In this issue" in mail_of(issue_of("a", "b", "c", per_section=1)).html
    assert "In this issue" not in mail_of(issue_of("a", "b", per_section=1)).html


def test_section_of_a_theme_links_to_the_theme() -> None:
    """Sections that are no theme of the newsletter have no such link."""
    links = Page(mail_of(rich_issue()).html).links
    assert "https://paperround.example/weekly/themes/tool-use/" in links
    assert "https://paperround.example/weekly/themes/also-noted/" not in links


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, "{{ unsubscribe_url }}"),
        ({"provider": "listmonk"}, "{{ UnsubscribeURL }}"),
        ({"provider": "buttondown"}, "{{ unsubscribe_url }}"),
        ({"provider": "mailchimp"}, "*|UNSUB|*"),
        ({"provider": "ghost"}, "%%{unsubscribe_url}%%"),
        ({"unsubscribe_url": "https://x.example/u?a=1&b=2"}, "https://x.example/u?a=1&b=2"),
        ({"unsubscribe_mailto": "u@x.example"}, "mailto:u@x.example"),
        ({"provider": "listmonk", "unsubscribe_url": "https://x.example/"}, "{{ UnsubscribeURL }}"),
    ],
)
def test_unsubscribe_link_is_the_provider_s(keys: dict[str, str], expected: str) -> None:
    """Both parts hold what the mail provider replaces, or the configured address."""
    mail = mail_of(rich_issue(), with_email(**keys))
    assert expected in Page(mail.html).links
    assert f"Unsubscribe: {expected}\n" in mail.text
    assert "paperround:unsubscribe" not in mail.html


RUN = {
    "generic": r"\{\{|\{%|\{#",
    "listmonk": r"\{\{|@TrackLink",
    "buttondown": r"\{\{|\{%|\{#",
    "mailchimp": r"\*\|",
    "ghost": r"%%\{",
}
HOSTILE = (
    "{{ cycler }} {% raw %} {# x #} `{{ code }}` [a](https://x.example/{{b}}) *|IF:X|* %%{key}%% "
    "https://x.example@TrackLink {{"
)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nothing_of_an_issue_is_run_by_the_provider(provider: Provider) -> None:
    """Templates of a provider find its own placeholders and nothing else to run."""
    issue = replace(issue_of(HOSTILE, title=HOSTILE), intro=HOSTILE, summary=HOSTILE)
    mail = mail_of(issue, replace(with_email(provider=provider, postal_address=""), title=HOSTILE))
    known = placeholders(provider)
    own = [known.unsubscribe, known.web_view, known.subscriber, known.postal_address]
    for part in (mail.html, mail.text):
        found = [part[at.start() :] for at in re.finditer(RUN[provider], part)]
        assert len(found) == len(list(filter(None, own)))
        assert all(rest.startswith(tuple(filter(None, own))) for rest in found)
    assert Page(mail.html).text.count("{{ cycler }}") == 7
    assert not re.search(RUN[provider], known.defuse_text(HOSTILE))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_footer_holds_the_provider_s_placeholders(provider: Provider) -> None:
    """The reader's address, the provider's own view and the postal address, where it has them."""
    known = placeholders(provider)
    mail = mail_of(issue_of("Body."), with_email(provider=provider, postal_address=" "))
    foot = Page(mail.html[mail.html.index("You get this mail") :])
    assert f"{PAGE}" in Page(mail.html).links
    assert foot.links[1] == (known.web_view or PAGE)
    for output in (foot.text, mail.text):
        assert (f"mail at {known.subscriber} because" in output) == bool(known.subscriber)
        assert known.postal_address is None or known.postal_address in output
    assert "paperround-" not in mail.html + mail.text


@pytest.mark.parametrize("provider", PROVIDERS)
def test_documentation_lists_the_placeholders(provider: Provider) -> None:
    """The table in docs/mail.md says what a mail holds for each provider."""
    page = (ROOT / "docs" / "mail.md").read_text("utf-8")
    (row,) = re.findall(rf"(?m)^\| `{provider}` \|(.*)$", page)
    known = placeholders(provider)
    for placeholder in filter(None, (known.unsubscribe, known.web_view, known.subscriber)):
        assert f"`{placeholder}`" in row.replace("\\|", "|")
    assert row.count("none") == [known.web_view, known.subscriber].count(None)


def test_an_own_postal_address_stands_before_the_provider_s() -> None:
    """What the newsletter says of its address is what readers see."""
    mail = mail_of(issue_of("Body."), with_email(provider="mailchimp"))
    assert "LIST:ADDRESSLINE" not in mail.html + mail.text
    assert "1 Example Street" in mail.html


def test_text_that_looks_like_a_mark_stays_text() -> None:
    """A title that spells how marks look is not filled in."""
    mark = blanks_of(NEWSLETTER, issue_of("Body.")).unsubscribe.mark
    mail = mail_of(issue_of(f"Body {mark}."))
    assert Page(mail.html).text.count(mark) == 1
    assert mail.html.count("{{ unsubscribe_url }}") == 1


def test_shorter_edition_names_the_other_sections() -> None:
    """With themes named, only their sections are told; the others are links to the site."""
    mail = render_mail(NEWSLETTER, THEMES, rich_issue(), templates(), ["tool-use"])
    page = Page(mail.html)
    assert "ToolLLM" in page.text
    assert "Soft Mixtures" not in page.text + mail.text
    assert "In this issue 1" not in page.text
    elsewhere = [f"{PAGE}#{anchor}" for anchor in ("mixture-of-experts", "training-data")]
    assert [link for link in page.links if link in elsewhere] == elsewhere
    assert all(f"  {address}\n" in mail.text for address in elsewhere)
    assert "Also in this issue" in mail.text
    assert {part.anchor for part in mail.parts} >= {"intro", "tool-use"}
    assert not any(part.anchor == "training-data" for part in mail.parts)


def test_hostile_titles_are_shown_as_text() -> None:
    """Titles of the issue and the newsletter stay text in HTML, whatever they hold."""
    hostile = "<script>alert(1)</script> \"'&amp; {{ x }} \x85\ud800 ]]>"
    issue = replace(issue_of("Body.", title=hostile), summary=hostile)
    newsletter = replace(
        NEWSLETTER, title=hostile, tagline=hostile, base_url='https://x.example/"/'
    )
    mail = mail_of(issue, newsletter)
    page = Page(mail.html)
    assert "script" not in page.elements
    assert page.text.count("<script>alert(1)</script> \"'&amp;") >= 4
    assert mail.subject == "<script>alert(1)</script> \"'&amp; {{ x }} ]]>"
    assert not set("\x85\ud800") & set(mail.html + mail.text + mail.subject + mail.preheader)


def test_issue_without_words_makes_a_mail() -> None:
    """An issue may have neither summary nor opening words nor entries."""
    mail = mail_of(replace(issue_of(), summary="", title="Quiet"))
    assert mail.preheader == ""
    assert Page(mail.html).headings == ["Quiet"]


def test_large_issue_is_shortened_fairly() -> None:
    """The longest texts are cut to one length, the others stay whole, and the mail fits."""
    heavy = "\n\n".join([f"Paragraph {n}. " + "words and words " * 20 for n in range(40)])
    issue = issue_of(*(heavy if n % 3 == 0 else "A short one." for n in range(45)))
    mail = mail_of(issue)
    cut = [part.anchor for part in mail.shortened]
    assert cut == [f"paper-{n}" for n in range(1, 46, 3)]
    assert mail.shortened[0].title == "Paper 1"
    assert mail.heaviest[0].size > 10 * mail.heaviest[-1].size
    assert len(mail.html.encode()) <= HTML_BUDGET
    assert len(mail.html.encode()) > 0.9 * HTML_BUDGET or len(html_part(issue, mail)) > 92_000
    assert len(html_part(issue, mail)) <= SENT_BUDGET
    assert mail.html.count("Continue") == len(mail.shortened)
    assert f"{PAGE}#paper-1" in Page(mail.html).links
    assert len({mail.html.count(f"Paragraph {n}.") for n in range(4)}) == 1
    assert mail.text.count("Paragraph 39.") == 15


@pytest.mark.parametrize("count", [25, 60])
def test_rich_papers_fit(count: int) -> None:
    """A mail holds sixty papers of 105 words, some with lists, tables, code and formulas, whole."""
    issue = rich_papers(count)
    mail = mail_of(issue)
    assert len(html_part(issue, mail)) <= SENT_BUDGET
    assert all(f">{entry.text}<" in mail.html for entry in issue.entries)
    assert not mail.shortened


def test_room_is_kept_for_a_provider_that_rewrites_links() -> None:
    """Each link may grow by ``tracking_bytes`` and the mail is still shown whole."""
    issue = rich_papers(60)
    mail = mail_of(issue, with_email(tracking_bytes=90))
    rewritten = re.sub(r'(?<=\shref="http)', "x" * 90, mail.html)
    assert rewritten.count("x" * 90) > 180
    assert len(rewritten.encode()) <= HTML_BUDGET
    assert len(html_part(issue, replace(mail, html=rewritten))) <= SENT_BUDGET
    assert len(mail.shortened) > len(mail_of(issue).shortened)


def test_longest_texts_are_the_ones_that_are_cut() -> None:
    """No text is cut that is shorter than one that is whole."""
    issue = issue_of(*("One sentence of words. " * (n % 60) for n in range(1, 160)))
    mail = mail_of(issue)
    whole = {part.size for part in mail.parts if not part.is_cut}
    assert mail.shortened
    assert max(whole) <= min(part.size for part in mail.shortened)


def test_text_in_other_alphabets_counts_as_it_is_sent() -> None:
    """Quoted-printable makes three bytes of one: the budget holds for what is sent."""
    issue = issue_of(*(["Много слов о моделях. " * 40] * 30))
    mail = mail_of(issue)
    assert mail.shortened
    assert len(html_part(issue, mail)) <= SENT_BUDGET


def test_huge_issue_keeps_some_entries_of_every_section() -> None:
    """Where even bare entries are too many, each section says how many more the site has."""
    issue = issue_of(*(["A body."] * 400), per_section=100)
    mail = mail_of(issue)
    assert len(mail.html.encode()) <= HTML_BUDGET
    assert len(html_part(issue, mail)) <= SENT_BUDGET
    assert len(re.findall(r">\d+ more on the site", mail.html)) == 4
    assert {"paper-100", "paper-400"} <= {part.anchor for part in mail.shortened}
    assert mail.text.count("A body.") == 400


def test_issue_that_cannot_fit_is_refused() -> None:
    """Titles alone may be too much; then there is no mail, and the error says what to do."""
    with pytest.raises(BuildError, match="fewer or shorter"):
        mail_of(issue_of("a", title="word " * 30_000))


def heading_texts(issue: Issue) -> list[str]:
    titles = [
        [section.text, *(entry.text for entry in section.entries)] for section in issue.sections
    ]
    return [title for group in titles for title in group]


def without_chrome(words: list[str], expected: list[str]) -> Counter[str]:
    """Return the words that are neither expected nor of the layout around the issue."""
    return Counter(
        {w: n for w, n in (Counter(words) - Counter(expected)).items() if w not in CHROME}
    )


def is_in_order(expected: list[str], words: list[str]) -> bool:
    remaining = iter(words)
    return all(word in remaining for word in expected)


def own_links(links: list[str]) -> list[str]:
    """Return the links that an issue itself has, without those to itself and of the layout."""
    own = [
        link
        for link in links
        if not link.startswith(("#", "{{", PAGE, "../", "https://paperround"))
    ]
    return list(dict.fromkeys(own))


def site_page(issue: Issue) -> Page:
    pages = render_site(NEWSLETTER, THEMES, [issue], (), templates())
    source = next(page.text for page in pages if page.path == "issues/2023-08.md")
    body = source.split("\n---\n", 1)[1]
    return Page(Markdown(extensions=[*MARKDOWN_EXTENSIONS]).convert(body))


def test_mail_text_feed_and_site_say_the_same() -> None:
    """Headings, links and words of one issue are the same, in the same order, in all outputs.

    Formulas are left out: they are MathML on the site and plain characters elsewhere.
    """
    issue = rich_issue(with_math=False)
    mail = mail_of(issue)
    html = Page(mail.html)
    feed = Page(feed_items(NEWSLETTER, [issue])[0].html)
    site = site_page(issue)
    expected = [" ".join(words_of(title)) for title in heading_texts(issue)]
    for page in (html, feed, site):
        shown = [" ".join(words_of(heading)) for heading in page.headings]
        assert [heading for heading in shown if heading in expected] == expected
    words = [word for word in feed.words if not word.isdigit()]
    text_words = words_of(re.sub(r"(?m)^(\[\d+\] )?\w+:\S+$", "", mail.text))
    assert is_in_order(words, site.words)
    for other in (html.words, text_words):
        assert is_in_order(words, other)
        assert not without_chrome([word for word in other if not word.isdigit()], words)
    text_links = re.findall(r"(?:https?://|mailto:)[^\s>]+", mail.text)
    links = own_links(feed.links)
    assert links
    assert own_links(html.links) == links
    assert own_links(site.links) == links
    assert set(own_links(text_links)) == set(links)
    assert html.sources == feed.sources == [PICTURE]


def test_formulas_are_readable_in_mail_feed_and_text() -> None:
    """Plain characters where nothing is lost, else the TeX itself."""
    issue = rich_issue()
    mail = mail_of(issue)
    feed = feed_items(NEWSLETTER, [issue])[0].html
    for output in (Page(mail.html).text, Page(feed).text, mail.text):
        assert "ℒ = O(n log n)" in output
        assert "\\frac{1}{n}\\sum_{i=1}^{n}" in output


def test_message_of_the_mail_parses_without_defects() -> None:
    """The whole way: issue, mail, message, and back."""
    issue = rich_issue()
    message = message_from_bytes(render_message(NEWSLETTER, issue, mail_of(issue)), policy=SMTP)
    assert not [part.defects for part in message.walk() if part.defects]
