"""Works the next purchases of all customers out anew, and what they buy together; by itself every night."""

import time
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import batched, groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.crm.calc.repurchase import bgnbd
from yanzhen.crm.calc.repurchase.items import ItemHistory, Items, NextItem, learn_items, next_item
from yanzhen.crm.calc.repurchase.next_order import (
    NO_BASIS,
    History,
    Hits,
    NextPurchase,
    intervals,
    looked_back,
    next_purchase,
    rhythms,
)
from yanzhen.crm.calc.repurchase.rhythm import Rhythm
from yanzhen.crm.queries import potentials
from yanzhen.loyalty.calc import together
from yanzhen.loyalty.models import ItemPair, PurchaseRun
from yanzhen.loyalty.models import NextPurchase as Row
from yanzhen.loyalty.queries import purchases
from yanzhen.orders.queries import buying
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.services import jobs

Job: Any = apps.get_model("platform", "Job")
KIND = "next_purchases"
BATCH = 1_000
LEARNT_FROM = 5_000
"""Customers, every so-manieth of all, out of whom the rhythm of each product is learnt."""
SHOWN_INTERVALS, SHOWN_ITEMS, FEWEST_TAKEN = 24, 8, 2
HORIZON = 90
MOST_TESTED = 20_000


@writes.write("loyalty.add_nextpurchase")
def work_out(*, actor: Actor) -> Any:
    """Have the worker work everything out anew; what waits or runs already is enough. Returns the job."""
    open_ = jobs.interrupted(KIND)
    if open_ is not None:
        return open_
    arguments = {"language": translation.get_language()}
    job = jobs.wait(kind=KIND, title=_("Next purchases"), actor=actor, arguments=arguments)
    audit.record(actor, "work_out_purchases", str(job.title), after={"job": job.pk})
    key = job.pk
    transaction.on_commit(lambda: carry_out.enqueue(key))
    return job


@task()
def carry_out(job_id: int) -> None:
    """The job; may run twice, for it puts the whole in place of the whole."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not jobs.begin(job):
        return
    with translation.override(job.arguments.get("language") or settings.LANGUAGE_CODE):
        try:
            run = make(timezone.localdate(), job)
        except jobs.Cancelled:
            return
        except Exception:
            jobs.fail(job, _("Something went wrong on our side; it has been noted."))
            raise
        told = _("{customers} customers; of {tested} last orders {inside} came within the interval.")
        jobs.log(job, told.format(customers=run.customers, tested=run.tested, inside=run.inside))
        jobs.finish(job)


_looked: dict[str, date] = {}


def nightly() -> None:
    """Once a day, when there are orders."""
    today = timezone.localdate()
    if _looked.get("day") == today:
        return
    _looked["day"] = today
    last = purchases.last_run()
    if last is None or last.as_of < today:
        work_out(actor=SYSTEM)


def make(today: date, job: Any = None) -> PurchaseRun:
    """Read, learn, test on everybody's last order, predict, and put it in the place of the last predictions."""
    began = time.monotonic()
    segments = potentials.segments()
    days = buying.days_by_customer(SYSTEM, today)
    histories = [History(key, segments[key], tuple(known)) for key, known in days.items() if key in segments]
    run = PurchaseRun.objects.create(as_of=today, customers=len(histories))
    if histories:
        _predict(run, histories, today, job)
        _pairs(segments, today)
    run.seconds = time.monotonic() - began
    run.save(update_fields=["tested", "inside", "days_off", "own_days_off", "model", "segments", "seconds"])
    return run


