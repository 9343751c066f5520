"""For every code a text in which it is found, at the marks, and one in which it is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from generator.config.objects import Email, Newsletter, Subscribe
from generator.preflight.desk import Drafted, Known, LinkState, MailSize, SourceDay, WeighedPart
from tests.preflight.desks import FRONT

PAPER = "arxiv:2401.00001"
COMMENT = f"<!-- paper: {PAPER} · 3.0 · by hand -->"
LINK = "https://arxiv.org/abs/2401.00001"
BLOCK = f"### [A Paper]({LINK})\n{COMMENT}\n\n> A drafted sentence.\n"
MAILED = Newsletter(
    title="Weekly",
    base_url="https://weekly.example/",
    email=Email(sender="W <w@weekly.example>"),
    subscribe=Subscribe("https://weekly.example/subscribe"),
)
NEWSLETTER_YML = "title: Weekly\nemail:\n  from: w@weekly.example\n  postal_address: ''\n"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Case:
    """A code, a bad text with a mark where it is found, and a good one; what both desks hold."""

    code: str
    bad: str
    good: str
    desk: dict[str, Any] = field(default_factory=dict)
    good_desk: dict[str, Any] | None = None
    elsewhere: bool = False


def front(line: str) -> str:
    """A whole issue with one more line in its front matter."""
    return FRONT.replace("\n---\n\n", f"\n{line}\n---\n\nWords.\n")


def entry(body: str, title: str = "A Paper", link: str = LINK, paper: str = PAPER) -> str:
    return f"## Notes\n\n### [{title}]({link})\n<!-- paper: {paper} -->\n\n{body}\n"


CASES = (
    Case(
        "silenced-unknown",
        front("silenced:\n  ‸speling: a house style"),
        front("silenced:\n  spelling: a house style"),
    ),
    Case(
        "silenced-unknown",
        front("silenced:\n  ‸front-matter: it is fine"),
        front("silenced: {}"),
    ),
    Case(
        "silenced-reason",
        front("silenced:\n  ‸spelling:"),
        front("silenced:\n  spelling: a house style"),
    ),
    Case(
        "subject-long",
        FRONT.replace("A short title", "‸" + "A title " * 8),
        FRONT.replace("A short title", "T" * 60),
    ),
    Case(
        "preheader-long",
        front("summary: ‸" + "Words of a summary. " * 6),
        front("summary: " + "S" * 110),
    ),
    Case("word-left", "Words ‸TODO more.\n", "A todo list, `TODO`, TK-1 and XXXL.\n"),
    Case("word-left", "> ‸Lorem ipsum dolor\n", "Words.\n<!-- TODO: not seen -->\n"),
    Case("word-left", "See [‸FIXME](https://x.example/).\n", "See [it](https://x.example/TODO).\n"),
    Case(
        "word-left",
        front("summary: ‸TK"),
        "## Notes\n\n### [XXX: TODO of a paper](https://x.example/)\n*T. K. TK · 2024*\n\nWords.\n",
    ),
    Case(
        "quote-as-drafted",
        f"## Notes\n\n{BLOCK.replace('> A', '‸> A')}",
        f"## Notes\n\n{BLOCK}\nBut we doubt it.\n",
        {"drafted": Drafted({PAPER: digest(BLOCK)})},
    ),
    Case(
        "quote-as-drafted",
        f"## Notes\n\n{BLOCK.replace('A Paper', 'Another title').replace('> A', '‸> A')}",
        f"## Notes\n\n{BLOCK.replace('drafted', 'different')}",
        {"drafted": Drafted({PAPER: digest(BLOCK)}, {PAPER: "A drafted sentence."})},
    ),
    Case(
        "intro-as-drafted",
        "‸1 paper in 1 section.\n\n## Notes\n\nWords.\n",
        "1 paper that matters.\n\n## Notes\n\nWords.\n",
        {"drafted": Drafted({"intro": digest("1 paper in 1 section.")})},
    ),
    Case(
        "word-long",
        f"A word: ‸{'Donau' * 13}.\n",
        f"https://x.example/{'a' * 70} `{'b' * 70}` {'long-' * 20} {'字' * 70}\n",
    ),
    Case("spelling", "We ‸recieve papers.\n", "We receive papers.\n"),
    Case(
        "spelling",
        "An end. ‸Teh start.\n",
        "An end. Mr Teh starts `teh` in [teh](https://x.example/).\n",
    ),
    Case(
        "spelling",
        entry("‸Recieved well."),
        entry("> We recieve.", title="On Recieving"),
    ),
    Case(
        "spelling",
        "On $x$ we ‸acheive it.\n",
        "Nous acheive.\n",
        good_desk={
            "newsletter": Newsletter("T", "https://x.example/", MAILED.email, language="fr")
        },
    ),
    Case(
        "inbox-left",
        f"Words.\n\n‸<!-- inbox: nothing below -->\n\n- [A]({LINK}) {COMMENT}\n",
        "Words.\n\n<!-- inbox: nothing below -->\n",
    ),
    Case(
        "inbox-left",
        f"Words.\n\n‸<!-- inbox: x -->\n\n- [A]({LINK}) {COMMENT}\n",
        FRONT.replace("published", "draft")
        + f"Words.\n\n<!-- inbox: x -->\n\n- [A]({LINK}) {COMMENT}\n",
    ),
    Case(
        "paper-covered",
        entry("Words.").replace("###", "‸###"),
        entry("Words.", link="https://arxiv.org/abs/2401.00009", paper="arxiv:2401.00009"),
        {"covered": {PAPER: "2024-w01", "arxiv:2401.00009": "2024-w01"}},
    ),
    Case(
        "paper-covered",
        entry("Words.").replace("###", "‸###"),
        entry("Words."),
        {
            "library": {PAPER: Known(PAPER, "A Paper", ("title:0123456789abcdef",))},
            "covered": {"title:0123456789abcdef": "2024-w01"},
        },
        good_desk={"covered": {PAPER: "2024-w10"}},
    ),
    Case(
        "paper-twice",
        entry("Words.") + "\n‸### [The same](https://arxiv.org/pdf/2401.00001v3)\n\nWords.\n",
        entry("Words.") + "\n### [Another](https://arxiv.org/abs/2401.00002)\n\nWords.\n",
    ),
    Case(
        "title-differs",
        entry("Words.").replace("###", "‸###"),
        entry("Words.", title="**On** `Papers`: pre-training"),
        {"library": {PAPER: Known(PAPER, "On papers: Pretraining")}},
    ),
    Case(
        "link-broken",
        "See [this](‸https://x.example/a page).\n",
        "See [this](<https://x.example/a b>)?\n".replace("a b", "a"),
    ),
    Case("link-broken", "See [this]‸().\n".replace("]‸(", "](‸"), "Call `f[x]()` and \\[x]().\n"),
    Case(
        "link-broken",
        "See [this](‸https:///path).\n",
        "See [this](https://x.example:8080/p_(q)).\n",
    ),
    Case(
        "link-broken",
        "See [this](‸www.example.org).\n",
        "See [this](../about/) and [that](mailto:a@x.example).\n",
    ),
    Case(
        "link-broken",
        "See [this](‸mailto:nobody).\n",
        "See <a@x.example> and <https://x.example/>.\n",
    ),
    Case("link-broken", "See [this](‸#nowhere).\n", "See [this](#notes).\n\n## Notes\n\nWords.\n"),
    Case(
        "link-broken",
        "See [this]‸[nope].\n",
        "See [this][yes] and [that][YES].\n\n[yes]: https://x.example/\n",
    ),
    Case("link-broken", "A claim.‸[^1]\n", "A claim.[^1]\n\n[^1]: A note.\n"),
    Case(
        "link-broken",
        "See [last week](‸2024-w09.md).\n",
        "See [last week](2024-w08.md) and [us](../pages/about.md).\n",
        {"files": {"issues/2024-w08.md": 1, "pages/about.md": 1}},
    ),
    Case("link-broken", "See [this](‸http://[::1/).\n", "See [this](http://[2001:db8::1]/).\n"),
    Case(
        "link-unsafe",
        "Do [this](‸javascript:alert(1)).\n",
        "Do [this](https://x.example/javascript:).\n",
    ),
    Case(
        "link-unsafe",
        "See [this](‸https://me:secret@x.example/).\n",
        "See [this](https://x.example/@me).\n",
    ),
    Case("link-unsafe", '<a href="‸vbscript:x">Do</a>\n', '<a href="https://x.example/">Do</a>\n'),
    Case(
        "link-shortened",
        "See [this](‸https://bit.ly/abc).\n",
        "See [this](https://orbit.ly/abc).\n",
    ),
    Case(
        "link-shortened", "See [a].\n\n[a]: ‸http://t.co/x\n", "See [a].\n\n[a]: https://at.co/x\n"
    ),
    Case(
        "link-tracking",
        "See [this](https://x.example/?id=1&‸utm_source=weekly&fbclid=2).\n",
        "See [this](https://x.example/?id=1&format=utm#utm_source=x).\n",
    ),
    Case(
        "link-http",
        "See [this](‸http://x.example/).\n",
        "See [this](http://y.example/).\n",
        {
            "links": {
                "http://x.example/": LinkState(https_works=True),
                "http://y.example/": LinkState(),
            }
        },
    ),
    Case(
        "link-dead",
        "See [this](‸https://x.example/).\n",
        "See [this](https://y.example/).\n",
        {
            "links": {
                "https://x.example/": LinkState(dead="answers 404 Not Found"),
                "https://y.example/": LinkState(unsure="answers 503"),
            }
        },
    ),
    Case(
        "link-moved",
        "See <‸https://x.example/>.\n",
        "See <https://y.example/>.\n",
        {
            "links": {
                "https://x.example/": LinkState(moved_to="https://z.example/"),
                "https://y.example/": LinkState(),
            }
        },
    ),
    Case(
        "link-unsure",
        "See [this](‸https://x.example/).\n",
        "See [this](https://y.example/).\n",
        {"links": {"https://x.example/": LinkState(unsure="gave no answer within 20 s")}},
    ),
    Case("image-alt", "![](‸https://x.example/a.png)\n", "![A chart](https://x.example/a.png)\n"),
    Case(
        "image-alt",
        '<img src="‸https://x.example/a.png">\n',
        '<img src="https://x.example/a.png" alt="A chart">\n',
    ),
    Case(
        "image-missing",
        "![A chart](‸images/b.png)\n",
        "![A chart](images/a.png) ![B](https://x.example/b.png)\n",
        {"files": {"issues/images/a.png": 1}},
    ),
    Case(
        "image-missing",
        "![A page](‸2024-w08.md)\n",
        "![Two words](images/two%20words.png)\n",
        {"files": {"issues/2024-w08.md": 1, "issues/images/two words.png": 1}},
    ),
    Case(
        "image-heavy",
        "![A chart](‸images/a.png)\n",
        "![A chart](images/b.png)\n",
        {"files": {"issues/images/a.png": 500_001, "issues/images/b.png": 500_000}},
    ),
    Case(
        "image-heavy",
        "![A chart](‸https://x.example/a.png)\n",
        "![A chart](https://x.example/b.png)\n",
        {"links": {"https://x.example/a.png": LinkState(size=2_000_000)}},
    ),
    Case("image-insecure", "![A](‸http://x.example/a.png)\n", "![A](https://x.example/a.png)\n"),
    Case(
        "image-insecure", "![A](‸data:image/png;base64,AAAA)\n", "![A](https://x.example/data:)\n"
    ),
    Case(
        "math-unbalanced",
        "Let ‸$x be it.\n",
        "Let $x$ be it, for \\$x, $5, US$ 7, 8 $ or `$HOME`.\n",
    ),
    Case(
        "math-unrendered", "So ‸$\\nosuchcommand{x}$.\n", "So $\\frac{a}{b}$ and $$\\sum_i x_i$$.\n"
    ),
    Case("math-unrendered", "‸$$\n\\nosuchcommand\n$$\n", "$$\nx^2\n$$\n"),
    Case(
        "html-removed", "A ‸<script>x</script> b.\n", "A <b>bold</b> `<script>` \\<think> a < b.\n"
    ),
    Case("html-removed", 'A ‸<span style="color:red">b</span>.\n', 'A <span lang="fr">b</span>.\n'),
    Case(
        "html-removed",
        "‸<iframe src='https://x.example/'></iframe>\n",
        "<details>\n\nWords.\n\n</details>\n",
    ),
    Case(
        "anchor-twice",
        "## One {#a}\n\nWords.\n\n‸## Two {#a}\n\nWords.\n",
        "## One {#a}\n\nWords.\n\n## Two {#b}\n\nWords.\n",
    ),
    Case(
        "anchor-twice",
        "## Notes\n\nWords.\n\n### One\n\nWords.\n\n‸### One\n\nWords.\n",
        entry("Words.") + "\n## Others\n\n### One\n\nWords.\n",
    ),
    Case("heading-level", "‸# A title\n\nWords.\n", "## A section\n\nWords.\n\n> # Quoted\n"),
    Case(
        "heading-level",
        "## A\n\nWords.\n\n‸#### B\n\nWords.\n",
        "## A\n\n### B\n\nWords.\n\n#### C\n\nWords.\n\n## D\n\nWords.\n",
    ),
    Case("section-empty", "‸## Notes\n\n<!-- nothing -->\n", "## Notes\n\nWords.\n"),
    Case(
        "entry-empty",
        "## Notes\n\n‸### A paper\n<!-- paper: arxiv:2401.00001 -->\n*A. Author*\n",
        "## Notes\n\n### A paper\n\n- Words.\n",
    ),
    Case(
        "theme-unknown",
        "‸## Experts {#mixture-of-expert}\n\nWords.\n",
        "## Experts {#mixture-of-experts}\n\nWords.\n\n## Events {#events}\n\nWords.\n",
    ),
    Case("theme-unknown", "‸## Pinned Papers\n\nWords.\n", "## Papers we pinned\n\nWords.\n"),
    Case(
        "mail-large",
        entry("Words.").replace("###", "‸###"),
        entry("Words."),
        {
            "mail": MailSize(
                html=99_000,
                sent=101_000,
                shortened=2,
                heaviest=(WeighedPart("arxiv-2401-00001", "A Paper", 9000),),
            )
        },
        good_desk={"mail": MailSize(html=50_000, sent=51_000)},
    ),
    Case(
        "mail-impossible",
        FRONT.replace("A short", "‸A short"),
        FRONT,
        {"mail": MailSize(problem="the mail is too large")},
        good_desk={"mail": MailSize()},
    ),
    Case(
        "unsubscribe-missing",
        FRONT.replace("A short", "‸A short"),
        FRONT,
        {"mail": MailSize(can_unsubscribe=False)},
        good_desk={"mail": MailSize()},
    ),
    Case(
        "unsubscribe-unset",
        "Words.",
        "Words.",
        {"mail": MailSize(), "newsletter": MAILED, "newsletter_text": NEWSLETTER_YML},
        good_desk={"mail": MailSize()},
        elsewhere=True,
    ),
    Case(
        "postal-address-missing",
        "Words.",
        "Words.",
        {"mail": MailSize(), "newsletter": MAILED, "newsletter_text": NEWSLETTER_YML},
        good_desk={
            "mail": MailSize(),
            "newsletter": Email("W <w@x.example>", provider="mailchimp"),
        },
        elsewhere=True,
    ),
    Case(
        "source-stale",
        FRONT.replace("period: ", "period: ‸"),
        FRONT,
        {"drafted": Drafted(sources=(SourceDay("hf", date(2024, 3, 3)),))},
        good_desk={
            "drafted": Drafted(sources=(SourceDay("hf", date(2024, 3, 4)), SourceDay("x", None)))
        },
    ),
)
