"""The minutes of a meeting as a PDF, marked with whoever took it out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yanzhen.field.models import Meeting
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.trail import reading

EXPORT = "field.export_meeting"


def pdf(request: HttpRequest, row: Meeting, actor: Actor, context: dict[str, Any]) -> HttpResponse:
    """A PDF where its libraries are installed; otherwise the print view, which says so."""
    actor.require(EXPORT)
    reading.may_export(request)
    wanted = permits.Wanted(
        str(row), rows=1, file_format="pdf", noun="field.meeting", query=str(row.pk), address=address_of(request)
    )
    permit = permits.permit(wanted, actor=actor)
    given = {**context, "title": str(row), "words": permit.words, "code": permit.code, "language": get_language()}
    try:
        return papers.pdf(render_to_string("field/coaching/minutes_paper.html", given), f"minutes-{row.number}")
    except OSError:
        notice = _("PDF needs libraries that are not installed here; print this page instead.")
        return render(request, "field/coaching/minutes.html", {**context, "notice": notice})
