"""Store opportunities: prepared from facts each week, carried over while open, done with a result, or dropped."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from yanzhen.keyaccounts.calc.shops import Chance
from yanzhen.keyaccounts.enums import AgreementState, ChanceKind, ChanceState
from yanzhen.keyaccounts.models import Agreement, Store, StoreOpportunity
from yanzhen.keyaccounts.queries import agreements, stores, words
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import rounded
from yanzhen.platform import writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.people import directory

ADD, CHANGE = "keyaccounts.add_storeopportunity", "keyaccounts.change_storeopportunity"
MOST = 12
"""So many new opportunities an account gets in a week: a list that can be worked off."""
DAYS = 6
AGAIN = 4
"""What was done or dropped is not found again for so many weeks."""


@writes.write(ADD)
def create(*, actor: Actor, **values: Any) -> StoreOpportunity:
    """Enter an opportunity for a week; without an owner it is the agreement's, without a day the Sunday."""
    return _create(actor, values)


def _create(actor: Actor, values: dict[str, Any]) -> StoreOpportunity:
    store = values["store"]
    values["week"] = values["since"] = stores.monday(values["week"])
    values["owner"] = values.get("owner") or store.agreement.owner
    values["due_on"] = values.get("due_on") or values["week"] + timedelta(days=DAYS)
    values["currency"] = store.agreement.currency
    values["number"] = writes.next_number(f"SP-{values['week']:%Y%m}")
    return writes.create(StoreOpportunity, actor=actor, **_rounded(values, values["currency"]))


@writes.write(CHANGE)
def change(instance: StoreOpportunity, *, actor: Actor, version: int | None = None, **values: Any) -> StoreOpportunity:
    """Change an open opportunity."""
    if instance.state != ChanceState.OPEN:
        raise RuleBroken(_("This opportunity is closed. Open it again to change it."), code="state")
    if values.get("week") is not None:
        values["week"] = stores.monday(values["week"])
    for name in ("owner", "due_on"):
        if name in values and values[name] is None:
            del values[name]
    why = {"reason": values.pop("reason")} if "reason" in values else {}
    if why.get("reason", instance.reason) != instance.reason:
        values["facts"] = {}
    return writes.change(instance, actor=actor, version=version, also=why, **_rounded(values, instance.currency))


remove = writes.plain(StoreOpportunity)[2]


def _rounded(values: dict[str, Any], currency: str) -> dict[str, Any]:
    for name in ("potential", "result"):
        if values.get(name) is not None:
            values[name] = rounded(values[name], currency)
    return values


@writes.write(CHANGE)
def done(chance: StoreOpportunity, *, actor: Actor, result: Decimal | None = None) -> StoreOpportunity:
    """It came about; `result` is what it brought, what was entered before counts where it is left out."""
    row = _open(chance)
    amount = row.result if result is None else result
    if amount is not None and amount < 0:
        raise RuleBroken(_("A result is not below zero."), field="result", code="negative")
    values = _rounded({"result": amount if amount is not None else Decimal(0)}, row.currency)
    return writes.change(row, actor=actor, verb="win_chance", state=ChanceState.DONE, **values)


@writes.write(CHANGE)
def drop(chance: StoreOpportunity, *, actor: Actor) -> StoreOpportunity:
    """Nothing comes of it."""
    return writes.change(_open(chance), actor=actor, verb="drop_chance", state=ChanceState.DROPPED)


@writes.write(CHANGE)
def reopen(chance: StoreOpportunity, *, actor: Actor) -> StoreOpportunity:
    """It is open again, in this week."""
    row = writes.locked(chance)
    if row.state == ChanceState.OPEN:
        raise RuleBroken(_("This opportunity is open."), code="state")
    if row.fact_key and StoreOpportunity.objects.filter(fact_key=row.fact_key, state=ChanceState.OPEN).exists():
        raise RuleBroken(_("The same was found again since and is open."), code="again")
    week = max(row.week, stores.monday(timezone.localdate()))
    return writes.change(row, actor=actor, verb="reopen_chance", state=ChanceState.OPEN, week=week)


