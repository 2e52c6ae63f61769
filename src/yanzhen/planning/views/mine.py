"""My quota: made for the phone. What I am to reach, how it came about, my answer, my signature, how I stand."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import from_cents, in_words
from yanzhen.lib.periods import month_end, shifted
from yanzhen.planning.enums import Dim, Metric, PlanState, TalkState
from yanzhen.planning.forms import quotas as forms
from yanzhen.planning.models import Plan, QuotaTalk
from yanzhen.planning.queries import plans, potential, standings
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.queries.board_history import Wanted
from yanzhen.planning.services import talks
from yanzhen.planning.views.quota_acts import form_errors, talk_of, told
from yanzhen.planning.views.quotas import change, percent, words
from yanzhen.platform import warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

YEARS = 3
WHY = {
    "no_books": lambda: _("no books yet"),
    "no_quota": lambda: _("no quota"),
    "hidden": lambda: _("You may not see this"),
    "not_ready": lambda: _("figures are being prepared"),
}


@require_GET
@needs("planning.view_quota")
def page(request: HttpRequest) -> HttpResponse:
    """My quotas of one plan; of the one that waits for me, or else counts today."""
    actor = actor_of(request)
    mine = list(rows.own(actor).exclude(plan__state=PlanState.REPLACED).order_by("-plan__starts_on", "-plan_id"))
    asked = request.GET.get("plan", "")
    talk = _chosen(mine, asked)
    if asked and talk is None:
        raise Http404
    context: dict[str, Any] = {
        "page": {"title": _("My quota")},
        "trail": [(_("Plans"), reverse("planning:hub"))],
        "talk": talk,
        "plans": [{"label": str(t.plan), "url": f"?plan={t.plan_id}", "is_here": t is talk} for t in mine],
    }
    if talk is not None:
        context |= _context(actor, talk)
    return render(request, "planning/quotas/mine.html", context)


def _chosen(mine: list[QuotaTalk], asked: str) -> QuotaTalk | None:
    if asked:
        return next((t for t in mine if str(t.plan_id) == asked), None)
    waits = [t for t in mine if t.plan.state == PlanState.TALK and t.state == TalkState.WAITING]
    today = timezone.localdate()
    counts = [t for t in mine if t.plan.state == PlanState.PUBLISHED and plans.period(t.plan).start <= today]
    return next(iter([*waits, *counts, *mine]), None)


def _context(actor: Actor, talk: QuotaTalk) -> dict[str, Any]:
    plan, key = talk.plan, talk.person_id
    [whole] = standings.spans(plan, "plan")
    quarters = standings.spans(plan, "quarter")
    today = timezone.localdate()
    counts = plan.state == PlanState.PUBLISHED
    own = next(iter(standings.of(actor, plan, whole, person_ids=[key])), None)
    until = min(whole.end, month_end(today))
    so_far = standings.Span("so_far", whole.start, until)
    now = (
        next(iter(standings.of(actor, plan, so_far, person_ids=[key])), None)
        if counts and until > whole.start
        else None
    )
    return {
        "plan": plan,
        "period": plans.period(plan),
        "entries": list(rows.entries(talk)),
        "cards": [_card(plan, s, now.of(s.metric) if now else None) for s in own.standings] if own else [],
        "points": percent(now.points) if now and len(now.standings) > 1 else "",
        "months": _months(actor, plan, key, counts),
        "quarters": [_quarter(actor, plan, span, key) for span in quarters] if counts else [],
        "history": _history(actor, plan, own, key),
        "categories": _categories(actor, plan, key),
        "may_answer": actor.can(talks.ANSWER) and plan.state == PlanState.TALK,
        "may_sign": actor.can(talks.ANSWER) and counts and talk.acknowledged_at is None,
        "metrics": [(s.metric, Metric(s.metric).label) for s in own.standings] if own else [],
        "letter": reverse("planning:quota_letter", args=[talk.pk]),
    }


def _card(plan: Plan, whole: standings.Standing, now: standings.Standing | None) -> dict[str, Any]:
    known = now is not None and now.counted.attainment is not None
    ratio = now.counted.attainment if now else None
    return {
        "label": Metric(whole.metric).label,
        "quota": words(whole.metric, whole.quota, plan.currency, whole.measured_in),
        "weight": in_words(whole.counted.part.weight, digits=0),
        "cap": percent(whole.counted.part.cap, 0) if whole.counted.part.cap else "",
        "is_known": known,
        "reached": words(whole.metric, now.actual, plan.currency) if now and known else "",
        "due": words(whole.metric, now.quota, plan.currency) if now else "",
        "attainment": percent(ratio),
        "bar": min(100, max(0, int((ratio or 0) * 100))),
        "why": WHY[now.why]() if now and now.why else "",
    }


def _months(actor: Actor, plan: Plan, key: int, counts: bool) -> list[dict[str, Any]]:
    found = standings.months_of(actor, plan, key, Metric.REVENUE)
    most = max(
        [planned for _m, planned, _a, _r in found.rows] + [a for _m, _p, a, _r in found.rows if a] + [Decimal(1)]
    )
    return [
        {
            "label": date_format(month, "YEAR_MONTH_FORMAT"),
            "quota": in_words(planned),
            "actual": in_words(actual) if counts and actual is not None else "",
            "attainment": percent(ratio, 0) if counts and actual is not None else "",
            "width": int(planned * 100 / most),
            "reached": max(0, int((actual or 0) * 100 / most)) if counts else 0,
            "documents": _documents(key, month, month_end(month)) if counts and actual is not None else "",
        }
        for month, planned, actual, ratio in found.rows
    ]


def _documents(key: int, start: Any, end: Any) -> str:
    """The orders behind a figure."""
    days = f"ordered_on_from={start:%Y-%m-%d}&ordered_on_to={end:%Y-%m-%d}"
    return f"{reverse('orders:order_list')}?owner={key}&{days}&state=confirmed,closed"


def _quarter(actor: Actor, plan: Plan, span: standings.Span, key: int) -> dict[str, Any]:
    found = next(iter(standings.of(actor, plan, span, person_ids=[key])), None)
    main = found.of(Metric.REVENUE) if found else None
    return {
        "label": span.code,
        "quota": in_words(main.quota) if main else "–",
        "actual": in_words(main.actual) if main and span.start <= timezone.localdate() else "",
        "attainment": percent(main.counted.attainment) if main and span.start <= timezone.localdate() else "",
    }


def _history(actor: Actor, plan: Plan, own: standings.Person | None, key: int) -> dict[str, Any]:
    """How the quota came about: the years before, and the share in what the whole unit is to reach."""
    main = own.of(Metric.REVENUE) if own else None
    years = []
    for back in range(YEARS, 0, -1):
        sums = standings.before(actor, plan, back)
        if key in sums:
            years.append((f"{shifted(plan.starts_on, -12 * back):%Y-%m}", sums[key]))
    last = years[-1][1] if years and years[-1][0] == f"{shifted(plan.starts_on, -12):%Y-%m}" else None
    most = max([amount for _y, amount in years] + [main.quota if main else Decimal(1), Decimal(1)])
    bars = [{"label": label, "amount": in_words(v), "width": max(0, int(v * 100 / most))} for label, v in years]
    share = rows.share_of(plan, key)
    return {
        "years": bars,
        "quota_width": int(main.quota * 100 / most) if main else 0,
        "change": change(main.quota, last) if main else None,
        "share": percent(share) if share is not None else "",
        "potential": _potential(actor, plan, key),
    }


def _potential(actor: Actor, plan: Plan, key: int) -> dict[str, str]:
    """What a year of this person could bring, and how that is known; nothing where it is not."""
    sides: Any = (Dim.PERSON,)
    wanted = Wanted(plan, plan.unit, sides, {Dim.PERSON: [key]}, Metric.REVENUE, timezone.localdate())
    try:
        found = potential.of(actor, wanted)
    except (warehouse.NotReady, PermissionDenied):
        return {}
    cents = found.amounts.get(key) if found is not None else None
    if found is None or not cents:
        return {}
    sources = {
        "market": _("sales of the whole trade in the territories"),
        "customers": _("the best twelve months of each customer, added up"),
        "own": _("the best twelve months so far"),
    }
    return {"amount": in_words(from_cents(cents), currency=plan.currency), "source": sources[found.source]}


def _categories(actor: Actor, plan: Plan, key: int) -> list[dict[str, Any]]:
    """The quota by product category, where the plan is cut so."""
    found = rows.by_category(plan, key)
    total = sum(found.values(), Decimal(0))
    if len(found) < 2 or not total:
        return []
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return [
        {
            "label": name,
            "amount": in_words(amount),
            "share": percent(amount / total, 0),
            "width": int(amount * 100 / total),
        }
        for name, amount in ordered
    ]


# -- acts --------------------------------------------------------------------------------------------------------------


def _back(talk: QuotaTalk) -> HttpResponse:
    return redirect(f"{reverse('planning:mine')}?plan={talk.plan_id}")


@require_POST
@needs(talks.ANSWER)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept my quotas."""
    talk = talk_of(request, pk)
    try:
        talks.accept(talk, actor=actor_of(request))
        messages.success(request, _("Thank you. Your manager sees that you accept."))
    except RuleBroken as broken:
        told(request, broken)
    return _back(talk)


@require_POST
@needs(talks.ANSWER)
def counter(request: HttpRequest, pk: int) -> HttpResponse:
    """Name another figure."""
    talk, form = talk_of(request, pk), forms.CounterForm(request.POST, actor=actor_of(request))
    if not form.is_valid():
        form_errors(request, form)
        return _back(talk)
    try:
        talks.counter(talk, actor=actor_of(request), **form.cleaned_data)
        messages.success(request, _("Your figure and your reason are with your manager."))
    except RuleBroken as broken:
        told(request, broken)
    return _back(talk)


@require_POST
@needs(talks.ANSWER)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign my quotas."""
    talk, form = talk_of(request, pk), forms.WordsForm(request.POST, actor=actor_of(request))
    if not form.is_valid():
        form_errors(request, form)
        return _back(talk)
    try:
        talks.acknowledge(talk, actor=actor_of(request), objection=form.cleaned_data["text"])
        messages.success(request, _("Signed. Good luck!"))
    except RuleBroken as broken:
        told(request, broken)
    return _back(talk)
