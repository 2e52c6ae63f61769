"""A masked number in full: one click, one row in the audit trail, shown for a minute."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from ninja import Schema
from pydantic import Field as Described

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, masks, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import fields, nouns
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.trail import reading

SECONDS = 60
REASON = 500


@writes.write(masks.REVEAL)
def reveal(row: Any, *, actor: Actor, field: str, reason: str = "") -> str:
    """The whole value of a masked field. Who, which record and field enter the audit trail; the value does not."""
    mask = type(row).masks.get(field)
    if mask not in masks.REVEALED:
        raise RuleBroken(_("This cannot be revealed."), field="field", code="not_revealed")
    if len(reason) > REASON:
        raise RuleBroken(_("At most {most} characters.").format(most=REASON), field="reason", code="reason")
    audit.record(actor, "reveal", row, after={"field": field}, reason=reason.strip())
    return str(getattr(row, field) or "")


def names_of(noun: Noun) -> list[str]:
    """The fields of a noun that can be revealed."""
    return [name for name, mask in noun.model.masks.items() if mask in masks.REVEALED]


# -- Page --------------------------------------------------------------------------------------------------------------


def _found(request: HttpRequest, noun_name: str, pk: int, name: str) -> tuple[Noun, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    noun = next((n for n in nouns.all_nouns() if n.name == noun_name), None)
    if noun is None or name not in names_of(noun) or not 0 <= pk < 2**63:
        raise Http404
    actor.require(noun.code("view"))
    row = noun.visible(actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    return noun, row


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, noun: str, pk: int, name: str) -> HttpResponse:
    """POST shows the number; GET asks for a reason first, or gives the masked number back when its minute is over."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(masks.REVEAL)
    declared, row = _found(request, noun, pk, name)
    shown = fields.describe(declared.model, name)
    is_partial = request.headers.get("HX-Request") == "true"
    if request.method == "GET" and is_partial:
        return HttpResponse(fields.html_reader(shown, actor)(row))
    context = {
        "page": {"title": str(row)},
        "trail": [(declared.plural, declared.url("list"))],
        "label": capfirst(str(shown.label)),
        "url": request.path,
        "back": declared.url("record", row.pk),
        "value": None,
        "seconds": SECONDS,
    }
    if request.method == "POST":
        reading.opened(request, declared, row)
        try:
            context["value"] = reveal(row, actor=actor, field=name, reason=request.POST.get("reason", ""))
        except RuleBroken as broken:
            context["error"] = " ".join(str(m) for m in broken.errors.values())
    template = "platform/trail/_revealed.html" if is_partial else "platform/trail/reveal.html"
    response = render(request, template, context, status=422 if "error" in context else 200)
    response["Cache-Control"] = "no-store"
    return response


page.function_code = masks.REVEAL  # type: ignore[attr-defined]

# -- API ---------------------------------------------------------------------------------------------------------------


class RevealIn(Schema):
    """Which field, and why."""

    model_config = {"extra": "forbid"}
    field: str = Described("", description="name of the masked field, such as phone")
    reason: str = Described("", description="why; optional")


class Revealed(Schema):
    """The value in full; that it was asked for is in the audit trail."""

    field: str
    value: str


def revealed(request: HttpRequest, noun: Noun, row: Any, payload: RevealIn) -> dict[str, str]:
    """The answer to a program."""
    if payload.field not in names_of(noun):
        raise RuleBroken(_("This cannot be revealed."), field="field", code="not_revealed")
    reading.opened(request, noun, row)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return {"field": payload.field, "value": reveal(row, actor=actor, field=payload.field, reason=payload.reason)}
