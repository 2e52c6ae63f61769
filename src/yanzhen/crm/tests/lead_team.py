"""A small team and its leads, for the tests of leads."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from yanzhen.accounts.queries import actors
from yanzhen.crm.models import Lead
from yanzhen.crm.services import lead_pool, leads
from yanzhen.platform.actor import SYSTEM, Actor

DAY = timedelta(days=1)


def who(team: dict[str, Any], name: str) -> Actor:
    return actors.actor_of(team[f"{name}_user"])


def lead(**values: Any) -> Lead:
    return leads.create(actor=SYSTEM, **{"company": "甲公司", "phone": "13800000001", **values})


def pooled(owner: Any = None, **values: Any) -> Lead:
    row = lead(owner=owner, **values) if owner else lead(**values)
    if owner:
        return lead_pool.release(row, actor=SYSTEM)
    Lead.objects.filter(pk=row.pk).update(state="pool", pooled_at=timezone.now())
    row.refresh_from_db()
    return row


def aged(row: Lead, days: float) -> Lead:
    Lead.objects.filter(pk=row.pk).update(assigned_at=timezone.now() - days * DAY)
    row.refresh_from_db()
    return row


def closed(count: int, unit: Any) -> None:
    """Leads of old: four of five from fairs were won, one of five from lists; nothing else says anything."""
    rows = []
    for n in range(count):
        fair = n % 2 == 0
        won = (n // 2) % 5 != 0 if fair else (n // 2) % 5 == 0
        rows.append(
            Lead(
                number=f"X-{n}",
                company=f"公司{n}",
                company_key=f"公司{n}",
                unit=unit,
                source="fair" if fair else "list",
                state="qualified" if won else "lost",
                lost_reason="" if won else "no_need",
                budget=Decimal(1) if won else None,
            )
        )
    Lead.objects.bulk_create(rows)
