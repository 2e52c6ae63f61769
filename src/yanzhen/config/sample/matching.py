"""Firms entered twice: some marked, two claimed by two people, one pair merged. All through the services."""

from datetime import date, timedelta
from typing import Any

from yanzhen.accounts.queries import actors
from yanzhen.config.sample import tables
from yanzhen.crm.calc.names import HAN, name_key
from yanzhen.crm.services import clean_up, contacts, customers, merging
from yanzhen.platform import notes

OWNER, NEIGHBOUR, BOSS = "rep.east", "rep.south", "manager.east"
ENDINGS = ("（{city}）有限公司", "有限公司{city}总部", "集团", "（{city}）", "股份有限公司", "有限责任公司")
"""As clerks write one name a second time."""
VISITS = (
    "初次拜访，见到采购经理，送了样册。",
    "电话确认二期办公室用椅约120把，月底前报价。",
    "对方说同事上月也来过，价格不一致，要求统一对接。",
)


def build(today: date) -> None:
    """Five of one's own, two of somebody else's, one pair that is merged already."""
    users: Any = tables.model("accounts.User")._default_manager
    people = {
        name: actors.actor_of(user)
        for name in (OWNER, NEIGHBOUR, BOSS)
        if (user := users.filter(username=name).first())
    }
    if OWNER not in people:
        return
    firms = _firms(people[OWNER], today)
    if len(firms) < 8:
        return
    for firm, ending in zip(firms[:5], ENDINGS, strict=False):
        _again(firm, people[OWNER], ending)
    for firm in firms[5:7]:
        for text in VISITS[:2]:
            notes.add(firm, actor=people[OWNER], text=text)
    if BOSS in people:
        _again(firms[5], people[BOSS], ENDINGS[0], _colleague(people[OWNER]))
        _merged(firms[7], people[OWNER], people[BOSS])
        clean_up.start(actor=people[BOSS])  # a job: done when the system first stands
    if NEIGHBOUR in people:
        notes.add(_again(firms[6], people[NEIGHBOUR], ENDINGS[0]), actor=people[NEIGHBOUR], text=VISITS[2])


def _colleague(actor: Any) -> Any:
    """Somebody else of the same unit."""
    employees: Any = tables.model("organization.Employee")._default_manager
    own = employees.get(pk=actor.employee_id)
    return employees.filter(unit_id=own.unit_id, left_on=None).exclude(pk=own.pk).order_by("pk").first() or own


def _firms(actor: Any, today: date) -> list[Any]:
    """Customers of one's own that buy, with a name that tells them from all others."""
    rows: Any = tables.model("crm.Customer")._default_manager.filter(
        owner_id=actor.employee_id, is_active=True, last_order_on__gte=today - timedelta(days=400)
    )
    chosen = [row for row in rows.order_by("pk")[:60] if HAN.search(row.name) and len(name_key(row.name)) >= 4]
    return chosen[:8]


def _again(firm: Any, actor: Any, ending: str, owner: Any = None) -> Any:
    """The same firm entered once more, in another spelling."""
    name = name_key(firm.name) + ending.format(city=firm.city.removesuffix("市"))
    employee = owner or tables.model("organization.Employee")._default_manager.get(pk=actor.employee_id)
    return customers.create(
        actor=actor, name=name, owner=employee, customer_type=firm.customer_type, territory=firm.territory,
        province=firm.province, city=firm.city, address=firm.address,
    )  # fmt: skip


def _merged(firm: Any, actor: Any, boss: Any) -> None:
    other = _again(firm, actor, ENDINGS[1])
    contacts.create(actor=actor, customer=other, name="沈嘉宁", title="采购主管")
    notes.add(other, actor=actor, text=VISITS[0])
    merging.merge([firm, other], actor=boss, survivor=firm, reason="同一家公司，第二条记录是展会名片录入的。")
