"""The report of a day, the week of a person or a team, and the documents behind each figure."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.field.forms.coaching import DayReportForm
from yanzhen.field.lists.visits import RESULT_TONES, STATE_TONES
from yanzhen.field.queries import coaching, workday_text, workdays
from yanzhen.field.queries import workday_shown as shown
from yanzhen.field.services import day_reports
from yanzhen.field.views import workday_papers
from yanzhen.field.views.workday_asked import day_of, number_of, own, person_of, week_url
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

VIEW, EXPORT = workdays.VIEW, workday_papers.EXPORT
WEEK = timedelta(days=6)


# -- A day -------------------------------------------------------------------------------------------------------------


@require_GET
@needs(VIEW)
def day(request: HttpRequest) -> HttpResponse:
    """One day, planned against done: of one person, or of a team for whoever visits nobody themselves."""
    actor, on = actor_of(request), day_of(request.GET.get("day", ""))
    unit = number_of(request.GET.get("unit"))
    person, people = person_of(request, actor), workdays.in_the_field(actor, on, unit)
    mine = own(actor) if person is None else None
    if mine is not None and "person" not in request.GET and (not people or mine.pk in {one.pk for one in people}):
        person = mine
    if person is None:
        return _period(request, actor, workdays.report(actor, people, on, on), None, unit)
    report = workdays.report(actor, [person], on, on)
    if request.GET.get("format") == "text":
        return _text(workday_text.day(report, person, on, actor))
    if request.GET.get("format"):
        return workday_papers.of_day(request, actor, report, person, on)
    return _day_page(request, actor, person, report)


def _text(lines: str) -> HttpResponse:
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")


def _day_page(
    request: HttpRequest, actor: Actor, person: Any, report: workdays.Report, form: Any = None
) -> HttpResponse:
    figures, on = report.of(), report.first
    written = report.written.get((person.pk, on))
    is_own = person.pk == actor.employee_id and on <= timezone.localdate()
    may_write = is_own and actor.can("field.add_dayreport") and actor.can("field.change_dayreport")
    if form is None and may_write:
        form = DayReportForm(actor=actor, instance=written) if written else DayReportForm(actor=actor)
    before, after = shown.around(on, 1)
    url = reverse("field:day")
    context = {
        "page": {"title": _("Day report")},
        "trail": [(_("Field reports"), week_url(person.pk, on))],
        "person": person,
        "on": on,
        "label": date_format(on, "D, j M" if request.LANGUAGE_CODE.startswith("en") else "n月j日 l"),  # type: ignore[attr-defined]
        "before": f"{url}?{urlencode({'person': person.pk, 'day': before})}",
        "after": f"{url}?{urlencode({'person': person.pk, 'day': after})}",
        "people": _people(actor, on, person),
        "text_url": f"{url}?{urlencode({'person': person.pk, 'day': on, 'format': 'text'})}",
        "exports": workday_papers.exports_of(request) if actor.can(EXPORT) else [],
        "cards": shown.cards(report, figures, actor, person.pk, None),
        "time": shown.time(figures),
        "visits": _visits(actor, person, on),
        "written": written,
        "form": form,
        "may_write": may_write,
    }
    return render(request, "field/coaching/day.html", context, status=422 if form is not None and form.errors else 200)


def _people(actor: Actor, on: date, person: Any = None) -> list[Any]:
    """Whom one may choose, whoever is shown among them; nobody when there is only oneself."""
    found = workdays.in_the_field(actor, on)
    if person is not None and person.pk not in {one.pk for one in found}:
        found = [person, *found]
    return found if len(found) > 1 or (found and found[0].pk != actor.employee_id) else []


def _visits(actor: Actor, person: Any, on: date) -> list[dict[str, Any]]:
    """The visits in the order of the day."""
    rows = workday_text.visits(actor, person, on)
    joint = coaching.of_visits([row.pk for row in rows], actor) if actor.can("field.view_jointvisit") else {}
    return [
        {
            "url": reverse("field:visit_record", args=[row.pk]), "customer": str(row.customer),
            "hours": workday_text.hours(row), "minutes": row.minutes_there, "state": row.get_state_display(),
            "tone": STATE_TONES.get(row.state, "neutral"),  # type: ignore[call-overload]
            "result": row.get_result_display() if row.result else "",
            "result_tone": RESULT_TONES.get(row.result, "neutral"),  # type: ignore[call-overload]
            "next": row.next_step, "next_on": row.next_on.isoformat() if row.next_on else "",
            "joint_url": reverse("field:jointvisit_record", args=[joint[row.pk].pk]) if row.pk in joint else "",
        }
        for row in rows
    ]  # fmt: skip


@require_POST
@needs("field.add_dayreport")
def write(request: HttpRequest) -> HttpResponse:
    """Add one's remark and the minutes that nothing measures."""
    actor, on = actor_of(request), day_of(request.POST.get("day", ""))
    person = own(actor)
    if person is None:
        raise Http404
    form = DayReportForm(request.POST, actor=actor)
    if form.is_valid():
        try:
            day_reports.write(actor=actor, **form.values())
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            messages.success(request, _("Your day report was saved."))
            return redirect(f"{reverse('field:day')}?{urlencode({'day': form.cleaned_data['day']})}")
    return _day_page(request, actor, person, workdays.report(actor, [person], on, on), form)


