"""Tenant isolation: no reads outside a scope, no writes across organisations, leaks detected."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django_scopes import ScopeError, scope, scopes_disabled

from scoring.models import Adoption, KeptState, ModelVersion, Snapshot
from teams.access.tenancy import is_tenant_model, tenant_foreign_keys
from teams.base.sources import Source
from teams.facts.readings import Reading, save_readings
from teams.facts.save_days import DayEntry, save_days
from teams.models import (
    Action,
    ActionItem,
    Annotation,
    AuditEntry,
    Choice,
    CoachingSession,
    DailyLog,
    Digest,
    Goal,
    Group,
    GroupMember,
    Hook,
    Import,
    ImportedDay,
    Invitation,
    Membership,
    OfficialReading,
    Plan,
    Programme,
    ProgrammeMember,
    ReadingRequest,
    Reminder,
    ReportJob,
    ReportSchedule,
    ReportTemplate,
    Role,
    Sent,
    SessionNote,
    ShareLink,
    Team,
    Tip,
    Visit,
    Watch,
    WeeklyCard,
    WeeklyTarget,
)
from teams.people.deactivate import deactivate
from teams.people.roles import grant_role
from teams.people.staffing import NewRep, add_reps, grant_role_to_address, move_rep
from teams.people.team_changes import create_team, move_reps
from tests.world import FIRST_DAY, World

OUR_APPS = ("teams", "scoring")
WITHOUT_SCOPE = {
    "teams.Organization": "is the scope",
    "teams.User": "may belong to several organisations",
    "teams.ApiToken": "says which scope to open",
    "scoring.Tick": "is one row for all organisations together",
}
DAY = date(2026, 3, 2)


def models_of_ours() -> list[Any]:
    return [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


SCOPED = [model for model in models_of_ours() if model._meta.label not in WITHOUT_SCOPE]
each_scoped = pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)


# Reading ----------------------------------------------------------------------------------------


def test_every_model_has_an_organisation_except_listed_ones() -> None:
    unowned = {m._meta.label for m in models_of_ours() if not is_tenant_model(m)}
    assert unowned == WITHOUT_SCOPE.keys() - {"teams.ApiToken"}
    assert {m._meta.label for m in SCOPED} & WITHOUT_SCOPE.keys() == set()


READS: dict[str, Callable[[Any], Any]] = {
    "list": list,
    "all": lambda rows: rows.all(),
    "filter": lambda rows: rows.filter(organization=1),
    "exclude": lambda rows: list(rows.exclude(organization=1)),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "first": lambda rows: rows.first(),
    "get": lambda rows: rows.get(pk=1),
    "in_bulk": lambda rows: rows.in_bulk(),
    "values": lambda rows: rows.values("pk"),
    "aggregate": lambda rows: rows.aggregate(n=models.Count("*")),
    "update": lambda rows: rows.update(organization=1),
    "delete": lambda rows: rows.delete(),
    "iterator": lambda rows: list(rows.iterator()),
}


@each_scoped
@pytest.mark.parametrize("way", READS)
def test_reading_outside_a_scope_raises(db: None, model: Any, way: str) -> None:
    rows = model.objects if way != "list" else model.objects.get_queryset()
    with pytest.raises((ScopeError, AttributeError)):
        READS[way](rows.get_queryset() if way == "delete" else rows)


def test_related_managers_raise_outside_a_scope(world: World) -> None:
    of_the_rep = (world.rep.memberships, world.rep.days, world.rep.readings)
    of_others = (world.organization.teams, world.users["rep"].roles, world.users["rep"].reps)
    for rows in (*of_the_rep, *of_others, world.north.teams):
        with pytest.raises(ScopeError):
            rows.count()


@each_scoped
def test_in_a_scope_only_the_organisations_rows_are_read(world: World, model: Any) -> None:
    with scope(organization=world.contoso):
        assert not model.objects.filter(organization=world.organization).exists()


# Writing ----------------------------------------------------------------------------------------


def row_counts() -> dict[str, int]:
    with scopes_disabled():
        return {model.__name__: model.objects.count() for model in SCOPED}


WRITES: dict[str, Callable[[World], object]] = {
    "save_days": lambda w: save_days(
        organization=w.organization, source=Source.API,
        entries=[DayEntry(w.elsewhere.pk, DAY, {"posts": 1})],
    ),
    "save_readings": lambda w: save_readings(
        organization=w.organization, readings=[Reading(w.elsewhere.pk, DAY, 1, 1, 1, 1)],
        how=OfficialReading.How.API,
    ),
    "add_reps": lambda w: add_reps(
        organization=w.organization, team=w.east, newcomers=[NewRep("new@example.com", DAY)]
    ),
    "move_rep": lambda w: move_rep(w.rep, w.east, DAY),
    "move_reps": lambda w: move_reps(reps=[w.rep], team=w.east, on=DAY),
    "let_in a manager": lambda w: grant_role_to_address(
        organization=w.organization, email="m@example.com", kind=Role.Kind.MANAGER, team=w.east
    ),
    "let_in a rep": lambda w: grant_role_to_address(
        organization=w.organization, email="r@example.com", kind=Role.Kind.REP, team=w.east
    ),
    "give_role for a team": lambda w: grant_role(
        organization=w.organization, user=w.users["rep"], kind="manager", team=w.east
    ),
    "give_role for a rep": lambda w: grant_role(
        organization=w.organization, user=w.users["rep"], kind="coach", rep=w.elsewhere
    ),
    "create_team": lambda w: create_team(
        organization=w.organization, name="New", region=w.east
    ),
    "deactivate": lambda w: deactivate(
        organization=w.organization, rep=w.elsewhere, by=w.users["admin"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WRITES)
def test_nothing_is_written_from_one_organisation_into_another(world: World, way: str) -> None:
    before = row_counts()
    with world.scope(), pytest.raises((ValueError, ValidationError)):
        WRITES[way](world)
    assert row_counts() == before


# The check_tenancy command ----------------------------------------------------------------------


def run_check_tenancy() -> tuple[int, list[str]]:
    """Exit status and output lines of `check_tenancy`."""
    out = StringIO()
    try:
        call_command("check_tenancy", stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


PARENTS: dict[str, Any] = {
    "imported": Import,
    "group": Group,
    "hook": Hook,
    "version": ModelVersion,
    "programme": Programme,
    "session": CoachingSession,
}
REQUIRED_PARENTS: dict[Any, str] = {
    ImportedDay: "imported",
    GroupMember: "group",
    ProgrammeMember: "programme",
    SessionNote: "session",
}
ALTERNATIVES: dict[tuple[Any, str], tuple[str, ...]] = {
    (Adoption, "version"): ("builtin",),
    (Goal, "team"): ("rep",),
}


def create_foreign_row(world: World, model: Any, field: str) -> None:
    """Creates a row of Northwind whose `field` refers to Contoso."""
    ours, rep, foreign = world.organization, world.rep, {"team": world.east, "rep": world.elsewhere}
    values: dict[Any, dict[str, Any]] = {
        Team: {"name": "Planted", "region": world.east},
        Membership: {"rep": rep, "team": world.north, "since": DAY},
        Role: {"user": world.users["rep"], "kind": "coach", "since": FIRST_DAY},
        Invitation: {"email": "x@example.com", "kind": "rep", "digest": "x",
                     "expires_at": "2026-03-04T00:00Z"},
        DailyLog: {"rep": rep, "day": DAY},
        OfficialReading: {"rep": rep, "day": DAY, "brand": 1, "people": 1, "insights": 1,
                          "relationships": 1, "how": "api"},
        Import: {"rep": rep},
        ImportedDay: {"rep": rep, "day": DAY},
        WeeklyCard: {"rep": rep, "day": DAY},
        WeeklyTarget: {"rep": rep, "name": "posts", "target": 1},
        Reminder: {"rep": rep, "every": "day", "hour": 17},
        Goal: {"rep": rep, "target": 60, "by_day": DAY, "set_on": DAY},
        Annotation: {"team": world.north, "day": DAY, "text": "Training"},
        Group: {"name": "Mine", "by": world.users["manager"]},
        GroupMember: {"rep": rep},
        ReadingRequest: {"rep": rep, "by": world.users["manager"], "asked_on": DAY},
        Hook: {"team": world.north, "name": "Chat", "kind": "slack", "url": "https://x.example"},
        Watch: {"user": world.users["manager"], "team": world.north},
        Digest: {"user": world.users["manager"]},
        Sent: {"to": "user-1", "what": "digest", "about": "2026-W10"},
        Tip: {"signal": "posts", "text": "Short ones", "changed_on": DAY},
        Choice: {"rep": rep, "action": "comments", "week": DAY, "answer": "accepted"},
        Plan: {"rep": rep, "goal": 60, "by_day": DAY, "units": {}, "usual": {}, "minutes": 1,
               "made_on": DAY},
        Programme: {"name": "Spring", "starts_on": FIRST_DAY, "ends_on": DAY},
        ProgrammeMember: {"rep": rep},
        CoachingSession: {"rep": rep, "day": DAY, "topic": "Comments"},
        SessionNote: {"text": "Well done"},
        ActionItem: {"rep": rep, "text": "Comment", "agreed_on": DAY, "due_on": DAY},
        ReportTemplate: {"name": "Ours"},
        ReportJob: {"by": world.users["coach"], "asked": {}},
        ReportSchedule: {"by": world.users["coach"], "asked": {}, "every": "month"},
        ShareLink: {"by": world.users["coach"], "asked": {}, "digest": "x",
                    "expires_at": "2026-03-04T00:00Z"},
        ModelVersion: {"identifier": "2.1", "based_on": "2", "why": "x", "parameters": {},
                       "made_on": DAY},
        Adoption: {"builtin": "1", "since": DAY, "on": DAY},
        AuditEntry: {"action": Action.SIGNED_IN},
        Visit: {"rep": rep, "user": world.users["manager"], "day": DAY,
                "last_at": "2026-03-02T00:00Z"},
        Snapshot: {"rep": rep, "day": DAY, "team": world.north, "brand": 1, "people": 1,
                   "insights": 1, "relationships": 1, "signals": 0, "reading_age": -1, "state": 0,
                   "known_days": 0, "known": False, "version": "1"},
        KeptState: {"rep": rep, "day": DAY, "version": "1", "state": b""},
    }  # fmt: skip
    led_by = field if field in PARENTS else REQUIRED_PARENTS.get(model)
    if led_by:
        there = world.contoso if field == led_by else ours
        parent = PARENTS[led_by]
        row = values[parent] | (foreign if there is world.contoso else {})
        fields = {name: row[name] for name in values[parent]}
        values[model][led_by] = parent.objects.create(organization=there, **fields)
    for instead in ALTERNATIVES.get((model, field), ()):
        del values[model][instead]
    planted = values[model] | ({field: foreign[field]} if field in foreign else {})
    model.objects.create(organization=ours, **planted)


@pytest.mark.parametrize(
    ("model", "field"), tenant_foreign_keys(), ids=lambda each: getattr(each, "__name__", each)
)
def test_a_reference_to_another_organisation_is_reported(
    world: World, model: Any, field: str
) -> None:
    create_foreign_row(world, model, field)
    status, lines = run_check_tenancy()
    [line] = [each for each in lines if each.startswith(f"{model._meta.label}.{field}:")]
    assert (status, line.partition(", ")[2]) == (1, "1 across")
    assert lines[-1].endswith(", 1 across organisations")


def test_the_test_world_has_no_references_across_organisations(world: World) -> None:
    status, lines = run_check_tenancy()
    assert (status, lines[-1]) == (0, "tenancy: 8 references, 0 across organisations")
    assert len(lines) == len(tenant_foreign_keys()) + 1 > 10


def test_the_demo_has_no_references_across_organisations(
    db: None, tmp_path: Any, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    call_command("load_demo", "--reps", "6", "--days", "40", stdout=StringIO())
    status, lines = run_check_tenancy()
    assert status == 0 and lines[-1].endswith(", 0 across organisations")


def test_no_table_between_two_models_escapes_the_check() -> None:
    between = [m for m in apps.get_models(include_auto_created=True) if m._meta.auto_created]
    ends = [{f.related_model for f in m._meta.concrete_fields if f.related_model} for m in between]
    assert not [each for each in ends if any(is_tenant_model(model) for model in each)]
