"""Whether organisations are kept apart: every reference from a row of one to another row.

Which there are is read from the models, so a new foreign key is followed without being named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, F, ForeignKey, Q
from django_scopes import scopes_disabled

from teams.models import Organization


def belongs(organization: Organization, **rows: Any) -> None:
    """Refuses what is another organisation's (ValueError); None is nobody's. For what writes."""
    for name, row in rows.items():
        if row is not None and row.organization_id != organization.pk:
            raise ValueError(f"That {name} does not belong to {organization}.")


@dataclass(frozen=True)
class Followed:
    """A foreign key: how many rows refer by it, and how many of these to another organisation."""

    name: str
    references: int
    across: int


def follow() -> Iterator[Followed]:
    """Follows every foreign key between rows of organisations, one query each, in all of them."""
    for model, field in foreign_keys():
        with scopes_disabled():
            yield _followed(model, field)


def foreign_keys() -> list[tuple[type[models.Model], str]]:
    """Those both of whose ends belong to an organisation, with the model they start from."""
    return [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        if is_owned(model)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and is_owned(field.related_model)
    ]


def is_owned(model: Any) -> bool:
    """Whether every row of the model belongs to an organisation."""
    return any(
        field.name == "organization" and field.related_model is Organization
        for field in model._meta.concrete_fields
    )


def _followed(model: type[models.Model], field: str) -> Followed:
    everything = model._default_manager  # noqa: SLF001  Django's own name for it
    rows = everything.filter(**{f"{field}__isnull": False}).order_by()
    elsewhere = ~Q(**{f"{field}__organization": F("organization")})
    counted = rows.aggregate(all=Count("*"), across=Count("organization", filter=elsewhere))
    return Followed(f"{model._meta.label}.{field}", counted["all"], counted["across"])
