"""What many tests need: a copy of the nasty newsletter, and the command line in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from generator.cli import main

settings.register_profile("paperround", deadline=None)  # a loaded machine fails no test
settings.load_profile("paperround")

HERE = Path(__file__).parent
REPOSITORY = HERE.parent


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """A newsletter in which everything is as awkward as it may be, in a folder of its own."""
    return Path(shutil.copytree(HERE / "project", tmp_path / "nasty newsletter"))


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample newsletter that every clone starts with."""
    folder = tmp_path / "sample"
    shutil.copytree(REPOSITORY / "content", folder / "content")
    return folder


@pytest.fixture
def paperround(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command line in this process: ``paperround(folder, "draft", "--json")``."""

    def run(folder: Path, command: str, *arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main([command, *arguments, "--project", str(folder)])
        captured = capfd.readouterr()
        code = ended.value.code
        return Ran(
            code if isinstance(code, int) else int(code is not None), captured.out, captured.err
        )

    return run
