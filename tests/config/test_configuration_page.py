"""The reference of the configuration says what the code does."""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.config import objects
from generator.config.load import Sources, load_project
from generator.config.schema import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[2] / "docs/configuration.md").read_text("utf-8")

# The heading under which each dataclass is described.
HEADINGS = {
    objects.Newsletter: "newsletter.yml",
    objects.Editor: "editors",
    objects.Email: "email",
    objects.Smtp: "smtp",
    objects.Listmonk: "listmonk",
    objects.Subscribe: "subscribe",
    objects.SourceSpec: "sources.yml",
    objects.Themes: "themes.yml",
    objects.Theme: "themes",
    objects.Weak: "any",
    objects.Excludes: "not",
    objects.IssueRules: "issue",
    objects.RankingWeights: "ranking",
}


def rows(heading: str) -> Iterator[tuple[str, str]]:
    """Yield the keys under a heading with their defaults."""
    section = re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)
    (text,) = (part for part in section if part.startswith(f"{heading}\n"))
    yield from re.findall(r"^\| `(\w+)` \|[^|]+\| ([^|]+) \|", text, flags=re.MULTILINE)


def default_of(field: Field[Any]) -> str | None:
    """Return a field's default as the page writes it; ``None`` where the page has words."""
    if field.default is MISSING:
        return "**needed**" if field.default_factory is MISSING else None
    shown = {None: "null", "": '""', (): "[]"}.get(field.default, str(field.default))
    return f"`{shown}`"


def test_every_class_has_a_heading() -> None:
    """No dataclass of the configuration is left out of the page."""
    kinds = {kind for kind in vars(objects).values() if is_dataclass(kind)}
    assert kinds == set(HEADINGS)
    assert list(keys_of(Sources)) == ["sources"]
    assert "One key, `sources` (**needed**)" in PAGE


@pytest.mark.parametrize("kind", HEADINGS, ids=lambda kind: kind.__name__)
def test_every_key_is_described_with_its_default(kind: type) -> None:
    """The page lists exactly the keys that the files take, and says their defaults."""
    described = dict(rows(HEADINGS[kind]))
    assert set(described) == set(keys_of(kind))
    for key, field in keys_of(kind).items():
        assert default_of(field) in (described[key], None), key


def test_the_examples_load(tmp_path: Path) -> None:
    """The page's example files are a newsletter that loads."""
    pattern = re.compile(
        r'^```yaml title="(content/\w+\.yml)"\n(.*?)^```', re.MULTILINE | re.DOTALL
    )
    examples = pattern.findall(PAGE)
    assert len(examples) == 3
    (tmp_path / "content").mkdir()
    for name, text in examples:
        (tmp_path / name).write_text(text, encoding="utf-8")
    project = load_project(tmp_path)
    assert project.newsletter.title == "Paperround Weekly"
    assert [source.name for source in project.sources] == ["hf-daily", "arxiv-cs-lg"]
    assert [theme.id for theme in project.themes.themes] == ["mixture-of-experts"]
