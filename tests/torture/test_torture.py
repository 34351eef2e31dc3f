"""No day is lost or scored twice, whatever dies: the short form of `make torture`.

Recovery times are checked only by `make torture`, on a machine without other load.
"""

import pytest

from scoring.daily.failpoints import POINTS
from tests.torture.conftest import Torture

pytestmark = pytest.mark.slow


def test_killed_workers_and_exports_lose_and_duplicate_nothing(torture: Torture) -> None:
    killed = torture("workers killed"), torture("exports killed")
    assert all(result.is_right for result in killed), killed
    assert sorted(kill.point for result in killed for kill in result.kills) == sorted(POINTS)


def test_work_goes_on_without_a_host_that_is_cut_off(torture: Torture) -> None:
    _assert_no_errors(torture, "a host cut off")


def test_a_redis_that_dies_and_loses_everything_does_no_harm(torture: Torture) -> None:
    _assert_no_errors(torture, "Redis killed and emptied")


def test_people_log_days_while_redis_is_frozen_and_nothing_is_lost(torture: Torture) -> None:
    _assert_no_errors(torture, "Redis frozen")


def test_a_postgresql_crash_loses_no_day(torture: Torture) -> None:
    _assert_no_errors(torture, "PostgreSQL stopped at once")


def test_two_beats_score_no_day_twice(torture: Torture) -> None:
    _assert_no_errors(torture, "two beats")


def test_days_missed_without_a_beat_are_all_closed(torture: Torture) -> None:
    _assert_no_errors(torture, "no beat for 48 hours")


def test_a_poisoned_shard_is_started_three_times_and_blocks_no_other(torture: Torture) -> None:
    _assert_no_errors(torture, "a poisoned shard")


def _assert_no_errors(torture: Torture, name: str) -> None:
    result = torture(name)
    assert result.is_right, result
