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
    claims_by_input: ClaimsByInput,
    source: Source,
    values: Mapping[str, Value],
    exported_on: date | None = None,
) -> ClaimsByInput:
    """Adds a source's claims to the others; an older export never replaces a newer one."""
    stamp = exported_on.isoformat() if exported_on else None
    merged = {name: dict(claims) for name, claims in claims_by_input.items()}
    for name, value in values.items():
        claims = merged.setdefault(name, {})
        before = claims.get(str(source.value))
        if not (before and stamp and before[1] and str(before[1]) > stamp):
            claims[str(source.value)] = [value, stamp]
    return merged


def remove_claims(claims_by_input: ClaimsByInput, source: Source, names: set[str]) -> ClaimsByInput:
    """Returns the claims without those of the source about `names`."""
    remaining = {
        name: {
            key: claim
            for key, claim in claims.items()
            if name not in names or key != str(source.value)
        }
        for name, claims in claims_by_input.items()
    }
    return {name: claims for name, claims in remaining.items() if claims}


def claims_by_hand(claims_by_input: ClaimsByInput, name: str) -> Claims:
    """Returns the claims about an input that were entered by hand."""
    return {
        key: claim
        for key, claim in claims_by_input.get(name, {}).items()
        if int(key) in HAND_SOURCES
    }


def replace_claims_by_hand(
    claims_by_input: ClaimsByInput, name: str, claims: Claims
) -> ClaimsByInput:
    """Returns the claims with `claims` replacing those by hand about an input."""
    others = {
        key: claim
        for key, claim in claims_by_input.get(name, {}).items()
        if int(key) not in HAND_SOURCES
    }
    other_inputs = {each: value for each, value in claims_by_input.items() if each != name}
    return other_inputs | {name: others | claims} if others or claims else other_inputs


def values_in_force(claims_by_input: ClaimsByInput) -> dict[str, tuple[Value, Source]]:
    """Returns the value in force of every input, with its source."""
    strongest = {name: max(claims, key=int) for name, claims in claims_by_input.items()}
    return {
        name: (claims_by_input[name][key][0], Source(int(key)))  # type: ignore[misc]
        for name, key in strongest.items()
    }
