"""The organisations and people that most tests use: Northwind, and Contoso as the outsider."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.test import Client
from django_scopes import scope

from teams.models import Membership, Organization, Rep, Role, Team, User

Person = Literal["rep", "rep_other", "manager", "coach", "admin", "outsider"]

PASSWORD = "a password only tests know"
FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True)
class World:
    """Northwind with its teams North and South, and another organisation, Contoso.

    `rep` is a member of North and `rep_other` of South; `manager` looks after North, `coach` after
    South, `admin` after all of Northwind. `outsider` is the admin of Contoso, and `elsewhere` a rep
    there.
    """

    organization: Organization
    north: Team
    south: Team
    rep: Rep
    rep_other: Rep
    contoso: Organization
    east: Team
    elsewhere: Rep
    users: dict[Person, User]

    def signed_in(self, person: Person) -> Client:
        """A test client signed in as that person."""
        client = Client()
        client.force_login(self.users[person])
        return client

    def scope(self) -> AbstractContextManager[None]:
        """Northwind's scope, for tests that read rows directly."""
        inside: AbstractContextManager[None] = scope(organization=self.organization)
        return inside


def build_world() -> World:
    """Creates the world in the test database."""
    northwind = Organization.objects.create(name="Northwind", slug="northwind")
    contoso = Organization.objects.create(name="Contoso", slug="contoso")
    north, south = _team(northwind, "North"), _team(northwind, "South")
    east = _team(contoso, "East")
    users: dict[Person, User] = {
        "rep": _user("rep", northwind, Role.Kind.REP),
        "rep_other": _user("rep_other", northwind, Role.Kind.REP),
        "manager": _user("manager", northwind, Role.Kind.MANAGER, north),
        "coach": _user("coach", northwind, Role.Kind.COACH, south),
        "admin": _user("admin", northwind, Role.Kind.ADMIN),
        "outsider": _user("outsider", contoso, Role.Kind.ADMIN),
    }
    return World(
        organization=northwind,
        north=north,
        south=south,
        rep=add_rep(north, "Rep Reyes", users["rep"]),
        rep_other=add_rep(south, "Ora Other", users["rep_other"]),
        contoso=contoso,
        east=east,
        elsewhere=add_rep(east, "Else Where"),
        users=users,
    )


def add_rep(team: Team, name: str, user: User | None = None, since: date = FIRST_DAY) -> Rep:
    """A new rep in the team from `since` on; without `user` the rep can't sign in."""
    email = user.email if user else f"{name.lower().replace(' ', '.')}@example.com"
    rep: Rep = Rep.objects.create(organization=team.organization, user=user, name=name, email=email)
    Membership.objects.create(organization=team.organization, rep=rep, team=team, since=since)
    return rep


def _team(organization: Organization, name: str) -> Team:
    team: Team = Team.objects.create(organization=organization, name=name)
    return team


def _user(
    person: Person, organization: Organization, kind: Role.Kind, team: Team | None = None
) -> User:
    user = User.objects.create_user(f"{person}@{organization.slug}.example", PASSWORD, name=person)
    Role.objects.create(organization=organization, user=user, kind=kind, team=team, since=FIRST_DAY)
    return user
