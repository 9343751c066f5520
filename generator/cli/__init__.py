"""What people type: commands, exit codes, the clock. The only place that prints.

``main`` turns every error into readable lines; ``make`` and ``query`` hold one function per command;
``people`` writes tables for people, ``machine`` writes JSON for programs.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from generator.errors import PaperroundError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with ``arguments`` (those of the process by default) and exit.

    Exit code 0 done, 1 refused or failed, 2 wrong usage or configuration.
    """
    try:
        from generator.cli import make, query  # noqa: F401, PLC0415 (they join the application)
        from generator.cli.app import app  # noqa: PLC0415

        app(args=arguments)
    except PaperroundError as error:
        for problem in error.problems:
            sys.stderr.write(f"paperround: {problem}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("paperround: stopped; nothing is half done\n")
        sys.exit(130)
    except BrokenPipeError:  # the reader went away, for example `paperround list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("PAPERROUND_DEBUG"):
            raise
        sys.stderr.write(
            f"paperround: this is a bug in Paperround ({type(error).__name__}: {error}); please "
            "report it with the output of the same command after PAPERROUND_DEBUG=1\n"
        )
        sys.exit(1)
