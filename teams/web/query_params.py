"""Reading query parameters with defaults for invalid values, and building links."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

OptionLink = tuple[str, str, bool]  # label, href, whether it is selected


def choice_param(query: QueryDict, name: str, allowed: tuple[str, ...]) -> str:
    """Returns the parameter if allowed, else the first allowed value."""
    value = query.get(name, allowed[0])
    return value if value in allowed else allowed[0]


def number_param(query: QueryDict, name: str, allowed: tuple[int, ...], default: int) -> int:
    """Returns the number if allowed, else the default."""
    return {str(number): number for number in allowed}.get(query.get(name, ""), default)


def option_links(
    path: str, query: dict[str, str], name: str, options: list[tuple[str, str]], chosen: str
) -> list[OptionLink]:
    """Returns one link per option: the current URL with that parameter changed."""
    return [
        (label, f"{path}?{urlencode(query | {name: value})}", value == chosen)
        for value, label in options
    ]


def redirect_back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Redirects to the form's `next` URL if it is on this site, else to the default."""
    target = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return redirect(target if is_own else otherwise)
