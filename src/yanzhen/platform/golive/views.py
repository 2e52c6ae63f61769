"""The pages of going live: one for each step, with its own address."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import in_words
from yanzhen.platform.actor import Actor
from yanzhen.platform.golive import data, services, tasks
from yanzhen.platform.golive.data import Comparison, Stand
from yanzhen.platform.importing import options
from yanzhen.platform.models import GoLiveTask
from yanzhen.platform.pages import nouns as pages
from yanzhen.platform.pages.views import actor_of, needs

KEEP, SIGN = services.KEEP, services.SIGN


@require_GET
@needs(KEEP)
def home(request: HttpRequest) -> HttpResponse:
    """Where the firm stands: the first step that is not done."""
    parts = tasks.progress(actor_of(request))
    step = next((name for name, part in parts.items() if part.percent < 100), "run")
    return redirect("golive:step", step=step)


@require_GET
@needs(KEEP)
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One step: its tasks, and what belongs to it."""
    if step not in tasks.STEPS:
        raise Http404
    actor, plan = actor_of(request), tasks.plan()
    stands = data.stands(actor, plan.left_out)
    parts = tasks.progress(actor, stands)
    rows = list(GoLiveTask.objects.all())
    context = {
        "page": {"title": _("Going live")},
        "whole": tasks.whole(parts).percent,
        "tabs": [
            {"url": reverse("golive:step", args=[name]), "label": label, "active": name == step,
             "percent": parts[name].percent}
            for name, label in tasks.STEPS.items()
        ],
        "step": step,
        "meaning": tasks.MEANINGS[step],
        "plan": plan,
        "tasks": [_task(t) for t in tasks.of_step(step, rows) if not (t["task"] and t["task"].is_training)],
        "trainings": [_task(t) for t in tasks.of_step(step, rows) if t["task"] and t["task"].is_training],
        "stands": [_stand(s, actor) for s in stands] if step == "build" else [],
        "may_sign": actor.can(SIGN),
        "signed_at": f"{timezone.localtime(plan.signed_at):%Y-%m-%d %H:%M}" if plan.signed_at else "",
    }  # fmt: skip
    return render(request, "platform/golive/step.html", context)


def _task(found: dict[str, Any]) -> dict[str, Any]:
    row = found["task"]
    return {
        "code": found["code"],
        "pk": row.pk if row is not None and not found["code"] else None,
        "title": found["title"],
        "people": row.people if row else "",
        "responsible": row.responsible if row else "",
        "due": row.due_on.isoformat() if row and row.due_on else "",
        "done": bool(row and row.done_at),
        "done_text": f"{row.done_by}, {timezone.localtime(row.done_at):%Y-%m-%d}" if row and row.done_at else "",
    }


def _stand(stand: Stand, actor: Actor) -> dict[str, Any]:
    noun = stand.noun
    may = noun.name in {n.name for n in options.allowed(actor)}
    url = _list_url(noun.name, actor)
    return {
        "name": noun.name,
        "label": stand.label,
        "rows": "–" if stand.rows is None else f"{stand.rows:,}",
        "url": url,
        "needs": ", ".join(capfirst(n) for n in stand.needs),
        "left_out": stand.left_out,
        "done": stand.is_done and not stand.left_out,
        "template_url": reverse("imports:template", args=[noun.name]) if may else "",
        "import_url": f"{reverse('imports:new')}?noun={noun.name}" if may else "",
        "comparisons": [_comparison(c, url) for c in stand.comparisons],
    }


def _list_url(name: str, actor: Actor) -> str:
    try:
        noun = pages.get(name)
        return noun.url("list") if actor.can(noun.code("view")) else ""
    except (KeyError, NoReverseMatch):
        return ""


def _comparison(found: Comparison, url: str) -> dict[str, Any]:
    query = found.check.narrowed.format(currency=found.currency)
    off = found.amount_off
    return {
        "check": found.check.name,
        "label": str(found.check.label),
        "currency": found.currency,
        "has_amount": found.check.name[: len(data.ROWS)] != data.ROWS,
        "rows": f"{found.rows:,}",
        "amount": in_words(found.amount or Decimal(0), currency=found.currency),
        "wanted_rows": "" if found.wanted_rows is None else found.wanted_rows,
        "wanted_amount": "" if found.wanted_amount is None else f"{found.wanted_amount:f}",
        "rows_off": "" if not found.rows_off else f"{found.rows_off:+,}",
        "amount_off": "" if not off else f"{off:+,.2f}",
        "right": found.is_right,
        "noted": found.is_noted,
        "url": f"{url}?{query}" if url and query else url,
    }


def _acts(work: Callable[[HttpRequest, Actor], Any], code: str = KEEP) -> Any:
    """A button or small form: do it, tell what hinders it, and go back to its step."""

    def view(request: HttpRequest) -> HttpResponse:
        try:
            work(request, actor_of(request))
        except RuleBroken as broken:
            for message in broken.errors.values():
                messages.error(request, str(message))
        back = request.POST.get("step", "")
        return redirect("golive:step", step=back) if back in tasks.STEPS else redirect("golive:home")

    return require_POST(needs(code)(view))


def _day(request: HttpRequest, name: str) -> date | None:
    value = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise RuleBroken(_("“{value}” is not a date.").format(value=value[:20]), field=name, code="date") from error


def _number(request: HttpRequest, name: str) -> Decimal | None:
    value = request.POST.get(name, "").replace(",", "").strip()
    try:
        number = Decimal(value) if value else None
        if number is not None and not number.is_finite():
            raise InvalidOperation
    except InvalidOperation as error:
        raise RuleBroken(_("“{value}” is not a number.").format(value=value[:20]), field=name, code="number") from error
    return number


def _rows(request: HttpRequest) -> int | None:
    number = _number(request, "rows")
    if number is None:
        return None
    if number != int(number) or not 0 <= number < 10**15:
        raise RuleBroken(_("Rows are counted in whole numbers."), field="rows", code="number")
    return int(number)


def _key(request: HttpRequest) -> int | None:
    value = request.POST.get("pk", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _text(request: HttpRequest, name: str, most: int = 200) -> str:
    return request.POST.get(name, "")[:most]


set_plan = _acts(
    lambda request, actor: services.set_plan(
        actor=actor,
        responsible=_text(request, "responsible"),
        switch_on=_day(request, "switch_on"),
        freeze_on=_day(request, "freeze_on"),
    )
)
leave_out = _acts(
    lambda request, actor: services.leave_out(
        _text(request, "noun"), actor=actor, is_left_out=request.POST.get("leave_out") == "1"
    )
)
note_total = _acts(
    lambda request, actor: services.note_total(
        _text(request, "check"),
        actor=actor,
        currency=_text(request, "currency", 10).strip(),
        rows=_rows(request),
        amount=_number(request, "amount"),
    )
)
add_task = _acts(
    lambda request, actor: services.add_task(
        actor=actor,
        step=_text(request, "step"),
        title=_text(request, "title", 300),
        people=_text(request, "people", 300),
        responsible=_text(request, "responsible"),
        due_on=_day(request, "due_on"),
        is_training=request.POST.get("training") == "1",
    )
)
tick = _acts(
    lambda request, actor: services.tick(
        actor=actor, code=_text(request, "code"), pk=_key(request), is_done=request.POST.get("done") == "1"
    )
)
remove_task = _acts(lambda request, actor: services.remove_task(_key(request) or 0, actor=actor))
sign = _acts(
    lambda request, actor: services.sign(
        actor=actor, remark=_text(request, "remark", 500), is_signed=request.POST.get("sign") == "1"
    ),
    SIGN,
)
