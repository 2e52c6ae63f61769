"""The quotas of a plan: who has what, what each answered, where the procedure stands, and the acts that go with it."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from yanzhen.lib.money import in_words
from yanzhen.planning.calc.quotas import rounded
from yanzhen.planning.enums import MONEY, Metric, PlanState, TalkState
from yanzhen.planning.forms import quotas as forms
from yanzhen.planning.lists.quotas import TONES
from yanzhen.planning.models import Plan, QuotaTalk
from yanzhen.planning.queries import plan_changes, plans, standings, targets
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.services import quotas, talks
from yanzhen.planning.views import heads, stepper
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

heads.add(heads.Place(40, "quotas", gettext_lazy("Quotas"), "planning:plan_quotas", "planning.view_quota"))


def words(metric: str, amount: Decimal | None, currency: str, measured_in: str = "") -> str:
    """An amount of a metric for people."""
    if metric in MONEY:
        return in_words(amount, currency=currency)
    digits = 0 if amount is None or amount == amount.to_integral_value() else 2
    return f"{in_words(amount, digits=digits)} {measured_in}".strip()


def percent(ratio: Decimal | None, digits: int = 1) -> str:
    """A ratio as a percentage."""
    return "–" if ratio is None else f"{in_words(ratio * 100, digits=digits)} %"


def change(now: Decimal, before: Decimal | None) -> dict[str, Any] | None:
    """The change against before, with sign and direction."""
    if not before or before < 0:
        return None
    ratio = rounded(now / before - 1)
    direction = "up" if ratio > 0 else "down" if ratio < 0 else "flat"
    return {"text": f"{in_words(ratio * 100, digits=1):s} %", "direction": direction, "label": ""}


@require_GET
@needs("planning.view_quota")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody's quotas in reach, their answers and signatures, and the steps of the plan."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    return render(request, "planning/quotas/page.html", context_of(plan, actor))


def context_of(plan: Plan, actor: Actor, give: forms.GiveForm | None = None) -> dict[str, Any]:
    [span] = standings.spans(plan, "plan")
    found = standings.of(actor, plan, span)
    by_person = {talk.person_id: talk for talk in rows.talks(actor).filter(plan=plan)}
    last_year = standings.before(actor, plan)
    metrics = [m for m in Metric if any(person.of(m) for person in found)]
    leads = actor.can(talks.LEAD) and plan.state in {PlanState.TALK, PlanState.FIX}
    return {
        "page": {"title": _("Quotas of {plan}").format(plan=plan)},
        "trail": [(_("Plans"), reverse("planning:hub"))],
        "head": heads.head(plan, actor, "quotas"),
        "plan": plan,
        "stepper": stepper.of(plan, actor),
        "cards": _cards(plan, actor, found, by_person, last_year),
        "metrics": [Metric(m).label for m in metrics if m != Metric.REVENUE],
        "people": [_row(plan, p, metrics, by_person.get(p.person.pk), last_year, found, actor) for p in found],
        "counters": [
            _counter(plan, p, by_person[p.person.pk], last_year)
            for p in found
            if p.person.pk in by_person and by_person[p.person.pk].state == TalkState.COUNTERED
        ],
        "leads": leads,
        "changes": plan_changes.told(actor, plan, timezone.localdate()),
        "counts": plan.state in {PlanState.PUBLISHED, PlanState.REPLACED},
        "may_set": plans.led(plan, actor, quotas.ADD) and plan.state in quotas.CHANGEABLE,
        "may_remind": actor.can(talks.LEAD) and plan.state == PlanState.PUBLISHED,
        "has_figures": bool(found) or plans.cells(actor, plan).exists(),
        "board_url": reverse("planning:plan_board", args=[plan.pk]) if actor.can("planning.view_board") else "",
        "give": give or forms.GiveForm(actor=actor),
    }


def _cards(
    plan: Plan,
    actor: Actor,
    found: list[standings.Person],
    talks_of: dict[int, QuotaTalk],
    last_year: dict[int, Decimal],
) -> list[dict[str, Any]]:
    total = sum((s.quota for p in found if (s := p.of(Metric.REVENUE))), Decimal(0))
    before = sum((last_year.get(p.person.pk, Decimal(0)) for p in found), Decimal(0))
    decided = targets.decided(plan) if actor.can("planning.view_target") else None
    cards: list[dict[str, Any]] = []
    if decided is not None:
        gap = total - decided.realistic
        hint = _("quotas are {amount} over it") if gap > 0 else _("quotas are {amount} short of it")
        told = hint.format(amount=in_words(abs(gap))) if gap else _("spread to the cent")
        told = told if found else ""
        cards.append({"label": _("Decided target"), "value": in_words(decided.realistic), "hint": told})
    note = ngettext("of {n} person", "of {n} people", len(found)).format(n=len(found))
    if found:
        cards.append({"label": _("Quotas of net sales"), "value": in_words(total), "hint": note})
    if found and last_year:
        cards.append(
            {"label": _("The same months a year before"), "value": in_words(before), "delta": change(total, before)}
        )
    given = [t for t in talks_of.values() if t.answered_at or t.fixed_at or t.acknowledged_at]
    if talks_of:
        of_all = _("of {n}").format(n=len(talks_of))
        signed = sum(1 for t in talks_of.values() if t.acknowledged_at)
        cards.append({"label": _("Answered"), "value": str(len(given)), "unit": of_all})
        cards.append({"label": _("Signed"), "value": str(signed), "unit": of_all})
    return cards


def _row(
    plan: Plan,
    person: standings.Person,
    metrics: list[Metric],
    talk: QuotaTalk | None,
    last_year: dict[int, Decimal],
    everybody: list[standings.Person],
    actor: Actor,
) -> dict[str, Any]:
    main = person.of(Metric.REVENUE)
    total = sum((s.quota for p in everybody if (s := p.of(Metric.REVENUE))), Decimal(0))
    before = last_year.get(person.person.pk)
    return {
        "key": person.person.pk,
        "name": str(person.person),
        "url": reverse("organization:employee_record", args=[person.person.pk]),
        "has_left": person.person.left_on is not None,
        "quota": words(Metric.REVENUE, main.quota, "") if main else "–",
        "share": percent(main.quota / total) if main and total else "–",
        "before": "–" if before is None else in_words(before),
        "change": change(main.quota, before) if main else None,
        "others": [_other(person.of(m), plan) for m in metrics if m != Metric.REVENUE],
        "reached": percent(main.counted.attainment) if main else "–",
        "points": percent(person.points) if sum(s.counted.share is not None for s in person.standings) > 1 else "",
        "talk": _talk(talk),
        "letter": reverse("planning:quota_letter", args=[talk.pk]) if talk else "",
    }


def _other(standing: standings.Standing | None, plan: Plan) -> str:
    return "" if standing is None else words(standing.metric, standing.quota, "", standing.measured_in)


def _talk(talk: QuotaTalk | None) -> dict[str, Any] | None:
    if talk is None:
        return None
    return {
        "label": talk.get_state_display(),
        "tone": TONES[TalkState(talk.state)],
        "url": reverse("planning:quotatalk_record", args=[talk.pk]),
        "note": talk.note,
        "objection": talk.objection,
        "signed": timezone.localtime(talk.acknowledged_at) if talk.acknowledged_at else None,
    }


def _counter(plan: Plan, person: standings.Person, talk: QuotaTalk, last_year: dict[int, Decimal]) -> dict[str, Any]:
    """Somebody who would sign another figure: both figures, the reason, and what history says."""
    found = person.of(talk.metric)
    quota, figure = found.quota if found else Decimal(0), talk.figure or Decimal(0)
    before = last_year.get(person.person.pk) if talk.metric == Metric.REVENUE else None
    return {
        "pk": talk.pk,
        "key": person.person.pk,
        "name": str(person.person),
        "metric": talk.get_metric_display(),
        "quota": words(talk.metric, quota, plan.currency),
        "figure": words(talk.metric, figure, plan.currency),
        "plain": f"{figure:f}",
        "change": change(figure, quota),
        "reason": talk.reason,
        "before": "" if before is None else in_words(before, currency=plan.currency),
        "code": talk.metric,
    }
