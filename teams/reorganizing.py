"""How an organisation is cut into teams and regions: every change of it, each with an audit entry.

Whoever calls these has asked teams.access whether they may be called; that everything named is the
organisation's own is checked here too.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction

from teams.models import Action, AuditEntry, Organization, Rep, Team, User
from teams.staffing import move_rep

# Why a team cannot go, by what there is of it.
REASONS = {
    "membership": "people sit in it, or once did",
    "role": "somebody was given a role for it",
    "invitation": "somebody was invited to it",
    "team": "teams are in it",
}


@transaction.atomic
def create_team(
    *, organization: Organization, name: str, region: Team | None = None, by: User | None = None
) -> Team:
    """A new team, in a region if one is named.

    Raises ValidationError with a sentence for a name that is taken or a region that can't be one.
    """
    _hold(organization)
    team = Team(organization=organization, name=name.strip(), region=region)
    _check_name(team)
    _check_region(team, region)
    team.save()
    _audit(team, Action.TEAM_CREATED, by, {"is": team.name, "region": _name(region)})
    return team


@transaction.atomic
def change_team(*, team: Team, name: str, region: Team | None, by: User | None = None) -> None:
    """Gives the team a name, and puts it into a region or takes it out; what is so stays so.

    Raises ValidationError with a sentence for a name that is taken, or where regions would nest.
    """
    _hold(team.organization)
    held = Team.objects.select_related("region", "organization").get(pk=team.pk)
    was, was_in = held.name, held.region
    held.name, held.region = name.strip(), region
    if held.name != was:
        _check_name(held)
        _audit(held, Action.TEAM_RENAMED, by, {"was": was, "is": held.name})
    if region != was_in:
        _check_region(held, region)
        _audit(held, Action.REGION_CHANGED, by, {"was": _name(was_in), "is": _name(region)})
    held.save(update_fields=["name", "region"])


@transaction.atomic
def delete_team(*, team: Team, by: User | None = None) -> None:
    """Takes away a team that never had anybody.

    Raises ValidationError with a sentence for one that did: what happened there has to stay true.
    """
    _hold(team.organization)
    Team.objects.select_for_update().get(pk=team.pk)
    if reason := why_it_stays(team):
        raise ValidationError(reason)
    _audit(team, Action.TEAM_DELETED, by, {"was": team.name})
    team.delete()


@transaction.atomic
def move_reps(*, reps: Iterable[Rep], team: Team | None, on: date, by: User | None = None) -> None:
    """Seats them all in the team from that day on, or in none; one who can't move keeps all back.

    Raises ValidationError with a sentence for each who can't.
    """
    reps = list(reps)
    if team and any(rep.organization_id != team.organization_id for rep in reps):
        raise ValidationError("Choose people and a team of one organisation.")
    faults = []
    for rep in sorted(reps, key=lambda rep: rep.pk):
        try:
            move_rep(rep, team, on, by=by)
        except ValidationError as error:
            faults += error.messages
    if faults:
        raise ValidationError(faults)


def why_it_stays(team: Team) -> str:
    """A sentence that says why the team can't be deleted, and what to do; empty where it can."""
    names = set(_named_by(team))
    if not names:
        return ""
    found = next((REASONS[name] for name in REASONS if name in names), "scores name it")
    return (
        f"{team} stays, because {found}: what happened there has to stay true. "
        "Move its people out from a day on, or rename it."
    )


def _named_by(team: Team) -> Iterator[str]:
    """The kinds of rows, of any app, that name the team."""
    for relation in team._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model:
            theirs = relation.related_model._base_manager  # noqa: SLF001  any model has it
            if theirs.filter(**{relation.field.name: team}).exists():
                yield relation.related_model._meta.model_name or ""


def _hold(organization: Organization) -> None:
    """Keeps others from reorganising meanwhile: two changes at once could nest regions."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def _check_name(team: Team) -> None:
    if not team.name:
        raise ValidationError({"name": "A team needs a name."})
    team.clean_fields(exclude=["region"])
    others = Team.objects.filter(organization=team.organization).exclude(pk=team.pk)
    if others.filter(name__iexact=team.name).exists():
        raise ValidationError({"name": f"There is a team {team.name} already; choose another."})


def _check_region(team: Team, region: Team | None) -> None:
    if region is None:
        return
    if region.organization_id != team.organization_id or region.pk == team.pk:
        raise ValidationError({"region": "Choose another team of this organisation as region."})
    above = Team.objects.select_related("region").get(pk=region.pk).region
    if above:
        raise ValidationError(
            {"region": f"{region} is in {above} itself, and regions do not nest: choose {above}."}
        )
    if team.pk and Team.objects.filter(region=team).exists():
        raise ValidationError(
            {"region": f"{team} is a region, and regions do not nest: take its teams out first."}
        )


def _name(team: Team | None) -> str | None:
    return team.name if team else None


def _audit(team: Team, action: Action, by: User | None, details: Mapping[str, str | None]) -> None:
    details = {"team": team.name, **details}
    AuditEntry.objects.create(organization=team.organization, by=by, action=action, details=details)
