"""Team news: what changed in a team, in sentences, day by day, and who moved most.

It covers the closes of a period up to the last one, for those who look after the team.
scoring.notifications.events decides what counts as an event.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.urls import reverse

from scoring.core.uncertainty import Trust
from scoring.daily.active_version import cached_timeline
from scoring.explain.reasons import Reason, Reasons, Span, load_reasons
from scoring.models import TOTAL, Snapshot
from scoring.notifications.events import WEEK, Event, EventKind, RepClose, find_events
from scoring.scores import periods
from scoring.scores.signal_names import LINKEDIN_SCORE_LABEL, gap_words
from teams.base.formatting import day_words, one_decimal, signed
from teams.models import OfficialReading, Rep, Team

PERIODS = (7, 30)
MAX_MOVERS = 3  # up and down each
EVENTS_PER_PAGE = 60
DAY = timedelta(days=1)
MIN_MOVE_POINTS = 0.05  # points; less is displayed as 0.0


@dataclass(frozen=True)
class NewsItem:
    """A sentence about a rep; it begins with the name, which is the link.

    `reason` is why the total moved within the week before; None where that explains nothing.
    """

    event: Event
    rep: Rep
    words: str
    reason: Reason | None

    @property
    def separator(self) -> str:
        """The text between the name and the words."""
        return " " if self.event.kind == EventKind.MILESTONE else ": "

    @property
    def link(self) -> str:
        """Path of the page that explains it."""
        return explained_path(self.rep, self.reason)

    @property
    def why(self) -> str:
        """The main cause in a sentence of its own; empty without one."""
        return self.reason.main_words if self.reason else ""


@dataclass(frozen=True)
class ScoreMove:
    """A rep's change over the period, and the reason; None if that is no longer known."""

    rep: Rep
    points: float
    reason: Reason | None

    @property
    def link(self) -> str:
        """Path of the page that explains it."""
        return explained_path(self.rep, self.reason)

    @property
    def why(self) -> str:
        """The causes, such as `Comments 19 a week, was 8: +1.8`; empty if no longer known."""
        return self.reason.sentence if self.reason else ""


@dataclass(frozen=True)
class WaitingRep:
    """A rep whose score waits for data, and since when."""

    rep: Rep
    since: date

    @property
    def words(self) -> str:
        return silence_words(self.since)


@dataclass(frozen=True)
class TeamNews:
    """A team's news between two closes, newest first: a page from `start` of `number` events."""

    team: Team
    close: date
    since: date
    up: tuple[ScoreMove, ...]
    down: tuple[ScoreMove, ...]
    days: tuple[tuple[date, tuple[NewsItem, ...]], ...]
    waiting: tuple[WaitingRep, ...]
    versions: tuple[tuple[date, str], ...]  # versions that took over: from which day, which
    start: int
    number: int

    @property
    def older(self) -> int | None:
        """Where the next page starts; None on the last."""
        end = self.start + EVENTS_PER_PAGE
        return end if end < self.number else None


@dataclass(frozen=True)
class PeriodCloses:
    """Closes and readings of some reps (by id), from the week before `first` to `close`."""

    reps: Mapping[int, Rep]
    first: date
    close: date
    days: Mapping[int, Sequence[RepClose]]
    readings: Mapping[int, Sequence[tuple[date, float]]]

    def events(self) -> list[Event]:
        """All events after `first`, newest first."""
        events_found = [
            each
            for pk in self.days
            for each in find_events(pk, self.days[pk], self.readings.get(pk, ()))
            if each.day > self.first
        ]
        return sorted(
            events_found, key=lambda each: (each.day, self.reps[each.rep].name), reverse=True
        )

    def moves(self) -> list[tuple[float, Span]]:
        """Points and span of all reps ranked at both `first` and the close, largest rise first."""
        moves_found = []
        for pk, days in self.days.items():
            by_day = {each.day: each for each in days if each.ranked}
            if self.first in by_day and self.close in by_day:
                points = by_day[self.close].total - by_day[self.first].total
                moves_found.append((points, Span(pk, self.first, self.close)))
        return sorted(moves_found, key=lambda each: (-each[0], self.reps[each[1].rep].name))


def load_team_news(team: Team, period: int, start: int = 0) -> TeamNews | None:
    """The team's news as of the last close; None before anything was scored."""
    close = periods.last_close_of_teams(team.organization, [team])
    if close is None:
        return None
    since = close - timedelta(days=period)
    reps = Rep.objects.of_team(team, close).present().select_related("organization")
    closes = load_period_closes(list(reps), since, close)
    events, moves = closes.events(), closes.moves()
    shown = events[start : start + EVENTS_PER_PAGE]
    up = [each for each in moves if each[0] >= MIN_MOVE_POINTS][:MAX_MOVERS]
    down = [each for each in moves[::-1] if each[0] <= -MIN_MOVE_POINTS][:MAX_MOVERS]
    spans = {span for _, span in (*up, *down)} | cause_spans(shown)
    why = load_reasons(team.organization, closes.reps, spans)
    waiting = waiting_reps(closes)
    return TeamNews(
        team=team,
        close=close,
        since=since,
        up=tuple(_move(closes, why, *each) for each in up),
        down=tuple(_move(closes, why, *each) for each in down),
        days=_by_day(news_items(closes, shown, why, waiting)),
        waiting=waiting,
        versions=_versions_adopted(team, since, close),
        start=start,
        number=len(events),
    )


