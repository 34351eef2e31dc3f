"""Deployment checks run by `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def check_secret_key(**_: Any) -> list[CheckMessage]:
    """Warns if SECRET_KEY is the one generated in the data folder."""
    if settings.SECRET_KEY_IN_ENVIRONMENT:
        return []
    return [
        Warning(
            f"SECRET_KEY is not set; the key kept in {settings.DATA_DIR / 'secret_key'} is used.",
            hint="Set SECRET_KEY in the environment so that every host signs with the same key.",
            id="seventy.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_site_url(**_: Any) -> list[CheckMessage]:
    """Warns if SITE_URL is unset, so that links in mails point to this machine."""
    if settings.SITE_URL_IN_ENVIRONMENT:
        return []
    return [
        Warning(
            f"SITE_URL is not set; links in reminders lead to {settings.SITE_URL}.",
            hint="Set SITE_URL to where people find Seventy, such as https://seventy.example.com.",
            id="seventy.W002",
        )
    ]
