"""Model versions in force: which version counts for an organisation on which day."""

from time import monotonic

from scoring.core.version_timeline import VersionTimeline
from scoring.models import Adoption
from teams.models import Organization

CACHE_SECONDS = 30.0  # seconds a page may lag behind an adoption, which saves each page a query
_timeline_cache: dict[int, tuple[float, VersionTimeline]] = {}


def load_timeline(organization: Organization) -> VersionTimeline:
    """The versions in force over time, read with one query; the built-in one until one is adopted.

    Code that stores scores calls it after reading how often facts changed: an adoption counts as a
    change of facts from its day on, so the next pass corrects for one that came in between.
    """
    adoptions = Adoption.objects.filter(organization=organization).in_effect()
    timeline = VersionTimeline(
        switches=tuple(
            (adoption.since.toordinal(), adoption.core_version)
            for adoption in adoptions.select_related("version")
        )
    )
    _timeline_cache[organization.pk] = monotonic(), timeline
    return timeline


def cached_timeline(organization: Organization) -> VersionTimeline:
    """Like `load_timeline`, but cached for a moment: for what is shown and not stored."""
    cached_at, timeline = _timeline_cache.get(organization.pk, (-CACHE_SECONDS, None))
    if timeline is None or monotonic() - cached_at > CACHE_SECONDS:
        return load_timeline(organization)
    return timeline


def clear_timeline_cache(organization: int | None = None) -> None:
    """Clears the cache, for an organisation (by id) or for all."""
    if organization is None:
        _timeline_cache.clear()
    else:
        _timeline_cache.pop(organization, None)
