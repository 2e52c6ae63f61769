"""Who may take how many rows out in a day: one budget for page, API, print, PDF and report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import approvals, audit
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals import Matter
from yanzhen.platform.exporting import marks
from yanzhen.platform.models import ExportBudget, ExportDay, ExportRecord
from yanzhen.platform.models.exports import ExportDoor
from yanzhen.platform.people import directory

FORMATS = ("xlsx", "csv", "pdf", "print")
PAGE, API = ExportDoor.PAGE, ExportDoor.API
"""The doors through which the files of other floors leave."""
REASON_FROM = 1_000
"""Rows from which a reason is asked for."""
STEP = 1_000
"""A consent holds for as many rows as were asked for, rounded up to this."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to take out."""

    title: str
    rows: int
    file_format: str
    noun: str = ""
    query: str = ""
    columns: Sequence[str] = ()
    reason: str = ""
    door: ExportDoor = ExportDoor.PAGE
    address: str = ""


@dataclass(frozen=True)
class Permit:
    """The leave to write one file, and what marks it."""

    code: str
    who: str
    user_id: int | None
    record: ExportRecord

    @property
    def words(self) -> str:
        """The visible mark: who, when, and the code."""
        moment = timezone.localtime(self.record.exported_at).strftime("%Y-%m-%d %H:%M")
        return _("Exported by {who} on {moment} · {mark}").format(
            who=self.who, moment=moment, mark=marks.visible(self.code)
        )


def _describe(content: Mapping[str, Any], actor: Actor) -> list[tuple[Any, Any]]:
    return [
        (_("what"), content["title"]),
        (_("rows at most"), f"{content['rows_at_most']:,}"),
        (_("format"), content["format"]),
        (_("columns"), ", ".join(content["columns"])),
        (_("filter"), content["query"]),
        (_("reason"), content["reason"]),
    ]


OVER_BUDGET = approvals.declare(
    Matter(
        "exports.over_budget", gettext_lazy("Export over the budget"), "platform.approve_export",
        describe=_describe, always=True,
    )
)  # fmt: skip


def budget(actor: Actor) -> int | None:
    """Rows a day; None where there is no end to it: the system itself."""
    if actor.is_system or actor.user_id is None:
        return None
    roles = directory().role_codes(actor.user_id)
    given = ExportBudget.objects.filter(role__in=roles).aggregate(most=models.Max("rows_a_day"))["most"]
    return settings.EXPORT_ROWS_A_DAY if given is None else int(given)


def used(actor: Actor) -> int:
    """Rows of the budget that are gone today."""
    day = ExportDay.objects.filter(user_id=actor.user_id or 0, day=timezone.localdate()).first()
    return 0 if day is None else day.rows


def permit(wanted: Wanted, *, actor: Actor) -> Permit:
    """Charge the budget and write the export down, or say what is missing: a reason, or somebody's consent."""
    reason = wanted.reason.replace("\x00", "").strip()[:300]
    if wanted.file_format not in FORMATS and wanted.door != ExportDoor.REPORT:
        raise RuleBroken(_("Export as xlsx, csv, pdf or print."), field="format", code="format")
    if wanted.rows >= REASON_FROM and not reason and not actor.is_system:
        raise RuleBroken(
            _("From {rows} rows on an export needs a reason.").format(rows=f"{REASON_FROM:,}"),
            field="reason",
            code="reason",
        )
    with transaction.atomic():
        consent = None if _charge(wanted.rows, actor) else _consent(wanted, reason, actor)
        record = ExportRecord.objects.create(
            code=marks.new_code(),
            user_id=actor.user_id,
            employee_id=actor.employee_id,
            who=actor.name,
            noun_name=wanted.noun,
            title=wanted.title[:200],
            query=wanted.query[:2000],
            columns=list(wanted.columns),
            rows=wanted.rows,
            file_format=wanted.file_format,
            reason=reason,
            door=wanted.door,
            address=wanted.address[:64],
            approval_id=consent,
        )
        audit.record(
            actor,
            "export",
            wanted.title,
            after={
                "rows": wanted.rows,
                "format": wanted.file_format,
                "query": wanted.query[:2000],
                "mark": record.code,
                "from_address": record.address,
            },
            reason=reason,
            noun=wanted.noun,
        )
    return Permit(record.code, actor.name, actor.user_id, record)


def _charge(rows: int, actor: Actor) -> bool:
    """Take the rows from today's budget; False, and nothing taken, when they do not fit.

    One conditional update, so that two exports at the same moment never share the same rest.
    """
    most = budget(actor)
    if most is None:
        return True
    day, _made = ExportDay.objects.get_or_create(user_id=actor.user_id or 0, day=timezone.localdate())
    fits = ExportDay.objects.filter(pk=day.pk, rows__lte=most - rows) if rows <= most else ExportDay.objects.none()
    return bool(fits.update(rows=models.F("rows") + rows))


def _consent(wanted: Wanted, reason: str, actor: Actor) -> int:
    content = {
        "title": wanted.title,
        "noun": wanted.noun,
        "query": wanted.query,
        "columns": list(wanted.columns),
        "format": wanted.file_format,
        "rows_at_most": -(-wanted.rows // STEP) * STEP,
        "reason": reason,
    }
    consent = approvals.granted(OVER_BUDGET, actor=actor, content=content)
    if consent is None:
        title = _("{what}: {rows} rows").format(what=wanted.title, rows=f"{wanted.rows:,}")
        raise approvals.NeedsApproval(OVER_BUDGET, actor=actor, title=title, content=content, reason=reason)
    approvals.use(consent, actor=actor)
    return consent.pk
