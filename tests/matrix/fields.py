"""Finds all fields that hold an id, in the forms of pages and in the API's request bodies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from teams.base.inputs import INPUTS
from tests.matrix.rules import RULES
from tests.matrix.stage import Stage

# Field name: kind of object whose id it holds.
KIND_BY_FIELD = {
    "team": "team", "region": "team", "teams": "team", "to": "team", "other_team": "team",
    "rep": "rep", "reps": "rep", "other": "rep", "merge": "rep", "rep_id": "rep",
    "user": "user", "person": "user", "owner": "user",
    "role": "role", "invitation": "invitation", "organization": "organization",
    "hook": "hook", "token": "token", "session": "session", "annotation": "annotation",
    "group": "group", "programme": "programme", "template": "template",
}  # fmt: skip
# Numeric fields that hold no id.
NUMBER_FIELDS = {
    "period",
    "days",
    "board",
    "smallest_group",
    "retention_months",
    "is_on",
    "weekdays",
    "hour",
    "weekday",
    "limit",
    "reach",
    "offset",
    "again",
    "target",
    "more",
    "profile_completeness",
    *(each.name for each in INPUTS.values() if each.own),
}


@dataclass(frozen=True)
class Form:
    """A form on a page: its target, and the values it would submit unchanged."""

    actor: str
    method: str
    action: str
    values: Mapping[str, str]

    def ids(self) -> dict[str, str]:
        """Fields that hold an id, with the kind of object."""
        return {name: KIND_BY_FIELD[name] for name in self.values if name in KIND_BY_FIELD}


@dataclass
class Reader(HTMLParser):
    """Parses the forms of a page."""

    actor: str
    path: str
    forms: list[Form] = field(default_factory=list)
    numbered: set[str] = field(default_factory=set)  # fields whose choices are all numbers

    def __post_init__(self) -> None:
        super().__init__()
        self._values: dict[str, str] | None = None
        self._select = ""
        self._options: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self._values = {}
            action = given.get("action") or self.path
            method = given.get("method", "get").upper()
            self.forms.append(Form(self.actor, method, action, self._values))
        elif self._values is None:
            return
        elif tag == "select":
            self._select, self._options = name, []
            self._values[name] = ""
        elif tag == "option" and self._select:
            self._options.append(value)
            if "selected" in given or not self._values[self._select]:
                self._values[self._select] = value
        elif tag in ("input", "textarea", "button") and name:
            self._field(given.get("type", ""), name, value, "checked" in given)

    def _field(self, kind: str, name: str, value: str, checked: bool) -> None:
        assert self._values is not None
        if kind in ("hidden", "radio", "checkbox", "submit") and value.isdigit():
            self.numbered.add(name)
        if kind not in ("radio", "checkbox") or checked or name not in self._values:
            self._values[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            if any(self._options) and all(value.isdigit() for value in self._options if value):
                self.numbered.add(self._select)
            self._select = ""
        elif tag == "form":
            self._values = None


def read_forms(stage: Stage, actor: str) -> Iterator[Reader]:
    """Parsed forms of every page that the actor can open."""
    for route, rule in RULES.items():
        if "GET" not in rule.answers or rule.expects(actor, "GET") != 200:
            continue
        if route.startswith("api/"):
            continue
        path = stage.address(route, rule)
        answer = stage.ask(actor, "GET", path)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            reader = Reader(actor, path)
            reader.feed(answer.body)
            yield reader


@dataclass(frozen=True)
class Body:
    """The request body of an API operation: whether it is a list, its fields, fields with ids."""

    path: str
    method: str
    many: bool
    fields: Mapping[str, Any]
    ids: Mapping[str, str]


def bodies(schema: dict[str, Any]) -> Iterator[Body]:
    """All request bodies of the API."""
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            described = content.get("application/json", {}).get("schema", {})
            many = described.get("type") == "array"
            name = (described["items"] if many else described).get("$ref", "").rpartition("/")[2]
            if name:
                fields = schema["components"]["schemas"][name]["properties"]
                ids = {each: KIND_BY_FIELD[each] for each in fields if each in KIND_BY_FIELD}
                yield Body(path, method.upper(), many, fields, ids)
