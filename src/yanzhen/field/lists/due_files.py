"""The due list as a file; the same for page and API."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.field.queries import due
from yanzhen.field.queries.due import Due, Question
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.exporting.permits import FORMATS, Wanted
from yanzhen.platform.pages import exports
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.trail import reading

if TYPE_CHECKING:
    from yanzhen.platform.models.exports import ExportDoor

EXPORT = "field.export_due"
CHUNK = 500


def file_of(
    request: HttpRequest,
    actor: Actor,
    question: Question,
    given: dict[str, str],
    file_format: str,
    door: "ExportDoor",
) -> HttpResponse:
    """Everybody who is due, as a file: budget, mark and record as for every export."""
    actor.require(EXPORT)
    reading.may_export(request)
    if file_format not in FORMATS:
        raise RuleBroken(_("Export as xlsx, csv, pdf or print."), field="format", code="format")
    rows = due.ask(actor, question)
    papers.check(file_format, len(rows))
    names = [str(capfirst(head)) for head in heads()]
    wanted = Wanted(
        title=_("Due for a visit"), rows=len(rows), file_format=file_format, noun="crm.customer",
        query=urlencode(given), columns=names, reason=request.GET.get("reason_given", ""),
        door=door, address=address_of(request),
    )  # fmt: skip
    permit = permits.permit(wanted, actor=actor)
    return exports.answer(permit, "visits-due", names, values(actor, rows, question))  # type: ignore[return-value]


def heads() -> list[str]:
    return [
        _("code"), _("customer"), pgettext("of a customer", "class"), _("city"), _("owner"), _("score"),
        _("reasons"), _("last visit"), _("planned on"), _("potential a year"), _("currency"),
    ]  # fmt: skip


def values(actor: Actor, rows: Sequence[Due], question: Question) -> Iterator[list[Any]]:
    """A row for each customer, a batch at a time."""
    for at in range(0, len(rows), CHUNK):
        part = rows[at : at + CHUNK]
        known = due.rows_of(actor, part)
        for one in part:
            row = known.get(one.customer_id)
            if row is None:
                continue
            why = "; ".join(f"{told.label}: {told.text}" for told in due.told(one, question.today))
            yield [
                row.code, row.name, one.grade, row.city, str(row.owner or ""), one.score, why, one.last_on,
                one.planned_on, one.potential, one.currency if one.potential is not None else "",
            ]  # fmt: skip
