"""The organisation's average of each pillar, with which a rep's weakest pillar is found."""

from datetime import date

import numpy as np
from django.core.cache import caches
from django.db.models import Avg, Count

from scoring.core.layout import Floats
from scoring.core.signals import PILLARS
from scoring.core.uncertainty import Trust
from scoring.models import Snapshot
from teams.models import Organization

AVERAGE_CACHE = caches["remembered"]
AVERAGE_SECONDS = 60 * 60  # late entries move an average little
MIN_RANKED = 5  # reps; fewer are no standard to measure anyone by


def pillar_averages(organization: Organization, close: date) -> Floats | None:
    """(4,) averages of the ranked reps at a close; None with fewer than MIN_RANKED of them."""
    key = f"pillar-averages-{organization.pk}-{close}"
    averages: Floats | None = AVERAGE_CACHE.get(key)
    if averages is None:
        averages = _load(organization, close)
        if averages is not None:
            AVERAGE_CACHE.set(key, averages, AVERAGE_SECONDS)
    return averages


def _load(organization: Organization, close: date) -> Floats | None:
    ranked = Snapshot.objects.at(close).filter(organization=organization, state=Trust.CURRENT)
    found = ranked.order_by().aggregate(
        ranked=Count("rep"), **{f"mean_{name}": Avg(name) for name in PILLARS}
    )
    if found["ranked"] < MIN_RANKED:
        return None
    return np.array([found[f"mean_{name}"] for name in PILLARS])
