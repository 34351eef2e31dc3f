"""The demo's coaching programme: eight reps, about 60 days in, with sessions and action items.

Members are reps of the coach's teams, most with a LinkedIn score from around the start. A demo that
is too short or too small has no programme.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from teams.coaching.sessions import add_action_item, add_note, add_session, finish_action_item
from teams.models import (
    Organization,
    Programme,
    ProgrammeMember,
    Rep,
    Role,
    SessionNote,
    User,
)

NAME, TARGET = "Ninety days of social selling", 60.0
BEGAN, LASTS, NEAR = timedelta(days=60), timedelta(days=90), timedelta(days=7)
MEMBERS, WITHOUT_BASELINE = 8, 2


@dataclass(frozen=True)
class DemoSession:
    """A session held `ago` days ago: its members (by index) and notes by audience."""

    ago: int
    topic: str
    who: tuple[int, ...]
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Agreement:
    """An action item of a member (by index); days are counted back, negative is in the future."""

    who: int
    ago: int
    text: str
    signal: str
    due: int
    done: int | None = None


PRIVATE, SHARED = SessionNote.Audience.PRIVATE, SessionNote.Audience.SHARED
KICK_OFF = """Looked at the four pillars. Everybody chose one to begin with, and pastes LinkedIn’s
number once a month."""
COMMENTS = """Feels watched when posting. We start with comments under customers’ posts, where
nobody else from here reads along."""
DEMO_SESSIONS = (
    DemoSession(
        58,
        "Kick-off: what the score is made of",
        tuple(range(MEMBERS)),
        ((SHARED, KICK_OFF.replace("\n", " ")),),
    ),
    DemoSession(
        40,
        "Comments buyers answer",
        (0,),
        (
            (PRIVATE, COMMENTS.replace("\n", " ")),
            (SHARED, "Three comments a working day under posts of named accounts."),
        ),
    ),
    DemoSession(
        33,
        "Reading the SSI page together",
        (1,),
        ((PRIVATE, "No time to log, so pasting alone: fine."),),
    ),
    DemoSession(
        26,
        "Posts people answer",
        (0, 2, 3, 4),
        ((SHARED, "One post a week, a question at its end. Drafts go round on Tuesdays."),),
    ),
    DemoSession(
        9,
        "Half-way: who decides?",
        (0,),
        ((SHARED, "The network is wide enough; now upwards."),),
    ),
)
DEMO_AGREEMENTS = (
    Agreement(0, 40, "Three comments a day under buyers’ posts", "comments", due=12, done=13),
    Agreement(0, 26, "A post every Tuesday", "posts", due=-2),
    Agreement(2, 26, "A post every Tuesday", "posts", due=4),
    Agreement(3, 26, "Save ten leads a week", "leads_saved", due=-5),
    Agreement(0, 9, "Connect with two decision-makers a week", "decision_makers", due=-12),
)


def add_programme(organization: Organization, last: date, first: date) -> Programme | None:
    """Creates the programme as of the day after `last`; None if the demo is too small."""
    role = Role.objects.filter(organization=organization, kind=Role.Kind.COACH).first()
    began = last - BEGAN
    members = _members(organization, began) if role and began >= first else []
    if not role or len(members) < MEMBERS:
        return None
    programme: Programme = Programme.objects.create(
        organization=organization, name=NAME, starts_on=began, ends_on=began + LASTS,
        target=TARGET, by=role.user,
    )  # fmt: skip
    ProgrammeMember.objects.bulk_create(
        ProgrammeMember(organization=organization, programme=programme, rep=rep) for rep in members
    )
    _add_sessions(programme, members, last, role.user)
    _add_action_items(members, last, role.user)
    return programme


def _members(organization: Organization, began: date) -> list[Rep]:
    """Returns the members: six with a baseline reading, two without; reps with accounts first."""
    reps = Rep.objects.filter(organization=organization, memberships__team__role__kind="coach")
    reps = reps.select_related("organization").distinct()
    close_to_start = reps.filter(readings__day__range=(began - NEAR, began + NEAR))
    ready = {rep.pk: rep for rep in close_to_start.order_by("pk")[: MEMBERS * 2]}
    without_baseline = [rep for rep in reps.order_by("pk")[: MEMBERS * 3] if rep.pk not in ready]
    chosen = []
    for candidates, limit in (
        (ready.values(), MEMBERS - WITHOUT_BASELINE),
        (without_baseline, WITHOUT_BASELINE),
    ):
        chosen += sorted(candidates, key=_accounts_first)[:limit]
    return sorted(chosen, key=_accounts_first)


def _accounts_first(rep: Rep) -> tuple[bool, int]:
    return rep.user_id is None, rep.pk


def _add_sessions(programme: Programme, members: Sequence[Rep], last: date, coach: User) -> None:
    for demo_session in DEMO_SESSIONS:
        sessions = add_session(
            reps=[members[at] for at in demo_session.who],
            day=last - timedelta(days=demo_session.ago),
            topic=demo_session.topic,
            by=coach,
            programme=programme,
        )
        for audience, text in demo_session.notes:
            add_note(sessions=sessions, audience=audience, text=text, by=coach)


def _add_action_items(members: Sequence[Rep], last: date, coach: User) -> None:
    for each in DEMO_AGREEMENTS:
        rep, agreed_on = members[each.who], last - timedelta(days=each.ago)
        item = add_action_item(
            rep=rep,
            text=each.text,
            signal=each.signal,
            agreed_on=agreed_on,
            due_on=last - timedelta(days=each.due),
            by=coach,
            session=rep.sessions.filter(day=agreed_on).first(),
        )
        if each.done is not None:
            finish_action_item(item=item, on=last - timedelta(days=each.done))
