"""Generates a SECRET_KEY for an installation that has none in the environment."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key_in(folder: Path) -> str:
    """Returns the key in `folder/secret_key`; creates it on first use, readable by its owner only.

    Two processes that start together agree: the file appears complete or not at all.
    """
    path = folder / "secret_key"
    if not path.exists():
        _create_secret_key(path)
    return path.read_text(encoding="ascii").strip()


def _create_secret_key(path: Path) -> None:
    draft = path.with_name(f"secret_key.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(get_random_secret_key())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
