"""The page of a plan's targets: seven methods side by side, the decision, editions and their comparison."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.organization.queries import regions, units
from yanzhen.planning.calc import targets as calc
from yanzhen.planning.enums import PlanState, TargetMethodCode, TargetSide, TargetState
from yanzhen.planning.forms.numbers import number
from yanzhen.planning.forms.targets import DecisionForm
from yanzhen.planning.models import Plan, Target, TargetMethod
from yanzhen.planning.queries import target_parts, targets
from yanzhen.planning.queries import target_telling as telling
from yanzhen.planning.queries import target_words as words
from yanzhen.planning.services import targets as services
from yanzhen.planning.views import heads, target_page
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.products.queries import categories

VIEW, CHANGE = "planning.view_target", "planning.change_target"
heads.add(heads.Place(10, "targets", gettext_lazy("Targets"), "planning:plan_targets", VIEW))


def target_of(request: HttpRequest, pk: int) -> Target:
    """The target, or 404 when it is out of reach."""
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(targets.visible(actor_of(request)).select_related("plan__unit", "plan__replaces"), pk=pk)


@require_GET
@needs(VIEW)
def plan_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The seven methods of one part of a plan."""
    actor, plan = actor_of(request), heads.plan_of(request, pk)
    parts = target_parts.of(actor, plan)
    part = next((p for p in parts if p.code == request.GET.get("part")), parts[0] if parts else None)
    rows = targets.editions(actor, plan, part.code) if part else []
    wanted = request.GET.get("edition", "")
    target = next((row for row in rows if str(row.edition) == wanted), rows[0] if rows else None)
    return _page(request, plan, parts, part, target, method=request.GET.get("method", ""))


def _page(
    request: HttpRequest,
    plan: Plan,
    parts: list[target_parts.Part],
    part: target_parts.Part | None,
    target: Target | None,
    *,
    method: str = "",
    errors: Mapping[str, str] | None = None,
    form: DecisionForm | None = None,
    tried: TargetMethod | None = None,
) -> HttpResponse:
    actor, with_target = actor_of(request), target_parts.decided(plan)
    is_open = plan.state not in {PlanState.PUBLISHED, PlanState.REPLACED}
    context: dict[str, Any] = {
        "page": {"title": f"{plan} · {_('Targets')}"},
        "head": heads.head(plan, actor, "targets"),
        "parts": [_option(plan, p, part, with_target) for p in parts],
        "part": part,
        "target": target,
        "can_begin": is_open and actor.can("planning.add_target") and part is not None,
        "begin_url": reverse("planning:target_begin", args=[plan.pk]),
        "trail": [(_("Plans"), reverse("planning:plan_list"))],
    }
    if target is not None:
        context |= _of_target(actor, target, method, errors or {}, form, tried, is_open)
    status = 422 if errors or (form is not None and form.errors) else 200
    return render(request, "planning/targets/page.html", context, status=status)


def _option(plan: Plan, p: target_parts.Part, here: target_parts.Part | None, with_target: set[str]) -> dict[str, Any]:
    return {
        "name": p.name, "code": p.code, "side": TargetSide(p.side).label,
        "is_here": here is not None and p.code == here.code,
        "url": target_page.url(plan, p.code), "has_target": p.code in with_target,
    }  # fmt: skip


def _of_target(
    actor: Actor,
    target: Target,
    method: str,
    errors: Mapping[str, str],
    form: DecisionForm | None,
    tried: TargetMethod | None,
    is_open: bool,
) -> dict[str, Any]:
    rows = [tried if tried is not None and m.method == tried.method else m for m in targets.methods(target)]
    chosen = next((m for m in rows if m.method == method), rows[0])
    can_edit = is_open and target.state == TargetState.DRAFT and actor.can(CHANGE)
    editions = targets.editions(actor, target.plan, target.part)
    decision = target_page.decision(actor, target, rows)
    return {
        "cards": target_page.cards(actor, target, rows, chosen.method),
        "method": target_page.opened(actor, target, chosen, errors=errors, can_edit=can_edit),
        "chart": target_page.chart(actor, target, rows),
        "decision": decision,
        "form": form or (_decision_form(actor, target, decision) if can_edit else None),
        "can_edit": can_edit,
        "editions": target_page.editions(target, editions),
        "compare_url": _compare_url(target, editions),
        "is_last": target.pk == editions[0].pk,
        "refill_url": reverse("planning:target_refill", args=[target.pk]),
        "decide_url": reverse("planning:target_decide", args=[target.pk]),
        "record_url": reverse("planning:target_record", args=[target.pk]),
    }


