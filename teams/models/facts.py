"""Daily activity of each rep (one row per local day), and official LinkedIn scores."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.base.inputs import INPUTS, SCORED_INPUTS, stored_value
from teams.base.sources import ClaimsByInput, Source, Value, add_claims, values_in_force
from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User


def _count() -> "models.PositiveIntegerField[int | None, int | None]":
    return models.PositiveIntegerField(null=True, blank=True)


def _amount(maximum: float | None = None) -> "models.FloatField[float | None, float | None]":
    limits = [MinValueValidator(0.0)] + ([MaxValueValidator(maximum)] if maximum else [])
    return models.FloatField(null=True, blank=True, validators=limits)


class DailyLogQuerySet(models.QuerySet["DailyLog"]):
    """Named queries on daily logs."""

    def between(self, first: date, last: date) -> Self:
        """Returns the days from `first` to `last`, both included."""
        return self.filter(day__range=(first, last))

    def of(self, rep: Rep) -> Self:
        """Returns one rep's days, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def until(self, day: date) -> Self:
        """Returns the days up to and including `day`."""
        return self.filter(day__lte=day)

    def ever_known(self) -> frozenset[str]:
        """Returns the names of inputs that have a value on any of these days."""
        counts = self.order_by().aggregate(**{name: models.Count(name) for name in INPUTS})
        return frozenset(name for name, count in counts.items() if count)

    def off_from(self, day: date) -> list[date]:
        """Returns the days marked off from `day` on, oldest first."""
        days_off = self.filter(day__gte=day, off=True).order_by("day")
        return list(days_off.values_list("day", flat=True))

    def sums(self, by: str, names: Iterable[str]) -> Iterable[dict[str, Any]]:
        """Yields one row per value of the field `by` with the sums of these inputs.

        None where an input has no value at all.
        """
        totals = {f"sum_{name}": models.Sum(name) for name in names}
        for row in self.order_by().values(by).annotate(**totals):
            yield {name.removeprefix("sum_"): value for name, value in row.items()}

    def with_known_inputs(self) -> Self:
        """Returns the days with a value for at least one scored input."""
        known = (models.Q(**{f"{name}__isnull": False}) for name in SCORED_INPUTS)
        return self.filter(reduce(or_, known))


class DailyLog(models.Model):
    """Inputs of one rep on one local day; None means unknown, not zero.

    The columns hold the values in force. If a single source gave all of them, `source` names it; if
    several did, `said` keeps the claim of each and `source` is empty.
    """

    pk = models.CompositePrimaryKey("rep", "day")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # No index of its own: it is the first column of the primary key.
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()

    profile_completeness = _amount(maximum=100)
    posts = _count()
    new_followers = _count()
    endorsements = _count()
    recommendations = _count()
    searches = _count()
    profile_views = _count()
    leads_saved = _count()
    inbound_views = _count()
    comments = _count()
    engagements_received = _count()
    reactions = _count()
    shares = _count()
    conversations = _count()
    inmails_sent = _count()
    inmail_replies = _count()
    response_hours = _amount()
    group_posts = _count()
    connections = _count()
    decision_makers = _count()
    relevant_connections = _count()
    invitations_sent = _count()
    invitations_accepted = _count()
    new_connections = _count()
    introductions = _count()
    account_contacts = _count()
    mentions = _count()
    meetings = _count()
    opportunities = _count()
    off = models.BooleanField(null=True, blank=True)

    source = models.PositiveSmallIntegerField(choices=Source, null=True, blank=True)
    exported_on = models.DateField(null=True, blank=True)
    said = models.JSONField(null=True, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(DailyLogQuerySet), organization="organization"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source=None) | models.Q(said=None), name="one_source_or_several"
            )
        ]
        # The primary key finds the days of one rep; this index finds the reps of one day.
        indexes = [models.Index(fields=["day", "rep"], name="log_of_a_day")]

    def known(self) -> dict[str, Value]:
        """Returns the known values of the day by input name."""
        values = {name: getattr(self, name) for name in INPUTS}
        return {name: value for name, value in values.items() if value is not None}

    def claims(self) -> ClaimsByInput:
        """Returns every source's claims about the day, whichever way they are stored."""
        if self.said is not None:
            return dict(self.said)
        stamp = self.exported_on.isoformat() if self.exported_on else None
        return {name: {str(self.source): [value, stamp]} for name, value in self.known().items()}

    def sources(self) -> dict[str, Source]:
        """Returns the source of each input's value in force."""
        return {name: source for name, (_, source) in values_in_force(self.claims()).items()}

    def add_claims(
        self, source: Source, values: Mapping[str, Value], exported_on: date | None = None
    ) -> None:
        """Merges values from a source into the day, without saving; 3.0 posts become 3."""
        values = {name: stored_value(name, value) for name, value in values.items()}
        new = self.said is None and self.source is None
        is_same_source = self.said is None and (self.source, self.exported_on) == (
            source,
            exported_on,
        )
        if (new or is_same_source) and None not in values.values():
            self.source, self.exported_on = source, exported_on
            for name, value in values.items():
                setattr(self, name, value)
        else:
            self.set_claims(add_claims(self.claims(), source, values, exported_on))

    def set_claims(self, claims_by_input: ClaimsByInput) -> None:
        """Sets the columns to the values that `said` resolves to, without saving."""
        values = values_in_force(claims_by_input)
        for name in INPUTS:
            setattr(self, name, values[name][0] if name in values else None)
        sources = {
            (key, claim[1]) for claims in claims_by_input.values() for key, claim in claims.items()
        }
        all_known = all(
            claim[0] is not None for claims in claims_by_input.values() for claim in claims.values()
        )
        if len(sources) <= 1 and all_known:
            key, stamp = next(iter(sources), (None, None))
            self.source = int(key) if key else None
            self.exported_on = date.fromisoformat(str(stamp)) if stamp else None
            self.said = None
        else:
            self.source, self.exported_on, self.said = None, None, claims_by_input


