"""The review of a month: figures with their way to the documents, what was agreed last time, what is to be done."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from yanzhen.keyaccounts import nouns
from yanzhen.keyaccounts.enums import ReviewState, TermKind, TermState
from yanzhen.keyaccounts.models import MonthlyReview
from yanzhen.keyaccounts.queries import reviews, words
from yanzhen.keyaccounts.views import telling
from yanzhen.orders.queries import orders
from yanzhen.platform import tasks
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import localized
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.people import directory
from yanzhen.platform.trail import reading


@require_GET
@needs("keyaccounts.view_monthlyreview")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: live while open, as it was kept once closed."""
    actor, noun = actor_of(request), nouns.REVIEWS
    row = row_or_404(noun, request, pk)
    reading.opened(request, noun, row)
    found = reviews.figures(row, timezone.localdate())
    earlier = reviews.before(row)
    context = {
        "record": record_page(noun, row, request, actor),
        "noun": noun,
        "row": row,
        "trail": [(noun.plural, noun.url("list"))],
        "is_closed": row.state == ReviewState.CLOSED,
        "month": telling.month(row.month),
        "as_of": found["as_of"],
        "finding": title(found),
        "figures": cards(found, row),
        "groups": groups(found),
        "terms": [term(one) for one in found["terms"]],
        "orders": _orders(found, actor),
        "earlier": {"label": telling.month(earlier.month), "url": noun.url("record", earlier.pk),
                    "tasks": _tasks(earlier)} if earlier else None,
    }  # fmt: skip
    return render(request, "keyaccounts/review.html", context)


def title(found: dict[str, Any]) -> str:
    """The finding of the month in one sentence."""
    month, actual = telling.month(date.fromisoformat(found["month"])), telling.money(found["actual"], found["currency"])
    if found["attained"] is not None:
        told = _("{month}: {actual} ordered, {share} of the plan")
        return told.format(month=month, actual=actual, share=telling.percent(found["attained"]))
    return _("{month}: {actual} ordered; no plan stood for this month").format(month=month, actual=actual)


def cards(found: dict[str, Any], row: MonthlyReview) -> list[dict[str, Any]]:
    """The figures of the month."""
    money = found["currency"]
    month = date.fromisoformat(found["month"])
    customer = row.agreement.customer_id
    orders_url = f"{reverse('orders:order_list')}?customer={customer}&ordered_on_from={month}"
    invoices_url = f"{reverse('receivables:invoice_list')}?customer={customer}"
    missed = found["fill_missed"]
    hint = (
        ngettext("{n} line missed", "{n} lines missed", missed).format(n=missed)
        if found["fill"]
        else _("no arrivals noted")
    )
    return [
        {"label": _("Ordered"), "value": telling.money(found["actual"], money), "url": orders_url,
         "hint": telling.growth(found["growth"])},
        {"label": _("Planned"), "value": telling.money(found["planned"], money),
         "hint": telling.percent(found["attained"]) if found["attained"] else ""},
        {"label": _("Fill rate"), "value": telling.percent(found["fill"]), "hint": hint},
        {"label": _("Receivables"), "value": telling.money(found["owed"], money), "url": invoices_url,
         "hint": _("{amount} overdue").format(amount=telling.money(found["overdue"], money))},
        {"label": _("Won in stores"), "value": telling.money(found["won_amount"], money),
         "hint": _("{done} done, {open} open").format(done=found["won"], open=found["open"])},
    ]  # fmt: skip


def groups(found: dict[str, Any]) -> list[dict[str, str]]:
    """Plan and actual by item group."""
    money = found["currency"]
    return [
        {"name": localized(one["name"], one["name_en"]), "planned": telling.money(one["planned"], money),
         "actual": telling.money(one["actual"], money),
         "share": telling.percent(Decimal(one["actual"]) * 100 / Decimal(one["planned"]))
         if one["planned"] and Decimal(one["planned"]) else telling.percent(None)}
        for one in found["groups"]
    ]  # fmt: skip


def term(one: dict[str, Any]) -> dict[str, Any]:
    state, kind = TermState(one["state"]), TermKind(one["kind"]).label
    return {
        **one, "name": f"{kind} · {one['about']}" if one["about"] else kind,
        "label": state.label, "tone": words.TONES.get(state, "neutral"),
        "url": reverse("keyaccounts:agreementcheck_record", args=[one["check"]]),
    }  # fmt: skip


def _orders(found: dict[str, Any], actor: Actor) -> list[dict[str, str]]:
    """The largest orders of the month, as far as the reader may open them."""
    keys = [one["key"] for one in found["orders"]]
    seen = set(orders.visible(actor).filter(pk__in=keys).order_by().values_list("pk", flat=True))
    return [
        {"label": one["label"], "net": telling.money(one["net"], found["currency"]),
         "url": reverse("orders:order_record", args=[one["key"]])}
        for one in found["orders"]
        if one["key"] in seen
    ]  # fmt: skip


def _tasks(row: MonthlyReview) -> list[dict[str, Any]]:
    """What was agreed last time, and what became of it."""
    found = list(tasks.of(row.noun(), row.pk))
    people = directory().people({task.assignee_id for task in found})
    return [
        {"title": task.title, "who": people[task.assignee_id].name if task.assignee_id in people else "",
         "due": task.due_on.isoformat(), "is_done": task.done_at is not None,
         "is_late": task.done_at is None and task.due_on < timezone.localdate()}
        for task in found
    ]  # fmt: skip
