"""The pages of approvals: what waits for me, and one request with its content, its route and the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals import engine, matters, nouns, queries
from yanzhen.platform.models import Approval
from yanzhen.platform.models.approvals import ApprovalState, Decision
from yanzhen.platform.pages import nouns as declared
from yanzhen.platform.pages.fields import written_moment
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404

SHOWN = 50


@require_GET
@needs("platform.view_approval")
def overview(request: HttpRequest) -> HttpResponse:
    """Two short lists: what waits for my decision, and what I asked for."""
    actor = actor_of(request)
    mine = queries.visible(actor).filter(asked_by_id=actor.user_id)[:SHOWN]
    context = {
        "page": {"title": nouns.APPROVALS.plural},
        "waiting": [_line(row, actor) for row in queries.waiting_for(actor)[:SHOWN]],
        "mine": [_line(row, actor) for row in mine],
        "all_url": nouns.APPROVALS.url("list"),
        "rules_url": nouns.RULES.url("list") if actor.can("platform.view_approvalrule") else "",
    }
    return render(request, "platform/approvals.html", context)


def _line(row: Approval, actor: Actor) -> dict[str, Any]:
    state = ApprovalState(row.state)
    return {
        "url": engine.url_of(row),
        "title": row.title,
        "matter": nouns._matter(row, actor),
        "who": row.asked_by,
        "when": written_moment(row.created_at),
        "state": {"label": state.label, "tone": nouns.TONES.get(state, "neutral")},
    }


@require_GET
@needs("platform.view_approval")
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, as far as it has come."""
    return _page(request, row_or_404(nouns.APPROVALS, request, pk))


def _page(request: HttpRequest, row: Approval, errors: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {
        "record": record_page(nouns.APPROVALS, row, request, actor),
        "noun": nouns.APPROVALS,
        "row": row,
        "trail": [(nouns.APPROVALS.plural, reverse("platform:approvals"))],
        "content": content_in_words(row, actor),
        "subject": subject_of(row, actor),
        "route": route(row),
        "may_decide": actor.can("platform.decide_approval") and bool(engine.seats_of(row, actor)),
        "errors": errors or {},
        "typed": request.POST.get("comment", ""),
    }
    if row.asked_by_id != actor.user_id:
        hidden = nouns.APPROVALS.actions[0].label
        context["record"]["actions"] = [a for a in context["record"]["actions"] if a["label"] != hidden]
    return render(request, "platform/approval.html", context, status=422 if errors else 200)


@require_POST
@needs("platform.decide_approval")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent or refuse, with the fingerprint of what was on the page."""
    actor, row = actor_of(request), row_or_404(nouns.APPROVALS, request, pk)
    try:
        decided = engine.decide(
            row,
            actor=actor,
            approve=request.POST.get("decision") == "approve",
            comment=request.POST.get("comment", ""),
            content_hash=request.POST.get("content_hash") or None,
        )
    except RuleBroken as broken:
        return _page(request, row, broken.errors)
    messages.success(request, _("Your decision was kept: {state}.").format(state=decided.get_state_display()))
    return redirect("platform:approvals")


def content_in_words(row: Approval, actor: Actor) -> list[tuple[str, str]]:
    """What is asked for; a matter without words of its own shows its values."""
    matter = matters.all_matters().get(row.matter)
    if matter is not None and matter.describe is not None:
        return [(str(label), str(value)) for label, value in matter.describe(row.content, actor)]
    return [(name, str(value)) for name, value in row.content.items()]


def subject_of(row: Approval, actor: Actor) -> dict[str, str] | None:
    """The record it is about, for those who may see it."""
    if not row.noun_name or row.object_id is None:
        return None
    noun = next((n for n in declared.all_nouns() if n.name == row.noun_name), None)
    if noun is None or not actor.can(noun.code("view")):
        return None
    found = noun.visible(actor).filter(pk=row.object_id).first()
    return None if found is None else {"label": f"{noun.label} {found}", "url": noun.url("record", found.pk)}


def route(row: Approval) -> list[dict[str, Any]]:
    """The steps with the people in them and what each said."""
    steps: dict[int, dict[str, Any]] = {}
    for seat in row.seats.all():
        waiting = row.state == ApprovalState.WAITING
        step = steps.setdefault(
            seat.step_no, {"number": seat.step_no, "is_now": waiting and seat.step_no == row.step_no, "seats": []}
        )
        step["seats"].append(
            {
                "name": seat.name,
                "by": seat.decided_by if seat.decided_by != seat.name else "",
                "decision": Decision(seat.decision).label if seat.decision else "",
                "tone": {"approved": "good", "refused": "bad"}.get(seat.decision, "neutral"),
                "comment": seat.comment,
                "when": written_moment(seat.decided_at) if seat.decided_at else "",
                "due": written_moment(seat.due_at) if seat.due_at and not seat.decision else "",
                "is_late": bool(seat.due_at and not seat.decision and seat.due_at < timezone.now()),
                "is_joint": seat.is_joint,
            }
        )
    return list(steps.values())
