"""Personal data export: everything about one person as a ZIP of CSV and JSON, for that person.

activity.csv and readings.csv can be imported again, and reproduce the scores to the last bit.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import models

from scoring.models import Snapshot
from scoring.privacy.data_summary import entries_of
from scoring.scores.csv_export import write_scores
from teams.audit.exports import format_cell
from teams.facts.readings import READING_FIELDS
from teams.imports.activity_export import write_activity
from teams.models import (
    Action,
    ActionItem,
    ApiToken,
    AuditEntry,
    Choice,
    CoachingSession,
    DailyLog,
    Goal,
    Group,
    Import,
    Membership,
    OfficialReading,
    Organization,
    Plan,
    Programme,
    ReadingRequest,
    Reminder,
    Rep,
    Role,
    User,
    Visit,
    WeeklyCard,
    WeeklyTarget,
)
from teams.people.roles import role_words

M = TypeVar("M", bound=models.Model)

README = """All that {organization} keeps about {who} in Seventy, {today}.

profile.json     who you are here: name, address, seat, goals, saved groups, keys for scripts
roles.csv        what you may do or might do, from when until when
audit.csv        what was done to you or by you; of what you did to others, not what it said
{rep}
Text that a spreadsheet would take for a formula has an apostrophe in front. Times are UTC.
Of other organisations you belong to, ask there.
"""
OF_A_REP = """activity.csv     what is known of each of your days; can be imported again
leave.csv        days to come that you are off
readings.csv     LinkedIn's numbers; can be imported again
scores.csv       your score at the close of each day
cards.csv        your weekly cards: totals, and what of your profile was filled in
imports.csv      the files that were taken in
memberships.csv  the teams you sat in
visits.csv       who opened your page, each day
"""
EXPIRED = """
Facts of days before {since} are no longer kept: of them there are scores only.
"""


@dataclass(frozen=True)
class ExportedPerson:
    """The person exported: a user, the rep they are, or a rep without a user account."""

    organization: Organization
    user: User | None
    rep: Rep | None

    @property
    def name(self) -> str:
        """Display name."""
        return str(self.rep or self.user)


def write_export(person: ExportedPerson, out: IO[bytes]) -> None:
    """Writes the ZIP; the organisation's scope must be open."""
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(person))
        archive.writestr("profile.json", json.dumps(_profile(person), indent=2, default=str))
        _table(archive, "roles.csv", ROLES, _roles(person))
        _table(archive, "audit.csv", AUDIT, _audit(person))
        if person.rep:
            with archive.open("activity.csv", "w") as file, _text(file) as text:
                write_activity(DailyLog.objects.of(person.rep).until(person.rep.today()), text)
            _table(archive, "leave.csv", ("date",), _leave(person.rep))
            _table(
                archive, "readings.csv", ("date", "email", *READING_FIELDS), _readings(person.rep)
            )
            _table(archive, "cards.csv", CARDS, _cards(person.rep))
            _table(archive, "imports.csv", IMPORTS, _imports(person.rep))
            _table(archive, "memberships.csv", ("team", "since", "until"), _seats(person.rep))
            _table(archive, "visits.csv", ("date", "last_at", "by"), _visits(person.rep))
            with archive.open("scores.csv", "w") as file, _text(file) as text:
                write_scores(Snapshot.objects.of(person.rep), text)


PLAN = ("goal", "by_day", "units", "usual", "limits", "minutes", "made_on", "ended_on")
AGREED = ("text", "signal", "agreed_on", "due_on", "done_on")
ROLES = ("role", "since", "until")
CARDS = ("date", "connections", "followers", "checklist")
IMPORTS = ("begun_at", "kind", "files", "state", "applied_at", "changed_days")
AUDIT = ("at", "action", "by", "rep", "user", "details", "from")


def _text(file: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, "utf-8", newline="")


