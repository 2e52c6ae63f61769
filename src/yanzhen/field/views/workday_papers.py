"""The week as a file, and the documents behind each figure."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.field.queries import workday, workdays
from yanzhen.field.queries import workday_shown as shown
from yanzhen.field.views.workday_asked import day_of, number_of, person_of, week_url
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import in_words
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import permits
from yanzhen.platform.exporting.permits import FORMATS, Wanted
from yanzhen.platform.pages import exports
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.trail import reading

VIEW, EXPORT = workdays.VIEW, "field.export_dayreport"
MOST_ROWS = 500


def file(
    request: HttpRequest, actor: Actor, report: workdays.Report, rows: list[dict[str, Any]], *, by_day: bool
) -> HttpResponse:
    """What the page shows, as a file."""
    actor.require(EXPORT)
    reading.may_export(request)
    file_format = request.GET["format"]
    if file_format not in FORMATS:
        raise RuleBroken(_("Export as xlsx, csv, pdf or print."), field="format", code="format")
    heads = [_("Day") if by_day else _("Person"), *shown.heads(report)]
    heads += [_("Success rate"), _("Route efficiency"), _("Time")]
    wanted = Wanted(
        title=_("Field reports"), rows=len(rows), file_format=file_format, noun="field.dayreport",
        query=request.GET.urlencode(), columns=heads, address=address_of(request),
    )  # fmt: skip
    permit = permits.permit(wanted, actor=actor)
    values = [
        [row["label"], *(cell["value"] for cell in row["cells"]), row["success"], row["efficiency"], row["time"]]
        for row in rows
    ]
    return exports.answer(permit, "field-week", heads, values, carriers=[0])  # type: ignore[return-value]


@require_GET
@needs(VIEW)
def documents(request: HttpRequest) -> HttpResponse:
    """The rows behind one figure."""
    actor, figure = actor_of(request), request.GET.get("figure", "")
    first, last = day_of(request.GET.get("first", "")), day_of(request.GET.get("last", ""))
    label = shown.label_of(figure, actor)
    if label is None or last < first or last - first > workday.LONGEST:
        raise Http404
    person, unit = person_of(request, actor), number_of(request.GET.get("unit"))
    people = [person] if person is not None else workdays.in_the_field(actor, first, unit)
    found = workday.rows_of(actor, figure, [one.pk for one in people], first, last)
    names = {one.pk: str(one) for one in people}
    days = str(first) if first == last else f"{first} – {last}"
    context = {
        "page": {"title": label},
        "trail": [(_("Field reports"), week_url(person.pk if person else None, first))],
        "words": f"{days} · {person}" if person else days,
        "count": len(found),
        "rows": [_document(row, names, figure, actor) for row in found[:MOST_ROWS]],
        "has_money": any(row.amount is not None for row in found),
        "with_person": person is None,
    }
    return render(request, "field/coaching/documents.html", context)


def _document(row: workday.Document, names: dict[int, str], figure: str, actor: Actor) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "person": names.get(row.person, ""),
        "title": row.title,
        "words": row.words,
        "amount": "" if row.amount is None else in_words(row.amount, currency=row.currency),
        "url": reverse(workday.page_of(figure, actor), args=[row.key]),
    }
