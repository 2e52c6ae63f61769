"""The pipeline's past over 100 000 opportunities: funnel, deal flow, learning and the draft of a process.

Needs a migrated database. Puts a process of five stages with random opportunities, their stays and history into it,
measures in the same transaction, and takes everything back. Seconds of processor time; the reference is reading the
same rows bare, without any model.
"""

import os
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

COUNT = int(os.environ.get("YANZHEN_BENCH_OPPORTUNITIES", "100000"))
TODAY, STAGES, BATCH = date(2026, 11, 20), 5, 2_000


def main(data: Path | None) -> dict[str, Any]:
    """Measure, and leave the database as it was."""
    del data
    from django.db import transaction

    with transaction.atomic():
        process = _fill()
        seconds = _measured(process)
        transaction.set_rollback(True)
    bare = seconds.pop("bare reading")
    for name, took in seconds.items():
        print(f"{name:24} {took:6.2f} s")
    value = max(seconds["funnel"], seconds["flow"])
    return {
        "name": "pipeline", "value": round(value, 2), "reference": round(bare, 2), "ratio": round(value / bare, 2),
        "unit": "s", "opportunities": COUNT, "seconds": {name: round(took, 2) for name, took in seconds.items()},
    }  # fmt: skip


def _fill() -> Any:
    """One process, one customer, ten owners, and what becomes of their opportunities in two years."""
    from yanzhen.crm.models import Customer, Opportunity, OpportunityChange, Process, Stage, StageEntry
    from yanzhen.organization.models import Company, Employee, Unit

    pick = random.Random(11)
    company = Company.objects.create(code="BENCH", name="Bench", currency="CNY")
    unit = Unit.objects.create(company=company, code="BENCH", name="Bench", path="/0/")
    people = [Employee.objects.create(number=f"B{n}", name=f"B{n}", unit=unit) for n in range(10)]
    customer = Customer.objects.create(code="BENCH", name="Bench", unit=unit, owner=people[0])
    process = Process.objects.create(name="Bench")
    stages = [Stage.objects.create(process=process, name=f"S{n}", position=n, usual_days=14) for n in range(STAGES)]
    for start in range(0, COUNT, BATCH):
        rows, stays, changes = [], [], []
        for n in range(start, min(start + BATCH, COUNT)):
            row, own, history = _one(n, pick, stages, people, customer, process, unit)
            rows.append(row)
            stays.append(own)
            changes.append(history)
        made = Opportunity.objects.bulk_create(rows)
        entries = [StageEntry(opportunity=row, **s) for row, own in zip(made, stays, strict=True) for s in own]
        StageEntry.objects.bulk_create(entries)
        moved = [OpportunityChange(opportunity=row, **h) for row, own in zip(made, changes, strict=True) for h in own]
        OpportunityChange.objects.bulk_create(moved)
    return process


def _one(n: int, pick: random.Random, stages: Any, people: Any, customer: Any, process: Any, unit: Any) -> Any:
    from yanzhen.crm.models import Opportunity

    day = TODAY - timedelta(days=pick.randint(1, 720))
    began, amount, state, stays = day, Decimal(pick.randint(1_000, 900_000)), "open", []
    for stage in stages:
        left = day + timedelta(days=pick.randint(2, 40))
        is_over = left > TODAY
        stays.append({"stage": stage, "entered_at": _moment(day), "left_at": None if is_over else _moment(left)})
        if is_over:
            break
        day = left
        if pick.random() < 0.15:
            state = "lost"
            break
    else:
        state = "won"
    expected = began + timedelta(days=pick.randint(20, 200))
    row = Opportunity(
        number=f"BENCH-{n}", name=f"B{n}", customer=customer, process=process, stage=stays[-1]["stage"], state=state,
        amount=amount, currency="CNY", expected_on=expected, owner=people[n % 10], unit=unit, stage_since=day,
        closed_on=None if state == "open" else day,
    )  # fmt: skip
    base = {"amount": amount, "currency": "CNY"}
    middle = began + timedelta(days=max(1, (day - began).days // 2))
    history = [{**base, "since": began, "until": middle, "expected_on": expected - timedelta(days=30), "state": "open"}]
    history.append({**base, "since": middle, "until": None, "expected_on": expected, "state": "open"})
    if state != "open" and day > middle:
        history[-1]["until"] = day
        history.append({**base, "since": day, "until": None, "expected_on": expected, "state": state})
    return row, stays, history


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def _measured(process: Any) -> dict[str, float]:
    from yanzhen.crm.calc.pipeline.drafting import draft
    from yanzhen.crm.models import Opportunity
    from yanzhen.crm.queries import pipeline, pipeline_reports
    from yanzhen.crm.queries.pipeline import Created, Narrowed
    from yanzhen.crm.services import learning
    from yanzhen.lib.periods import Period
    from yanzhen.platform.actor import SYSTEM

    narrowed, period = Narrowed(process=process.pk), Period(date(2026, 10, 1), date(2026, 10, 31))
    year = Created(date(2025, 12, 1), TODAY)
    closed = pipeline.closed_since(Opportunity.objects.filter(process=process), TODAY - timedelta(days=730))
    acts = {
        "bare reading": _bare,
        "funnel": lambda: pipeline_reports.funnel_report(SYSTEM, narrowed, Created()),
        "funnel of twelve months": lambda: pipeline_reports.funnel_report(SYSTEM, narrowed, year),
        "flow": lambda: pipeline_reports.flow_report(SYSTEM, narrowed, period, date(2026, 12, 31)),
        "learning": lambda: learning.learn_process(process, today=TODAY),
        "draft": lambda: draft(pipeline.paths(closed)),
    }
    found = {}
    for name, act in acts.items():
        began = process_time()
        act()
        found[name] = process_time() - began
    return found


def _bare() -> None:
    """Reading the same rows without any model."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, created_at, state, amount, currency, stage_id FROM crm_opportunity ORDER BY id")
        cursor.fetchall()
        cursor.execute(
            "SELECT opportunity_id, stage_id, entered_at, left_at FROM crm_stageentry"
            " ORDER BY opportunity_id, entered_at, id"
        )
        cursor.fetchall()
