"""Measure Paperround against the plain work that it cannot do without; print a table.

``python -m benchmarks [--papers N] [--issues N]``. Every measurement is a process of its own; CPU
time is user and system time of that process and its children, memory the peak of the largest one.
Absolute times depend on the machine: compare the ratios.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mail import measure_mail
from benchmarks.newsletters import write_issues, write_newsletter

PLAIN_JSON = "import json, sys\nfor line in open(sys.argv[1], encoding='utf-8'): json.loads(line)\n"


@dataclass(frozen=True)
class Cost:
    """What a process took: CPU seconds and peak memory in MB."""

    seconds: float
    memory: float


def measure(*command: str | Path, cwd: Path) -> Cost:
    """Run a command to its end and return what it took; raises when it fails."""
    child = os.fork()
    if child == 0:
        with open(os.devnull, "wb") as silent:  # noqa: PTH123
            done = subprocess.run(
                [str(part) for part in command], cwd=cwd, stdout=silent, check=False
            )
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        report = f"{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024} {done.returncode}"
        (cwd / ".cost").write_text(report)
        os._exit(0)
    os.waitpid(child, 0)
    seconds, memory, code = (cwd / ".cost").read_text().split()
    if code != "0":
        raise SystemExit(f"{' '.join(map(str, command))} ended with {code}")
    return Cost(float(seconds), float(memory))


def main() -> None:
    """Run all measurements and print them."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--papers", type=int, default=20_000)
    options.add_argument("--issues", type=int, default=100)
    chosen = options.parse_args()
    paperround = (sys.executable, "-m", "generator")
    print(f"{'what':<58}{'CPU s':>8}{'ratio':>8}{'MB':>7}")

    def show(what: str, cost: Cost, against: Cost) -> None:
        print(
            f"{what:<58}{cost.seconds:>8.2f}{cost.seconds / against.seconds:>8.2f}{cost.memory:>7.0f}"
        )

    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        dump = write_newsletter(root, chosen.papers)
        plain = measure(sys.executable, "-c", PLAIN_JSON, dump, cwd=root)
        show(f"json.loads of {chosen.papers:,} lines", plain, plain)
        show("  ingest, first time", measure(*paperround, "ingest", cwd=root), plain)
        show("  ingest again, nothing new", measure(*paperround, "ingest", cwd=root), plain)
        listed = measure(*paperround, "list", "--json", cwd=root)
        show(f"list of {chosen.papers:,} papers", listed, listed)
        show("  draft from all of them", measure(*paperround, "draft", cwd=root), listed)

    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        write_newsletter(root, 0)
        write_issues(root, chosen.issues, 25)
        everything = measure(*paperround, "build", cwd=root)
        mkdocs = (
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "-q",
            "-f",
            "build/mkdocs.yml",
            "-d",
            root / "plain",
        )
        os.environ["NO_MKDOCS_2_WARNING"] = "1"
        plain = measure(*mkdocs, cwd=root)
        show(f"mkdocs build of {chosen.issues} issues of 25 papers", plain, plain)
        show("  paperround build: the same, mails and feed", everything, plain)
        show("  paperround check of all of them", measure(*paperround, "check", cwd=root), plain)

    with tempfile.TemporaryDirectory() as temporary:
        measure_mail(Path(temporary))


if __name__ == "__main__":
    main()
