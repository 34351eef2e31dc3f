"""Notes on charts: written by those who look after the team, read by its members of that day."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from scoring.charts.plotly_figures import figure
from scoring.charts.trend_chart import pillars_chart, total_chart
from scoring.scores.date_range import DateRange
from scoring.trends.trends import team_trend
from teams.facts.annotations import (
    MAX_TEXT_LENGTH,
    add_annotation,
    annotations_of_rep,
    annotations_of_team,
    chart_marks,
)
from teams.models import Action, Annotation, AuditEntry, Membership, Role, Team
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_reading
from tests.world import FIRST_DAY, Person, World

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
HOSTILE = "<b>%{y}</b><a href=javascript:alert(1)>x</a>"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(f"{day(TODAY)}T12:00Z", tick=False):
        yield


def create_annotation(
    world: World, text: str = "Training", team: Team | None = None, on: int = 50
) -> int:
    with world.scope():
        user = world.users["manager"]
        return add_annotation(team=team or world.north, day=day(on), text=text, by=user).pk


def post_annotation(world: World, person: Person, path: str, **said: object) -> int:
    return world.signed_in(person).post(f"/trends/{path}", said).status_code


def texts(world: World) -> list[str]:
    with world.scope():
        return list(Annotation.objects.values_list("text", flat=True))


def page(world: World, person: Person = "manager", path: str = "") -> str:
    answer = world.signed_in(person).get(path or f"/trends/{world.north.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_manager_adds_rewords_deletes_and_can_restore_a_note(world: World) -> None:
    client, north = world.signed_in("manager"), world.north.pk
    client.post(f"/trends/{north}/notes/?period=30", {"day": day(50), "text": "  Training \n day "})
    assert texts(world) == ["Training day"]
    with world.scope():
        pk = Annotation.objects.get().pk
    client.post(f"/trends/notes/{pk}/", {"day": day(51), "text": "Workshop"})
    assert texts(world) == ["Workshop"]
    client.post(f"/trends/notes/{pk}/delete/")
    assert texts(world) == []
    shown = client.get(f"/trends/{north}/").content.decode()
    assert "Deleted: Workshop" in shown and f'value="{day(51)}"' in shown
    assert "Deleted: Workshop" not in client.get(f"/trends/{north}/").content.decode()


def test_the_audit_log_records_who_changed_a_note_and_the_old_text(world: World) -> None:
    client, north = world.signed_in("manager"), world.north.pk
    client.post(f"/trends/{north}/notes/", {"day": day(50), "text": "Training"})
    with world.scope():
        pk = Annotation.objects.get().pk
    for text in ("Training", "Workshop"):  # unchanged text is not a change
        client.post(f"/trends/notes/{pk}/", {"day": day(50), "text": text})
    client.post(f"/trends/notes/{pk}/delete/")
    was, now = f"{day(50)}: Training", f"{day(50)}: Workshop"
    with world.scope():
        entries = AuditEntry.objects.doing(
            (Action.NOTE_ADDED, Action.NOTE_CHANGED, Action.NOTE_REMOVED)
        ).order_by("pk")
        assert [(str(each.by), each.action, each.details) for each in entries] == [
            ("manager", "note added", {"team": "North", "is": was}),
            ("manager", "note changed", {"team": "North", "was": was, "is": now}),
            ("manager", "note removed", {"team": "North", "was": now}),
        ]
    assert "Workshop" in world.signed_in("admin").get("/settings/audit/").content.decode()


@pytest.mark.parametrize("person", ["rep", "rep_other", "coach", "outsider"])
def test_only_those_who_look_after_the_team_change_its_notes(world: World, person: Person) -> None:
    pk = create_annotation(world)
    said = {"day": day(50), "text": "Mine"}
    for path in (f"{world.north.pk}/notes/", f"notes/{pk}/", f"notes/{pk}/delete/"):
        assert post_annotation(world, person, path, **said) == 404
    assert texts(world) == ["Training"]


def test_an_organisation_wide_note_is_visible_to_all_and_changed_by_admins_only(
    world: World,
) -> None:
    with world.scope():
        Annotation.objects.create(organization=world.organization, day=day(50), text="New CRM")
        pk = Annotation.objects.get().pk
    assert "New CRM" in page(world)
    assert post_annotation(world, "manager", f"notes/{pk}/delete/") == 404
    assert post_annotation(world, "admin", f"notes/{pk}/delete/") == 302


@pytest.mark.parametrize(
    "said",
    [
        {"day": day(50), "text": "x" * (MAX_TEXT_LENGTH + 1)},
        {"day": day(50), "text": " \n "},
        {"day": "1999-01-01", "text": "Training"},
        {"day": day(50) + timedelta(days=900), "text": "Training"},
        {"day": "soon", "text": "Training"},
    ],
)
def test_an_invalid_note_is_refused_with_an_explanation(world: World, said: dict) -> None:
    answer = world.signed_in("manager").post(f"/trends/{world.north.pk}/notes/", said)
    assert answer.status_code == 422 and 'class="error"' in answer.content.decode()
    pk = create_annotation(world)
    answer = world.signed_in("manager").post(f"/trends/notes/{pk}/", said)
    assert answer.status_code == 422 and '<details class="more" open>' in answer.content.decode()
    assert texts(world) == ["Training"]


def test_add_annotation_validates_text_and_day(world: World) -> None:
    with world.scope(), pytest.raises(ValidationError, match="At most 140"):
        add_annotation(team=world.north, day=day(50), text="x" * 141, by=world.users["manager"])
    with world.scope(), pytest.raises(ValidationError, match="Choose a day"):
        add_annotation(team=world.north, day=date(1999, 1, 1), text="x", by=world.users["manager"])


def test_a_rep_sees_notes_of_the_teams_they_belonged_to_on_the_day(world: World) -> None:
    with world.scope():
        region = Team.objects.create(organization=world.organization, name="Region")
        Team.objects.filter(pk=world.north.pk).update(region=region)
        Membership.objects.filter(rep=world.rep).update(until=day(52))
        Membership.objects.create(
            organization=world.organization, rep=world.rep, team=world.south, since=day(52)
        )
    create_annotation(world, "North before", on=51)
    create_annotation(world, "North after", on=52)
    create_annotation(world, "South before", world.south, on=51)
    create_annotation(world, "South after", world.south, on=52)
    create_annotation(world, "All the region", region, on=40)
    with world.scope():
        found = [each.text for each in annotations_of_rep(world.rep, day(1), day(TODAY))]
        assert found == ["All the region", "North before", "South after"]
        world.north.refresh_from_db()
        here = [each.text for each in annotations_of_team(world.north, day(45), day(TODAY))]
    assert here == ["North before", "North after"]


def test_a_regions_note_is_visible_in_its_teams_and_changed_by_its_managers(
    world: World,
) -> None:
    with world.scope():
        region = Team.objects.create(organization=world.organization, name="Region")
        Team.objects.filter(pk=world.north.pk).update(region=region)
    pk = create_annotation(world, "Kick-off", region)
    assert "Kick-off" in page(world) and f"/trends/notes/{pk}/" not in page(world)
    with world.scope():
        Role.objects.create(
            organization=world.organization,
            user=world.users["manager"],
            kind="manager",
            team=region,
            since=FIRST_DAY,
        )
    assert f"/trends/notes/{pk}/" in page(world)


def test_note_text_is_never_markup(world: World) -> None:
    with world.scope():
        save_reading(world.rep, day(40), 10, 10, 10, 10)
        close_through(world.organization, CLOSE)
    create_annotation(world, HOSTILE)
    shown = page(world)
    assert "<b>%" not in shown and "<a href=javascript" not in shown
    assert shown.count("&lt;b&gt;%{y}&lt;/b&gt;") >= 3  # in the chart, the table and the list
    with world.scope():
        found = team_trend(world.north, DateRange())
        assert found
        trend = found.with_notes(
            chart_marks(annotations_of_team(world.north, day(1), day(TODAY)))
        ).trend
    for describe in (total_chart, pillars_chart):
        drawn = figure(describe(trend), theme="light")
        assert HOSTILE not in str(drawn)
        told = [words for words in drawn["layout"]["annotations"] if "hovertext" in words]
        assert [words["hovertext"].startswith("&lt;b&gt;&#37;{") for words in told] == [True]
        assert all("%{y}</b>" not in str(trace) for trace in drawn["data"])
