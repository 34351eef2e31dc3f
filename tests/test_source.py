"""What no line of the product does: each would be a way in."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ssi_project", "scoring", "teams")
PYTHON = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "mark_safe"}
READS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
READS_XML = {"xml", "lxml", "defusedxml"}
# Charts as files: what is read there is a drawing of ours, just made, and read defused.
READS_ITS_OWN = {("scoring/svg_files.py", "xml"), ("scoring/svg_files.py", "defusedxml")}
CALLS_OUT = {"requests", "httpx", "urllib3", "aiohttp", "ftplib", "telnetlib", "urllib.request"}
LDAP_AND_XPATH = {"ldap", "ldap3", "elementpath"}
WEAK = {"hashlib.md5", "hashlib.sha1", "random"}
# Webhooks of chats: the address is a person's, so it is checked there and nowhere else.
CONNECTS = {"teams/outgoing.py"}
OPENS_CONNECTIONS = {"socket", "ssl", "http.client", "asyncio", "urllib.request"}
LISTENS = {"ssi_project/management/commands/serve.py"}  # looks whether its own port is free
STARTS_PROGRAMS = {"ssi_project/supervisor.py"}


@cache
def trees() -> list[tuple[str, ast.AST]]:
    texts = ((path, path.read_text(encoding="utf-8")) for path in PYTHON)
    return [(str(path.relative_to(ROOT)), ast.parse(text)) for path, text in texts]


def calls() -> Iterator[tuple[str, ast.Call]]:
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, node


def imported() -> Iterator[tuple[str, str]]:
    """Every module that is imported, as `a.b` and as `a`."""
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for module in found:
                parts = module.split(".")
                yield from ((name, ".".join(parts[: n + 1])) for n in range(len(parts)))


def test_no_text_is_run_as_code_or_taken_for_markup() -> None:
    found = [(name, ast.unparse(node.func)) for name, node in calls()]
    assert len(found) > 2000
    assert [each for each in found if each[1] in RUNS_TEXT] == []


def test_no_shell_is_started_and_programs_by_one_file_alone() -> None:
    assert {name for name, module in imported() if module == "subprocess"} == STARTS_PROGRAMS
    words = [keyword.arg for _, node in calls() for keyword in node.keywords]
    assert "shell" not in words


@pytest.mark.parametrize("modules", [READS_OBJECTS, READS_XML, LDAP_AND_XPATH, WEAK])
def test_nothing_is_read_that_could_be_an_object_and_nothing_weak_is_used(
    modules: set[str],
) -> None:
    found = {each for each in imported() if each[1] in modules}
    assert found - READS_ITS_OWN == set()
    assert [name for name, node in calls() if ast.unparse(node.func) in modules] == []


def test_nothing_of_ours_calls_an_address() -> None:
    assert [each for each in imported() if each[1] in CALLS_OUT] == []


def test_one_file_alone_opens_connections() -> None:
    assert {
        name for name, module in imported() if module in OPENS_CONNECTIONS
    } - LISTENS == CONNECTS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_trusts_what_it_shows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b", text) or (
        path.suffix == ".txt"  # a mail in plain text has nothing to escape
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_markup_or_code_of_text_or_keeps_anything(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\("
    keeps = r"localStorage|sessionStorage|indexedDB|document\.cookie|postMessage"
    assert re.findall(f"{ways}|{keeps}", text) == []
