"""Accounts of the demo: passwords are generated when it is first loaded, and kept in a file.

`DATA_DIR/demo_sign_in` has one line per account, `role e-mail password`; only its owner can read
it.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django_scopes import scopes_disabled

from teams.demo.names import DemoPerson
from teams.demo.passwords import new_password
from teams.models import Organization, Rep, Role, Team, User

COACHED_TEAMS = 3
# Demo users all share one laptop: two-step sign-in is not required.
NO_TWO_STEP_DEADLINE = datetime(2999, 1, 1, tzinfo=UTC)


class AddressTakenError(Exception):
    """An address of the demo already belongs to an account outside it."""


@dataclass(frozen=True)
class DemoSeat:
    """A demo account and its role: one for each team, or one without a team."""

    kind: Role.Kind
    person: DemoPerson
    teams: Sequence[Team | None] = (None,)
    rep: Rep | None = None


def sign_in_lines() -> list[str]:
    """Returns `role e-mail password` lines of the demo's accounts; none if it is not loaded."""
    path = _path()
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def demo_seats(
    staff: Sequence[DemoPerson], teams: Sequence[Team], reps: Sequence[Rep]
) -> list[DemoSeat]:
    """Returns the admin, a coach of the first three teams, the first team's manager, and reps."""
    admin, coach, manager = staff
    return [
        DemoSeat(Role.Kind.ADMIN, admin),
        DemoSeat(Role.Kind.COACH, coach, teams[:COACHED_TEAMS]),
        DemoSeat(Role.Kind.MANAGER, manager, teams[:1]),
        *(DemoSeat(Role.Kind.REP, DemoPerson(rep.name, rep.email), rep=rep) for rep in reps),
    ]


def create_sign_ins(*, organization: Organization, seats: Sequence[DemoSeat], since: date) -> None:
    """Creates users and roles, and the file with their passwords.

    Raises AddressTakenError if an address belongs to a user with a role elsewhere.
    """
    lines = []
    for seat in seats:
        password = new_password()
        user = _user(organization, seat.person, password)
        for team in seat.teams:
            Role.objects.create(
                organization=organization,
                user=user,
                kind=seat.kind,
                team=team,
                since=since,
                rep=seat.rep,
            )
        if seat.rep:
            Rep.objects.filter(pk=seat.rep.pk).update(user=user)
        lines.append(f"{seat.kind.value} {user.email} {password}")
    _write_passwords(lines)


def _user(organization: Organization, person: DemoPerson, password: str) -> User:
    """Returns the user of that address; one left from an earlier demo gets the new password."""
    user = User.objects.filter(email=person.email).first()
    if user is None:
        return User.objects.create_user(
            person.email, password, name=person.name, two_step_by=NO_TWO_STEP_DEADLINE
        )
    with scopes_disabled():
        has_other_roles = Role.objects.filter(user=user).exclude(organization=organization).exists()
    if has_other_roles or user.is_superuser:
        raise AddressTakenError(f"{person.email} signs in to something else already.")
    user.set_password(password)
    user.two_step_by = NO_TWO_STEP_DEADLINE
    user.save(update_fields=["password", "two_step_by"])
    return user


def _path() -> Path:
    return Path(settings.DATA_DIR) / "demo_sign_in"


def _write_passwords(lines: Sequence[str]) -> None:
    """Writes the file atomically, readable by its owner only."""
    draft = _path().with_name(f"demo_sign_in.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
    draft.replace(_path())
