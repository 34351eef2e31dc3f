"""Foreign ids in any field are refused like ids that do not exist, and change nothing."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client

from teams.base.inputs import INPUTS
from teams.models import Action, AuditEntry
from tests.matrix.actors import (
    ADMIN,
    COACH,
    MANAGER,
    OTHER_ADMIN,
    OTHER_COACH,
    OTHER_MANAGER,
    OTHER_REP,
    PEOPLE,
    REP,
    VIEWER,
)
from tests.matrix.fields import KIND_BY_FIELD, NUMBER_FIELDS, Body, Form, Reader, bodies, read_forms
from tests.matrix.stage import EAST, NORTH, SOUTH, TODAY, UNUSED_ID, Stage, day
from tests.matrix.test_foreign_objects import ONE_TIME_TOKENS

pytestmark = pytest.mark.django_db
REFUSED_STATUSES = {400, 403, 404, 422}
ELSEWHERE = {
    **dict.fromkeys((REP, MANAGER, COACH, VIEWER), (SOUTH, EAST)),
    **dict.fromkeys((OTHER_REP, OTHER_MANAGER, OTHER_COACH), (NORTH, EAST)),
    ADMIN: (EAST,),
    OTHER_ADMIN: (NORTH, SOUTH),
}
SHARED = {"template"}  # belongs to the whole organisation, not to one team


def database_state() -> dict[str, tuple[int, str]]:
    """Row count and content hash of each table, except sessions and recorded denials."""
    return {
        model._meta.label: _table_state(model)
        for model in apps.get_models()
        if model is not Session
    }


def _table_state(model: Any) -> tuple[int, str]:
    rows = model._base_manager.all()
    if model is AuditEntry:
        rows = rows.exclude(action=Action.DENIED)
    told = sorted(map(repr, rows.values_list()))
    return len(told), sha256("\n".join(told).encode()).hexdigest()


def foreign_ids(stage: Stage, actor: str, kind: str) -> Iterator[int | str]:
    """Ids of a kind that are out of the actor's reach."""
    for place in ELSEWHERE[actor]:
        ours = kind in SHARED and (place == EAST) == (actor == OTHER_ADMIN)
        if kind in stage.ids[place] and not ours:
            yield stage.ids[place][kind]


@pytest.fixture(scope="module")
def pages(stage: Stage) -> Callable[[str], list[Reader]]:
    """Function that returns an actor's pages, each read once."""
    return cache(lambda actor: list(read_forms(stage, actor)))


@pytest.mark.parametrize("actor", sorted(PEOPLE))
def test_no_form_field_accepts_a_foreign_id(
    stage: Stage,
    pages: Callable[[str], list[Reader]],
    actor: str,
    record_property: Callable[[str, object], None],
) -> None:
    before, tried = database_state(), 0
    forms = [form for page in pages(actor) for form in page.forms]
    for form in {(f.method, f.action, tuple(f.values)): f for f in forms}.values():
        for name, kind in form.ids().items():
            for pk in foreign_ids(stage, actor, kind):
                theirs, none = (
                    submit_form(stage, form, name, value, pk) for value in (pk, UNUSED_ID)
                )
                assert theirs == none, (form.action, name, pk)
                # A filter may also show an empty result, with the usual text.
                assert theirs[0] in REFUSED_STATUSES or form.method == "GET", (
                    form.action,
                    name,
                    pk,
                )
                tried += 1
    assert database_state() == before
    record_property("pairs", tried)


def submit_form(
    stage: Stage, form: Form, name: str, pk: int | str, like: int | str
) -> tuple[int, str, int]:
    """Status and queries with that field changed; for filters also the page, with the missing id
    replaced by `like`.
    """
    values = {**form.values, name: str(pk)}
    if form.method == "POST":
        answer = stage.ask(form.actor, "POST", form.action, values)
        return answer.status, "", answer.queries
    path = f"{form.action.split('?')[0]}?{urlencode(values)}"
    answer = stage.ask(form.actor, "GET", path)
    said = re.sub(ONE_TIME_TOKENS, "", answer.body)
    return answer.status, said.replace(str(UNUSED_ID), str(like)), answer.queries


def test_every_field_with_numeric_choices_is_classified(
    pages: Callable[[str], list[Reader]],
) -> None:
    numbered = {name for actor in PEOPLE for page in pages(actor) for name in page.numbered}
    assert numbered <= KIND_BY_FIELD.keys() | NUMBER_FIELDS


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/api/schema/", {"format": "json"}).json()
    return found


def test_no_api_field_accepts_a_foreign_id(
    stage: Stage, schema: dict[str, Any], record_property: Callable[[str, object], None]
) -> None:
    before, tried = database_state(), 0
    for body in bodies(schema):
        for name, kind in body.ids.items():
            for actor in sorted(PEOPLE):
                for pk in foreign_ids(stage, actor, kind):
                    theirs, none = (
                        post_body(stage, actor, body, name, n, pk) for n in (pk, UNUSED_ID)
                    )
                    assert theirs == none, (body.path, name, actor, pk)
                    assert theirs[0] in REFUSED_STATUSES, (body.path, name, actor, pk)
                    tried += 1
    assert database_state() == before
    assert tried
    record_property("pairs", tried)


def post_body(
    stage: Stage, actor: str, body: Body, name: str, pk: int | str, like: int | str
) -> tuple[int, str]:
    """Status and body of a request that is valid except for the id."""
    right = {n: str(day(TODAY)) for n, said in body.fields.items() if said.get("format") == "date"}
    row = {**right, name: pk}
    path = re.sub(r"{\w+}", str(stage.ids[NORTH]["rep"]), body.path)
    answer = stage.ask(actor, body.method, path, [row] if body.many else row)
    return answer.status, answer.body.replace(str(UNUSED_ID), str(like))


def test_every_numeric_api_field_is_classified(schema: dict[str, Any]) -> None:
    fields = {
        name
        for body in bodies(schema)
        for name, said in body.fields.items()
        if said.get("type") == "integer" and not said.get("readOnly")
    }
    asked = {
        parameter["name"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and parameter["schema"].get("type") == "integer"
    }
    assert fields | asked <= KIND_BY_FIELD.keys() | NUMBER_FIELDS | INPUTS.keys()
