"""The words rules are written in: who may, and what right and wrong methods answer.

A rule names the methods a route has, each with the answer whoever may gets; every other method is
a wrong one. HEAD answers as GET does, where there is a GET.
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
    OUTSIDE,
    PEOPLE,
    READ_ONLY,
    TOKENS,
)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
SAFE = ("GET", "HEAD", "OPTIONS")
MISSING, NOT_ALLOWED = 404, 405

Who = frozenset[str]
Guard = Callable[["Rule", str, str], int | None]


@dataclass(frozen=True)
class Rule:
    """What a route answers to every actor and method."""

    guard: Guard  # answers before anything is looked up, or lets pass
    may: Who
    answers: Mapping[str, int]
    writers: Who  # of those, who may do more than read
    of: str = ""  # whose id stands in the address: a kind that stage.py names
    fill: Mapping[str, str] = field(default_factory=dict)  # what else stands there
    send: Any = None  # what is posted, where an empty form says too little
    but: Mapping[str, tuple[Who, int]] = field(default_factory=dict)  # method: some get another

    def expects(self, actor: str, method: str) -> int:
        """The status of one cell."""
        some, another = self.but.get("GET" if method == "HEAD" else method, (frozenset(), 0))
        if actor in some:
            return another
        first = self.guard(self, actor, method)
        if first is not None:
            return first
        if method not in self.answers:
            return NOT_ALLOWED
        # What passed the guard with a token is its owner.
        who = ADMIN if actor == READ_ONLY else actor
        may = self.may if method in SAFE else self.writers
        return self.answers[method] if who in may else MISSING


# Pages --------------------------------------------------------------------------------------------


def page(may: Who, get: int = 200, **more: Any) -> Rule:
    """`@for_viewers @require_safe`: to be read."""
    return _rule(_signs_in, may, {"GET": get}, **more)


def form(may: Who, get: int = 200, post: int = 422, **more: Any) -> Rule:
    """`@for_viewers @require_http_methods(["GET", "HEAD", "POST"])`: an empty form is sent."""
    return _rule(_signs_in, may, {"GET": get, "POST": post}, **more)


def action(may: Who, post: int = 302, **more: Any) -> Rule:
    """`@for_viewers @require_POST`: a button."""
    return _rule(_signs_in, may, {"POST": post}, **more)


def admin_page(get: int = 200, may: Who = ADMINS, **more: Any) -> Rule:
    """`@for_admins @require_safe`: nothing is there for others, whatever the method."""
    return _rule(_for_admins, may, {"GET": get}, **more)


def admin_form(get: int = 200, post: int = 422, may: Who = ADMINS, **more: Any) -> Rule:
    """`@for_admins @require_http_methods(["GET", "HEAD", "POST"])`."""
    return _rule(_for_admins, may, {"GET": get, "POST": post}, **more)


def admin_action(post: int = 302, may: Who = ADMINS, **more: Any) -> Rule:
    """`@for_admins @require_POST`."""
    return _rule(_for_admins, may, {"POST": post}, **more)


def _signs_in(rule: Rule, actor: str, method: str) -> int | None:
    """Who is not signed in is led to where one does, whatever the method; tokens sign in nobody."""
    return 302 if actor in OUTSIDE | TOKENS else None


def _for_admins(rule: Rule, actor: str, method: str) -> int | None:
    if (status := _signs_in(rule, actor, method)) is not None:
        return status
    return None if actor in ADMINS else MISSING


# The API ------------------------------------------------------------------------------------------


def api(may: Who, get: int | None = 200, post: int | None = None, **more: Any) -> Rule:
    """A session or a token; wrong methods are refused once it is known who asks."""
    return _rule(_by_token, may, _api_answers(get, post), **more)


def session_api(may: Who, get: int | None = None, **more: Any) -> Rule:
    """A session only: a token is as good as none."""
    return _rule(_by_session, may, _api_answers(get, None), **more)


def _api_answers(get: int | None, post: int | None) -> dict[str, int]:
    given = {"GET": get, "POST": post}
    return {method: status for method, status in given.items() if status is not None}


def _by_token(rule: Rule, actor: str, method: str) -> int | None:
    if actor in {ANONYMOUS, DEACTIVATED, EXPIRED}:
        return 401
    if method == "OPTIONS":  # describes the route: the same of every id
        return 200
    return 403 if actor == READ_ONLY and method not in SAFE else None


def _by_session(rule: Rule, actor: str, method: str) -> int | None:
    if actor in OUTSIDE | TOKENS:
        return 403
    return 200 if method == "OPTIONS" else None


# allauth's pages ----------------------------------------------------------------------------------

# Django's class-based forms take a PUT for a POST that says nothing, and describe themselves.
DESCRIBED = {"OPTIONS": 200}


def account_page(may: Who = PEOPLE, get: int = 200, **more: Any) -> Rule:
    """A page of allauth's, for whoever is signed in."""
    return _rule(_signs_in, may, {"GET": get, **DESCRIBED}, **more)


def account_form(may: Who = PEOPLE, get: int = 200, post: int = 200, **more: Any) -> Rule:
    """A form of allauth's, for whoever is signed in; sent empty it is shown again."""
    return _rule(_signs_in, may, {"GET": get, "POST": post, "PUT": post, **DESCRIBED}, **more)


def account_sends(status: int = 302, **more: Any) -> Rule:
    """Whoever is signed in is sent elsewhere, or told there is nothing, by any method."""
    return _rule(_signs_in, PEOPLE, {}, **anyhow(status), **more)


def entrance(get: int = 200, post: int = 200, **more: Any) -> Rule:
    """A form for who is not signed in; whoever is goes home."""
    answers = {"GET": get, "POST": post, "PUT": post, **DESCRIBED}
    return _rule(_sends_home, EVERYBODY, answers, **more)


def _sends_home(rule: Rule, actor: str, method: str) -> int | None:
    return None if actor in OUTSIDE | TOKENS else 302


# Routes for whoever comes -------------------------------------------------------------------------


def anyone(**methods: Any) -> Rule:
    """Everybody alike: `anyone(get=200)`."""
    return _rule(_nothing, EVERYBODY, {}, **methods)


def anyhow(status: int) -> dict[str, int]:
    """Every method alike: `anyone(**anyhow(404))`."""
    return {method.lower(): status for method in METHODS}


def _nothing(rule: Rule, actor: str, method: str) -> int | None:
    return None


def _rule(guard: Guard, may: Who, answers: Mapping[str, int], **more: Any) -> Rule:
    """`put=`, `patch=`, `delete=`, `head=`, `options=` add methods; the rest is the rule's own."""
    named = {name: more.pop(name.lower()) for name in METHODS if name.lower() in more}
    answers = {**answers, **named}
    if guard is _for_admins and more.get("of"):
        may = may & {ADMIN}  # what stands in the address is North's
    if "GET" in answers:
        answers = {"HEAD": answers["GET"], **answers}
    return Rule(guard, may, answers, writers=more.pop("writers", may), **more)
