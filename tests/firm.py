"""Two small firms in one installation, for the tests that cross floors: 11 people who sign in and a stranger.

Each salesperson's rows carry a word of their own (`WORDS`), and masked fields carry values nobody else has (`COST`,
`MARGIN`, `PHONE`, `PAY`, with an older value of each in the history). A page that shows one of them to somebody who
may not see it is a leak.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from zlib import crc32

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from tests import (
    firm_field_canvassing,
    firm_field_coaching,
    firm_field_planner,
    firm_field_visits,
    firm_keyaccounts,
    firm_loyalty,
    firm_matching,
    firm_offline,
    firm_planning,
    firm_valid,
)
from tests.firm_valid import CREDIT_CODE as CREDIT_CODE

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import duties, keys, providers, roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.crm.services import (
    contacts,
    customer_types,
    customers,
    industries,
    lead_assigning,
    lead_forms,
    lead_points,
    leads,
    loss_reasons,
    opportunities,
    playbooks,
    stakeholders,
    standard_process,
    teams,
)
from yanzhen.market.services import competitors
from yanzhen.market.services import figures as market_figures
from yanzhen.orders.services import consent, orders
from yanzhen.organization.services import calendar, coverages, employees
from yanzhen.organization.tests.factories import CompanyFactory, PositionFactory, RegionFactory, UnitFactory
from yanzhen.organization.tests.factories import TerritoryFactory as Territory
from yanzhen.planning.services import plans
from yanzhen.platform import approvals, functions, notes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.approvals import rules
from yanzhen.platform.exporting import permits
from yanzhen.platform.notifications import robots
from yanzhen.platform.services import jobs
from yanzhen.platform.trail import alerts as trail_alerts
from yanzhen.products.services import categories, products
from yanzhen.receivables.services import invoices, receipts

PARTS = (
    firm_field_canvassing, firm_field_coaching, firm_field_planner, firm_field_visits, firm_keyaccounts, firm_loyalty,
)  # fmt: skip
"""Rows and forms of single rooms."""
# sign-in name: (role, reach, unit, manager)
PEOPLE = {
    "director": ("director", "all", "SALES", ""),
    "manager.east": ("manager", "unit", "EAST", "director"),
    "rep.east": ("rep", "own", "EAST-1", "manager.east"),
    "rep.south": ("rep", "own", "SOUTH", "director"),
    "ka": ("ka", "unit", "KA", "director"),
    "clerk": ("clerk", "unit", "SALES", ""),
    "finance": ("finance", "all", "FIN", ""),
    "service": ("service", "all", "SVC", ""),
    "hr": ("hr", "all", "HR", ""),
    "admin": ("admin", "all", "IT", ""),
    "auditor": ("auditor", "all", "AUD", ""),
    "security": ("security", "all", "IT", ""),
    "stranger": ("rep", "own", "OTHER", ""),
}
SWEPT = ("rep.east", "manager.east", "clerk", "auditor")
"""One person of each kind of reach; the long sweeps take these in every run, and everybody in the slow suite."""
SELLERS = ("rep.east", "rep.south", "ka", "stranger")
WORDS = {
    "rep.east": "鹭洲jz7Qe",
    "rep.south": "榕湾kx4Ws",
    "ka": "云栈pv9Ra",
    "stranger": "外邦ht2Ub",
}
COST = ("987654.32", "987,654.32", "876543.21", "876,543.21")
MARGIN = ("12345.68", "12,345.68")
PHONE = ("13900009999", "13800008888")
PAY = ("45678.90", "45,678.90", "45678.9", "34567.80", "34,567.80")

ALL = frozenset(SELLERS)
SEES: dict[str, frozenset[str]] = {
    "director": ALL,
    "manager.east": frozenset({"rep.east"}),
    "rep.east": frozenset({"rep.east"}),
    "rep.south": frozenset({"rep.south"}),
    "ka": frozenset({"ka"}),
    "clerk": frozenset({"rep.east", "rep.south", "ka"}),
    "finance": ALL,
    "service": ALL,
    "hr": ALL,
    "admin": ALL,
    "auditor": ALL,
    "security": ALL,
    "stranger": frozenset({"stranger"}),
}
"""Whose rows each person reaches where rows have an owner and a unit."""
PLANNING = frozenset({"planning", "market"})
"""Apps whose rows are about people and their plans, not about customers."""
SEES_OWN: dict[str, frozenset[str]] = {
    **SEES,
    "manager.east": frozenset(),
    "clerk": frozenset(),
}
"""The same where rows have an owner only: keys and jobs."""
MASKED = {"products.see_cost": COST, "analysis.see_margin": MARGIN, "crm.see_phone": PHONE, "organization.see_pay": PAY}


@dataclass
class Firm:
    """Who is there, and by noun the row of each salesperson (or the one row under "" that all share)."""

    users: dict[str, Any] = field(default_factory=dict)
    employees: dict[str, Any] = field(default_factory=dict)
    units: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return actors.actor_of(self.users[name])

    def row(self, noun: str, owner: str = "rep.east") -> Any:
        held = self.rows[noun]
        return held.get(owner, held.get(""))


def in_turns(names: Iterable[str], often: Collection[str] = SWEPT) -> list[Any]:
    """Parameters of a long sweep: some people in every run, the others in the slow suite."""
    return [name if name in often else pytest.param(name, marks=pytest.mark.slow) for name in names]


WHOLE_OR_SHARE = [pytest.param(False, id="share"), pytest.param(True, id="all", marks=pytest.mark.slow)]
"""Parameters of a sweep that asks for a share of its cases in every run and for all in the slow suite."""


def shared_turns(names: Iterable[str], often: Collection[str] = SWEPT) -> list[Any]:
    """Parameters (name, whole) of a sweep: of some people a share in every run, the whole of everybody in the slow."""
    known = list(names)
    seldom = [pytest.param(name, True, id=f"{name}-all", marks=pytest.mark.slow) for name in known]
    return [*(pytest.param(name, False, id=name) for name in known if name in often), *seldom]


def of_day(case: str, share: int = 2) -> bool:
    """Whether this case is among those of today, one in so many; on the following days come the others."""
    return (crc32(case.encode()) + int(os.environ["YANZHEN_TEST_DAY"])) % share == 0


def is_turn(case: str, share: int) -> bool:
    """Whether this case is among one in so many; the same ones in each run."""
    return crc32(case.encode()) % share == 0


def each_or_third(nouns: Iterable[Any]) -> Any:
    """Parametrizes `noun`: each on SQLite, every third on PostgreSQL, for what all share."""
    third = [n if is_turn(n.name, 3) else pytest.param(n, marks=pytest.mark.once) for n in nouns]
    return pytest.mark.parametrize("noun", third, ids=lambda n: n.name)


def every_other(nouns: Iterable[Any], subject: str, *, alone: bool = True) -> Any:
    """Parametrizes `noun` for what all share: one half of them today, the other tomorrow, all in the slow suite.

    Which half it is differs by `subject`. Where not on SQLite `alone`, every third of them goes on PostgreSQL too.
    """
    params = [pytest.param(n, id=n.name, marks=_marks(n.name, subject, alone)) for n in nouns]
    return pytest.mark.parametrize("noun", params)


def _marks(name: str, subject: str, alone: bool) -> list[pytest.MarkDecorator]:
    today = of_day(f"{subject} {name}")
    twice = not alone and is_turn(name, 3)
    return [*([] if today else [pytest.mark.slow]), *([] if twice else [pytest.mark.once])]


def model(label: str) -> Any:
    return apps.get_model(label)


@cache
def functions_of(role: str) -> frozenset[str]:
    return frozenset(functions.of_role(role))


def holds(name: str, code: str) -> bool:
    """Whether the standard role of this person has the function; taken from the declarations, not from the actor."""
    return code in functions_of(PEOPLE[name][0])


TELLS = {"platform.approval": "orders.view_order", "platform.exportrecord": "crm.view_customer"}
"""Rows whose title names a record of another kind: for those who may see that kind, or check everything."""


def reaches(name: str, noun: str, owner: str) -> bool:
    """Whether this person's reach holds the row of `owner`."""
    told = TELLS.get(noun)
    if told and owner != name and not holds(name, told) and not holds(name, "platform.view_auditentry"):
        return False
    if noun in {
        "accounts.apikey",
        "platform.job",
        "platform.bulkchange",
        "platform.exportrecord",
        "crm.duplicategroup",
    }:
        return owner in SEES_OWN[name]
    return owner in SEES[name]


