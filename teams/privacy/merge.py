"""Merging duplicate reps: both rows' facts are combined as if entered for one rep.

Nothing here looks at scores: pages call scoring.privacy.merge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.base.inputs import INPUTS
from teams.base.sources import Source
from teams.facts.readings import audit_replaced_readings
from teams.facts.save_days import save_logs
from teams.models import (
    Action,
    ActionItem,
    AuditEntry,
    Change,
    Choice,
    CoachingSession,
    DailyLog,
    Goal,
    GroupMember,
    Import,
    ImportedDay,
    Invitation,
    Membership,
    OfficialReading,
    Plan,
    ProgrammeMember,
    ReadingRequest,
    Reminder,
    Rep,
    Role,
    User,
    Visit,
    WeeklyCard,
    WeeklyTarget,
)
from teams.privacy.erase import anonymize_rep

Span = tuple[date, date | None]


@dataclass(frozen=True)
class DayConflict:
    """A day known in both rows: the values in force of each, and the merged ones, by input."""

    day: date
    kept: Mapping[str, object]
    other: Mapping[str, object]
    merged: Mapping[str, object]

    @property
    def differing(self) -> list[tuple[str, object, object, object]]:
        """(label, kept, other, merged) for each input where the rows differ."""
        shared = [name for name in INPUTS if name in self.kept and name in self.other]
        return [
            (INPUTS[name].label, self.kept[name], self.other[name], self.merged.get(name))
            for name in shared
            if self.kept[name] != self.other[name]
        ]


@dataclass(frozen=True)
class MergePreview:
    """What merging would do, before it is done. Days are those of the row that is removed."""

    kept: Rep
    other: Rep
    days: int
    readings: int
    clashes: tuple[DayConflict, ...]
    both_read: tuple[date, ...]
    lost: int  # days and readings older than the kept facts
    memberships: tuple[Membership, ...]  # memberships to be added


def check_mergeable(kept: Rep, other: Rep) -> None:
    """Raises ValidationError with a sentence if the two cannot be merged."""
    if kept.organization_id != other.organization_id:
        raise ValidationError("They are not of the same organisation.")
    if kept.pk == other.pk:
        raise ValidationError("Choose the other one of the two.")
    if kept.erased_on or other.erased_on:
        raise ValidationError("One of them was erased.")
    if kept.user_id and other.user_id:
        raise ValidationError(
            f"Somebody signs in as {kept.name} and somebody as {other.name}: "
            "deactivate one of them first."
        )


def preview_merge(kept: Rep, other: Rep) -> MergePreview:
    """Returns what merging `other` into `kept` would do.

    Raises ValidationError as `check_mergeable` does.
    """
    check_mergeable(kept, other)
    other_logs = [log for log in DailyLog.objects.of(other) if kept.keeps(log.day)]
    kept_logs = {log.day: log for log in DailyLog.objects.of(kept)}
    other_readings = [each for each in OfficialReading.objects.of(other) if kept.keeps(each.day)]
    days_read = set(OfficialReading.objects.of(kept).values_list("day", flat=True))
    conflicts = []
    for log in other_logs:
        if log.day in kept_logs:
            kept_values = kept_logs[log.day].known()
            merged = _merge_day(kept, log, kept_logs[log.day])
            conflicts.append(DayConflict(log.day, kept_values, log.known(), merged.known()))
    all_days = DailyLog.objects.of(other).count() + OfficialReading.objects.of(other).count()
    return MergePreview(
        kept=kept,
        other=other,
        days=len(other_logs),
        readings=len(other_readings),
        clashes=tuple(conflicts),
        both_read=tuple(each.day for each in other_readings if each.day in days_read),
        lost=all_days - len(other_logs) - len(other_readings),
        memberships=tuple(_memberships(kept, other)),
    )


def namesakes(rep: Rep) -> list[Rep]:
    """Returns up to ten other reps of the organisation with the same name."""
    others = Rep.objects.filter(organization=rep.organization_id, name__iexact=rep.name)
    return list(others.present().exclude(pk=rep.pk)[:10])


@transaction.atomic
def merge_reps(*, kept: Rep, other: Rep, by: User | None) -> None:
    """Moves all facts of `other` into `kept` and anonymises the empty row, kept for foreign keys.

    Raises ValidationError as `check_mergeable` does. scoring.privacy.merge deals with the scores.
    """
    check_mergeable(kept, other)
    for rep in sorted((kept, other), key=lambda rep: rep.pk):
        rep.lock()
    check_mergeable(kept, other)
    was = {"name": other.name, "email": other.email}
    first = [
        *_move_days(kept, other),
        *_move_readings(kept, other, by),
        *_add_memberships(kept, other),
    ]
    _move_other_rows(kept, other)
    if other.user:
        kept.user, other.user = other.user, None
        other.save(update_fields=["user"])
        kept.save(update_fields=["user"])
    Membership.objects.filter(rep=other).delete()
    anonymize_rep(other)
    if first:
        kept.record_change(min(first), Change.IMPORTED)
    AuditEntry.objects.create(
        organization=kept.organization,
        by=by,
        rep=kept,
        action=Action.PEOPLE_MERGED,
        details={"row": other.pk, "was": was},
    )


def _move_days(kept: Rep, other: Rep) -> list[date]:
    """Moves all days to the kept row, except those whose facts are no longer kept there."""
    other_logs = list(DailyLog.objects.of(other))
    kept_logs = {log.day: log for log in DailyLog.objects.of(kept)}
    merged = [
        _merge_day(kept, log, kept_logs.get(log.day)) for log in other_logs if kept.keeps(log.day)
    ]
    moved = [log for log in merged if log.claims()]
    save_logs(moved)
    DailyLog.objects.filter(rep=other).delete()
    return [log.day for log in moved]


def _merge_day(kept: Rep, other_log: DailyLog, kept_log: DailyLog | None) -> DailyLog:
    """Returns the combined day, unsaved: claims are applied in the order they were saved."""
    log = DailyLog(organization_id=kept.organization_id, rep=kept, day=other_log.day)
    logs = [each for each in (kept_log, other_log) if each]
    for each in sorted(logs, key=lambda each: each.saved_at):
        if each.said is None and each.source is not None:
            log.add_claims(Source(each.source), each.known(), each.exported_on)
            continue
        for name, claims in each.claims().items():
            for source, (value, stamp) in claims.items():
                exported_on = date.fromisoformat(str(stamp)) if stamp else None
                log.add_claims(Source(int(source)), {name: value}, exported_on)  # type: ignore[dict-item]
    return log


def _move_readings(kept: Rep, other: Rep, by: User | None) -> list[date]:
    """Moves all readings; where both have one on a day, the one entered last wins."""
    other_readings = [each for each in OfficialReading.objects.of(other) if kept.keeps(each.day)]
    kept_readings = {each.day: each for each in OfficialReading.objects.of(kept)}
    moved, replaced = [], []
    for each in other_readings:
        existing = kept_readings.get(each.day)
        if existing is None or existing.entered_at <= each.entered_at:
            moved.append(each)
            replaced += [existing] if existing else []
        else:
            replaced.append(each)
    audit_replaced_readings(kept.organization, replaced, by)
    OfficialReading.objects.filter(pk__in=[each.pk for each in replaced]).delete()
    OfficialReading.objects.filter(pk__in=[each.pk for each in moved]).update(rep=kept)
    OfficialReading.objects.filter(rep=other).delete()
    return [each.day for each in moved]


def _add_memberships(kept: Rep, other: Rep) -> list[date]:
    """Adds the other's memberships for times when the kept rep was in no team."""
    added = Membership.objects.bulk_create(_memberships(kept, other))
    return [each.since for each in added]


