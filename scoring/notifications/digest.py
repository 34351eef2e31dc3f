"""Weekly digest mail: the past week of the teams a user looks after.

Performance and missing data are separate: a rep without a rank is in no average and never named
as a mover. What a rep did and what LinkedIn said are never mixed in one sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from scoring.boards.summary import BoardSummary, summarize_reps
from scoring.charts.palette import LIGHT_COLOURS, MAIL_TRACK, PILLAR_FILLS
from scoring.core.signals import GOOD
from scoring.explain.reasons import Reasons, Span, load_reasons
from scoring.models import Snapshot
from scoring.notifications.conversation_starters import conversation_starter
from scoring.notifications.team_news import explained_path
from scoring.scores import periods
from scoring.scores.periods import PeriodScore
from teams.access.viewer import Viewer
from teams.base.formatting import day_words, plus_minus, signed, weekday_words, whole
from teams.models import Rep, Team
from teams.notifications.mail import absolute_url, build_mail
from teams.notifications.unsubscribe import MailKind, Subscription

PERIOD_DAYS = 7
THIS_WEEK = f"?period={PERIOD_DAYS}"
MAX_HTML_BYTES = 60_000  # mail programs cut off longer mails
MAX_TEAMS = 10
MAX_WAITING_NAMES = 6  # names listed for a team; the rest are only counted
TICK_WIDTH = 1  # bars are table cells with a background, as mail programs show them


@dataclass(frozen=True)
class BarSegment:
    """A segment of a bar: width in hundredths, and colour."""

    width: int
    colour: str


def pillar_bar(pillars: Sequence[float]) -> tuple[BarSegment, ...]:
    """Bar of four pillars on a track of 100 with a tick at 70, as table cells."""
    edges = [0, *(whole(sum(pillars[: at + 1])) for at in range(len(pillars))), 100]
    segments = zip(pairwise(edges), (*PILLAR_FILLS, MAIL_TRACK), strict=True)
    colours = [colour for (a, b), colour in segments for _ in range(b - a)]
    colours[GOOD - 1 : GOOD - 1 + TICK_WIDTH] = [LIGHT_COLOURS["ink"]] * TICK_WIDTH
    cells: list[BarSegment] = []
    for colour in colours:
        if cells and cells[-1].colour == colour:
            cells[-1] = BarSegment(cells[-1].width + 1, colour)
        else:
            cells.append(BarSegment(1, colour))
    return tuple(cells)


@dataclass(frozen=True)
class DigestPerson:
    """A rep worth mentioning: points moved, why, and a sentence to start a talk about it.

    The link leads to the page that explains the week; `total` has its likely range.
    """

    name: str
    link: str
    total: str
    points: str
    why: str
    starter: str
    bar: tuple[BarSegment, ...]


@dataclass(frozen=True)
class DigestTeam:
    """A team in the digest; `waiting` names reps without data, `more_waiting` counts the rest."""

    name: str
    link: str
    news: str
    people: int
    ranked: int
    average: int | None
    change: str
    bar: tuple[BarSegment, ...]
    milestones: str
    up: DigestPerson | None
    talk_to: DigestPerson | None
    waiting: tuple[str, ...]
    more_waiting: int
    building: int


@dataclass(frozen=True)
class DigestMail:
    """A digest's mail; `more` teams had no room in it."""

    to: str
    name: str
    organization: str
    since: date
    close: date
    teams: tuple[DigestTeam, ...]
    more: int
    schedule: str
    home: str
    settings: str
    stop: str

    @property
    def days(self) -> str:
        return f"{day_words(self.since)} to {weekday_words(self.close)}"

    @property
    def subject(self) -> str:
        whose = self.teams[0].name if len(self.teams) == 1 and not self.more else "Your teams"
        return f"{whose}: the week to {day_words(self.close)}"

    @property
    def text(self) -> str:
        return render_to_string("emails/digest.txt", {"digest": self})

    @property
    def html(self) -> str:
        return render_to_string("emails/digest.html", {"digest": self})

    def fitted(self) -> "DigestMail":
        """Returns a copy of at most 60 KB of HTML; teams that do not fit are only counted."""
        fits = self
        while len(fits.teams) > 1 and len(fits.html.encode()) > MAX_HTML_BYTES:
            fits = replace(fits, teams=fits.teams[:-1], more=fits.more + 1)
        return fits

    def mail(self) -> EmailMultiAlternatives:
        """The message, ready to send."""
        return build_mail(
            to=self.to, subject=self.subject, text=self.text, html=self.html, stop=self.stop
        )


