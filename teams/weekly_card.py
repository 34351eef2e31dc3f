"""The weekly card: totals a rep reads off LinkedIn, and what of the days between follows from them.

Levels count as typed that day. What came in between is spread over the working days since, as
Source.WEEKLY: it counts only where nothing exacter is known. A card put between two others takes
its days over: what the later one derived from totals is derived anew, and of its sums it keeps
what lies on the days left to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Self

from django.db import transaction

from teams.by_hand import Told, log_days, save_by_hand
from teams.importers.archive.profile import BY_COLUMN, BY_FILE, BY_HAND, completeness
from teams.models import DailyLog, Rep, User, WeeklyCard
from teams.retention import refuse
from teams.sources import Source, Value, forget, said_by_hand
from teams.spreading import spread
from teams.undoing import Step, take_back

WEEK: Final = timedelta(7)
TOTALS: Final = {"connections": "new_connections", "followers": "new_followers"}
SUMS: Final = ("inbound_views", "invitations_accepted")
ITEMS: Final = (*BY_COLUMN, *BY_FILE, "skills", *BY_HAND)  # what a profile can have

Levels = Mapping[str, int | None]


@dataclass(frozen=True)
class Card:
    """What a rep says on a day; None: nothing.

    `inbound_views` and `invitations_accepted` are sums since the card before, of a week at most.
    """

    connections: int | None = None
    followers: int | None = None
    inbound_views: int | None = None
    invitations_accepted: int | None = None
    checklist: frozenset[str] | None = None  # of ITEMS, those that are there


@dataclass(frozen=True)
class Cards:
    """A rep's cards, oldest first."""

    all: Sequence[WeeklyCard]

    @classmethod
    def of(cls, rep: Rep) -> Self:
        """All there are."""
        return cls(list(WeeklyCard.objects.of(rep)))

    def at(self, day: date) -> WeeklyCard | None:
        """The card of that day."""
        return next((card for card in self.all if card.day == day), None)

    def before(self, day: date, saying: str = "day") -> WeeklyCard | None:
        """The last one before a day, or the last that says this."""
        earlier = [c for c in self.all if c.day < day and getattr(c, saying) is not None]
        return earlier[-1] if earlier else None

    def after(self, day: date, saying: str) -> WeeklyCard | None:
        """The first one after a day that says this."""
        later = (c for c in self.all if c.day > day and getattr(c, saying) is not None)
        return next(later, None)

    def since(self, day: date) -> date:
        """The day after which the sums of a card of `day` begin."""
        before = self.before(day)
        return max(before.day, day - WEEK) if before else day - WEEK


def read_card(rep: Rep, day: date, cards: Cards) -> Card:
    """What the rep has said on that day's card; nothing where there is none."""
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
    """The total that new ones up to a day are counted from, and the day it is of."""
    before = cards.before(day, total)
    return _base(rep, [(before.day, getattr(before, total))] if before else [], day, total)


@transaction.atomic
def save_card(*, rep: Rep, day: date, card: Card, levels: Levels, by: User) -> list[Told]:
    """Saves the card of a day in place of the one there was; one that says nothing goes.

    `levels` are what else is typed of the day. Returns what was said by hand before and after, for
    `take_card_back`. Raises NotKeptError for a day whose facts are not kept.
    """
    rep.hold()
    refuse(rep, day)
    cards = Cards.of(rep)
    told = log_days(rep=rep, days={day: _typed(rep, day, card, levels, cards)}, by=by)
    _put(rep, day, card, cards)
    return told


@transaction.atomic
def take_card_back(
    *, rep: Rep, day: date, was: Card, now: Card, steps: Sequence[Step], by: User
) -> bool:
    """Makes the card what it was, unless it is no longer what it became; False where it is not."""
    rep.hold()
    cards = Cards.of(rep)
    if read_card(rep, day, cards) != now:
        return False
    take_back(rep=rep, steps=steps, by=by)
    _put(rep, day, was, cards)
    return True


def _put(rep: Rep, day: date, card: Card, cards: Cards) -> None:
    """The card, and all that follows from it but what is typed of its own day."""
    stood = cards.at(day)
    days = _Days.load(rep, *_reach(cards, day))
    for name in SUMS:
        if stood or getattr(card, name) is not None:
            days.replace(name, cards.since(day), day, getattr(card, name))
    for total, name in TOTALS.items():
        _derive(days, cards, (day, getattr(card, total)), total, name)
    days.save()
    _keep(rep, day, card, stood)


def _typed(rep: Rep, day: date, card: Card, levels: Levels, cards: Cards) -> dict[str, Value]:
    """What is typed of the day; what is not said any more is taken back, if it was said by hand."""
    typed: dict[str, Value] = {"connections": card.connections, **levels}
    stood = cards.at(day)
    if card.checklist is not None:
        items = {item: item in card.checklist for item in ITEMS}
        typed["profile_completeness"] = completeness(items)
    elif stood and stood.checklist is not None:
        typed["profile_completeness"] = None
    log = DailyLog.objects.of(rep).filter(day=day).first()
    said = log.heard() if log else {}
    return {n: value for n, value in typed.items() if value is not None or said_by_hand(said, n)}


