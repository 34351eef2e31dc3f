"""Facts: organisations, people, daily activity and LinkedIn scores. Never our own scores."""

from teams.models.audit import Action, AuditEntry
from teams.models.facts import DailyLog, OfficialReading
from teams.models.goals import Annotation, Goal, Group, GroupMember, ReadingRequest
from teams.models.imports import Import, ImportedDay
from teams.models.invitations import Invitation
from teams.models.notifications import Digest, Hook, Sent, Watch
from teams.models.organization import Organization, Team
from teams.models.people import Change, Membership, Rep, Role
from teams.models.plans import Choice, Plan, Tip
from teams.models.programmes import (
    ActionItem,
    CoachingSession,
    Programme,
    ProgrammeMember,
    SessionNote,
)
from teams.models.reports import ReportJob, ReportSchedule, ReportTemplate, ShareLink
from teams.models.users import ApiToken, User
from teams.models.visits import Visit
from teams.models.weekly import Reminder, WeeklyCard, WeeklyTarget

__all__ = [
    "Action",
    "ActionItem",
    "Annotation",
    "ApiToken",
    "AuditEntry",
    "Change",
    "Choice",
    "CoachingSession",
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
    "Programme",
    "ProgrammeMember",
    "ReadingRequest",
    "Reminder",
    "Rep",
    "ReportJob",
    "ReportSchedule",
    "ReportTemplate",
    "Role",
    "Sent",
    "SessionNote",
    "ShareLink",
    "Team",
    "Tip",
    "User",
    "Visit",
    "Watch",
    "WeeklyCard",
    "WeeklyTarget",
]
