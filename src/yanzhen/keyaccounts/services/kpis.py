"""KPIs of customers with their monthly values."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yanzhen.keyaccounts.models import AccountKpi, KpiValue
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_start
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

Values = Sequence[dict[str, Any]]
remove = writes.plain(AccountKpi)[2]


@writes.write("keyaccounts.add_accountkpi")
def create(*, actor: Actor, monthly: Values | None = None, **fields: Any) -> AccountKpi:
    """Define a KPI, with the values that are known."""
    rows = _rows(monthly or [])
    row = writes.create(AccountKpi, actor=actor, details={"values": _told(rows)}, **fields)
    _save(row, rows)
    return row


@writes.write("keyaccounts.change_accountkpi")
def change(
    instance: AccountKpi, *, actor: Actor, version: int | None = None, monthly: Values | None = None, **fields: Any
) -> AccountKpi:
    """Change a KPI; `monthly`, when given, replace those it had."""
    changed = writes.change(instance, actor=actor, version=version, **fields)
    if monthly is None:
        return changed
    before, rows = _told(list(of(changed))), _rows(monthly)
    if _told(rows) == before:
        return changed
    KpiValue.objects.filter(kpi=changed).delete()
    _save(changed, rows)
    audit.record(actor, "change", changed, before={"values": before}, after={"values": _told(rows)})
    return changed


def of(kpi: AccountKpi) -> models.QuerySet[KpiValue]:
    """The values of a KPI, oldest first."""
    return KpiValue.objects.filter(kpi=kpi).naming("kpi").order_by("month")


def copy_values(of_one: AccountKpi, to: AccountKpi) -> None:
    """Give a KPI the values of another; whoever made it has said so in the history."""
    KpiValue.objects.bulk_create(KpiValue(kpi=to, month=v.month, value=v.value) for v in of(of_one))


def _rows(values: Values) -> list[KpiValue]:
    rows: dict[Any, KpiValue] = {}
    for number, given in enumerate(values):
        month = month_start(given["month"])
        if month in rows:
            raise RuleBroken(
                _("There is a value of this month already."), field=f"monthly.{number}.month", code="twice"
            )
        rows[month] = KpiValue(month=month, value=given["value"])
    return [rows[month] for month in sorted(rows)]


def _save(row: AccountKpi, rows: list[KpiValue]) -> None:
    for value in rows:
        value.kpi = row
    KpiValue.objects.bulk_create(rows)


def _told(rows: Sequence[KpiValue]) -> str:
    return "; ".join(f"{row.month:%Y-%m} {row.value.normalize():f}" for row in rows)
