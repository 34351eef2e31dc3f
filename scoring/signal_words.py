"""Signals as the sales floor calls them."""

from scoring.core.layout import Layout
from scoring.wording import one_decimal

NAMES = {
    "profile_completeness": "Profile completeness",
    "posts": "Posts",
    "new_followers": "New followers",
    "endorsements": "Endorsements",
    "recommendations": "Recommendations",
    "searches": "Searches",
    "profile_views": "Profiles viewed",
    "leads_saved": "Leads saved",
    "inbound_views": "Profile viewers",
    "active": "Active days",
    "comments": "Comments",
    "engagements_received": "Engagements received",
    "reactions": "Reactions",
    "shares": "Shares",
    "conversations": "Conversations",
    "inmail_response": "InMail replies",
    "response_time": "Speed of answers",
    "group_posts": "Group posts",
    "connections": "Connections",
    "decision_makers": "Decision-makers",
    "invitation_acceptance": "Invitations accepted",
    "new_connections": "New connections",
    "introductions": "Introductions",
    "account_contacts": "Contacts in an account",
    "mentions": "Mentions of others",
}
LINKEDIN = "LinkedIn’s number"


def cause(layout: Layout, at: int, moved: float) -> str:
    """What moved a score, at a place of `causes`: “more comments”, “faster answers”."""
    up = moved > 0
    if at >= len(layout.names):
        return f"a {'higher' if up else 'lower'} LinkedIn number"
    name = layout.names[at]
    if name == "response_time":
        return "faster answers" if up else "slower answers"
    if name == "profile_completeness":
        return "a fuller profile" if up else "an emptier profile"
    words = NAMES[name].lower().replace("inmail", "InMail")
    return f"{'more' if up else 'fewer'} {words}"


def beside_estimate(gap: float) -> str:
    """What LinkedIn's number was beside ours: “6.2 below our estimate” of a gap of -6.2."""
    if not round(gap, 1):
        return "the same as our estimate"
    return f"{one_decimal(abs(gap))} {'above' if gap > 0 else 'below'} our estimate"
