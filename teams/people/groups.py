"""Saved groups of reps from any teams, private to the user who saved them."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.models import Group, GroupMember, Organization, Rep, User

MAX_GROUP_REPS = 1000  # reps


@transaction.atomic
def save_group(*, organization: Organization, by: User, name: str, reps: Sequence[Rep]) -> Group:
    """Saves a new group of reps; the caller checks that the user oversees them.

    Raises ValidationError with a sentence for invalid input.
    """
    name = " ".join(name.split())
    _check(organization, by, name, reps)
    group: Group = Group.objects.create(organization=organization, by=by, name=name)
    GroupMember.objects.bulk_create(
        GroupMember(organization=organization, group=group, rep=rep) for rep in reps
    )
    return group


def _check(organization: Organization, by: User, name: str, reps: Sequence[Rep]) -> None:
    if not name or len(name) > 80:
        raise ValidationError("A group needs a name of at most 80 letters.")
    if not reps:
        raise ValidationError("Nobody is in the group: tick somebody.")
    if len(reps) > MAX_GROUP_REPS:
        raise ValidationError(f"A group has at most {MAX_GROUP_REPS:,} people.")
    if Group.objects.filter(organization=organization, by=by, name=name).exists():
        raise ValidationError(f"You have a group called “{name}” already: choose another name.")


def delete_group(*, group: Group) -> None:
    """Deletes a saved group; the reps are not affected."""
    group.delete()
