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
    standing = Adoption.objects.filter(organization=organization).in_effect()
    turns = standing.select_related("version")
    course = VersionTimeline(switches=tuple((each.since.toordinal(), each.made) for each in turns))
    _timeline_cache[organization.pk] = monotonic(), course
    return course


def cached_timeline(organization: Organization) -> VersionTimeline:
    """Like `load_timeline`, but cached for a moment: for what is shown and not stored."""
    at, course = _timeline_cache.get(organization.pk, (-CACHE_SECONDS, None))
    if course is None or monotonic() - at > CACHE_SECONDS:
        return load_timeline(organization)
    return course


def clear_timeline_cache(organization: int | None = None) -> None:
    """Clears the cache, for an organisation (by id) or for all."""
    if organization is None:
        _timeline_cache.clear()
    else:
        _timeline_cache.pop(organization, None)
