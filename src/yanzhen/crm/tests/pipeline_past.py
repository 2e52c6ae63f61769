"""A small pipeline with a past, for tests: a process of four stages, opportunities with their stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils import timezone

from yanzhen.crm.models import Opportunity, Process, Stage, StageEntry
from yanzhen.crm.services import processes, stages
from yanzhen.platform.actor import SYSTEM

NAMES = ("初访", "需求", "方案", "谈判")


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


@dataclass
class Past:
    """Makes opportunities of one process for one customer."""

    customer: Any
    owner: Any
    process: Process
    stages: list[Stage]
    made: list[Opportunity] = field(default_factory=list)

    def add(
        self,
        stays: Sequence[tuple[int, date, date | None]],
        *,
        state: str = "open",
        amount: str = "100.00",
        expected: date = date(2026, 3, 31),
        closed: date | None = None,
        owner: Any = None,
        currency: str = "CNY",
    ) -> Opportunity:
        """An opportunity that stood in these stages (by their place) from one day until another."""
        seller, number = owner or self.owner, len(self.made) + 1
        row = Opportunity.objects.create(
            number=f"T-{self.process.pk}-{number}", name=f"商机{number}", customer=self.customer, process=self.process,
            stage=self.stages[stays[-1][0]], state=state, amount=Decimal(amount), currency=currency,
            expected_on=expected, owner=seller, unit_id=seller.unit_id, stage_since=stays[-1][1], closed_on=closed,
        )  # fmt: skip
        StageEntry.objects.bulk_create(
            StageEntry(
                opportunity=row, stage=self.stages[at], entered_at=moment(entered),
                left_at=None if left is None else moment(left), amount=row.amount,
            )
            for at, entered, left in stays
        )  # fmt: skip
        self.made.append(row)
        return row

    def through(self, first: date, days: int, **values: Any) -> Opportunity:
        """One that went through all stages, so many days in each, and was closed."""
        steps = [first + timedelta(days=days * n) for n in range(len(self.stages) + 1)]
        stays = [(at, steps[at], steps[at + 1]) for at in range(len(self.stages))]
        return self.add(stays, closed=steps[-1], **values)


def past_of(customer: Any, owner: Any, name: str = "项目销售") -> Past:
    """A process with its stages, and nothing in it yet."""
    process = processes.create(actor=SYSTEM, name=name)
    made = [stages.create(actor=SYSTEM, process=process, name=stage, usual_days=7) for stage in NAMES]
    return Past(customer, owner, process, made)


def change(row: Opportunity, since: date, until: date | None, **values: Any) -> None:
    """How an opportunity stood from one day until another."""
    given = {"amount": row.amount, "currency": row.currency, "expected_on": row.expected_on, "state": "open", **values}
    apps.get_model("crm.OpportunityChange").objects.create(opportunity=row, since=since, until=until, **given)