@contextmanager
def standing(blocker: Any) -> Iterator[Firm]:
    """The firm for all tests of a module; each test works in a savepoint of its own."""
    with blocker.unblock(), transaction.atomic():
        made = found()
        # PostgreSQL looks at foreign keys at the end; if not now, then again after each test.
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)


def copied(made: Firm) -> Firm:
    """For a test that changes rows: those in memory go back with the database."""
    return deepcopy(made)


def found() -> Firm:
    """Enter everything through the services, as people would."""
    firm = Firm()
    roles.ensure_standard_roles(actor=SYSTEM)
    _organisation(firm)
    _catalogue(firm)
    for name in SELLERS:
        _trade(firm, name)
    _others(firm)
    return firm


def _organisation(firm: Firm) -> None:
    ours, theirs = CompanyFactory(code="OURS"), CompanyFactory(code="THEIRS")
    top = UnitFactory(code="TOP", company=ours)
    firm.units["SALES"] = UnitFactory(code="SALES", parent=top)
    for code in ("EAST", "SOUTH", "KA"):
        firm.units[code] = UnitFactory(code=code, parent=firm.units["SALES"])
    firm.units["EAST-1"] = UnitFactory(code="EAST-1", parent=firm.units["EAST"])
    for code in ("FIN", "SVC", "HR", "IT", "AUD"):
        firm.units[code] = UnitFactory(code=code, parent=top)
    firm.units["OTHER"] = UnitFactory(code="OTHER", company=theirs)
    position = PositionFactory(code="REP")
    territory = Territory(code="T1", region=RegionFactory(code="R1"))
    for number, (name, (role, reach, unit, manager)) in enumerate(PEOPLE.items()):
        person = employees.create(
            actor=SYSTEM,
            number=f"{number:05}",
            name=f"员工{name}",
            unit=firm.units[unit],
            position=position,
            manager=firm.employees.get(manager),
            phone=PHONE[1],
            base_pay=Decimal("34567.80"),
            hired_on=date(2024, 1, 1),
        )
        person = employees.change(person, actor=SYSTEM, phone=PHONE[0], base_pay=Decimal("45678.90"))
        user = UserFactory(username=name, employee=person, display_name=person.name)
        roles.grant(actor=SYSTEM, user=user, role=role, reach=reach)
        firm.employees[name], firm.users[name] = person, user
    firm.rows["organization.employee"] = {name: firm.employees[name] for name in SELLERS}
    firm.rows["organization.assignment"] = {n: firm.employees[n].assignments.get() for n in SELLERS}
    firm.rows["organization.coverage"] = {
        n: coverages.create(actor=SYSTEM, employee=firm.employees[n], territory=territory, starts_on=date(2026, 1, 1))
        for n in SELLERS
    }
    for noun, row in (("company", ours), ("unit", top), ("position", position), ("territory", territory)):
        firm.rows[f"organization.{noun}"] = {"": row}
    firm.rows["organization.region"] = {"": territory.region}
    holiday = calendar.create(
        actor=SYSTEM, day=date(2026, 10, 1), is_working=False, name="国庆节", name_en="National Day"
    )
    firm.rows["organization.calendarday"] = {"": holiday}


