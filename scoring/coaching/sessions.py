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
    """What the viewer may do on a rep's coaching page.

    `own`: the viewer is the rep; `is_coach`: one of the rep's coaches; `can_write`: such a coach
    or an admin.
    """

    own: bool
    is_coach: bool
    can_write: bool

    @property
    def in_confidence(self) -> bool:
        """Whether the viewer may read private notes, no matter who wrote them."""
        return self.own or self.is_coach


@dataclass(frozen=True)
class NoteRow:
    """A session note, and who reads it."""

    note: SessionNote
    readers: str
    is_own: bool

    @property
    def private(self) -> bool:
        return self.note.audience == SessionNote.Audience.PRIVATE


@dataclass(frozen=True)
class ActionItemRow:
    """An action item, when it is due in words, and its effect."""

    item: ActionItem
    due_words: str
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
    """A rep's coaching page, as far as the viewer may read it."""

    rep: Rep
    access: CoachingAccess
    programmes: tuple[Programme, ...]
    open: tuple[ActionItemRow, ...]
    closed: tuple[ActionItemRow, ...]
    sessions: tuple[SessionRow, ...]
    older: int  # number of older sessions that are not listed

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.open or self.closed or self.sessions)


def coaching_access(viewer: Viewer, rep: Rep) -> CoachingAccess:
    """Access of a viewer who may open the rep's page."""
    is_coach = viewer.coached_reps().filter(pk=rep.pk).exists()
    return CoachingAccess(viewer.is_self(rep), is_coach, is_coach or viewer.is_admin)


def has_coaching_link(viewer: Viewer, rep: Rep) -> bool:
    """Whether the rep's page links to the coaching page.

    It does for the rep, their coaches and admins, and for others once there is anything on it.
    """
    if viewer.is_self(rep) or viewer.is_admin:
        return True
    met, agreed = (
        Q(Exists(each.objects.filter(rep=OuterRef("pk")))) for each in (CoachingSession, ActionItem)
    )
    has_coaching = Q(pk__in=viewer.coached_reps().values("pk")) | met | agreed
    return bool(Rep.objects.filter(has_coaching, pk=rep.pk).exists())


def load_coaching_page(viewer: Viewer, rep: Rep) -> CoachingPage:
    """The rep's coaching as far as the viewer may read it."""
    access = coaching_access(viewer, rep)
    sessions = list(CoachingSession.objects.of(rep).select_related("by", "programme"))
    shown = sessions[:MAX_LISTED]
    items = _load_action_items(rep)
    notes = _notes(viewer, rep, access, shown)
    return CoachingPage(
        rep=rep,
        access=access,
        programmes=tuple(_programmes(viewer, rep, access)),
        open=tuple(each for each in items if not each.item.done_on),
        closed=tuple(each for each in items[::-1] if each.item.done_on)[:MAX_LISTED],
        sessions=tuple(
            SessionRow(
                session,
                session.day > rep.today(),
                tuple(notes.get(session.pk, ())),
                tuple(each for each in items if each.item.session_id == session.pk),
            )
            for session in shown
        ),
        older=len(sessions) - len(shown),
    )


def _load_action_items(rep: Rep) -> list[ActionItemRow]:
    """All action items, the next due first; effects are computed for the latest MAX_LISTED."""
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
    viewer: Viewer, rep: Rep, access: CoachingAccess, sessions: Sequence[CoachingSession]
) -> dict[int, list[NoteRow]]:
    notes = SessionNote.objects.filter(session__in=[each.pk for each in sessions])
    rows_by_session: dict[int, list[NoteRow]] = {}
    for note in notes.read_by(viewer.user, include_private=access.in_confidence).select_related(
        "by"
    ):
        is_own = note.by_id is not None and note.by_id == viewer.user.pk
        row = NoteRow(note, readers(rep, access, note.audience, is_own=is_own), is_own)
        rows_by_session.setdefault(note.session_id, []).append(row)
    return rows_by_session


def readers(rep: Rep, access: CoachingAccess, audience: str, *, is_own: bool) -> str:
    """Who reads a note, worded for the viewer."""
    private = audience == SessionNote.Audience.PRIVATE
    if access.own:
        coaches = "Only you and your coaches read this."
        return coaches if private else "You, your coaches, your managers and admins read this."
    name = rep.name
    if not private:
        return f"{name}, {name}’s coaches and managers, and admins read this."
    if is_own:
        return f"Only you, {name} and {name}’s coaches read this."
    return f"Only {name} and {name}’s coaches read this."


def audiences(rep_names: str) -> list[tuple[str, str]]:
    """The audiences a coach can choose, worded with a name or `each of them`."""
    who = rep_names
    return [
        ("private", f"Private: only you, {who} and their coaches read it"),
        ("shared", "Shared: their managers and admins read it too"),
    ]


def _programmes(viewer: Viewer, rep: Rep, access: CoachingAccess) -> Iterable[Programme]:
    """The rep's programmes: all for the rep and admins, else those the viewer leads."""
    programmes = Programme.objects.of(rep)
    return list(programmes if access.own or viewer.is_admin else programmes.led_by(viewer.user))


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
