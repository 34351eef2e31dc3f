"""No day is ever lost or doubled, whoever dies: the short form of `make torture`.

How soon all is whole again is measured there, on a machine that does nothing else.
"""

import pytest

from scoring.failpoints import POINTS
from tests.torture.conftest import Torture

pytestmark = pytest.mark.slow


def test_workers_and_exports_killed_at_any_point_lose_and_double_nothing(torture: Torture) -> None:
    killed = torture("workers killed"), torture("exports killed")
    assert all(result.is_right for result in killed), killed
    assert sorted(kill.point for result in killed for kill in result.kills) == sorted(POINTS)


def test_a_host_that_is_cut_off_in_the_middle_of_a_run_is_done_without(torture: Torture) -> None:
    _is_right(torture, "a host cut off")


def test_a_redis_that_dies_and_forgets_everything_does_no_harm(torture: Torture) -> None:
    _is_right(torture, "Redis killed and emptied")


def test_people_log_days_while_redis_is_frozen_and_nothing_is_lost(torture: Torture) -> None:
    _is_right(torture, "Redis frozen")


def test_a_postgresql_that_stops_at_once_loses_no_day(torture: Torture) -> None:
    _is_right(torture, "PostgreSQL stopped at once")


def test_two_beats_double_nothing(torture: Torture) -> None:
    _is_right(torture, "two beats")


def test_days_missed_without_a_beat_are_all_made(torture: Torture) -> None:
    _is_right(torture, "no beat for 48 hours")


def test_a_poisoned_shard_is_started_three_times_and_holds_up_nobody(torture: Torture) -> None:
    _is_right(torture, "a poisoned shard")


def _is_right(torture: Torture, name: str) -> None:
    result = torture(name)
    assert result.is_right, result
