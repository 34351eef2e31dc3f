"""REST API of facts: reps, teams, daily logs and readings."""

from collections.abc import Mapping
from datetime import date
from math import isnan
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from teams.access.getters import daily_log_rep_or_404, rep_or_404, writable_rep_or_404
from teams.access.viewer import Viewer
from teams.access.visits import record_visit
from teams.api.base import Pages, PeriodSerializer, ScopedView, parse_period
from teams.base.inputs import INPUTS, describe_fault
from teams.base.sources import Source
from teams.facts.readings import READING_FIELDS, Reading, save_readings
from teams.facts.retention import not_kept_message
from teams.facts.save_days import DayEntry, save_days
from teams.importers.table import LINKEDIN_LAUNCH
from teams.models import DailyLog, OfficialReading, Rep, Team
from teams.models.facts import DailyLogQuerySet, OfficialReadingQuerySet
from teams.models.people import RepQuerySet

MAX_DAYS = 1000  # per request


class RepSerializer(serializers.ModelSerializer[Rep]):
    """A salesperson whose social selling is scored."""

    class Meta:
        model = Rep
        fields = ("id", "name", "email")


class TeamSerializer(serializers.ModelSerializer[Team]):
    """A team of reps."""

    class Meta:
        model = Team
        fields = ("id", "name")


class Amount(serializers.FloatField):
    """A number; rejects true and false, which Python would accept as 1 and 0."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class DaySerializer(serializers.ModelSerializer[DailyLog]):
    """A rep's local day: null is unknown, 0 a known zero. A null sent keeps the saved value."""

    profile_completeness = Amount(min_value=0, max_value=100, required=False, allow_null=True)
    response_hours = Amount(min_value=0, required=False, allow_null=True)

    class Meta:
        model = DailyLog
        fields = ("day", *INPUTS)

    def validate_day(self, day: date) -> date:
        return _check_enterable_day(day, self.context)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        errors = {
            name: [f"{INPUTS[name].label} {reason}."]
            for name in INPUTS
            if values.get(name) is not None and (reason := describe_fault(name, values[name]))
        }
        if errors:
            raise serializers.ValidationError(errors)
        return values


class RepDaySerializer(DaySerializer):
    """A day together with the id of its rep."""

    rep = serializers.IntegerField(source="rep_id", min_value=1, max_value=2**63 - 1)

    class Meta:
        model = DailyLog
        fields = ("rep", "day", *INPUTS)


class ChangedSerializer(serializers.Serializer[Any]):
    """The number of days whose values in force changed."""

    changed = serializers.IntegerField()


class ReadingSerializer(serializers.ModelSerializer[OfficialReading]):
    """A LinkedIn score on a day; entering another one for the day replaces it."""

    brand = Amount(min_value=0, max_value=25)
    people = Amount(min_value=0, max_value=25)
    insights = Amount(min_value=0, max_value=25)
    relationships = Amount(min_value=0, max_value=25)
    industry_rank = serializers.FloatField(
        min_value=0, max_value=100, required=False, allow_null=True
    )
    network_rank = serializers.FloatField(
        min_value=0, max_value=100, required=False, allow_null=True
    )
    industry_average = serializers.FloatField(
        min_value=0, max_value=100, required=False, allow_null=True
    )
    network_average = serializers.FloatField(
        min_value=0, max_value=100, required=False, allow_null=True
    )
    how = serializers.ChoiceField(OfficialReading.How.choices, read_only=True)

    class Meta:
        model = OfficialReading
        fields = ("day", *READING_FIELDS, "how")

    def validate_day(self, day: date) -> date:
        return _check_enterable_day(day, self.context)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        # Python parses "nan" as a number that passes every minimum and maximum.
        errors = {
            name: ["is not a number"]
            for name in READING_FIELDS
            if values.get(name) is not None and isnan(values[name])
        }
        if errors:
            raise serializers.ValidationError(errors)
        return values


def _check_past_day(day: date, today: date) -> date:
    if not LINKEDIN_LAUNCH <= day <= today:
        raise serializers.ValidationError(
            f"{day} is not a day from {LINKEDIN_LAUNCH} to today, {today}."
        )
    return day


def _check_enterable_day(day: date, context: Mapping[str, Any]) -> date:
    """Returns the day if facts of it may be entered; checks one rep, or `today` for several."""
    _check_past_day(day, context["today"])
    return _check_kept_day(day, context["rep"]) if "rep" in context else day


def _check_kept_day(day: date, rep: Rep) -> date:
    if not rep.keeps(day):
        raise serializers.ValidationError(not_kept_message(day, rep.facts_from or day))
    return day