def _reach(cards: Cards, day: date) -> tuple[date, date]:
    """The days that saving a card of `day` may touch: after the first of these, to the second."""
    before = [cards.before(day, total) for total in TOTALS]
    after = [cards.after(day, total) for total in TOTALS]
    since = min(each.day if each else date.min for each in before)
    return min(since, cards.since(day)), max(each.day if each else day for each in after)


def _derive(
    days: "_Days", cards: Cards, said: tuple[date, int | None], total: str, name: str
) -> None:
    """Says anew what came in between totals: up to this card, and up to the one after it."""
    day = said[0]
    before, after = cards.before(day, total), cards.after(day, total)
    points = [(before.day, getattr(before, total))] if before else []
    days.withdraw(name, before.day if before else date.min, after.day if after else day)
    for at, value in [said, *([(after.day, getattr(after, total))] if after else [])]:
        if value is None:
            continue
        if base := _base(days.rep, points, at, total):
            days.spread(name, base[0], at, max(value - base[1], 0))
        points.append((at, value))


def _base(
    rep: Rep, points: Sequence[tuple[date, int]], day: date, total: str
) -> tuple[date, int] | None:
    """The latest total known before a day: a card's or, of connections, whatever source's."""
    found = list(points[-1:])
    if total == "connections":
        levels = DailyLog.objects.of(rep).filter(day__lt=day).exclude(connections=None)
        found += levels.values_list("day", "connections").reverse()[:1]
    return max(found, key=lambda point: point[0], default=None)


def _keep(rep: Rep, day: date, card: Card, stood: WeeklyCard | None) -> None:
    row = stood or WeeklyCard(organization_id=rep.organization_id, rep=rep, day=day)
    row.connections, row.followers = card.connections, card.followers
    row.checklist = None
    if card.checklist is not None:
        row.checklist = [item for item in ITEMS if item in card.checklist]
    if card != Card():
        row.save()
    elif stood:
        stood.delete()


@dataclass(frozen=True)
class _Days:
    """Days of a rep on their way to being saved."""

    rep: Rep
    logs: dict[date, DailyLog]
    before: dict[date, dict[str, Value]]
    touched: set[date] = field(default_factory=set)

    @classmethod
    def load(cls, rep: Rep, since: date, last: date) -> Self:
        """The days after one, up to and including another."""
        found = DailyLog.objects.of(rep).filter(day__gt=since, day__lte=last)
        logs = {log.day: log for log in found}
        return cls(rep, logs, {day: log.known() for day, log in logs.items()})

    def sum(self, name: str) -> int | None:
        """What weekly cards said of an input, all days together; None where they said nothing."""
        key = str(Source.WEEKLY.value)
        claims = [log.heard().get(name, {}).get(key) for log in self.logs.values()]
        told = [int(claim[0] or 0) for claim in claims if claim]
        return sum(told) if told else None

    def withdraw(self, name: str, since: date, last: date) -> None:
        """Forgets what weekly cards said of an input on these days."""
        for day, log in self.logs.items():
            told = since < day <= last and (log.said is not None or log.source == Source.WEEKLY)
            said = log.heard() if told else {}
            if str(Source.WEEKLY.value) in said.get(name, {}):
                log.settle(forget(said, Source.WEEKLY, {name}))
                self.touched.add(day)

    def replace(self, name: str, since: date, last: date, total: int | None) -> None:
        """Says anew what an input came to on these days; None: nothing."""
        self.withdraw(name, since, last)
        if total is not None:
            self.spread(name, since, last, total)

    def spread(self, name: str, since: date, last: date, total: int) -> None:
        """Spreads a sum over the working days after one, up to and including another."""
        days = self._worked(since, last)
        for day, part in zip(days, spread(total, len(days)), strict=True):
            log = self.logs.get(day) or DailyLog(
                organization_id=self.rep.organization_id, rep=self.rep, day=day
            )
            self.logs[day] = log
            log.hear(Source.WEEKLY, {name: part})
            self.touched.add(day)

    def _worked(self, since: date, last: date) -> list[date]:
        """The working days that are not marked off; where there is none, the last day."""
        works = self.rep.organization.works_on
        days = [since + timedelta(ahead) for ahead in range(1, (last - since).days + 1)]
        off = {day for day, log in self.logs.items() if log.off}
        kept = [day for day in days if self.rep.keeps(day)]
        return [day for day in kept if works(day) and day not in off] or [last]

    def save(self) -> None:
        """Writes what was touched, and says which facts have changed."""
        logs = [self.logs[day] for day in sorted(self.touched)]
        before = {log.day: self.before.get(log.day, {}) for log in logs}
        save_by_hand(self.rep, logs, before)