def _table(
    archive: ZipFile, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    with archive.open(name, "w") as file, _text(file) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([format_cell(value) for value in row] for row in rows)


def _readme(person: ExportedPerson) -> str:
    rep, since = person.rep, person.rep and person.rep.facts_from
    told = (OF_A_REP if rep else "") + (EXPIRED.format(since=since) if since else "")
    return README.format(
        organization=person.organization,
        who=person.name,
        today=person.organization.today(),
        rep=told,
    )


def _profile(person: ExportedPerson) -> dict[str, object]:
    user, rep = person.user, person.rep
    found: dict[str, object] = {"organisation": person.organization.name}
    if user:
        tokens = ApiToken.objects.of(user, person.organization)
        found["account"] = {
            "email": user.email,
            "name": user.name,
            "joined": user.date_joined,
            "last_sign_in": user.last_login,
            "groups": _groups(user, person.organization),
            "keys_for_scripts": list(tokens.values("name", "read_only", "created", "expiry")),
        }
    if rep:
        fields = ("name", "email", "seat", "unnamed", "facts_from")
        found["rep"] = {name: getattr(rep, name) for name in fields} | {"time_zone": rep.zone}
        targets = WeeklyTarget.objects.filter(rep=rep)
        found["weekly_targets"] = dict(targets.values_list("name", "target"))
        when = Reminder.objects.of(rep).values("every", "hour", "weekday")
        goals = Goal.objects.of(rep)
        found["goals"] = list(goals.values("what", "target", "by_day", "set_on"))
        found["reminder"] = when.first()
        plans = Plan.objects.of(rep)
        found["plans"] = list(plans.values(*PLAN))
        answers = Choice.objects.of(rep).values(
            "week", "action", "answer", "more", "usual", "until"
        )
        found["answers_to_proposed_actions"] = list(answers)
        found["coaching"] = _coaching(rep)
        asked = ReadingRequest.objects.open_for(rep).values("asked_on", "by__name")
        found["asked_for_linkedins_number"] = list(asked)
    return found


def _coaching(rep: Rep) -> dict[str, object]:
    """Programmes, sessions with every note, and action items: the rep may read all of them."""
    sessions = CoachingSession.objects.of(rep).prefetch_related("notes")
    return {
        "programmes": list(Programme.objects.of(rep).values("name", "starts_on", "ends_on")),
        "sessions": [
            {
                "day": each.day,
                "topic": each.topic,
                "notes": [{"text": note.text, "for": note.audience} for note in each.notes.all()],
            }
            for each in sessions
        ],
        "agreed": list(ActionItem.objects.of(rep).values(*AGREED)),
    }


def _groups(user: User, organization: Organization) -> list[str]:
    """Names of the groups the user saved; their members are other people's data."""
    mine = Group.objects.filter(by=user, organization=organization)
    return list(mine.values_list("name", flat=True))


def _leave(rep: Rep) -> Iterator[list[object]]:
    for day in DailyLog.objects.of(rep).off_from(rep.today() + timedelta(days=1)):
        yield [day]


def _readings(rep: Rep) -> Iterator[list[object]]:
    for each in _each(OfficialReading.objects.of(rep)):
        yield [each.day, rep.email, *(getattr(each, name) for name in READING_FIELDS)]


def _cards(rep: Rep) -> Iterator[list[object]]:
    for card in WeeklyCard.objects.of(rep):
        items = None if card.checklist is None else " ".join(card.checklist)
        yield [card.day, card.connections, card.followers, items]


def _imports(rep: Rep) -> Iterator[list[object]]:
    for each in Import.objects.of(rep):
        names = ", ".join(file["name"] for file in each.files)
        applied = each.applied_at.isoformat() if each.applied_at else None
        yield [each.begun_at.isoformat(), each.kind, names, each.state, applied, each.changed]


def _seats(rep: Rep) -> Iterator[list[object]]:
    for seat in Membership.objects.filter(rep=rep).select_related("team").order_by("since"):
        yield [seat.team.name, seat.since, seat.until]


def _visits(rep: Rep) -> Iterator[list[object]]:
    for visit in _each(Visit.objects.filter(rep=rep).select_related("user").order_by("last_at")):
        yield [visit.day, visit.last_at.isoformat(), str(visit.user)]


def _roles(person: ExportedPerson) -> Iterator[list[object]]:
    held = Role.objects.filter(user=person.user) if person.user else Role.objects.none()
    for role in held.select_related("team", "rep"):
        yield [role_words(role.kind, role.team, role.rep), role.since, role.until]


def _audit(person: ExportedPerson) -> Iterator[list[object]]:
    """Audit entries without details about others; the origin only of the person's own actions."""
    user, rep = person.user, person.rep
    entries = entries_of(user, rep) if user else AuditEntry.objects.filter(rep=rep)
    for entry in _each(entries.order_by("pk")):
        mine = (rep and entry.rep_id == rep.pk) or (user and entry.user_id == user.pk)
        about = bool(mine) or entry.action in (Action.DENIED, Action.EXPORTED)
        by_me = user is not None and entry.by_id == user.pk
        details = json.dumps(entry.details) if about and entry.details else ""
        names = [str(each) if each else "" for each in (entry.by, entry.rep, entry.user)]
        yield [
            entry.at.isoformat(), entry.action, *names, details, entry.origin if by_me else ""
        ]  # fmt: skip


def _each(rows: "models.QuerySet[M]") -> Iterator[M]:
    return rows.iterator(2000)
