"""Saved groups of reps: list, save from ticked reps, delete."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from teams.access.getters import (
    group_or_404,
    overseen_reps_or_404,
    overseer_or_404,
    viewer_required,
)
from teams.access.requests import ViewerRequest
from teams.models import Group
from teams.people.groups import delete_group, save_group


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: ViewerRequest) -> HttpResponse:
    """Lists the viewer's groups; a POST from a leaderboard saves one and redirects to it."""
    viewer = overseer_or_404(request)
    name, error, reps = request.POST.get("name", ""), "", []
    if request.method == "POST":
        reps = overseen_reps_or_404(viewer, request.POST.getlist("rep"))
        try:
            group = save_group(
                organization=viewer.organization, by=viewer.user, name=name, reps=reps
            )
        except ValidationError as wrong:
            error = wrong.messages[0]
        else:
            return redirect("group_leaderboard", group.pk)
    own_groups = Group.objects.filter(organization=viewer.organization, by=viewer.user)
    context = {"groups": own_groups, "name": name, "error": error, "reps": reps}
    return render(request, "scoring/boards/groups.html", context, status=422 if error else 200)


@viewer_required
@require_POST
def delete(request: ViewerRequest, pk: int) -> HttpResponse:
    """Deletes one of the viewer's groups."""
    delete_group(group=group_or_404(request.viewer, pk))
    return redirect("groups")
