"""Helpers that propose and adopt custom model versions."""

from dataclasses import replace
from datetime import date
from typing import Any

from scoring.core.custom_versions import Parameters, parameters_of
from scoring.core.versions import VERSION_2
from scoring.models import Adoption
from scoring.versions.adoption import adopt, propose
from tests.scoring.core.histories import day
from tests.world import World

BASE_PARAMETERS = parameters_of(VERSION_2)
QUICK_PARAMETERS = replace(BASE_PARAMETERS, half_life=10.0)
POSTS_PARAMETERS = replace(
    BASE_PARAMETERS, weights={**BASE_PARAMETERS.weights, "posts": 9.0, "new_followers": 1.0}
)


def propose_version(
    world: World, parameters: Parameters = QUICK_PARAMETERS, based_on: str = "2"
) -> str:
    """Proposes a version as the coach; returns its identifier."""
    by = world.users["coach"]
    return propose(
        organization=world.organization, parameters=parameters, why="Ours are quicker",
        based_on=based_on, by=by, today=day(1),
    ).identifier  # fmt: skip


def adopt_version(world: World, identifier: str, since: date, **how: Any) -> Adoption:
    """Adopts a version as the admin, effective from a day."""
    by = world.users["admin"]
    return adopt(
        organization=world.organization, identifier=identifier, since=since, by=by,
        today=day(1), **how,
    )  # fmt: skip
