"""Context processor for the page frame: signed-in user, navigation and theme."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from teams.access.viewer import Viewer

THEMES = ("light", "dark")
# Tabs of the settings pages: label and URL name.
TABS: list[tuple[str, str]] = [
    ("Organisation", "settings_organization"),
    ("Teams", "settings_teams"),
    ("People", "people"),
    ("Privacy", "settings_privacy"),
    ("Imports", "settings_imports"),
    ("Audit", "settings_audit"),
]


@dataclass(frozen=True)
class NavEntry:
    """A navigation entry."""

    label: str
    href: str
    current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Returns the template context of the page frame."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return {
        "viewer": viewer,
        "nav": _nav_entries(viewer, request.path)
        if viewer and not _is_partial_request(request)
        else [],
        "tabs": _tabs(request.path) if viewer and viewer.is_admin else [],
        "theme": theme if theme in THEMES else "",
    }


def _is_partial_request(request: HttpRequest) -> bool:
    """Whether the request swaps part of a page, which needs no frame."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request


def _tabs(path: str) -> list[NavEntry]:
    hrefs = [(label, reverse(name)) for label, name in TABS]
    first = hrefs[0][1]  # a prefix of all other tabs
    return [
        NavEntry(label, href, path == href or (href != first and path.startswith(href)))
        for label, href in hrefs
    ]


def _nav_entries(viewer: Viewer, path: str) -> list[NavEntry]:
    places = []
    if len(viewer.clients) > 1:
        places.append(("Clients", reverse("clients")))
    if viewer.rep:
        own_page = reverse("rep", args=[viewer.rep.pk])
        places += [
            ("Today", reverse("log")),
            ("Me", own_page),
            ("LinkedIn score", reverse("reading")),
        ]
    if viewer.can_import:
        places.append(("Import", reverse("imports")))
    if len(viewer.teams) > 1:
        places.append(("Teams", reverse("teams")))
    elif viewer.teams:
        label = "Leaderboard" if viewer.oversees else "Team"
        places.append((label, reverse("team_leaderboard", args=[viewer.teams[0].pk])))
    places += _overseer_entries(viewer)
    if viewer.is_admin:
        places += [("Jobs", reverse("jobs")), ("Settings", reverse("settings_organization"))]
    return [NavEntry(label, href, _is_current(viewer, path, href)) for label, href in places]


def _overseer_entries(viewer: Viewer) -> list[tuple[str, str]]:
    """Returns navigation entries for managers, coaches and admins."""
    places = [("Trends", reverse("first_trends"))] if viewer.overseen_teams() else []
    coaching = [
        ("Cohort", reverse("cohort")),
        ("Programmes", reverse("programmes")),
        ("Progress", reverse("report")),
        ("Model", reverse("model")),
    ]
    return places + (coaching if viewer.is_coach else [])


def _is_current(viewer: Viewer, path: str, href: str) -> bool:
    """Whether the page belongs to this entry; below a leaderboard only for people who oversee reps.

    For others every page there is a 404, and their own team's 404 must look like any other.
    """
    teams = reverse("teams")
    if href.startswith(teams) and href != teams and not viewer.oversees:
        return path == href
    return path.startswith(href)
