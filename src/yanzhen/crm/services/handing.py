"""What a leaver had, found anew and shared out by the rules of a handover."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.accounts.queries import belongings
from yanzhen.crm.calc import handing
from yanzhen.crm.calc.handing import Heirs, Thing
from yanzhen.crm.enums.handovers import HandoverRule
from yanzhen.crm.models import Handover, HandoverItem
from yanzhen.crm.queries import handovers
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages import nouns
from yanzhen.platform.people import directory

TASKS, CUSTOMER = "platform.task", "crm.customer"
Rules = dict[str, dict[str, Any]]
"""By kind (`crm.customer.owner`) the rule and, for one person, the key of their employee."""


@dataclass(frozen=True)
class Kind:
    """One kind of thing in somebody's name."""

    key: str
    noun: str
    field: str
    label: str
    count: int
    can_move: bool
    standard: HandoverRule


def kinds(employee_id: int) -> list[Kind]:
    """Everything in the name of an employee by kind, customers first, since others go with them."""
    found = [_kind(held) for held in belongings.of(SimpleNamespace(employee_id=employee_id))]  # type: ignore[arg-type]
    found = [kind for kind in found if kind.noun != Handover.noun()]
    open_tasks = tasks(employee_id)
    if number := len(open_tasks):
        label = ngettext("Open task", "Open tasks", number)
        found.append(Kind(f"{TASKS}.assignee", TASKS, "assignee", label, number, True, HandoverRule.CUSTOMER))
    return sorted(found, key=lambda kind: (kind.noun != CUSTOMER, kind.noun == TASKS, kind.key))


def _kind(held: belongings.Belonging) -> Kind:
    columns = {f.name for f in held.noun.model._meta.concrete_fields}
    standard = HandoverRule.MANAGER
    if "territory" in columns:
        standard = HandoverRule.TERRITORY
    elif "customer" in columns:
        standard = HandoverRule.CUSTOMER
    label = f"{held.noun.plural} · {held.label}"
    return Kind(held.key, held.noun.name, held.field, label, held.count, held.can_move, standard)


def tasks(employee_id: int) -> list[Any]:
    """The open tasks of an employee."""
    user = handovers.account(employee_id)
    if user is None:
        return []
    rows = apps.get_model("platform", "Task")._default_manager.filter(assignee_id=user.pk, done_at=None)
    return list(rows.order_by("pk"))


def standard_rules(employee_id: int) -> Rules:
    """What is proposed: the territory's next person, with the customer, or else the manager."""
    return {k.key: {"rule": k.standard.value, "person": None} for k in kinds(employee_id) if k.can_move}


def checked(rules: Rules, employee: Any) -> Rules:
    """Rules as they are kept; refused where nobody is named, or somebody who may not take over."""
    allowed, known = handovers.heirs(employee), {k.key for k in kinds(employee.pk) if k.can_move}
    kept: Rules = {}
    for key, given in rules.items():
        rule, person = str(given.get("rule") or ""), given.get("person")
        if key not in known:
            continue
        if rule not in HandoverRule.values:
            raise RuleBroken(_("Choose who gets it."), field=f"rule.{key}", code="rule")
        if rule == HandoverRule.PERSON and (person is None or int(person) not in allowed):
            raise RuleBroken(_("Choose somebody with access, other than the leaver."), field=f"person.{key}", code="to")
        kept[key] = {"rule": rule, "person": int(person) if rule == HandoverRule.PERSON and person else None}
    return kept


def fill(handover: Handover) -> int:
    """Find what is in the leaver's name and not yet an item, and share it out by the rules; gives how many came new."""
    employee, rules = handover.employee, {**standard_rules(handover.employee_id), **handover.plan}
    allowed = handovers.heirs(employee)
    known = set(handover.items.values_list("noun_name", "field", "object_id"))
    settled: dict[int, int | None] = dict(handover.items.filter(noun_name=CUSTOMER).values_list("object_id", "heir_id"))
    common = Heirs(
        manager=_manager(handover, allowed),
        mates=handovers.mates(employee, allowed),
        by_territory=handovers.territory_heirs(employee.pk, allowed),
    )
    new = 0
    for kind in kinds(employee.pk):
        if not kind.can_move:
            continue
        rule = rules.get(kind.key, {"rule": kind.standard.value, "person": None})
        items = [item for item in _items(handover, kind) if (item.noun_name, item.field, item.object_id) not in known]
        customers = {key: heir for key, heir in settled.items() if heir is not None}
        things = [_thing(item) for item in items]
        heirs = handing.shared_out(things, rule["rule"], replace(common, by_customer=customers), rule["person"])
        for item in items:
            item.heir_id = heirs[item.object_id]
            if kind.noun == CUSTOMER:
                settled[item.object_id] = item.heir_id
        HandoverItem.objects.bulk_create(items, batch_size=500)
        new += len(items)
    return new


def _thing(item: HandoverItem) -> Thing:
    return Thing(item.object_id, territory=getattr(item, "_territory", None), customer=item.customer_id)


def _manager(handover: Handover, allowed: dict[int, str]) -> int | None:
    first = handover.employee.manager_id
    if first in allowed:
        return first
    user = handovers.account(handover.employee_id)
    above = directory().manager(user.pk) if user is not None else None
    return above.employee_id if above is not None and above.employee_id in allowed else None


def _items(handover: Handover, kind: Kind) -> Iterator[HandoverItem]:
    if kind.noun == TASKS:
        yield from _task_items(handover, kind)
        return
    model, noun = apps.get_model(kind.noun), nouns.get(kind.noun)
    columns = {f.name for f in model._meta.concrete_fields}
    held: Any = model._base_manager.filter(model.in_hand, **{f"{kind.field}_id": handover.employee_id})  # type: ignore[attr-defined]
    for row in held.order_by("pk").iterator(500):
        if not noun.may_change(row):
            continue  # a quota of a published plan, say: history, like what has no form at all
        item = HandoverItem(
            handover=handover, noun_name=kind.noun, field=kind.field, object_id=row.pk, title=str(row)[:200]
        )
        item.customer_id = row.pk if kind.noun == CUSTOMER else row.customer_id if "customer" in columns else None
        item._territory = row.territory_id if "territory" in columns else None  # type: ignore[attr-defined]
        yield item


def _task_items(handover: Handover, kind: Kind) -> Iterator[HandoverItem]:
    """Tasks go with the customer of their record, where that has one."""
    for task in tasks(handover.employee_id):
        title = f"{task.title} · {task.record_title}"[:200]
        yield HandoverItem(
            handover=handover, noun_name=TASKS, field=kind.field, object_id=task.pk, title=title,
            customer_id=_customer_of(task),
        )  # fmt: skip


def _customer_of(task: Any) -> int | None:
    if task.noun_name == CUSTOMER:
        key: int | None = task.object_id
    else:
        model = apps.get_model(task.noun_name)
        has_one = any(f.name == "customer" for f in model._meta.concrete_fields)
        rows = model._base_manager.filter(pk=task.object_id)
        key = rows.values_list("customer_id", flat=True).first() if has_one else None
    exists = apps.get_model(CUSTOMER)._base_manager.filter(pk=key).exists() if key is not None else False
    return key if exists else None