def _catalogue(firm: Firm) -> None:
    category = categories.create(actor=SYSTEM, code="SOFA", name="沙发")
    product = products.create(
        actor=SYSTEM, code="0007", name="三人沙发", category=category,
        list_price=Decimal("1000000.00"), standard_cost=Decimal("876543.21"),
    )  # fmt: skip
    product = products.change(product, actor=SYSTEM, standard_cost=Decimal("987654.32"))
    firm.rows["products.category"], firm.rows["products.product"] = {"": category}, {"": product}
    firm.rows["market.competitor"] = {"": competitors.create(actor=SYSTEM, code="RIVAL", name="对手")}
    firm.rows["crm.customertype"] = {"": customer_types.create(actor=SYSTEM, code="HOTEL", name="酒店")}
    entry = {"title": "谁说了算", "kind": "question", "text": "谁在合同上签字？"}
    firm.rows["crm.playbook"] = {"": playbooks.create(actor=SYSTEM, **entry)}
    firm.rows["crm.process"] = {"": standard_process.make(SYSTEM)}
    firm.rows["crm.lossreason"] = {"": loss_reasons.create(actor=SYSTEM, code="price", name="价格")}
    firm.rows["crm.industry"] = {"": industries.create(actor=SYSTEM, code="H", name="住宿业")}


