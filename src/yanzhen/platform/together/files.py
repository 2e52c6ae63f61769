"""Files as they leave the house: through a right check, as an attachment, written down."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.files import attachments, kinds, store
from yanzhen.platform.models import Attachment
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.together.records import back, told

LOCKED_UP = "default-src 'none'; sandbox; frame-ancestors 'none'"


def file_or_404(request: HttpRequest, pk: int) -> Attachment:
    row = attachments.seen(pk, actor_of(request))
    if row is None:
        raise Http404
    return row


@require_GET
@needs(attachments.SEE)
def download(request: HttpRequest, pk: int) -> Any:
    """The file itself; who had it is written into the audit trail."""
    row = file_or_404(request, pk)
    attachments.taken(row, actor=actor_of(request))
    return handed_out(row)


@require_GET
@needs(attachments.SEE)
def thumbnail(request: HttpRequest, pk: int) -> Any:
    """The small picture, drawn anew when the file came in."""
    row = file_or_404(request, pk)
    if not row.has_thumbnail:
        raise Http404
    path = store.path(row.place).with_suffix(store.THUMBNAIL)
    response = _sent(path, f"{row.pk}.jpg", "image/jpeg")
    patch_cache_control(response, private=True, max_age=3600)
    return response


@require_POST
@needs(attachments.ADD)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a file; its name stays in the history."""
    row = file_or_404(request, pk)
    try:
        attachments.remove(row, actor=actor_of(request))
        messages.success(request, _("“{name}” was removed.").format(name=row.name))
    except RuleBroken as broken:
        told(request, broken)
    return back(row.noun_name, row.object_id, "files")


def handed_out(row: Attachment) -> FileResponse:
    """The bytes of a file, never to be shown by a browser as a page of ours."""
    response = _sent(store.path(row.place), row.name, kinds.KINDS[row.kind].media_type)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _sent(path: Any, name: str, media_type: str) -> FileResponse:
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stream, as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = LOCKED_UP
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
