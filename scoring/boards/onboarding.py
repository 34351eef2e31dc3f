"""Onboarding: five steps from an empty organisation to the first chart, done or not by its data."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists
from django.urls import reverse

from scoring.models import Run
from teams.access.viewer import Viewer
from teams.base import clock
from teams.models import DailyLog, Membership, OfficialReading, Organization, Team

MAX_CLOSED_DAYS = 7  # closed days after which the steps are no longer shown


@dataclass(frozen=True)
class OnboardingStep:
    """A step: what to do, whether it is done, and the button that leads there."""

    title: str
    note: str
    done: bool
    button: str = ""
    href: str = ""
    ends: bool = False  # its button ends the onboarding


def onboarding_steps(viewer: Viewer) -> list[OnboardingStep]:
    """The onboarding steps of an admin; empty once the organisation is running."""
    organization = viewer.organization
    if (
        not viewer.is_admin
        or organization.begun_on
        or _closed_days(organization) >= MAX_CLOSED_DAYS
    ):
        return []
    done = _steps_done(organization)
    return [
        OnboardingStep("Make a team", "People are looked at in teams.", done["teams_made"],
             "Make a team", reverse("settings_teams")),
        OnboardingStep("Bring people in", "One by one, or a list.", done["people_seated"],
             "Invite people", reverse("invite_many")),
        OnboardingStep("A first reading or day", "Whoever is invited is led there. One is enough.",
             done["has_facts"],
             *_first_fact_button(viewer)),
        OnboardingStep("The first close", f"Comes by itself: {_next_close(organization)}.",
             done["closed"]),
        OnboardingStep("Look at the leaderboard", "The first chart stands there.", done=False,
             button="Open the leaderboard" if done["closed"] else "", ends=True),
    ]  # fmt: skip


def _first_fact_button(viewer: Viewer) -> tuple[str, str]:
    """The button of the third step: reps enter a reading, other admins invite a person."""
    if viewer.rep:
        return ("Paste your LinkedIn score", reverse("reading"))
    return ("Invite somebody", reverse("invite"))


def _steps_done(organization: Organization) -> dict[str, bool]:
    """Which steps have left data behind, in one query."""
    members = Membership.objects.filter(organization=organization, rep__erased_on=None)
    readings = OfficialReading.objects.filter(organization=organization)
    has_facts = Exists(readings) | Exists(DailyLog.objects.filter(organization=organization))
    closed = Run.objects.filter(organization=organization, finished_at__isnull=False)
    organizations = Organization.objects.annotate(
        teams_made=Exists(Team.objects.filter(organization=organization)),
        people_seated=Exists(members),
        has_facts=has_facts,
        closed=Exists(closed) & has_facts,
    )
    names = ("teams_made", "people_seated", "has_facts", "closed")
    return dict(zip(names, organizations.values_list(*names).get(pk=organization.pk), strict=True))


def _closed_days(organization: Organization) -> int:
    closed = Run.objects.filter(organization=organization, finished_at__isnull=False)
    return int(closed.order_by().values("day").distinct()[:MAX_CLOSED_DAYS].count())


def _next_close(organization: Organization) -> str:
    zone = ZoneInfo(organization.time_zone)
    tomorrow = clock.today_in(organization.time_zone) + timedelta(days=1)
    at = datetime.combine(tomorrow, time(), zone) + settings.CLOSE_GRACE
    return f"tonight at {at:%H:%M} in {organization.time_zone}"
