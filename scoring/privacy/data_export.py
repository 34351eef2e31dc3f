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
from scoring.privacy.data_summary import audit_entries_of
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
REP_README = """activity.csv     what is known of each of your days; can be imported again
leave.csv        days to come that you are off
readings.csv     LinkedIn's numbers; can be imported again
scores.csv       your score at the close of each day
cards.csv        your weekly cards: totals, and what of your profile was filled in
imports.csv      the files that were taken in
memberships.csv  the teams you sat in
visits.csv       who opened your page, each day
"""
EXPIRED_README = """
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
        _write_table(archive, "roles.csv", ROLES, _roles(person))
        _write_table(archive, "audit.csv", AUDIT, _audit(person))
        if person.rep:
            with archive.open("activity.csv", "w") as file, _text(file) as text:
                write_activity(DailyLog.objects.of(person.rep).until(person.rep.today()), text)
            _write_table(archive, "leave.csv", ("date",), _leave(person.rep))
            _write_table(
                archive, "readings.csv", ("date", "email", *READING_FIELDS), _readings(person.rep)
            )
            _write_table(archive, "cards.csv", CARDS, _cards(person.rep))
            _write_table(archive, "imports.csv", IMPORTS, _imports(person.rep))
            _write_table(
                archive, "memberships.csv", ("team", "since", "until"), _memberships(person.rep)
            )
            _write_table(archive, "visits.csv", ("date", "last_at", "by"), _visits(person.rep))
            with archive.open("scores.csv", "w") as file, _text(file) as text:
                write_scores(Snapshot.objects.of(person.rep), text)


PLAN_FIELDS = ("goal", "by_day", "units", "usual", "limits", "minutes", "made_on", "ended_on")
ACTION_ITEM_FIELDS = ("text", "signal", "agreed_on", "due_on", "done_on")
ROLES = ("role", "since", "until")
CARDS = ("date", "connections", "followers", "checklist")
IMPORTS = ("begun_at", "kind", "files", "state", "applied_at", "changed_days")
AUDIT = ("at", "action", "by", "rep", "user", "details", "from")


def _text(file: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, "utf-8", newline="")


def _write_table(
    archive: ZipFile, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    with archive.open(name, "w") as file, _text(file) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([format_cell(value) for value in row] for row in rows)


def _readme(person: ExportedPerson) -> str:
    rep, since = person.rep, person.rep and person.rep.facts_from
    rep_files = (REP_README if rep else "") + (EXPIRED_README.format(since=since) if since else "")
    return README.format(
        organization=person.organization,
        who=person.name,
        today=person.organization.today(),
        rep=rep_files,
    )


def _profile(person: ExportedPerson) -> dict[str, object]:
    user, rep = person.user, person.rep
    profile: dict[str, object] = {"organisation": person.organization.name}
    if user:
        tokens = ApiToken.objects.of(user, person.organization)
        profile["account"] = {
            "email": user.email,
            "name": user.name,
            "joined": user.date_joined,
            "last_sign_in": user.last_login,
            "groups": _groups(user, person.organization),
            "keys_for_scripts": list(tokens.values("name", "read_only", "created", "expiry")),
        }
    if rep:
        fields = ("name", "email", "seat", "unnamed", "facts_from")
        profile["rep"] = {name: getattr(rep, name) for name in fields} | {"time_zone": rep.zone}
        targets = WeeklyTarget.objects.filter(rep=rep)
        profile["weekly_targets"] = dict(targets.values_list("name", "target"))
        reminders = Reminder.objects.of(rep).values("every", "hour", "weekday")
        goals = Goal.objects.of(rep)
        profile["goals"] = list(goals.values("what", "target", "by_day", "set_on"))
        profile["reminder"] = reminders.first()
        plans = Plan.objects.of(rep)
        profile["plans"] = list(plans.values(*PLAN_FIELDS))
        answers = Choice.objects.of(rep).values(
            "week", "action", "answer", "more", "usual", "until"
        )
        profile["answers_to_proposed_actions"] = list(answers)
        profile["coaching"] = _coaching(rep)
        requests = ReadingRequest.objects.open_for(rep).values("asked_on", "by__name")
        profile["asked_for_linkedins_number"] = list(requests)
    return profile


def _coaching(rep: Rep) -> dict[str, object]:
    """Programmes, sessions with every note, and action items: the rep may read all of them."""
    sessions = CoachingSession.objects.of(rep).prefetch_related("notes")
    return {
        "programmes": list(Programme.objects.of(rep).values("name", "starts_on", "ends_on")),
        "sessions": [
            {
                "day": session.day,
                "topic": session.topic,
                "notes": [
                    {"text": note.text, "for": note.audience} for note in session.notes.all()
                ],
            }
            for session in sessions
        ],
        "agreed": list(ActionItem.objects.of(rep).values(*ACTION_ITEM_FIELDS)),
    }


def _groups(user: User, organization: Organization) -> list[str]:
    """Names of the groups the user saved; their members are other people's data."""
    groups = Group.objects.filter(by=user, organization=organization)
    return list(groups.values_list("name", flat=True))


