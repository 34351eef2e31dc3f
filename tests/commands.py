"""Runs the product's commands in a given data folder, as from a terminal."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def program_environment(data: Path, **given: str) -> dict[str, str]:
    """An environment with DATA_DIR and `given`, and nothing else that the product reads."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "DATA_DIR": str(data), **given}


def run_manage(data: Path, *words: str, **given: str) -> "subprocess.CompletedProcess[str]":
    """Runs `manage.py …`; `given` are environment variables."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        env=program_environment(data, **given),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
