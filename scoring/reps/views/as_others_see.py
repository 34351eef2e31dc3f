"""What others see: shows reps what each role sees of them, and who visited their page."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from scoring.boards.leaderboard import build_team_board
from scoring.boards.query import BoardQuery
from scoring.reps.views.rep import rep_page_context
from teams.access.getters import own_rep_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.models import Rep, Role, User
from teams.people.name_visibility import set_unnamed
from teams.people.who_can_see import OVERSEEING_KINDS, Onlookers, onlookers
from teams.web.query_params import choice_param, option_links

ROLE_NAMES = {
    Role.Kind.MANAGER: "Manager",
    Role.Kind.COACH: "Coach",
    Role.Kind.ADMIN: "Admin",
    Role.Kind.REP: "Teammate",
    Role.Kind.VIEWER: "Leaderboard viewer",
}


@dataclass(frozen=True)
class RolePreview:
    """A role to preview: how many people hold it, and who they are if they look after the rep."""

    kind: Role.Kind
    name: str
    number: int
    users: tuple[User, ...]

    @property
    def sees_page(self) -> bool:
        """Whether the role opens the rep's page; other roles see a row of a leaderboard."""
        return self.kind in OVERSEEING_KINDS


@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def as_others_see(request: ViewerRequest) -> HttpResponse:
    """Preview of the rep's page or row for one role; a POST shows or hides the name on boards."""
    viewer = request.viewer
    rep = own_rep_or_404(viewer)
    if request.method == "POST":
        return _save_name_visibility(request, rep, viewer.user)
    who = onlookers(rep)
    kind = Role.Kind(choice_param(request.GET, "as", tuple(ROLE_NAMES)))
    part = _role_preview(kind, who)
    options = [(each.value, _label(_role_preview(each, who))) for each in ROLE_NAMES]
    context = {
        "rep": rep,
        "part": part,
        "parts": option_links(request.path, {}, "as", options, kind),
        "organization": viewer.organization,
        "onlookers": who,
        **_preview_context(request, rep, part, who),
    }
    return render(request, "scoring/reps/as_others_see.html", context)


def _save_name_visibility(request: HttpRequest, rep: Rep, by: User) -> HttpResponse:
    unnamed = "unnamed" in request.POST
    if set_unnamed(rep=rep, unnamed=unnamed, by=by):
        how = "without your name" if unnamed else "with your name"
        messages.success(request, f"From now on you are on boards {how}.")
    return redirect("as_others_see")


def _role_preview(kind: Role.Kind, who: Onlookers) -> RolePreview:
    users = who.users.get(kind, ()) if kind in OVERSEEING_KINDS else ()
    return RolePreview(kind, ROLE_NAMES[kind], who.number(kind), tuple(users))


def _label(part: RolePreview) -> str:
    return f"{part.name} ({part.number})" if part.number else f"{part.name} (nobody)"


def _preview_context(
    request: HttpRequest, rep: Rep, part: RolePreview, who: Onlookers
) -> dict[str, object]:
    """Template context: the rep's page for those who look after the rep, else the board row."""
    if part.sees_page:
        return rep_page_context(request, rep, own=False, kept={"as": part.kind.value})
    if who.team is None:
        return {}
    sight = Viewer.playing(part.kind, who.team).sight(who.team)
    board = (
        build_team_board(who.team, BoardQuery(), sight, only_rep=rep) if sight.everybody else None
    )
    return {"sight": sight, "board": board}