# -- A week ------------------------------------------------------------------------------------------------------------


@require_GET
@needs(VIEW)
def week(request: HttpRequest) -> HttpResponse:
    """The week of a person by days, or of a team by people."""
    actor, on = actor_of(request), day_of(request.GET.get("day", ""))
    unit = number_of(request.GET.get("unit"))
    people = workdays.in_the_field(actor, on, unit)
    person = person_of(request, actor)
    if person is None and (not people or [one.pk for one in people] == [actor.employee_id]):
        person = own(actor)
    first = workdays.monday(on)
    team = [person] if person is not None else people
    report = workdays.report(actor, team, first, first + WEEK)
    return _period(request, actor, report, person, unit)


def _period(request: HttpRequest, actor: Actor, report: workdays.Report, person: Any, unit: int | None) -> HttpResponse:
    """A week of a person by days, a week or a day of a team by people: as a page, as lines, or as a file."""
    wanted, title = request.GET.get("format"), _("Day report") if report.first == report.last else _("Field reports")
    if wanted == "text":
        return _text(workday_text.days(report, actor, person, title))
    rows = _days(report, actor, person) if person is not None else _persons(report, actor)
    if wanted:
        return workday_papers.file(request, actor, report, rows, by_day=person is not None)
    context = {**_period_context(request, actor, report, person, unit), "rows": rows, "page": {"title": title}}
    return render(request, "field/coaching/week.html", context)


def _period_context(
    request: HttpRequest, actor: Actor, report: workdays.Report, person: Any, unit: int | None
) -> dict[str, Any]:
    first, last, figures = report.first, report.last, report.of()
    is_day, key = first == last, None if person is None else person.pk
    before, after = shown.around(first, 1 if is_day else 7)
    kept = {name: value for name, value in (("person", key), ("unit", unit)) if value is not None}
    url = reverse("field:day" if is_day else "field:week")
    given = request.GET.copy()
    given["format"] = "text"
    return {
        "person": person,
        "label": date_format(first, "Y-m-d D") if is_day else " – ".join(date_format(d, "n-j") for d in (first, last)),
        "on": first,
        "before": {"label": _("Day before") if is_day else _("Week before"),
                   "url": f"{url}?{urlencode(kept | {'day': before})}"},
        "after": {"label": _("Day after") if is_day else _("Week after"),
                  "url": f"{url}?{urlencode(kept | {'day': after})}"},
        "people": _people(actor, first, person),
        "cards": shown.cards(report, figures, actor, key, unit),
        "time": shown.time(figures),
        "heads": shown.heads(report),
        "total": shown.row(report, figures, actor, key, first, last, unit),
        "remarks": _remarks(report),
        "text_url": f"?{given.urlencode()}",
        "exports": workday_papers.exports_of(request) if actor.can(EXPORT) else [],
    }  # fmt: skip


def _days(report: workdays.Report, actor: Actor, person: Any) -> list[dict[str, Any]]:
    url, today = reverse("field:day"), timezone.localdate()
    return [
        {
            "label": date_format(on, "D"), "note": date_format(on, "n-j"),
            "url": f"{url}?{urlencode({'person': person.pk, 'day': on})}", "is_now": on == today,
            **shown.row(report, report.of(day=on), actor, person.pk, on, on),
        }
        for on in report.days
    ]  # fmt: skip


def _persons(report: workdays.Report, actor: Actor) -> list[dict[str, Any]]:
    url = reverse("field:day" if report.first == report.last else "field:week")
    found = [
        {"label": str(one), "note": str(one.unit), "url": f"{url}?{urlencode({'person': one.pk, 'day': report.first})}",
         **shown.row(report, report.of(one.pk), actor, one.pk, report.first, report.last)}
        for one in report.people
    ]  # fmt: skip
    return sorted(found, key=lambda row: -row["cells"][1]["value"])


def _remarks(report: workdays.Report) -> list[dict[str, str]]:
    """What people wrote to these days, with their names where there are several."""
    names = {one.pk: f" {one}" if len(report.people) > 1 else "" for one in report.people}
    rows = sorted(report.written.items(), key=lambda pair: (pair[0][1], pair[0][0]))
    return [
        {"day": f"{date_format(on, 'n-j D')}{names.get(who, '')}", "text": row.remark}
        for (who, on), row in rows
        if row.remark
    ]
