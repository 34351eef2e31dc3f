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

MAX_LISTED = 60  # past sessions and items that a page lists
Options = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class CoachingAccess:
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
class NoteRow:
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
class SessionRow:
    """A session with the notes and items the viewer may read."""

    session: CoachingSession
    ahead: bool
    notes: tuple[NoteRow, ...]
    items: tuple[ActionItemRow, ...]


@dataclass(frozen=True)
class CoachingPage:
    """Everything the page shows."""

    rep: Rep
    eyes: CoachingAccess
    programmes: tuple[Programme, ...]
    open: tuple[ActionItemRow, ...]
    closed: tuple[ActionItemRow, ...]
    met: tuple[SessionRow, ...]
    more: int  # older sessions that are not listed

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.open or self.closed or self.met)


def coaching_access(viewer: Viewer, rep: Rep) -> CoachingAccess:
    """The relation to the rep of a viewer who may open the rep's page."""
    coach = viewer.coached_reps().filter(pk=rep.pk).exists()
    return CoachingAccess(viewer.is_self(rep), coach, coach or viewer.is_admin)


def has_coaching_link(viewer: Viewer, rep: Rep) -> bool:
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


def load_coaching_page(viewer: Viewer, rep: Rep) -> CoachingPage:
    """The rep's coaching as far as the viewer may read it."""
    eyes = coaching_access(viewer, rep)
    sessions = list(CoachingSession.objects.of(rep).select_related("by", "programme"))
    shown = sessions[:MAX_LISTED]
    agreed = _load_action_items(rep)
    notes = _notes(viewer, rep, eyes, shown)
    return CoachingPage(
        rep=rep,
        eyes=eyes,
        programmes=tuple(_programmes(viewer, rep, eyes)),
        open=tuple(each for each in agreed if not each.item.done_on),
        closed=tuple(each for each in agreed[::-1] if each.item.done_on)[:MAX_LISTED],
        met=tuple(
            SessionRow(
                session,
                session.day > rep.today(),
                tuple(notes.get(session.pk, ())),
                tuple(each for each in agreed if each.item.session_id == session.pk),
            )
            for session in shown
        ),
        more=len(sessions) - len(shown),
    )


def _load_action_items(rep: Rep) -> list[ActionItemRow]:
    """All action items, the next due first; effects are computed for the latest MOST."""
    today, items = rep.today(), list(ActionItem.objects.of(rep).select_related("by"))
    for item in items:
        item.rep = rep
    latest = sorted(items, key=lambda item: item.agreed_on)[-MAX_LISTED:]
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
    viewer: Viewer, rep: Rep, eyes: CoachingAccess, sessions: Sequence[CoachingSession]
) -> dict[int, list[NoteRow]]:
    of = SessionNote.objects.filter(session__in=[each.pk for each in sessions])
    found: dict[int, list[NoteRow]] = {}
    for note in of.read_by(viewer.user, include_private=eyes.in_confidence).select_related("by"):
        mine = note.by_id is not None and note.by_id == viewer.user.pk
        said = NoteRow(note, readers(rep, eyes, note.audience, mine=mine), mine)
        found.setdefault(note.session_id, []).append(said)
    return found


def readers(rep: Rep, eyes: CoachingAccess, audience: str, *, mine: bool) -> str:
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


def _programmes(viewer: Viewer, rep: Rep, eyes: CoachingAccess) -> Iterable[Programme]:
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
