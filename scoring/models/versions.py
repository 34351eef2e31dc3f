"""Which version of the model counts from which day: people's choices, which nothing can rebuild."""

from datetime import date
from functools import lru_cache
from typing import Any, Never, Self

from django.db import models
from django_scopes import ScopedManager

from scoring.core.variants import Parameters, builtin_of, vary
from scoring.core.versions import VERSIONS, Version
from teams.models import Organization, User


class ModelVersion(models.Model):
    """A version an organisation proposed: the same signals, other weights, targets, half-lives.

    Never altered: a snapshot that names it was made by it.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    identifier = models.CharField(max_length=20)
    based_on = models.CharField(max_length=20)  # the version its parameters were changed from
    why = models.CharField(max_length=300)
    parameters = models.JSONField()  # scoring.core.variants: all that can be changed
    calibration = models.JSONField(null=True, blank=True)  # errors before and after, where fitted
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
    def made(self) -> Version:
        """The version itself."""
        parameters = Parameters(**self.parameters)
        return vary(builtin_of(self.identifier), self.identifier, self.why, parameters)


@lru_cache(maxsize=1000)
def version_of(organization: int, identifier: str) -> Version:
    """The version a snapshot of the organisation (by id) names; it never changes, so is remembered.

    Raises ModelVersion.DoesNotExist where there is none of that name.
    """
    if identifier in VERSIONS:
        return VERSIONS[identifier]
    found: ModelVersion = ModelVersion.objects.get(organization=organization, identifier=identifier)
    return found.made


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """What counts from which day, in words of the sales floor."""

    def standing(self) -> Self:
        """Those not taken back, the earliest first."""
        return self.filter(withdrawn_on=None).order_by("since")

    def since_day(self, day: date) -> "Adoption | None":
        """The one that takes over on a day."""
        return self.filter(since=day).select_related("version").first()

    def to_come(self, after: date) -> Self:
        """Those that do not count yet by the close of a day."""
        return self.standing().filter(since__gt=after)


class Adoption(models.Model):
    """From a day on a version counts; without one of the organisation's a built-in one does."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(
        ModelVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="adoptions"
    )
    builtin = models.CharField(max_length=20, blank=True)  # the identifier, without a version
    since = models.DateField()
    recomputes = models.BooleanField(default=False)  # whether days closed before are made anew
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
        """Of the version that counts from that day on."""
        return self.version.identifier if self.version else self.builtin

    @property
    def made(self) -> Version:
        """The version itself."""
        return self.version.made if self.version else VERSIONS[self.builtin]
