"""The documentation matches the code: settings, addresses, signals, links, commands."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError

from scoring.api.urls import urlpatterns
from scoring.core import constants
from scoring.core.actions import ACTIONS
from scoring.core.signals import Latency, Percent, Rate, Signal
from scoring.core.versions import VERSION_2
from scoring.reports.render.csv_tables import NUMBER_COLUMNS, PERSON_COLUMNS
from scoring.scores.csv_export import HEADER
from teams.base.inputs import INPUTS

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#]+)(?:#([^)]*))?\)")
METHODS = ("get", "post", "put", "patch", "delete")

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)


def document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(name: str) -> list[list[str]]:
    """The cells of all table rows in a document."""
    lines = (line for line in document(name).splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


# Settings ---------------------------------------------------------------------------------------


def variables() -> set[str]:
    """The environment variables that ssi_project/settings.py reads."""
    calls = (
        node
        for node in ast.walk(ast.parse(document("ssi_project/settings.py")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env.")
    )
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_every_environment_variable_is_documented() -> None:
    explained = {cells[0].strip("`") for cells in rows("docs/operations.md")}
    assert len(variables()) > 10
    assert variables() <= explained


# The API ----------------------------------------------------------------------------------------


def operations() -> Iterator[str]:
    for pattern in urlpatterns:
        route = str(pattern.pattern).replace("<int:pk>", "{id}")
        view = getattr(pattern.callback, "view_class")  # noqa: B009  what as_view() leaves there
        for method in METHODS:
            if method in view.http_method_names and hasattr(view, method):
                yield f"`{method.upper()} /api/v1/{route}`"


def test_the_api_table_lists_exactly_the_operations() -> None:
    told = {cells[0] for cells in rows("docs/api.md") if "/api/v1/" in cells[0]}
    assert told == set(operations())


# The model --------------------------------------------------------------------------------------


def parameters(signal: Signal) -> str:
    if isinstance(signal, Percent):
        return "0–100"
    if isinstance(signal, Rate):
        limits = f"prior {signal.prior:g}, low {signal.low:g}, high {signal.high:g}"
        return f"`{signal.trials}` → `{signal.successes}`, {limits}"
    if isinstance(signal, Latency):
        return f"`{signal.hours}`, prior {signal.prior:g}, half {signal.half:g}"
    return f"target {getattr(signal, 'target'):g}"  # noqa: B009  of flows and stocks


def test_the_table_of_signals_matches_the_version() -> None:
    kinds = {"ActiveDays": "flow"}
    expected = [
        [
            signal.pillar,
            f"`{signal.name}`",
            kinds.get(type(signal).__name__, type(signal).__name__.lower()),
            f"{signal.weight:g}",
            parameters(signal),
        ]
        for signal in VERSION_2.signals
    ]
    told = [cells[:5] for cells in rows("docs/model.md") if len(cells) == 6]
    assert told[2:] == expected  # without the head and its rule


def test_every_constant_is_documented_with_its_value() -> None:
    told = {cells[0]: cells[1] for cells in rows("docs/model.md") if len(cells) == 4}
    numbers = {name: value for name, value in vars(constants).items() if name.isupper()}
    numbers |= {name: getattr(VERSION_2, name) for name in ("half_life", "variance")}
    for name, value in numbers.items():
        if isinstance(value, int | float):
            assert told[f"`{name}`"] == f"{value:g}"
    assert len(told) > 20


def test_the_table_of_minutes_matches_the_actions() -> None:
    steps = {True: "one more a working day", False: "one more a week"}
    expected = [[f"`{a.name}`", str(a.minutes), steps[a.daily]] for a in ACTIONS]
    told = [cells for cells in rows("docs/model.md") if len(cells) == 3 and "more a" in cells[2]]
    assert told == expected


# Imported and exported files -------------------------------------------------------------------


def test_every_input_and_every_header_is_documented() -> None:
    text = document("docs/data.md")
    assert [name for name in INPUTS if f"`{name}`" not in text] == []
    for header in (("date", "email", *INPUTS), HEADER):
        assert f"    {','.join(header)}\n" in text
    text = document("docs/reports.md")
    for header in (PERSON_COLUMNS, NUMBER_COLUMNS):
        assert f"    {','.join(header)}\n" in text


# Links and commands -----------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """Link anchors of a document's headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@each_document
def test_links_have_existing_targets(path: Path) -> None:
    for target, anchor in LINK.findall(path.read_text(encoding="utf-8")):
        found = path.parent / target
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), f"{target}#{anchor}"


@each_document
def test_documented_commands_exist_and_accept_their_arguments(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for name, words in re.findall(r"^    .*\bmanage\.py ([a-z_]+)(.*)$", text, re.MULTILINE):
        command = load_command_class(get_commands()[name], name)
        try:
            command.create_parser("manage.py", name).parse_args(shlex.split(words, comments=True))
        except (CommandError, SystemExit) as refused:
            pytest.fail(f"{name}{words}: {refused}")


@each_document
def test_commands_and_make_targets_in_the_text_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", document("Makefile"), re.MULTILINE)
    assert set(re.findall(r"`(?:\S+ )?manage\.py ([a-z_]+)", text)) <= set(get_commands())
    for words in re.findall(r"`make ([a-z -]+)", text):
        assert set(words.split()) <= set(targets)


def test_the_readme_lists_the_commands_for_scripts() -> None:
    own = {cells[0].strip("`") for cells in rows("README.md")} & set(get_commands())
    scripted = "create_organization add_user import_file import_activity import_readings score"
    scripted += (
        " export_scores export_activity move_rep set_time_zone set_working_days check_tenancy"
    )
    scripted += " report"
    scripted += " expire_facts export_person erase_person calibrate"
    assert own == {*scripted.split(), "load_demo"}
