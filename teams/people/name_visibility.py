"""Whether a rep is named on leaderboards: the rep's own choice."""

from django.db import transaction

from teams.models import Action, AuditEntry, Rep, User


@transaction.atomic
def set_unnamed(*, rep: Rep, unnamed: bool, by: User) -> bool:
    """Hides or shows the rep's name on leaderboards; returns False if nothing changed."""
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
