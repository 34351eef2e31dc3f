"""Import pages: upload in parts, progress, preview, apply, undo and discard."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams.access.getters import Denied, import_or_404, viewer_required
from teams.access.requests import ViewerRequest
from teams.access.viewer import Viewer
from teams.importers.archive.bundle import KNOWN_FILES
from teams.importers.file_kinds import FileKind
from teams.imports import actions, preview, upload
from teams.imports.archive_help import ARCHIVE_FILES
from teams.imports.preview import STATE_LABELS, kind_words
from teams.imports.table_templates import template
from teams.imports.tasks import queue_import
from teams.models import Import
from teams.web.downloads import file_response

PART: Final = 1024 * 1024  # bytes per upload request
RECENT: Final = 20
TABLES: Final = ("activity.csv", "activity.xlsx", "readings.csv", "readings.xlsx")
DEFAULT_FILES: Final = [file.name for file in ARCHIVE_FILES if file.ticked]
S = Import.State


@csrf_exempt  # _imports is protected: handlers must be set before the form is read
def imports(request: HttpRequest) -> HttpResponse:
    """The upload form and recent imports."""
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _imports(request)  # type: ignore[return-value]


@csrf_protect
@viewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def _imports(request: ViewerRequest) -> HttpResponse:
    viewer = _viewer(request)
    error = ""
    if request.method == "POST":
        try:
            return _start_import(request, viewer)
        except ValidationError as refused:
            error = " ".join(refused.messages)
    if error and _wants_json(request):
        return JsonResponse({"error": error}, status=422)
    context = {
        "recent": [
            (each, kind_words(each), STATE_LABELS[S(each.state)]) for each in _recent(viewer)
        ],
        "archive_files": ARCHIVE_FILES,
        "tables": TABLES,
        "part": PART,
        "error": error,
    }
    return render(request, "teams/imports/imports.html", context, status=422 if error else 200)


def _viewer(request: ViewerRequest) -> Viewer:
    viewer = request.viewer
    if not viewer.can_import:
        raise Denied
    return viewer


def _recent(viewer: Viewer) -> list[Import]:
    return list(Import.objects.visible_to(viewer.user, viewer.rep)[:RECENT])


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _start_import(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Starts an import, announced by the upload script or with the files in the form."""
    files = request.FILES.getlist("files")
    announced = [(file.name or "", file.size or 0) for file in files] or _announced_files(request)
    ticked = [
        name for name in request.POST.getlist("ticked") if name in KNOWN_FILES
    ] or DEFAULT_FILES
    imported = upload.create_import(
        organization=viewer.organization,
        by=viewer.user,
        rep=viewer.rep,
        files=announced,
        asked={"ticked": ticked},
    )
    if files:
        upload.save_files(imported, map(UploadedFile.chunks, files))
        _queue_if_complete(imported)
    address = reverse("import", args=[imported.pk])
    if _wants_json(request):
        return JsonResponse({"address": address}, status=201)
    return redirect(address)


def _announced_files(request: HttpRequest) -> list[tuple[str, int]]:
    sizes = [int(size) if size.isdecimal() else 0 for size in request.POST.getlist("size")]
    return list(zip(request.POST.getlist("name"), sizes, strict=False))


@transaction.atomic
def _queue_if_complete(imported: Import) -> bool:
    """Queues reading once all files are complete."""
    complete = upload.mark_arrived(imported)
    if complete:
        queue_import(imported)
    return complete


@viewer_required
@require_safe
def import_template(request: ViewerRequest, name: str) -> HttpResponse:
    """Downloads a template with one example row."""
    _viewer(request)
    if name not in TABLES:
        raise Http404
    kind, _, suffix = name.partition(".")
    return file_response(name, template(FileKind(kind), workbook=suffix == "xlsx"))


@viewer_required
@require_POST
def import_part(request: ViewerRequest, pk: int) -> HttpResponse:
    """Receives a part of an import's file; answers with the number of bytes stored."""
    imported = import_or_404(request.viewer, pk)
    number, at = (_number(request.GET.get(name, "")) for name in ("file", "at"))
    try:
        size = upload.add_part(imported, number, at, request.body)
    except ValidationError as refused:
        return JsonResponse({"error": " ".join(refused.messages)}, status=409)
    return JsonResponse({"at": size, "complete": _queue_if_complete(imported)})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else -1


@viewer_required
@require_safe
def import_page(request: ViewerRequest, pk: int) -> HttpResponse:
    """Progress or findings of an import; the page polls while a worker is busy."""
    imported = import_or_404(request.viewer, pk)
    page = preview.import_page(imported, request.GET.get("month", ""))
    return render(request, "teams/imports/import.html", {"page": page, "imported": imported})


def _decide_import(
    request: ViewerRequest, pk: int, change: Callable[[Import], None], message: str = ""
) -> HttpResponse:
    """Applies a user's decision on an import, and redirects to its page."""
    imported = import_or_404(request.viewer, pk)
    try:
        with transaction.atomic():
            change(imported)
            queue_import(imported)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        if message:
            messages.success(request, message)
    return redirect("import", pk)


@viewer_required
@require_POST
def import_apply(request: ViewerRequest, pk: int) -> HttpResponse:
    """Applies an import."""
    skip = request.POST.get("skip") == "1"
    return _decide_import(request, pk, lambda each: actions.request_apply(each, skip_bad_rows=skip))


@viewer_required
@require_POST
def import_undo(request: ViewerRequest, pk: int) -> HttpResponse:
    """Undoes an import."""
    return _decide_import(request, pk, actions.request_undo)


@viewer_required
@require_POST
def import_discard(request: ViewerRequest, pk: int) -> HttpResponse:
    """Discards an import."""
    message = "Discarded: nothing of the file was kept."
    return _decide_import(request, pk, actions.discard, message)
