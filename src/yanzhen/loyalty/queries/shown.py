"""Evaluations, chains and rewards as the pages draw them."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.lib.money import in_words
from yanzhen.loyalty.enums import Change, Grade, RewardKind
from yanzhen.loyalty.models import Evaluation, RewardEntry
from yanzhen.loyalty.queries import evaluation_words, loyalty
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor

TONES = {Grade.A: "good", Grade.B: "accent", Grade.C: "warning", Grade.D: "bad"}
CHANGES = {Change.UP: "good", Change.DOWN: "bad"}
STEP, INDENT, BOX = 40, 36, 220


def state(row: Evaluation) -> dict[str, Any]:
    """The grade as a badge."""
    return {"label": row.get_grade_display(), "tone": TONES.get(Grade(row.grade), "neutral")}


def line(row: Evaluation) -> dict[str, Any]:
    """One grade in a list of them."""
    return {
        "period": str(row.run),
        "grade": state(row),
        "change": row.get_change_display(),
        "tone": CHANGES.get(Change(row.change), "neutral"),
        "url": reverse("loyalty:evaluation_record", args=[row.pk]),
    }


def evaluation(row: Evaluation, actor: Actor) -> dict[str, Any]:
    """A grade with its bars, its working and the ways to the documents."""
    parts = []
    for one in evaluation_words.told(row, actor):
        url = reverse("loyalty:evaluation_documents", args=[row.pk, one.part]) if one.has_documents else ""
        parts.append(
            {
                "name": one.part, "label": one.label, "weight": one.weight, "hidden": one.hidden, "words": one.words,
                "points": "–" if one.points is None else f"{one.points:f}", "is_rated": one.is_rated,
                "width": 0 if one.points is None else f"{one.points:f}", "url": url,
                "contribution": "" if one.contribution is None else f"{one.contribution:f}",
            }
        )  # fmt: skip
    sees = actor.can(masks.MARGIN)
    points = masks.HIDDEN if not sees else "–" if row.points is None else f"{row.points:f}"
    return {**line(row), "parts": parts, "points": points, "sum": evaluation_words.sum_words(row, actor)}


def chain(actor: Actor, customer_id: int) -> dict[str, Any] | None:
    """The picture of a chain: boxes below each other, lines from parent to child; None for a chain of one."""
    places = loyalty.chain(actor, customer_id)
    if len(places) < 2:
        return None
    deepest = max(place.node.depth for place in places)
    boxes = []
    for place in places:
        node = place.node
        x, y = 4 + node.depth * INDENT, 4 + node.row * STEP
        name = place.name or (_("out of your reach") if node.customer else _("a lead"))
        boxes.append(
            {
                "x": x, "y": y, "text_x": x + 10, "text_y": y + 20, "width": BOX, "name": name,
                "short": name if len(name) <= 15 else f"{name[:14]}…", "is_here": node.customer == customer_id,
                "url": reverse("crm:customer_record", args=[node.customer]) if place.customer is not None else "",
                "day": place.referral.referred_on.isoformat() if place.referral is not None else "",
                "by": str(place.referral.contact or "") if place.referral is not None else "",
                "depth": node.depth,
            }
        )  # fmt: skip
    lines = [
        f"{4 + places[p.node.parent].node.depth * INDENT + 14},{4 + p.node.parent * STEP + 32} "
        f"{4 + places[p.node.parent].node.depth * INDENT + 14},{4 + p.node.row * STEP + 16} "
        f"{4 + p.node.depth * INDENT},{4 + p.node.row * STEP + 16}"
        for p in places
        if p.node.parent is not None
    ]
    return {
        "boxes": boxes,
        "lines": lines,
        "width": 8 + deepest * INDENT + BOX,
        "height": len(places) * STEP + 4,
        "brought": sum(1 for place in places if place.node.parent is not None),
    }


def amount(value: Decimal, currency: str) -> str:
    """Points as whole numbers, money with its sign."""
    return in_words(value, currency=currency) if currency else f"{value:,.0f}"


def balances(customer_id: int) -> list[dict[str, str]]:
    """What stands on a customer's account."""
    return [
        {"label": str(RewardKind(one.kind).label), "value": amount(one.amount, one.currency)}
        for one in loyalty.balances(customer_id)
    ]


def entry(row: RewardEntry) -> dict[str, str]:
    """One booking in a short list."""
    return {
        "number": row.number,
        "url": reverse("loyalty:rewardentry_record", args=[row.pk]),
        "day": row.booked_on.isoformat(),
        "act": row.get_act_display(),
        "amount": amount(row.amount, row.currency),
        "reason": row.reason,
        "state": row.get_state_display(),
        "tone": {"waiting": "warning", "booked": "good"}.get(row.state, "neutral"),
    }