def _versions_adopted(team: Team, since: date, close: date) -> tuple[tuple[date, str], ...]:
    """Model versions that took over within the period, newest first."""
    turns = [
        (date.fromordinal(day), version.identifier)
        for day, version in cached_timeline(team.organization).switches
    ]
    return tuple(each for each in reversed(turns) if since < each[0] <= close)


def load_period_closes(reps: Sequence[Rep], first: date, close: date) -> PeriodCloses:
    """Loads the reps' closes and readings, from a week before `first` to the close."""
    reps_by_pk = {rep.pk: rep for rep in reps}
    start = first - WEEK
    rows = (
        Snapshot.objects.between(start, close).filter(rep__in=reps_by_pk).order_by("rep_id", "day")
    )
    fields = rows.values_list("rep_id", "day", TOTAL, "state", "known", "reading_age")
    days = defaultdict(list)
    for rep, day, total, state, known, age in fields:
        days[rep].append(RepClose(day, total, Trust(state), known or age == 0))
    readings = OfficialReading.objects.between(start, close).filter(rep__in=reps_by_pk)
    readings_of = defaultdict(list)
    for each in readings.order_by("day"):
        readings_of[each.rep_id].append((each.day, each.total))
    return PeriodCloses(reps_by_pk, first, close, days, readings_of)


def cause_spans(events: Iterable[Event]) -> set[Span]:
    """The periods whose reasons the sentences about these events rest on."""
    return {span for each in events if (span := _span(each))}


def _span(event: Event) -> Span | None:
    """The week before a milestone or drop, the day of a reading; None if nothing is explained."""
    if event.kind == EventKind.READING:
        return Span(event.rep, event.day - DAY, event.day)
    # A week in which the total moved the other way does not explain the crossing.
    if event.points is None or (event.points > 0) != event.up:
        return None
    return Span(event.rep, event.day - WEEK, event.day)


def waiting_reps(closes: PeriodCloses) -> tuple[WaitingRep, ...]:
    """Reps whose score waits for data at the close, by name."""
    last_closes = {pk: days[-1] for pk, days in closes.days.items() if days[-1].day == closes.close}
    waiting = [pk for pk, each in last_closes.items() if each.trust == Trust.WAITING]
    if not waiting:
        return ()
    snapshots = list(Snapshot.objects.at(closes.close).filter(rep__in=waiting))
    since = periods.first_silent_days(snapshots, closes.reps[waiting[0]].organization)
    reps_waiting = [WaitingRep(closes.reps[pk], since[pk]) for pk in waiting]
    return tuple(sorted(reps_waiting, key=lambda each: each.rep.name))


def _move(closes: PeriodCloses, why: Reasons, points: float, span: Span) -> ScoreMove:
    return ScoreMove(closes.reps[span.rep], points, why.get(span))


def news_items(
    closes: PeriodCloses, events: Iterable[Event], why: Reasons, waiting: Collection[WaitingRep]
) -> list[NewsItem]:
    """The events as sentences."""
    since = {each.rep.pk: each.since for each in waiting}
    return [_item(closes, each, why, since.get(each.rep)) for each in events]


def _item(closes: PeriodCloses, event: Event, why: Reasons, silent: date | None) -> NewsItem:
    span = _span(event)
    reason = why.get(span) if span else None
    rep = closes.reps[event.rep]
    if event.kind == EventKind.WAITING:
        return NewsItem(event, rep, f"not ranked, {silence_words(silent or event.day)}", None)
    if event.kind == EventKind.READING:
        # The estimate of the day itself, without the reading, where it can still be computed.
        gap = reason.said if reason else event.points or 0.0
        return NewsItem(event, rep, f"{LINKEDIN_SCORE_LABEL} was {gap_words(gap)}", None)
    return NewsItem(event, rep, event_words(event), reason)


def explained_path(rep: Rep, reason: Reason | None) -> str:
    """Path of the page that explains a change, with its period; of the rep's page without one."""
    if reason is None:
        return reverse("rep", args=[rep.pk])
    return f"{reverse('change', args=[rep.pk])}?{reason.query}"


def silence_words(since: date) -> str:
    """Since when nothing is known of a rep: `no data since 16 February`."""
    return f"no data since {day_words(since)}"


def event_words(event: Event) -> str:
    """The text after the name of a milestone or drop: short, and without blame.

    >>> event_words(Event(7, date(2026, 3, 3), EventKind.MILESTONE, -6.0, 70))
    'slipped below 70 (−6.0 in a week)'
    """
    if event.kind == EventKind.DROP:
        return f"{one_decimal(abs(event.points or 0))} down within a week"
    verb = "reached" if event.up else "slipped below"
    moved = f" ({signed(event.points or 0.0)} in a week)" if _span(event) else ""
    return f"{verb} {event.milestone}{moved}"


def _by_day(items: Iterable[NewsItem]) -> tuple[tuple[date, tuple[NewsItem, ...]], ...]:
    return tuple(
        (day, tuple(day_items)) for day, day_items in groupby(items, lambda each: each.event.day)
    )
