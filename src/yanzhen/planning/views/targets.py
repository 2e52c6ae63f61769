"""The page of a plan's targets: seven methods side by side, the decision, editions and their comparison.

What is done with them stands in `target_acts`.
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yanzhen.planning.enums import PlanState, TargetSide, TargetState
from yanzhen.planning.forms.targets import DecisionForm
from yanzhen.planning.models import Plan, Target, TargetMethod
from yanzhen.planning.queries import plans, target_parts, targets
from yanzhen.planning.queries import target_telling as telling
from yanzhen.planning.queries import target_words as words
from yanzhen.planning.views import heads, target_page
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

VIEW, CHANGE = "planning.view_target", "planning.change_target"
heads.add(heads.Place(10, "targets", gettext_lazy("Targets"), "planning:plan_targets", VIEW))


def target_of(request: HttpRequest, pk: int) -> Target:
    """The target, or 404 when it is out of reach."""
    return targets.one(actor_of(request), pk)


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
        "can_begin": is_open and part is not None and _may_begin(plan, part, actor),
        "begin_url": reverse("planning:target_begin", args=[plan.pk]),
        "trail": [(_("Plans"), reverse("planning:plan_list"))],
    }
    if target is not None:
        context |= _of_target(actor, target, method, errors or {}, form, tried, is_open)
    status = 422 if errors or (form is not None and form.errors) else 200
    return render(request, "planning/targets/page.html", context, status=status)


def _may_begin(plan: Plan, part: target_parts.Part, actor: Actor) -> bool:
    """The target of a unit is begun by whoever leads it; all others by whoever leads the plan."""
    unit_id = part.key if part.side == TargetSide.UNIT and part.key is not None else plan.unit_id
    return plans.drafts(plan, unit_id, actor, "planning.add_target")


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
    can_edit = is_open and target.state == TargetState.DRAFT
    can_edit = can_edit and plans.drafts(target.plan, target.unit_id, actor, CHANGE)
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


def again(request: HttpRequest, target: Target, **more: Any) -> HttpResponse:
    """The page of a target once more, with what was refused."""
    parts = target_parts.of(actor_of(request), target.plan)
    part = next((p for p in parts if p.code == target.part), None)
    return _page(request, target.plan, parts, part, target, **more)


def back(target: Target, method: str = "") -> HttpResponse:
    """To the target on the page of its plan, or to one of its methods there."""
    anchor = "#method" if method else ""
    return redirect(target_page.url(target.plan, target.part, method=method, edition=target.edition) + anchor)


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
    return back(target_of(request, pk))
