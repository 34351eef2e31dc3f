"""Alerts as Slack and Microsoft Teams messages; names are escaped, so they mention no one."""

import json
import re
from collections.abc import Sequence

from scoring.notifications.alert_messages import Alert, TeamAlerts, truncate_alerts
from teams.models import Hook

MARKDOWN_SPECIALS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>])")  # special characters of Markdown
ZERO_WIDTH_SPACE = (
    "\u200b"  # a zero-width space after an @, so that the chat does not read a mention
)


def format_chat_message(hook: Hook, teams: Sequence[TeamAlerts]) -> bytes:
    """The body of one chat message with all the alerts, in the format of Slack or Teams."""
    shown = truncate_alerts(teams)
    more = sum(len(each.alerts) for each in teams) - sum(len(each.alerts) for each in shown)
    tail = [f"And {more} more."] if more else []
    if hook.kind == Hook.Kind.SLACK:
        lines = [_slack_line(each) for team in shown for each in team.alerts]
        return json.dumps({"text": "\n".join([*lines, *tail])}).encode()
    blocks = [_teams_line(each) for team in shown for each in team.alerts] + tail
    body = [{"type": "TextBlock", "text": each, "wrap": True} for each in blocks]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return json.dumps(
        {"type": "message", "attachments": [{"contentType": kind, "content": card}]}
    ).encode()


def _slack_line(alert: Alert) -> str:
    words = escape_slack(alert.words_with_cause)
    link = alert.link.replace("&", "&amp;")
    return f"<{link}|{escape_slack(alert.name)}>{alert.separator}{words}"


def _teams_line(alert: Alert) -> str:
    words = escape_teams(alert.words_with_cause)
    return f"[{escape_teams(alert.name)}]({alert.link}){alert.separator}{words}"


def escape_slack(text: str) -> str:
    """Escapes text for Slack, so that it has neither mentions nor links."""
    flat = _flat(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return flat.replace("|", "¦")


def escape_teams(text: str) -> str:
    """Escapes the Markdown in text for Microsoft Teams."""
    return MARKDOWN_SPECIALS.sub(r"\\\1", _flat(text))


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("@", f"@{ZERO_WIDTH_SPACE}")
