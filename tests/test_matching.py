"""Phrases find papers as an editor would expect."""

from datetime import UTC, datetime

import pytest

from generator.config.objects import Excludes, Theme, Weak
from generator.matching import Matcher, fold
from generator.models import Paper, ThemeMatch

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def paper(title: str = "", abstract: str = "", **more: object) -> Paper:
    return Paper("arxiv:2501.00001", (), NOW, ("s",), title=title, abstract=abstract, **more)  # type: ignore[arg-type]


def match(theme: Theme, one: Paper) -> ThemeMatch | None:
    return next(iter(Matcher([theme]).match(one)), None)


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("mixture of experts", "Soft Mixtures of Experts"),
        ("mixture of experts", "A Mixture-of-Experts model"),
        ("MoE", "Pre-gated MoE: fast inference"),
        ("scaling law", "Scaling laws: a study"),
        ("k-means", "Faster K-Means"),
        ("policy gradient", "On Policies: policy gradients"),
        ("LLM-as-a-judge", "LLM as a Judge, revisited"),
        ("stochastic process", "On Stochastic Processes"),
        ("loss", "Two losses are better"),
        ("implicit bias", "Implicit Biases of Descent"),
        ("movie", "Rating Movies"),
        ("vector database", "Vector Databases at Scale"),
        ("Newton method", "Newton's method, again"),
        ("index", "Inverted Indexes"),
        ("agents", "An Agent alone"),
    ],
)
def test_a_phrase_is_words_in_order(phrase: str, title: str) -> None:
    """Case, hyphens, punctuation and plurals do not matter."""
    found = match(Theme("t", "T", phrases=(phrase,)), paper(title))
    assert found is not None
    assert found.in_title == (phrase,)


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("RAG", "Fragments of dragons"),
        ("tool use", "Tools are of use"),
        ("agent", "Reagent selection"),
        ("", "Anything"),
    ],
)
def test_parts_of_words_and_scattered_words_do_not_match(phrase: str, title: str) -> None:
    """A phrase is found whole or not at all."""
    assert match(Theme("t", "T", phrases=(phrase,)), paper(title)) is None


def test_overlapping_phrases_of_many_themes_are_all_found() -> None:
    """One pass finds what themes share and what lies inside one another."""
    themes = [
        Theme("a", "A", phrases=("sparse mixture of experts", "experts")),
        Theme("b", "B", phrases=("mixture of experts routing",)),
    ]
    found = Matcher(themes).match(paper("Sparse mixture of experts routing"))
    assert [(one.theme, one.in_title) for one in found] == [
        ("a", ("sparse mixture of experts", "experts")),
        ("b", ("mixture of experts routing",)),
    ]


def test_weak_evidence_is_never_enough() -> None:
    """A category is named beside a phrase and takes no paper alone."""
    theme = Theme("t", "T", phrases=("tool use",), any=Weak(categories=("cs.LG",)))
    assert match(theme, paper("Something else", categories=("cs.LG",))) is None
    found = match(theme, paper("Tool use", categories=("cs.lg",)))
    assert found is not None
    assert found.weak == ("cs.LG",)


def test_excludes_rule_a_theme_out_and_pins_bring_it_back() -> None:
    """``not`` beats any phrase; a pinned paper is taken whatever it says, by any of its ids."""
    excludes = Excludes(phrases=("committee of experts",), categories=("q-bio.NC",))
    theme = Theme("t", "T", phrases=("experts",), excludes=excludes)
    assert match(theme, paper("Experts", "A committee of experts decides")) is None
    assert match(theme, paper("Experts", categories=("q-bio.NC",))) is None
    pinned = Theme("t", "T", phrases=("experts",), excludes=excludes, pin=("title:abc",))
    found = match(
        pinned,
        Paper("arxiv:1", ("title:abc",), NOW, ("s",), title="Experts, a committee of experts"),
    )
    assert found is not None
    assert found.pinned


def test_folding_is_the_same_for_both_sides() -> None:
    """What differs only by case, punctuation and plural folds to the same text."""
    assert fold("Policies -- of_Experts!") == fold("policy of expert")
