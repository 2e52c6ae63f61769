"""What is done with the target of a plan: begin, type inputs, try, weigh, fill again, decide."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.organization.queries import regions, units
from yanzhen.planning.calc import targets as calc
from yanzhen.planning.enums import TargetMethodCode, TargetSide
from yanzhen.planning.forms.numbers import number
from yanzhen.planning.forms.targets import DecisionForm
from yanzhen.planning.models import Target, TargetMethod
from yanzhen.planning.queries import target_parts
from yanzhen.planning.queries import target_telling as telling
from yanzhen.planning.services import targets as services
from yanzhen.planning.views import heads, target_page
from yanzhen.planning.views.targets import CHANGE, again, back, target_of
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.products.queries import categories


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
    return back(target)


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
        return again(request, target, method=method, errors=errors, tried=_tried(request, row, target))
    messages.success(request, _("Saved and worked out again."))
    return back(target, method)


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
    return back(target, method)


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
    return back(target)


@require_POST
@needs(CHANGE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide, or ask whoever may."""
    target, actor = target_of(request, pk), actor_of(request)
    data = {name: _plain(value) for name, value in request.POST.items()}
    form = DecisionForm(data, actor=actor, currency=target.plan.currency)
    if not form.is_valid():
        return again(request, target, form=form)
    try:
        services.decide(target, actor=actor, **form.cleaned_data)
    except RuleBroken as broken:
        settled = broken.settle()
        if settled.code == "approval_asked":
            messages.success(request, str(settled))
            return back(target)
        for name, message in settled.errors.items():
            form.add_error(name if name in form.fields else None, str(message))
        return again(request, target, form=form)
    messages.success(request, _("The target is decided."))
    return back(target)


def _plain(value: Any) -> str:
    """A typed amount without its separators; anything else as it was typed."""
    text = str(value)
    plain = text.replace(",", "").strip()
    try:
        Decimal(plain)
    except ArithmeticError:
        return text
    return plain
