"""Content of alert messages: a sentence for each event, grouped by team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from scoring.explain.reasons import load_reasons
from scoring.notifications.events import Event, EventKind
from scoring.notifications.team_news import (
    NewsItem,
    PeriodCloses,
    cause_spans,
    explained_path,
    news_items,
    waiting_reps,
)
from teams.access.viewer import Viewer
from teams.base.formatting import weekday_words
from teams.models import Team, Watch
from teams.notifications import mail
from teams.notifications.mail import absolute_url
from teams.notifications.unsubscribe import MailKind, Subscription

MAX_SENTENCES = 40  # sentences in a message; the rest are only counted


def watch_covers(watch: Watch, event: Event) -> bool:
    """Whether the watch covers the event."""
    if event.kind == EventKind.MILESTONE:
        return watch.milestone or (watch.drop and event.steep)
    if event.kind == EventKind.DROP:
        return watch.drop
    return event.kind == EventKind.WAITING and watch.waiting


@dataclass(frozen=True)
class Alert:
    """One sentence about an event, with its main cause in another.

    The link leads to the page that explains the week before, or to the rep's page.
    """

    name: str
    words: str
    separator: str
    day: str
    link: str
    event: Event
    why: str = ""  # empty without a cause

    @property
    def words_with_cause(self) -> str:
        """The words, then the cause: `slipped below 70 (−6.0 in a week). Posts 1 a week: −4.0`."""
        return f"{self.words}. {self.why}" if self.why else self.words


@dataclass(frozen=True)
class TeamAlerts:
    """The alerts of one team; `news` is the address of its news page."""

    name: str
    news: str
    alerts: tuple[Alert, ...]


def build_team_alerts(team: Team, closes: PeriodCloses, events: Sequence[Event]) -> TeamAlerts:
    """These events of the team as sentences, in the order given."""
    why = load_reasons(team.organization, closes.reps, cause_spans(events))
    items: Iterable[NewsItem] = news_items(closes, events, why, waiting_reps(closes))
    return TeamAlerts(
        name=team.name,
        news=absolute_url(reverse("team_news", args=[team.pk])),
        alerts=tuple(
            Alert(
                name=each.rep.name,
                words=each.words,
                separator=each.separator,
                day=weekday_words(each.event.day),
                link=absolute_url(explained_path(each.rep, each.reason)),
                event=each.event,
                why=each.why,
            )
            for each in items
        ),
    )


@dataclass(frozen=True)
class AlertMail:
    """An alert mail; `more` alerts had no room in it."""

    to: str
    name: str
    teams: tuple[TeamAlerts, ...]
    number: int
    more: int
    settings: str
    stop: str

    @property
    def subject(self) -> str:
        (first, *_), whose = self.teams[0].alerts, self.teams[0].name
        if self.number == 1:
            return f"{first.name}{first.separator}{first.words.split(' (')[0]}"
        return (
            f"{whose}: {self.number} changes"
            if len(self.teams) == 1
            else (f"Your teams: {self.number} changes")
        )

    @property
    def text(self) -> str:
        return render_to_string("emails/alerts.txt", {"mail": self})

    @property
    def html(self) -> str:
        return render_to_string("emails/alerts.html", {"mail": self})

    def mail(self) -> EmailMultiAlternatives:
        """The message, ready to send."""
        return mail.build_mail(
            to=self.to, subject=self.subject, text=self.text, html=self.html, stop=self.stop
        )


def build_alert_mail(viewer: Viewer, teams: Sequence[TeamAlerts]) -> AlertMail:
    """Puts all alerts for a user into one mail."""
    number = sum(len(each.alerts) for each in teams)
    return AlertMail(
        to=viewer.user.email,
        name=viewer.user.name,
        teams=truncate_alerts(teams),
        number=number,
        more=max(number - MAX_SENTENCES, 0),
        settings=absolute_url(reverse("subscriptions")),
        stop=Subscription(MailKind.ALERTS, (viewer.user.pk, viewer.organization.pk)).link,
    )


def truncate_alerts(teams: Sequence[TeamAlerts]) -> tuple[TeamAlerts, ...]:
    """The first alerts, as many as a message holds."""
    room, truncated = MAX_SENTENCES, []
    for each in teams:
        shown = each.alerts[:room]
        room -= len(shown)
        if shown:
            truncated.append(TeamAlerts(each.name, each.news, shown))
    return tuple(truncated)
