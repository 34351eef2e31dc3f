"""My week, a page for reps: streak, progress towards weekly targets, reminder."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from scoring.diary.my_week import MyWeekPage, WeekTarget, my_week_page
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.facts.weekly_targets import MAX_TARGET, MIN_TARGET, set_targets
from teams.models import Reminder, Rep
from teams.notifications.reminder_mail import schedule_words
from teams.notifications.reminder_settings import FRIDAY, reminder_of, set_reminder, stop_reminder
from teams.notifications.time_fields import hour_field, weekday_field

NEVER = ("", "Never")
DEFAULT_HOUR = 17
INVALID_TARGET = f"A whole number from {MIN_TARGET} to {MAX_TARGET}, or nothing."


class TargetsForm(forms.Form):
    """A weekly target for each counted input; empty means the model's target."""

    def __init__(self, data: object, targets: tuple[WeekTarget, ...]) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]
        for each in targets:
            hint = {
                "placeholder": "none" if each.model is None else str(each.model),
                "aria-describedby": f"id_{each.name}_done",
            }
            self.fields[each.name] = forms.IntegerField(
                required=False,
                min_value=MIN_TARGET,
                max_value=MAX_TARGET,
                label=each.label,
                initial=each.own,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), INVALID_TARGET),
                widget=forms.NumberInput(attrs=hint),
            )

    @property
    def targets(self) -> dict[str, int]:
        """Weekly targets by input; those left empty are missing."""
        return {name: target for name, target in self.cleaned_data.items() if target is not None}


class ReminderForm(forms.Form):
    """How often and when to be reminded; an empty `every` means never."""

    every = forms.ChoiceField(
        required=False,
        label="When nothing is known",
        choices=[NEVER, *Reminder.Every.choices],
        widget=forms.RadioSelect,
    )
    hour = hour_field("At", DEFAULT_HOUR)
    weekday = weekday_field("Once a week on", FRIDAY)

    def __init__(self, data: object, reminder: Reminder | None) -> None:
        initial = {"every": "", "hour": DEFAULT_HOUR, "weekday": FRIDAY}
        if reminder:
            initial = {name: getattr(reminder, name) for name in initial}
        super().__init__(data, initial=initial, label_suffix="")  # type: ignore[arg-type]


@viewer_required
@require_safe
def my_week(request: ViewerRequest) -> HttpResponse:
    """The current week in the rep's time zone."""
    return _page(request, own_rep_or_404(request.viewer))


@viewer_required
@require_POST
def my_targets(request: ViewerRequest) -> HttpResponse:
    """Replaces the rep's weekly targets."""
    rep = own_rep_or_404(request.viewer)
    page = my_week_page(rep, today=rep.today())
    form = TargetsForm(request.POST, page.targets)
    if not form.is_valid():
        return _page(request, rep, page=page, targets=form)
    if set_targets(rep=rep, targets=form.targets):
        messages.success(request, "Targets saved.")
    return redirect("my_week")


@viewer_required
@require_POST
def my_reminder(request: ViewerRequest) -> HttpResponse:
    """Sets or stops the rep's reminder."""
    rep = own_rep_or_404(request.viewer)
    form = ReminderForm(request.POST, None)
    if not form.is_valid():
        return _page(request, rep, reminder=form)
    values: dict[str, Any] = form.cleaned_data
    if values["every"]:
        schedule = schedule_words(set_reminder(rep=rep, **values))
        messages.success(request, f"You are reminded {schedule}, when nothing is known by then.")
    elif stop_reminder(rep=rep):
        messages.success(request, "No more reminders.")
    return redirect("my_week")


def _page(
    request: HttpRequest,
    rep: Rep,
    *,
    page: MyWeekPage | None = None,
    targets: TargetsForm | None = None,
    reminder: ReminderForm | None = None,
) -> HttpResponse:
    page = page or my_week_page(rep, today=rep.today())
    form = targets or TargetsForm(None, page.targets)
    context = {
        "rep": rep,
        "page": page,
        "first": [(each, form[each.name]) for each in page.first],
        "more": [(each, form[each.name]) for each in page.more],
        "more_wrong": any(each.name in form.errors for each in page.more),
        "reminder": reminder or ReminderForm(None, reminder_of(rep)),
    }
    return render(
        request, "scoring/diary/my_week.html", context, status=422 if targets or reminder else 200
    )
