"""My data: what is stored about the signed-in user, and its export."""

from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from scoring.privacy.data_export import ExportedPerson, write_export
from scoring.privacy.data_summary import own_data
from teams.access.getters import viewer_required
from teams.access.requests import ViewerRequest
from teams.audit.exports import audit_export


@viewer_required
@require_safe
def my_data(request: ViewerRequest) -> HttpResponse:
    """What is stored, for how long, and how to have it erased."""
    viewer = request.viewer
    data = own_data(viewer.user, viewer.organization, viewer.rep)
    return render(request, "scoring/privacy/my_data.html", {"data": data})


@viewer_required
@require_POST
def my_export(request: ViewerRequest) -> HttpResponseBase:
    """All personal data in a ZIP file, written to disk first because it may be large."""
    viewer = request.viewer
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    write_export(ExportedPerson(viewer.organization, viewer.user, viewer.rep), file)
    audit_export(viewer=viewer, what="own data", rows=1)
    file.seek(0)
    name = f"seventy-{viewer.organization.slug}-{viewer.organization.today()}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
