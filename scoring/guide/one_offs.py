"""One-off actions: what raises a score for good when it is done once.

Each unticked item of the profile's checklist, and asking a customer for a recommendation. The
checklist is that of the last weekly card, else of the last LinkedIn archive.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from scoring.core.actions import (
    GAIN_HORIZON_DAYS,
    PROFILE,
    PROFILE_ITEM,
    RECOMMENDATION,
    RECOMMENDATIONS,
    gain_of_level,
)
from scoring.core.course import Course
from scoring.core.points import counting_signals
from teams.facts.weekly_card import ITEMS
from teams.importers.file_kinds import FileKind
from teams.models import Import, WeeklyCard

MAX_PERCENT = 100.0
CHECK_PROFILE = "profile"  # going through the checklist for the first time
CHECK_LABEL = "Go through your profile checklist"
ASK = RECOMMENDATIONS  # asking a customer for one
ASK_LABEL = "Ask a customer for a recommendation"

# Most useful to a buyer first: item of the checklist, what to do, and how.
PROFILE_ITEMS: Mapping[str, tuple[str, str]] = {
    "headline": ("Say whom you help in your headline", "Whom you help with what, no job title."),
    "summary": (
        "Write your About section",
        "Three sentences: whom you help, what changes for them, one result with a number.",
    ),
    "photo": ("Add a photo", "Your face, plain background, looking at the camera."),
    "featured": (
        "Add pieces to Featured",
        "A customer story, a talk, a how-to. The newest first; none older than a year.",
    ),
    "skills": ("List five skills you sell with", "The three that matter most on top."),
    "positions": ("Fill in your experience", "Two lines a job: for whom, and what came of it."),
    "cover": ("Add a cover picture", "What you sell in use, or your company's own picture."),
    "industry": ("Say your industry", "The one your customers would look in."),
    "location": ("Say where you are", "City and country, so that people nearby find you."),
    "education": ("Add your education", "School or course and the year are enough."),
    "certifications": ("Add licences and certifications", "Those a customer would ask about."),
    "languages": ("Add your languages", "Those you would hold a meeting in."),
    "projects": ("Add a project", "One you can talk about, with its result."),
    "publications": ("Add a publication", "An article, a talk or a paper with your name on it."),
}


@dataclass(frozen=True)
class OneOffAction:
    """Something to do once; `gain` in points in 30 days, None while the signal is not tracked."""

    action: str
    label: str
    minutes: int
    gain: float | None
    tip: str

    @property
    def title(self) -> str:
        """What to do, in one line."""
        return self.label

    @property
    def condition(self) -> str:
        """When the gain comes."""
        return f"in {GAIN_HORIZON_DAYS} days"

    @property
    def is_profile(self) -> bool:
        """Whether it is ticked off on the weekly card."""
        return self.action.startswith(CHECK_PROFILE)


def one_off_label(action: str) -> str:
    """Display name of a one-off action; empty if there is none of that name."""
    if action == ASK:
        return ASK_LABEL
    if action == CHECK_PROFILE:
        return CHECK_LABEL
    return PROFILE_ITEMS.get(action.removeprefix(f"{CHECK_PROFILE}:"), ("", ""))[0]


def load_missing_items(reps: Collection[int]) -> dict[int, frozenset[str]]:
    """Profile items known to be missing, by rep id; reps without any checklist are absent."""
    archives = Import.objects.applied().filter(rep__in=reps, kind=FileKind.ARCHIVE)
    missing: dict[int, frozenset[str]] = {}
    for rep, found in archives.order_by("pk").values_list("rep_id", "found"):
        profile = (found or {}).get("profile") or {}
        if profile:
            missing[rep] = frozenset(item for item, there in profile.items() if there is False)
    cards = WeeklyCard.objects.filter(rep__in=reps).exclude(checklist=None).order_by("day")
    for rep, items in cards.values_list("rep_id", "checklist"):
        missing[rep] = frozenset(ITEMS) - frozenset(items or ())
    return missing


def one_offs(
    course: Course, missing: frozenset[str] | None, left_out: Iterable[str] = ()
) -> list[OneOffAction]:
    """One-off actions of one rep, best gain per minute first; those that gain nothing are left out.

    `missing` are the profile items to fill in, None if the checklist was never filled in.
    """
    skipped = set(left_out)
    found = [*_profile_items(course, missing), _ask(course)]
    found = [each for each in found if each.action not in skipped]
    return sorted(found, key=lambda each: -(each.gain or 0.0) / each.minutes)


def _profile_items(course: Course, missing: frozenset[str] | None) -> list[OneOffAction]:
    level = _level(course, PROFILE)
    if missing is None:
        return [_check_profile(course, level)] if level != MAX_PERCENT else []
    gain = _gain(course, PROFILE, level, MAX_PERCENT / len(ITEMS))
    return [
        OneOffAction(f"{CHECK_PROFILE}:{item}", label, PROFILE_ITEM.minutes, gain, tip)
        for item, (label, tip) in PROFILE_ITEMS.items()
        if item in missing
    ]


def _check_profile(course: Course, level: float | None) -> OneOffAction:
    """What to do where the checklist was never filled in."""
    gain = _gain(course, PROFILE, level, MAX_PERCENT / len(ITEMS))
    tip = "Tick on the weekly card what your profile has; the next thing to fill in is shown then."
    return OneOffAction(CHECK_PROFILE, CHECK_LABEL, PROFILE_ITEM.minutes, gain, tip)


def _ask(course: Course) -> OneOffAction:
    level = _level(course, RECOMMENDATIONS)
    gain = _gain(course, RECOMMENDATIONS, level, 1.0)
    return OneOffAction(
        ASK,
        ASK_LABEL,
        RECOMMENDATION.minutes,
        None if gain is None else gain * RECOMMENDATION.share,
        "Right after a good result. Say which project they might mention. Every second one writes.",
    )


def _level(course: Course, name: str) -> float | None:
    """A level of one rep; None while it does not count."""
    layout = course.layout
    if not counting_signals(layout, course.state)[0, layout.names.index(name)]:
        return None
    return float(course.level(name)[0])


def _gain(course: Course, name: str, level: float | None, more: float) -> float | None:
    """Points in 30 days from raising a level; None while it does not count."""
    if level is None:
        return None
    most = MAX_PERCENT if name == PROFILE else level + more
    return gain_of_level(course, name, min(level + more, most))
