"""Coaching sessions, session notes and action items: adding, changing and removing them.

A private note is for the rep and the rep's coaches; managers and admins cannot read it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import (
    ActionItem,
    CoachingSession,
    Programme,
    ProgrammeMember,
    Rep,
    SessionNote,
    User,
)

LONGEST_TOPIC, LONGEST_NOTE, LONGEST_ITEM = 140, 4000, 300
MAX_REPS = 200  # reps in one session
MAX_AHEAD = timedelta(days=366)  # how far in the future a date may be

Audience = SessionNote.Audience


@transaction.atomic
def add_session(
    *, reps: Sequence[Rep], day: date, topic: str, by: User, programme: Programme | None = None
) -> list[CoachingSession]:
    """Adds a coaching session: one row per rep, in the order given.

    Raises ValidationError with a sentence for invalid input.
    """
    topic = _clean_line(topic, LONGEST_TOPIC, {"topic": "Say in a few words what it was about."})
    if not reps:
        raise ValidationError("Nobody was there: tick somebody.")
    if len(reps) > MAX_REPS:
        raise ValidationError(f"At most {MAX_REPS} people at once.")
    _check_reps(reps, programme)
    last = reps[0].organization.today() + MAX_AHEAD
    if not LINKEDIN_LAUNCH <= day <= last:
        raise ValidationError({"day": f"Choose a day from {LINKEDIN_LAUNCH} to {last}."})
    return CoachingSession.objects.bulk_create(
        CoachingSession(
            organization_id=rep.organization_id,
            rep=rep,
            programme=programme,
            day=day,
            topic=topic,
            by=by,
        )
        for rep in reps
    )


@transaction.atomic
def delete_session(*, session: CoachingSession, by: User) -> None:
    """Deletes a session and the user's own notes of it; its action items stay.

    Raises ValidationError if it has notes by other people.
    """
    notes_by_others = SessionNote.objects.filter(session=session).exclude(by=by)
    if notes_by_others.exists():
        raise ValidationError("Somebody else wrote a note of this session: it stays.")
    session.delete()


@transaction.atomic
def add_note(
    *, sessions: Sequence[CoachingSession], audience: str, text: str, by: User
) -> list[SessionNote]:
    """Adds a note with this text to each session. Raises ValidationError as `add_session` does."""
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise ValidationError({"text": "Write something down."})
    if len(text) > LONGEST_NOTE:
        message = f"At most {LONGEST_NOTE:,} letters; these are {len(text):,}."
        raise ValidationError({"text": message})
    if audience not in Audience.values:
        raise ValidationError({"audience": "Choose who reads it."})
    return SessionNote.objects.bulk_create(
        SessionNote(
            organization_id=session.organization_id,
            session=session,
            audience=audience,
            text=text,
            by=by,
        )
        for session in sessions
    )


def delete_note(*, note: SessionNote) -> None:
    """Deletes a note."""
    note.delete()


@transaction.atomic
def add_action_item(
    *,
    rep: Rep,
    text: str,
    signal: str,
    due_on: date,
    by: User,
    agreed_on: date | None = None,
    session: CoachingSession | None = None,
) -> ActionItem:
    """Adds an action item; `signal` is the signal it aims at, empty for none.

    Raises ValidationError with a sentence for invalid input.
    """
    today = rep.today()
    since = agreed_on or today
    text = _clean_line(text, LONGEST_ITEM, {"text": "Say in a few words what was agreed."})
    _check_reps([rep], None)
    if session and session.rep_id != rep.pk:
        raise ValidationError("That session is somebody else’s.")
    if signal and not (signal.isidentifier() and len(signal) <= 40):
        raise ValidationError({"signal": "Choose a signal, or none."})
    if not LINKEDIN_LAUNCH <= since <= today:
        raise ValidationError({"agreed_on": f"Choose a day from {LINKEDIN_LAUNCH} to {today}."})
    if not since <= due_on <= today + MAX_AHEAD:
        raise ValidationError({"due_on": f"Choose a day from {since} to {today + MAX_AHEAD}."})
    item: ActionItem = ActionItem.objects.create(
        organization_id=rep.organization_id,
        rep=rep,
        session=session,
        text=text,
        signal=signal,
        agreed_on=since,
        due_on=due_on,
        by=by,
    )
    return item


def finish_action_item(*, item: ActionItem, on: date | None) -> None:
    """Marks an item as done on a date, or as open (None); an item already done keeps its date."""
    if item.done_on and on:
        return
    item.done_on = max(on, item.agreed_on) if on else None
    item.save(update_fields=["done_on"])


def delete_action_item(*, item: ActionItem) -> None:
    """Deletes an action item."""
    item.delete()


def _clean_line(text: str, max_length: int, empty_message: dict[str, str]) -> str:
    """Returns the text in one line; raises ValidationError if it is empty or too long.

    `empty_message` maps the form field to the message for an empty text.
    """
    line = " ".join(text.split())
    if not line:
        raise ValidationError(empty_message)
    if len(line) > max_length:
        raise ValidationError(
            {
                field: f"At most {max_length} letters; these are {len(line)}."
                for field in empty_message
            }
        )
    return line


def _check_reps(reps: Sequence[Rep], programme: Programme | None) -> None:
    """Raises ValidationError unless all reps share an organisation and are in the programme.

    Erased reps are rejected as well.
    """
    organizations = {rep.organization_id for rep in reps}
    if programme:
        organizations.add(programme.organization_id)
    if len(organizations) > 1:
        raise ValidationError("They are not of the same organisation.")
    if any(rep.erased_on for rep in reps):
        raise ValidationError("One of them was erased.")
    if programme:
        members = ProgrammeMember.objects.filter(programme=programme, rep__in=reps)
        if members.count() < len({rep.pk for rep in reps}):
            raise ValidationError("Not all of them take part in the programme.")
