"""Facts: who there is, what they did each day, what LinkedIn said. Never what it is worth."""

from teams.models.audit import Action, AuditEntry
from teams.models.facts import DailyLog, OfficialReading
from teams.models.imports import Import, ImportedDay
from teams.models.invitations import Invitation
from teams.models.organization import Organization, Team
from teams.models.people import Change, Membership, Rep, Role
from teams.models.users import ApiToken, User
from teams.models.visits import Visit
from teams.models.weeks import Reminder, WeeklyCard, WeeklyTarget

__all__ = [
    "Action",
    "ApiToken",
    "AuditEntry",
    "Change",
    "DailyLog",
    "Import",
    "ImportedDay",
    "Invitation",
    "Membership",
    "OfficialReading",
    "Organization",
    "Reminder",
    "Rep",
    "Role",
    "Team",
    "User",
    "Visit",
    "WeeklyCard",
    "WeeklyTarget",
]
