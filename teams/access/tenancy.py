"""Tenant isolation: checks that rows refer only to rows of their own organisation.

Foreign keys are read from the models, so new ones are checked automatically.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, F, ForeignKey, Q
from django_scopes import scope, scopes_disabled

from teams.models import Organization


@contextmanager
def open_organization_scope(pk: int) -> Iterator[Organization]:
    """Opens the scope of an organisation, for a task that knows its id; yields the organisation."""
    organization = Organization.objects.get(pk=pk)
    with scope(organization=organization):
        yield organization


def check_same_organization(organization: Organization, **rows: Any) -> None:
    """Raises ValueError if a row belongs to another organisation; None is allowed."""
    for name, row in rows.items():
        if row is not None and row.organization_id != organization.pk:
            raise ValueError(f"That {name} does not belong to {organization}.")


@dataclass(frozen=True)
class ForeignKeyCheck:
    """A foreign key: how many rows use it, and how many refer to another organisation."""

    name: str
    references: int
    across: int


def check_foreign_keys() -> Iterator[ForeignKeyCheck]:
    """Checks every foreign key between tenant rows, one query each, across all organisations."""
    for model, field in tenant_foreign_keys():
        with scopes_disabled():
            yield _check_foreign_key(model, field)


def tenant_foreign_keys() -> list[tuple[type[models.Model], str]]:
    """Returns (model, field name) for foreign keys whose both ends belong to an organisation."""
    return [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        if is_tenant_model(model)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and is_tenant_model(field.related_model)
    ]


def is_tenant_model(model: Any) -> bool:
    """Whether rows of the model belong to an organisation."""
    return any(
        field.name == "organization" and field.related_model is Organization
        for field in model._meta.concrete_fields
    )


def _check_foreign_key(model: type[models.Model], field: str) -> ForeignKeyCheck:
    manager = model._default_manager  # noqa: SLF001  Django's own name for it
    rows = manager.filter(**{f"{field}__isnull": False}).order_by()
    in_other = ~Q(**{f"{field}__organization": F("organization")})
    counts = rows.aggregate(all=Count("*"), across=Count("organization", filter=in_other))
    return ForeignKeyCheck(f"{model._meta.label}.{field}", counts["all"], counts["across"])
