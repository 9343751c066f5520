"""Cleaning mends what is certainly broken, leaves guesses alone, and is safe on any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cleaning import Links, clean_abstract, clean_author, clean_title, find_links

CLEANERS = [clean_title, clean_abstract, clean_author]

TITLES = [
    # characters
    ("  Two  words\n  and\tmore ", "Two words and more"),
    ("Q&amp;A &lt;b&gt; &#39;x&#x27; &eacute;", "Q&A <b> 'x' é"),
    ("A &amp;amp;lt; B &#38;amp; C", "A < B & C"),
    (
        "AT&T; &nosuch; &copy=1 &#0; &#xD800; &#1114112;",
        "AT&T; &nosuch; &copy=1 \ufffd \ufffd \ufffd",
    ),
    ("a\u200bb\u202ec\ufeffd\U000e0041e\xadf\x07g", "abcdefg"),
    ("non\xa0breaking\u2003spaces", "non breaking spaces"),
    ("می\u200cخواهم 👩\u200d🔬 a\u200db", "می\u200cخواهم 👩\u200d🔬 ab"),
    ("lone \ud83d surrogate", "lone surrogate"),
    # TeX
    (r"na\"{\i}ve, Bal\'azs, {\"o}, Erd\H{o}s", "naïve, Balázs, ö, Erdős"),
    (r"Fran\c{c}ois, Ho\v{r}ava, \L{}ukasz, S\o ren, {\ss}", "François, Hořava, Łukasz, Søren, ß"),
    (r"Djokovi\'c and \'Elan, Yndur\'ain", "Djoković and Élan, Ynduráin"),
    ("``Attention'' and ``need", "“Attention” and ``need"),
    ('``Textbook quality" data', "“Textbook quality” data"),
    (r"95\% of R\&D in snake\_case for \#1", "95% of R&D in snake_case for #1"),
    (r"less than \$1, not \$25000", "less than $1, not $25000"),
    (r"\emph{One} \textbf{two \textit{three}} {\it four}", "One two three four"),
    (
        r"\url{https://a.b/c} and \href{https://a.b/c}{here}",
        "https://a.b/c and here (https://a.b/c)",
    ),
    (
        "Claude~3.5~Sonnet, Mistral~7B~Instruct, Fig.~2",
        "Claude 3.5 Sonnet, Mistral 7B Instruct, Fig. 2",
    ),
]

LEFT_ALONE = [
    "PAS : Prelim Attention Score",
    "What Next? A Study ... of -- dots --- and dashes",
    r"$\alpha\_\%$ and $x~y$ in $\mathcal{O}(n \& m)$",
    r"$$\emph{a}~b$$",
    "between $5 and $6",
    r"\$5 and $x$",
    r"it\'s, we\'re, don\'t",
    r"a \\% b, C:\users, \PiAttention, \cite{x}",
    r"regex \d{3} and \w+",
    "10~20 runs, ~50%, x~N(0,1), only~20, https://a.org/~user and b.org/x~y",
    "unpaired `` and '' and `single' quotes",
    "C++, C#, [MASK], <eos>, *bold* and #1",
    "AT&T and Q&A",
    "iTransformer: 50% of users",
    "Ünïcødé ﬁ ① 𝒜 中文",
]

ABSTRACTS = [
    ("One line,\nand another.\r\nThird.", "One line, and another. Third."),
    ("First.\n\nSecond\nparagraph.\n \n\nThird.", "First.\n\nSecond paragraph.\n\nThird."),
    ("Answering (QA) , dense", "Answering (QA), dense"),
    (
        "Mixture of Experts (MoE) . The form ; it is so : yes",
        "Mixture of Experts (MoE). The form; it is so: yes",
    ),
    ("(280B) , GPT-3 (175B ) , and $x$ .", "(280B), GPT-3 (175B), and $x$."),
    ("over 80% , a gain", "over 80%, a gain"),
    ("inference.111Our code is out", "inference. Our code is out"),
    ("the LLM field111https://a.org/x", "the LLM field https://a.org/x"),
    ("operates222Code and website:https://a.org", "operates Code and website: https://a.org"),
    ("components111Higher-order ones", "components Higher-order ones"),
    ("one.111See a. two.101010The", "one. See a. two. The"),
    ("gap.111https://a.org/Blender222The end", "gap. https://a.org/Blender The end"),
    ("purposes.1Code is available", "purposes. Code is available"),
    ("it operates22Code and website", "it operates Code and website"),
    ("available athttps://github.com/a/b.", "available at https://github.com/a/b."),
    (
        "Codes:https://a.org and (x) andhttps://b.org",
        "Codes: https://a.org and (x) and https://b.org",
    ),
    (r"up to \textbf{68.7\%} of ``exams''", "up to 68.7% of “exams”"),
]

ABSTRACTS_LEFT_ALONE = [
    "overGopher uses less thank training steps, nearlylanguages",
    "costs roughly $20. We plot",
    "grows by .5 and .7, and ... .NET is",
    "50 % of users, f : X, a ratio of 3 : 1, row[i : j] and ://",
    "see https://github.com/a/b . Then",
    "pip install -e . and more",
    "Weather4Cast, Mind2Web, Llama-2.1Code, GPT111 x, v222, 1111Our",
    "https://a.org/page222The end, https://web.archive.org/2020/https://b.org",
    "git+https://a.org and (https://b.org) and “https://c.org”",
    "Github:github.com/a/b",
    "the mentioned.We glue nothing, i.e.,LLMs",
]


@pytest.mark.parametrize(("text", "expected"), TITLES)
def test_certain_mends(text: str, expected: str) -> None:
    """Titles and abstracts alike."""
    assert clean_title(text) == expected
    assert clean_abstract(text) == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_a_guess_stays(text: str) -> None:
    """A reader sees what the author wrote."""
    assert clean_title(text) == text


@pytest.mark.parametrize(("text", "expected"), ABSTRACTS)
def test_certain_mends_in_abstracts(text: str, expected: str) -> None:
    """What pages and extraction do to sentences is undone."""
    assert clean_abstract(text) == expected


@pytest.mark.parametrize("text", [*LEFT_ALONE, *ABSTRACTS_LEFT_ALONE])
def test_what_is_a_guess_stays_in_abstracts(text: str) -> None:
    """Colons behind a word are the one thing that titles keep and abstracts do not."""
    assert clean_abstract(text) == text.replace("PAS :", "PAS:")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (" Bal\\'azs  Minta\n", "Balázs Minta"),
        ('J{\\"u}rgen M&uuml;ller', "Jürgen Müller"),
        ("Mikkel {\\O}bro", "Mikkel Øbro"),
        ("\u202eevil\u202c", "evil"),
        ("O'Neil, Jr. ~ \\emph{x}", "O'Neil, Jr. ~ \\emph{x}"),
    ],
)
def test_names(name: str, expected: str) -> None:
    """Accents, entities and white space; nothing else has a meaning in a name."""
    assert clean_author(name) == expected


FRAGMENTS = st.sampled_from(
    [
        *("$", "\\", "{", "}", "&", "&amp;", "&#38;", ";", "#38;", "amp;", "lt;", "`", "``", "''"),
        *('"', "\n", "\n\n", " ", " .", " ,", " :", "~", "111", "11", "222", "1", "Our ", "Code "),
        *("https://", "github.com/a/b", "at", "\\emph{", "\\'", "\\c{", "\\%", "\\$", "5", "\\i"),
        *("\u200d", "\u0627", "\ufffc", "\ufeff", "\x85", "\x1c", "{\\it ", "\\o ", "\\href{a}{"),
        *("(", ")", "A", "b", "%", "\\_", "-", "\ud800", "\U0001f469", "&semi;", "&bsol;", "&#36;"),
    ]
)
TEXTS = st.lists(FRAGMENTS | st.text(max_size=3), max_size=25).map("".join)


@settings(deadline=None)
@given(TEXTS)
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    """What is stored and cleaned again later stays the same."""
    for clean in CLEANERS:
        once = clean(text)
        assert clean(once) == once


@settings(deadline=None)
@given(TEXTS)
def test_a_clean_text_is_bounded_and_safe(text: str) -> None:
    """It is never twice as long, and holds no controls, bidi marks or lone surrogates."""
    for clean in CLEANERS:
        found = clean(text)
        assert len(found) <= 2 * len(text)
        assert found == found.strip()
        assert not set(found) & set("\x00\x07\x1b\x85\u200b\u200e\u202e\u2066\ufeff\ufffc\ud800")
        assert "\n" not in found.replace("\n\n", "")
    assert "\n" not in clean_title(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=["C", "Z"])))
def test_words_without_markup_stay(text: str) -> None:
    """A title of any script is kept to the letter."""
    plain = "".join(character for character in text if character not in "\\`&~$\ufffc")
    assert clean_title(plain) == plain


@pytest.mark.parametrize("piece", list("a$\\{&`' \n~1.,:-_\x00\u200d\ud800"))
def test_a_megabyte_of_one_character_takes_a_moment(piece: str) -> None:
    """What backtracks would take hours."""
    _measure(piece * 1_000_000)


@pytest.mark.parametrize(
    "piece",
    [
        *("&amp;", "&#5", "``", "a~", "A~1", "{\\it ", "``a", "$a", "a$", "$$", "\\$"),
        *(
            "http://",
            "https://a ",
            "111A",
            "a111Bb",
            "\\emph{",
            '\\"',
            "\\href{a}{",
            "\\'s ",
            "a ) ",
            " ,",
        ),
        *("github.com/", ".github.io", "project page ", "a.", "%7D", "https://github.com/a/b,"),
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    """Nor does a piece that begins a mend, over and over."""
    _measure(piece * (250_000 // len(piece)))


@pytest.mark.parametrize("end", [".", "%7D", "%7", "_", "_.", "+@"])
@pytest.mark.parametrize("after", ["", "a"])
def test_a_link_with_a_long_end_takes_a_moment(end: str, after: str) -> None:
    """What stands behind a link is looked at once, from its end."""
    _measure("https://a" + end * 60_000 + after)


def _measure(text: str) -> None:
    for clean in (*CLEANERS, find_links):
        started = time.process_time()
        clean(text)
        assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "code", "project"),
    [
        ("Code: https://github.com/a/b.", ("https://github.com/a/b",), ()),
        ("out athttps://github.com/a/b(Vision) now", ("https://github.com/a/b",), ()),
        ("on Github:github.com/a/b-c_d.", ("https://github.com/a/b-c_d",), ()),
        (r"https://github.com/a/b\_c https://GitHub.com/a/b_c/", ("https://github.com/a/b_c",), ()),
        ("https://github.com/a/b%7D, x", ("https://github.com/a/b",), ()),
        ("(https://gitlab.com/a/b.git)", ("https://gitlab.com/a/b.git",), ()),
        ("https://huggingface.co/a/b", ("https://huggingface.co/a/b",), ()),
        ("https://hf.co/datasets/a/b", ("https://hf.co/datasets/a/b",), ()),
        ("https://huggingface.co/papers/2401.00165 https://github.com/a", (), ()),
        ("see https://a.github.io/b/.", (), ("https://a.github.io/b/",)),
        ("on a.github.io/b", (), ("https://a.github.io/b",)),
        ("Project page: https://a.org/x, more", (), ("https://a.org/x",)),
        ("Project page: https://github.com/a/b", ("https://github.com/a/b",), ()),
        ("https://a.org/x is no project, nor project page: https://arxiv.org/abs/1", (), ()),
        ("e.g. notgithub.com/a/b or x@github.com/a/b", (), ()),
        ("javascript:alert(1) ftp://github.com/a/b", (), ()),
    ],
)  # fmt: skip
def test_links_are_found(text: str, code: tuple[str, ...], project: tuple[str, ...]) -> None:
    """Repositories and project pages, each once, without what stands behind them."""
    assert find_links(text) == Links(code, project)


@settings(deadline=None)
@given(TEXTS)
def test_links_are_always_web_links(text: str) -> None:
    """Whatever a text holds, a link is http or https and has no space, quote or bracket."""
    found = find_links(text)
    for url in (*found.code, *found.project):
        assert url.startswith(("https://", "http://"))
        assert not set(url) & set(" \n<>\"'(){}[]|\\^`")


@given(st.text(alphabet="ab AO1.,:;)(%$&~\\'\"ht/p[]{}-–”!?0g\n", max_size=60))
def test_texts_that_look_honest_are_mended_like_all_others(text: str) -> None:
    """A text that is passed through unread says the same as where a look at it is forced."""
    forced = f"\u200b{text}"  # an invisible mark, which every mend drops
    assert clean_abstract(text) == clean_abstract(forced)
    assert clean_title(text) == clean_title(forced)
    assert clean_author(text) == clean_author(forced)