def _trade(firm: Firm, name: str) -> None:
    """A customer with contact, order, invoice and receipt; the names of all carry the seller's word."""
    word, seller, product = WORDS[name], firm.employees[name], firm.row("products.product")
    customer = customers.create(
        actor=SYSTEM, name=f"{word}酒店", code=f"K-{word}", owner=seller, phone=PHONE[1], city=word,
        shares_phone=True, shares_phone_because="所有人的总机",
        territory=firm.row("organization.territory"), customer_type=firm.row("crm.customertype"),
        since_on=date(2025, 1, 31),
    )  # fmt: skip
    customer = customers.change(customer, actor=SYSTEM, phone=PHONE[0])
    contact = contacts.create(actor=SYSTEM, customer=customer, name=f"{word}女士", phone=PHONE[1])
    contact = contacts.change(contact, actor=SYSTEM, phone=PHONE[0], title=word)
    _people(firm, name, customer)
    _opportunity(firm, name, customer, contact)
    lines = [{"product": product, "quantity": Decimal(1), "unit_price": Decimal(1_000_000)}]
    order = orders.create(
        actor=SYSTEM, customer=customer, kind="sale", number=f"SO-{word}", ordered_on=date(2026, 3, 5),
        currency="CNY", remark=word, lines=lines,
    )  # fmt: skip
    order = orders.change(order, actor=SYSTEM, remark=f"{word}!")
    invoice = invoices.create(
        actor=SYSTEM, customer=customer, number=f"INV-{word}", order_number=order.number, issued_on=date(2026, 3, 6),
        due_on=date(2026, 4, 5), currency="CNY", amount=Decimal("500.00"),
    )  # fmt: skip
    receipt = receipts.create(
        actor=SYSTEM, customer=customer, number=f"RC-{word}", received_on=date(2026, 4, 1), method="transfer",
        currency="CNY", amount=Decimal("200.00"),
    )  # fmt: skip
    lead = leads.create(
        actor=SYSTEM, company=f"{word}装饰", person=f"{word}先生", phone=PHONE[1], owner=seller, note=word, city=word
    )
    firm.rows.setdefault("crm.lead", {})[name] = leads.change(lead, actor=SYSTEM, phone=PHONE[0], title=word)
    for row in (customer, order):
        notes.add(row, actor=firm.actor("director"), text=f"{word} note")
    key, _secret = keys.issue(actor=SYSTEM, user=firm.users[name], name=f"key of {name}")
    job = jobs.start(kind="import", title=f"job of {name}", actor=firm.actor(name))
    bulk = model("platform.BulkChange").objects.create(
        noun_name="crm.customer", title=f"bulk of {name}", state="done", who=name, total=1, changed=1,
        employee_id=seller.pk, user_id=firm.users[name].pk,
    )  # fmt: skip
    _trigger(firm, name)
    _handover(firm, name, customer)
    firm_offline.add(firm, name, word, customer)
    approval = approvals.ask(
        consent.CONFIRM,
        actor=firm.actor(name),
        title=f"approval of {word}",
        content=consent.content(order),
        subject=order,
    )
    firm.rows.setdefault("platform.approval", {})[name] = approval
    wanted = permits.Wanted(title=f"export of {word}", rows=1, file_format="csv", noun="crm.customer", query=word)
    firm.rows.setdefault("platform.exportrecord", {})[name] = permits.permit(wanted, actor=firm.actor(name)).record
    made = {"crm.customer": customer, "crm.contact": contact, "orders.order": order, "receivables.invoice": invoice}
    made["platform.bulkchange"] = bulk
    made["market.marketfigure"] = market_figures.create(
        actor=SYSTEM, kind="industry_sales", starts_on=date(2026, 3, 1), length="month", value=Decimal(9_000_000),
        category=firm.row("products.category"), source=word, owner=seller, found_on=date(2026, 4, 5),
        number=f"MF-{word}",
    )  # fmt: skip
    for noun, row in {**made, "receivables.receipt": receipt, "accounts.apikey": key, "platform.job": job}.items():
        firm.rows.setdefault(noun, {})[name] = row


