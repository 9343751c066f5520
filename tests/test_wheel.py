"""The built wheel holds all that a newsletter needs, and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(REPOSITORY),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("paperround-*.whl")
    return built


def test_templates_the_sites_frame_and_the_sample_are_in_the_wheel(wheel: Path) -> None:
    """Inside the package, so that nothing called ``site`` lands among other people's modules."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for folder in ("templates", "site", "content"):
        here = {
            path.relative_to(REPOSITORY).as_posix()
            for path in (REPOSITORY / folder).rglob("*")
            if path.is_file()
        }
        assert here
        assert {f"generator/_project/{name}" for name in here} <= set(names)
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"generator"}


def test_the_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Help, and init, ingest, draft and build of the sample, with the wheel's code alone."""
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    surroundings = {**os.environ, "PYTHONPATH": str(installed)}
    sample = tmp_path / "sample"
    sample.mkdir()

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "generator", *arguments]
        ran = subprocess.run(
            command, cwd=sample, env=surroundings, check=True, capture_output=True, text=True
        )
        return ran.stdout

    where = "import generator; print(generator.__file__)"
    command = [sys.executable, "-c", where]
    found = subprocess.run(
        command, cwd=sample, env=surroundings, check=True, capture_output=True, text=True
    )
    assert str(installed) in found.stdout
    assert "ingest" in run("--help")
    for arguments in (("init", ".", "--sample"), ("ingest",), ("draft",), ("build", "--drafts")):
        assert run(*arguments)
    assert (sample / "build/site/index.html").is_file()
