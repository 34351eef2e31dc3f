"""A touched chart is the chart that was there: labels, ticks, line ends and colours stay."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django_scopes import scope
from playwright.sync_api import Locator, Page, expect

from teams.facts.annotations import add_annotation
from tests.browser.conftest import OpenPage, Person, SignIn, Site

NEAR_PIXELS = 2  # pixels
WIDTHS = (360, 1280)
NOTE = "<b>%{y}</b> & co"
CHARTS: dict[str, tuple[Person, str]] = {
    "rep": ("rep", "/reps/{rep}/"),
    "pillars": ("rep", "/reps/{rep}/?view=pillars"),
    "average": ("manager", "/trends/{team}/"),
    "bands": ("manager", "/trends/{team}/"),
    "compared": ("manager", "/trends/compare/?with=team-{team}&with=rep-{other}"),
}
# What is drawn in an SVG: words, lines by colour, areas, the 70 line; all in pixels of the plot.
READ_CHART = """
(plot, isLive) => {
  const origin = plot.getBoundingClientRect();
  const svgs = isLive ? [...plot.querySelectorAll(".live svg.main-svg")]
    : [...plot.children].filter((each) => each.clientWidth);
  const all = (selector) => svgs.flatMap((svg) => [...svg.querySelectorAll(selector)]);
  const box = (node) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    return [left - origin.left, top - origin.top, right - origin.left, bottom - origin.top];
  };
  const scale = (node) => node.getScreenCTM().a;
  const points = (path) => {
    const matrix = path.getScreenCTM();
    return path.getAttribute("d").match(/[ML][^MLhVHZz]+/g).map((piece) => {
      const [x, y] = piece.slice(1).trim().split(/[ ,]+/).map(Number);
      const place = new DOMPoint(x, y).matrixTransform(matrix);
      return [place.x - origin.left, place.y - origin.top];
    });
  };
  const words = all("text").filter((each) => each.textContent.trim()).map((each) => {
    const { fontSize, fill, fontWeight } = getComputedStyle(each);
    const size = parseFloat(fontSize) * scale(each);
    return { text: each.textContent, box: box(each), size, fill, weight: fontWeight };
  });
  const lines = {};
  for (const path of all(isLive ? ".lines path" : ".line path")) {
    const stroke = getComputedStyle(path).stroke;
    lines[stroke] = (lines[stroke] ?? []).concat(points(path));
  }
  const ends = Object.fromEntries(Object.entries(lines).map(([stroke, places]) => {
    const sorted = places.sort((one, other) => one[0] - other[0]);
    return [stroke, [sorted[0], sorted.at(-1)]];
  }));
  const shapes = isLive ? all(".shapelayer path") : all("path.good, path.grid");
  const flat = shapes.map(box).filter((each) => each[2] - each[0] > 50 && each[3] - each[1] < 3);
  return {
    words,
    ends: svgs[0].classList.contains("bands") || all(".fills path").length ? {} : ends,
    areas: all(isLive ? ".fills path" : "polygon.area").map(box),
    flat,
    size: [origin.width, origin.height],
  };
}
"""


@pytest.fixture(autouse=True, scope="module")
def _noted(site: Site) -> None:
    """A note that would be markup and a template, if a chart let it."""
    with scope(organization=site.organization):
        day = site.organization.last_closed_day() - timedelta(days=1)
        add_annotation(team=site.team(), day=day, text=NOTE, by=site.user("manager"))


def chart_of(page: Page, name: str) -> Locator:
    """The chart's figure element."""
    return page.locator(".chart[data-chart]").nth(1 if name == "bands" else 0)


def open_chart(page: Page, site: Site, name: str) -> Locator:
    """Opens the page of a chart."""
    other = site.rep("rep").pk
    page.goto(CHARTS[name][1].format(rep=other, team=site.team().pk, other=other))
    chart = chart_of(page, name)
    chart.scroll_into_view_if_needed()
    return chart


def touch_chart(chart: Locator) -> None:
    """Touches the chart, and waits until it is live and the pointer is gone."""
    chart.locator(".plot").hover(position={"x": 120, "y": 60})
    expect(chart).to_have_attribute("data-state", "live")
    chart.page.mouse.move(0, 0)
    expect(chart.locator(".hoverlayer text")).to_have_count(0)


def read_chart(chart: Locator, *, live: bool) -> dict[str, Any]:
    """What the chart shows."""
    found: dict[str, Any] = chart.locator(".plot").evaluate(READ_CHART, live)
    return found


def is_far(one: list[float], other: list[float]) -> bool:
    """Whether two places or boxes differ by more than two pixels."""
    return any(abs(a - b) > NEAR_PIXELS for a, b in zip(one, other, strict=True))


