"""Every check finds what it is for, at its exact place, and leaves what is right alone."""

from __future__ import annotations

import pytest

from generator.errors import Problem
from generator.preflight.desk import MailSize, WeighedPart
from generator.preflight.examine import unreadable
from generator.preflight.rules import CODES, RULES
from tests.preflight.cases import CASES, NEWSLETTER_YML, Case
from tests.preflight.desks import examined, found, marked

IDS = [f"{case.code}-{number}" for number, case in enumerate(CASES)]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_bad_text_is_found_where_it_is_bad(case: Case) -> None:
    """The code is found at the marks, line and column, and nowhere else."""
    text, places = marked(case.bad)
    findings = [one for one in examined(text, **case.desk).findings if one.code == case.code]
    assert findings
    if not case.elsewhere:
        assert [(one.line, one.column) for one in findings] == places


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_good_text_is_left_alone(case: Case) -> None:
    """The good text of a code does not have it."""
    desk = case.desk if case.good_desk is None else case.good_desk
    assert case.code not in found(case.good, **desk)


def test_every_code_has_a_case() -> None:
    """No check is without a failing and a passing example; front-matter's is a file's own problem."""
    assert set(CODES) - {case.code for case in CASES} == {"front-matter"}
    assert len(set(CODES)) == len(CODES)
    (finding,) = unreadable([Problem("a.md", 3, None, "date: soon is no date")])
    assert (finding.code, finding.path, finding.line) == ("front-matter", "a.md", 3)


def test_every_finding_says_what_to_do() -> None:
    """A message and a way out without a full stop, so that both stand in one line."""
    for case in CASES:
        text, _ = marked(case.bad)
        for finding in examined(text, **case.desk).findings:
            assert finding.fix
            assert not finding.message.endswith(".")
            assert "\n" not in finding.message + finding.fix
    assert all(rule.about.endswith(".") for rule in RULES)


def test_findings_about_the_newsletter_stand_in_its_file() -> None:
    """The place is that of the key, or of the nearest one above it that is there."""
    case = next(case for case in CASES if case.code == "postal-address-missing")
    places = {
        one.code: (one.path, one.line, one.column)
        for one in examined(case.bad, **case.desk).findings
    }
    lines = NEWSLETTER_YML.splitlines()
    assert lines[3].startswith("  postal_address: ")
    assert places["postal-address-missing"] == ("content/newsletter.yml", 4, 19)
    assert places["unsubscribe-unset"] == ("content/newsletter.yml", 3, 3)


def test_a_large_mail_names_its_ten_heaviest_texts() -> None:
    """No more than ten, heaviest first, with their sizes."""
    parts = tuple(WeighedPart(f"a{n}", f"Paper {n}", 9000 - n) for n in range(30))
    mail = MailSize(html=99_999, sent=102_000, shortened=12, heaviest=parts)
    (finding,) = [one for one in examined("Words.", mail=mail).findings if one.code == "mail-large"]
    assert "12 texts are cut short" in finding.message
    assert finding.message.count("KB") == 10
    assert finding.message.endswith("“Paper 9” 9.0 KB")


def test_what_is_below_the_inbox_marker_is_not_looked_at() -> None:
    """It is not published, so its words, links and images are nobody's business."""
    below = "TODO recieve [x](javascript:x) ![](http://x.example/a.png) <script> $x\n\n# A\n"
    text = f"Words.\n\n<!-- inbox: nothing below -->\n\n{below}"
    assert found(text) == []
    assert len(found(f"Words.\n\n{below}")) >= 6


def test_code_comments_and_addresses_hold_no_words() -> None:
    """Whatever stands in them, no rule about words finds anything."""
    bad = "TODO recieve teh"
    text = (
        f"Say `{bad}`.\n\n```\n{bad} $x [y](z z)\n```\n\n    {bad}\n\n<!-- {bad} -->\n\n"
        f"A [link](https://x.example/TODO/recieve) and <https://x.example/TODO>, $TODO$.\n"
        f"<!-- {bad} --> On `` a ` {bad} `` we go.\n\n[a]: https://x.example/TODO\n"
    )
    assert found(text) == []
