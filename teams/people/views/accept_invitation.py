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

    def __init__(self, data: object, found: OpenInvitation) -> None:
        accept_invitation = found.invitation
        super().__init__(data, initial={"name": accept_invitation.name}, label_suffix="")  # type: ignore[arg-type]
        self.email = accept_invitation.email

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, object]:
        said = self.cleaned_data
        first, second = said.get("password1"), said.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two are not the same.")
        elif first:
            try:
                validate_password(first, User(email=self.email, name=said.get("name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return said


@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Shows and accepts an invitation; all invalid keys get one identical 404."""
    found = find_open_invitation(key)
    if found is None:
        return _render_gone(request)
    try:
        if request.user.is_authenticated:
            return _accept_as_user(request, key, found)
        if found.sets_password:
            return _accept_with_password(request, key, found)
    except InvitationClosedError:
        return _render_gone(request)
    here = reverse("account_login", query={"next": request.path})
    return _page(request, found, status=422 if request.method == "POST" else 200, sign_in=here)


def _accept_with_password(request: HttpRequest, key: str, found: OpenInvitation) -> HttpResponse:
    """Creates or reopens the account with a password, and signs in."""
    posted = request.method == "POST"
    form = SetPasswordForm(request.POST if posted else None, found)
    if posted and form.is_valid():
        said = form.cleaned_data
        try:
            user = accept_with_password(key, name=said["name"], password=said["password1"])
        except InvitationClosedError:
            raise
        except ValidationError as error:
            form.add_error(None, error)
        else:
            response: HttpResponse = perform_login(request, user, redirect_url=reverse("home"))
            request.session[ORGANIZATION_SESSION_KEY] = found.invitation.organization_id
            return response
    return _page(request, found, status=422 if form.errors else 200, form=form)


def _accept_as_user(request: HttpRequest, key: str, found: OpenInvitation) -> HttpResponse:
    """Accepts with a button, if the signed-in user is the one invited."""
    is_theirs = found.user is not None and found.user == request.user
    wrong = ""
    if request.method == "POST" and found.user and is_theirs:
        try:
            accept_as_user(key, user=found.user)
        except InvitationClosedError:
            raise
        except ValidationError as error:
            wrong = " ".join(error.messages)
        else:
            request.session[ORGANIZATION_SESSION_KEY] = found.invitation.organization_id
            messages.success(request, f"Welcome to {found.invitation.organization}.")
            return redirect("home")
    status = 422 if request.method == "POST" else 200
    return _page(request, found, status=status, is_theirs=is_theirs, wrong=wrong)


def _page(
    request: HttpRequest, found: OpenInvitation, *, status: int, **context: object
) -> HttpResponse:
    it = found.invitation
    context |= {"invitation": it, "role": role_words(it.kind, it.team, it.rep)}
    return render(request, "teams/people/accept_invitation.html", context, status=status)


def _render_gone(request: HttpRequest) -> HttpResponse:
    return render(request, "teams/people/invitation_gone.html", status=404)
