"""Which source wins if several give a value for one input of a day.

More exact sources win; within one source the newest export, else the newest save. A day keeps the
claims of every source (`ClaimsByInput`), so the order in which files arrive does not matter, and
withdrawing a value reveals the one below it.
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


HAND_SOURCES = (Source.TYPED, Source.CORRECTED)
SPREAD_SOURCES = (Source.NAVIGATOR, Source.WEEKLY)  # totals over several days, distributed

Claim = list[Value | str]  # value, and export date as ISO text or None
Claims = dict[str, Claim]  # by source number as text, as JSON stores it
ClaimsByInput = dict[str, Claims]  # by input name


def add_claims(
    said: ClaimsByInput,
    source: Source,
    values: Mapping[str, Value],
    exported_on: date | None = None,
) -> ClaimsByInput:
    """Returns `said` with the source's new claims; an older export never replaces a newer one."""
    stamp = exported_on.isoformat() if exported_on else None
    heard = {name: dict(claims) for name, claims in said.items()}
    for name, value in values.items():
        claims = heard.setdefault(name, {})
        before = claims.get(str(source.value))
        if not (before and stamp and before[1] and str(before[1]) > stamp):
            claims[str(source.value)] = [value, stamp]
    return heard


def remove_claims(said: ClaimsByInput, source: Source, names: set[str]) -> ClaimsByInput:
    """Returns `said` without the source's claims about `names`."""
    left = {
        name: {
            key: claim
            for key, claim in claims.items()
            if name not in names or key != str(source.value)
        }
        for name, claims in said.items()
    }
    return {name: claims for name, claims in left.items() if claims}


def claims_by_hand(said: ClaimsByInput, name: str) -> Claims:
    """Returns the claims about an input that were entered by hand."""
    return {key: claim for key, claim in said.get(name, {}).items() if int(key) in HAND_SOURCES}


def replace_claims_by_hand(said: ClaimsByInput, name: str, claims: Claims) -> ClaimsByInput:
    """Returns `said` with these claims replacing those by hand about an input."""
    others = {
        key: claim for key, claim in said.get(name, {}).items() if int(key) not in HAND_SOURCES
    }
    rest = {each: told for each, told in said.items() if each != name}
    return rest | {name: others | claims} if others or claims else rest


def values_in_force(said: ClaimsByInput) -> dict[str, tuple[Value, Source]]:
    """Returns the value in force of every input, with its source."""
    best = {name: max(claims, key=int) for name, claims in said.items()}
    return {name: (said[name][key][0], Source(int(key))) for name, key in best.items()}  # type: ignore[misc]
