"""What people type: commands, exit codes, the clock. The only place that prints.

``main`` turns every error into readable lines; ``make`` and ``query`` hold one function per command;
``people`` writes tables for people, ``machine`` writes JSON for programs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import PaperroundError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with ``arguments`` (those of the process by default) and exit.

    Exit code 0 done, 1 refused or failed, 2 wrong usage or configuration.
    """
    _prepare_output()
    try:
        from generator.cli import check, deliver, make, query, start  # noqa: F401, PLC0415 (they join the application)
        from generator.cli.app import app  # noqa: PLC0415

        app(args=arguments)
    except PaperroundError as error:
        for problem in error.problems:
            _say(str(problem))
        sys.exit(error.exit_code)
    except OSError as error:  # a full disk, a folder that may not be read, a closed output
        place = f"{error.filename}: " if error.filename else ""
        _say(f"{place}{error.strerror or error}; check the place and who may use it")
        sys.exit(1)
    except Exception as error:
        if os.environ.get("PAPERROUND_DEBUG"):
            raise
        _say(
            f"this is a bug in Paperround ({type(error).__name__}: {error}); please report it with "
            "the output of the same command after PAPERROUND_DEBUG=1"
        )
        sys.exit(1)


def _say(problem: str) -> None:
    sys.stderr.write(f"paperround: {problem}\n")


def _prepare_output() -> None:
    """Make any output take any text: characters that it cannot show become question marks."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the caller closed it
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (to the end)
            setattr(sys, name, nowhere)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
