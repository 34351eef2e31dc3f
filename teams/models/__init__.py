"""Facts: who there is, what they did each day, what LinkedIn said. Never what it is worth."""

from teams.models.audit import Action, AuditEntry
from teams.models.facts import DailyLog, OfficialReading
from teams.models.invitations import Invitation
from teams.models.organization import Organization, Team
from teams.models.people import Change, Membership, Rep, Role
from teams.models.users import ApiToken, User
from teams.models.visits import Visit

__all__ = [
    "Action",
    "ApiToken",
    "AuditEntry",
    "Change",
    "DailyLog",
    "Invitation",
    "Membership",
    "OfficialReading",
    "Organization",
    "Rep",
    "Role",
    "Team",
    "User",
    "Visit",
]
