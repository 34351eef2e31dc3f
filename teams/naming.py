"""Whether a rep is named on boards: the rep's own choice."""

from django.db import transaction

from teams.models import Action, AuditEntry, Rep, User


@transaction.atomic
def set_unnamed(*, rep: Rep, unnamed: bool, by: User) -> bool:
    """Shows the rep on boards without a name, or with it again; False where it is so already."""
    if rep.unnamed == unnamed:
        return False
    was, rep.unnamed = rep.unnamed, unnamed
    rep.save(update_fields=["unnamed"])
    AuditEntry.objects.create(
        organization=rep.organization,
        by=by,
        rep=rep,
        action=Action.PERSON_CHANGED,
        details={"was": {"unnamed": was}, "is": {"unnamed": unnamed}},
    )
    return True
