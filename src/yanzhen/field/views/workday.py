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
from yanzhen.field.models import Visit
from yanzhen.field.queries import coaching, workdays
from yanzhen.field.queries import workday_shown as shown
from yanzhen.field.services import day_reports
from yanzhen.field.views import workday_papers
from yanzhen.field.views.workday_asked import day_of, number_of, own, person_of, week_url
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting.permits import FORMATS
from yanzhen.platform.pages.views import actor_of, needs

VIEW, EXPORT = workdays.VIEW, workday_papers.EXPORT
WEEK = timedelta(days=6)


# -- A day -------------------------------------------------------------------------------------------------------------


@require_GET
@needs(VIEW)
def day(request: HttpRequest) -> HttpResponse:
    """One day of one person, planned against done."""
    actor, on = actor_of(request), day_of(request.GET.get("day", ""))
    person = person_of(request, actor) or own(actor)
    if person is None:
        return redirect(f"{reverse('field:week')}?{urlencode({'day': on})}")
    return _day_page(request, actor, person, on)


def _day_page(request: HttpRequest, actor: Actor, person: Any, on: date, form: Any = None) -> HttpResponse:
    report = workdays.report(actor, [person], on, on)
    figures = report.of()
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
        "people": _people(actor, on),
        "cards": shown.cards(report, figures, actor, person.pk, None),
        "time": shown.time(figures),
        "visits": _visits(actor, person, on),
        "written": written,
        "form": form,
        "may_write": may_write,
    }
    return render(request, "field/coaching/day.html", context, status=422 if form is not None and form.errors else 200)


def _people(actor: Actor, on: date) -> list[Any]:
    """Whom one may choose; nobody when there is only oneself."""
    found = workdays.in_the_field(actor, on)
    return found if len(found) > 1 or (found and found[0].pk != actor.employee_id) else []


def _visits(actor: Actor, person: Any, on: date) -> list[dict[str, Any]]:
    """The visits in the order of the day."""
    rows = list(
        Visit.objects.visible_to(actor).filter(owner=person, day=on).select_related("customer")
        .order_by("arrived_at", "starts_at", "sequence", "pk")
    )  # fmt: skip
    rows.sort(key=lambda row: (row.arrived_at is None, row.arrived_at or timezone.now(), row.starts_at is None, row.pk))
    joint = coaching.of_visits([row.pk for row in rows], actor) if actor.can("field.view_jointvisit") else {}
    return [
        {
            "url": reverse("field:visit_record", args=[row.pk]), "customer": str(row.customer),
            "hours": _hours(row), "minutes": row.minutes_there, "state": row.get_state_display(),
            "tone": STATE_TONES.get(row.state, "neutral"),  # type: ignore[call-overload]
            "result": row.get_result_display() if row.result else "",
            "result_tone": RESULT_TONES.get(row.result, "neutral"),  # type: ignore[call-overload]
            "next": row.next_step, "next_on": row.next_on.isoformat() if row.next_on else "",
            "joint_url": reverse("field:jointvisit_record", args=[joint[row.pk].pk]) if row.pk in joint else "",
        }
        for row in rows
    ]  # fmt: skip


def _hours(row: Visit) -> str:
    if row.arrived_at is None:
        return f"{row.starts_at:%H:%M}" if row.starts_at else ""
    left = f"{timezone.localtime(row.left_at):%H:%M}" if row.left_at else "…"
    return f"{timezone.localtime(row.arrived_at):%H:%M} – {left}"


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
    return _day_page(request, actor, person, on, form)


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
    if request.GET.get("format"):
        rows = _days(report, actor, person) if person is not None else _persons(report, actor)
        return workday_papers.file(request, actor, report, rows, by_day=person is not None)
    context = _week_context(request, actor, report, person, unit)
    return render(request, "field/coaching/week.html", context)


def _week_context(
    request: HttpRequest, actor: Actor, report: workdays.Report, person: Any, unit: int | None
) -> dict[str, Any]:
    first, last, figures = report.first, report.last, report.of()
    key = None if person is None else person.pk
    before, after = shown.around(first, 7)
    kept = {name: value for name, value in (("person", key), ("unit", unit)) if value is not None}
    url = reverse("field:week")
    return {
        "page": {"title": _("Field reports")},
        "person": person,
        "label": f"{date_format(first, 'n-j')} – {date_format(last, 'n-j')}",
        "on": first,
        "before": f"{url}?{urlencode(kept | {'day': before})}",
        "after": f"{url}?{urlencode(kept | {'day': after})}",
        "people": _people(actor, first),
        "team_url": week_url(None, first),
        "cards": shown.cards(report, figures, actor, key, unit),
        "time": shown.time(figures),
        "heads": shown.heads(report),
        "rows": _days(report, actor, person) if person is not None else _persons(report, actor),
        "total": shown.row(report, figures, actor, key, first, last, unit),
        "remarks": _remarks(report) if person is not None else [],
        "exports": [{"label": f.upper() if f != "print" else _("Print view"), "url": _with(request, format=f)}
                    for f in FORMATS] if actor.can(EXPORT) else [],
        "may_findings": actor.can("field.view_findings"),
        "may_meet": actor.can("field.view_meeting"),
        "may_joint": actor.can("field.view_jointvisit"),
    }  # fmt: skip


def _with(request: HttpRequest, **changes: str) -> str:
    given = request.GET.copy()
    for name, value in changes.items():
        given[name] = value
    return f"?{given.urlencode()}"


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
    found = [
        {"label": str(one), "note": str(one.unit), "url": week_url(one.pk, report.first),
         **shown.row(report, report.of(one.pk), actor, one.pk, report.first, report.last)}
        for one in report.people
    ]  # fmt: skip
    return sorted(found, key=lambda row: -row["cells"][1]["value"])


def _remarks(report: workdays.Report) -> list[dict[str, str]]:
    rows = sorted(report.written.items(), key=lambda pair: pair[0][1])
    return [{"day": date_format(on, "n-j D"), "text": row.remark} for (_who, on), row in rows if row.remark]