def _leave(rep: Rep) -> Iterator[list[object]]:
    for day in DailyLog.objects.of(rep).off_from(rep.today() + timedelta(days=1)):
        yield [day]


def _readings(rep: Rep) -> Iterator[list[object]]:
    for reading in _each(OfficialReading.objects.of(rep)):
        yield [reading.day, rep.email, *(getattr(reading, name) for name in READING_FIELDS)]


def _cards(rep: Rep) -> Iterator[list[object]]:
    for card in WeeklyCard.objects.of(rep):
        items = None if card.checklist is None else " ".join(card.checklist)
        yield [card.day, card.connections, card.followers, items]


def _imports(rep: Rep) -> Iterator[list[object]]:
    for import_ in Import.objects.of(rep):
        names = ", ".join(file["name"] for file in import_.files)
        applied = import_.applied_at.isoformat() if import_.applied_at else None
        yield [
            import_.begun_at.isoformat(),
            import_.kind,
            names,
            import_.state,
            applied,
            import_.changed,
        ]


def _memberships(rep: Rep) -> Iterator[list[object]]:
    for membership in Membership.objects.filter(rep=rep).select_related("team").order_by("since"):
        yield [membership.team.name, membership.since, membership.until]


def _visits(rep: Rep) -> Iterator[list[object]]:
    for visit in _each(Visit.objects.filter(rep=rep).select_related("user").order_by("last_at")):
        yield [visit.day, visit.last_at.isoformat(), str(visit.user)]


def _roles(person: ExportedPerson) -> Iterator[list[object]]:
    roles = Role.objects.filter(user=person.user) if person.user else Role.objects.none()
    for role in roles.select_related("team", "rep"):
        yield [role_words(role.kind, role.team, role.rep), role.since, role.until]


def _audit(person: ExportedPerson) -> Iterator[list[object]]:
    """Audit entries without details about others; the origin only of the person's own actions."""
    user, rep = person.user, person.rep
    entries = audit_entries_of(user, rep) if user else AuditEntry.objects.filter(rep=rep)
    for entry in _each(entries.order_by("pk")):
        is_about_person = (rep and entry.rep_id == rep.pk) or (user and entry.user_id == user.pk)
        shows_details = bool(is_about_person) or entry.action in (Action.DENIED, Action.EXPORTED)
        is_own_action = user is not None and entry.by_id == user.pk
        details = json.dumps(entry.details) if shows_details and entry.details else ""
        names = [str(each) if each else "" for each in (entry.by, entry.rep, entry.user)]
        origin = entry.origin if is_own_action else ""
        yield [entry.at.isoformat(), entry.action, *names, details, origin]


def _each(rows: "models.QuerySet[M]") -> Iterator[M]:
    return rows.iterator(2000)
