"""The palette and the style sheets have the same colours, and no other file has any."""

import re
from pathlib import Path

import pytest

from scoring.charts.looks import DASHES, HELD_DASHES, LINE_COLOURS, SVG_STYLES
from scoring.charts.palette import COLOURS, THEMES

ROOT = Path(__file__).parents[3]
CSS = ROOT / "static" / "css"
COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b")
EXAMPLE = "#1f6f8b"  # how people write one


def tokens() -> dict[str, list[str]]:
    """The light and the dark colour of each token."""
    root = (CSS / "tokens.css").read_text().partition("}")[0]
    found = re.findall(r"--([\w-]+): light-dark\((.*?)\);", root)
    return {name: re.findall(r"#\w+", both) for name, both in found}


def rules(selector: str) -> str:
    """What the style sheets say of a selector."""
    text = "".join((CSS / name).read_text() for name in ("components.css", "trends.css"))
    return " ".join(re.findall(rf"^{re.escape(selector)} {{(.*?)}}", text, re.MULTILINE))


def test_the_palette_has_every_colour_of_the_style_sheet() -> None:
    assert tokens() == {
        name: [COLOURS[theme][name] for theme in THEMES] for name in COLOURS["light"]
    }


@pytest.mark.parametrize(
    ("name", "selector"),
    [
        ("path.grid", ".trend .grid"),
        ("path.good", ".trend .good"),
        ("path.version", ".trend .version"),
        ("path.aim", ".trend .aim, svg.aim"),
        ("circle.official", ".trend .official"),
        ("polygon.area", ".bands .area"),
        ("polygon.between", ".bands .area.between"),
        ("polygon.good", ".bands .area.good"),
        ("path.hatch", ".bands .hatch"),
        ("circle.dotted", ".bands .dotted"),
        ("text.good", ".trend text.good"),
        ("text.band", ".bands text.band"),
    ],
)
def test_marks_look_alike_in_style_sheet_and_files(name: str, selector: str) -> None:
    said = rules(selector)
    for attribute, value in SVG_STYLES[name].items():
        wanted = f"var(--{value})" if value in COLOURS["light"] else value
        assert f"{attribute}: {wanted}" in said, (name, attribute)


def test_lines_have_one_colour_and_one_dash_in_style_sheet_and_files() -> None:
    for style, colour in LINE_COLOURS.items():
        assert f"--own-line: var(--{colour})" in rules(f".{style}")
    for style, dashes in DASHES.items():
        assert f"stroke-dasharray: {dashes}" in rules(f".compared .{style} path")
    assert f"stroke-dasharray: {HELD_DASHES}" in rules(".trend .line .held")


def test_no_other_module_has_colours() -> None:
    code = [path for folder in ("scoring", "teams") for path in (ROOT / folder).rglob("*.py")]
    found = {
        str(path.relative_to(ROOT))
        for path in code
        if COLOUR.search(path.read_text()) and "migrations" not in path.parts
    }
    assert {name for name in found if EXAMPLE not in (ROOT / name).read_text()} == {
        "scoring/charts/palette.py"
    }
