"""Declarations: one's own figure on the phone, the manager's table, the thresholds, the corrections."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MISSING
from yanzhen.planning.calc import declaring
from yanzhen.planning.forms.targets import CorrectionForm, DeclareForm, RulesForm
from yanzhen.planning.models import Declaration, Plan
from yanzhen.planning.queries import declarations, plans
from yanzhen.planning.queries import target_words as words
from yanzhen.planning.queries.declarations import Line
from yanzhen.planning.services import declarations as services
from yanzhen.planning.views import heads
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

VIEW, CORRECT, DECLARE = "planning.view_target", "planning.correct_declaration", "planning.add_declaration"
heads.add(heads.Place(12, "declarations", gettext_lazy("Declarations"), "planning:plan_declarations", VIEW))

FLAGS = {
    declaring.TIMID: (pgettext_lazy("of a declared figure", "timid"), "warning"),
    declaring.BOASTFUL: (pgettext_lazy("of a declared figure", "boastful"), "warning"),
    declaring.FITS: (pgettext_lazy("of a declared figure", "fits"), "good"),
}


@require_http_methods(["GET", "POST"])
@needs(DECLARE)
def declare(request: HttpRequest) -> HttpResponse:
    """One's own figure for the open plan of one's unit: one field, one thumb."""
    actor, today = actor_of(request), timezone.localdate()
    plan = declarations.open_plan(actor, today)
    context: dict[str, Any] = {"page": {"title": _("My figure")}, "plan": plan}
    if plan is None:
        return render(request, "planning/declarations/declare.html", context)
    row = Declaration.objects.visible_to(actor).filter(plan=plan, person_id=actor.employee_id).first()
    data = {k: str(v).replace(",", "") if k == "amount" else v for k, v in request.POST.items()} or None
    initial = {"amount": words.entered(row.amount), "note": row.note} if row else {}
    form = DeclareForm(data, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare(plan, actor=actor, **form.cleaned_data)
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            messages.success(request, _("Your figure was sent."))
            return redirect("planning:declare")
    lines = declarations.table(actor, plan, today, only=actor.employee_id) if actor.employee_id else []
    context |= {"form": form, "row": row, "mine": _mine(actor, plan, lines), "period": plans.period(plan)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "planning/declarations/declare.html", context, status=status)


def _mine(actor: Actor, plan: Plan, lines: Sequence[Line]) -> dict[str, Any] | None:
    """What one sold before, to hold one's figure against; nobody sees their own flag."""
    if not lines:
        return None
    line = lines[0]
    return {
        "unit": amounts.unit(actor, plan.currency),
        "sales": [
            {"label": str(label), "value": amounts.table(actor, amount)}
            for label, amount in zip(
                (_("last period"), _("one period before"), _("two periods before")), line.sales, strict=False
            )
            if amount is not None
        ],
        "trend": amounts.table(actor, line.judged.trend) if line.judged.trend is not None else "",
    }