def _predict(run: PurchaseRun, histories: Sequence[History], today: date, job: Any) -> None:
    known = rhythms(histories, today)
    buyers = bgnbd.fit([bgnbd.seen(h.days, today) for h in histories])
    _tell(run, looked_back(histories[:: -(-len(histories) // MOST_TESTED)], today), buyers, known)
    items = _learn_items(histories, today)
    kept: list[int] = []
    for number, part in enumerate(batched(histories, BATCH)):
        rows = _rows(part, known, buyers, items, today)
        with transaction.atomic():
            Row.objects.filter(customer_id__in=[row.customer_id for row in rows]).delete()
            kept += [row.pk for row in Row.objects.bulk_create(rows)]
        if job is not None:
            jobs.proceed(job, min((number + 1) * BATCH, len(histories)), len(histories))
    Row.objects.filter(pk__lt=min(kept)).delete()
    PurchaseRun.objects.filter(pk__lt=run.pk - 30).delete()


def _tell(run: PurchaseRun, hits: Hits, buyers: bgnbd.Buyers, known: dict[str, Rhythm]) -> None:
    run.tested, run.inside, run.days_off, run.own_days_off = (
        hits.customers, hits.inside, hits.days_off, hits.own_days_off
    )  # fmt: skip
    run.model = {"model": buyers.model, "note": buyers.note, "customers": buyers.customers}
    if buyers.model == bgnbd.BGNBD:
        run.model |= {name: round(getattr(buyers, name), 4) for name in ("r", "alpha", "a", "b")}
    run.segments = {
        name: {"groups": r.components.groups, "values": r.components.values, "within": round(r.components.within, 4),
               "between": round(r.components.between, 4), "is_borrowed": r.is_borrowed}
        for name, r in known.items()
    }  # fmt: skip


def _learn_items(histories: Sequence[History], today: date) -> Items:
    step = -(-len(histories) // LEARNT_FROM)
    chosen = [int(str(h.customer)) for h in histories[::step]]
    found = [
        ItemHistory(key, str(product), bought)
        for part in batched(chosen, BATCH)
        for (key, product), bought in _taken(part, today)
    ]
    return learn_items(found, today)


def _taken(customers: Iterable[int], today: date) -> Iterable[tuple[tuple[int, int], tuple[tuple[date, float], ...]]]:
    rows = buying.taken(SYSTEM, customers, purchases.window(today))
    for key, part in groupby(rows, key=lambda one: (one.customer, one.product)):
        yield key, tuple((one.day, float(one.quantity)) for one in part)


def _rows(
    part: Sequence[History], known: dict[str, Rhythm], buyers: bgnbd.Buyers, items: Items, today: date
) -> list[Row]:
    by_customer: dict[int, list[NextItem]] = {}
    for (customer, product), bought in _taken((int(str(h.customer)) for h in part), today):
        if len(bought) >= FEWEST_TAKEN:
            found = next_item(ItemHistory(customer, str(product), bought), items, today)
            if found.quantity is not None and found.when.expected_on is not None:
                by_customer.setdefault(customer, []).append(found)
    buying_ = [bgnbd.seen(h.days, today) for h in part]
    alive, ahead = buyers.alive_of(buying_), buyers.expected_of(buying_, HORIZON)
    return [
        _row(h, next_purchase(h, known, today), float(a), float(n), by_customer.get(int(str(h.customer)), []), today)
        for h, a, n in zip(part, alive, ahead, strict=True)
    ]


def _row(history: History, found: NextPurchase, alive: float, ahead: float, items: list[NextItem], today: date) -> Row:
    """Figures rounded half up; a chance that is not a number is none."""
    soon = sorted(items, key=lambda one: (one.when.expected_on or date.max, one.item))[:SHOWN_ITEMS]
    return Row(
        customer_id=int(str(history.customer)),
        as_of=today,
        note=found.note,
        purchases=found.purchases,
        last_on=found.last_on,
        expected_on=found.expected_on,
        low_on=found.low_on,
        high_on=found.high_on,
        due_on=found.due_on,
        overdue_days=found.overdue_days,
        is_late=found.is_late,
        alive=_rounded(100 * alive, "0.1"),
        ahead=None if found.note == NO_BASIS else _rounded(ahead, "0.01"),
        expected_days=_rounded(found.expected_days, "0.1"),
        own_days=_rounded(found.own_days, "0.1"),
        segment_days=_rounded(found.segment_days, "0.1"),
        weight=_rounded(found.weight, "0.001"),
        segment=history.segment,
        is_borrowed=found.is_borrowed,
        intervals=intervals(history.known(today))[-SHOWN_INTERVALS:],
        items=[_item(one) for one in soon],
    )


def _item(one: NextItem) -> dict[str, Any]:
    when = one.when
    return {
        "product": int(one.item),
        "quantity": str(_rounded(one.quantity, "0.1")), "low": str(_rounded(one.low_quantity, "0.1")),
        "high": str(_rounded(one.high_quantity, "0.1")), "last": str(_rounded(one.last_quantity, "0.1")),
        "purchases": when.purchases,
    } | {name: day.isoformat() for name, day in (
        ("expected_on", when.expected_on), ("low_on", when.low_on), ("high_on", when.high_on),
        ("runs_out_on", one.runs_out_on),
    ) if day is not None}  # fmt: skip


def _rounded(value: float | None, step: str) -> Decimal | None:
    if value is None or value != value or abs(value) > 1e6:
        return None
    return Decimal(repr(value)).quantize(Decimal(step), rounding=ROUND_HALF_UP)


def _pairs(segments: dict[int, str], today: date) -> None:
    """Count anew what is bought together, segment by segment, and put it in the place of the last count."""
    bought: dict[str, list[tuple[int, int]]] = {}
    for customer, product in buying.products_of(SYSTEM, purchases.window(today)):
        if customer in segments:
            bought.setdefault(segments[customer], []).append((customer, product))
    found = [(segment, pair) for segment, known in sorted(bought.items()) for pair in together.pairs(known)]
    with transaction.atomic():
        ItemPair.objects.all().delete()
        ItemPair.objects.bulk_create(
            (
                ItemPair(
                    segment=segment, item_id=p.item, other_id=p.other, customers=p.customers, with_item=p.with_item,
                    with_other=p.with_other, both=p.both,
                )
                for segment, p in found
            ),
            batch_size=2_000,
        )  # fmt: skip
