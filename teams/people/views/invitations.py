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
        self.preview: InvitePreview | None = None

    def clean_team(self) -> Team | None:
        return find_team(self.organization, self.cleaned_data["team"])

    def clean_coached(self) -> Rep | None:
        return find_coached_rep(self.organization, self.cleaned_data["coached"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if self.errors:
            return values
        if values["quiet"] and values["kind"] != Role.Kind.REP:
            raise forms.ValidationError("Only a rep can be here without signing in.")
        is_coach = values["kind"] == Role.Kind.COACH
        guest = Guest(
            email=values["email"],
            name=" ".join(values["name"].split()),
            kind=values["kind"],
            team=None if values["kind"] == Role.Kind.ADMIN else values["team"],
            rep=values["coached"] if is_coach else None,
            seat=values["seat"],
        )
        preview = preview_guests(self.organization, [guest], send_invitations=not values["quiet"])[
            0
        ]
        if preview.outcome in (InviteOutcome.WRONG, InviteOutcome.HERE):
            raise forms.ValidationError(f"{guest.email}: {preview.words}.")
        self.preview = preview
        return values


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

    def previews(self) -> list[InvitePreview]:
        """Returns the outcome for each line."""
        return preview_lines(
            self.organization,
            self.lines,
            usual_team=find_team(self.organization, self.cleaned_data["team"]),
            send_invitations=not self.cleaned_data["quiet"],
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
    previews = [form.preview] if form.is_valid() and form.preview else []
    if previews and "send" in request.POST:
        return _carry_out(request, previews, quiet=form.cleaned_data["quiet"])
    context: dict[str, Any] = {"form": form, "arrival": None, "letter": None}
    if previews and "edit" not in request.POST:
        mail = None if form.cleaned_data["quiet"] else _preview_mail(request, previews)
        context |= {"arrival": previews[0], "letter": mail}
    status = 422 if form.errors else 200
    return render(request, "teams/people/invite.html", context, status=status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_many(request: ViewerRequest) -> HttpResponse:
    """Invites many people: lines, preview with the first mail, then all are sent or none."""
    viewer = request.viewer
    form = BulkInviteForm(request.POST if request.method == "POST" else None, viewer.organization)
    previews = form.previews() if form.is_valid() else []
    wrong = [each for each in previews if each.outcome == InviteOutcome.WRONG]
    to_invite = [
        each for each in previews if each.outcome in (InviteOutcome.NEW, InviteOutcome.KNOWN)
    ]
    if "send" in request.POST and to_invite and not wrong:
        return _carry_out(request, previews, quiet=form.cleaned_data["quiet"])
    mail = None
    if to_invite and not wrong and not form.cleaned_data["quiet"]:
        mail = _preview_mail(request, to_invite)
    context = {
        "form": form,
        "arrived": previews,
        "wrong": wrong,
        "coming": to_invite,
        "letter": mail,
    }
    status = 422 if form.errors or wrong else 200
    return render(request, "teams/people/bulk_invite.html", context, status=status)


@admin_required
@require_POST
def invitation_again(request: ViewerRequest, pk: int) -> HttpResponse:
    """Sends a new mail with a new link; the earlier link stops working."""
    invitation = _invitation_or_404(request, pk)
    try:
        sent = resend(invitation, by=request.viewer.user, site=_site(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _report_result(request, [sent], 1)
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
    invitation = find_invitation(request.viewer.organization, pk)
    if invitation is None:
        raise Http404
    return invitation


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


def _preview_mail(request: ViewerRequest, previews: list[InvitePreview]) -> InvitationMail:
    viewer = request.viewer
    return preview_invitation_mail(
        organization=viewer.organization,
        guest=previews[0].guest,
        by=viewer.user,
        site=_site(request),
    )


def _carry_out(
    request: ViewerRequest, previews: list[InvitePreview], *, quiet: bool
) -> HttpResponse:
    viewer = request.viewer
    created = carry_out_invites(
        organization=viewer.organization,
        previews=previews,
        send_invitations=not quiet,
        by=viewer.user,
        site=_site(request),
    )
    count = sum(each.outcome != InviteOutcome.HERE for each in previews)
    _report_result(request, created, count)
    return redirect("people")


def _report_result(request: HttpRequest, created: list[Invitation], count: int) -> None:
    unsent = sum(each.sent_at is None for each in created)
    if not created:
        messages.success(request, f"{_counted(count)} added, without a sign-in.")
    elif unsent:
        text = f"{_counted(count)} invited, but {unsent} of the mails could not be sent. "
        messages.warning(request, text + "The invitations stand: send them again from the list.")
    else:
        messages.success(request, f"{_counted(count)} invited.")


def _counted(people: int) -> str:
    return "One person" if people == 1 else f"{people} people"
