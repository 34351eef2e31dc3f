"""SVG downloads: self-contained, in the colours of the page, with users' text escaped."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client

from scoring.charts.palette import LIGHT_COLOURS
from teams.facts.annotations import add_annotation
from teams.models import AuditEntry, Visit
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
CSS = Path(__file__).parents[3] / "static" / "css"
HOSTILE = "<script>alert(1)</script> & \x01\x1f “x”"
SHAPES = ("path", "polygon", "circle", "text", "rect")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


@pytest.fixture
def north(world: World) -> World:
    with world.scope():
        save_reading(world.rep, day(40), 10, 10, 10, 10)
        save_reading(world.rep, day(55), 12, 10, 10, 10)
        close_through(world.organization, CLOSE)
        by = world.users["manager"]
        add_annotation(team=world.north, day=day(50), text=HOSTILE, by=by)
    return world


def get_svg(client: Client, path: str) -> ET.Element:
    answer = client.get(path)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"].startswith("attachment")
    return ET.fromstring(answer.content)


def paths(world: World) -> list[str]:
    team, rep = world.north.pk, world.rep.pk
    return [
        f"/trends/{team}/svg/",
        f"/trends/{team}/svg/?view=pillars&period=all&by=week",
        f"/trends/{team}/svg/?chart=bands",
        f"/trends/compare/?with=team-{team}&with=rep-{rep}&format=svg",
        f"/reps/{rep}/svg/",
        f"/reps/{rep}/svg/?view=against",
        f"/reps/{rep}/svg/?view=pillars",
    ]


def test_an_svg_file_is_self_contained(north: World) -> None:
    for path in paths(north):
        root = get_svg(north.signed_in("manager"), path)
        for each in root.iter():
            name = each.tag.split("}")[1]
            assert name not in ("script", "style", "a", "image", "foreignObject")
            assert not {"class", "style", "href"} & set(each.attrib)
            assert not any(key.startswith("on") for key in each.attrib)
            if name in SHAPES:
                assert each.get("fill"), (path, name, each.attrib)
        marks = [each for each in root.iter() if each.get("stroke")]
        assert marks, path


def test_user_text_is_escaped(north: World) -> None:
    root = get_svg(north.signed_in("manager"), f"/trends/{north.north.pk}/svg/")
    words = [each.text or "" for each in root.iter() if each.tag.endswith("title")]
    assert any("<script>alert(1)</script> &" in each for each in words)


def test_the_colours_are_those_of_the_style_sheet() -> None:
    root = (CSS / "tokens.css").read_text().partition("}")[0]
    tokens = dict(re.findall(r"--([\w-]+): (light-dark\(.*?\));", root))
    for name, colour in LIGHT_COLOURS.items():
        assert re.findall(r"#\w+", tokens[name])[0] == colour


def test_downloads_are_audited_and_recorded_as_visits(north: World) -> None:
    client = north.signed_in("manager")
    for path in (f"/trends/{north.north.pk}/svg/", f"/reps/{north.rep.pk}/svg/"):
        client.get(path)
    with north.scope():
        taken = AuditEntry.objects.filter(action="exported")
        assert [entry.details["what"] for entry in taken] == ["chart", "chart"]
        assert Visit.objects.count() == 1


def test_without_a_score_there_is_no_svg(world: World) -> None:
    client = world.signed_in("manager")
    assert client.get(f"/trends/{world.north.pk}/svg/").status_code == 404
    assert client.get(f"/reps/{world.rep.pk}/svg/").status_code == 404
