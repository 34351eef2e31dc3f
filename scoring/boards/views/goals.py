"""Goals of a rep or a team: list, set and clear."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from teams.access.getters import overseen_team_or_404, rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.models import Goal, Rep, Team
from teams.planning.goals import clear_goal, set_goal
from teams.web.form_fields import DayInput


class GoalForm(forms.Form):
    """Form for a goal: total or pillar, target score, and the day to reach it by."""

    what = forms.ChoiceField(choices=Goal.What.choices, label="What")
    target = forms.FloatField(
        label="Score",
        widget=forms.NumberInput(attrs={"min": 1, "max": 100, "step": "any"}),
        help_text="100 is all of the total, 25 of a pillar.",
    )
    by_day = forms.DateField(widget=DayInput(), label="By")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def rep_goals(request: ViewerRequest, pk: int) -> HttpResponse:
    """Goals of a rep, set by the rep or those who look after them."""
    rep = rep_or_404(request.viewer, pk)
    return _goals(request, rep, Goal.objects.of(rep), "rep")


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_goals(request: ViewerRequest, pk: int) -> HttpResponse:
    """Goals of a team's average, set by those who look after it."""
    team = overseen_team_or_404(request.viewer, pk)
    return _goals(request, team, Goal.objects.of_team(team), "team_leaderboard")


def _goals(request: ViewerRequest, subject: Rep | Team, goals: Any, home: str) -> HttpResponse:
    viewer, form = request.viewer, GoalForm(request.POST or None)
    cleared = request.POST.get("clear", "")
    if cleared in Goal.What.values:
        clear_goal(of=subject, what=Goal.What(cleared), by=viewer.user)
        return redirect(request.path)
    if request.method == "POST" and form.is_valid() and _save_goal(form, subject, request):
        return redirect(request.path)
    is_invalid = request.method == "POST"
    if is_invalid and not form.is_bound:
        form = GoalForm({})
    own = isinstance(subject, Rep) and viewer.is_self(subject)
    context = {"of": subject, "own": own, "goals": goals, "form": form, "home": home}
    return render(request, "scoring/boards/goals.html", context, status=422 if is_invalid else 200)


def _save_goal(form: GoalForm, subject: Rep | Team, request: ViewerRequest) -> bool:
    values = form.cleaned_data
    today = subject.today() if isinstance(subject, Rep) else subject.organization.today()
    try:
        set_goal(
            of=subject,
            what=Goal.What(values["what"]),
            target=values["target"],
            by_day=values["by_day"],
            by=request.viewer.user,
            today=today,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
