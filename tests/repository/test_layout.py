"""Layout of the repository: folders, names and words that a newcomer can rely on."""

import ast
import io
import re
import subprocess
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_ENTRIES = 25
APPS = ("scoring", "teams")
# Module names that end like a participle and are nouns of the field, or hold one.
ALLOWED_MODULE_NAMES = {
    "drawing", "failing_urls", "formatting",
    "localized_numbers", "logging_habits", "missing_data", "onboarding", "pasted_people", "ranking",
    "reading_requests", "seeded_random", "set_working_days", "staffing",
    "test_coaching", "test_formatting",
    "test_onboarding", "test_pasted_people", "test_reading_page",
    "test_hand_checked", "test_sent_log",
    "working_days", "coaching",
}  # fmt: skip
PARTICIPLE = re.compile(r"(ed|ing)(_|$)|^(test_)?(said|told|kept|made|stood|given|begun|sent)(_|$)")
# Words that read like translated thought; docs/glossary.md has the field's own.
UNCLEAR_WORDS = re.compile(
    r"\b(whoever|whomever|somebody|nobody|anew|save for|of before|stands at|wants none"
    r"|(?:is|are|be|was|were|been|being) told)\b|^The same\b",
    re.IGNORECASE,
)


def tracked_files(*folders: str) -> list[Path]:
    found = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *folders],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return [Path(name) for name in found.stdout.split("\0") if name and (ROOT / name).exists()]


PYTHON = [
    path for path in tracked_files() if path.suffix == ".py" and "migrations" not in path.parts
]


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def test_no_folder_has_more_entries_than_a_newcomer_can_read() -> None:
    """Without __init__.py, which has nothing to read but what the package is."""
    entries: dict[Path, set[str]] = defaultdict(set)
    for path in tracked_files(
        "scoring", "teams", "ssi_project", "templates", "static", "tests", "docs"
    ):
        for above in path.parents:
            entries[above].add(path.relative_to(above).parts[0])
    crowded = {
        str(folder): len(names - {"__init__.py"})
        for folder, names in entries.items()
        if len(names - {"__init__.py"}) > MAX_ENTRIES
    }
    assert crowded == {}


@pytest.mark.parametrize("app", APPS)
def test_a_class_name_stands_for_one_class_of_an_app(app: str) -> None:
    names = Counter(
        node.name
        for path in PYTHON
        if path.parts[0] == app
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and node.name != "Command"
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_no_module_is_named_by_a_participle() -> None:
    """The list of nouns holds none that is gone."""
    names = {path.stem for path in PYTHON if PARTICIPLE.search(path.stem)}
    assert names == ALLOWED_MODULE_NAMES


def words_of(path: Path) -> Iterator[str]:
    """Docstrings, comments and names of tests."""
    text = (ROOT / path).read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name.replace("_", " ")


def test_docstrings_comments_and_test_names_are_plain_english() -> None:
    found = [
        f"{path}: {match.group()}"
        for path in PYTHON
        for words in words_of(path)
        for match in UNCLEAR_WORDS.finditer(words)
    ]
    assert found == []


@pytest.mark.parametrize("path", ["CONTRIBUTING.md", *map(str, tracked_files("docs/decisions"))])
def test_documents_for_engineers_are_plain_english(path: str) -> None:
    found = UNCLEAR_WORDS.findall((ROOT / path).read_text(encoding="utf-8"))
    assert found == []


def layout_block() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.split(r"\n(?=\S)", text.split("## Layout\n", 1)[1].lstrip("\n"))[0].rstrip()


def test_the_layout_in_contributing_is_short() -> None:
    assert len(layout_block().splitlines()) <= 20


@pytest.mark.parametrize("app", APPS)
def test_the_layout_in_contributing_names_every_package(app: str) -> None:
    section = re.search(rf"^    {app}/(.+\n(?:      .+\n?)+)", layout_block(), re.MULTILINE)
    assert section
    packages = {path.parts[1] for path in tracked_files(app) if len(path.parts) > 2} - {
        "migrations"
    }
    assert set(re.findall(r"(\w+)/", section[1])) == packages
