"""Facts: who there is, what they did each day, what LinkedIn said. Never what it is worth."""

from teams.models.audit import AuditEntry
from teams.models.facts import DailyLog, OfficialReading
from teams.models.organization import Organization, Team
from teams.models.people import ApiToken, Change, Membership, Rep, Role, User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Change",
    "DailyLog",
    "Membership",
    "OfficialReading",
    "Organization",
    "Rep",
    "Role",
    "Team",
    "User",
]