def _memberships(kept: Rep, other: Rep) -> list[Membership]:
    memberships = list(Membership.objects.filter(rep__in=(kept, other)).select_related("team"))
    kept_spans = sorted((each.since, each.until) for each in memberships if each.rep_id == kept.pk)
    return [
        Membership(
            organization_id=kept.organization_id, rep=kept, team=each.team, since=since, until=until
        )
        for each in memberships
        if each.rep_id == other.pk
        for since, until in subtract_spans((each.since, each.until), kept_spans)
    ]


def subtract_spans(span: Span, taken: list[Span]) -> list[Span]:
    """Subtracts spans, ordered by start, from a span; ends are exclusive, None is open-ended.

    >>> subtract_spans((date(2026, 1, 1), None), [(date(2026, 2, 1), date(2026, 3, 1))])[0][1]
    datetime.date(2026, 2, 1)
    """
    remaining: list[Span] = []
    since, until = span
    for first, end in taken:
        if end is not None and end <= since:
            continue
        if until is not None and until <= first:
            break
        if since < first:
            remaining.append((since, first))
        if end is None:
            return remaining
        since = end
    return [*remaining, (since, until)] if until is None or since < until else remaining


def _move_other_rows(kept: Rep, other: Rep) -> None:
    """Moves roles, invitations, coaching, cards, goals and visits; past imports can't be undone."""
    for model in (Role, Invitation, Import, CoachingSession, ActionItem):
        model.objects.filter(rep=other).update(rep=kept)
    for unique_model, unique_field in (
        (WeeklyCard, "day"),
        (Goal, "what"),
        (GroupMember, "group"),
        (ProgrammeMember, "programme"),
    ):
        existing = unique_model.objects.filter(rep=kept).values_list(unique_field, flat=True)
        other_rows = unique_model.objects.filter(rep=other)
        other_rows.exclude(**{f"{unique_field}__in": list(existing)}).update(rep=kept)
    for remaining_model in (
        ImportedDay,
        WeeklyCard,
        WeeklyTarget,
        Reminder,
        Goal,
        GroupMember,
        ReadingRequest,
        Choice,
        Plan,
        ProgrammeMember,
    ):
        remaining_model.objects.filter(rep=other).delete()
    kept_visits = set(Visit.objects.filter(rep=kept).values_list("day", "user"))
    for visit in Visit.objects.filter(rep=other):
        if (visit.day, visit.user_id) in kept_visits:
            visit.delete()
        else:
            visit.rep = kept
            visit.save(update_fields=["rep"])
