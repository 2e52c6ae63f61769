"""The page on which a file that turned up somewhere tells whose export it was."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform.exporting import finding, nouns
from yanzhen.platform.exporting.forms import FindForm
from yanzhen.platform.pages import tables
from yanzhen.platform.pages.views import actor_of, needs


@require_http_methods(["GET", "POST"])
@needs("platform.find_export")
def find(request: HttpRequest) -> HttpResponse:
    """Paste fifty rows, or give the file."""
    actor = actor_of(request)
    form = FindForm(request.POST or None, request.FILES or None, actor=actor)
    found: Any = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = finding.find(actor=actor, text=form.cleaned_data["text"], content=file.read() if file else b"")
        except RuleBroken as broken:
            for name, message in broken.errors.items():
                form.add_error(None if name == FORM else name, str(message))
    columns = nouns.EXPORTS.list.columns
    context = {
        "page": {"title": _("Whose export is this?")},
        "form": form,
        "asked": found is not None,
        "columns": tables.heads(columns),
        "rows": tables.rows(found or [], columns, actor, "platform:exportrecord_record"),
        "errors": [str(m) for messages in form.errors.values() for m in messages] if form.is_bound else [],
    }
    return render(request, "platform/export_find.html", context, status=422 if context["errors"] else 200)
