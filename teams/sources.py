"""Which source is believed where several speak of the same input of the same day.

Exact sources beat vaguer ones; within one source the newest export, else the newest save. A day
keeps what every source said (`Said`), so the order in which files arrive changes nothing and a
value taken back uncovers the one below it.
"""

from collections.abc import Mapping
from datetime import date

from django.db import models

Value = int | float | bool | None


class Source(models.IntegerChoices):
    """Where a value came from; the greater the number, the more exact."""

    DEMO = 10, "demo"
    NAVIGATOR = 20, "Sales Navigator report, spread"
    WEEKLY = 25, "weekly card, spread"
    TYPED = 30, "typed"
    API = 40, "API"
    CSV = 50, "CSV file"
    CREATOR = 60, "creator analytics"
    ARCHIVE = 70, "LinkedIn archive"
    CORRECTED = 80, "corrected by hand"


HAND = (Source.TYPED, Source.CORRECTED)

Claim = list[Value | str]  # value, and the day of the export as text or None
# input -> source (as text: the form JSON keeps) -> claim
Said = dict[str, dict[str, Claim]]


def hear(
    said: Said, source: Source, values: Mapping[str, Value], exported_on: date | None = None
) -> Said:
    """`said` with what `source` now says; an older export never replaces a newer one."""
    stamp = exported_on.isoformat() if exported_on else None
    heard = {name: dict(claims) for name, claims in said.items()}
    for name, value in values.items():
        claims = heard.setdefault(name, {})
        before = claims.get(str(source.value))
        if not (before and stamp and before[1] and str(before[1]) > stamp):
            claims[str(source.value)] = [value, stamp]
    return heard


def forget(said: Said, source: Source, names: set[str]) -> Said:
    """`said` without what `source` said about `names`."""
    left = {
        name: {
            key: claim
            for key, claim in claims.items()
            if name not in names or key != str(source.value)
        }
        for name, claims in said.items()
    }
    return {name: claims for name, claims in left.items() if claims}


def believed(said: Said) -> dict[str, tuple[Value, Source]]:
    """The value that counts of every input, and the source it came from."""
    best = {name: max(claims, key=int) for name, claims in said.items()}
    return {name: (said[name][key][0], Source(int(key))) for name, key in best.items()}  # type: ignore[misc]
