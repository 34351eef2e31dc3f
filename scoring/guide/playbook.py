"""Playbook: tips on how to do well what a signal counts, built in or written by coaches.

Each says what good looks like, how to do it, and where it turns into spam.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.core.actions import ACTIONS, ACTIONS_BY_NAME
from scoring.core.signals import PILLARS, Pillar
from scoring.core.versions import VERSION_2
from scoring.scores.signal_names import SIGNAL_NAMES
from teams.base.formatting import PILLARS as PILLAR_NAMES
from teams.base.inputs import INPUTS
from teams.models import Organization
from teams.planning.playbook import OwnTip, playbook_of

BUILT_IN_TIPS: Mapping[str, str] = {
    "profile_completeness": (
        "Write your profile for a buyer: a headline that says whom you help with what, a plain "
        "photo, and an opening that fits a phone. Nobody reads a list of targets you beat."
    ),
    "posts": (
        "One thing you learned from customers this week, in your own words, with a question at "
        "the end that you would answer yourself. One good post beats five copies of the "
        "company’s."
    ),
    "new_followers": (
        "People follow those worth reading on one subject. Stay with two or three subjects; "
        "never ask for follows."
    ),
    "endorsements": (
        "Keep the three skills you sell with on top. Endorse people whose work you know, and some"
        " will return it; swapping with strangers convinces nobody."
    ),
    "recommendations": (
        "Ask a customer right after a good result, and say which project they might mention. Two "
        "honest sentences about one project are enough."
    ),
    "searches": (
        "Save a search by role, industry and change of job, and come back to what is new in it. "
        "Counts in the score; it only helps where it ends in a name on your list."
    ),
    "profile_views": (
        "Read a profile before you write to its owner: one thing you can mention is what you look"
        " for. Opening profiles for the count helps nobody."
    ),
    "leads_saved": (
        "Save those you would call this quarter, with a note why. A list you look through each "
        "week beats a long one you never open."
    ),
    "inbound_views": (
        "Views come after comments and posts your buyers read. Look who came, and greet those who"
        " fit; never write “I saw you looked at my profile”."
    ),
    "active": (
        "A few minutes on each working day do more than one long afternoon. Put them beside "
        "something you do anyway, such as the first coffee."
    ),
    "comments": (
        "Add something: an example, a number, a question, in two or three sentences, where your "
        "buyers read. “Great post!” is noise."
    ),
    "engagements_received": (
        "Answer every comment below your posts within the day, with a question back. Never ask "
        "colleagues for likes in a chat."
    ),
    "reactions": (
        "React to what you have read and mean. Clicking through a feed is not selling, so it is "
        "never proposed here."
    ),
    "shares": (
        "Share what a customer would thank you for, with two sentences on why it matters to them."
        " A share without a word is skipped."
    ),
    "conversations": (
        "Write to one person about one thing they care about, and end with a question that is "
        "easy to answer. No pitch in the first message, and one reminder at most."
    ),
    "inmail_response": (
        "Under a hundred words: why them, why now, one small question. If you can’t say why them,"
        " don’t send it."
    ),
    "response_time": (
        "Look twice a day and answer within hours, if only to say when the full answer comes."
    ),
    "group_posts": (
        "Ask or answer a real question of the group’s trade. Links to your own site get you shown"
        " out."
    ),
    "connections": (
        "Connect after you have met, talked or worked together. A wide network of strangers "
        "answers nobody."
    ),
    "decision_makers": (
        "In each account, know who decides, who pays and who uses it. Reach them through someone"
        " they know, with a reason of their own."
    ),
    "relevant_connections": (
        "Write down the companies and industries you sell to, and connect with the people you meet"
        " there first. A search of your connections by company or industry says how many they are."
    ),
    "invitation_acceptance": (
        "Say in one line where you met or what you share, and send a few a day to people who "
        "would know why. Invitations to strangers come back as refusals, and cost points."
    ),
    "new_connections": (
        "Thank those who accept, and ask one question about their work. The pitch can wait until "
        "they ask."
    ),
    "introductions": (
        "Ask someone who knows both of you, and send them three lines they can pass on. Thank "
        "them whatever comes of it."
    ),
    "account_contacts": (
        "Speak with a second and third person in an account you work on: a deal with one contact "
        "stops when that one leaves. Tell each why you talk to the others."
    ),
    "mentions": (
        "Name someone when the post is about their work and they would be glad of it. Naming ten"
        " people to be seen is spam."
    ),
}
# The signal that counts an action, for actions that are no signal themselves.
SIGNAL_OF_ACTION: Mapping[str, str] = {
    "invitations_sent": "invitation_acceptance",
    "inmails_sent": "inmail_response",
}
_ACTION_OF_SIGNAL = {SIGNAL_OF_ACTION.get(each.name, each.name): each.name for each in ACTIONS}


@dataclass(frozen=True)
class PlaybookPage:
    """A signal in the playbook; `built_in_minutes` is None if it is never suggested."""

    signal: str
    name: str
    pillar: Pillar
    built_in: str
    built_in_minutes: int | None
    own: OwnTip

    @property
    def text(self) -> str:
        """The coaches' text, else the built-in one."""
        return self.own.text or self.built_in

    @property
    def minutes(self) -> int | None:
        """Minutes that doing it once takes: the coaches' number, else the built-in one."""
        return self.own.minutes or self.built_in_minutes


@dataclass(frozen=True)
class Playbook:
    """All tips, by signal."""

    pages: Mapping[str, PlaybookPage]

    def tip(self, action: str) -> str:
        """The tip for an action."""
        return self.pages[SIGNAL_OF_ACTION.get(action, action)].text

    @property
    def minutes(self) -> dict[str, int]:
        """Minutes that doing each action once takes."""
        all_minutes = {
            name: self.pages[signal].minutes for signal, name in _ACTION_OF_SIGNAL.items()
        }
        return {name: minutes for name, minutes in all_minutes.items() if minutes is not None}

    def by_pillar(self) -> list[tuple[Pillar, str, list[PlaybookPage]]]:
        """The pillars, each with its name and its signals' pages."""
        return [
            (pillar, name, [each for each in self.pages.values() if each.pillar == pillar])
            for pillar, name in zip(PILLARS, PILLAR_NAMES, strict=True)
        ]


def action_label(action: str) -> str:
    """An action's display name."""
    return INPUTS[action].label


def playbook(organization: Organization) -> Playbook:
    """The organisation's playbook; one query."""
    own = playbook_of(organization)
    return Playbook(
        {
            signal.name: PlaybookPage(
                signal=signal.name,
                name=SIGNAL_NAMES[signal.name],
                pillar=signal.pillar,
                built_in=BUILT_IN_TIPS[signal.name],
                built_in_minutes=_built_in_minutes(signal.name),
                own=own.get(signal.name, OwnTip()),
            )
            for signal in VERSION_2.signals
        }
    )


def _built_in_minutes(signal: str) -> int | None:
    action = _ACTION_OF_SIGNAL.get(signal)
    return ACTIONS_BY_NAME[action].minutes if action else None
