"""Creating, changing and deleting teams and regions and moving reps, with audit entries.

Callers check permissions with teams.access; that all objects belong to the organisation is checked
here as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction

from teams.models import Action, AuditEntry, Organization, Rep, Team, User
from teams.people.staffing import move_rep

# Why a team cannot be deleted, by the kind of rows that refer to it.
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
    """Creates a team, in a region if given.

    Raises ValidationError with a sentence for a name already taken or an invalid region.
    """
    _lock_organization(organization)
    team = Team(organization=organization, name=name.strip(), region=region)
    _check_name(team)
    _check_region(team, region)
    team.save()
    _audit(team, Action.TEAM_CREATED, by, {"is": team.name, "region": _name(region)})
    return team


@transaction.atomic
def change_team(*, team: Team, name: str, region: Team | None, by: User | None = None) -> None:
    """Renames the team and sets or clears its region.

    Raises ValidationError with a sentence for a name already taken, or if regions would nest.
    """
    _lock_organization(team.organization)
    locked = Team.objects.select_related("region", "organization").get(pk=team.pk)
    previous_name, previous_region = locked.name, locked.region
    locked.name, locked.region = name.strip(), region
    if locked.name != previous_name:
        _check_name(locked)
        _audit(locked, Action.TEAM_RENAMED, by, {"was": previous_name, "is": locked.name})
    if region != previous_region:
        _check_region(locked, region)
        _audit(
            locked, Action.REGION_CHANGED, by, {"was": _name(previous_region), "is": _name(region)}
        )
    locked.save(update_fields=["name", "region"])


@transaction.atomic
def delete_team(*, team: Team, by: User | None = None) -> None:
    """Deletes a team that has never been used.

    Raises ValidationError with a sentence for one that has, because its history has to remain.
    """
    _lock_organization(team.organization)
    Team.objects.select_for_update().get(pk=team.pk)
    if reason := undeletable_reason(team):
        raise ValidationError(reason)
    _audit(team, Action.TEAM_DELETED, by, {"was": team.name})
    team.delete()


@transaction.atomic
def move_reps(*, reps: Iterable[Rep], team: Team | None, on: date, by: User | None = None) -> None:
    """Moves all reps to the team from that day on, or to none; all or nothing.

    Raises ValidationError with a sentence for each rep who cannot move.
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


def undeletable_reason(team: Team) -> str:
    """Returns a sentence on why the team can't be deleted and what to do; empty if it can."""
    names = set(_referring_models(team))
    if not names:
        return ""
    reason = next((REASONS[name] for name in REASONS if name in names), "scores name it")
    return (
        f"{team} stays, because {reason}: what happened there has to stay true. "
        "Move its people out from a day on, or rename it."
    )


def _referring_models(team: Team) -> Iterator[str]:
    """Yields the names of models, of any app, with rows that refer to the team."""
    for relation in team._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model:
            manager = relation.related_model._base_manager  # noqa: SLF001  any model has it
            if manager.filter(**{relation.field.name: team}).exists():
                yield relation.related_model._meta.model_name or ""


def _lock_organization(organization: Organization) -> None:
    """Locks the organisation's row: two concurrent changes could nest regions."""
    Organization.objects.select_for_update().get(pk=organization.pk)


def _check_name(team: Team) -> None:
    if not team.name:
        raise ValidationError({"name": "A team needs a name."})
    team.clean_fields(exclude=["region"])
    other_teams = Team.objects.filter(organization=team.organization).exclude(pk=team.pk)
    if other_teams.filter(name__iexact=team.name).exists():
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
