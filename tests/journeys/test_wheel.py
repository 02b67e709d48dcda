"""The wheel carries all that it needs: installed in an empty environment elsewhere, it plays a term."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def run(*words, cwd, **more):
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, **more
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """An empty environment with the locked libraries and the wheel; nothing of the checkout is on its path."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*install, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=folder)
    run(*install, "--no-deps", next(folder.glob("*.whl")), cwd=folder)
    return folder, python


def test_a_home_is_laid_out_from_the_wheel(elsewhere, tmp_path):
    _, python = elsewhere

    run(python, "-m", "nettools", "init", tmp_path / "hem", cwd=tmp_path)

    assert (tmp_path / "hem" / "config" / "nettools.toml").is_file()


def test_a_term_is_played_from_the_wheel(elsewhere, tmp_path):
    _, python = elsewhere

    run(python, "-m", "nettools", "demo", "--home", tmp_path / "demo", cwd=tmp_path)

    assert (tmp_path / "demo" / "out" / "index.html").stat().st_size > 0
