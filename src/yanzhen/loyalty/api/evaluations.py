"""Evaluations for programs: the working of a grade, the documents behind it, and classes to review."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router

from yanzhen.crm.queries import customers
from yanzhen.crm.services import customers as customer_services
from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty.api import schemas
from yanzhen.loyalty.enums import Part
from yanzhen.loyalty.queries import class_suggestions, evaluation_documents, evaluation_words, evaluations
from yanzhen.platform import masks
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["loyalty"])
operation = operations(router)
VIEW, CLASSIFY = "loyalty.view_evaluation", "crm.classify_customer"
PartName = Annotated[str, Path(max_length=12, description=", ".join(Part.values))]


@operation(
    "GET", "/customer-evaluations/{int:pk}/working", VIEW, "evaluation_working",
    "How a grade came about, part by part", schemas.EvaluationWorking,
)  # fmt: skip
def working(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, VIEW)
    row = get_object_or_404(evaluations.whole(actor), pk=pk)
    sees = actor.can(masks.MARGIN)
    return answer({
        "id": row.pk,
        "grade": row.grade,
        "points": str(row.points) if sees and row.points is not None else None,
        "summary": evaluation_words.sum_words(row, actor),
        "parts": [
            {"part": one.part, "label": one.label, "weight": one.weight,
             "points": None if one.points is None else str(one.points),
             "contribution": None if one.contribution is None else str(one.contribution),
             "working": one.words, "is_hidden": one.hidden}
            for one in evaluation_words.told(row, actor)
        ],
    })  # fmt: skip


@operation(
    "GET", "/evaluations/{int:pk}/documents/{part}", VIEW, "evaluation_documents",
    "The orders or invoices behind one point", list[schemas.EvaluationSheet],
)  # fmt: skip
def documents(request: HttpRequest, pk: Key, part: PartName) -> HttpResponse:
    actor = actor_of(request, VIEW)
    row = get_object_or_404(evaluations.whole(actor), pk=pk)
    found = next((one for one in evaluation_words.told(row, actor) if one.part == part), None)
    if found is None or found.hidden or not found.has_documents:
        raise Http404
    return answer([
        {"title": sheet.title, "heads": sheet.heads, "total": f"{sheet.total:.2f}", "currency": sheet.currency,
         "note": sheet.changed, "rows": [{"url": url, "cells": cells} for url, cells in sheet.rows]}
        for sheet in evaluation_documents.of(row, Part(part), actor)
    ])  # fmt: skip


@operation(
    "GET", "/customer-classes", CLASSIFY, "class_suggestions",
    "Customers whose class should be another one", schemas.ClassSuggestions,
)  # fmt: skip
def classes(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request, CLASSIFY)
    found, total = class_suggestions.differing(actor, timezone.localdate())
    return answer({
        "total": total,
        "suggestions": [
            {"customer": one.customer.pk, "name": str(one.customer), "now": one.customer.grade_class,
             "suggested": one.found.letter, "reason": one.reason}
            for one in found
        ],
    })  # fmt: skip


@operation(
    "POST", "/customer-classes/{int:pk}/accept", CLASSIFY, "class_accept",
    "Put a customer into the class that is suggested", schemas.ClassAccepted,
)  # fmt: skip
def accept(request: HttpRequest, pk: Key, payload: schemas.SuggestedClassIn) -> HttpResponse:
    actor = actor_of(request, CLASSIFY)
    customer = get_object_or_404(customers.visible(actor), pk=pk)
    found = class_suggestions.one(customer, timezone.localdate())
    if found is None or found.found.letter != payload.grade_class:
        raise RuleBroken(_("The suggestion has changed meanwhile."), field="grade_class", code="changed")
    row = customer_services.classify(customer, actor=actor, grade_class=found.found.letter, reason=found.reason)
    return answer({"customer": row.pk, "grade_class": row.grade_class})
