"""Constructs that must not occur in the source code because each would be a security risk."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("ssi_project", "scoring", "teams")
PYTHON = [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))

RUNS_TEXT = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "mark_safe"}
READS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
READS_XML = {"xml", "lxml", "defusedxml"}
# Charts as files: only our own freshly drawn SVG is parsed, with defusedxml.
OWN_XML_FILES = {
    ("scoring/charts/svg_export.py", "xml"),
    ("scoring/charts/svg_export.py", "defusedxml"),
}
HTTP_CLIENTS = {"requests", "httpx", "urllib3", "aiohttp", "ftplib", "telnetlib", "urllib.request"}
LDAP_AND_XPATH = {"ldap", "ldap3", "elementpath"}
WEAK_MODULES = {"hashlib.md5", "hashlib.sha1", "random"}
# Chat webhooks: people enter the address, so it is checked in this file and nowhere else.
CONNECTING_FILES = {"teams/notifications/webhook_client.py"}
OPENS_CONNECTIONS = {"socket", "ssl", "http.client", "asyncio", "urllib.request"}
LISTENING_FILES = {
    "ssi_project/management/commands/serve.py"
}  # checks whether its own port is free
STARTS_PROGRAMS = {"ssi_project/supervisor.py"}


@cache
def trees() -> list[tuple[str, ast.AST]]:
    texts = ((path, path.read_text(encoding="utf-8")) for path in PYTHON)
    return [(str(path.relative_to(ROOT)), ast.parse(text)) for path, text in texts]


@cache
def calls() -> list[tuple[str, ast.Call]]:
    walked = ((name, node) for name, tree in trees() for node in ast.walk(tree))
    return [(name, node) for name, node in walked if isinstance(node, ast.Call)]


@cache
def called_functions() -> list[tuple[str, str]]:
    """Every function that is called, as written."""
    return [(name, ast.unparse(node.func)) for name, node in calls()]


@cache
def imported() -> list[tuple[str, str]]:
    return list(_imported())


def _imported() -> Iterator[tuple[str, str]]:
    """Every imported module, as `a.b` and as `a`."""
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


def test_no_text_is_run_as_code_or_marked_safe() -> None:
    assert len(called_functions()) > 2000
    assert [each for each in called_functions() if each[1] in RUNS_TEXT] == []


def test_no_shell_is_used_and_only_one_file_starts_programs() -> None:
    assert {name for name, module in imported() if module == "subprocess"} == STARTS_PROGRAMS
    words = [keyword.arg for _, node in calls() for keyword in node.keywords]
    assert "shell" not in words


@pytest.mark.parametrize("modules", [READS_OBJECTS, READS_XML, LDAP_AND_XPATH, WEAK_MODULES])
def test_no_unsafe_deserialisation_and_no_weak_hashes(
    modules: set[str],
) -> None:
    found = {each for each in imported() if each[1] in modules}
    assert found - OWN_XML_FILES == set()
    assert [name for name, function in called_functions() if function in modules] == []


def test_no_http_client_library_is_imported() -> None:
    assert [each for each in imported() if each[1] in HTTP_CLIENTS] == []


def test_only_one_file_opens_connections() -> None:
    assert {
        name for name, module in imported() if module in OPENS_CONNECTIONS
    } - LISTENING_FILES == CONNECTING_FILES


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_disables_escaping(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b", text) or (
        path.suffix == ".txt"  # plain text mails need no escaping
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_inserts_markup_runs_text_or_stores_data(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\("
    keeps = r"localStorage|sessionStorage|indexedDB|document\.cookie|postMessage"
    assert re.findall(f"{ways}|{keeps}", text) == []
