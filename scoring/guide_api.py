"""The guide over HTTP: why a score is what it is, what changed it, where it goes from here.

From the presenters of the pages, for whoever may open the page, and with the same left out: what a
score rests on, and changes within a week, are told to the rep alone.
"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from scoring.changes import UnexplainedError, changes
from scoring.forecasts import forecast
from scoring.why import why
from teams.access import rep_or_404
from teams.models import Rep
from teams.rest import ScopedView
from teams.visits import note_visit

NO_SCORE = "No score yet: it begins with a logged day or a LinkedIn number."


class ReadSerializer(serializers.Serializer[Any]):
    """LinkedIn's number, as last read."""

    day = serializers.DateField()
    total = serializers.FloatField()


class RecordSerializer(serializers.Serializer[Any]):
    """What a signal rests on: days known of the last 60, the last of them and what it said."""

    days = serializers.IntegerField()
    last = serializers.DateField(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    sentence = serializers.CharField()


class SignalSerializer(serializers.Serializer[Any]):
    """A signal's points out of its weight; `left` is null where nobody ever said anything."""

    signal = serializers.CharField()
    name = serializers.CharField()
    points = serializers.FloatField()
    weight = serializers.FloatField()
    left = serializers.FloatField(allow_null=True)
    beside = serializers.CharField(allow_blank=True)


class PillarSerializer(serializers.Serializer[Any]):
    """A pillar's signals and what LinkedIn's number adds: together `shown`."""

    pillar = serializers.CharField()
    name = serializers.CharField()
    shown = serializers.FloatField()
    correction = serializers.FloatField()
    signals = SignalSerializer(many=True)


class WhySerializer(serializers.Serializer[Any]):
    """A score taken apart: `won`, `given` and `correction` add up to `total`.

    `records` are by signal, and empty to all but the rep.
    """

    close = serializers.DateField(source="close.day")
    provisional = serializers.BooleanField()
    version = serializers.CharField(source="close.version")
    half_life = serializers.FloatField()
    total = serializers.FloatField(source="close.total")
    tracked = serializers.FloatField(source="close.tracked")
    won = serializers.FloatField()
    left = serializers.FloatField()
    given = serializers.FloatField()
    correction = serializers.FloatField()
    sentence = serializers.CharField()
    reading = ReadSerializer(allow_null=True)
    pillars = PillarSerializer(many=True)
    records = serializers.DictField(child=RecordSerializer())


class BetweenSerializer(serializers.Serializer[Any]):
    """The closes of which two days are compared; by default the last 30 days."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """`from` is a word of Python's."""
        return {name: serializers.DateField(required=False) for name in ("from", "to")}


class PartSerializer(serializers.Serializer[Any]):
    """A signal's part in points: what was done (`own`), what of before faded."""

    signal = serializers.CharField()
    name = serializers.CharField()
    own = serializers.FloatField()
    fading = serializers.FloatField()


class EndSerializer(serializers.Serializer[Any]):
    """The score at one end."""

    day = serializers.DateField()
    total = serializers.FloatField()
    version = serializers.CharField()


class ChangesSerializer(serializers.Serializer[Any]):
    """A change by cause: all parts, `linkedin` and `version` add up to `change`.

    `is_new` says that the score began meanwhile. `held` is how many days nobody said anything
    about, and null to all but the rep.
    """

    first = EndSerializer()
    last = EndSerializer()
    change = serializers.FloatField()
    headline = serializers.CharField()
    activity = PartSerializer(many=True)
    levels = PartSerializer(many=True)
    rates = PartSerializer(many=True)
    linkedin = serializers.FloatField()
    version = serializers.FloatField()
    is_new = serializers.BooleanField()
    held = serializers.IntegerField(allow_null=True)


class AheadSerializer(serializers.Serializer[Any]):
    """The total so many days ahead; 80 % come between `low` and `high`, null if unknowable."""

    days = serializers.IntegerField()
    day = serializers.DateField()
    total = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    change = serializers.FloatField()


class ForecastSerializer(serializers.Serializer[Any]):
    """Where the total goes if things go on like this; `aim` is of the rep's own goal."""

    close = serializers.DateField()
    total = serializers.FloatField()
    sentence = serializers.CharField()
    aim = serializers.CharField(allow_blank=True)
    line = AheadSerializer(many=True)


class GuideView(ScopedView):
    """What is told of one rep, who reads later who asked."""

    def opened(self, pk: int) -> tuple[Rep, bool]:
        """The rep, and whether it is oneself."""
        rep = rep_or_404(self.viewer, pk)
        note_visit(self.viewer, rep)
        return rep, self.viewer.is_self(rep)


class WhySo(GuideView):
    """A rep's score as of the last close, today's to the rep, signal by signal."""

    @extend_schema(responses=WhySerializer)
    def get(self, request: Request, pk: int) -> Response:
        rep, own = self.opened(pk)
        found = why(rep, through=rep.today(), own=own)
        if found is None:
            raise NotFound(NO_SCORE)
        return Response(WhySerializer(found).data)


class Changed(GuideView):
    """What moved a rep's score between the closes of two days, by cause."""

    @extend_schema(parameters=[BetweenSerializer], responses=ChangesSerializer)
    def get(self, request: Request, pk: int) -> Response:
        rep, own = self.opened(pk)
        query = BetweenSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        days = query.validated_data
        try:
            found = changes(rep, days.get("from"), days.get("to"), through=rep.today(), own=own)
        except UnexplainedError as error:
            raise ParseError(str(error)) from error
        return Response(ChangesSerializer(found).data)


class Ahead(GuideView):
    """A rep's forecast for each of the 90 days after the last close."""

    @extend_schema(responses=ForecastSerializer)
    def get(self, request: Request, pk: int) -> Response:
        rep, _ = self.opened(pk)
        found = forecast(rep, today=rep.today())
        if isinstance(found, str):
            raise NotFound(found)
        return Response(ForecastSerializer(found).data)