def build_digest(viewer: Viewer, schedule: str) -> DigestMail | None:
    """The digest of all teams the viewer looks after; None if there is nothing to report.

    `schedule` is the chosen schedule in words, with its time zone.
    """
    teams = viewer.overseen_teams()
    organization = viewer.organization
    close = periods.last_close_of_teams(organization, teams) if teams else None
    if close is None:
        return None
    since = close - timedelta(days=PERIOD_DAYS)
    digest_teams = _digest_teams(teams, since, close)
    if not digest_teams:
        return None
    return DigestMail(
        to=viewer.user.email,
        name=viewer.user.name,
        organization=organization.name,
        since=since,
        close=close,
        teams=tuple(digest_teams[:MAX_TEAMS]),
        more=len(digest_teams[MAX_TEAMS:]),
        schedule=schedule,
        home=absolute_url(reverse("teams")),
        settings=absolute_url(reverse("subscriptions")),
        stop=Subscription(MailKind.DIGEST, (viewer.user.pk, organization.pk)).link,
    ).fitted()


@dataclass(frozen=True)
class _TeamNumbers:
    """A team's numbers, before they are formatted."""

    team: Team
    summary: BoardSummary
    scores: Sequence[PeriodScore]

    @property
    def down(self) -> float:
        talk_to = self.summary.talk_to
        return talk_to.change if talk_to else 0.0


def _digest_teams(teams: Sequence[Team], since: date, close: date) -> list[DigestTeam]:
    """The teams that have any score, the one with the largest fall first."""
    members = Rep.objects.by_team(teams, close)
    people = {rep.pk: rep for reps in members.values() for rep in reps if rep.erased_on is None}
    scores = {each.rep.pk: each for each in periods.period_scores(people.values(), close, since)}
    numbers = []
    for team in teams:
        team_scores = [scores[rep.pk] for rep in members.get(team.pk, []) if rep.pk in scores]
        if team_scores:
            ranked = [each for each in team_scores if each.ranked]
            numbers.append(
                _TeamNumbers(team, summarize_reps(ranked, len(team_scores)), team_scores)
            )
    numbers.sort(key=lambda each: each.down)
    movers = [
        mover.period_score.rep.pk
        for each in numbers
        for mover in (each.summary.up_most, each.summary.talk_to)
        if mover
    ]
    organization = teams[0].organization
    reasons = load_reasons(organization, people, {Span(rep, since, close) for rep in movers})
    waiting = [each.now for each in scores.values() if each.now.state == Snapshot.State.WAITING]
    silent_since = periods.first_silent_days(waiting, organization)
    return [_digest_team(each, reasons, since, silent_since) for each in numbers]


def _digest_team(
    numbers: _TeamNumbers, reasons: Reasons, since: date, silent_since: dict[int, date]
) -> DigestTeam:
    team, summary = numbers.team, numbers.summary
    ranked = [each.now.pillars for each in numbers.scores if each.ranked]
    waiting = sorted(
        (each.rep.name, silent_since[each.rep.pk])
        for each in numbers.scores
        if each.rep.pk in silent_since
    )
    states = [each.now.state for each in numbers.scores]
    up, talk_to = summary.up_most, summary.talk_to
    return DigestTeam(
        name=team.name,
        link=absolute_url(f"{reverse('team_leaderboard', args=[team.pk])}{THIS_WEEK}"),
        news=absolute_url(f"{reverse('team_news', args=[team.pk])}{THIS_WEEK}"),
        people=summary.people,
        ranked=summary.counted,
        average=None if summary.average is None else whole(summary.average),
        change="" if summary.average_change is None else signed(summary.average_change),
        bar=pillar_bar([sum(each) / len(ranked) for each in zip(*ranked, strict=True)])
        if ranked
        else (),
        milestones=_milestones(summary),
        up=_person(up.period_score, reasons, since) if up else None,
        talk_to=_person(talk_to.period_score, reasons, since) if talk_to else None,
        waiting=tuple(
            f"{name} since {day_words(day)}" for name, day in waiting[:MAX_WAITING_NAMES]
        ),
        more_waiting=len(waiting[MAX_WAITING_NAMES:]),
        building=states.count(Snapshot.State.BUILDING),
    )


def _milestones(summary: BoardSummary) -> str:
    """Milestone counts in words, such as `2 at 70 or above, 3 at 60, 5 at 50, 7 at 40`."""
    (first, number), *others = summary.milestones
    return ", ".join([f"{number} at {first} or above", *(f"{n} at {mark}" for mark, n in others)])


def _person(score: PeriodScore, reasons: Reasons, since: date) -> DigestPerson:
    reason = reasons.get(Span(score.rep.pk, since, score.now.day))
    main = reason.main if reason else None
    return DigestPerson(
        name=score.rep.name,
        link=absolute_url(explained_path(score.rep, reason)),
        total=f"{whole(score.now.total)} {plus_minus(score.now.half_range)}".rstrip(),
        points=signed(score.change or 0.0),
        why=reason.sentence if reason else "",
        starter=conversation_starter(main.key if main else None),
        bar=pillar_bar(score.now.pillars),
    )
