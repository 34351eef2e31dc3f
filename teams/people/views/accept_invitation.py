"""Page of an invitation link: create an account, or accept while signed in."""

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from teams.access.middleware import ORGANIZATION_SESSION_KEY
from teams.models import User
from teams.people.accept_invitation import (
    InvitationClosedError,
    OpenInvitation,
    accept_as_user,
    accept_with_password,
    find_open_invitation,
)
from teams.people.roles import role_words


class SetPasswordForm(forms.Form):
    """Name and password for a new or reopened account."""

    name = forms.CharField(
        max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1 = forms.CharField(
        strip=False,
        label="Password",
        help_text="At least 10 characters.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        strip=False,
        label="Password, again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: object, open_invitation: OpenInvitation) -> None:
        invitation = open_invitation.invitation
        super().__init__(data, initial={"name": invitation.name}, label_suffix="")  # type: ignore[arg-type]
        self.email = invitation.email

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, object]:
        values = self.cleaned_data
        first, second = values.get("password1"), values.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two are not the same.")
        elif first:
            try:
                validate_password(first, User(email=self.email, name=values.get("name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return values


@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Shows and accepts an invitation; all invalid keys get one identical 404."""
    open_invitation = find_open_invitation(key)
    if open_invitation is None:
        return _render_gone(request)
    try:
        if request.user.is_authenticated:
            return _accept_as_user(request, key, open_invitation)
        if open_invitation.sets_password:
            return _accept_with_password(request, key, open_invitation)
    except InvitationClosedError:
        return _render_gone(request)
    sign_in = reverse("account_login", query={"next": request.path})
    return _page(
        request, open_invitation, status=422 if request.method == "POST" else 200, sign_in=sign_in
    )


def _accept_with_password(
    request: HttpRequest, key: str, open_invitation: OpenInvitation
) -> HttpResponse:
    """Creates or reopens the account with a password, and signs in."""
    posted = request.method == "POST"
    form = SetPasswordForm(request.POST if posted else None, open_invitation)
    if posted and form.is_valid():
        values = form.cleaned_data
        try:
            user = accept_with_password(key, name=values["name"], password=values["password1"])
        except InvitationClosedError:
            raise
        except ValidationError as error:
            form.add_error(None, error)
        else:
            response: HttpResponse = perform_login(request, user, redirect_url=reverse("home"))
            request.session[ORGANIZATION_SESSION_KEY] = open_invitation.invitation.organization_id
            return response
    return _page(request, open_invitation, status=422 if form.errors else 200, form=form)


def _accept_as_user(
    request: HttpRequest, key: str, open_invitation: OpenInvitation
) -> HttpResponse:
    """Accepts with a button, if the signed-in user is the one invited."""
    is_theirs = open_invitation.user is not None and open_invitation.user == request.user
    wrong = ""
    if request.method == "POST" and open_invitation.user and is_theirs:
        try:
            accept_as_user(key, user=open_invitation.user)
        except InvitationClosedError:
            raise
        except ValidationError as error:
            wrong = " ".join(error.messages)
        else:
            request.session[ORGANIZATION_SESSION_KEY] = open_invitation.invitation.organization_id
            messages.success(request, f"Welcome to {open_invitation.invitation.organization}.")
            return redirect("home")
    status = 422 if request.method == "POST" else 200
    return _page(request, open_invitation, status=status, is_theirs=is_theirs, wrong=wrong)


def _page(
    request: HttpRequest, open_invitation: OpenInvitation, *, status: int, **context: object
) -> HttpResponse:
    invitation = open_invitation.invitation
    context |= {
        "invitation": invitation,
        "role": role_words(invitation.kind, invitation.team, invitation.rep),
    }
    return render(request, "teams/people/accept_invitation.html", context, status=status)


def _render_gone(request: HttpRequest) -> HttpResponse:
    return render(request, "teams/people/invitation_gone.html", status=404)
