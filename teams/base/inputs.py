"""The inputs of a rep's day: every metric that can be logged, with kind and label.

Each input is a column of teams.models.DailyLog. What an input is worth is up to scoring.
"""

from dataclasses import dataclass
from enum import StrEnum


class InputKind(StrEnum):
    """The type of an input's values."""

    COUNT = "count"  # events on the day: a whole number from 0
    LEVEL = "level"  # total at the end of the day: a whole number from 0
    PERCENT = "percent"  # 0 to 100
    HOURS = "hours"  # from 0, fractions allowed
    MARK = "mark"  # yes or no


@dataclass(frozen=True)
class Input:
    """One metric of a day.

    `scored`: whether it can change the score. `own`: whether it counts the rep's own activity, not
    that of others.
    """

    name: str
    kind: InputKind
    label: str
    scored: bool = True
    own: bool = False


_ALL = (
    Input("profile_completeness", InputKind.PERCENT, "Profile completeness"),
    Input("posts", InputKind.COUNT, "Posts, articles, videos", own=True),
    Input("new_followers", InputKind.COUNT, "New followers"),
    Input("endorsements", InputKind.LEVEL, "Endorsements"),
    Input("recommendations", InputKind.LEVEL, "Recommendations"),
    Input("searches", InputKind.COUNT, "Searches", own=True),
    Input("profile_views", InputKind.COUNT, "Profiles viewed", own=True),
    Input("leads_saved", InputKind.COUNT, "Leads saved", own=True),
    Input("inbound_views", InputKind.COUNT, "Profile viewers"),
    Input("comments", InputKind.COUNT, "Comments", own=True),
    Input("engagements_received", InputKind.COUNT, "Engagements received"),
    Input("reactions", InputKind.COUNT, "Reactions", own=True),
    Input("shares", InputKind.COUNT, "Shares", own=True),
    Input("conversations", InputKind.COUNT, "Conversations", own=True),
    Input("inmails_sent", InputKind.COUNT, "InMails sent", own=True),
    Input("inmail_replies", InputKind.COUNT, "InMail replies"),
    Input("response_hours", InputKind.HOURS, "Hours to answer"),
    Input("group_posts", InputKind.COUNT, "Group posts", own=True),
    Input("connections", InputKind.LEVEL, "Connections"),
    Input("decision_makers", InputKind.LEVEL, "Decision-makers among them"),
    Input("relevant_connections", InputKind.LEVEL, "Relevant connections, where you sell"),
    Input("invitations_sent", InputKind.COUNT, "Invitations sent", own=True),
    Input("invitations_accepted", InputKind.COUNT, "Invitations accepted"),
    Input("new_connections", InputKind.COUNT, "New connections"),
    Input("introductions", InputKind.COUNT, "Introductions asked for", own=True),
    Input("account_contacts", InputKind.COUNT, "Further contacts in an account", own=True),
    Input("mentions", InputKind.COUNT, "Mentions of others", own=True),
    Input("meetings", InputKind.COUNT, "Meetings booked", scored=False),
    Input("opportunities", InputKind.COUNT, "Opportunities", scored=False),
    Input("off", InputKind.MARK, "Off", scored=False),
)

INPUTS: dict[str, Input] = {each.name: each for each in _ALL}
SCORED_INPUTS: tuple[str, ...] = tuple(each.name for each in _ALL if each.scored)

MAX_INPUT_VALUE = 2_000_000_000  # the largest value of an integer column, rounded down


def describe_fault(name: str, value: object) -> str | None:
    """Returns what is wrong with a value, as the end of a sentence; None if it is valid."""
    kind = INPUTS[name].kind
    if kind is InputKind.MARK:
        return None if isinstance(value, bool) else "is neither yes nor no"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "is not a number"
    if not 0 <= value <= MAX_INPUT_VALUE:
        return "is negative" if value < 0 else "is too large"
    if kind in (InputKind.COUNT, InputKind.LEVEL) and value != int(value):
        return "is not a whole number"
    return "is above 100" if kind is InputKind.PERCENT and value > 100 else None


def stored_value(name: str, value: int | float | bool | None) -> int | float | bool | None:
    """Returns the value as its column stores it: whole numbers as int."""
    is_whole = INPUTS[name].kind in (InputKind.COUNT, InputKind.LEVEL)
    return int(value) if is_whole and isinstance(value, float) else value
