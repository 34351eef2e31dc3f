"""Building blocks for rules: who has access, and the status for right and wrong methods.

A rule names the methods of a route, each with the status that permitted actors get; all other
methods are wrong ones. HEAD answers like GET, if there is a GET.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.actors import (
    ADMIN,
    ADMINS,
    ANONYMOUS,
    DEACTIVATED,
    EVERYBODY,
    EXPIRED,
    OUTSIDERS,
    PEOPLE,
    READ_ONLY,
    TOKENS,
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MISSING, NOT_ALLOWED = 404, 405

Actors = frozenset[str]
Guard = Callable[["Rule", str, str], int | None]


@dataclass(frozen=True)
class Rule:
    """The expected status of a route for every actor and method."""

    guard: Guard  # status given before any object is looked up, or None
    may: Actors
    answers: Mapping[str, int]
    writers: Actors  # those who may use unsafe methods
    of: str = ""  # kind of object whose id is in the address, see stage.py
    fill: Mapping[str, str] = field(default_factory=dict)  # other parts of the address
    send: Any = None  # request body, if an empty form is not enough
    but: Mapping[str, tuple[Actors, int]] = field(default_factory=dict)  # method: other statuses

    def expects(self, actor: str, method: str) -> int:
        """The expected status of one cell."""
        some, another = self.but.get("GET" if method == "HEAD" else method, (frozenset(), 0))
        if actor in some:
            return another
        first = self.guard(self, actor, method)
        if first is not None:
            return first
        if method not in self.answers:
            return NOT_ALLOWED
        # A token that passed the guard acts for its owner.
        who = ADMIN if actor == READ_ONLY else actor
        may = self.may if method in SAFE_METHODS else self.writers
        return self.answers[method] if who in may else MISSING


# Pages --------------------------------------------------------------------------------------------


def page(may: Actors, get: int = 200, **more: Any) -> Rule:
    """`@for_viewers @require_safe`: a page to read."""
    return _rule(_redirect_to_sign_in, may, {"GET": get}, **more)


def form(may: Actors, get: int = 200, post: int = 422, **more: Any) -> Rule:
    """`@for_viewers @require_http_methods(["GET", "HEAD", "POST"])`: posted as an empty form."""
    return _rule(_redirect_to_sign_in, may, {"GET": get, "POST": post}, **more)


def action(may: Actors, post: int = 302, **more: Any) -> Rule:
    """`@for_viewers @require_POST`: a button."""
    return _rule(_redirect_to_sign_in, may, {"POST": post}, **more)


def admin_page(get: int = 200, may: Actors = ADMINS, **more: Any) -> Rule:
    """`@for_admins @require_safe`: missing for everyone else, whatever the method."""
    return _rule(_hide_from_others, may, {"GET": get}, **more)


def admin_form(get: int = 200, post: int = 422, may: Actors = ADMINS, **more: Any) -> Rule:
    """`@for_admins @require_http_methods(["GET", "HEAD", "POST"])`."""
    return _rule(_hide_from_others, may, {"GET": get, "POST": post}, **more)


def admin_action(post: int = 302, may: Actors = ADMINS, **more: Any) -> Rule:
    """`@for_admins @require_POST`."""
    return _rule(_hide_from_others, may, {"POST": post}, **more)


def _redirect_to_sign_in(rule: Rule, actor: str, method: str) -> int | None:
    """Redirects actors who are not signed in, whatever the method; tokens do not sign in."""
    return 302 if actor in OUTSIDERS | TOKENS else None


def _hide_from_others(rule: Rule, actor: str, method: str) -> int | None:
    if (status := _redirect_to_sign_in(rule, actor, method)) is not None:
        return status
    return None if actor in ADMINS else MISSING


# The API ------------------------------------------------------------------------------------------


def api(may: Actors, get: int | None = 200, post: int | None = None, **more: Any) -> Rule:
    """Session or token; wrong methods are refused after authentication."""
    return _rule(_require_token, may, _api_statuses(get, post), **more)


def session_api(may: Actors, get: int | None = None, **more: Any) -> Rule:
    """Session only; tokens are ignored."""
    return _rule(_require_session, may, _api_statuses(get, None), **more)


def _api_statuses(get: int | None, post: int | None) -> dict[str, int]:
    given = {"GET": get, "POST": post}
    return {method: status for method, status in given.items() if status is not None}


def _require_token(rule: Rule, actor: str, method: str) -> int | None:
    if actor in {ANONYMOUS, DEACTIVATED, EXPIRED}:
        return 401
    if method == "OPTIONS":  # describes the route, independent of the id
        return 200
    return 403 if actor == READ_ONLY and method not in SAFE_METHODS else None


def _require_session(rule: Rule, actor: str, method: str) -> int | None:
    if actor in OUTSIDERS | TOKENS:
        return 403
    return 200 if method == "OPTIONS" else None


# allauth's pages ----------------------------------------------------------------------------------

# Django's class-based forms treat PUT like an empty POST, and answer OPTIONS.
DESCRIBED_METHODS = {"OPTIONS": 200}


def account_page(may: Actors = PEOPLE, get: int = 200, **more: Any) -> Rule:
    """An allauth page for signed-in users."""
    return _rule(_redirect_to_sign_in, may, {"GET": get, **DESCRIBED_METHODS}, **more)


def account_form(may: Actors = PEOPLE, get: int = 200, post: int = 200, **more: Any) -> Rule:
    """An allauth form for signed-in users; an empty POST shows it again."""
    return _rule(
        _redirect_to_sign_in,
        may,
        {"GET": get, "POST": post, "PUT": post, **DESCRIBED_METHODS},
        **more,
    )


def account_redirect_rule(status: int = 302, **more: Any) -> Rule:
    """A redirect or 404 for signed-in users, whatever the method."""
    return _rule(_redirect_to_sign_in, PEOPLE, {}, **any_method(status), **more)


def entrance_rule(get: int = 200, post: int = 200, **more: Any) -> Rule:
    """A form for visitors; signed-in users are redirected home."""
    answers = {"GET": get, "POST": post, "PUT": post, **DESCRIBED_METHODS}
    return _rule(_redirect_home, EVERYBODY, answers, **more)


def _redirect_home(rule: Rule, actor: str, method: str) -> int | None:
    return None if actor in OUTSIDERS | TOKENS else 302


# Routes for everyone ------------------------------------------------------------------------------


def anyone_rule(**methods: Any) -> Rule:
    """One status for all actors: `anyone(get=200)`."""
    return _rule(_no_guard, EVERYBODY, {}, **methods)


def any_method(status: int) -> dict[str, int]:
    """One status for all methods: `anyone(**anyhow(404))`."""
    return {method.lower(): status for method in METHODS}


def _no_guard(rule: Rule, actor: str, method: str) -> int | None:
    return None


def _rule(guard: Guard, may: Actors, answers: Mapping[str, int], **more: Any) -> Rule:
    """Builds a rule; `put=`, `patch=`, `delete=`, `head=`, `options=` add methods."""
    named = {name: more.pop(name.lower()) for name in METHODS if name.lower() in more}
    answers = {**answers, **named}
    if guard is _hide_from_others and more.get("of"):
        may = may & {ADMIN}  # the id in the address belongs to North
    if "GET" in answers:
        answers = {"HEAD": answers["GET"], **answers}
    return Rule(guard, may, answers, writers=more.pop("writers", may), **more)
