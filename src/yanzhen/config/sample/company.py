"""Founds the sample company in an empty database, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from time import perf_counter
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.urls import get_urlconf, set_urlconf
from django.utils.translation import gettext as _

from yanzhen.config.sample import customers as customer_rows
from yanzhen.config.sample import (
    field_canvassing,
    field_coaching,
    field_planner,
    field_visits,
    forecasts,
    keyaccounts,
    loyalty,
    market,
    pace,
    people,
    pipeline,
    plans,
    products,
    quotas,
    staff,
    stakeholders,
    tables,
    targets,
    triggers,
)
from yanzhen.config.sample import leads as sample_leads
from yanzhen.config.sample import matching as sample_matching
from yanzhen.config.sample import opportunities as opportunity_rows
from yanzhen.config.sample.money import Money
from yanzhen.config.sample.places import PLACES, REGION_CODES, REGIONS
from yanzhen.config.sample.tables import Plan
from yanzhen.config.sample.trade import OrderTables, Trade
from yanzhen.crm.services import industries
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, bulk, outbox
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.search import building

TABLES = (
    "organization.Company",
    "organization.Unit",
    "organization.Position",
    "organization.Employee",
    "organization.Assignment",
    "organization.Region",
    "organization.Territory",
    "organization.Coverage",
    "products.Category",
    "products.Product",
    "crm.CustomerType",
    "crm.Customer",
    "crm.Contact",
    "orders.Order",
    "orders.OrderLine",
    "receivables.Invoice",
    "receivables.Receipt",
    "receivables.Settlement",
)
EXTRACTS = (
    "sales", "units", "employees", "regions", "territories", "categories", "products", "customers", "customer_types",
)  # fmt: skip
COMPANY = {
    "id": 1,
    "code": "YANQI",
    "name": "雁栖家具有限公司",
    "name_en": "Yanqi Furniture Co., Ltd.",
    "currency": "CNY",
}

Say = Callable[[str], None]


def found(*, scale: float, seed: int, today: date, say: Say = lambda line: None) -> dict[str, float]:
    """Create the company; answer with the rows and the seconds they took.

    Refuses when any business data is there already. The same scale, seed and day give the same rows.
    """
    plan = Plan(scale, seed, today)
    began = perf_counter()
    with transaction.atomic(), _pages_alone(), building.filled_afterwards():
        _require_empty()
        industries.seed()
        team = staff.Builder(plan).build()
        with bulk.loading([tables.model(label) for label in TABLES]) as loader:
            add = _adder(loader)
            catalogue = _small_tables(plan, team, add)
            series = _trade(plan, team, catalogue, add, say)
            say(_("keys, indexes and statistics …"))
        _count_series(series)
        stakeholders.build(plan)
        sample_leads.build(plan, team)
        people.create(team)
        market.build(today)
        opportunity_rows.build(plan)
        pipeline.build(plan)
        plans.build(today)
        quotas.build(today)
        targets.build(today)
        pace.build(today)
        forecasts.build(today)
        sample_matching.build(today)
        loyalty.build(today, seed)
        field_visits.build(today, seed)
        field_planner.build(today, seed)
        field_canvassing.build(today, seed)
        field_coaching.build(today, seed)
        keyaccounts.build(today, seed)
        triggers.build()
        say(_("search index …"))
        audit.record(
            SYSTEM,
            "sample_company",
            str(COMPANY["name"]),
            after={"scale": scale, "seed": seed, "today": today.isoformat(), "rows": loader.rows},
        )
        outbox.facts_changed((extract, "*") for extract in EXTRACTS)
    seconds = perf_counter() - began
    return {"rows": loader.rows, "seconds": seconds, "rows_per_second": loader.rows / seconds}


@contextmanager
def _pages_alone() -> Iterator[None]:
    """What tells people of something needs the addresses of pages; those of the API take seconds to load."""
    before = get_urlconf()
    set_urlconf("yanzhen.config.page_urls")
    try:
        yield
    finally:
        set_urlconf(before)


def is_empty() -> bool:
    """Whether no business data is there yet; people who sign in do not count."""
    return not _filled()


def _filled() -> list[str]:
    return [label for label in TABLES if tables.model(label)._default_manager.exists()]


def _require_empty() -> None:
    if filled := _filled():
        names = ", ".join(str(tables.model(label)._meta.verbose_name_plural) for label in filled[:4])
        raise RuleBroken(
            _("The database holds business data already ({names}); the sample company needs an empty one.").format(
                names=names
            ),
            code="not_empty",
        )


def _adder(loader: bulk.Loader) -> Callable[[str, pa.Table], None]:
    return lambda label, table: loader.add(tables.model(label), table)


def _small_tables(plan: Plan, team: staff.Staff, add: Callable[[str, pa.Table], None]) -> products.Products:
    """Everything but customers and trade."""
    catalogue = products.build(plan)
    territories = [
        {"id": i, "code": p.code, "name": p.name, "name_en": p.name_en, "region_id": REGION_CODES.index(p.region) + 1}
        for i, p in enumerate(PLACES, 1)
    ]
    regions = [
        {"id": i, "code": code, "name": REGIONS[code][0], "name_en": REGIONS[code][1]}
        for i, code in enumerate(REGION_CODES, 1)
    ]
    positions = [
        {"id": i, "code": code, "name": name, "name_en": name_en, "kind": kind}
        for i, (code, (name, name_en, kind, _pay)) in enumerate(staff.POSITIONS.items(), 1)
    ]
    rows: dict[str, list[dict[str, Any]]] = {
        "organization.Company": [COMPANY],
        "organization.Unit": team.units,
        "organization.Position": positions,
        "organization.Region": regions,
        "organization.Territory": territories,
        "organization.Employee": team.employees,
        "organization.Assignment": team.assignments,
        "organization.Coverage": team.coverages,
        "products.Category": catalogue.categories,
        "products.Product": catalogue.rows,
        "crm.CustomerType": customer_rows.type_rows(),
    }
    for label, values in rows.items():
        add(label, tables.small(values, label, plan))
    return catalogue


def _trade(
    plan: Plan, team: staff.Staff, catalogue: products.Products, add: Callable[[str, pa.Table], None], say: Say
) -> dict[str, int]:
    """Orders and money month by month, then the customers with the day of their last order."""
    buyers = customer_rows.build(plan, team)
    trade, money, documents = Trade(plan, buyers, catalogue, team), Money(plan, buyers), OrderTables(plan, buyers, team)
    for number, orders in trade.months():
        heads, lines = documents.rows(number, orders)
        add("orders.Order", heads)
        add("orders.OrderLine", lines)
        unit = documents.unit_of(orders.owner, orders.day)
        invoices, receipts, settlements = money.follow(number, orders, unit)
        add("receivables.Invoice", invoices)
        add("receivables.Receipt", receipts)
        add("receivables.Settlement", settlements)
        say(_("{month}: {orders} orders, {lines} lines").format(
            month=f"{plan.months[number]:%Y-%m}", orders=heads.num_rows, lines=lines.num_rows
        ))  # fmt: skip
    for customers, contacts in customer_rows.rows(plan, buyers, team):
        add("crm.Customer", customers)
        add("crm.Contact", contacts)
    say(_("{count} customers").format(count=len(buyers)))
    return {**documents.series, **money.series, "C": len(buyers)}


def _count_series(series: dict[str, int]) -> None:
    """Let the next document of each month get the next number."""
    counters = tables.model("platform.Counter")
    counters._default_manager.bulk_create(
        [counters(series=name, last=last) for name, last in series.items()],
        update_conflicts=True,
        unique_fields=["series"],
        update_fields=["last"],
    )
