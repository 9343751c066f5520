"""Newsletters of any size, made up from a fixed seed: the same input at every run."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import generator

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [
    "model",
    "attention",
    "training",
    "inference",
    "router",
    "expert",
    "token",
    "sequence",
    "gradient",
    "retrieval",
    "agent",
    "tool",
    "benchmark",
    "policy",
    "reward",
    "latent",
    "diffusion",
    "image",
    "speech",
    "memory",
    "cache",
    "quantized",
    "sparse",
    "dense",
    "linear",
    "kernel",
    "scaling",
    "data",
    "corpus",
    "prompt",
    "decoding",
    "alignment",
    "safety",
    "transfer",
    "adapter",
    "federated",
    "shift",
    "theory",
    "bound",
    "sample",
]


def sentence(chance: random.Random, length: int) -> str:
    """Return made-up words as a sentence."""
    return " ".join(chance.choices(WORDS, k=length)).capitalize() + "."


def write_newsletter(root: Path, papers: int) -> Path:
    """Write the sample's configuration and one dump of ``papers``; return the dump."""
    from pathlib import Path as AnyPath  # noqa: PLC0415

    chance = random.Random(1)
    sample = AnyPath(generator.__file__).parent.parent / "content"
    content = root / "content"
    (content / "issues").mkdir(parents=True)
    for name in ("newsletter.yml", "themes.yml"):
        shutil.copy(sample / name, content / name)
    (content / "sources.yml").write_text("sources:\n  - name: dump\n    path: dump.jsonl\n")
    dump = content / "dump.jsonl"
    with dump.open("w", encoding="utf-8") as stream:
        for number in range(papers):
            paper_id = f"{2300 + number // 90_000 + 1}.{number % 90_000:05}"
            paper = {
                "id": paper_id,
                "categories": ["cs.LG"],
                "pdf": f"https://arxiv.org/pdf/{paper_id}",
                "abs": f"https://arxiv.org/abs/{paper_id}",
                "authors": [f"Author {chance.randrange(5000)}" for _ in range(4)],
                "title": f"{sentence(chance, 9)[:-1]} {number}",
                "comment": None,
                "summary": " ".join(sentence(chance, 18) for _ in range(8)),
            }
            stream.write(json.dumps(paper) + "\n")
    return dump


def write_issues(root: Path, issues: int, papers: int) -> None:
    """Write published issues of ``papers`` entries in five sections, one a week."""
    chance = random.Random(2)
    day = date(2020, 1, 5)
    for number in range(issues):
        year, week, _ = (day + timedelta(weeks=number)).isocalendar()
        slug = f"{year}-w{week:02}"
        lines = [
            "---",
            f'title: "{sentence(chance, 8)[:-1]}"',
            f"date: {day + timedelta(weeks=number)}",
            "status: published",
            f'summary: "{sentence(chance, 12)}"',
            "---",
            "",
            sentence(chance, 40),
        ]
        for entry in range(papers):
            if entry % 5 == 0:
                lines += ["", f"## Section {entry // 5}"]
            paper_id = f"2001.{number * papers + entry:05}"
            lines += [
                "",
                f"### [{sentence(chance, 9)[:-1]}](https://arxiv.org/abs/{paper_id})",
                f"<!-- paper: arxiv:{paper_id} · 1.0 · made up -->",
                f"*Author and 3 others · 5 Jan 2020 · [pdf](https://arxiv.org/pdf/{paper_id})*",
                "",
                f"> {sentence(chance, 60)} With $O(n \\log n)$ steps.",
            ]
        (root / "content/issues" / f"{slug}.md").write_text("\n".join(lines) + "\n", "utf-8")