def changed_words(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    """Words without a likeness at the same place, in the same size, colour and weight."""

    def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
        looks = all(one[key] == other[key] for key in ("text", "fill", "weight"))
        same = looks and abs(one["size"] - other["size"]) < 0.1
        return same and not is_far(one["box"], other["box"])

    return [one for one in before["words"] if not any(alike(one, two) for two in after["words"])]


@pytest.mark.parametrize(("name", "width"), list(product(CHARTS, WIDTHS)))
def test_nothing_moves_when_a_chart_is_touched(
    name: str, width: int, open_page: OpenPage, let_in: SignIn, site: Site
) -> None:
    page = let_in(open_page(viewport={"width": width, "height": 900}), CHARTS[name][0])
    chart = open_chart(page, site, name)
    before = read_chart(chart, live=False)
    touch_chart(chart)
    after = read_chart(chart, live=True)
    assert before["size"] == after["size"]
    assert len(before["words"]) == len(after["words"]) > 6
    assert changed_words(before, after) == []
    assert before["ends"].keys() == after["ends"].keys()
    for colour, ends in before["ends"].items():
        for one, other in zip(ends, after["ends"][colour], strict=True):
            assert not is_far(one, other), (colour, one, other)
    assert len(before["areas"]) == len(after["areas"])
    assert bool(before["areas"]) == (name == "bands") != bool(before["ends"])
    for area in before["areas"]:
        assert not all(is_far(area, other) for other in after["areas"]), area
    for line in before["flat"]:
        assert not all(is_far(line, other) for other in after["flat"]), line


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_live_chart_follows_the_window_and_the_theme(
    scheme: Any, open_page: OpenPage, let_in: SignIn, site: Site
) -> None:
    page = let_in(open_page(viewport={"width": 1280, "height": 900}), "rep")
    chart = open_chart(page, site, "rep")
    touch_chart(chart)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 900})
    page.wait_for_timeout(500)
    live = read_chart(chart, live=True)
    untouched = read_chart(open_chart(page, site, "rep"), live=False)
    assert changed_words(untouched, live) == []
    assert untouched["size"] == live["size"]


def rows(chart: Locator, share: float) -> list[str]:
    """The rows of the tooltip at a share of the plot's width."""
    area = chart.locator(".nsewdrag").bounding_box()
    assert area
    for step in (2, 1, 0):
        x = area["x"] + share * (area["width"] - 1) - step
        chart.page.mouse.move(x, area["y"] + area["height"] / 2)
        chart.page.wait_for_timeout(150)
    texts = chart.locator(".hoverlayer text")
    expect(texts.first).to_be_visible()
    return texts.all_text_contents()


def test_the_tooltip_has_names_values_changes_and_notes(
    page: Page, let_in: SignIn, site: Site
) -> None:
    name, team = site.rep("rep").name, site.team()
    let_in(page, "manager")
    for chart, names in (
        ("compared", [f"A {team.name}: ", f"B {name}: "]),
        ("average", ["SSI: "]),
        ("bands", ["Below 40: ", "40 to 69: ", "70 or above: "]),
    ):
        found = open_chart(page, site, chart)
        touch_chart(found)
        told = rows(found, 1)
        assert len(told) == 1 + len(names)
        for words in names:
            row = next(each for each in told if each.startswith(words))
            value, change = row.removeprefix(words).split(" (")
            assert float(value.removesuffix(" %")) >= 0
            assert change[0] in "+−0" and ")" in change
        if chart != "compared":
            assert NOTE in " ".join(rows(found, 0.99))


def test_the_tooltip_of_a_rep_says_what_linkedin_said_and_what_is_held(
    page: Page, let_in: SignIn, site: Site
) -> None:
    let_in(page, "rep")
    chart = open_chart(page, site, "rep")
    figure = page.locator("#trend").evaluate("each => JSON.parse(each.textContent)")
    words = next(trace["customdata"] for trace in figure["data"] if "customdata" in trace)
    assert any("held" in each for each in words) and any("LinkedIn " in each for each in words)
    touch_chart(chart)
    assert rows(chart, 1)[1].startswith("SSI: ")


def test_a_zoomed_chart_names_the_days_it_shows_and_a_double_click_takes_it_back(
    page: Page, let_in: SignIn, site: Site
) -> None:
    let_in(page, "rep")
    chart = open_chart(page, site, "rep")
    before = read_chart(chart, live=False)
    touch_chart(chart)
    area = chart.locator(".nsewdrag").bounding_box()
    assert area
    y = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + area["width"] * 0.4, y)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.6, y, steps=4)
    page.mouse.up()
    days = chart.locator(".xtick text")
    expect(days.filter(has_text="Sep")).to_have_count(0)
    expect(days.nth(1)).to_be_visible()
    page.wait_for_timeout(500)
    page.mouse.dblclick(area["x"] + area["width"] / 2, y)
    expect(days.filter(has_text="Sep")).to_have_count(
        sum("Sep" in each["text"] for each in before["words"])
    )
    page.mouse.move(0, 0)
    expect(chart.locator(".hoverlayer text")).to_have_count(0)
    assert changed_words(before, read_chart(chart, live=True)) == []
