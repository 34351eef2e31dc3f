"""Weekly cards: totals a rep reads off LinkedIn, and the daily values derived from them.

Totals (levels) count as typed on that day. Their increase since the previous card is distributed
over the working days in between, as Source.WEEKLY, which only counts where nothing more exact is
known. A card inserted between two others takes over its days: increases on the later card are
derived again, and of its sums only the part on its remaining days is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Self

from django.db import transaction

from teams.base.sources import Source, Value, claims_by_hand, remove_claims
from teams.base.spread import spread
from teams.facts.manual_entry import ManualChange, log_days, save_by_hand
from teams.facts.retention import check_day_kept
from teams.facts.undo import ClaimChange, undo_save
from teams.importers.archive.profile import COLUMN_ITEMS, FILE_ITEMS, HAND_ITEMS, completeness
from teams.models import DailyLog, Rep, User, WeeklyCard

WEEK: Final = timedelta(7)
TOTALS: Final = {"connections": "new_connections", "followers": "new_followers"}
SUMS: Final = ("inbound_views", "invitations_accepted")
ITEMS: Final = (*COLUMN_ITEMS, *FILE_ITEMS, "skills", *HAND_ITEMS)  # checklist items of a profile

Levels = Mapping[str, int | None]


@dataclass(frozen=True)
class Card:
    """A card as entered by the rep; None: not given.

    `inbound_views` and `invitations_accepted` are sums since the previous card, over a week at
    most.
    """

    connections: int | None = None
    followers: int | None = None
    inbound_views: int | None = None
    invitations_accepted: int | None = None
    checklist: frozenset[str] | None = None  # the ITEMS filled in


@dataclass(frozen=True)
class Cards:
    """A rep's cards, oldest first."""

    all: Sequence[WeeklyCard]

    @classmethod
    def of(cls, rep: Rep) -> Self:
        """Loads all cards of a rep."""
        return cls(list(WeeklyCard.objects.of(rep)))

    def at(self, day: date) -> WeeklyCard | None:
        """Returns the card of that day, or None."""
        return next((card for card in self.all if card.day == day), None)

    def before(self, day: date, name: str = "day") -> WeeklyCard | None:
        """Returns the last card before a day with a value for `name`, or None."""
        cards = [c for c in self.all if c.day < day and getattr(c, name) is not None]
        return cards[-1] if cards else None

    def after(self, day: date, name: str) -> WeeklyCard | None:
        """Returns the first card after a day with a value for `name`, or None."""
        cards = (c for c in self.all if c.day > day and getattr(c, name) is not None)
        return next(cards, None)

    def since(self, day: date) -> date:
        """Returns the (excluded) start of the period that a card's sums cover."""
        before = self.before(day)
        return max(before.day, day - WEEK) if before else day - WEEK


def read_card(rep: Rep, day: date, cards: Cards) -> Card:
    """Returns the stored card of that day; an empty card if there is none."""
    card = cards.at(day)
    if card is None:
        return Card()
    days = _Days.load(rep, cards.since(day), day)
    return Card(
        **{name: getattr(card, name) for name in TOTALS},
        **{name: days.sum(name) for name in SUMS},
        checklist=None if card.checklist is None else frozenset(card.checklist),
    )


def total_before(rep: Rep, cards: Cards, day: date, total: str) -> tuple[date, int] | None:
    """Returns the (date, total) that an increase up to a day is counted from, or None."""
    before = cards.before(day, total)
    return _base(rep, [(before.day, getattr(before, total))] if before else [], day, total)


@transaction.atomic
def save_card(*, rep: Rep, day: date, card: Card, levels: Levels, by: User) -> list[ManualChange]:
    """Saves the card of a day, replacing the previous one; an empty card deletes it.

    `levels` are further values typed for the day. Returns the changes by hand, for
    `undo_card`. Raises NotKeptError for a day whose facts are not kept.
    """
    rep.lock()
    check_day_kept(rep, day)
    cards = Cards.of(rep)
    changes = log_days(rep=rep, days={day: _typed_values(rep, day, card, levels, cards)}, by=by)
    _store_card(rep, day, card, cards)
    return changes


@transaction.atomic
def undo_card(
    *, rep: Rep, day: date, was: Card, now: Card, steps: Sequence[ClaimChange], by: User
) -> bool:
    """Restores the previous card; returns False if it was changed in the meantime."""
    rep.lock()
    cards = Cards.of(rep)
    if read_card(rep, day, cards) != now:
        return False
    undo_save(rep=rep, steps=steps, by=by)
    _store_card(rep, day, was, cards)
    return True


def _store_card(rep: Rep, day: date, card: Card, cards: Cards) -> None:
    """Stores the card and everything derived from it, except values typed for its day."""
    stored = cards.at(day)
    days = _Days.load(rep, *_affected_days(cards, day))
    for name in SUMS:
        if stored or getattr(card, name) is not None:
            days.replace(name, cards.since(day), day, getattr(card, name))
    for total, name in TOTALS.items():
        _derive_increases(days, cards, (day, getattr(card, total)), total, name)
    days.save()
    _write_card(rep, day, card, stored)


