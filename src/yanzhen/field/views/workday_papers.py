"""The week as a file, and the documents behind each figure."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from yanzhen.field.queries import workday, workday_text, workdays
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
    heads = [_("Day") if by_day else _("Person"), *shown.heads(report)]
    heads += [_("Success rate"), _("Route efficiency"), _("Time")]
    values = [
        [row["label"], *(cell["value"] for cell in row["cells"]), row["success"], row["efficiency"], row["time"]]
        for row in rows
    ]
    return paper(request, actor, _("Field reports"), "field-week", heads, values)


def of_day(request: HttpRequest, actor: Actor, report: workdays.Report, person: Any, on: date) -> HttpResponse:
    """The visits of a day, and below them its figures and what the person wrote."""
    heads = [_("Time"), _("Customer"), pgettext("of a document", "state"), _("Result"), _("Next step"), _("Until")]
    values: list[list[Any]] = [
        [workday_text.hours(row), str(row.customer), row.get_state_display(),
         row.get_result_display() if row.result else "", row.next_step, row.next_on.isoformat() if row.next_on else ""]
        for row in workday_text.visits(actor, person, on)
    ]  # fmt: skip
    figures, written = report.of(), report.written.get((person.pk, on))
    for card in shown.cards(report, figures, actor, person.pk, None):
        values.append(["", card["label"], str(card["value"]), card["hint"], "", ""])
    for part in shown.time(figures)["parts"] if figures.minutes.total else ():
        values.append(["", part["label"], f"{part['percent']} %", part["words"], "", ""])
    if written is not None and written.remark:
        values.append(["", _("Remark"), written.remark, "", "", ""])
    title = f"{_('Day report')} · {person} · {on}"
    return paper(request, actor, title, f"day-{on}", heads, values)


def paper(
    request: HttpRequest, actor: Actor, title: str, name: str, heads: list[str], values: list[list[Any]]
) -> HttpResponse:
    """A table of field work as the file that was asked for."""
    actor.require(EXPORT)
    reading.may_export(request)
    file_format = request.GET["format"]
    if file_format not in FORMATS:
        raise RuleBroken(_("Export as xlsx, csv, pdf or print."), field="format", code="format")
    wanted = Wanted(
        title=title, rows=len(values), file_format=file_format, noun="field.dayreport",
        query=request.GET.urlencode(), columns=heads, address=address_of(request),
    )  # fmt: skip
    permit = permits.permit(wanted, actor=actor)
    return exports.answer(permit, name, heads, values, carriers=[0])  # type: ignore[return-value]


def exports_of(request: HttpRequest) -> list[dict[str, str]]:
    """The formats in which a page can be taken out, each with its address."""
    given = request.GET.copy()
    found = []
    for one in FORMATS:
        given["format"] = one
        found.append({"label": _("Print view") if one == "print" else one.upper(), "url": f"?{given.urlencode()}"})
    return found


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
