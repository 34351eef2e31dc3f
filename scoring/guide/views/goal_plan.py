"""Plan to a goal: viewers of the rep's page can try one out; only the rep saves and ends it."""

from dataclasses import asdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from scoring.guide.forms import PlanForm
from scoring.guide.goal_plan import GoalPlan, PlanRequest, find_goal_plan, load_running_plan
from teams.access.getters import daily_log_rep_or_404, rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.visits import record_visit
from teams.models import Rep, User
from teams.planning.plans import end_plan, make_plan, plan_of


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def goal_plan(request: ViewerRequest, pk: int) -> HttpResponse:
    """Works out the plan described in the query string; a POST saves it as the rep's plan."""
    viewer = request.viewer
    posted = request.method == "POST"
    rep = daily_log_rep_or_404(viewer, pk) if posted else rep_or_404(viewer, pk)
    form = PlanForm(request.GET.dict(), rep.today())
    found = find_goal_plan(rep, form.plan_request, today=rep.today()) if form.is_valid() else ""
    plan, missing = (None, found) if isinstance(found, str) else (found, "")
    if posted and plan and _save_plan(request, rep, form.plan_request, plan, viewer.user):
        return redirect("goal_plan", rep.pk)
    record_visit(viewer, rep)
    own, running = viewer.is_self(rep), plan_of(rep)
    context = {
        "rep": rep,
        "own": own,
        "form": form,
        "limited": any(name.startswith(("most_", "without_")) for name in request.GET),
        "plan": plan,
        "missing": missing,
        "running_plan": load_running_plan(rep, running, today=rep.today(), own=own)
        if running
        else None,
    }
    wrong = bool(form.errors) or posted
    return render(request, "scoring/guide/goal_plan.html", context, status=422 if wrong else 200)


def _save_plan(
    request: HttpRequest, rep: Rep, plan_request: PlanRequest, plan: GoalPlan, by: User
) -> bool:
    if not plan.can_be_made:
        messages.error(request, "No plan to accept: nothing more is needed, or it can’t be done.")
        return False
    limits = {
        k: each for k, each in asdict(plan_request).items() if k not in ("goal", "by_day") and each
    }
    try:
        make_plan(
            rep=rep,
            goal=plan.goal,
            by_day=plan_request.by_day,
            units=plan.workload.units,
            usual={name: plan.usual.get(name, 0.0) for name in plan.workload.units},
            limits=limits,
            minutes=plan.workload.minutes,
            by=by,
        )
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return False
    messages.success(request, "This is your plan now.")
    return True


@viewer_required
@require_POST
def goal_plan_end(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ends the rep's plan."""
    rep = daily_log_rep_or_404(request.viewer, pk)
    if end_plan(rep=rep):
        messages.success(request, "The plan is ended.")
    return redirect("goal_plan", rep.pk)
