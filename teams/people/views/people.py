"""People pages for admins: the list, and one page per person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.access.getters import admin_required
from teams.access.requests import ViewerRequest
from teams.models import Rep, User
from teams.people.deactivate import deactivate
from teams.people.directory import (
    DirectoryPerson,
    find_role,
    find_user,
    load_directory,
    load_person,
)
from teams.people.forms import PeopleFilterForm, RepForm, RoleForm, SeatForm, find_team
from teams.people.roles import end_role, grant_role, role_words
from teams.people.staffing import change_rep, move_rep
from teams.people.working_days import set_time_zone_of

PAGE = 50


# The list -----------------------------------------------------------------------------------------


@admin_required
@require_safe
def people(request: ViewerRequest) -> HttpResponse:
    """The list of people, 50 a page, with search and filters as query parameters."""
    organization = request.viewer.organization
    form = PeopleFilterForm(request.GET, organization)
    directory_filter = form.directory_filter()
    matching = [person for person in load_directory(organization) if directory_filter.fits(person)]
    page = Paginator(matching, PAGE).get_page(request.GET.get("page"))
    filters = {name: value for name in form.fields if (value := request.GET.get(name))}
    context = {
        "page": page,
        "form": form,
        "asked": urlencode(filters),
        "is_filtered": bool(filters),
    }
    return render(request, "teams/people/people.html", context)


# A person -----------------------------------------------------------------------------------------


@admin_required
@require_safe
def person(request: ViewerRequest, pk: int) -> HttpResponse:
    """The page of a user."""
    return _page(request, user=_user(request, pk))


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_rep(request: ViewerRequest, pk: int) -> HttpResponse:
    """The page of a rep, with or without an account; POST saves the rep's details."""
    rep, viewer = _rep(request, pk), request.viewer
    if request.method != "POST":
        return _page(request, rep=rep)
    form = RepForm(request.POST, rep)
    if form.is_valid():
        try:
            with transaction.atomic():
                _change(rep, form.cleaned_data, by=viewer.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
    if form.errors:
        rep.refresh_from_db()
        return _page(request, rep=rep, rep_form=form)
    return _redirect_with_message(request, f"{rep.name} saved.", "person_rep", rep.pk)


def _change(rep: Rep, new: dict[str, Any], *, by: User) -> None:
    change_rep(rep, name=new["name"], email=new["email"], seat=new["seat"], by=by)
    if new["time_zone"] != rep.time_zone:
        set_time_zone_of(rep, new["time_zone"], by=by)


@admin_required
@require_POST
def rep_seat(request: ViewerRequest, pk: int) -> HttpResponse:
    """Moves the rep to another team from a date on."""
    rep, viewer = _rep(request, pk), request.viewer
    form = SeatForm(request.POST, rep)
    if form.is_valid():
        team = find_team(viewer.organization, form.cleaned_data["team"])
        on = form.cleaned_data["on"]
        try:
            move_rep(rep, team, on, by=viewer.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            message = f"{rep.name}: {team or 'in no team'} from {on}."
            return _redirect_with_message(request, message, "person_rep", rep.pk)
    return _page(request, rep=rep, seat_form=form)


@admin_required
@require_POST
def role_give(request: ViewerRequest, pk: int) -> HttpResponse:
    """Grants a role."""
    user, viewer = _user(request, pk), request.viewer
    form = RoleForm(request.POST, viewer.organization)
    if form.is_valid():
        values = form.cleaned_data
        role_fields = {"kind": values["kind"], "team": values["team"], "rep": values["coached"]}
        try:
            role = grant_role(
                organization=viewer.organization, user=user, by=viewer.user, **role_fields
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            message = f"{user} is {role_words(role.kind, role.team, role.rep)} from today."
            return _redirect_with_message(request, message, "person", user.pk)
    return _page(request, user=user, role_form=form)


@admin_required
@require_POST
def role_end(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ends a role from the next request on."""
    viewer = request.viewer
    role = find_role(viewer.organization, pk)
    if role is None:
        raise Http404
    try:
        end_role(role, by=viewer.user)
    except ValidationError as error:
        return _page(request, user=role.user, wrong=" ".join(error.messages))
    message = f"{role.user} is no longer {role_words(role.kind, role.team, role.rep)}."
    return _redirect_with_message(request, message, "person", role.user_id)


@admin_required
@require_POST
def person_deactivate(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deactivates a user."""
    user = _user(request, pk)
    return _deactivate_person(request, "person", user=user)


@admin_required
@require_POST
def rep_deactivate(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deactivates a rep."""
    return _deactivate_person(request, "person_rep", rep=_rep(request, pk))


def _deactivate_person(
    request: ViewerRequest, url_name: str, *, user: User | None = None, rep: Rep | None = None
) -> HttpResponse:
    viewer, subject = request.viewer, user or rep
    try:
        deactivate(organization=viewer.organization, user=user, rep=rep, by=viewer.user)
    except ValidationError as error:
        return _page(request, user=user, rep=rep, wrong=" ".join(error.messages))
    if subject == viewer.user:
        return redirect("home")
    pk = subject.pk if subject else 0
    return _redirect_with_message(
        request, f"{subject} is deactivated; what they did stays.", url_name, pk
    )


def _user(request: ViewerRequest, pk: int) -> User:
    user = find_user(request.viewer.organization, pk)
    if user is None:
        raise Http404
    return user


def _rep(request: ViewerRequest, pk: int) -> Rep:
    viewer = request.viewer
    rep = viewer.reps().select_related("organization", "user").in_bulk([pk]).get(pk)
    if rep is None:
        raise Http404
    return rep


def _redirect_with_message(
    request: HttpRequest, message: str, url_name: str, pk: int
) -> HttpResponse:
    messages.success(request, message)
    return redirect(url_name, pk)


def _page(
    request: ViewerRequest, *, user: User | None = None, rep: Rep | None = None, **forms: Any
) -> HttpResponse:
    """Renders a person's page; forms passed in have errors."""
    organization = request.viewer.organization
    user = user or (rep.user if rep else None)
    person = load_person(organization, user=user, rep=rep)
    blank_forms: dict[str, Any] = {"role_form": RoleForm(None, organization)} if user else {}
    if person.rep:
        blank_forms |= {
            "rep_form": RepForm(None, person.rep),
            "seat_form": SeatForm(None, person.rep, next(iter(person.teams), None)),
        }
    context = {"person": person, "links": _links(person), **blank_forms, **forms}
    return render(request, "teams/people/person.html", context, status=422 if forms else 200)


def _links(person: DirectoryPerson) -> list[tuple[str, str]]:
    """Returns links to further actions on a rep."""
    if person.rep is None:
        return []
    actions = (("Merge with a duplicate", "merge_rep"), ("Erase", "erase_rep"))
    return [(label, reverse(name, args=[person.rep.pk])) for label, name in actions]
