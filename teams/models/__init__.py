"""Facts: who there is, what they did each day, what LinkedIn said. Never what it is worth."""

from teams.models.aims import Annotation, Goal, Group, GroupMember, ReadingRequest
from teams.models.audit import Action, AuditEntry
from teams.models.facts import DailyLog, OfficialReading
from teams.models.imports import Import, ImportedDay
from teams.models.invitations import Invitation
from teams.models.organization import Organization, Team
from teams.models.people import Change, Membership, Rep, Role
from teams.models.plans import Choice, Plan, Tip
from teams.models.users import ApiToken, User
from teams.models.visits import Visit
from teams.models.watching import Digest, Hook, Sent, Watch
from teams.models.weeks import Reminder, WeeklyCard, WeeklyTarget

__all__ = [
    "Action",
    "Annotation",
    "ApiToken",
    "AuditEntry",
    "Change",
    "Choice",
    "DailyLog",
    "Digest",
    "Goal",
    "Group",
    "GroupMember",
    "Hook",
    "Import",
    "ImportedDay",
    "Invitation",
    "Membership",
    "OfficialReading",
    "Organization",
    "Plan",
    "ReadingRequest",
    "Reminder",
    "Rep",
    "Role",
    "Sent",
    "Team",
    "Tip",
    "User",
    "Visit",
    "Watch",
    "WeeklyCard",
    "WeeklyTarget",
]
