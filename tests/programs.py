"""Runs the product's own commands in a folder of their own, as somebody at a terminal would."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def environment(data: Path, **given: str) -> dict[str, str]:
    """An environment that says where data goes, and nothing else the product would read."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "DATA_DIR": str(data), **given}


def manage(data: Path, *words: str, **given: str) -> "subprocess.CompletedProcess[str]":
    """What `manage.py …` answered; `given` are variables of its environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        env=environment(data, **given),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
