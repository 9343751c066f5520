"""Loading a newsletter's three files: what comes out, and how every problem is told at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config.load import find_project, load_project
from generator.config.objects import (
    Editor,
    Email,
    Excludes,
    IssueRules,
    Newsletter,
    RankingWeights,
    SourceSpec,
    Subscribe,
    Theme,
    Weak,
)
from generator.config.schema import convert
from generator.config.strict_yaml import parse
from generator.errors import ConfigError, UsageError

DATA = Path(__file__).parents[1] / "data/config"
WORDS = ("title", "base_url", "email", "from", "editors", "name", "url", "language", "timezone")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(DATA / "good/content", tmp_path / "content")
    return tmp_path


def put(root: Path, name: str, text: str) -> None:
    (root / "content" / name).write_text(text, encoding="utf-8")


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / "content" / name).read_text("utf-8")
    assert text.count(old) == 1
    put(root, name, text.replace(old, new))


def problems(root: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_project(root)
    return [str(problem) for problem in caught.value.problems]


def test_newsletter_as_typed(project: Path) -> None:
    """Every key arrives in its field; text stays text and the address gets its slash."""
    assert load_project(project).newsletter == Newsletter(
        title="Paperround: the weekly",
        tagline="What mattered, by theme",
        base_url="https://example.org/paperround/",
        language="no",
        timezone="Europe/Lisbon",
        editors=(Editor("Ada Example", "https://example.org/ada"), Editor("2301.00010")),
        cadence="monthly",
        email=Email(
            sender="Paperround <news@example.org>",
            reply_to="editor@example.org",
            postal_address="1 Example Street\n1000-001 Lisbon\n",
            provider="listmonk",
            unsubscribe_url="{{ UnsubscribeURL }}",
            unsubscribe_mailto="leave@example.org?subject=leave",
        ),
        subscribe=Subscribe("https://lists.example.org/form"),
        license="CC BY 4.0",
    )


def test_sources_know_their_lines(project: Path) -> None:
    """Each source has the line on which its entry starts, and keeps its order."""
    assert load_project(project).sources == (
        SourceSpec("hf-daily", "../elsewhere/*.txt", None, "hf-daily-page", 2023, 0.5, line=2),
        SourceSpec("arxiv-cs-lg", feed="https://rss.arxiv.org/rss/cs.LG", line=8),
        SourceSpec("017", path="~/dumps", line=11),
    )


def test_themes_with_rules_and_defaults(project: Path) -> None:
    """``not`` becomes ``excludes``; what is left out has its default."""
    themes = load_project(project).themes
    assert themes.themes == (
        Theme(
            "mixture-of-experts",
            "Mixture of experts",
            "Sparse models and how to route through them.",
            ("mixture of experts", "MoE", "12:30"),
            Weak(("cs.LG",), ("Ada Example",)),
            Excludes(("committee of experts",), ("q-bio.NC",)),
            6,
            ("arxiv:2308.00951", "doi:10.1000/x"),
        ),
        Theme("other-things", "yes"),
    )
    assert themes.issue == IssueRules(30, 0.0, "In brief", 0)
    assert themes.ranking == RankingWeights(4.0, 1.5, 0.0, 0.25, 1.0)


def test_every_problem_of_all_files_at_once() -> None:
    """One look at a wrong newsletter tells all that is wrong, in the order of files and lines."""
    expected = (DATA / "wrong/expected.txt").read_text("utf-8").splitlines()
    assert problems(DATA / "wrong") == expected


def test_a_file_that_cannot_be_parsed_does_not_hide_the_others(project: Path) -> None:
    """A tab in one file and a misspelt key in another are told together."""
    put(project, "sources.yml", "sources:\n\t- name: x\n")
    change(project, "themes.yml", "max_papers: 6", "max_paper: 6")
    assert problems(project) == [
        "content/sources.yml:2:1: YAML does not allow tabs for indentation; use spaces",
        "content/themes.yml:8:5: themes[0].max_paper: unknown key; did you mean 'max_papers'?",
    ]


def test_missing_and_empty_files_say_what_they_hold(project: Path) -> None:
    """A file that is not there or has no words in it is named with what belongs in it."""
    (project / "content/newsletter.yml").unlink()
    put(project, "sources.yml", "# later\n")
    put(project, "themes.yml", "")
    newsletter = "the newsletter's title, base_url and email"
    sources = "the list 'sources', each with a name and a path or feed"
    themes = "the list 'themes', each with an id, a title and phrases"
    assert problems(project) == [
        f"content/newsletter.yml: there is no such file; it holds {newsletter}",
        f"content/sources.yml:1: the file is empty; it holds {sources}",
        f"content/themes.yml:1: the file is empty; it holds {themes}",
    ]


def test_unreadable_files(project: Path) -> None:
    """A folder in a file's place, foreign bytes and a huge file are problems like others."""
    content = project / "content"
    (content / "newsletter.yml").unlink()
    (content / "newsletter.yml").mkdir()
    (content / "sources.yml").write_bytes(b"sources: []\n# caf\xe9\n")
    (content / "themes.yml").write_bytes(b"#" * 1_000_001)
    first, second, third = problems(project)
    assert first.startswith("content/newsletter.yml: cannot be read: ")
    assert second == "content/sources.yml:2: not UTF-8 (byte 0xe9); save the file as UTF-8"
    assert third.startswith("content/themes.yml: the file has more than 1,000,000 bytes")


