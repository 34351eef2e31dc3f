"""Parsers for docker-compose.yml, the Dockerfile and .dockerignore.

They understand only the syntax that these files use; anything else fails the tests.
"""

import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

from tests.commands import ROOT

VARIABLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")
UNITS = {"s": 1, "m": 60}
SIZES = {"k": 2**10, "m": 2**20, "g": 2**30}

OUR_SERVICES = ("migrate", "web", "worker", "beat")
SERVER_SERVICES = ("postgres", "redis")
SECRETS = {"SECRET_KEY": "not a secret " * 5, "POSTGRES_PASSWORD": "none"}


class MissingVariableError(Exception):
    """A required variable is missing; the message names it and what to do."""


# The compose file ---------------------------------------------------------------------------------


def load_compose(given: dict[str, str]) -> dict[str, Any]:
    """docker-compose.yml with `given` substituted for its variables."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    filled: dict[str, Any] = _map_strings(
        yaml.safe_load(text), lambda word: _substitute_variables(word, given)
    )
    return filled


def variables_read() -> set[str]:
    """Names of the variables that docker-compose.yml refers to."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return {found[2] for found in VARIABLE.finditer(text) if found[2]}


def _map_strings(node: Any, change: Callable[[str], str]) -> Any:
    if isinstance(node, dict):
        return {key: _map_strings(value, change) for key, value in node.items()}
    if isinstance(node, list):
        return [_map_strings(value, change) for value in node]
    return change(node) if isinstance(node, str) else node


def _substitute_variables(word: str, given: dict[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        dollar, name, mark, words = found.groups()
        if dollar:
            return "$"
        if not given.get(name) and mark == "?":
            raise MissingVariableError(f"required variable {name} is missing a value: {words}")
        return given.get(name) or words or ""

    return VARIABLE.sub(value, word)


def seconds(duration: str) -> float:
    """Seconds of a duration in compose notation, such as 45s or 1m."""
    return float(duration[:-1]) * UNITS[duration[-1]]


def size(words: str) -> float:
    """Bytes of a size in compose notation, such as 300m or 1g."""
    return float(words[:-1]) * SIZES[words[-1]]


# The image ----------------------------------------------------------------------------------------


@dataclass
class Image:
    """The instructions of the Dockerfile's last stage."""

    user: str = "root"
    variables: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)  # copied from the checkout into /app
    runs: list[tuple[str, str]] = field(default_factory=list)  # user and command
    ports: list[int] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def lay_out(self, folder: Path) -> None:
        """Fills a folder as /app: the copied paths, without what .dockerignore excludes."""
        for source in self.sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, folder / source, ignore=_ignored)
            else:
                shutil.copy(ROOT / source, folder / source)


def bases() -> list[str]:
    """The base images of all stages."""
    return [rest.split()[0] for word, rest in _instructions() if word == "FROM"]


def image() -> Image:
    """The image that all our services run."""
    made = Image()
    for word, rest in _instructions():
        if word == "FROM":
            made = Image()
        elif word in READERS:
            READERS[word](made, rest)
    return made


def _instructions() -> Iterator[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", "")
    for line in filter(None, lines.splitlines()):
        word, _, rest = line.partition(" ")
        yield word, rest.strip()


def _copy(made: Image, rest: str) -> None:
    if not rest.startswith("--from="):
        made.sources += rest.split()[:-1]


def _env(made: Image, rest: str) -> None:
    for pair in shlex.split(rest):
        name, _, value = pair.partition("=")
        made.variables[name] = value


def _health(made: Image, rest: str) -> None:
    made.health = json.loads(rest.partition(" CMD ")[2])


READERS: dict[str, Callable[[Image, str], None]] = {
    "USER": lambda made, rest: setattr(made, "user", rest),
    "ENV": _env,
    "COPY": _copy,
    "RUN": lambda made, rest: made.runs.append((made.user, rest)),
    "EXPOSE": lambda made, rest: made.ports.append(int(rest)),
    "CMD": lambda made, rest: setattr(made, "command", json.loads(rest)),
    "HEALTHCHECK": _health,
}


def allowed_names() -> set[str]:
    """Top-level names that .dockerignore allows; its first line must exclude everything."""
    first, *lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert first == "*", "what nobody named must stay out"
    return {line[1:] for line in lines if line.startswith("!")}


def _ignored(folder: str, names: list[str]) -> set[str]:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line.removeprefix("**/") for line in lines if line.startswith("**/")]
    return {name for name in names if any(fnmatch(name, pattern) for pattern in patterns)}
