"""Sends alerts after each daily close, by mail and into chats, each at most once.

Runs every few minutes. It reads the closes of a team that were not processed yet, claims each event
for each receiver in the ledger (`Sent`) before a message leaves, then marks the team's close as
processed. So a killed worker or a second beat sends nothing twice.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scoring.notifications.alert_messages import (
    TeamAlerts,
    build_alert_mail,
    build_team_alerts,
    watch_covers,
)
from scoring.notifications.chat_format import format_chat_message
from scoring.notifications.events import Event
from scoring.notifications.team_news import PeriodCloses, load_period_closes
from scoring.scores import periods
from teams.access.viewer import Viewer, viewer_of
from teams.models import Hook, Organization, Rep, Sent, Team, User, Watch
from teams.notifications import webhook_client
from teams.notifications.chat_webhooks import count_failure, reset_failures
from teams.notifications.mail import MailDownError, mail_server, send_mail
from teams.notifications.subscriptions import ALERTS_EVALUATED, recipient_key, record_message

log = logging.getLogger(__name__)
LOOK_BACK_DAYS = 30  # days read before the close, to know which milestones were reported lately
MAX_CATCH_UP_CLOSES = 3  # the most closes of a team to process after an outage
HasTimeLeft = Callable[[], bool]


@dataclass(frozen=True)
class _NewCloses:
    """A team's closes that were not processed yet, and the events in them."""

    team: Team
    closes: PeriodCloses
    events: Sequence[Event]


def send_alerts(organization: Organization, in_time: HasTimeLeft = lambda: True) -> bool:
    """Sends the alerts that are due; False if time ran out first.

    If no mail server can be reached, no mail is claimed and the next call tries again.
    """
    watches = list(Watch.objects.select_related("user", "team", "hook").order_by("user_id", "pk"))
    for watch in watches:
        watch.team.organization = organization
    new_closes = _load_new_closes(organization, {watch.team for watch in watches})
    if not new_closes:
        return True
    try:
        # Chats first: they need no mail server.
        done = _send_chat_messages(organization, watches, new_closes, in_time)
        if not (done and _send_mails(organization, watches, new_closes, in_time)):
            return False
    except MailDownError:
        return True
    for team_closes in new_closes.values():
        _claim_close(team_closes)
    return True


def _load_new_closes(organization: Organization, teams: set[Team]) -> dict[int, _NewCloses]:
    names = [f"team-{team.pk}" for team in teams]
    processed_rows = (
        Sent.objects.filter(what=ALERTS_EVALUATED, to__in=names)
        .order_by()
        .values_list("to", "about")
    )
    last: dict[str, date] = {}
    for name, day in processed_rows:
        last[name] = max(date.fromisoformat(day), last.get(name, date.min))
    new_closes = {}
    for team in sorted(teams, key=lambda each: each.pk):
        close = periods.last_close_of_teams(organization, [team])
        processed = last.get(f"team-{team.pk}")
        if close and (processed is None or processed < close):
            new_closes[team.pk] = _load_team_closes(team, close, processed)
    return new_closes


def _load_team_closes(team: Team, close: date, processed: date | None) -> _NewCloses:
    """The team's events since it was last processed; only the last close the first time."""
    first = close - timedelta(days=1)
    if processed is not None:
        first = max(processed, close - timedelta(days=MAX_CATCH_UP_CLOSES))
    reps = Rep.objects.of_team(team, close).present().select_related("organization")
    closes = load_period_closes(list(reps), close - timedelta(days=LOOK_BACK_DAYS), close)
    return _NewCloses(team, closes, [each for each in closes.events() if each.day > first])


def _claim_close(team_closes: _NewCloses) -> None:
    record_message(
        organization=team_closes.team.organization,
        to=f"team-{team_closes.team.pk}",
        what=ALERTS_EVALUATED,
        about=team_closes.closes.close.isoformat(),
    )


def _send_mails(
    organization: Organization,
    watches: Sequence[Watch],
    new_closes: dict[int, _NewCloses],
    in_time: HasTimeLeft,
) -> bool:
    by_user: dict[User, list[Watch]] = {}
    for watch in watches:
        if watch.by_mail and watch.team_id in new_closes:
            by_user.setdefault(watch.user, []).append(watch)
    if not by_user:
        return True
    with mail_server("alerts") as server:
        for user, user_watches in by_user.items():
            if not in_time():
                return False
            viewer = viewer_of(user, organization.pk)
            alerts = viewer and _claim_alerts(viewer, user_watches, new_closes, recipient_key(user))
            if viewer and alerts:
                send_mail(build_alert_mail(viewer, alerts).mail(), server, "an alert")
    return True


def _send_chat_messages(
    organization: Organization,
    watches: Sequence[Watch],
    new_closes: dict[int, _NewCloses],
    in_time: HasTimeLeft,
) -> bool:
    """Sends one message to each chat, with the events of all its watches."""
    by_hook: dict[Hook, list[Watch]] = {}
    for watch in watches:
        if watch.hook and not watch.hook.given_up and watch.team_id in new_closes:
            by_hook.setdefault(watch.hook, []).append(watch)
    for hook, hook_watches in by_hook.items():
        if not in_time():
            return False
        alerts = []
        for watch in hook_watches:
            viewer = viewer_of(watch.user, organization.pk)
            alerts += (
                _claim_alerts(viewer, [watch], new_closes, f"hook-{hook.pk}") if viewer else []
            )
        if alerts:
            _send(hook, alerts)
    return True


def _send(hook: Hook, alerts: Sequence[TeamAlerts]) -> None:
    try:
        webhook_client.post_json(hook.url, format_chat_message(hook, alerts))
    except (webhook_client.UrlNotAllowedError, webhook_client.DeliveryError) as error:
        log.warning("Alerts into chat %s were not taken: %s", hook.pk, error)
        count_failure(hook)
    else:
        reset_failures(hook)


def _claim_alerts(
    viewer: Viewer, watches: Sequence[Watch], new_closes: dict[int, _NewCloses], to: str
) -> list[TeamAlerts]:
    """Claims and returns the alerts that are new to the receiver and visible to the viewer."""
    alerts = []
    for watch in watches:
        team_closes = new_closes[watch.team_id]
        covered = [each for each in team_closes.events if watch_covers(watch, each)]
        if not (covered and viewer.oversees_team(watch.team)):
            continue
        new = [each for each in covered if _claim(viewer.organization, to, each)]
        if new:
            alerts.append(build_team_alerts(watch.team, team_closes.closes, new))
    return alerts


def _claim(organization: Organization, to: str, event: Event) -> bool:
    return record_message(organization=organization, to=to, what=event.kind, about=event.key)
