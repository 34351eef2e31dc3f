"""The world of the access matrix: built once, restored after every request."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import time
from typing import Any
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from scoring.reports.spec import ReportSpec, SubjectKind
from teams.coaching.programmes import create_programme, set_members
from teams.coaching.sessions import add_action_item, add_note, add_session
from teams.models import (
    Annotation,
    ApiToken,
    Hook,
    Import,
    Invitation,
    Organization,
    Programme,
    Rep,
    ReportJob,
    ReportSchedule,
    ReportTemplate,
    Role,
    ShareLink,
    Team,
    User,
)
from teams.people.groups import save_group
from tests.matrix import actors
from tests.matrix.rule_builders import Rule
from tests.scoring.core.histories import day
from tests.scoring.facts import close_through, save_inputs, save_reading
from tests.world import FIRST_DAY, PASSWORD, World, build_world

CLOSE, TODAY = 58, 59  # day(59) is Wednesday 4 March 2026
HABITS = {"posts": 0, "comments": 1, "conversations": 1, "leads_saved": 1}  # a working day
NOON = f"{day(TODAY)}T12:00Z"
UNUSED_ID = 999_999
NORTH, SOUTH, EAST = "north", "south", "east"  # East belongs to another organisation
Ids = dict[str, int | str]  # by kind: team, rep, user, …


@dataclass(frozen=True)
class Answer:
    """What a visitor can learn from a response, and its number of database queries."""

    status: int
    headers: dict[str, str]
    body: str
    queries: int


@dataclass(frozen=True)
class Stage:
    """The world with signed-in actors, and an id of each kind from North, South and East."""

    world: World
    sessions: Mapping[str, str]
    tokens: Mapping[str, str]
    ids: Mapping[str, Ids]
    client: Client = field(default_factory=partial(Client, raise_request_exception=False))

    def ask(self, actor: str, method: str, path: str, data: Any = None) -> Answer:
        """Sends a request as the actor and rolls back its effects."""
        cache.clear()
        self._come_as(actor)
        token = self.tokens.get(actor)
        headers = {"authorization": f"Token {token}"} if token else {}
        with rolled_back(), _count_queries() as queries:
            got = self.client.generic(method, path, *_encode_body(path, data), headers=headers)
            said = b"".join(got.streaming_content) if got.streaming else got.content  # type: ignore[attr-defined]
        return Answer(got.status_code, dict(got.headers), said.decode(errors="replace"), queries())

    def _come_as(self, actor: str) -> None:
        """Switches the shared client to the actor; creating clients would be slow."""
        self.client.cookies.clear()
        if actor in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]

    def address(self, route: str, rule: Rule, where: str = NORTH) -> str:
        """The route's path with an id from `where`."""
        return build_path(route, rule, self.ids[where].get(rule.of))


def build_path(route: str, rule: Rule, pk: int | str | None) -> str:
    """The route's path with the given id, today's date, and the rule's `fill`."""

    def filled(place: re.Match[str]) -> str:
        kind, _, name = place[1].rpartition(":")
        if name in rule.fill:
            return rule.fill[name]
        if kind == "day":
            return str(day(TODAY))
        return str(pk) if rule.of else "none"

    return "/" + re.sub(r"<([^<>]+)>", filled, route)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Rolls back everything done inside the block."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def _count_queries() -> Iterator[Callable[[], int]]:
    asked = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        yield lambda: asked


def _encode_body(path: str, data: Any) -> tuple[bytes, str]:
    """Body and content type: JSON for the API, else a form, with a CSRF token as always."""
    if path.startswith("/api/"):
        return json.dumps({} if data is None else data).encode(), "application/json"
    form = {"csrfmiddlewaretoken": "one", **(data or {})}
    return urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded"


def build_stage() -> Stage:
    """All actors signed in; the reps of North, South and East have a score."""
    world = build_world()
    _create_scores(world.organization, world.rep, world.rep_other)
    _create_scores(world.contoso, world.elsewhere)
    users = {
        actors.REP: world.users["rep"],
        actors.OTHER_REP: world.users["rep_other"],
        actors.MANAGER: world.users["manager"],
        actors.OTHER_MANAGER: _person(world.south, Role.Kind.MANAGER),
        actors.COACH: _person(world.north, Role.Kind.COACH),
        actors.OTHER_COACH: world.users["coach"],
        actors.VIEWER: _person(world.north, Role.Kind.VIEWER),
        actors.ADMIN: world.users["admin"],
        actors.OTHER_ADMIN: world.users["outsider"],
        actors.DEACTIVATED: _person(world.north, Role.Kind.MANAGER),
    }
    sessions = {actor: _sign_in(user) for actor, user in users.items()}
    User.objects.filter(pk=users[actors.DEACTIVATED].pk).update(is_active=False)
    return Stage(
        world,
        sessions,
        {
            actors.READ_ONLY: _token(users[actors.ADMIN], world.organization, read_only=True),
            actors.EXPIRED: _token(
                users[actors.ADMIN], world.organization, expiry=timedelta(days=-1)
            ),
        },
        {
            NORTH: _ids(
                world.north,
                world.rep,
                world.users["rep"],
                world.users["manager"],
                users[actors.COACH],
            )
            | _create_coaching(world.rep, users[actors.COACH]),
            SOUTH: _ids(
                world.south,
                world.rep_other,
                world.users["rep_other"],
                world.users["coach"],
                world.users["coach"],
            )
            | _create_coaching(world.rep_other, world.users["coach"]),
            EAST: _ids(
                world.east,
                world.elsewhere,
                world.users["outsider"],
                world.users["outsider"],
                world.users["outsider"],
            )
            | _create_coaching(world.elsewhere, world.users["outsider"]),
        },
    )


