"""A rep's coaching page: sessions, the notes a viewer may read, action items and their effect.

Everybody who looks after the rep sees when sessions were and their topics. Who reads a note follows
from its audience (teams.models.SessionNote), and each note says who that is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from scoring.coaching.action_effects import ItemEffect, due_words, item_effects
from scoring.core.signals import PILLARS
from scoring.daily.active_version import cached_timeline
from scoring.scores.signal_names import SIGNAL_NAMES
from scoring.trends.points_left import NEVER_ADVISED
from teams.access.viewer import Viewer
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.models import ActionItem, CoachingSession, Organization, Programme, Rep, SessionNote

MOST = 60  # past sessions and items that a page lists
Options = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Eyes:
    """The viewer's relation to the rep: `own` is the rep, `coach` one of the rep's coaches.

    `writes` is such a coach or an admin.
    """

    own: bool
    coach: bool
    writes: bool

    @property
    def in_confidence(self) -> bool:
        """Whether the viewer may read private notes, no matter who wrote them."""
        return self.own or self.coach


@dataclass(frozen=True)
class Note:
    """A session note, and who reads it."""

    note: SessionNote
    readers: str
    mine: bool

    @property
    def private(self) -> bool:
        return self.note.audience == SessionNote.Audience.PRIVATE


@dataclass(frozen=True)
class ActionItemRow:
    """An action item, when it is due in words, and its effect."""

    item: ActionItem
    when: str
    late: bool
    effect: ItemEffect | None


@dataclass(frozen=True)
class Met:
    """A session with the notes and items the viewer may read."""

    session: CoachingSession
    ahead: bool
    notes: tuple[Note, ...]
    items: tuple[ActionItemRow, ...]


@dataclass(frozen=True)
class Coaching:
    """Everything the page shows."""

    rep: Rep
    eyes: Eyes
    programmes: tuple[Programme, ...]
    open: tuple[ActionItemRow, ...]
    closed: tuple[ActionItemRow, ...]
    met: tuple[Met, ...]
    more: int  # older sessions that are not listed

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.open or self.closed or self.met)


def eyes_of(viewer: Viewer, rep: Rep) -> Eyes:
    """The relation to the rep of a viewer who may open the rep's page."""
    coach = viewer.coached_reps().filter(pk=rep.pk).exists()
    return Eyes(viewer.is_self(rep), coach, coach or viewer.is_admin)


def leads_to_coaching(viewer: Viewer, rep: Rep) -> bool:
    """Whether the rep's page links to the coaching page.

    It does for the rep, their coaches and admins, and for others once there is anything on it.
    """
    if viewer.is_self(rep) or viewer.is_admin:
        return True
    met, agreed = (
        Q(Exists(each.objects.filter(rep=OuterRef("pk")))) for each in (CoachingSession, ActionItem)
    )
    some = Q(pk__in=viewer.coached_reps().values("pk")) | met | agreed
    return bool(Rep.objects.filter(some, pk=rep.pk).exists())


def coaching_of(viewer: Viewer, rep: Rep) -> Coaching:
    """The rep's coaching as far as the viewer may read it."""
    eyes = eyes_of(viewer, rep)
    sessions = list(CoachingSession.objects.of(rep).select_related("by", "programme"))
    shown = sessions[:MOST]
    agreed = _agreed(rep)
    notes = _notes(viewer, rep, eyes, shown)
    return Coaching(
        rep=rep,
        eyes=eyes,
        programmes=tuple(_programmes(viewer, rep, eyes)),
        open=tuple(each for each in agreed if not each.item.done_on),
        closed=tuple(each for each in agreed[::-1] if each.item.done_on)[:MOST],
        met=tuple(
            Met(
                session,
                session.day > rep.today(),
                tuple(notes.get(session.pk, ())),
                tuple(each for each in agreed if each.item.session_id == session.pk),
            )
            for session in shown
        ),
        more=len(sessions) - len(shown),
    )


def _agreed(rep: Rep) -> list[ActionItemRow]:
    """All action items, the next due first; effects are computed for the latest MOST."""
    today, items = rep.today(), list(ActionItem.objects.of(rep).select_related("by"))
    for item in items:
        item.rep = rep
    latest = sorted(items, key=lambda item: item.agreed_on)[-MOST:]
    effects = item_effects(rep.organization, latest, today - timedelta(days=1))
    return [
        ActionItemRow(
            item,
            due_words(item, today),
            not item.done_on and item.due_on < today,
            effects.get(item.pk),
        )
        for item in items
    ]


def _notes(
    viewer: Viewer, rep: Rep, eyes: Eyes, sessions: Sequence[CoachingSession]
) -> dict[int, list[Note]]:
    of = SessionNote.objects.filter(session__in=[each.pk for each in sessions])
    found: dict[int, list[Note]] = {}
    for note in of.read_by(viewer.user, in_confidence=eyes.in_confidence).select_related("by"):
        mine = note.by_id is not None and note.by_id == viewer.user.pk
        said = Note(note, readers(rep, eyes, note.audience, mine=mine), mine)
        found.setdefault(note.session_id, []).append(said)
    return found


def readers(rep: Rep, eyes: Eyes, audience: str, *, mine: bool) -> str:
    """Who reads a note, worded for the viewer."""
    private = audience == SessionNote.Audience.PRIVATE
    if eyes.own:
        coaches = "Only you and your coaches read this."
        return coaches if private else "You, your coaches, your managers and admins read this."
    name = rep.name
    if not private:
        return f"{name}, {name}’s coaches and managers, and admins read this."
    if mine:
        return f"Only you, {name} and {name}’s coaches read this."
    return f"Only {name} and {name}’s coaches read this."


def audiences(rep_or_reps: str) -> list[tuple[str, str]]:
    """The audiences a coach can choose, worded with a name or `each of them`."""
    who = rep_or_reps
    return [
        ("private", f"Private: only you, {who} and their coaches read it"),
        ("shared", "Shared: their managers and admins read it too"),
    ]


def _programmes(viewer: Viewer, rep: Rep, eyes: Eyes) -> Iterable[Programme]:
    """The rep's programmes: all for the rep and admins, else those the viewer leads."""
    found = Programme.objects.of(rep)
    return list(found if eyes.own or viewer.is_admin else found.led_by(viewer.user))


def signals_to_raise(organization: Organization, today: date) -> Options:
    """Signals an action item may aim at, by pillar: those in force that are worth training."""
    signals = cached_timeline(organization).on(today.toordinal()).signals
    return [
        (
            PILLAR_NAMES[at],
            [
                (each.name, SIGNAL_NAMES[each.name])
                for each in signals
                if each.pillar == pillar and each.name not in NEVER_ADVISED
            ],
        )
        for at, pillar in enumerate(PILLARS)
    ]
