"""The sentences quoted from an abstract are whole and say what is new."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.drafting.quotes import quote, sentences

ABSTRACT = (
    "Large models are slow. Much work has gone into making them faster, e.g. by pruning. "
    "We introduce Lantern, a decoder that drafts with $k = 1.5$ heads (see Fig. 2 for details). "
    "It is easy to train. On three benchmarks it is 2.4x faster than the baseline at the same accuracy. "
    "Code is available at https://example.org/lantern."
)


def test_what_is_new_and_what_was_found_is_quoted() -> None:
    """Motivation and the code link are left out; the order is that of the abstract."""
    assert quote(ABSTRACT) == (
        "We introduce Lantern, a decoder that drafts with $k = 1.5$ heads (see Fig. 2 for details).",
        "On three benchmarks it is 2.4x faster than the baseline at the same accuracy.",
    )


def test_an_abstract_without_news_gives_its_first_sentences() -> None:
    """Something is always quoted where there is something, and more than a few words."""
    assert quote("Cats sleep. Dogs bark. Cows moo.") == ("Cats sleep.", "Dogs bark.")
    assert quote("Cats sleep " + "soundly " * 25 + "here. Dogs bark.")[0].startswith("Cats")
    assert quote("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "A value of 3.5 is used, cf. Smith et al. We stop.",
        "With $a. B$ inside a formula. Next.",
        "Both (i.e. A. B. C.) and more. Next.",
    ],
)
def test_numbers_formulas_and_abbreviations_do_not_end_a_sentence(text: str) -> None:
    """Each of these has two sentences or fewer."""
    assert len(sentences(text)) <= 2


@given(st.text(alphabet='ab .!?()$"1\n', max_size=200))
def test_no_word_is_lost(text: str) -> None:
    """Sentences put together are the text, up to white space."""
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
