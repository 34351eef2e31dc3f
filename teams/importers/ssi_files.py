"""Parsers for LinkedIn's SSI page as JSON or saved HTML: the page's numbers, unrounded."""

import json
import re
from typing import Any, Final

from teams.importers.ssi_page import COPY_AGAIN, SsiPage, SsiPageError, refuse_wrong_sum

MAX_CHARACTERS: Final = 5_000_000  # a saved page includes its scripts
PILLAR_BY_JSON_NAME: Final = {
    "PROFESSIONAL_BRAND": "brand",
    "FIND_RIGHT_PEOPLE": "people",
    "INSIGHT_ENGAGEMENT": "insights",
    "STRONG_RELATIONSHIP": "relationships",
}
PILLAR_BY_HTML_NAME: Final = {
    "establish-brand": "brand",
    "find-people": "people",
    "engage-with-insights": "insights",
    "build-relationships": "relationships",
}
GROUPS: Final = {"INDUSTRY": "industry", "NETWORK": "network"}
BAR: Final = "__sub-score-bar"
BARS: Final = re.compile(r"<progress\s([^<>]{1,2000})>", re.IGNORECASE)  # bounded: linear in time
ATTRIBUTES: Final = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"']+)""")


def parse_ssi_json(text: str) -> SsiPage:
    """The member's own score. Raises SsiPageError if it is incomplete."""
    try:
        content = json.loads(text[:MAX_CHARACTERS])
    except (ValueError, RecursionError):
        raise SsiPageError(f"This is no JSON that can be read; {COPY_AGAIN}") from None
    page_data = _part(content, "data") or _part({"page": content}, "page")
    member = _part(page_data, "memberScore")
    pillars = {
        PILLAR_BY_JSON_NAME[each["pillar"]]: _number(each.get("score"), 25)
        for each in _list(member, "subScores")
        if isinstance(each.get("pillar"), str) and each["pillar"] in PILLAR_BY_JSON_NAME
    }
    figures: dict[str, Any] = {"total": _number(member.get("overall"), 100)}
    for each in _list(page_data, "groupScore"):
        if name := GROUPS.get(str(each.get("groupType"))):
            figures[f"{name}_rank"] = _number(each.get("rank"), 100)
            figures[f"{name}_average"] = _number(_part(each, "score").get("overall"), 100)
    return _page(pillars, figures)


def _part(parent: Any, name: str) -> dict[str, Any]:
    part = parent.get(name) if isinstance(parent, dict) else None
    return part if isinstance(part, dict) else {}


def _list(parent: dict[str, Any], name: str) -> list[dict[str, Any]]:
    part = parent.get(name)
    return [each for each in part if isinstance(each, dict)] if isinstance(part, list) else []


def _number(value: Any, maximum: float) -> float | None:
    """A number from 0 to `maximum`; None for anything else."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= maximum else None


def _float(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def parse_ssi_html(text: str) -> SsiPage:
    """The member's own pillars, from the first bar of each. Raises SsiPageError if one is missing.

    Only the progress bars are read, whatever the markup around them: saved or pasted pages may be
    truncated or invalid.
    """
    pillars: dict[str, float | None] = {}
    for bar in BARS.finditer(text[:MAX_CHARACTERS]):
        attributes = {
            name.lower(): value.strip("\"'") for name, value in ATTRIBUTES.findall(bar[1])
        }
        name = PILLAR_BY_HTML_NAME.get(attributes.get("id", "").removesuffix(BAR))
        if name and name not in pillars:
            pillars[name] = _number(_float(attributes.get("value")), 25)
    return _page(pillars, {})


def _page(pillars: dict[str, float | None], figures: dict[str, Any]) -> SsiPage:
    values: dict[str, Any] = {k: value for k, value in pillars.items() if value is not None}
    missing = [name for name in PILLAR_BY_JSON_NAME.values() if name not in values]
    if missing:
        raise SsiPageError(f"The pillars {', '.join(missing)} are not in it; {COPY_AGAIN}")
    refuse_wrong_sum(sum(values.values()), figures.get("total"))
    return SsiPage(**values, **figures)
