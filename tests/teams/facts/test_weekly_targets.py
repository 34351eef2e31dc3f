"""A rep's weekly targets: replaced as a whole, or not at all."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError

from teams.facts.weekly_targets import COUNT_INPUTS, set_targets, targets_of
from teams.models import WeeklyTarget
from teams.privacy.erase import erase_rep
from tests.world import World


@pytest.fixture(autouse=True)
def _inside(world: World) -> Iterator[None]:
    with world.scope():
        yield


def test_new_targets_replace_all_old_ones(world: World) -> None:
    assert set_targets(rep=world.rep, targets={"posts": 2, "comments": 30})
    assert set_targets(rep=world.rep, targets={"comments": 25, "shares": 1})
    assert targets_of(world.rep) == {"comments": 25, "shares": 1}
    assert targets_of(world.rep_other) == {}
    assert {each.organization for each in WeeklyTarget.objects.all()} == {world.organization}


def test_setting_equal_targets_changes_nothing(world: World) -> None:
    set_targets(rep=world.rep, targets={"posts": 2})
    before = list(WeeklyTarget.objects.values_list("pk"))
    assert not set_targets(rep=world.rep, targets={"posts": 2})
    assert list(WeeklyTarget.objects.values_list("pk")) == before


@pytest.mark.parametrize(
    ("name", "target"),
    [("posts", 0), ("posts", 1001), ("connections", 5), ("off", 1), ("response_hours", 2), ("", 1)],
)
def test_an_invalid_target_is_refused_and_all_targets_stay(
    world: World, name: str, target: int
) -> None:
    set_targets(rep=world.rep, targets={"posts": 2})
    with pytest.raises(ValidationError, match=r"between 1 and 1000|counted by the week"):
        set_targets(rep=world.rep, targets={"shares": 4, name: target})
    assert targets_of(world.rep) == {"posts": 2}


def test_every_countable_input_can_have_a_target(world: World) -> None:
    assert "meetings" in COUNT_INPUTS and "endorsements" not in COUNT_INPUTS
    set_targets(rep=world.rep, targets=dict.fromkeys(COUNT_INPUTS, 1000))
    assert len(targets_of(world.rep)) == len(COUNT_INPUTS)


def test_an_erased_rep_has_no_targets(world: World) -> None:
    set_targets(rep=world.rep, targets={"posts": 2})
    erase_rep(rep=world.rep, by=None)
    assert not set_targets(rep=world.rep, targets={"posts": 2})
    assert not WeeklyTarget.objects.exists()
