"""Audit log entries in plain words: what was done, the value before, and the people involved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from teams.base.request_origin import SERVER_ORIGIN
from teams.models import Action, AuditEntry, Rep, User

MAX_VALUE_LENGTH = 300  # characters of one value
# Daily counts are private to the rep: the entry keeps them but does not show them to others.
REP_DAY_ACTIONS = (Action.VALUE_CORRECTED, Action.DAY_DELETED)
PRIVATE_DETAILS = ("was", "is", "said")
# Details shown without a label; all others are preceded by their name.
UNLABELLED_DETAILS = ("what", "input", "how", "day", "method", "path")


@dataclass(frozen=True)
class ActionGroup:
    """Actions that are filtered together."""

    slug: str
    label: str
    actions: tuple[Action, ...]


ACTION_GROUPS = (
    ActionGroup("sign-in", "Signing in", (
        Action.SIGNED_IN, Action.SIGN_IN_FAILED, Action.SIGNED_OUT, Action.PASSWORD_CHANGED,
        Action.TWO_STEP_CHANGED, Action.SESSION_ENDED, Action.TOKEN_MADE, Action.TOKEN_WITHDRAWN,
    )),
    ActionGroup("people", "People and roles", (
        Action.INVITED, Action.INVITATION_WITHDRAWN, Action.ROLE_GIVEN, Action.ROLE_ENDED,
        Action.DEACTIVATED, Action.PERSON_CHANGED, Action.PEOPLE_MERGED, Action.ERASED,
    )),
    ActionGroup("teams", "Teams", (
        Action.TEAM_CREATED, Action.TEAM_RENAMED, Action.TEAM_DELETED, Action.REGION_CHANGED,
        Action.TEAM_CHANGED, Action.NOTE_ADDED, Action.NOTE_CHANGED, Action.NOTE_REMOVED,
    )),
    ActionGroup("settings", "Settings", (
        Action.ORGANIZATION_CHANGED, Action.TIME_ZONE_CHANGED, Action.WORKING_DAYS_CHANGED,
        Action.PRIVACY_CHANGED,
    )),
    ActionGroup("model", "Model and playbook", (
        Action.VERSION_PROPOSED, Action.VERSION_ADOPTED, Action.ADOPTION_WITHDRAWN,
        Action.PLAYBOOK_CHANGED,
    )),
    ActionGroup("facts", "Days and readings", (
        Action.VALUE_CORRECTED, Action.DAY_DELETED, Action.READING_REPLACED,
        Action.ACTIVITY_IMPORTED, Action.READINGS_IMPORTED, Action.IMPORT_UNDONE,
        Action.FACTS_EXPIRED,
    )),
    ActionGroup("reports", "Coaching and shared reports", (
        Action.PROGRAMME_CHANGED, Action.REPORT_SHARED, Action.SHARE_WITHDRAWN,
        Action.SHARE_OPENED,
    )),
    ActionGroup("access", "Refused, exported, retried", (
        Action.DENIED, Action.EXPORTED, Action.JOBS_RETRIED,
    )),
)  # fmt: skip


@dataclass(frozen=True)
class AuditPerson:
    """A person as named in the log; `key` finds all entries about them."""

    name: str
    key: str


def person_of_user(user: User) -> AuditPerson:
    """Returns a user account as named in the log."""
    return AuditPerson(str(user), f"user-{user.pk}")


def person_of_rep(rep: Rep) -> AuditPerson:
    """Returns a rep as named in the log; an erased rep has no name any more."""
    return AuditPerson(f"{rep.name} (erased)" if rep.erased_on else rep.name, f"rep-{rep.pk}")


def actor_of(entry: AuditEntry) -> AuditPerson:
    """Returns who did it; without a key if no user was signed in."""
    if entry.by:
        return person_of_user(entry.by)
    return AuditPerson("The server" if entry.origin == SERVER_ORIGIN else "Not signed in", "")


def affected_people(entry: AuditEntry) -> tuple[AuditPerson, ...]:
    """Returns the people affected: a rep who also signs in is one person, not two."""
    people = [person_of_rep(entry.rep)] if entry.rep else []
    if entry.user and not (entry.rep and entry.rep.user_id == entry.user_id):
        people.append(person_of_user(entry.user))
    return tuple(people)


def describe_entry(entry: AuditEntry) -> tuple[str, ...]:
    """Returns the details for an admin, without the counts of a rep's day."""
    details = entry.details
    if entry.action in REP_DAY_ACTIONS and isinstance(details, Mapping):
        details = {key: value for key, value in details.items() if key not in PRIVATE_DETAILS}
        return (*describe_details(details), "the numbers are the rep’s own")
    return describe_details(details)


def describe_details(details: Any) -> tuple[str, ...]:
    """Returns the details as phrases; the values before and after come last."""
    if not isinstance(details, Mapping):
        return (_format_value(details),) if details else ()
    others = {key: value for key, value in details.items() if key not in ("was", "is")}
    return (*(_describe_detail(key, value) for key, value in others.items()), *_change(details))


def _describe_detail(key: str, value: Any) -> str:
    if key == "said" and isinstance(value, Mapping):
        return f"said: {', '.join(_describe_claims(value))}"[:MAX_VALUE_LENGTH]
    if key == "more" and value is True:
        return "and more in that hour, not listed"
    return (
        _format_value(value)
        if key in UNLABELLED_DETAILS
        else f"{key.replace('_', ' ')}: {_format_value(value)}"[:MAX_VALUE_LENGTH]
    )


def _describe_claims(claims_by_input: Mapping[str, Any]) -> Iterator[str]:
    """Yields phrases such as `posts 3` from all sources' claims: {"posts": {"10": [3, null]}}."""
    for name, claims in claims_by_input.items():
        claims_list = claims.values() if isinstance(claims, Mapping) else [claims]
        values = (each[0] if isinstance(each, list) and each else each for each in claims_list)
        yield f"{name.replace('_', ' ')} {' or '.join(map(_format_value, values))}"


def _change(details: Mapping[str, Any]) -> Iterator[str]:
    """Yields before and after of one value, or of several by name."""
    was, now = details.get("was"), details.get("is")
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*was, *now)):
            before, after = _format_value(was.get(key)), _format_value(now.get(key))
            yield f"{key.replace('_', ' ')}: was {before}, is {after}"
    else:
        phrases = [
            f"{name} {_format_value(details[name])}" for name in ("was", "is") if name in details
        ]
        if phrases:
            yield ", ".join(phrases)


def _format_value(value: Any) -> str:
    """Formats a value in words."""
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_format_value(each)}" for key, each in value.items())[
            :MAX_VALUE_LENGTH
        ]
    if isinstance(value, list):
        return ", ".join(map(_format_value, value))[:MAX_VALUE_LENGTH]
    return str(value)[:MAX_VALUE_LENGTH]
