"""Effect of a programme, for the coach who leads it and for admins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.coaching.effect import ProgrammeEffect, effect_of
from teams.access.getters import programme_or_404, viewer_required
from teams.access.requests import ViewerRequest


@viewer_required
@require_safe
def effect(request: ViewerRequest, pk: int) -> HttpResponse:
    """LinkedIn scores before and after the programme, beside reps outside it, and a conclusion."""
    viewer = request.viewer
    programme = programme_or_404(viewer, pk)
    overseen = viewer.overseen_reps()
    outside = overseen.in_no_programme(programme.starts_on, programme.ends_on)
    result = effect_of(
        programme,
        list(overseen.taking_part(programme)),
        today=viewer.organization.today(),
        outside=list(outside),
    )
    is_there = isinstance(result, ProgrammeEffect)
    context = {
        "programme": programme,
        "effect": result if is_there else None,
        "missing": "" if isinstance(result, ProgrammeEffect) else result.sentence,
    }
    return render(request, "scoring/coaching/effect.html", context)
