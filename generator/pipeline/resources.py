"""Where templates and the site's frame come from: the newsletter's own folder, else what we ship."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import generator
from generator.errors import BuildError
from generator.render.templates import environment

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGE = Path(generator.__file__).parent


def shipped(name: str) -> Path:
    """Return the folder ``templates`` or ``site`` that comes with Paperround.

    In an installed wheel it lies inside the package, in a checkout beside it.
    """
    for folder in (PACKAGE / "_project" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise BuildError(f"this installation of Paperround lacks its {name}; install it again")


def site_frame(root: Path) -> Path:
    """Return the MkDocs project to build with: the newsletter's ``site/``, else the shipped one."""
    own = root / "site"
    return own if (own / "mkdocs.yml").is_file() else shipped("site")


def load_templates(root: Path) -> Environment:
    """Return the templates: each from the newsletter's ``templates/`` where it has it, else shipped."""
    return environment((root / "templates", shipped("templates")))