def test_needed_keys_come_with_an_example(project: Path) -> None:
    """A missing key is told at the line of what lacks it."""
    put(project, "newsletter.yml", "tagline: x\n")
    put(project, "sources.yml", "source: []\n")
    put(project, "themes.yml", "themes:\n  - id: a\n    title: A\n  - phrases: [x]\n")
    base_url = "base_url: https://example.org/letter/"
    email = 'email: {from: "Paperround <news@example.org>"}'
    assert problems(project) == [
        "content/newsletter.yml:1:1: needs a 'title', for example title: Paperround Weekly",
        f"content/newsletter.yml:1:1: needs a 'base_url', for example {base_url}",
        f"content/newsletter.yml:1:1: needs an 'email', for example {email}",
        "content/sources.yml:1:1: source: unknown key; did you mean 'sources'?",
        "content/themes.yml:4:5: themes[1]: needs an 'id', for example id: mixture-of-experts",
        "content/themes.yml:4:5: themes[1]: needs a 'title', for example title: Mixture of experts",
    ]


def test_empty_lists_are_allowed(project: Path) -> None:
    """A new newsletter may have neither sources nor themes."""
    put(project, "sources.yml", "sources: []\n")
    put(project, "themes.yml", "themes: []\n")
    loaded = load_project(project)
    assert (loaded.sources, loaded.themes.themes) == ((), ())


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("newsletter.yml", "Paperround <news@example.org>", "news@example.org"),
        ("newsletter.yml", "Paperround <news@example.org>", "J. Müller <news@example.org>"),
        ("newsletter.yml", "language: no", "language: pt-BR"),
        ("newsletter.yml", "{{ UnsubscribeURL }}", "https://example.org/u?id={{ id }}"),
        ("newsletter.yml", "Europe/Lisbon", "America/Argentina/Ushuaia"),
        ("sources.yml", "../elsewhere/*.txt", "/var/dumps/day 1.txt"),
        ("sources.yml", "year: 2023", 'year: "2023"'),
        ("themes.yml", '"doi:10.1000/x"', "openreview:abc, title:0a1b"),
    ],
)
def test_what_is_right_in_other_ways(project: Path, name: str, old: str, new: str) -> None:
    """Usual spellings of right values are taken."""
    change(project, name, old, new)
    assert load_project(project).root == project


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("newsletter.yml", "Europe/Lisbon", "lisbon", "did you mean 'Europe/Lisbon'?"),
        ("newsletter.yml", "Europe/Lisbon", "America", "is not a time zone"),
        ("newsletter.yml", "Europe/Lisbon", "../../etc/passwd", "is not a time zone"),
        ("newsletter.yml", "Europe/Lisbon", "GMT+25:99", "is not a time zone"),
        ("newsletter.yml", "org/paperround", "org/x?y=1", "must not hold '?' or '#'"),
        ("newsletter.yml", "https://example.org/paperround", "ftp://x.org", "a whole address"),
        ("newsletter.yml", "https://example.org/paperround", "http://[::1", "is not an address"),
        ("newsletter.yml", "https://example.org/paperround", "http://x:y/", "is not an address"),
        ("newsletter.yml", "<news@example.org>", "<news@example.org>, a@b.org", "one address"),
        ("newsletter.yml", "<news@example.org>", "news@example", "one address"),
        ("newsletter.yml", "Paperround <n", "=?utf-8?q?Hi?= <n", "a coded word"),
        ("newsletter.yml", "Paperround <n", "Hi\\r\\nBcc: x@example.org <n", "one line"),
        (
            "newsletter.yml",
            "reply_to: editor@",
            'reply_to: "a b"@',
            "put the value in quotes",
        ),
        ("newsletter.yml", "cadence: monthly", "cadence: Monthly", "did you mean 'monthly'?"),
        ("newsletter.yml", "Paperround: the weekly", "  ", "title: must not be empty"),
        ("themes.yml", "id: other-things", "id: mixture-of-experts", "of themes[0] (line 2)"),
        ("themes.yml", "id: other-things", f"id: {'a' * 81}", f"write {'a' * 80}"),
        ("themes.yml", "id: other-things", "id: ../x", "write x"),
        ("themes.yml", "id: other-things", "id: 論文", "may hold only a-z"),
        ("themes.yml", "arxiv:2308.00951", "hep-th/9901001", "write arxiv:hep-th/9901001"),
        ("themes.yml", "phrases: [mixture of experts, MoE, 12:30]", "phrases:", "found nothing"),
        ("themes.yml", "max_papers: 6", "max_papers: null?", "expected a whole number"),
        ("themes.yml", "max_papers: 6", f"max_papers: {'9' * 5000}", "expected a whole number"),
        ("themes.yml", "any: {cat", "any: [cat", "bracket is never closed"),
        ("sources.yml", "weight: 0.5", "weight: .inf", "expected a number"),
        ("sources.yml", "feed: https://rss.arxiv.org", "feed: file:///etc", "a whole address"),
    ],
)
def test_single_values_that_are_wrong(
    project: Path, name: str, old: str, new: str, told: str
) -> None:
    """One wrong value gives one problem, at its line, that names the way out."""
    lines = (project / "content" / name).read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if old in text)
    change(project, name, old, new)
    (found,) = problems(project)
    assert found.startswith(f"content/{name}:{line}:")
    assert told in found


def test_the_project_is_found_from_below(project: Path) -> None:
    """Any folder inside a newsletter leads to its root."""
    below = project / "content/issues/deep"
    below.mkdir(parents=True)
    assert find_project(below) == project.resolve()
    assert find_project(project) == project.resolve()


def test_no_project_says_the_way_out(tmp_path: Path) -> None:
    """Outside a newsletter the message names the three things one can do."""
    with pytest.raises(UsageError, match=r"--project DIR.*paperround init DIR") as caught:
        find_project(tmp_path)
    assert caught.value.exit_code == 2


def test_importing_stays_cheap() -> None:
    """Help and version do not wait for pydantic; only reading a newsletter does."""
    code = "import generator.config.load, sys; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), inner, max_size=5),
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(WORDS), JSON, max_size=6))
def test_any_values_give_an_object_or_problems(data: dict[str, object]) -> None:
    """Whatever stands under the keys, converting ends in an object or in problems with places."""
    reading = parse(json.dumps(data, ensure_ascii=False), "f.yml")
    if reading.tree is not None:
        converted = convert(reading.tree, Newsletter, "f.yml")
        assert (converted.value is None) == bool(converted.problems)
        assert all(problem.line == 1 and problem.column for problem in converted.problems)
