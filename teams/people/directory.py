"""List of all people of an organisation: users, reps and invited people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from teams.models import Invitation, Organization, Rep, Role, Team, User
from teams.models.people import member_on
from teams.people.roles import role_words


class PersonStatus(StrEnum):
    """A person's status in the organisation."""

    ACTIVE = "active"
    INVITED = "invited"
    DEACTIVATED = "deactivated"


@dataclass
class DirectoryPerson:
    """A line of the list: a user, a rep, both in one, or an invited address."""

    name: str
    email: str
    user: User | None = None
    rep: Rep | None = None
    roles: list[Role] = field(default_factory=list)  # current and future
    teams: list[Team] = field(default_factory=list)  # member of today
    invitations: list[Invitation] = field(default_factory=list)  # open, newest first

    @property
    def last_sign_in(self) -> datetime | None:
        """When the person last signed in, or None."""
        return self.user.last_login if self.user else None

    @property
    def state(self) -> PersonStatus:
        if self.roles or self.teams:
            waits = self.invitations and not self.roles
            return PersonStatus.INVITED if waits else PersonStatus.ACTIVE
        return PersonStatus.INVITED if self.invitations else PersonStatus.DEACTIVATED

    @property
    def role_words(self) -> list[str]:
        """The roles in words."""
        return [role_words(each.kind, each.team, each.rep) for each in self.roles]

    @property
    def kinds(self) -> set[str]:
        """Kinds of roles held or invited to."""
        kinds = {each.kind for each in self.roles} | {each.kind for each in self.invitations}
        return kinds | ({Role.Kind.REP.value} if self.rep else set())

    @property
    def team_ids(self) -> set[int]:
        """Ids of the teams the person is a member of or holds a role for."""
        return {each.pk for each in self.teams} | {r.team_id for r in self.roles if r.team_id}


@dataclass(frozen=True)
class DirectoryFilter:
    """Filters of the list; empty means any."""

    search: str = ""
    kind: str = ""
    team: str = ""
    state: str = ""

    def fits(self, person: DirectoryPerson) -> bool:
        """Whether the person matches all filters."""
        text = f"{person.name}\n{person.email}".lower()
        return (
            self.search.lower() in text
            and self.kind in ("", *person.kinds)
            and self.team in ("", *map(str, person.team_ids))
            and self.state in ("", person.state)
        )


def load_directory(organization: Organization) -> list[DirectoryPerson]:
    """Returns all current, former and invited people by name, without erased ones."""
    users = _users(organization)
    people = [_person_of_user(user) for user in users.values()]
    by_user = {person.user.pk: person for person in people if person.user}
    reps = list(Rep.objects.filter(organization=organization, erased_on=None))
    for rep in reps:
        person = by_user.get(rep.user_id or 0)
        if person is None:
            people.append(DirectoryPerson(rep.name, rep.email, rep=rep))
        else:
            person.name, person.rep = rep.name, rep
    return _add_details(organization, people)


def load_person(
    organization: Organization, *, user: User | None, rep: Rep | None
) -> DirectoryPerson:
    """Returns one person of the list, by user, rep or both."""
    person = _person_of_user(user) if user else DirectoryPerson("", "")
    if user and rep is None:
        own_reps = Rep.objects.filter(organization=organization, user=user, erased_on=None)
        rep = own_reps.select_related("organization").first()
    if rep:
        person.rep, person.name = rep, rep.name
        person.email = person.email or rep.email
    return _add_details(organization, [person], include_invited=False)[0]


def _person_of_user(user: User) -> DirectoryPerson:
    return DirectoryPerson(user.name or user.email, user.email, user=user)


def _users(organization: Organization, pk: int | None = None) -> dict[int, User]:
    """Returns users by id who have or had a role in the organisation or are a rep there.

    With `pk`, only this user.
    """
    in_organization = Q(roles__organization=organization) | Q(reps__organization=organization)
    users = User.objects.filter(in_organization).distinct()
    return users.in_bulk(None if pk is None else [pk])


def _add_details(
    organization: Organization, people: list[DirectoryPerson], *, include_invited: bool = True
) -> list[DirectoryPerson]:
    """Adds roles, teams and invitations to people, and appends people who are only invited."""
    users = {each.user.pk: each for each in people if each.user}
    for role in _roles(organization, users):
        users[role.user_id].roles.append(role)
    reps = {each.rep.pk: each for each in people if each.rep}
    for team, rep_id in _seats(organization, reps):
        reps[rep_id].teams.append(team)
    by_address = {each.email.lower(): each for each in people}
    for invitation in _open_invitations(organization):
        person = reps.get(invitation.rep_id or 0) if invitation.kind == Role.Kind.REP else None
        person = person or by_address.get(invitation.email)
        if person is None and include_invited:
            person = DirectoryPerson(invitation.name or invitation.email, invitation.email)
            by_address[invitation.email] = person
            people.append(person)
        if person:
            person.invitations.append(invitation)
    return sorted(people, key=lambda each: (each.name.lower(), each.email))


def _roles(organization: Organization, users: dict[int, Any]) -> list[Role]:
    not_ended = Q(until=None) | Q(until__gt=organization.today())
    roles = Role.objects.filter(not_ended, organization=organization).select_related("team", "rep")
    loaded = list(roles if len(users) != 1 else roles.filter(user__in=users))
    return [role for role in loaded if role.user_id in users]


def _seats(organization: Organization, reps: dict[int, Any]) -> list[tuple[Team, int]]:
    """Returns (team, rep id) for today's memberships."""
    members = Rep.objects.filter(member_on(organization.today()), organization=organization)
    if len(reps) == 1:
        members = members.filter(pk__in=reps)
    teams = {team.pk: team for team in Team.objects.filter(organization=organization)}
    pairs = members.values_list("memberships__team", "pk")
    return [(teams[team], rep) for team, rep in pairs if rep in reps]


def _open_invitations(organization: Organization) -> Sequence[Invitation]:
    invitations = Invitation.objects.open().filter(organization=organization)
    return list(invitations.select_related("team", "rep"))


def find_user(organization: Organization, pk: int) -> User | None:
    """Returns a current or former user of the organisation, or None."""
    return _users(organization, pk).get(pk)


def find_role(organization: Organization, pk: int) -> Role | None:
    """Returns a role of the organisation that has not ended, or None."""
    roles = Role.objects.filter(organization=organization, pk=pk)
    role: Role | None = roles.select_related("organization", "user", "team", "rep").first()
    has_ended = role and role.until and role.until <= organization.today()
    return None if has_ended else role
