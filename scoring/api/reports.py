"""API view of progress reports: the files of the page, with the same permissions."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from scoring.reports.build import gather
from scoring.reports.content import Report
from scoring.reports.render.design import PAPERS, Design
from scoring.reports.render.formats import FORMATS, file_name
from scoring.reports.spec import ReportSpec, ReportSpecError, SubjectKind
from teams.access.getters import Denied, overseen_team_or_404
from teams.api.base import ScopedView
from teams.audit.exports import audit_export


class ReportFormatNegotiation(BaseContentNegotiation):
    """Lets `?format=` name the report's file; the framework would choose a renderer by it."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class OrderSerializer(serializers.Serializer[Any]):
    """Query parameters of a report: a rep or a team, between the closes of two days."""

    rep = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    team = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    format = serializers.ChoiceField(list(FORMATS))
    paper = serializers.ChoiceField(PAPERS, default=PAPERS[0])

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the days; `from` is a Python keyword, so it can't be an attribute."""
        days = {"from": serializers.DateField(), "to": serializers.DateField()}
        return super().get_fields() | days

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("rep" in attrs) == ("team" in attrs):
            raise serializers.ValidationError("Say rep or team, one of the two.")
        return attrs


class Reports(ScopedView):
    """A progress report as a file, for coaches and admins, about those they look after."""

    content_negotiation_class = ReportFormatNegotiation

    @extend_schema(
        parameters=[OrderSerializer],
        responses={
            (200, each.content_type.partition(";")[0]): OpenApiTypes.BINARY
            for each in FORMATS.values()
        },
    )
    def get(self, request: Request) -> HttpResponse:
        if not self.viewer.is_coach:
            raise Denied
        query = OrderSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        report, format_name = self._report(query.validated_data), query.validated_data["format"]
        file_format = FORMATS[format_name]
        content = file_format.write(report, Design(paper=query.validated_data["paper"]))
        audit_export(
            viewer=self.viewer,
            what="report",
            rows=len(report.persons),
            of=report.title,
            format=format_name,
        )
        disposition = f'attachment; filename="{file_name(report, file_format)}"'
        return HttpResponse(
            content,
            content_type=file_format.content_type,
            headers={"Content-Disposition": disposition},
        )

    def _report(self, params: dict[str, Any]) -> Report:
        """The report; what the viewer may not see is treated as missing."""
        organization, visible_reps = self.viewer.organization, self.viewer.overseen_reps()
        if "team" in params:
            kind, pk = SubjectKind.TEAM, overseen_team_or_404(self.viewer, params["team"]).pk
        else:
            kind, pk = SubjectKind.REP, params["rep"]
            if not visible_reps.filter(pk=pk).exists():
                raise Denied
        spec = ReportSpec(kind, pk, params["from"], params["to"])
        try:
            return gather(
                spec.checked(organization.last_closed_day()),
                organization,
                visible_reps,
                today=organization.today(),
            )
        except ReportSpecError as error:
            raise ValidationError({"non_field_errors": [str(error)]}) from error
