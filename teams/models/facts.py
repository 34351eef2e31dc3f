"""What is known of each rep and local day, and what LinkedIn said the score was."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django_scopes import ScopedManager

from teams.inputs import INPUTS, SCORED, as_written
from teams.models.organization import Organization
from teams.models.people import Rep
from teams.models.users import User
from teams.sources import Said, Source, Value, believed, hear


def _count() -> "models.PositiveIntegerField[int | None, int | None]":
    return models.PositiveIntegerField(null=True, blank=True)


def _amount(most: float | None = None) -> "models.FloatField[float | None, float | None]":
    limits = [MinValueValidator(0.0)] + ([MaxValueValidator(most)] if most else [])
    return models.FloatField(null=True, blank=True, validators=limits)


class DailyLogQuerySet(models.QuerySet["DailyLog"]):
    """Days, in words of the sales floor."""

    def between(self, first: date, last: date) -> Self:
        """From one day to another, both included."""
        return self.filter(day__range=(first, last))

    def of(self, rep: Rep) -> Self:
        """One rep's days, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def until(self, day: date) -> Self:
        """Up to a day, included."""
        return self.filter(day__lte=day)

    def ever_known(self) -> frozenset[str]:
        """The inputs that are known of any of these days."""
        counts = self.order_by().aggregate(**{name: models.Count(name) for name in INPUTS})
        return frozenset(name for name, count in counts.items() if count)

    def off_from(self, day: date) -> list[date]:
        """The days from one on that are marked off."""
        off = self.filter(day__gte=day, off=True).order_by("day")
        return list(off.values_list("day", flat=True))

    def sums(self, by: str, names: Iterable[str]) -> Iterable[dict[str, Any]]:
        """Sums of these inputs by a field; None where nothing of one is known."""
        totals = {f"sum_{name}": models.Sum(name) for name in names}
        for row in self.order_by().values(by).annotate(**totals):
            yield {name.removeprefix("sum_"): value for name, value in row.items()}

    def that_are_known(self) -> Self:
        """Those of which any scored input is known."""
        known = (models.Q(**{f"{name}__isnull": False}) for name in SCORED)
        return self.filter(reduce(or_, known))


class DailyLog(models.Model):
    """One rep's local day: every input that is known; empty means nobody said.

    The columns hold what counts. Where one source said it all, `source` names it; where several
    did, `said` keeps what each said and `source` is empty.
    """

    pk = models.CompositePrimaryKey("rep", "day")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # Found by the primary key, which begins with it.
    rep = models.ForeignKey(Rep, on_delete=models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()

    profile_completeness = _amount(most=100)
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
        # The key serves a rep's days; this a day's reps, however many days lie before it.
        indexes = [models.Index(fields=["day", "rep"], name="log_of_a_day")]

    def known(self) -> dict[str, Value]:
        """What is known of the day, by input."""
        values = {name: getattr(self, name) for name in INPUTS}
        return {name: value for name, value in values.items() if value is not None}

    def heard(self) -> Said:
        """What every source said, however it is kept."""
        if self.said is not None:
            return dict(self.said)
        stamp = self.exported_on.isoformat() if self.exported_on else None
        return {name: {str(self.source): [value, stamp]} for name, value in self.known().items()}

    def sources(self) -> dict[str, Source]:
        """Where the value that counts of each input came from."""
        return {name: source for name, (_, source) in believed(self.heard()).items()}

    def hear(
        self, source: Source, values: Mapping[str, Value], exported_on: date | None = None
    ) -> None:
        """Takes in what a source says of the day (does not save); 3.0 posts are 3."""
        values = {name: as_written(name, value) for name, value in values.items()}
        new = self.said is None and self.source is None
        same = self.said is None and (self.source, self.exported_on) == (source, exported_on)
        if (new or same) and None not in values.values():
            self.source, self.exported_on = source, exported_on
            for name, value in values.items():
                setattr(self, name, value)
        else:
            self.settle(hear(self.heard(), source, values, exported_on))

    def settle(self, said: Said) -> None:
        """Sets the columns to what counts of `said` (does not save)."""
        values = believed(said)
        for name in INPUTS:
            setattr(self, name, values[name][0] if name in values else None)
        told = {(key, claim[1]) for claims in said.values() for key, claim in claims.items()}
        plain = all(claim[0] is not None for claims in said.values() for claim in claims.values())
        if len(told) <= 1 and plain:
            key, stamp = next(iter(told), (None, None))
            self.source = int(key) if key else None
            self.exported_on = date.fromisoformat(str(stamp)) if stamp else None
            self.said = None
        else:
            self.source, self.exported_on, self.said = None, None, said


class OfficialReadingQuerySet(models.QuerySet["OfficialReading"]):
    """Readings, in words of the sales floor."""

    def of(self, rep: Rep) -> Self:
        """One rep's readings, oldest first."""
        return self.filter(rep=rep).order_by("day")

    def until(self, day: date) -> Self:
        """Up to a day, included."""
        return self.filter(day__lte=day)

    def between(self, first: date, last: date) -> Self:
        """From one day to another, both included."""
        return self.filter(day__range=(first, last))

    def last_day_of(self, organization: Organization) -> date | None:
        """The day of an organisation's latest reading."""
        mine = self.filter(organization=organization)
        last: date | None = mine.aggregate(last=models.Max("day"))["last"]
        return last


class OfficialReading(models.Model):
    """What LinkedIn showed a rep on a day; the latest entered counts."""

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
        """Brand, people, insights, relationships, 0 to 25 each."""
        return (self.brand, self.people, self.insights, self.relationships)

    @property
    def total(self) -> float:
        """LinkedIn's number, 0 to 100, unrounded."""
        return sum(self.pillars)