def _opportunity(firm: Firm, name: str, customer: Any, contact: Any) -> None:
    """An open opportunity with a line, moved once; its name carries the seller's word."""
    line = {"product": firm.row("products.product"), "quantity": Decimal(2), "discount": Decimal(5)}
    made = opportunities.create(
        actor=SYSTEM, name=f"{WORDS[name]}翻新", number=f"OP-{WORDS[name]}", customer=customer, contact=contact,
        owner=firm.employees[name], expected_on=date(2026, 12, 20), next_step=WORDS[name], lines=[line],
    )  # fmt: skip
    stage = model("crm.Stage").objects.filter(process=made.process_id).order_by("position")[1]
    firm.rows.setdefault("crm.opportunity", {})[name] = opportunities.move(made, actor=SYSTEM, stage=stage)


def _people(firm: Firm, name: str, customer: Any) -> None:
    """Somebody who has a say at the customer, and a colleague who helps."""
    firm.rows.setdefault("crm.stakeholder", {})[name] = stakeholders.create(
        actor=SYSTEM, customer=customer, name=f"{WORDS[name]}总监", role="economic", starts_on=date(2026, 1, 5)
    )
    firm.rows.setdefault("crm.customermember", {})[name] = teams.create(
        actor=SYSTEM, customer=customer, employee=firm.employees["service"], role="service", remark=WORDS[name]
    )


def _handover(firm: Firm, name: str, customer: Any) -> None:
    """One that was carried out long ago, with the seller's customer as its one line."""
    seller = firm.employees[name]
    row = model("crm.Handover").objects.create(
        employee=seller, last_on=date(2026, 1, 5), state="undone", who=seller.name, letter_zh=WORDS[name]
    )
    item = row.items.create(
        noun_name="crm.customer",
        field="owner",
        object_id=customer.pk,
        title=WORDS[name],
        customer=customer,
        heir=seller,
    )
    firm.rows.setdefault("crm.handover", {})[name] = row
    firm.rows.setdefault("crm.handoveritem", {})[name] = item


def _trigger(firm: Firm, name: str) -> None:
    """A trigger that is off, and a line of its log."""
    seller, unit = firm.employees[name], firm.units[PEOPLE[name][2]]
    trigger = model("platform.Trigger").objects.create(
        name=f"trigger of {WORDS[name]}", noun_name="crm.customer", event="created", who=seller.name,
        user_id=firm.users[name].pk, employee_id=seller.pk, unit_id=unit.pk,
    )  # fmt: skip
    act = trigger.acts.create(place=0, kind="notify", recipient="owner", text=WORDS[name])
    run = trigger.runs.create(act=act, noun_name="crm.customer", object_id=1, title=WORDS[name], key="k", state="done")
    firm.rows.setdefault("platform.trigger", {})[name] = trigger
    firm.rows.setdefault("platform.triggerrun", {})[name] = run