def _typed_values(
    rep: Rep, day: date, card: Card, levels: Levels, cards: Cards
) -> dict[str, Value]:
    """Returns the values typed for the day; values by hand that are no longer given become None."""
    typed: dict[str, Value] = {"connections": card.connections, **levels}
    stored = cards.at(day)
    if card.checklist is not None:
        items = {item: item in card.checklist for item in ITEMS}
        typed["profile_completeness"] = completeness(items)
    elif stored and stored.checklist is not None:
        typed["profile_completeness"] = None
    log = DailyLog.objects.of(rep).filter(day=day).first()
    claims = log.claims() if log else {}
    return {
        n: value for n, value in typed.items() if value is not None or claims_by_hand(claims, n)
    }


def _affected_days(cards: Cards, day: date) -> tuple[date, date]:
    """Returns the days that a card may change: after the first date, up to the second."""
    before = [cards.before(day, total) for total in TOTALS]
    after = [cards.after(day, total) for total in TOTALS]
    since = min(each.day if each else date.min for each in before)
    return min(since, cards.since(day)), max(each.day if each else day for each in after)


def _derive_increases(
    days: "_Days", cards: Cards, new_point: tuple[date, int | None], total: str, name: str
) -> None:
    """Recomputes the increases of a total up to this card and up to the next one."""
    day = new_point[0]
    before, after = cards.before(day, total), cards.after(day, total)
    points = [(before.day, getattr(before, total))] if before else []
    days.withdraw(name, before.day if before else date.min, after.day if after else day)
    for at, value in [new_point, *([(after.day, getattr(after, total))] if after else [])]:
        if value is None:
            continue
        if base := _base(days.rep, points, at, total):
            days.spread(name, base[0], at, max(value - base[1], 0))
        points.append((at, value))


def _base(
    rep: Rep, points: Sequence[tuple[date, int]], day: date, total: str
) -> tuple[date, int] | None:
    """Returns the latest (date, total) before a day: of a card or, for connections, any source."""
    candidates = list(points[-1:])
    if total == "connections":
        levels = DailyLog.objects.of(rep).filter(day__lt=day).exclude(connections=None)
        candidates += levels.values_list("day", "connections").reverse()[:1]
    return max(candidates, key=lambda point: point[0], default=None)


def _write_card(rep: Rep, day: date, card: Card, stored: WeeklyCard | None) -> None:
    row = stored or WeeklyCard(organization_id=rep.organization_id, rep=rep, day=day)
    row.connections, row.followers = card.connections, card.followers
    row.checklist = None
    if card.checklist is not None:
        row.checklist = [item for item in ITEMS if item in card.checklist]
    if card != Card():
        row.save()
    elif stored:
        stored.delete()


@dataclass(frozen=True)
class _Days:
    """Days of a rep being changed, before saving."""

    rep: Rep
    logs: dict[date, DailyLog]
    before: dict[date, dict[str, Value]]
    touched: set[date] = field(default_factory=set)

    @classmethod
    def load(cls, rep: Rep, since: date, last: date) -> Self:
        """Loads the days after `since`, up to and including `last`."""
        stored = DailyLog.objects.of(rep).filter(day__gt=since, day__lte=last)
        logs = {log.day: log for log in stored}
        return cls(rep, logs, {day: log.known() for day, log in logs.items()})

    def sum(self, name: str) -> int | None:
        """Returns the sum of weekly claims about an input; None without any."""
        key = str(Source.WEEKLY.value)
        claims = [log.claims().get(name, {}).get(key) for log in self.logs.values()]
        amounts = [int(claim[0] or 0) for claim in claims if claim]
        return sum(amounts) if amounts else None

    def withdraw(self, name: str, since: date, last: date) -> None:
        """Removes the weekly claims about an input on these days."""
        for day, log in self.logs.items():
            may_have_claim = since < day <= last and (
                log.said is not None or log.source == Source.WEEKLY
            )
            claims_by_input = log.claims() if may_have_claim else {}
            if str(Source.WEEKLY.value) in claims_by_input.get(name, {}):
                log.set_claims(remove_claims(claims_by_input, Source.WEEKLY, {name}))
                self.touched.add(day)

    def replace(self, name: str, since: date, last: date, total: int | None) -> None:
        """Replaces the weekly total of an input over these days; None removes it."""
        self.withdraw(name, since, last)
        if total is not None:
            self.spread(name, since, last, total)

    def spread(self, name: str, since: date, last: date, total: int) -> None:
        """Distributes a sum over the working days after `since`, up to and including `last`."""
        days = self._worked(since, last)
        for day, part in zip(days, spread(total, len(days)), strict=True):
            log = self.logs.get(day) or DailyLog(
                organization_id=self.rep.organization_id, rep=self.rep, day=day
            )
            self.logs[day] = log
            log.add_claims(Source.WEEKLY, {name: part})
            self.touched.add(day)

    def _worked(self, since: date, last: date) -> list[date]:
        """Returns working days not marked off; if there are none, the last day."""
        is_working_day = self.rep.organization.works_on
        days = [since + timedelta(offset) for offset in range(1, (last - since).days + 1)]
        off = {day for day, log in self.logs.items() if log.off}
        allowed = [day for day in days if self.rep.keeps(day)]
        return [day for day in allowed if is_working_day(day) and day not in off] or [last]

    def save(self) -> None:
        """Saves the days touched and records the changed facts."""
        logs = [self.logs[day] for day in sorted(self.touched)]
        before = {log.day: self.before.get(log.day, {}) for log in logs}
        save_by_hand(self.rep, logs, before)
