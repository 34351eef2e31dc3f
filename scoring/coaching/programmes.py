"""Coaching programmes: who is ready, baselines, progress and targets of the members.

Progress is measured by LinkedIn scores alone; the estimate is shown beside them. Which readings are
a rep's baseline and end is decided in scoring.readings.end_readings, for this page, for the
programme's effect page and for its reports.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from scoring.readings.end_readings import WEEK, EndReadings, load_end_readings, programme_span
from scoring.scores import periods
from scoring.scores.signal_names import LINKEDIN_SCORE_LABEL
from teams.base.formatting import count_words, day_words, one_decimal, signed, whole
from teams.facts.reading_requests import open_request_dates
from teams.models import CoachingSession, OfficialReading, Programme, ProgrammeMember, Rep
from teams.models.people import RepQuerySet


@dataclass(frozen=True)
class MemberProgress:
    """A rep in a programme: LinkedIn score at the start and now, with our estimate beside it."""

    ends: EndReadings
    estimate: float | None  # None while the score has no rank
    requested_on: date | None  # when a LinkedIn score was requested; None once a newer one has come
    can_be_asked: bool  # the rep has an account to read the request with

    @property
    def rep(self) -> Rep:
        return self.ends.rep

    @property
    def baseline(self) -> OfficialReading | None:
        """The reading at the start."""
        return self.ends.start

    @property
    def latest(self) -> OfficialReading | None:
        """The reading at the end, or the last one as long as there is none."""
        return self.ends.now

    @property
    def change(self) -> float | None:
        """Points from the reading at the start to that at the end; None unless there are both."""
        return self.ends.change


@dataclass(frozen=True)
class ProgrammeSession:
    """A session of the programme: reps the viewer may see, and the number of others."""

    day: date
    topic: str
    reps: tuple[Rep, ...]
    others: int

    @property
    def attendees(self) -> str:
        """Names of those who were there, such as `Ann, Bob and 2 you don’t look after`."""
        names = [rep.name for rep in self.reps]
        names += [f"{self.others} you don’t look after"] if self.others else []
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@dataclass(frozen=True)
class ProgrammePage:
    """A programme's page; `others` counts members the viewer does not look after."""

    programme: Programme
    today: date
    members: tuple[MemberProgress, ...]
    others: int
    sessions: tuple[ProgrammeSession, ...]

    @property
    def ready(self) -> tuple[MemberProgress, ...]:
        """Members with a baseline."""
        return tuple(each for each in self.members if each.baseline)

    @property
    def missing(self) -> tuple[MemberProgress, ...]:
        """Members without a baseline."""
        return tuple(each for each in self.members if not each.baseline)

    @property
    def to_ask(self) -> tuple[MemberProgress, ...]:
        """Members without a baseline who can be asked for a LinkedIn score and have not been."""
        return tuple(each for each in self.missing if each.can_be_asked and not each.requested_on)

    @property
    def window(self) -> tuple[date, date]:
        """First and last day whose reading can be a baseline."""
        return self.programme.starts_on - WEEK, self.programme.starts_on + WEEK

    @property
    def too_early(self) -> bool:
        """Whether a reading of today would be too early for a baseline."""
        return self.today < self.window[0]

    @property
    def too_late(self) -> bool:
        """Whether a reading of today would be too late for a baseline."""
        return self.today > self.window[1]

    @property
    def readiness(self) -> str:
        """How many have a baseline, in a sentence."""
        if not self.missing:
            return f"All {len(self.members)} have a baseline."
        return f"{len(self.ready)} of {len(self.members)} have a baseline."

    @property
    def window_words(self) -> str:
        """Which reading makes a baseline, and what can still be done, in words."""
        first, last = (day_words(day, self.today.year) for day in self.window)
        span = f"The LinkedIn score of a day from {first} to {last}"
        if self.too_early:
            return f"{span} will be the baseline: ask from {first} on."
        if self.too_late:
            return (
                f"{span} is the baseline. What LinkedIn showed then can still be entered; "
                "asked today, they give today’s number."
            )
        return f"{span} is the baseline, the nearest to the start."

    @property
    def mean_change(self) -> float | None:
        """Mean change since the baseline in points, by LinkedIn score; None without both ends."""
        return fmean(self.changes) if self.changes else None

    @property
    def changes(self) -> list[float]:
        """Changes of the members who have a reading at both ends."""
        return [each.change for each in self.members if each.change is not None]

    @property
    def headline(self) -> str:
        """The mean change in one sentence."""
        if self.mean_change is None:
            return f"The {LINKEDIN_SCORE_LABEL} is not known at both ends for anyone yet."
        of = count_words(len(self.changes), "rep")
        return f"On average {signed(self.mean_change)} points since the baseline, of {of}."

    @property
    def reached(self) -> int | None:
        """How many reached the target by LinkedIn score; None without a target."""
        target = self.programme.target
        if target is None:
            return None
        latest = [each.latest.total for each in self.members if each.latest]
        return sum(whole(total) >= whole(target) for total in latest)

    @property
    def rows(self) -> list["MemberRow"]:
        """The members as rows of the table."""
        return [MemberRow(each, self.programme, self.today) for each in self.members]

    @property
    def status(self) -> str:
        """Status of the programme, such as `38 days to go`."""
        return programme_status_words(self.programme, self.today)


