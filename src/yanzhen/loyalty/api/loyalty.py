"""Next purchases, chains, balances and thanks for programs."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from yanzhen.crm.queries import customers
from yanzhen.loyalty.api import schemas
from yanzhen.loyalty.queries import loyalty, purchase_words, purchases
from yanzhen.loyalty.services import purchases as purchase_services
from yanzhen.loyalty.services import thanks
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["loyalty"])
operation = operations(router)
VIEW = "loyalty.view_nextpurchase"
SHOWN, AHEAD, THANKS_AHEAD = 100, 14, 30


@operation("GET", "/due-to-buy", VIEW, "due_to_buy", "Who is due to buy, and how often this is right", schemas.DueOut)
def due(request: HttpRequest, asked: Query[schemas.DueQuery]) -> HttpResponse:
    actor = actor_of(request, VIEW)
    rows = purchases.due(actor, asked.until or timezone.localdate() + timedelta(days=AHEAD), asked.owner)
    run = purchases.last_run()
    return answer({
        "total": rows.count(),
        "hit_rate": None if run is None else {
            "as_of": run.as_of, "tested": run.tested, "inside": run.inside, "days_off": run.days_off,
        },
        "customers": [
            {"id": row.pk, "customer": row.customer_id, "name": str(row.customer), "expected_on": row.expected_on,
             "low_on": row.low_on, "high_on": row.high_on, "due_on": row.due_on, "overdue_days": row.overdue_days,
             "alive": None if row.alive is None else str(row.alive)}
            for row in rows[:SHOWN]
        ],
    })  # fmt: skip


@operation(
    "POST", "/due-to-buy/work-out", "loyalty.add_nextpurchase", "work_out_purchases",
    "Have the next purchases worked out anew", schemas.JobStarted, status=202,
)  # fmt: skip
def work_out(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request, "loyalty.add_nextpurchase")
    return answer({"job": purchase_services.work_out(actor=actor).pk}, status=202)


@operation(
    "GET", "/next-purchases/{int:pk}/working", VIEW, "purchase_working", "Out of what a prediction is made",
    schemas.PurchaseWorking,
)  # fmt: skip
def working(request: HttpRequest, pk: Key) -> HttpResponse:
    row = get_object_or_404(purchases.whole(actor_of(request, VIEW)), pk=pk)
    steps = [[str(label), value] for label, value in purchase_words.working(row)]
    return answer({"id": row.pk, "intervals": row.intervals, "steps": steps, "items": row.items})


@operation(
    "GET", "/customers/{int:pk}/offers", VIEW, "customer_offers", "What similar customers buy beside",
    list[schemas.Offered],
)  # fmt: skip
def offers(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, VIEW)
    customer = get_object_or_404(customers.visible(actor), pk=pk)
    return answer([
        {"product": one.key, "name": str(one.product), "because": one.pair.item, "customers": one.pair.customers,
         "with_item": one.pair.with_item, "with_other": one.pair.with_other, "both": one.pair.both,
         "lift": str(one.pair.lift)}
        for one in purchases.offers(actor, customer, timezone.localdate())
    ])  # fmt: skip


@operation(
    "GET", "/customers/{int:pk}/referral-chain", "loyalty.view_referral", "referral_chain",
    "The whole chain of referrals a customer is in", list[schemas.ChainPlace],
)  # fmt: skip
def chain(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, "loyalty.view_referral")
    customer = get_object_or_404(customers.visible(actor), pk=pk)
    return answer([
        {"row": one.node.row, "depth": one.node.depth, "parent": one.node.parent, "name": one.name,
         "customer": one.customer.pk if one.customer is not None else None}
        for one in loyalty.chain(actor, customer.pk)
    ])  # fmt: skip


@operation(
    "GET", "/customers/{int:pk}/reward-balance", "loyalty.view_rewardentry", "reward_balance",
    "What stands on a customer's account of rewards", list[schemas.RewardBalance],
)  # fmt: skip
def balance(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, "loyalty.view_rewardentry")
    customer = get_object_or_404(customers.visible(actor), pk=pk)
    found = loyalty.balances(customer.pk)
    return answer([{"kind": b.kind, "currency": b.currency, "amount": f"{b.amount:.2f}"} for b in found])


@operation(
    "GET", "/thanks-rules/{int:pk}/dry-run", "loyalty.change_thanksrule", "thanksrule_dry_run",
    "What a rule would do in the next thirty days", list[schemas.ThanksPlanned],
)  # fmt: skip
def dry_run(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, "loyalty.change_thanksrule")
    rule = get_object_or_404(loyalty.thanks_rules(actor), pk=pk)
    return answer([
        {"day": one.occurrence.day, "customer": one.customer.pk, "title": one.title, "why_not": str(one.why_not)}
        for one in thanks.planned(rule, timezone.localdate(), ahead=THANKS_AHEAD, actor=actor)
    ])  # fmt: skip