def _create_scores(organization: Organization, *reps: Rep) -> None:
    """Logged habits and a LinkedIn score of each rep: enough to look ahead and to plan from."""
    working = [day(at) for at in range(CLOSE - 27, CLOSE + 1) if day(at).weekday() < 5]
    with scope(organization=organization):
        for rep in reps:
            save_inputs(rep, {when: HABITS for when in working})
            save_reading(rep, day(CLOSE), 12, 12, 12, 12)
        close_through(organization, CLOSE)


def _person(team: Team, kind: Role.Kind) -> User:
    user = User.objects.create_user(
        f"{kind}.{team.name}.{User.objects.count()}@example.com", PASSWORD
    )
    Role.objects.create(
        organization=team.organization, user=user, kind=kind, team=team, since=FIRST_DAY
    )
    return user


def _sign_in(user: User) -> str:
    """The key of a session that was authenticated just now."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time(), "email": user.email}
    ]
    session.save()
    return str(session.session_key)


def _token(user: User, organization: Organization, **fields: Any) -> str:
    _, key = ApiToken.objects.create(user=user, organization=organization, **fields)
    return str(key)


def _ids(team: Team, rep: Rep, user: User, looks_after: User, coach: User) -> Ids:
    with scope(organization=team.organization):
        invitation = Invitation.objects.create(
            organization=team.organization,
            email=f"invited@{team.name}.example",
            kind=Role.Kind.MANAGER,
            team=team,
            digest=team.name,
            expires_at=timezone.now() + timedelta(days=7),
        )
        role = Role.objects.of(user).first()
        annotation = Annotation.objects.create(
            organization=team.organization, team=team, day=day(TODAY), text=f"{team.name} trained"
        )
        hook = Hook.objects.create(
            organization=team.organization, team=team, name="Sales", kind="slack",
            url="https://hooks.slack.com/services/T0/B0/secret",
        )  # fmt: skip
        imported = Import.objects.create(
            organization=team.organization, rep=rep, state=Import.State.FOUND
        )
        link = ShareLink.objects.create(
            organization=team.organization, by=coach, digest=f"of {team.name}",
            asked=ReportSpec(SubjectKind.TEAM, team.pk, day(1), day(CLOSE)).as_json(),
            expires_at=timezone.now() + timedelta(days=7),
        )  # fmt: skip
        programme = Programme.objects.create(
            organization=team.organization, name=team.name, starts_on=day(1), ends_on=day(TODAY),
            by=coach,
        )  # fmt: skip
        template = ReportTemplate.objects.create(
            organization=team.organization, name=f"Ours, {team.name}", sections=["scores"]
        )
        asked = ReportSpec(SubjectKind.TEAM, team.pk, day(20), day(CLOSE)).as_json()
        ours: dict[str, Any] = {"organization": team.organization, "by": coach, "asked": asked}
        ours["how"] = {"format": "csv", "parts": "one", "template": None}
        job = ReportJob.objects.create(**ours)
        schedule = ReportSchedule.objects.create(**ours, every="month", next_on=day(91))
        group = save_group(organization=team.organization, by=looks_after, name="Mine", reps=[rep])
    session = UserSession.objects.create(
        user=user, session_key=f"elsewhere{user.pk}", ip="192.0.2.1", user_agent="Another browser"
    )
    token, _ = ApiToken.objects.create(user=user, organization=team.organization, name="Script")
    return {
        "session": session.pk,
        "token": token.digest,
        "organization": team.organization_id,
        "team": team.pk,
        "rep": rep.pk,
        "user": user.pk,
        "invitation": invitation.pk,
        "import": imported.pk,
        "annotation": annotation.pk,
        "group": group.pk,
        "template": template.pk,
        "hook": hook.pk,
        "programme": programme.pk,
        "share": link.pk,
        "report": job.pk,
        "schedule": schedule.pk,
        "role": role.pk if role else 0,
    }


def _create_coaching(rep: Rep, by: User) -> Ids:
    """A programme with the rep, a session with a private note, and an action item."""
    ours, today = rep.organization, day(TODAY)
    with scope(organization=ours):
        programme = create_programme(
            organization=ours, name=f"Of {rep}", starts_on=today, ends_on=today + timedelta(90),
            target=70, by=by,
        )  # fmt: skip
        set_members(programme=programme, reps=[rep], overseen_ids={rep.pk}, by=by)
        (met,) = add_session(reps=[rep], day=today, topic="Start", by=by, programme=programme)
        (note,) = add_note(sessions=[met], audience="private", text=f"Of {rep} alone", by=by)
        item = add_action_item(
            rep=rep, text="A post", signal="posts", agreed_on=today, due_on=today, by=by,
            session=met,
        )  # fmt: skip
    return {
        "programme": programme.pk,
        "meeting": met.pk,
        "session_note": note.pk,
        "item": item.pk,
    }
