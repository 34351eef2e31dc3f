"""All routes of the URL configuration, as patterns."""

from collections.abc import Iterable, Iterator
from functools import cache

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern


@cache
def routes() -> frozenset[str]:
    """All routes, such as `teams/<int:pk>/`; regular expressions with their group names."""
    return frozenset(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for each in patterns:
        here = before + _route_text(each)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, here)
        else:
            yield here


def _route_text(each: URLPattern | URLResolver) -> str:
    written = str(each.pattern)
    if isinstance(each.pattern, RegexPattern):
        return simplify_regex(written).removeprefix("/")
    return written


def route_errors(rules: Iterable[str]) -> list[str]:
    """Error messages for routes without a rule and rules without a route."""
    ruled = set(rules)
    return [
        *(f"/{route} has no rule in tests/matrix/rules.py" for route in sorted(routes() - ruled)),
        *(f"/{route} has a rule but no route" for route in sorted(ruled - routes())),
    ]