def _decision_form(actor: Actor, target: Target, decision: Mapping[str, Any]) -> DecisionForm:
    mean = decision["mean_values"] or (None, None)
    return DecisionForm(
        actor=actor,
        currency=target.plan.currency,
        initial={"realistic": words.entered(mean[0]), "ideal": words.entered(mean[1]), "version": target.version},
    )


def _compare_url(target: Target, editions: list[Target]) -> str:
    if len(editions) < 2:
        return ""
    other = next(row for row in editions if row.pk != target.pk)
    older, newer = sorted((target, other), key=lambda row: row.edition)
    return f"{reverse('planning:target_compare', args=[target.plan_id])}?a={older.pk}&b={newer.pk}"


def _again(request: HttpRequest, target: Target, **more: Any) -> HttpResponse:
    parts = target_parts.of(actor_of(request), target.plan)
    part = next((p for p in parts if p.code == target.part), None)
    return _page(request, target.plan, parts, part, target, **more)


def _back(target: Target, method: str = "") -> HttpResponse:
    anchor = "#method" if method else ""
    return redirect(target_page.url(target.plan, target.part, method=method, edition=target.edition) + anchor)


@require_POST
@needs("planning.add_target")
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the target of a part, or its next edition."""
    actor, plan = actor_of(request), heads.plan_of(request, pk)
    part = next((p for p in target_parts.of(actor, plan) if p.code == request.POST.get("part")), None)
    if part is None:
        raise Http404
    try:
        target = services.create(actor=actor, plan=plan, side=part.side, **row_of(actor, part))
    except RuleBroken as broken:
        _tell(request, broken)
        return redirect(target_page.url(plan, part.code))
    messages.success(request, _("The seven methods are filled from your books and the market's figures."))
    return _back(target)


def row_of(actor: Actor, part: target_parts.Part) -> dict[str, Any]:
    """The row that a part stands for."""
    rows: dict[str, Any] = {
        TargetSide.UNIT: units.visible, TargetSide.REGION: regions.visible, TargetSide.CATEGORY: categories.visible,
    }  # fmt: skip
    return {} if part.key is None else {part.side: rows[part.side](actor).get(pk=part.key)}


def _tell(request: HttpRequest, broken: RuleBroken) -> None:
    for message in broken.settle().errors.values():
        messages.error(request, str(message))


def entries_of(request: HttpRequest, method: str) -> list[services.Entry]:
    """What was typed: fields `v:name` or `v:name:row`, and the reason of each beside it."""
    found = []
    for key in request.POST:
        if not key.startswith("v:"):
            continue
        name, _colon, row = key[2:].partition(":")
        need = calc.METHODS[method].need(name)
        if need is None:
            raise RuleBroken(_("This method has no such input."), field=name[:60], code="input")
        value = number(str(request.POST[key]), need.kind, key[2:])
        reason = str(request.POST.get(f"r:{key[2:]}", "")).replace("\x00", "")
        found.append(services.Entry(name, value, row, reason, back=f"b:{key[2:]}" in request.POST))
    return found


def _method_of(request: HttpRequest, pk: int, code: str) -> tuple[Target, TargetMethod]:
    target = target_of(request, pk)
    if code not in TargetMethodCode.values or telling.is_masked(actor_of(request), code):
        raise Http404
    return target, TargetMethod.objects.get(target=target, method=code)


@require_POST
@needs(CHANGE)
def inputs(request: HttpRequest, pk: int, method: str) -> HttpResponse:
    """Save typed inputs of a method."""
    target, row = _method_of(request, pk, method)
    try:
        services.set_inputs(target, actor=actor_of(request), method=method, entries=entries_of(request, method))
    except RuleBroken as broken:
        errors = {name: str(message) for name, message in broken.settle().errors.items()}
        if FORM in errors:
            messages.error(request, errors[FORM])
        return _again(request, target, method=method, errors=errors, tried=_tried(request, row, target))
    messages.success(request, _("Saved and worked out again."))
    return _back(target, method)


def _tried(request: HttpRequest, row: TargetMethod, target: Target) -> TargetMethod:
    """The method with what was typed, as far as it can be read, so that nothing typed is lost."""
    for entry in _readable(request, row.method):
        try:
            found = services.entered(row, [entry], target.plan.currency, strict=False)
        except RuleBroken:
            continue
        row.inputs = [one.stored() for one in found]
    return row


def _readable(request: HttpRequest, method: str) -> list[services.Entry]:
    try:
        return entries_of(request, method)
    except RuleBroken:
        return []


@require_POST
@needs(CHANGE)
def try_out(request: HttpRequest, pk: int, method: str) -> HttpResponse:
    """The working for what is typed, without saving it."""
    target, row = _method_of(request, pk, method)
    actor = actor_of(request)
    try:
        found = services.entered(row, entries_of(request, method), target.plan.currency, strict=False)
    except RuleBroken as broken:
        message = " ".join(str(text) for text in broken.settle().errors.values())
        return render(request, "planning/targets/_working.html", {"working": {"problem": message}})
    working = telling.working(actor, target, method, telling.named(actor, method, found))
    return render(request, "planning/targets/_working.html", {"working": working, "is_tried": True})


@require_POST
@needs(CHANGE)
def weigh(request: HttpRequest, pk: int, method: str) -> HttpResponse:
    """Set the weight of a method, leave it out with a reason, or take it back in."""
    target = target_of(request, pk)
    if method not in TargetMethodCode.values:
        raise Http404
    typed = request.POST.get("weight", "").strip()
    try:
        if typed and not (typed.isascii() and typed.isdigit() and int(typed[:4]) <= 100):
            raise RuleBroken(_("A weight is a whole number from 0 to 100."), field="weight", code="weight")
        left_out = request.POST.get("left_out")
        if "leave" in request.POST and not (left_out or "").strip():
            raise RuleBroken(_("Say why the method is left out."), field="left_out", code="reason")
        services.weigh(
            target, actor=actor_of(request), method=method, weight=int(typed) if typed else None, left_out=left_out
        )
    except RuleBroken as broken:
        _tell(request, broken)
    return _back(target, method)


@require_POST
@needs(CHANGE)
def refill(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask books, market and declarations again."""
    target = target_of(request, pk)
    try:
        services.refill(target, actor=actor_of(request))
    except RuleBroken as broken:
        _tell(request, broken)
    else:
        messages.success(request, _("Filled again; what you typed stays."))
    return _back(target)


