"""The Jinja environment of all templates: sandboxed, strict, fed with plain data.

Templates may be shared between newsletters, so they are half trusted: they cannot reach Python, and
what they get are texts, numbers, lists and mappings. Limits of time and memory are not kept here.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from _typeshed import DataclassInstance
    from jinja2 import Environment


MARKDOWN = frozenset({"issue.md.j2", "entry.md.j2"})
# What a template can bring about in Python beside Jinja's own errors: ``{{ 1 / 0 }}``, ``{{ x + 1 }}``.
FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def environment(folders: Sequence[Path], *, plain: bool = False) -> Environment:
    """Return the environment over ``folders``; a template of an earlier folder wins.

    Everything is escaped for HTML but the two templates of an issue's Markdown, whose values are
    escaped for Markdown before they get there; with ``plain``, nothing is.
    """
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        undefined=StrictUndefined,
        autoescape=False if plain else _is_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_template(templates: Environment, name: str, view: DataclassInstance) -> str:
    """Return a template filled with a view as plain data. Raises ``BuildError`` with its line."""
    data: dict[str, Any] = asdict(view)
    try:
        return templates.get_template(name).render(data)
    except TemplateSyntaxError as error:
        where = error.filename or error.name or name
        raise BuildError(error.message or "wrong syntax", path=where, line=error.lineno) from error
    except (TemplateError, *FAULTS) as error:
        message = f"{str(error) or type(error).__name__}; mend the template"
        raise BuildError(message, path=f"templates/{name}", line=_line_of(error, name)) from error


def _is_escaped(name: str | None) -> bool:
    return name not in MARKDOWN


def _line_of(error: BaseException, name: str) -> int | None:
    """Return the last line of the template that the traceback passes; Jinja maps it for us."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.replace("\\", "/").endswith(name):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