class Reps(ScopedView, ListAPIView[Rep]):
    """The reps whose pages you may open."""

    serializer_class = RepSerializer
    pagination_class = Pages

    def get_queryset(self) -> RepQuerySet:
        return self.viewer.reps()


class OneRep(ScopedView):
    """One rep."""

    @extend_schema(responses=RepSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(RepSerializer(rep_or_404(self.viewer, pk)).data)


class Teams(ScopedView):
    """The teams whose leaderboards you may see."""

    @extend_schema(responses=TeamSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(TeamSerializer(self.viewer.teams, many=True).data)


class Days(ScopedView, ListAPIView[DailyLog]):
    """A rep's daily log: read only by the rep, written by the rep and by admins."""

    serializer_class = DaySerializer
    pagination_class = Pages

    def get_queryset(self) -> DailyLogQuerySet:
        rep = daily_log_rep_or_404(self.viewer, self.kwargs["pk"])
        days: DailyLogQuerySet = DailyLog.objects.of(rep)
        return days.between(*parse_period(self.request))

    @extend_schema(parameters=[PeriodSerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Lists the days with data, oldest first."""
        return self.list(request)

    @extend_schema(request=DaySerializer, responses=DaySerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Saves a day or adds to it; returns the saved day, or to an admin only what was sent."""
        rep = writable_rep_or_404(self.viewer, pk)
        context = {"today": rep.today(), "rep": rep}
        form = DaySerializer(data=request.data, context=context)
        form.is_valid(raise_exception=True)
        entry = _entry(rep.pk, form.validated_data)
        _save(self.viewer, [entry])
        log = DailyLog(rep=rep, day=entry.day, **entry.values)
        if self.viewer.is_self(rep):
            log = DailyLog.objects.of(rep).get(day=entry.day)
        return Response(DaySerializer(log).data)


def _save(viewer: Viewer, entries: list[DayEntry]) -> int:
    return save_days(organization=viewer.organization, source=Source.API, entries=entries)


class ManyDays(ScopedView):
    """Days of several reps in one request: all are saved, or none."""

    @extend_schema(request=RepDaySerializer(many=True), responses=ChangedSerializer)
    def post(self, request: Request) -> Response:
        """Saves up to a thousand days."""
        context = {"today": Rep.objects.latest_today(self.viewer.organization)}
        form = RepDaySerializer(
            data=request.data,
            many=True,
            context=context,
            max_length=MAX_DAYS,  # type: ignore[call-arg]
        )
        form.is_valid(raise_exception=True)
        rows: list[dict[str, Any]] = list(form.validated_data)
        reps = self.viewer.writable_reps({row["rep_id"] for row in rows})
        if unknown := {row["rep_id"] for row in rows} - reps.keys():
            raise serializers.ValidationError({"rep": [f"There is no rep {min(unknown)}."]})
        todays = {pk: rep.today() for pk, rep in reps.items()}
        for row in rows:
            _check_kept_day(_check_past_day(row["day"], todays[row["rep_id"]]), reps[row["rep_id"]])
        changed = _save(self.viewer, [_entry(row["rep_id"], row) for row in rows])
        return Response({"changed": changed})


def _entry(rep_id: int, row: dict[str, Any]) -> DayEntry:
    values = {name: row[name] for name in INPUTS if row.get(name) is not None}
    return DayEntry(rep_id, row["day"], values)


class Readings(ScopedView, ListAPIView[OfficialReading]):
    """LinkedIn scores of a rep."""

    serializer_class = ReadingSerializer
    pagination_class = Pages

    def get_queryset(self) -> OfficialReadingQuerySet:
        rep = rep_or_404(self.viewer, self.kwargs["pk"])
        readings: OfficialReadingQuerySet = OfficialReading.objects.of(rep)
        selected = readings.between(*parse_period(self.request))
        record_visit(self.viewer, rep)
        return selected

    @extend_schema(parameters=[PeriodSerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Lists the readings, oldest first."""
        return self.list(request)

    @extend_schema(request=ReadingSerializer, responses=ReadingSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Saves the reading of a day, replacing any existing one."""
        rep = writable_rep_or_404(self.viewer, pk)
        context = {"today": rep.today(), "rep": rep}
        form = ReadingSerializer(data=request.data, context=context)
        form.is_valid(raise_exception=True)
        save_readings(
            organization=self.viewer.organization,
            readings=[Reading(rep_id=rep.pk, **form.validated_data)],
            how=OfficialReading.How.API,
            by=self.viewer.user,
        )
        saved = OfficialReading.objects.of(rep).get(day=form.validated_data["day"])
        return Response(ReadingSerializer(saved).data)