@require_POST
@needs(CHANGE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide, or ask whoever may."""
    target, actor = target_of(request, pk), actor_of(request)
    data = {name: _plain(value) for name, value in request.POST.items()}
    form = DecisionForm(data, actor=actor, currency=target.plan.currency)
    if not form.is_valid():
        return _again(request, target, form=form)
    try:
        services.decide(target, actor=actor, **form.cleaned_data)
    except RuleBroken as broken:
        settled = broken.settle()
        if settled.code == "approval_asked":
            messages.success(request, str(settled))
            return _back(target)
        for name, message in settled.errors.items():
            form.add_error(name if name in form.fields else None, str(message))
        return _again(request, target, form=form)
    messages.success(request, _("The target is decided."))
    return _back(target)


def _plain(value: Any) -> str:
    """A typed amount without its separators; anything else as it was typed."""
    text = str(value)
    plain = text.replace(",", "").strip()
    try:
        Decimal(plain)
    except ArithmeticError:
        return text
    return plain


@require_GET
@needs(VIEW)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two editions of a part side by side."""
    actor, plan = actor_of(request), heads.plan_of(request, pk)
    keys = [request.GET.get(name, "") for name in ("a", "b")]
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
        raise Http404
    one, other = (target_of(request, int(key)) for key in keys)
    if {one.plan_id, other.plan_id} != {plan.pk} or one.part != other.part:
        raise Http404
    context = {
        "page": {"title": f"{plan} · {_('Editions compared')}"},
        "head": heads.head(plan, actor, "targets"),
        "compared": telling.compared(actor, one, other),
        "back_url": target_page.url(plan, one.part),
        "part_name": one.part_name,
        "trail": [(_("Plans"), reverse("planning:plan_list"))],
    }
    return render(request, "planning/targets/compare.html", context)


@require_GET
@needs(VIEW)
def methods(request: HttpRequest, pk: int) -> HttpResponse:
    """From the record of a target to its place on the page of its plan."""
    return _back(target_of(request, pk))
