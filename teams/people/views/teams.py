"""Settings pages of teams and regions, and their members."""

from collections.abc import Sequence
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from teams.access.getters import admin_required, team_or_404
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import Organization, Team
from teams.people.regions import branches
from teams.people.roster import Roster, head_counts, reps_without_team, roster
from teams.people.team_changes import (
    change_team,
    create_team,
    delete_team,
    move_reps,
    undeletable_reason,
)
from teams.web.form_fields import DayInput

MAX_AHEAD = timedelta(days=366)  # how far ahead a move may be planned


class TeamForm(forms.Form):
    """A team's name and region."""

    name = forms.CharField(max_length=120)
    region = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label="In region")

    def __init__(self, *args: object, teams: Sequence[Team], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.by_id = {team.pk: team for team in teams}
        choices = [("", "none"), *((team.pk, team.name) for team in teams)]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]

    @property
    def team(self) -> dict[str, object]:
        """The values of a valid form."""
        region = self.cleaned_data["region"]
        return {"name": self.cleaned_data["name"], "region": self.by_id.get(region)}


class MoveForm(forms.Form):
    """Reps to move, their new team, and the date."""

    reps = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick whom to move."},
    )
    team = forms.TypedChoiceField(coerce=int, required=False, empty_value=None, label="To")
    since = forms.DateField(widget=DayInput(), label="From")

    def __init__(
        self,
        data: object,
        *,
        organization: Organization,
        roster: Roster,
        teams: Sequence[Team],
        can_leave: bool,
    ) -> None:
        super().__init__(data, initial={"since": organization.today()})  # type: ignore[arg-type]
        self.label_suffix = ""
        self.last = organization.today() + MAX_AHEAD
        self.teams = {team.pk: team for team in teams}
        self.people = {rep.pk: rep for rep in roster.reps}
        none = [("", "no team")] if can_leave else []
        self.fields["team"].required = not can_leave
        self.fields["team"].choices = [*none, *((t.pk, t.name) for t in teams)]  # type: ignore[attr-defined]
        self.fields["reps"].choices = [(r.pk, r.name) for r in roster.reps]  # type: ignore[attr-defined]

    def clean_since(self) -> object:
        since = self.cleaned_data["since"]
        if not LINKEDIN_LAUNCH <= since <= self.last:
            raise forms.ValidationError(f"Choose a day from {LINKEDIN_LAUNCH} to {self.last}.")
        return since

    @property
    def ticked(self) -> list[str]:
        """Ids of the ticked reps, to show them again after an error."""
        return self.data.getlist("reps") if self.is_bound else []  # type: ignore[attr-defined]

    def move(self, viewer: Viewer) -> str:
        """Moves the reps and returns a message."""
        reps = [self.people[pk] for pk in self.cleaned_data["reps"]]
        team, since = self.teams.get(self.cleaned_data["team"]), self.cleaned_data["since"]
        move_reps(reps=reps, team=team, on=since, by=viewer.user)
        subject = reps[0].name if len(reps) == 1 else f"{len(reps)} people"
        return f"{subject}: {team or 'in no team'} from {since} on. Days before stay as they were."


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_teams(request: ViewerRequest) -> HttpResponse:
    """All teams, a form for a new one, and reps without a team."""
    viewer = request.viewer
    top_teams = [team for team in viewer.teams if not team.region_id]
    form = TeamForm(_posted_data(request), teams=top_teams)
    if form.is_valid():
        try:
            created = create_team(organization=viewer.organization, by=viewer.user, **form.team)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{created} is there. Now it needs people.")
            return redirect("settings_teams")
    return _teams(request, viewer, form)


def _teams(
    request: HttpRequest, viewer: Viewer, form: TeamForm, move: MoveForm | None = None
) -> HttpResponse:
    organization = viewer.organization
    unseated = reps_without_team(organization, organization.today())
    counts = head_counts(organization, organization.today())
    move = move or _move(viewer, None, None, unseated)
    context = {
        "form": form,
        "rows": [(each, counts.get(each.team.pk, 0)) for each in branches(viewer.teams)],
        "roster": unseated,
        "move": move,
    }
    return render(request, "teams/people/teams.html", context, status=_status(form, move))


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_team(request: ViewerRequest, pk: int) -> HttpResponse:
    """A team's name, region and members."""
    viewer = request.viewer
    team = team_or_404(viewer, pk)
    form = _team_form(viewer, team, _posted_data(request))
    if form.is_valid():
        try:
            change_team(team=team, by=viewer.user, **form.team)  # type: ignore[arg-type]
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Saved.")
            return redirect("settings_team", pk)
    return _team(request, viewer, team, form)


def _team_form(viewer: Viewer, team: Team, data: object = None) -> TeamForm:
    top_teams = [each for each in viewer.teams if not each.region_id and each != team]
    return TeamForm(data, teams=top_teams, initial={"name": team.name, "region": team.region_id})


def _team(
    request: HttpRequest,
    viewer: Viewer,
    team: Team,
    form: TeamForm,
    move: MoveForm | None = None,
) -> HttpResponse:
    members = roster(team, viewer.organization.today())
    move = move or _move(viewer, None, team, members)
    context = {
        "team": team,
        "form": form,
        "inside": [each for each in viewer.teams if each.region_id == team.pk],
        "roster": members,
        "move": move,
        "stays": undeletable_reason(team),
    }
    return render(request, "teams/people/team.html", context, status=_status(form, move))


@admin_required
@require_POST
def settings_team_delete(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes a team that was never used."""
    viewer = request.viewer
    team = team_or_404(viewer, pk)
    try:
        delete_team(team=team, by=viewer.user)
    except ValidationError as error:
        form = _team_form(viewer, team, {"name": team.name, "region": team.region_id or ""})
        form.add_error(None, error)
        return _team(request, viewer, team, form)
    messages.success(request, f"{team} is gone.")
    return redirect("settings_teams")


@admin_required
@require_POST
def settings_seats(request: ViewerRequest, pk: int | None = None) -> HttpResponse:
    """Moves some reps of a team, or without one, from a date on: all or none."""
    viewer = request.viewer
    source = None if pk is None else team_or_404(viewer, pk)
    today = viewer.organization.today()
    movable = roster(source, today) if source else reps_without_team(viewer.organization, today)
    form = _move(viewer, request.POST, source, movable)
    if form.is_valid():
        try:
            messages.success(request, form.move(viewer))
            return redirect("settings_team", pk) if source else redirect("settings_teams")
        except ValidationError as error:
            form.add_error(None, error)
    if source:
        return _team(request, viewer, source, _team_form(viewer, source), form)
    top_teams = [each for each in viewer.teams if not each.region_id]
    return _teams(request, viewer, TeamForm(teams=top_teams), form)


def _move(viewer: Viewer, data: object, source: Team | None, roster: Roster) -> MoveForm:
    other_teams = [each for each in viewer.teams if each != source]
    can_leave = source is not None
    return MoveForm(
        data,
        organization=viewer.organization,
        roster=roster,
        teams=other_teams,
        can_leave=can_leave,
    )


def _posted_data(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _status(*shown: forms.Form) -> int:
    return 422 if any(form.is_bound and form.errors for form in shown) else 200
