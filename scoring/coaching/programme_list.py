"""Lists of coaching programmes: all with their status, and those that are running."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scoring.coaching.programmes import programme_status_words
from teams.models import Programme, ProgrammeMember, User


@dataclass(frozen=True)
class ProgrammeItem:
    """A programme in a list."""

    programme: Programme
    members: int
    status: str
    running: bool


def programme_items(programmes: Sequence[Programme], today: date) -> list[ProgrammeItem]:
    """Programmes with their number of members and status, running ones first."""
    rows = ProgrammeMember.objects.filter(programme__in=[each.pk for each in programmes])
    member_counts: dict[int, int] = {}
    for pk in rows.values_list("programme_id", flat=True):
        member_counts[pk] = member_counts.get(pk, 0) + 1
    items = [
        ProgrammeItem(
            each,
            member_counts.get(each.pk, 0),
            programme_status_words(each, today),
            _is_running(each, today),
        )
        for each in programmes
    ]
    return sorted(items, key=lambda each: not each.running)


def _is_running(programme: Programme, today: date) -> bool:
    return programme.starts_on <= today <= programme.ends_on


def running_programmes_of(user: User, today: date) -> list[Programme]:
    """Programmes that the user leads and that are running today."""
    return list(Programme.objects.led_by(user).running_on(today))
