"""Forms of the people pages."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import Organization, Rep, Role, Team
from teams.people.directory import DirectoryFilter, PersonStatus
from teams.people.staffing import find_rep_by_address
from teams.web.form_fields import DayInput

MAX_AHEAD = timedelta(days=366)
KINDS = [(kind.value, kind.value) for kind in Role.Kind]
STATES = [(state.value, state.value) for state in PersonStatus]


def team_choices(organization: Organization) -> list[tuple[str, str]]:
    """Returns the organisation's teams and regions as choices."""
    teams = Team.objects.filter(organization=organization)
    return [(str(team.pk), team.name) for team in teams]


def find_team(organization: Organization, pk: str) -> Team | None:
    """Returns the team with that id; None if none was chosen."""
    teams = Team.objects.filter(organization=organization)
    return teams.in_bulk([pk]).get(int(pk)) if pk else None


def find_coached_rep(organization: Organization, email: str) -> Rep | None:
    """Returns the rep with that address; None for an empty one."""
    if not email:
        return None
    rep = find_rep_by_address(organization, email)
    if rep is None:
        raise ValidationError("There is no rep with that address here.")
    return rep


class PeopleFilterForm(forms.Form):
    """Filters of the people list."""

    q = forms.CharField(required=False, label="Name or e-mail")
    role = forms.ChoiceField(required=False, label="Role")
    team = forms.ChoiceField(required=False, label="Team")
    state = forms.ChoiceField(required=False, label="State")

    def __init__(self, query: QueryDict, organization: Organization) -> None:
        super().__init__(query, label_suffix="", auto_id="find_%s")
        any_choice = [("", "any")]
        choices = {"role": KINDS, "team": team_choices(organization), "state": STATES}
        for name, options in choices.items():
            self.fields[name].choices = any_choice + options  # type: ignore[attr-defined]

    def directory_filter(self) -> DirectoryFilter:
        """Returns the filters; invalid values are ignored."""
        self.is_valid()
        values = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return DirectoryFilter(values["q"], values["role"], values["team"], values["state"])


class RepForm(forms.Form):
    """Details of a rep."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail")
    seat = forms.ChoiceField(required=False, label="LinkedIn seat", choices=Rep.Seat.choices)
    time_zone = forms.CharField(required=False, max_length=60, label="Time zone")

    def __init__(self, data: QueryDict | None, rep: Rep) -> None:
        initial = {name: getattr(rep, name) for name in ("name", "email", "seat", "time_zone")}
        super().__init__(data, initial=initial, label_suffix="", auto_id="rep_%s")
        help_text = f"Empty: the organisation’s, {rep.organization.time_zone}."
        self.fields["time_zone"].help_text = help_text
        if rep.user_id:
            self.fields["email"].help_text = "The address to sign in with stays as it is."

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class SeatForm(forms.Form):
    """The rep's team from a date on."""

    team = forms.ChoiceField(required=False)
    on = forms.DateField(widget=DayInput(), label="From")

    def __init__(self, data: QueryDict | None, rep: Rep, team: Team | None = None) -> None:
        initial = {"on": rep.today(), "team": team.pk if team else ""}
        super().__init__(data, initial=initial, label_suffix="", auto_id="seat_%s")
        options = [("", "no team"), *team_choices(rep.organization)]
        self.fields["team"].choices = options  # type: ignore[attr-defined]
        self.last = rep.today() + MAX_AHEAD

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not LINKEDIN_LAUNCH <= on <= self.last:
            raise forms.ValidationError(f"Choose a day from {LINKEDIN_LAUNCH} to {self.last}.")
        return on


class RoleForm(forms.Form):
    """A role for a user."""

    kind = forms.ChoiceField(label="Role", choices=[each for each in KINDS if each[0] != "rep"])
    team = forms.ChoiceField(required=False, label="Team or region")
    coached = forms.EmailField(required=False, label="Or a coach’s rep, by e-mail")

    def __init__(self, data: QueryDict | None, organization: Organization) -> None:
        super().__init__(data, label_suffix="", auto_id="role_%s")
        self.organization = organization
        self.fields["team"].choices = [("", "none"), *team_choices(organization)]  # type: ignore[attr-defined]

    def clean_team(self) -> Team | None:
        return find_team(self.organization, self.cleaned_data["team"])

    def clean_coached(self) -> Rep | None:
        return find_coached_rep(self.organization, self.cleaned_data["coached"])
