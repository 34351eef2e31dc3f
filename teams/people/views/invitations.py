"""Pages where admins invite one or many people, always with a preview."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from teams.access.getters import admin_required
from teams.access.requests import ViewerRequest
from teams.importers.pasted_people import MAX_PEOPLE, PersonLine, parse_people
from teams.importers.table import FileError
from teams.models import Invitation, Organization, Rep, Role, Team
from teams.people.bulk_invite import (
    InviteOutcome,
    InvitePreview,
    carry_out_invites,
    preview_guests,
    preview_lines,
)
from teams.people.forms import find_coached_rep, find_team, team_choices
from teams.people.invitation_mail import InvitationMail
from teams.people.invitations import (
    Guest,
    find_invitation,
    preview_invitation_mail,
    resend,
    withdraw_invitations,
)

ROLE_CHOICES = [
    ("rep", "rep: sees their own page and logs their days"),
    ("manager", "manager: looks after a team"),
    ("coach", "coach: looks after teams or single reps, and reports"),
    ("viewer", "viewer: sees leaderboards only"),
    ("admin", "admin: does everything here"),
]
ADD_ONLY_LABEL = "Only add, without a sign-in and without a mail"


class InviteForm(forms.Form):
    """A person to invite."""

    email = forms.EmailField(label="E-mail")
    name = forms.CharField(required=False, max_length=120)
    kind = forms.ChoiceField(label="Role", choices=ROLE_CHOICES)
    team = forms.ChoiceField(required=False, label="Team or region")
    coached = forms.EmailField(required=False, label="Or a coach’s rep, by e-mail")
    seat = forms.ChoiceField(
        required=False, label="LinkedIn seat of a rep", choices=Rep.Seat.choices
    )
    quiet = forms.BooleanField(required=False, label=ADD_ONLY_LABEL)

    def __init__(
        self, data: QueryDict | None, *, organization: Organization, initial: dict[str, str]
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.organization = organization
        self.fields["team"].choices = [("", "none"), *team_choices(organization)]  # type: ignore[attr-defined]
        self.arrival: InvitePreview | None = None

    def clean_team(self) -> Team | None:
        return find_team(self.organization, self.cleaned_data["team"])

    def clean_coached(self) -> Rep | None:
        return find_coached_rep(self.organization, self.cleaned_data["coached"])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.errors:
            return said
        if said["quiet"] and said["kind"] != Role.Kind.REP:
            raise forms.ValidationError("Only a rep can be here without signing in.")
        is_coach = said["kind"] == Role.Kind.COACH
        guest = Guest(
            email=said["email"],
            name=" ".join(said["name"].split()),
            kind=said["kind"],
            team=None if said["kind"] == Role.Kind.ADMIN else said["team"],
            rep=said["coached"] if is_coach else None,
            seat=said["seat"],
        )
        arrival = preview_guests(self.organization, [guest], inviting=not said["quiet"])[0]
        if arrival.outcome in (InviteOutcome.WRONG, InviteOutcome.HERE):
            raise forms.ValidationError(f"{guest.email}: {arrival.words}.")
        self.arrival = arrival
        return said


class BulkInviteForm(forms.Form):
    """People to invite, one per line."""

    text = forms.CharField(
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 10, "class": "code", "spellcheck": "false"}),
        label="Name, e-mail, team, LinkedIn seat",
        help_text=f"A line a person, up to {MAX_PEOPLE}; only an e-mail will do.",
    )
    team = forms.ChoiceField(required=False, label="Team of lines without one")
    quiet = forms.BooleanField(required=False, label=ADD_ONLY_LABEL)

    def __init__(self, data: QueryDict | None, organization: Organization) -> None:
        super().__init__(data, label_suffix="")
        self.organization = organization
        self.fields["team"].choices = [("", "none"), *team_choices(organization)]  # type: ignore[attr-defined]
        self.lines: tuple[PersonLine, ...] = ()

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            self.lines = parse_people(text)
        except FileError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def arrived(self) -> list[InvitePreview]:
        """Returns the outcome for each line."""
        return preview_lines(
            self.organization,
            self.lines,
            usual_team=find_team(self.organization, self.cleaned_data["team"]),
            inviting=not self.cleaned_data["quiet"],
        )


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: ViewerRequest) -> HttpResponse:
    """Invites one person: form, preview of the mail, then sending."""
    viewer = request.viewer
    initial = {
        name: value for name, value in request.GET.dict().items() if name in InviteForm.base_fields
    }
    data = request.POST if request.method == "POST" else None
    form = InviteForm(data, organization=viewer.organization, initial=initial)
    arrived = [form.arrival] if form.is_valid() and form.arrival else []
    if arrived and "send" in request.POST:
        return _carry_out(request, arrived, quiet=form.cleaned_data["quiet"])
    context: dict[str, Any] = {"form": form, "arrival": None, "letter": None}
    if arrived and "edit" not in request.POST:
        letter = None if form.cleaned_data["quiet"] else _preview_mail(request, arrived)
        context |= {"arrival": arrived[0], "letter": letter}
    status = 422 if form.errors else 200
    return render(request, "teams/people/invite.html", context, status=status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_many(request: ViewerRequest) -> HttpResponse:
    """Invites many people: lines, preview with the first mail, then all are sent or none."""
    viewer = request.viewer
    form = BulkInviteForm(request.POST if request.method == "POST" else None, viewer.organization)
    arrived = form.arrived() if form.is_valid() else []
    wrong = [each for each in arrived if each.outcome == InviteOutcome.WRONG]
    coming = [each for each in arrived if each.outcome in (InviteOutcome.NEW, InviteOutcome.KNOWN)]
    if "send" in request.POST and coming and not wrong:
        return _carry_out(request, arrived, quiet=form.cleaned_data["quiet"])
    letter = None
    if coming and not wrong and not form.cleaned_data["quiet"]:
        letter = _preview_mail(request, coming)
    context = {"form": form, "arrived": arrived, "wrong": wrong, "coming": coming, "letter": letter}
    status = 422 if form.errors or wrong else 200
    return render(request, "teams/people/bulk_invite.html", context, status=status)


@admin_required
@require_POST
def invitation_again(request: ViewerRequest, pk: int) -> HttpResponse:
    """Sends a new mail with a new link; the earlier link stops working."""
    invitation = _invitation_or_404(request, pk)
    try:
        made = resend(invitation, by=request.viewer.user, site=_site(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _report_result(request, [made], 1)
    return redirect("people")


@admin_required
@require_POST
def invitation_withdraw(request: ViewerRequest, pk: int) -> HttpResponse:
    """Withdraws an invitation, whose link stops working."""
    invitation = _invitation_or_404(request, pk)
    withdraw_invitations([invitation], by=request.viewer.user)
    messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
    return redirect("people")


def _invitation_or_404(request: ViewerRequest, pk: int) -> Invitation:
    found = find_invitation(request.viewer.organization, pk)
    if found is None:
        raise Http404
    return found


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


def _preview_mail(request: ViewerRequest, arrived: list[InvitePreview]) -> InvitationMail:
    viewer = request.viewer
    return preview_invitation_mail(
        organization=viewer.organization,
        guest=arrived[0].guest,
        by=viewer.user,
        site=_site(request),
    )


def _carry_out(
    request: ViewerRequest, arrived: list[InvitePreview], *, quiet: bool
) -> HttpResponse:
    viewer = request.viewer
    made = carry_out_invites(
        organization=viewer.organization,
        arrived=arrived,
        inviting=not quiet,
        by=viewer.user,
        site=_site(request),
    )
    coming = sum(each.outcome != InviteOutcome.HERE for each in arrived)
    _report_result(request, made, coming)
    return redirect("people")


def _report_result(request: HttpRequest, made: list[Invitation], coming: int) -> None:
    unsent = sum(each.sent_at is None for each in made)
    if not made:
        messages.success(request, f"{_counted(coming)} added, without a sign-in.")
    elif unsent:
        said = f"{_counted(coming)} invited, but {unsent} of the mails could not be sent. "
        messages.warning(request, said + "The invitations stand: send them again from the list.")
    else:
        messages.success(request, f"{_counted(coming)} invited.")


def _counted(people: int) -> str:
    return "One person" if people == 1 else f"{people} people"
