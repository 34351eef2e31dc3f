"""API views for snapshots and leaderboards, built on the presenters of the pages."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from scoring.boards.leaderboard import build_team_board
from scoring.boards.query import ORDERS, PERIODS, BoardQuery
from scoring.core.signals import PILLARS
from scoring.models import Snapshot, SnapshotQuerySet
from teams.access.getters import rep_or_404, team_or_404
from teams.access.visits import record_visit
from teams.api.base import Pages, PeriodSerializer, ScopedView, parse_period
from teams.base.formatting import round_one_decimal
from teams.models import Rep


class CoverageField(serializers.FloatField):
    """How many of the 100 points are tracked: two decimals at most, none where it is whole."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text="Weights of the signals that count, of 100.", **kwargs)

    def to_representation(self, value: float) -> Any:
        rounded = round(value, 2)
        return int(rounded) if rounded == int(rounded) else rounded


class LikelyRangeField(serializers.FloatField):
    """Half width of the likely range in points, to one decimal; null on the day of a reading."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            allow_null=True,
            help_text="Half width of the likely range in points; null on the day of a reading.",
            **kwargs,
        )

    def to_representation(self, value: float) -> Any:
        return round_one_decimal(value)


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    """A rep's estimated SSI at a daily close."""

    state = serializers.ChoiceField(
        [label for _, label in Snapshot.State.choices], source="get_state_display"
    )
    team = serializers.IntegerField(source="team_id", allow_null=True)
    total = serializers.FloatField()
    range = LikelyRangeField(source="half_range")
    coverage = CoverageField()
    last_reading = serializers.DateField(allow_null=True)

    class Meta:
        model = Snapshot
        fields = (
            "day",
            "team",
            "brand",
            "people",
            "insights",
            "relationships",
            "total",
            "version",
            "state",
            "known_days",
            "range",
            "coverage",
            "last_reading",
        )


class AskedSerializer(serializers.Serializer[Any]):
    """Query parameters of a leaderboard."""

    board = serializers.ChoiceField(["total", "improved", *PILLARS], default="total")
    period = serializers.ChoiceField(PERIODS, default=30)
    sort = serializers.ChoiceField(ORDERS, default="rank")
    search = serializers.CharField(default="", allow_blank=True, max_length=80)


class NamedSerializer(serializers.ModelSerializer[Rep]):
    """A rep's id and name, as shown on a board."""

    class Meta:
        model = Rep
        fields = ("id", "name")


class RowSerializer(serializers.Serializer[Any]):
    """A ranked rep; `moved` and `change` are null where nothing can be compared.

    `rep` is null for a rep who is shown without a name. `rank` is null where only your own row is
    shown to you and too few reps are ranked.
    """

    rank = serializers.IntegerField(allow_null=True)
    moved = serializers.IntegerField(allow_null=True)
    rep = NamedSerializer(source="who.rep", allow_null=True)
    total = serializers.FloatField()
    pillars = serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4)
    change = serializers.FloatField(allow_null=True)
    reading_age = serializers.IntegerField(allow_null=True)
    known_days = serializers.IntegerField()
    range = LikelyRangeField(source="half_range")
    coverage = CoverageField()


class UnrankedSerializer(serializers.Serializer[Any]):
    """A rep without a rank, and why; `rep` is null for a rep who is shown without a name."""

    rep = NamedSerializer(source="who.rep", allow_null=True)
    state = serializers.ChoiceField(["new", "building", "waiting"])
    sentence = serializers.CharField()


class BoardSerializer(serializers.Serializer[Any]):
    """A team's leaderboard at a daily close, as far as you may see it.

    The averages are null where too few reps are counted to show them to you.
    """

    close = serializers.DateField()
    since = serializers.DateField()
    average = serializers.FloatField(source="summary.average", allow_null=True)
    average_change = serializers.FloatField(source="summary.average_change", allow_null=True)
    counted = serializers.IntegerField(source="summary.counted")
    rows = RowSerializer(many=True)
    unranked = UnrankedSerializer(many=True)


class Snapshots(ScopedView, ListAPIView[Snapshot]):
    """A rep's scores at each daily close."""

    serializer_class = SnapshotSerializer
    pagination_class = Pages

    def get_queryset(self) -> SnapshotQuerySet:
        rep = rep_or_404(self.viewer, self.kwargs["pk"])
        snapshots: SnapshotQuerySet = Snapshot.objects.of(rep)
        in_period = snapshots.between(*parse_period(self.request))
        record_visit(self.viewer, rep)
        return in_period

    @extend_schema(parameters=[PeriodSerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A rep's scores at each daily close, oldest first."""
        return self.list(request)


class Leaderboard(ScopedView):
    """A team's leaderboard as of the last close."""

    @extend_schema(parameters=[AskedSerializer], responses=BoardSerializer)
    def get(self, request: Request, pk: int) -> Response:
        team = team_or_404(self.viewer, pk)
        query = AskedSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        board = build_team_board(
            team, BoardQuery(**query.validated_data), self.viewer.board_visibility(team)
        )
        if board is None:
            raise NotFound("No score yet: the first appears the day after something is logged.")
        return Response(BoardSerializer(board).data)
