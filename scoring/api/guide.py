"""API views of the guide: why a score is what it is, what changed it, and the forecast.

Built on the presenters of the pages, with the same permissions and omissions: what a score rests
on, and changes within a week, are shown to the rep alone.
"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from scoring.api.scores import CoverageField, LikelyRangeField
from scoring.explain.breakdown import score_breakdown
from scoring.explain.change import UnexplainedError, explain_change
from scoring.guide.forecast import load_forecast
from teams.access.getters import rep_or_404
from teams.access.visits import record_visit
from teams.api.base import ScopedView
from teams.models import Rep

NO_SCORE = "No score yet: it begins with a logged day or a LinkedIn score."


class ReadSerializer(serializers.Serializer[Any]):
    """The last LinkedIn score."""

    day = serializers.DateField()
    total = serializers.FloatField()


class RecordSerializer(serializers.Serializer[Any]):
    """What a signal rests on: known days of the last 60, the last of them and its value."""

    days = serializers.IntegerField()
    last = serializers.DateField(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    sentence = serializers.CharField()


class SignalSerializer(serializers.Serializer[Any]):
    """A signal's points out of its weight; `left` is null while the signal does not count yet."""

    signal = serializers.CharField()
    name = serializers.CharField()
    points = serializers.FloatField()
    weight = serializers.FloatField()
    left = serializers.FloatField(allow_null=True)
    beside = serializers.CharField(allow_blank=True)


class PillarSerializer(serializers.Serializer[Any]):
    """A pillar's signals and what is not itemised; together they make `shown`."""

    pillar = serializers.CharField()
    name = serializers.CharField()
    shown = serializers.FloatField()
    not_itemised = serializers.FloatField()
    not_itemised_left = serializers.FloatField()
    signals = SignalSerializer(many=True)


class WhySerializer(serializers.Serializer[Any]):
    """A score taken apart: `won` and `not_itemised` add up to the total, to one decimal.

    `records` are by signal, and empty unless you are the rep.
    """

    close = serializers.DateField(source="close.day")
    provisional = serializers.BooleanField()
    version = serializers.CharField(source="close.version")
    total = serializers.FloatField(source="close.total")
    range = LikelyRangeField(source="close.half_range")
    coverage = CoverageField(source="close.coverage")
    won = serializers.FloatField()
    left = serializers.FloatField()
    not_itemised = serializers.FloatField()
    sentence = serializers.CharField()
    reading = ReadSerializer(allow_null=True)
    pillars = PillarSerializer(many=True)
    records = serializers.DictField(child=RecordSerializer())


class BetweenSerializer(serializers.Serializer[Any]):
    """The days whose closes are compared; by default the last 30 days."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The fields; `from` is a Python keyword, so it can't be an attribute."""
        return {name: serializers.DateField(required=False) for name in ("from", "to")}


class PartSerializer(serializers.Serializer[Any]):
    """A signal's part in points: new activity (`own`), and fading of earlier activity."""

    signal = serializers.CharField()
    name = serializers.CharField()
    own = serializers.FloatField()
    fading = serializers.FloatField()


class EndSerializer(serializers.Serializer[Any]):
    """The score at one end of the period."""

    day = serializers.DateField()
    total = serializers.FloatField()
    version = serializers.CharField()


class CauseSerializer(serializers.Serializer[Any]):
    """What moved a total, and by how many points, to one decimal.

    `key` is a signal, `linkedin` or `limits` (what a pillar can't show below 0 or above 25).
    """

    key = serializers.CharField()
    pillar = serializers.CharField(allow_blank=True)
    words = serializers.CharField()
    points = serializers.FloatField()


class ReasonSerializer(serializers.Serializer[Any]):
    """Why a total moved: what the rep did and what LinkedIn said, which add up to `change`."""

    change = serializers.FloatField()
    done = serializers.FloatField()
    said = serializers.FloatField()
    activity = CauseSerializer(many=True)
    linkedin = CauseSerializer(many=True)


class ChangesSerializer(serializers.Serializer[Any]):
    """A change by cause: all parts, `linkedin` and `limits` add up to `change`.

    `reason` has the same in one decimal and in words. `held` is the number of days without data,
    null unless you are the rep.
    """

    first = EndSerializer()
    last = EndSerializer()
    change = serializers.FloatField()
    headline = serializers.CharField()
    reason = ReasonSerializer()
    activity = PartSerializer(many=True)
    levels = PartSerializer(many=True)
    rates = PartSerializer(many=True)
    linkedin = serializers.FloatField()
    limits = serializers.FloatField()
    held = serializers.IntegerField(allow_null=True)


class AheadSerializer(serializers.Serializer[Any]):
    """The total so many days ahead; 80 % of LinkedIn scores lie between `low` and `high`."""

    days = serializers.IntegerField()
    day = serializers.DateField()
    total = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    change = serializers.FloatField()


class ForecastSerializer(serializers.Serializer[Any]):
    """Where the total goes at the present pace; `further` says what comes after 90 days.

    `half_range` is that of today's likely range, `aim` is about the rep's own goal.
    """

    close = serializers.DateField()
    total = serializers.FloatField()
    half_range = serializers.FloatField()
    sentence = serializers.CharField()
    further = serializers.CharField(allow_blank=True)
    aim = serializers.CharField(allow_blank=True)
    line = AheadSerializer(many=True)


class GuideView(ScopedView):
    """Base of the views about one rep; records each request as a visit, which the rep can see."""

    def opened(self, pk: int) -> tuple[Rep, bool]:
        """The rep, and whether the viewer is that rep; records the visit."""
        rep = rep_or_404(self.viewer, pk)
        record_visit(self.viewer, rep)
        return rep, self.viewer.is_self(rep)


class RepBreakdown(GuideView):
    """A rep's score as of the last close, for the rep as of today, signal by signal."""

    @extend_schema(responses=WhySerializer)
    def get(self, request: Request, pk: int) -> Response:
        rep, own = self.opened(pk)
        breakdown = score_breakdown(rep, through=rep.today(), own=own)
        if breakdown is None:
            raise NotFound(NO_SCORE)
        return Response(WhySerializer(breakdown).data)


class ScoreChanges(GuideView):
    """What moved a rep's score between two daily closes, by cause."""

    @extend_schema(parameters=[BetweenSerializer], responses=ChangesSerializer)
    def get(self, request: Request, pk: int) -> Response:
        rep, own = self.opened(pk)
        query = BetweenSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        days = query.validated_data
        try:
            changes = explain_change(
                rep, days.get("from"), days.get("to"), through=rep.today(), own=own
            )
        except UnexplainedError as error:
            raise ParseError(str(error)) from error
        return Response(ChangesSerializer(changes).data)


class RepForecast(GuideView):
    """A rep's forecast for each of the 90 days after the last close."""

    @extend_schema(responses=ForecastSerializer)
    def get(self, request: Request, pk: int) -> Response:
        rep, _ = self.opened(pk)
        forecast = load_forecast(rep, today=rep.today())
        if isinstance(forecast, str):
            raise NotFound(forecast)
        return Response(ForecastSerializer(forecast).data)
