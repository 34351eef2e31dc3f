"""Display names of signals, and phrases about them."""

from teams.base.formatting import one_decimal

SIGNAL_NAMES = {
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
    "relevant_connections": "Relevant connections",
    "invitation_acceptance": "Invitations accepted",
    "new_connections": "New connections",
    "introductions": "Introductions",
    "account_contacts": "Contacts in an account",
    "mentions": "Mentions of others",
}
RATE_WORDS = {  # of each rate: the outcome, and of what
    "inmail_response": ("answered", "InMail"),
    "invitation_acceptance": ("accepted", "invitation"),
}
LINKEDIN_SCORE_LABEL = "LinkedIn score"


def gap_words(gap: float) -> str:
    """The gap to our estimate in words: “6.2 below our estimate” for a gap of -6.2."""
    if not round(gap, 1):
        return "the same as our estimate"
    return f"{one_decimal(abs(gap))} {'above' if gap > 0 else 'below'} our estimate"