def _open(chance: StoreOpportunity) -> StoreOpportunity:
    row = writes.locked(chance)
    if row.state != ChanceState.OPEN:
        raise RuleBroken(_("This opportunity is closed. Open it again to change it."), code="state")
    return row


def prepare(agreement: Agreement, *, actor: Actor) -> int:
    """Make this week's list of one account: what is open comes along, what the facts say is added; says how many new.

    May be done again: what was found in the last weeks or is open is not found twice.
    """
    actor.require(ADD)
    today = timezone.localdate()
    return _keep(agreement, actor=actor, today=today, found=_found(agreement, today, actor))


prepare.function_code = ADD  # type: ignore[attr-defined]


def _found(agreement: Agreement, today: date, actor: Actor) -> list[dict[str, Any]]:
    """What the facts say, in the language of whoever works it off; read before the transaction."""
    owner = directory().of_employees([agreement.owner_id]).get(agreement.owner_id)
    with override(owner.language if owner is not None else actor.language):
        return [*_told(agreement, today), *_of_orders(agreement, today)]


@writes.write(ADD)
def _keep(agreement: Agreement, *, actor: Actor, today: date, found: list[dict[str, Any]]) -> int:
    row = writes.locked(agreement)
    if row.state_on(today) != AgreementState.IN_FORCE:
        raise RuleBroken(_("Only an agreement in force has a weekly list."), code="state")
    week = stores.monday(today)
    rows = StoreOpportunity.objects.filter(store__agreement=row)
    for old in rows.filter(state=ChanceState.OPEN, week__lt=week).order_by("pk"):
        carried = old.carried + (week - old.week).days // 7
        writes.change(old, actor=actor, verb="carry_chance", week=week, carried=carried)
    recent = rows.filter(Q(week__gte=week - timedelta(weeks=AGAIN)) | Q(state=ChanceState.OPEN))
    known = set(recent.exclude(fact_key="").values_list("fact_key", flat=True))
    unique = {values["fact_key"]: values for values in reversed(found)}  # what visits saw stands before what orders say
    new = [values for key, values in reversed(unique.items()) if key not in known][:MOST]
    for values in new:
        _create(actor, {"week": week, **values})
    return len(new)


def _told(row: Agreement, today: date) -> list[dict[str, Any]]:
    """What the visits saw."""
    known = {store.pk: store for store in Store.objects.filter(agreement=row).select_related("agreement__owner")}
    return [
        {"store": known[f.store], "kind": ChanceKind(f.kind), "product_id": f.product, "potential": f.amount,
         "reason": f.reason[:300], "facts": dict(f.facts), "fact_key": f.key[:80]}
        for f in stores.seen(row, today)
        if f.store in known
    ]  # fmt: skip


def _of_orders(row: Agreement, today: date) -> list[dict[str, Any]]:
    known = {store.pk: store for store in Store.objects.filter(agreement=row).select_related("agreement__owner")}
    return [
        {"store": known[c.store], "kind": ChanceKind(c.kind), "product_id": c.product, "potential": c.amount,
         "reason": words.found(_facts(c)), "facts": _facts(c), "fact_key": f"{c.kind}:{c.store}:{c.product}"}
        for c in stores.from_orders(row, today)
    ]  # fmt: skip


def _facts(chance: Chance) -> dict[str, str]:
    return {"rule": "run_out" if chance.kind == ChanceKind.OUT_OF_STOCK else "missing", **dict(chance.facts)}


_looked: dict[str, date] = {}


def weekly(today: date | None = None) -> int:
    """Make the lists of the week, each once; one transaction an account, safe to run again."""
    day, number = today or timezone.localdate(), 0
    if _looked.get("day") == day and today is None:
        return 0
    week = stores.monday(day)
    rows = agreements.in_force(SYSTEM, day).filter(valid_from__lte=day, stores__is_active=True).distinct()
    done = StoreOpportunity.objects.filter(since=week).exclude(fact_key="").values("store__agreement_id")
    for row in rows.exclude(pk__in=done).order_by("pk"):
        try:
            number += _keep(row, actor=SYSTEM, today=day, found=_found(row, day, SYSTEM))
        except RuleBroken:  # ended meanwhile
            continue
    _looked["day"] = day
    return number
