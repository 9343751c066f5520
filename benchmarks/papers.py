"""An issue of rich papers, made up from a fixed seed: what a mail has to carry at its fullest."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.newsletters import WORDS
from generator.issue import parse_issue

if TYPE_CHECKING:
    from generator.models import Issue

SMALL = [
    "the",
    "of",
    "a",
    "with",
    "and",
    "to",
    "in",
    "for",
    "that",
    "is",
    "by",
    "on",
    "its",
    "we",
    "as",
    "from",
    "at",
    "an",
    "this",
    "over",
]
# What every twelfth paper has beside its words.
EXTRAS = """
- nothing is dropped, and nothing has to be *balanced*:
    - training stays stable with 4,000 experts;
    - inference costs what a dense layer costs.
- it does not work for causal decoding

> A router that may say "none of these" keeps 96 % of the accuracy.

```python
def route(scores, margin=0.1):
    return scores.argmax() if scores.max() > margin else None
```

| Model | Accuracy | Step time |
| :---- | -------: | :-------: |
| Dense | 86.1 %   | 1.00      |
| Soft  | 87.4 %   | 0.18      |

The loss is $O(n \\log n)$ plus a margin[^a], and in full

$$
\\frac{1}{n}\\sum_{i=1}^{n} \\max(0, m - s_i)
$$

[^a]: It was tuned on the test split.
"""


def prose(chance: random.Random, count: int) -> str:
    """Return ``count`` made-up words in sentences, about as long as those of abstracts."""
    words = [chance.choice(SMALL if place % 5 in {0, 3} else WORDS) for place in range(count)]
    sentences = [words[at : at + 21] for at in range(0, count, 21)]
    return " ".join(" ".join(part).capitalize() + "." for part in sentences)


def rich_papers(count: int, words: int = 105) -> Issue:
    """Return an issue of ``count`` papers in five sections, each with so many words and a link."""
    chance = random.Random(3)
    lines = ["---", 'title: "Soft experts, tool use and cleaner data"', "date: 2023-08-31"]
    lines += ["status: published", "summary: What a routed layer buys.", "---", ""]
    lines.append(prose(chance, 60))
    for number in range(count):
        if number * 5 % count < 5:
            lines += ["", f"## {prose(chance, 3)[:-1]}", "", prose(chance, 12)]
        paper = f"2308.{number:05}"
        body = prose(chance, words).replace(" model ", " [model](https://example.org/model) ", 1)
        lines += [
            "",
            f"### [{prose(chance, 9)[:-1]} {number}](https://arxiv.org/abs/{paper})",
            f"<!-- paper: arxiv:{paper} · 4.0 · made up -->",
            f"*A. Author and 3 others · 2 Aug 2023 · [pdf](https://arxiv.org/pdf/{paper})*",
            "",
            body,
        ]
        if number % 12 == 0:
            lines += EXTRAS.replace("[^a]", f"[^{number}]").splitlines()
    return parse_issue("\n".join(lines) + "\n", "content/issues/2023-08.md", "2023-08")
