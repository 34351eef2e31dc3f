"""What an invitation's mail says, and how many go out at once.

The page shows the same text before it is sent.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from teams.models import Invitation, Organization, Role
from teams.roles import role_words

log = logging.getLogger(__name__)
GOOD_FOR_DAYS = 7
PATIENCE = 10  # seconds: somebody is waiting for the page
SEEN_OF_A_REP = {
    Organization.Visibility.TEAM: "Your team sees everybody’s score and pillars",
    Organization.Visibility.OWN: "Your team sees its average and nobody’s score but their own",
    Organization.Visibility.MANAGERS: "Your team sees nobody’s score",
}


@dataclass(frozen=True)
class Letter:
    """An invitation's mail."""

    to: str
    name: str
    inviter: str
    reply_to: str
    organization: str
    role: str
    team: str  # where the person is going to sit; empty: nowhere
    seen: str  # what others are going to see of them, in one sentence
    link: str
    days: int = GOOD_FOR_DAYS

    @property
    def subject(self) -> str:
        said = f"{self.inviter} invites you to Seventy ({self.organization})"
        return " ".join(said.split())

    @property
    def text(self) -> str:
        return render_to_string("emails/invitation.txt", {"letter": self})

    @property
    def html(self) -> str:
        return render_to_string("emails/invitation.html", {"letter": self})


def letter_of(invitation: Invitation, link: str) -> Letter:
    """The mail that brings that link."""
    inviter, is_rep = invitation.invited_by, invitation.kind == Role.Kind.REP
    return Letter(
        to=invitation.email,
        name=invitation.name,
        inviter=str(inviter or invitation.organization),
        reply_to=inviter.email if inviter else "",
        organization=invitation.organization.name,
        role=role_words(invitation.kind, invitation.team, invitation.rep),
        team=invitation.team.name if is_rep and invitation.team else "",
        seen=what_others_see(invitation.organization, invitation.kind),
        link=link,
    )


def what_others_see(organization: Organization, kind: str) -> str:
    """One sentence on what others see of somebody who comes in that role."""
    if kind != Role.Kind.REP:
        return (
            "Of you, the organisation’s admins see your name, your address and when you last "
            "signed in, and reps see that you opened their page."
        )
    team = SEEN_OF_A_REP[Organization.Visibility(organization.visibility)]
    return (
        f"{team}; whoever looks after it sees your score, its pillars and how much of it is known, "
        "but not what you log each day."
    )


def send(letters: Sequence[Letter]) -> list[bool]:
    """Sends what can be sent; says of each whether it went out, and raises nothing.

    One connection serves all: where the mail server is down, nobody waits for every letter.
    """
    sent: list[bool] = []
    try:
        with get_connection(timeout=PATIENCE) as connection:
            for letter in letters:
                sent.append(_send(letter, connection))  # noqa: PERF401  stays, whatever follows
    except Exception:  # whatever a mail server does, the invitations stand
        log.exception("Invitations could not be sent.")
    return sent + [False] * (len(letters) - len(sent))


def _send(letter: Letter, connection: object) -> bool:
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        connection=connection,
    )
    mail.attach_alternative(letter.html, "text/html")
    try:
        return mail.send() == 1
    except (SMTPRecipientsRefused, SMTPDataError):  # of this letter alone
        log.warning("An invitation was refused by the mail server.", exc_info=True)
        return False
