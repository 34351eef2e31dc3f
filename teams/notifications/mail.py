"""Sending of background mails: reminders, digests and alerts."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10  # timeout in seconds
REFUSAL_ERRORS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)  # this mail only


class MailDownError(Exception):
    """The mail server can't be reached, so no other mail can be sent either."""


def absolute_url(path: str) -> str:
    """Returns an absolute URL; a worker has no request to take the host from."""
    return f"{settings.SITE_URL}{path}"


def build_mail(*, to: str, subject: str, text: str, html: str, stop: str) -> EmailMultiAlternatives:
    """Returns an automatic mail, marked as such (RFC 3834).

    `stop` is the URL for one-click unsubscription by mail programs (RFC 8058).
    """
    headers = {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    subject = " ".join(subject.split())  # names may contain line breaks, headers may not
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


@contextmanager
def mail_server(plural_name: str) -> Iterator[BaseEmailBackend]:
    """Opens one connection for several mails; raises MailDownError if it fails.

    `plural_name` names the mails in the plural, for the log.
    """
    server = get_connection(timeout=TIMEOUT_SECONDS)
    try:
        server.open()
    except OSError as error:
        log.warning(
            "%s wait: the mail server can't be reached (%s).", plural_name.capitalize(), error
        )
        raise MailDownError from error
    try:
        yield server
    finally:
        with suppress(OSError):
            server.close()


def send_mail(mail: EmailMultiAlternatives, server: BaseEmailBackend, plural_name: str) -> bool:
    """Sends a mail once; logs and returns False if the server refuses it.

    Raises MailDownError if the connection is lost.
    """
    try:
        server.send_messages([mail])
    except REFUSAL_ERRORS:
        log.warning("%s was refused by the mail server.", plural_name.capitalize(), exc_info=True)
        return False
    except OSError as error:
        log.warning(
            "%s was lost: the mail server is gone.", plural_name.capitalize(), exc_info=True
        )
        raise MailDownError from error
    return True