@dataclass(frozen=True)
class MemberRow:
    """A member as a row of the table."""

    member: MemberProgress
    programme: Programme
    today: date

    @property
    def baseline_score(self) -> float | None:
        """LinkedIn score of the baseline."""
        return self.member.baseline.total if self.member.baseline else None

    @property
    def latest_score(self) -> float | None:
        """The last LinkedIn score, if it is not the baseline."""
        latest = self.member.latest
        return latest.total if latest and latest != self.member.baseline else None

    @property
    def points_left(self) -> float | None:
        """Points to the target by the last LinkedIn score, 0 or less once reached."""
        if self.programme.target is None or self.member.latest is None:
            return None
        return whole(self.programme.target) - whole(self.member.latest.total)

    @property
    def baseline_words(self) -> str:
        """The baseline, and its day relative to the start, in words."""
        if self.member.baseline is None:
            return ""
        return baseline_words(self.member.baseline, self.programme.starts_on, self.today)


def programme_status_words(programme: Programme, today: date) -> str:
    """Status of a programme: `starts in 3 days`, `38 days to go`, `over since 1 May`."""
    if today < programme.starts_on:
        return f"starts in {count_words((programme.starts_on - today).days, 'day')}"
    if today > programme.ends_on:
        return f"over since {day_words(programme.ends_on, today.year)}"
    left = (programme.ends_on - today).days
    return f"{count_words(left, 'day')} to go" if left else "last day"


def baseline_words(reading: OfficialReading, starts_on: date, today: date) -> str:
    """The baseline in words, such as `42.3 on 3 September, 2 days after the start`."""
    days = (reading.day - starts_on).days
    distance = f"{count_words(abs(days), 'day')} {'after' if days > 0 else 'before'} the start"
    on = day_words(reading.day, today.year)
    return f"{one_decimal(reading.total)} on {on}, {distance if days else 'the day it started'}"


def load_programme_page(programme: Programme, overseen: RepQuerySet) -> ProgrammePage:
    """A programme's page for a viewer who oversees these reps; other members are only counted."""
    today = programme.organization.today()
    ids = set(ProgrammeMember.objects.filter(programme=programme).values_list("rep_id", flat=True))
    reps = list(overseen.filter(pk__in=ids).order_by("name", "pk"))
    return ProgrammePage(
        programme=programme,
        today=today,
        members=_members(programme, reps),
        others=len(ids) - len(reps),
        sessions=_load_sessions(programme, {rep.pk: rep for rep in reps}),
    )


def _members(programme: Programme, reps: Sequence[Rep]) -> tuple[MemberProgress, ...]:
    queryset = Rep.objects.filter(pk__in=[rep.pk for rep in reps])
    close = periods.last_close_of_reps(programme.organization, queryset)
    scores = periods.period_scores(reps, close, close) if close else []
    estimates = {each.rep.pk: each.now.total for each in scores if each.ranked}
    requested = open_request_dates(reps)
    span = programme_span(programme, programme.organization.today(), close)
    return tuple(
        MemberProgress(
            ends=each,
            estimate=estimates.get(each.rep.pk),
            requested_on=requested.get(each.rep.pk),
            can_be_asked=each.rep.user_id is not None,
        )
        for each in load_end_readings(reps, span)
    )


def _load_sessions(programme: Programme, reps: dict[int, Rep]) -> tuple[ProgrammeSession, ...]:
    """Sessions, newest first: rows with one day, topic and coach are one session."""
    rep_ids_by_session: dict[tuple[date, str, int | None], list[int]] = {}
    for each in CoachingSession.objects.filter(programme=programme).order_by("-day", "rep__name"):
        rep_ids_by_session.setdefault((each.day, each.topic, each.by_id), []).append(each.rep_id)
    return tuple(
        ProgrammeSession(
            day=day,
            topic=topic,
            reps=tuple(reps[pk] for pk in rep_ids if pk in reps),
            others=sum(pk not in reps for pk in rep_ids),
        )
        for (day, topic, _), rep_ids in rep_ids_by_session.items()
    )
