"""What-if pages: a rep with other habits, or a team doing more; the inputs are in the address."""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from scoring.core.actions import ACTIONS, PROFILE
from scoring.guide.team_what_if import MAX_EXTRA_UNITS, team_what_if
from scoring.guide.what_if import what_if
from teams.access.getters import overseen_team_or_404, rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.visits import record_visit
from teams.base.inputs import INPUTS

HABITS: Final = (PROFILE, *(each.name for each in INPUTS.values() if each.own))


@viewer_required
@require_safe
def what_if_page(request: ViewerRequest, pk: int) -> HttpResponse:
    """A rep's score with other habits, next to the forecast with today's."""
    viewer = request.viewer
    rep = rep_or_404(viewer, pk)
    record_visit(viewer, rep)
    tried = parse_amounts(request.GET, HABITS)
    found = what_if(rep, tried, today=rep.today())
    page, missing = (None, found) if isinstance(found, str) else (found, "")
    response = render(
        request,
        "scoring/guide/what_if.html",
        {"rep": rep, "own": viewer.is_self(rep), "page": page, "missing": missing},
    )
    return _canonical_response(request, response, page.changed if page else {})


@viewer_required
@require_safe
def team_what_if_page(request: ViewerRequest, pk: int) -> HttpResponse:
    """A team in which every member does so many more of an action per week."""
    team = overseen_team_or_404(request.viewer, pk)
    tried = parse_amounts(request.GET, [each.name for each in ACTIONS])
    more = {name: min(each, MAX_EXTRA_UNITS) for name, each in tried.items() if each}
    page = team_what_if(team, more, today=team.organization.today())
    response = render(request, "scoring/guide/team_what_if.html", {"team": team, "page": page})
    return _canonical_response(request, response, more)


def parse_amounts(query: QueryDict, names: Iterable[str]) -> dict[str, int]:
    """Values in the query string; those that are not numbers are left out.

    The form sends a slider, the number field beside it, and the value both had before: the one that
    was changed wins.
    """
    amounts = {name: _parse_amount(query.getlist(name)) for name in names}
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _parse_amount(texts: list[str]) -> int | None:
    *entered, before = texts if len(texts) > 1 else [*texts, ""]
    changed = [each for each in entered if each != before] or entered
    numbers = [each for each in changed if each.isascii() and each.isdecimal() and len(each) < 6]
    return int(numbers[0]) if numbers else None


def _canonical_response(
    request: ViewerRequest, response: HttpResponse, changed: Mapping[str, int]
) -> HttpResponse:
    """Moves the answer to a canonical address that holds only what was changed."""
    address = f"{request.path}?{urlencode(changed)}" if changed else request.path
    if request.htmx:
        response["HX-Replace-Url"] = address
        return response
    is_form = any(len(request.GET.getlist(name)) > 1 for name in request.GET)
    return redirect(address) if is_form else response