@require_GET
@needs(VIEW)
def plan_declarations(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody's declaration beside trend and potential, and the sum against the market."""
    return _page(request, heads.plan_of(request, pk))


def _page(
    request: HttpRequest,
    plan: Plan,
    *,
    form: RulesForm | None = None,
    correction: tuple[int, CorrectionForm] | None = None,
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    lines = declarations.table(actor, plan, today)
    rules = declarations.rules(plan)
    given = {"timid_below": rules.timid_below * 100, "boastful_above": rules.boastful_above * 100}
    is_open, leads = declarations.is_open(plan), plans.led(plan, actor, CORRECT)
    context = {
        "page": {"title": f"{plan} · {_('Declarations')}"},
        "head": heads.head(plan, actor, "declarations"),
        "unit": amounts.unit(actor, plan.currency),
        "rows": [_row(actor, plan, line, correction, is_open) for line in lines],
        "sums": _sums(actor, plan, lines),
        "form": form or (RulesForm(initial=given, actor=actor) if is_open and leads else None),
        "bounds": {"timid": words.percent(rules.timid_below), "boastful": words.percent(rules.boastful_above)},
        "rules_url": reverse("planning:rules_of_declarations", args=[plan.pk]),
        "knows_market": any(line.judged.knows_market for line in lines),
        "trail": [(_("Plans"), reverse("planning:plan_list"))],
    }
    status = 422 if (form is not None and form.errors) or correction is not None else 200
    return render(request, "planning/declarations/table.html", context, status=status)


def _row(
    actor: Actor, plan: Plan, line: Line, correction: tuple[int, CorrectionForm] | None, is_open: bool
) -> dict[str, Any]:
    row, judged = line.declaration, line.judged
    flag, tone = FLAGS.get(judged.flag, ("", ""))
    form = correction[1] if correction is not None and row is not None and correction[0] == row.pk else None
    suggested = judged.suggested if row is not None and row.corrected is None else None
    may = row is not None and is_open and actor.can(CORRECT) and row.person_id != actor.employee_id
    return {
        "name": line.name, "has_left": line.has_left,
        "person_url": reverse("organization:employee_record", args=[line.person_id]),
        "last": amounts.table(actor, line.sales[0] if line.sales else None),
        "trend": amounts.table(actor, judged.trend), "potential": amounts.table(actor, judged.potential),
        "raw": amounts.table(actor, row.amount if row else None), "note": row.note if row else "",
        "ratio": words.percent(judged.ratio) if judged.ratio is not None else "", "flag": flag, "tone": tone,
        "corrected": amounts.table(actor, row.corrected if row else None), "correction": _correction(row),
        "url": reverse("planning:declaration_correct", args=[row.pk]) if row is not None and may else "",
        "pk": row.pk if row else line.person_id,
        "errors": [str(e) for found in form.errors.values() for e in found] if form else [],
        "typed": str(form.data.get("corrected", "")) if form else _typed(row, suggested),
        "reason": str(form.data.get("reason", "")) if form else row.correction_reason if row else "",
    }  # fmt: skip


def _correction(row: Declaration | None) -> str:
    """Who corrected a figure, and why."""
    if row is None or row.corrected is None:
        return ""
    return _("{why} ({who})").format(why=row.correction_reason, who=row.corrected_by)


def _typed(row: Declaration | None, suggested: Any) -> str:
    value = row.corrected if row is not None and row.corrected is not None else suggested
    return words.entered(value)


def _sums(actor: Actor, plan: Plan, lines: Sequence[Line]) -> dict[str, Any]:
    found = declarations.sums(actor, plan, lines, timezone.localdate())
    return {
        "raw": amounts.short(actor, found.raw), "counted": amounts.short(actor, found.counted),
        "expected": amounts.short(actor, found.expected), "declared": found.declared, "people": found.people,
        "uncovered": amounts.table(actor, found.uncovered) if found.uncovered else "",
        "industry": amounts.short(actor, found.industry) if found.industry is not None else MISSING,
        "share": words.percent(found.share) if found.share is not None else MISSING,
        "share_now": words.percent(found.share_now) if found.share_now is not None else "",
        "is_above": found.share is not None and found.share > 1,
    }  # fmt: skip


@require_POST
@needs(CORRECT)
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the thresholds of a plan."""
    plan = heads.plan_of(request, pk)
    form = RulesForm(request.POST, actor=actor_of(request))
    if form.is_valid():
        services.set_rules(plan, actor=actor_of(request), **form.rates())
        return redirect("planning:plan_declarations", plan.pk)
    return _page(request, plan, form=form)


@require_POST
@needs(CORRECT)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Set or take away a corrected figure."""
    if pk >= 2**63:
        raise Http404
    actor = actor_of(request)
    row = get_object_or_404(declarations.visible(actor).select_related("plan__unit"), pk=pk)
    data = {k: str(v).replace(",", "") if k == "corrected" else v for k, v in request.POST.items()}
    if "clear" in data:
        data["corrected"] = ""
    form = CorrectionForm(data, actor=actor)
    if form.is_valid():
        try:
            services.correct(row, actor=actor, **form.cleaned_data)
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            return redirect(f"{reverse('planning:plan_declarations', args=[row.plan_id])}#d{row.pk}")
    return _page(request, row.plan, correction=(row.pk, form))