def _others(firm: Firm) -> None:
    # Each seller is away in a month to come, and the clerk of their house is named; nothing of it holds yet.
    away = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 31)}
    firm.rows["accounts.substitution"] = {
        n: model("accounts.Substitution").objects.create(
            absent=firm.users[n], substitute=firm.users["service"], reason=WORDS[n], **away
        )
        for n in SELLERS
    }
    rule = model("accounts.DutyRule").objects.get(code="sell-collect")
    firm.rows["accounts.dutyrule"] = {"": rule}
    excepted = duties.except_(
        actor=SYSTEM, rule=rule, user=firm.users["clerk"], reason="x", ends_on=timezone.localdate()
    )
    firm.rows["accounts.dutyexception"] = {"": excepted}
    firm.rows["accounts.user"] = {n: firm.users[n] for n in SELLERS}
    firm.rows["accounts.role"] = {
        "": roles.create(actor=SYSTEM, code="own", name="自设", functions=["crm.view_customer"])
    }
    firm.rows["accounts.grant"] = {"": firm.users["service"].grants.get()}
    house = {"code": "corp", "name": "集团账号", "server_url": "https://idp.example", "client_id": "c"}
    firm.rows["accounts.identityprovider"] = {"": providers.create(actor=SYSTEM, client_secret="s", **house)}
    step = {"step_no": 1, "approver": "manager", "person_id": None, "is_joint": False, "hours": 48}
    firm.rows["platform.approvalrule"] = {
        "": rules.create(actor=SYSTEM, name="C", matter="orders.confirm", amount_from=Decimal(10) ** 9, steps=[step])
    }
    firm.rows["platform.exportbudget"] = {"": model("platform.ExportBudget").objects.create(role="own", rows_a_day=7)}
    firm.rows["planning.plan"] = {
        "": plans.create(actor=SYSTEM, name="2027", unit=firm.units["SALES"], starts_on=date(2027, 1, 1), months=12)
    }
    made = model("planning.ForecastRun").objects.create(cutoff=date(2026, 1, 1), state="done", who="director")
    firm.rows["planning.forecastrun"] = {"": made}
    firm_planning.targets(firm, WORDS, {name: PEOPLE[name][2] for name in SELLERS})
    _leads(firm)
    firm_matching.build(firm, WORDS)
    firm_planning.pace_rows(firm, WORDS)
    firm_planning.quota_rows(firm, WORDS)
    firm_loyalty.add(firm, SELLERS, WORDS, MARGIN[0])
    firm_keyaccounts.add(firm, SELLERS, WORDS)
    firm_field_visits.add(firm, SELLERS, WORDS)
    firm_field_canvassing.add(firm, SELLERS, WORDS, PHONE[0])
    firm_field_coaching.add(firm, SELLERS, WORDS)
    firm_field_planner.add(firm, SELLERS)
    firm.rows["platform.backuprun"] = {"": model("platform.BackupRun").objects.create(kind="backup", who="admin")}
    hook = "https://open.feishu.cn/open-apis/bot/v2/hook/0123456789"
    firm.rows["platform.robot"] = {"": robots.create(actor=SYSTEM, name="组", kind="feishu", address=hook)}
    firm.rows["platform.auditentry"] = {"": model("platform.AuditEntry").objects.order_by("pk").first()}
    seen = {"read_at": timezone.now(), "who": "somebody", "door": "page", "noun_name": "products.category"}
    reads = [model("platform.ReadEntry").objects.create(user_id=10**9 + n, act="record", **seen) for n in range(3)]
    firm.rows["platform.readentry"] = {"": reads[0]}
    firm.rows["platform.alert"] = {"": trail_alerts.raise_alert("refusals", key="firm", who="somebody")}
    trail_alerts.raise_alert("backup_failed", key="firm")


def _leads(firm: Firm) -> None:
    """What decides about leads; all of it is shared."""
    firm.rows["crm.leadrule"] = {
        "": lead_assigning.create(
            actor=SYSTEM, name="R", places="海南", target="person", members=[{"employee": firm.employees["rep.east"]}]
        )
    }
    firm.rows["crm.leadpoint"] = {"": lead_points.create(actor=SYSTEM, fact="phone", value="", points=5)}
    firm.rows["crm.leadform"] = {"": lead_forms.create(actor=SYSTEM, name="官网", unit=firm.units["SALES"])}


def valid(noun: str, firm: Firm) -> dict[str, Any] | None:
    """A right answer to the form of a noun, as the API takes it; None for nouns that are not entered."""
    return next(filter(None, (part.valid(firm, noun) for part in (firm_valid, *PARTS))), None)


def all_codes() -> list[str]:
    return list(functions.all_functions())
