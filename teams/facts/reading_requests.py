"""Requests to reps for their LinkedIn score, open until one of that day or later exists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from teams.models import OfficialReading, ReadingRequest, Rep, User


@dataclass(frozen=True)
class Request:
    """Who asked, and on which of the rep's local days."""

    by: str
    day: date


@transaction.atomic
def request_readings(*, reps: Iterable[Rep], by: User) -> int:
    """Requests a LinkedIn score from each rep; returns the number of new requests.

    One request a day per user and rep. No mail is sent: the rep sees it on their daily page. The
    caller checks that the user oversees the reps.
    """
    days = {r: r.today() for r in reps if not r.erased_on and r.user_id not in (None, by.pk)}
    existing = ReadingRequest.objects.filter(
        by=by, rep__in=list(days), asked_on__in=set(days.values())
    )
    requested = set(existing.values_list("rep_id", "asked_on"))
    new = [
        ReadingRequest(organization_id=rep.organization_id, rep=rep, by=by, asked_on=day)
        for rep, day in days.items()
        if (rep.pk, day) not in requested
    ]
    # Two clicks at the same time make one request.
    ReadingRequest.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def open_request(rep: Rep) -> Request | None:
    """Returns the latest request to the rep that is not fulfilled yet, or None."""
    requests = ReadingRequest.objects.open_for(rep).filter(~_is_fulfilled())
    request: ReadingRequest | None = requests.select_related("by").first()
    return Request(str(request.by), request.asked_on) if request else None


def open_request_dates(reps: Iterable[Rep]) -> Mapping[int, date]:
    """Returns the date of the latest open request to each rep, by rep id."""
    requests = ReadingRequest.objects.filter(~_is_fulfilled(), rep__in=[rep.pk for rep in reps])
    return dict(requests.order_by("asked_on").values_list("rep_id", "asked_on"))


def _is_fulfilled() -> Exists:
    since = OfficialReading.objects.filter(rep=OuterRef("rep"), day__gte=OuterRef("asked_on"))
    return Exists(since)
