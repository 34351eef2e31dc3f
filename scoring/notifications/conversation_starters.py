"""Conversation starters about a lower score: a question for each cause, without blame.

They are suggestions for managers; the rep may have good reasons.
"""

from typing import Final

from scoring.explain.reasons import LIMITS, LINKEDIN

STARTERS: Final = {
    "profile_completeness": "Has something changed on your profile? Shall we look at it together?",
    "posts": "What would you post about, if it took five minutes? I have an idea to try out.",
    "new_followers": "Which of your posts brought you followers? Let us do one like it.",
    "endorsements": "Who could endorse you after this quarter’s work?",
    "recommendations": "Which customer was happiest lately, and could say so in two lines?",
    "searches": "Whom are you looking for at the moment? Shall we build a list together?",
    "profile_views": "Which accounts would you look into, if you had half an hour?",
    "leads_saved": "Which accounts would you go for next? Let us save the first five together.",
    "inbound_views": "What do people see first on your profile? I would like your opinion on mine.",
    "active": "How full is your week? Which ten minutes of the day would suit you best?",
    "comments": "Whose posts do you read anyway? A comment there is the shortest way in.",
    "engagements_received": "Which post of yours got people talking? What was different about it?",
    "reactions": "What have you seen on LinkedIn lately that was worth reading?",
    "shares": "Have you read something that a customer should see, too?",
    "conversations": "How are your conversations going? Is there one I could help to open?",
    "inmail_response": "Shall we read two InMails together, one that got an answer and one not?",
    "response_time": "What keeps you from answering? Is there something I can take off you?",
    "group_posts": "Which group do your customers read? Is there a question you could answer?",
    "connections": "Whom did you meet lately who is not in your network yet?",
    "decision_makers": "Who decides at your three largest accounts? Do you know them?",
    "relevant_connections": "Which companies would you most like to win? Whom do we know there?",
    "invitation_acceptance": "What do you write when you invite people? Shall we try another line?",
    "new_connections": "Whom would you like to know at your accounts? Perhaps I know a way.",
    "introductions": "Whom could I introduce you to?",
    "account_contacts": "Who else at that account would it help to know?",
    "mentions": "Whom have you worked well with lately, and could name in a post?",
    LINKEDIN: "LinkedIn’s score came out lower than we thought. What do you make of it?",
    LIMITS: "One pillar is full. Which of the other three would you like to work on?",
}
GENERAL_STARTER: Final = "How is LinkedIn going for you at the moment? What gets in the way?"


def conversation_starter(cause: str | None) -> str:
    """A sentence to begin with; a general one for None, a cause that is no longer known."""
    return GENERAL_STARTER if cause is None else STARTERS[cause]
