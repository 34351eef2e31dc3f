"""The log of sent messages is deleted after 13 months, without sending anything twice."""

from datetime import timedelta

from django.utils import timezone

from teams.models import Sent
from teams.notifications.subscriptions import ALERTS_EVALUATED, RECORD_LIFETIME, record_message
from teams.notifications.tasks import tidy_ledgers
from tests.scoring.core.histories import day
from tests.world import World


def create_sent(world: World, what: str, about: str, days_ago: int, to: str = "team-1") -> None:
    with world.scope():
        record_message(organization=world.organization, to=to, what=what, about=about)
        when = timezone.now() - timedelta(days=days_ago)
        Sent.objects.filter(to=to, what=what, about=about).update(at=when)


def sent_rows(world: World) -> list[tuple[str, str]]:
    with world.scope():
        return sorted(Sent.objects.values_list("what", "about"))


def test_old_entries_are_deleted_and_newer_ones_stay(world: World) -> None:
    create_sent(world, "digest", "2025-W01", RECORD_LIFETIME.days + 1, "user-1")
    create_sent(world, "digest", "2026-W01", RECORD_LIFETIME.days - 1, "user-1")
    create_sent(world, "drop", "7:2025-01-01:5", RECORD_LIFETIME.days + 1, "user-1")
    tidy_ledgers()
    tidy_ledgers()
    assert sent_rows(world) == [("digest", "2026-W01")]


def test_the_last_close_checked_for_a_team_is_kept_however_old(world: World) -> None:
    for at in (1, 2, 3):
        create_sent(world, ALERTS_EVALUATED, str(day(at)), RECORD_LIFETIME.days + 10 - at)
    create_sent(world, ALERTS_EVALUATED, str(day(1)), RECORD_LIFETIME.days + 10, "team-2")
    tidy_ledgers()
    assert sent_rows(world) == [(ALERTS_EVALUATED, str(day(1))), (ALERTS_EVALUATED, str(day(3)))]
