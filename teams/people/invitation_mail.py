"""Text and sending of invitation mails.

The invitation page previews this text before sending.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from teams.models import Invitation, Organization, Role
from teams.people.roles import role_words

log = logging.getLogger(__name__)
VALID_DAYS = 7
TIMEOUT_SECONDS = 10  # seconds: a person is waiting for the page
VISIBILITY_SENTENCES = {
    Organization.Visibility.TEAM: "Your team sees everybody’s score and pillars",
    Organization.Visibility.OWN: "Your team sees its average and nobody’s score but their own",
    Organization.Visibility.MANAGERS: "Your team sees nobody’s score",
}


@dataclass(frozen=True)
class InvitationMail:
    """The contents of an invitation mail."""

    to: str
    name: str
    inviter: str
    reply_to: str
    organization: str
    role: str
    team: str  # the new rep's team; empty for other roles
    visibility: str  # what others will see of them, one sentence
    link: str
    days: int = VALID_DAYS

    @property
    def subject(self) -> str:
        text = f"{self.inviter} invites you to Seventy ({self.organization})"
        return " ".join(text.split())

    @property
    def text(self) -> str:
        return render_to_string("emails/invitation.txt", {"letter": self})

    @property
    def html(self) -> str:
        return render_to_string("emails/invitation.html", {"letter": self})


def build_invitation_mail(invitation: Invitation, link: str) -> InvitationMail:
    """Returns the mail of an invitation with its link."""
    inviter, is_rep = invitation.invited_by, invitation.kind == Role.Kind.REP
    return InvitationMail(
        to=invitation.email,
        name=invitation.name,
        inviter=str(inviter or invitation.organization),
        reply_to=inviter.email if inviter else "",
        organization=invitation.organization.name,
        role=role_words(invitation.kind, invitation.team, invitation.rep),
        team=invitation.team.name if is_rep and invitation.team else "",
        visibility=visibility_sentence(invitation.organization, invitation.kind),
        link=link,
    )


def visibility_sentence(organization: Organization, kind: str) -> str:
    """Returns one sentence on what others see of a person with that role."""
    if kind != Role.Kind.REP:
        return (
            "Of you, the organisation’s admins see your name, your address and when you last "
            "signed in, and reps see that you opened their page."
        )
    team = VISIBILITY_SENTENCES[Organization.Visibility(organization.visibility)]
    return (
        f"{team}; whoever looks after it sees your score, its pillars and how much of it is known, "
        "but not what you log each day."
    )


def send_invitation_mails(mails: Sequence[InvitationMail]) -> list[bool]:
    """Sends the mails over one connection; returns for each whether it was sent, never raises.

    With one connection, a dead mail server delays the page only once.
    """
    sent: list[bool] = []
    try:
        with get_connection(timeout=TIMEOUT_SECONDS) as connection:
            for mail in mails:
                sent.append(_send_invitation_mail(mail, connection))  # noqa: PERF401  stays, whatever follows
    except Exception:  # the invitations stay valid whatever the mail server does
        log.exception("Invitations could not be sent.")
    return sent + [False] * (len(mails) - len(sent))


def _send_invitation_mail(letter: InvitationMail, connection: object) -> bool:
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
    except (SMTPRecipientsRefused, SMTPDataError):  # affects only this mail
        log.warning("An invitation was refused by the mail server.", exc_info=True)
        return False
