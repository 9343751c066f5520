"""Titles that are spelt differently and titles that only look alike."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.identity.titles import fold_title, title_id, title_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"Na\"{\i}ve Bayes by Erd\H{o}s and Bal\'azs", "naïve Bayes by Erdős and Balázs"),
        (r"$\alpha$-Divergences for \textbf{$\beta$}VAE", "α-divergences for βVAE"),
        (r"\emph{Gr\"obner} bases \& {\O}re stra\ss e", "Gröbner Bases & Øre Straße"),
        ("Pre-training: A Survey", "pretraining - a survey"),
        ("Lost &amp; Found", "Lost and found"),
        ("R$^2$ is not enough", "R2 is not enough"),
        ("Don’t stop\n  pretraining", "Don't Stop Pretraining"),
        ("ﬁne‐tuning", "Fine-Tuning"),
        ("Ｆｕｌｌ width", "full width"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_spellings_of_one_title_agree(one: str, other: str) -> None:
    """TeX, entities, accents, case, hyphens, subtitles and spaces do not tell papers apart."""
    assert title_id(one) == title_id(other)


def test_folding_keeps_the_words_apart() -> None:
    """The folded title reads as words."""
    assert fold_title(r"Attention: {\it All} You Need?") == "attention all you need"
    assert fold_title(r"Learning in $O(n \log n)$") == "learning in o n log n"


@pytest.mark.parametrize("text", ["深度学习模型的研究", "Глубокое обучение", "تعلم عميق"])
def test_no_script_folds_to_nothing(text: str) -> None:
    """Titles in any script keep their letters and so their own ids."""
    assert fold_title(text).replace(" ", "")
    assert title_id(text) != title_id(text + text)


@pytest.mark.parametrize(
    "title",
    [
        "Introduction",
        "A Short Title",
        "On a set of pi",
        "Editorial: new directions for machine learning research",
        "Table of contents of the fifth volume of the journal",
        "Correction to: Attention is all you need, once more",
        "Erratum: Attention is all you need, once more",
        "Author Correction: ",
        "Reply to the comments of the three reviewers",
        "Comment on 'Attention is all you need'",
        "Introduction to the special issue on language models",
    ],
)
def test_generic_and_short_titles_are_no_sign(title: str) -> None:
    """Titles that many papers bear, or that are too short to be sure, have no key."""
    assert title_key(title) is None


@pytest.mark.parametrize(
    "title",
    [
        "Introduction to mixtures of experts for translation",
        "Error correction of transcripts with language models",
        "Replying to questions that nobody asked before",
    ],
)
def test_titles_that_only_begin_like_generic_ones_have_keys(title: str) -> None:
    """A proper title counts, even where its first word is a usual one."""
    assert title_key(title) is not None


def test_the_same_weak_title_elsewhere_has_another_id() -> None:
    """A title without a key is an id only inside its surroundings."""
    assert title_id("Editorial", "one") != title_id("Editorial", "two")
    assert title_id("Editorial", "one") == title_id("EDITORIAL", "one")


def test_ids_stay_as_they_are() -> None:
    """The id of a title is kept in issues: it must not change with the program."""
    assert title_id("From Sparse to Soft Mixtures of Experts") == "title:b45d82dacc2d7d6b"


@given(st.text(max_size=200))
def test_folding_is_stable(text: str) -> None:
    """Folding what is folded changes nothing, and no text makes it fail."""
    folded = fold_title(text)
    assert fold_title(folded) == folded
    assert folded == " ".join(folded.split())
    assert len(title_id(text)) == len("title:") + 16


@pytest.mark.parametrize(
    "piece", ["\\", "\\v ", "{", "$", "&", "&#", "_", "^", " ", "a", "é", "\\'"]
)
def test_long_titles_fold_quickly(piece: str) -> None:
    """A megabyte of anything is folded in linear time: a quadratic fold would take hours."""
    start = process_time()
    fold_title(piece * (1_000_000 // len(piece)))
    assert process_time() - start < 10
