"""Every error that Paperround raises on purpose, in one tree.

::

    PaperroundError
    ├── UsageError          the command line asks for something that cannot be       exit code 2
    ├── ConfigError         newsletter.yml, sources.yml or themes.yml is wrong       exit code 2
    ├── SourceError         a dump or feed cannot be read                            exit code 1
    │   └── FetchError      the network did not give it                              exit code 1
    ├── LibraryError        the library is damaged, foreign, newer, or locked        exit code 1
    ├── IssueError          an issue file is broken                                  exit code 1
    ├── DraftError          drafting would touch an editor's words                   exit code 1
    ├── DeliverError        a mail server or provider did not take it                exit code 1
    └── BuildError          the site, the mail or a feed cannot be made              exit code 1

An error holds one or more problems, since all the problems of a file are told at once. Each problem
says where, what, and what to do. Nothing here prints: ``cli`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (lines and columns count from 1), what, and the way out."""

    path: str | None
    line: int | None
    column: int | None
    message: str

    def __str__(self) -> str:
        """Return ``path:line:column: message``, without the parts that are not known."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


class PaperroundError(Exception):
    """What went wrong, in words for the person at the keyboard."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        path: object = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        shown = None if path is None else str(path)
        self.problems: tuple[Problem, ...] = (Problem(shown, line, column, message),)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> PaperroundError:
        """Return one error that holds all of ``problems``, in the order of the file."""
        found = tuple(problems)
        error = cls(found[0].message)
        error.problems = found
        return error

    def __str__(self) -> str:
        """Return one line for each problem."""
        return "\n".join(str(problem) for problem in self.problems)


class UsageError(PaperroundError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class ConfigError(PaperroundError):
    """A YAML file of the newsletter is wrong."""

    exit_code = 2


class SourceError(PaperroundError):
    """A dump or feed cannot be read."""


class FetchError(SourceError):
    """The network did not give what was asked for."""


class LibraryError(PaperroundError):
    """The library cannot be used: damaged, not ours, made by a newer version, or in use."""


class IssueError(PaperroundError):
    """An issue file is broken."""


class DraftError(PaperroundError):
    """Drafting would touch words that an editor wrote."""


class BuildError(PaperroundError):
    """The site, the mail or a feed cannot be made."""


class DeliverError(PaperroundError):
    """A mail server or a mail provider did not take what was handed over."""
