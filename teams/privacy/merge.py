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
        both = [name for name in INPUTS if name in self.kept and name in self.other]
        return [
            (INPUTS[name].label, self.kept[name], self.other[name], self.merged.get(name))
            for name in both
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
    theirs = [log for log in DailyLog.objects.of(other) if kept.keeps(log.day)]
    mine = {log.day: log for log in DailyLog.objects.of(kept)}
    read = [each for each in OfficialReading.objects.of(other) if kept.keeps(each.day)]
    days_read = set(OfficialReading.objects.of(kept).values_list("day", flat=True))
    clashes = []
    for log in theirs:
        if log.day in mine:
            own = mine[log.day].known()
            merged = _merge_day(kept, log, mine[log.day])
            clashes.append(DayConflict(log.day, own, log.known(), merged.known()))
    all_days = DailyLog.objects.of(other).count() + OfficialReading.objects.of(other).count()
    return MergePreview(
        kept=kept,
        other=other,
        days=len(theirs),
        readings=len(read),
        clashes=tuple(clashes),
        both_read=tuple(each.day for each in read if each.day in days_read),
        lost=all_days - len(theirs) - len(read),
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
        rep.hold()
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
        kept.note_change(min(first), Change.IMPORTED)
    AuditEntry.objects.create(
        organization=kept.organization,
        by=by,
        rep=kept,
        action=Action.PEOPLE_MERGED,
        details={"row": other.pk, "was": was},
    )


def _move_days(kept: Rep, other: Rep) -> list[date]:
    """Moves all days to the kept row, except those whose facts are no longer kept there."""
    theirs = list(DailyLog.objects.of(other))
    mine = {log.day: log for log in DailyLog.objects.of(kept)}
    merged = [_merge_day(kept, log, mine.get(log.day)) for log in theirs if kept.keeps(log.day)]
    moved = [log for log in merged if log.heard()]
    save_logs(moved)
    DailyLog.objects.filter(rep=other).delete()
    return [log.day for log in moved]


def _merge_day(kept: Rep, theirs: DailyLog, mine: DailyLog | None) -> DailyLog:
    """Returns the combined day, unsaved: claims are applied in the order they were saved."""
    log = DailyLog(organization_id=kept.organization_id, rep=kept, day=theirs.day)
    told = [each for each in (mine, theirs) if each]
    for each in sorted(told, key=lambda each: each.saved_at):
        if each.said is None and each.source is not None:
            log.hear(Source(each.source), each.known(), each.exported_on)
            continue
        for name, claims in each.heard().items():
            for source, (value, stamp) in claims.items():
                exported_on = date.fromisoformat(str(stamp)) if stamp else None
                log.hear(Source(int(source)), {name: value}, exported_on)  # type: ignore[dict-item]
    return log


def _move_readings(kept: Rep, other: Rep, by: User | None) -> list[date]:
    """Moves all readings; where both have one on a day, the one entered last wins."""
    theirs = [each for each in OfficialReading.objects.of(other) if kept.keeps(each.day)]
    mine = {each.day: each for each in OfficialReading.objects.of(kept)}
    moved, replaced = [], []
    for each in theirs:
        stood = mine.get(each.day)
        if stood is None or stood.entered_at <= each.entered_at:
            moved.append(each)
            replaced += [stood] if stood else []
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
    sat = list(Membership.objects.filter(rep__in=(kept, other)).select_related("team"))
    taken = sorted((each.since, each.until) for each in sat if each.rep_id == kept.pk)
    return [
        Membership(
            organization_id=kept.organization_id, rep=kept, team=each.team, since=since, until=until
        )
        for each in sat
        if each.rep_id == other.pk
        for since, until in subtract_spans((each.since, each.until), taken)
    ]


def subtract_spans(span: Span, taken: list[Span]) -> list[Span]:
    """Subtracts spans, ordered by start, from a span; ends are exclusive, None is open-ended.

    >>> subtract_spans((date(2026, 1, 1), None), [(date(2026, 2, 1), date(2026, 3, 1))])[0][1]
    datetime.date(2026, 2, 1)
    """
    left: list[Span] = []
    since, until = span
    for first, end in taken:
        if end is not None and end <= since:
            continue
        if until is not None and until <= first:
            break
        if since < first:
            left.append((since, first))
        if end is None:
            return left
        since = end
    return [*left, (since, until)] if until is None or since < until else left


def _move_other_rows(kept: Rep, other: Rep) -> None:
    """Moves roles, invitations, coaching, cards, goals and visits; past imports can't be undone."""
    for model in (Role, Invitation, Import, CoachingSession, ActionItem):
        model.objects.filter(rep=other).update(rep=kept)
    for several, one_of_each in (
        (WeeklyCard, "day"),
        (Goal, "what"),
        (GroupMember, "group"),
        (ProgrammeMember, "programme"),
    ):
        there = several.objects.filter(rep=kept).values_list(one_of_each, flat=True)
        theirs = several.objects.filter(rep=other)
        theirs.exclude(**{f"{one_of_each}__in": list(there)}).update(rep=kept)
    for left in (
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
        left.objects.filter(rep=other).delete()
    seen = set(Visit.objects.filter(rep=kept).values_list("day", "user"))
    for visit in Visit.objects.filter(rep=other):
        if (visit.day, visit.user_id) in seen:
            visit.delete()
        else:
            visit.rep = kept
            visit.save(update_fields=["rep"])
