"""Model versions of organisations, and their adoption: which version counts from which day.

These are people's choices, which can't be rebuilt from facts.
"""

from datetime import date
from functools import lru_cache
from typing import Any, Never, Self

from django.db import models
from django_scopes import ScopedManager

from scoring.core.custom_versions import Parameters, build_custom_version, builtin_of
from scoring.core.versions import VERSIONS, Version
from teams.models import Organization, User


class ModelVersion(models.Model):
    """A proposed version: a built-in one's signals with other parameters.

    Never altered, because snapshots name the version that made them.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    identifier = models.CharField(max_length=20)
    based_on = models.CharField(max_length=20)  # identifier of the version it was derived from
    why = models.CharField(max_length=300)
    parameters = models.JSONField()  # scoring.core.custom_versions.Parameters
    calibration = models.JSONField(null=True, blank=True)  # figures of the pairs, if it was learned
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_on = models.DateField()

    objects = ScopedManager(organization="organization")

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "identifier"], name="one_version_an_identifier"
            )
        ]

    def __str__(self) -> str:
        return self.identifier

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("A version stays as it is: a change is a new one.")
        super().save(**options | {"force_insert": True})

    def delete(self, using: Any = None, keep_parents: bool = False) -> Never:
        raise TypeError("A version stays: snapshots may name it.")

    @property
    def core_version(self) -> Version:
        """The version as the model uses it."""
        parameters = Parameters(**self.parameters)
        return build_custom_version(
            builtin_of(self.identifier), self.identifier, self.why, parameters
        )


@lru_cache(maxsize=1000)
def version_of(organization: int, identifier: str) -> Version:
    """Version by identifier in an organisation (by id). Cached: a version never changes.

    Raises ModelVersion.DoesNotExist for an unknown identifier.
    """
    if identifier in VERSIONS:
        return VERSIONS[identifier]
    custom: ModelVersion = ModelVersion.objects.get(
        organization=organization, identifier=identifier
    )
    return custom.core_version


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Queries on adoptions."""

    def in_effect(self) -> Self:
        """Adoptions that were not withdrawn, earliest first."""
        return self.filter(withdrawn_on=None).order_by("since")

    def since_day(self, day: date) -> "Adoption | None":
        """The adoption that takes effect on a day, or None."""
        return self.filter(since=day).select_related("version").first()

    def to_come(self, after: date) -> Self:
        """Adoptions, not withdrawn, that take effect after a day."""
        return self.in_effect().filter(since__gt=after)


class Adoption(models.Model):
    """A model version that counts from a day on; without any, a built-in version counts."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(
        ModelVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="adoptions"
    )
    builtin = models.CharField(max_length=20, blank=True)  # identifier, if `version` is null
    since = models.DateField()
    recomputes = models.BooleanField(default=False)  # whether days already closed are recomputed
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(AdoptionQuerySet), organization="organization"
    )

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=True) ^ models.Q(builtin=""),
                name="an_adoption_names_one_version",
            ),
            models.UniqueConstraint(
                fields=["organization", "since"],
                condition=models.Q(withdrawn_on=None),
                name="one_version_from_a_day_on",
            ),
        ]

    @property
    def identifier(self) -> str:
        """Identifier of the version that counts from that day on."""
        return self.version.identifier if self.version else self.builtin

    @property
    def core_version(self) -> Version:
        """The version as the model uses it."""
        return self.version.core_version if self.version else VERSIONS[self.builtin]
