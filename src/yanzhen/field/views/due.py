"""The due list: whom to visit and why, chosen and planned on days."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.enums.customers import Grade
from yanzhen.field.forms.due import NO_CLASS, address_of, day_of, key_of, question_of, url_of
from yanzhen.field.lists import due_files
from yanzhen.field.queries import due, weeks
from yanzhen.field.queries.due import Due, Question
from yanzhen.field.services import routes
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import choices
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting.permits import PAGE
from yanzhen.platform.pages.views import actor_of, needs

VIEW = "field.view_due"
SHOWN, DAYS_AHEAD = 50, 14
CLASS_TONES = {"A": "good", "B": "accent", "C": "neutral"}


@require_GET
@needs(VIEW)
def due_list(request: HttpRequest) -> HttpResponse:
    """The page, or with `format` a file of all of it."""
    actor = actor_of(request)
    question = question_of(request.GET)
    refused: dict[str, str] = {}
    if "format" in request.GET:
        try:
            return due_files.file_of(request, actor, question, address_of(question), request.GET["format"], PAGE)
        except RuleBroken as broken:
            refused = {name: str(message) for name, message in broken.settle().errors.items()}
    rows = due.ask(actor, question)
    at = max(1, min(key_of(request.GET.get("page")) or 1, -(-len(rows) // SHOWN) or 1))
    part = rows[(at - 1) * SHOWN : at * SHOWN]
    context = {
        "page": {"title": _("Due for a visit")},
        "rows": shown(actor, part, question.today),
        "total": f"{len(rows):,}",
        **_filters(actor, question),
        **_pages(question, at, len(rows)),
        "days": _days(question.today),
        "may_plan": actor.can("field.add_visit") and actor.can(routes.PLAN),
        "export_url": url_of(reverse("field:due"), question, format="xlsx") if actor.can(due_files.EXPORT) else "",
    }
    asked = {**address_of(question), "format": request.GET.get("format", "")}
    context |= {"refused": refused, "asked": asked, "reason_given": request.GET.get("reason_given", "")}
    return render(request, "field/due.html", context, status=422 if refused else 200)


def shown(actor: Actor, part: list[Due], today: date) -> list[dict[str, Any]]:
    """Rows for the page, with their reasons in words."""
    known = due.rows_of(actor, part)
    return [_row(one, known[one.customer_id], today) for one in part if one.customer_id in known]


def _row(one: Due, row: Any, today: date) -> dict[str, Any]:
    return {
        "pk": row.pk, "name": row.name, "code": row.code, "city": row.city, "grade": one.grade,
        "tone": CLASS_TONES.get(one.grade, "neutral"), "owner": str(row.owner or ""), "owner_id": row.owner_id,
        "url": reverse("crm:customer_record", args=[row.pk]), "score": one.score,
        "reasons": due.told(one, today),
        "last": one.last_on.isoformat() if one.last_on else "–",
        "planned": one.planned_on.isoformat() if one.planned_on else "",
        "potential": "–" if one.potential is None else f"{one.potential:,.0f}", "currency": one.currency,
        "has_place": row.longitude is not None,
    }  # fmt: skip


def _filters(actor: Actor, question: Question) -> dict[str, Any]:
    return {
        "q": question,
        "until": question.until.isoformat(),
        "reasons": [(source.name, source.label) for source in due.sources()],
        "grades": [*Grade.choices, (NO_CLASS, _("no class"))],
        "cities": due.cities(actor),
        "owners": owners(actor),
        "sorts": [("score", _("urgency")), ("potential", _("potential")), ("since", _("longest due"))],
    }


def owners(actor: Actor) -> list[tuple[Any, Any]]:
    """Whose customers or weeks may be chosen; nobody to choose from is no choice."""
    found = list(choices.employees(actor)) if actor.can("organization.view_employee") else []
    return found if len(found) > 1 else []


def _pages(question: Question, at: int, total: int) -> dict[str, Any]:
    url, last = reverse("field:due"), -(-total // SHOWN) or 1
    return {
        "before_url": url_of(url, question, page=str(at - 1)) if at > 1 else "",
        "after_url": url_of(url, question, page=str(at + 1)) if at < last else "",
        "place": _("{page} of {pages}").format(page=at, pages=last),
    }


def _days(today: date) -> list[dict[str, str]]:
    """The working days ahead that visits can be put on."""
    days = weeks.working_days(today, today + timedelta(days=DAYS_AHEAD))[:8]
    return [{"value": d.isoformat(), "weekday": date_format(d, "D"), "day": date_format(d, "n-j")} for d in days]


@require_POST
@needs(routes.PLAN)
def plan(request: HttpRequest) -> HttpResponse:
    """Put the chosen customers on the chosen days, the emptiest first."""
    actor, today = actor_of(request), timezone.localdate()
    keys = [key for text in request.POST.getlist("customer") if (key := key_of(text)) is not None]
    days = [day for text in request.POST.getlist("day") if (day := day_of(text, date.min)) >= today]
    back = request.POST.get("back", "")
    target = back if back.startswith(reverse("field:due")) else reverse("field:due")
    try:
        made = routes.plan_on(actor=actor, customer_ids=_chosen(keys), days=days)
    except RuleBroken as broken:
        messages.error(request, " ".join(str(m) for m in broken.settle().errors.values()))
        return redirect(target)
    told = ngettext("{n} visit was planned", "{n} visits were planned", len(made)).format(n=len(made))
    messages.success(request, told)
    return redirect(f"{reverse('field:week_plan')}?day={min(days).isoformat()}" if made else target)


def _chosen(keys: list[int]) -> list[int]:
    if not keys:
        raise RuleBroken(_("Choose at least one customer."), field="customers", code="required")
    return keys
