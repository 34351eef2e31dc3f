"""Which version of the model counts for an organisation on which day."""

from time import monotonic

from scoring.core.course import Course
from scoring.models import Adoption
from teams.models import Organization

MOMENT = 30.0  # seconds a page may be behind an adoption: no page asks once more for it
_asked: dict[int, tuple[float, Course]] = {}


def course_of(organization: Organization) -> Course:
    """The built-in version from ever, until one was adopted; asked anew each time: one query.

    Whoever stores scores asks after having read how often facts changed: an adoption counts as a
    change of facts from its day on, so one that comes meanwhile is made good by the next pass.
    """
    standing = Adoption.objects.filter(organization=organization).standing()
    turns = standing.select_related("version")
    course = Course(turns=tuple((each.since.toordinal(), each.made) for each in turns))
    _asked[organization.pk] = monotonic(), course
    return course


def course_lately(organization: Organization) -> Course:
    """The same, perhaps of a moment ago: for what is shown and not stored."""
    at, course = _asked.get(organization.pk, (-MOMENT, None))
    if course is None or monotonic() - at > MOMENT:
        return course_of(organization)
    return course


def ask_again(organization: int | None = None) -> None:
    """Forgets what was asked a moment ago, of an organisation (by id) or of all."""
    if organization is None:
        _asked.clear()
    else:
        _asked.pop(organization, None)
