"""Page of alert and digest subscriptions, and their unsubscribe link."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from teams.access.getters import overseer_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.base import clock
from teams.base.formatting import WEEKDAYS, every_words
from teams.models import Digest, Hook, Team, Watch
from teams.notifications.alert_settings import RULES, rules_of, set_watches, watches_of
from teams.notifications.chat_webhooks import hooks_of
from teams.notifications.subscriptions import (
    MONDAY,
    MORNING,
    digest_subscription,
    next_digest,
    set_digest,
    stop_digest,
    zone_of,
)
from teams.notifications.time_fields import hour_field, weekday_field


class DigestForm(forms.Form):
    """Whether and when to send the digest; "never" is one of the choices."""

    every = forms.ChoiceField(
        required=False,
        label="The week in one mail",
        choices=[("", "Never"), ("week", "Once a week")],
        widget=forms.RadioSelect,
    )
    weekday = weekday_field("On", MONDAY)
    hour = hour_field("At", MORNING)

    def __init__(self, data: object, digest: Digest | None) -> None:
        now: dict[str, Any] = {"every": "", "weekday": MONDAY, "hour": MORNING}
        if digest:
            now = {"every": "week", "weekday": digest.weekday, "hour": digest.hour}
        super().__init__(data, initial=now, label_suffix="")  # type: ignore[arg-type]


class AlertsForm(forms.Form):
    """Alert rules per team, and whether they come by mail."""

    by_mail = forms.BooleanField(required=False, label="By mail")

    def __init__(
        self, data: object, viewer: Viewer, teams: Sequence[Team], watches: Mapping[int, Watch]
    ) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]
        self.teams, self.viewer = teams, viewer
        self.hooks = hooks_of(teams)
        self.initial["by_mail"] = all(watch.by_mail for watch in watches.values())
        for team in teams:
            self.fields[_name(team)] = forms.MultipleChoiceField(
                required=False,
                label=team.name,
                choices=RULES.items(),
                initial=rules_of(watches[team.pk]) if team.pk in watches else [],
                widget=forms.CheckboxSelectMultiple,
            )

            if hooks := self.hooks.get(team.pk):
                watch = watches.get(team.pk)
                chosen = f"hook-{watch.hook_id}" if watch and watch.hook_id else ""
                choices = [(f"hook-{each.pk}", each.name) for each in hooks]
                self.fields[f"into_{team.pk}"] = forms.ChoiceField(
                    required=False,
                    label="Into the chat",
                    choices=[("", "none"), *choices],
                    initial=chosen,
                )

    @property
    def by_team(self) -> list[tuple[Team, forms.BoundField, forms.BoundField | None, bool]]:
        """(team, rules, chat, whether the viewer manages the team's chats) for each team."""
        return [
            (
                team,
                self[_name(team)],
                self[f"into_{team.pk}"] if team.pk in self.hooks else None,
                self.viewer.manages_team(team),
            )
            for team in self.teams
        ]

    @property
    def into(self) -> dict[Team, Hook | None]:
        """The chosen chat of each team."""
        names = {f"hook-{each.pk}": each for hooks in self.hooks.values() for each in hooks}
        chosen = {team: self.cleaned_data.get(f"into_{team.pk}", "") for team in self.teams}
        return {team: names.get(name) for team, name in chosen.items()}

    @property
    def rules(self) -> dict[Team, list[str]]:
        """The chosen rules of each team."""
        return {team: self.cleaned_data[_name(team)] for team in self.teams}


def _name(team: Team) -> str:
    return f"rules_{team.pk}"


@viewer_required
@require_safe
def subscriptions(request: ViewerRequest) -> HttpResponse:
    """The user's subscriptions, and the date of the next digest."""
    return _page(request, overseer_or_404(request))


@viewer_required
@require_POST
def my_digest(request: ViewerRequest) -> HttpResponse:
    """Starts, changes or stops the weekly digest."""
    viewer = overseer_or_404(request)
    subscriber: dict[str, Any] = {"user": viewer.user, "organization": viewer.organization}
    form = DigestForm(request.POST, None)
    if not form.is_valid():
        return _page(request, viewer, digest=form)
    values = form.cleaned_data
    if values["every"]:
        set_digest(**subscriber, weekday=values["weekday"], hour=values["hour"])
        when = every_words(WEEKDAYS[values["weekday"]], values["hour"])
        messages.success(request, f"Your digest comes {when}.")
    elif stop_digest(**subscriber):
        messages.success(request, "No more digests.")
    return redirect("subscriptions")


@viewer_required
@require_POST
def my_alerts(request: ViewerRequest) -> HttpResponse:
    """Replaces the alert rules, effective from the next close."""
    viewer = overseer_or_404(request)
    form = AlertsForm(request.POST, viewer, viewer.overseen_teams(), {})
    if not form.is_valid():
        return _page(request, viewer, alerts=form)
    chosen = set_watches(
        user=viewer.user,
        organization=viewer.organization,
        rules=form.rules,
        by_mail=form.cleaned_data["by_mail"],
        hooks=form.into,
    )
    if not chosen:
        messages.success(request, "No alerts.")
    elif form.cleaned_data["by_mail"] or any(form.into.values()):
        messages.success(request, "Saved: you are told after the close of the day.")
    else:
        messages.warning(request, "Saved. Nothing is sent: no way to send it is ticked.")
    return redirect("subscriptions")


def _page(
    request: HttpRequest,
    viewer: Viewer,
    *,
    digest: DigestForm | None = None,
    alerts: AlertsForm | None = None,
) -> HttpResponse:
    teams = viewer.overseen_teams()
    watches = watches_of(viewer.user, viewer.organization)
    chosen = digest_subscription(viewer.user, viewer.organization)
    zone = zone_of(viewer.user, viewer.organization)
    context = {
        "teams": teams,
        "alerts": alerts or AlertsForm(None, viewer, teams, watches),
        "zone": zone,
        "next": chosen and next_digest(chosen, clock.now_in(zone)),
        "chosen": chosen,
        "digest": digest or DigestForm(None, chosen),
    }
    return render(
        request,
        "teams/notifications/subscriptions.html",
        context,
        status=422 if digest or alerts else 200,
    )