class OfficialReadingQuerySet(models.QuerySet["OfficialReading"]):
    """Named queries on official LinkedIn scores."""

    def of(self, rep: Rep) -> Self:
        """Returns one rep's readings, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def until(self, day: date) -> Self:
        """Returns the readings up to and including `day`."""
        return self.filter(day__lte=day)

    def between(self, first: date, last: date) -> Self:
        """Returns the readings from `first` to `last`, both included."""
        return self.filter(day__range=(first, last))

    def last_day_of(self, organization: Organization) -> date | None:
        """Returns the date of the organisation's latest reading, or None."""
        readings = self.filter(organization=organization)
        last: date | None = readings.aggregate(last=models.Max("day"))["last"]
        return last


class OfficialReading(models.Model):
    """A LinkedIn score as shown to the rep on a date; entering it again replaces it.

    Pillars are points, 0 to 25 each.
    """

    class How(models.TextChoices):
        PASTED = "pasted"
        JSON = "json", "JSON"
        HTML = "html", "saved page"
        TYPED = "typed"
        CSV = "csv", "CSV file"
        API = "api", "API"
        NAVIGATOR = "navigator", "Sales Navigator report"
        DEMO = "demo"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="readings")
    day = models.DateField()
    brand = models.FloatField()
    people = models.FloatField()
    insights = models.FloatField()
    relationships = models.FloatField()
    industry_rank = models.FloatField(null=True, blank=True)
    network_rank = models.FloatField(null=True, blank=True)
    industry_average = models.FloatField(null=True, blank=True)
    network_average = models.FloatField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How)
    entered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager(
        _manager_class=models.Manager.from_queryset(OfficialReadingQuerySet),
        organization="organization",
    )

    class Meta:
        ordering = ["rep_id", "day"]
        constraints = [
            models.UniqueConstraint(fields=["rep", "day"], name="one_reading_a_rep_and_day"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{pillar}__gte": 0, f"{pillar}__lte": 25}),
                    name=f"{pillar}_of_0_to_25",
                )
                for pillar in ("brand", "people", "insights", "relationships")
            ),
        ]

    @property
    def pillars(self) -> tuple[float, float, float, float]:
        """Brand, people, insights and relationships, in points, 0 to 25 each."""
        return (self.brand, self.people, self.insights, self.relationships)

    @property
    def total(self) -> float:
        """LinkedIn score: the sum of the pillars, 0 to 100, unrounded."""
        return sum(self.pillars)
