"""Run MkDocs over what we wrote, in a child process with an environment of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from generator.errors import BuildError
from generator.pipeline.files import TEMPORARY, naming

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

LONGEST_SECONDS = 1800


def run_mkdocs(settings: Path, site: Path, moment: datetime) -> None:
    """Build ``site`` with MkDocs; the old site stands until the new one is whole.

    ``moment`` is the time that MkDocs writes into its files, so that equal input gives equal bytes.
    Raises ``BuildError`` with what MkDocs said.
    """
    fresh = site.with_name(f"{TEMPORARY}{site.name}")
    old = site.with_name(f"{TEMPORARY}{site.name}.old")
    with naming(site):
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)
    command = [sys.executable, "-P", "-m", "mkdocs", "build", "--strict", "--quiet"]
    command += ["--config-file", str(settings), "--site-dir", str(fresh)]
    surroundings = {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": str(int(moment.timestamp())),
    }
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter, no shell)
            command,
            cwd=settings.parent,
            env=surroundings,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"MkDocs did not end within {LONGEST_SECONDS} s", path=site) from error
    if done.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        told = _complaints(done.stderr + done.stdout) or f"exit code {done.returncode}"
        raise BuildError(f"MkDocs could not build the site: {told}", path=settings)
    with naming(site):
        if site.exists():
            site.replace(old)
        fresh.replace(site)
    shutil.rmtree(old, ignore_errors=True)


def _complaints(said: str) -> str:
    """Return MkDocs's warnings and errors on one line, or the last thing it said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("WARNING", "ERROR", "Error"))]
    return "; ".join(told or lines[-1:])
