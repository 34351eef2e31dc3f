"""How letters that nobody waits for leave: reminders, digests, alerts."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)
PATIENCE = 10  # seconds a mail server may be silent for
REFUSED = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)  # this letter; others may go


class MailDownError(Exception):
    """The mail server can't be reached: no other letter would leave either."""


def absolute(path: str) -> str:
    """A worker has no request to take the host from."""
    return f"{settings.SITE_URL}{path}"


def letter(*, to: str, subject: str, text: str, html: str, stop: str) -> EmailMultiAlternatives:
    """A mail written by a program (RFC 3834), which says so.

    `stop` is the link by which a mail program stops the next ones with one click (RFC 8058).
    """
    headers = {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    subject = " ".join(subject.split())  # names may hold a line break, headers may not
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


@contextmanager
def mail_server(what: str) -> Iterator[BaseEmailBackend]:
    """One connection for some letters, `what` in the plural. Raises MailDownError for none."""
    server = get_connection(timeout=PATIENCE)
    try:
        server.open()
    except OSError as error:
        log.warning("%s wait: the mail server can't be reached (%s).", what.capitalize(), error)
        raise MailDownError from error
    try:
        yield server
    finally:
        with suppress(OSError):
            server.close()


def post(mail: EmailMultiAlternatives, server: BaseEmailBackend, what: str) -> bool:
    """Sends it, once; False, and a line in the log, where the server refuses it.

    Raises MailDownError where it is gone.
    """
    try:
        server.send_messages([mail])
    except REFUSED:
        log.warning("%s was refused by the mail server.", what.capitalize(), exc_info=True)
        return False
    except OSError as error:
        log.warning("%s was lost: the mail server is gone.", what.capitalize(), exc_info=True)
        raise MailDownError from error
    return True
