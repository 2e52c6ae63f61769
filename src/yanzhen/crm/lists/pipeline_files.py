"""Funnel and deal flow as files: figures, or the opportunities behind one of them; the same for page and API."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.crm.calc.pipeline.flow import Entry, Flow, Part
from yanzhen.crm.enums.pipeline import PART_LABELS
from yanzhen.crm.models import Opportunity
from yanzhen.crm.queries import pipeline_reports
from yanzhen.crm.queries.pipeline_reports import FlowReport, FunnelReport
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.exporting.permits import FORMATS, Wanted
from yanzhen.platform.pages import exports
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.trail import reading

if TYPE_CHECKING:
    from yanzhen.platform.models.exports import ExportDoor

EXPORT = "crm.export_opportunity"
CHUNK = 500


class Asked(Protocol):
    """What the files need of a question: the figure whose opportunities are wanted, and its address."""

    @property
    def part(self) -> str: ...

    @property
    def stage(self) -> int | None: ...

    @property
    def address(self) -> dict[str, str]: ...


@dataclass(frozen=True)
class Door:
    """Where the file leaves, and its format."""

    door: "ExportDoor"
    file_format: str


@dataclass(frozen=True)
class Sheet:
    """A file before it is permitted."""

    name: str
    title: str
    heads: Sequence[str]
    values: Iterable[Sequence[Any]]
    number: int
    given: dict[str, str]


def funnel_file(
    request: HttpRequest, actor: Actor, report: FunnelReport, asked: Asked, currency: str, wanted: Door
) -> HttpResponse:
    """The figures of the stages, or the opportunities behind one of them."""
    title = str(_("Funnel"))
    if asked.part:
        given = {**asked.address, "part": asked.part, "stage": str(asked.stage or "")}
        return _file(
            request, actor, _behind("funnel", title, actor, report.behind(asked.part, asked.stage), given), wanted
        )
    rows = funnel_values(report, currency)
    return _file(request, actor, Sheet("funnel", title, funnel_heads(), rows, len(rows), asked.address), wanted)


def flow_file(
    request: HttpRequest, actor: Actor, report: FlowReport, asked: Asked, currency: str, wanted: Door
) -> HttpResponse:
    """The figures of all currencies, or the opportunities behind one of one currency."""
    title = str(_("Deal flow"))
    if asked.part:
        given = {**asked.address, "currency": currency, "part": asked.part}
        entries = pipeline_reports.entries_of(report.of(currency), asked.part)
        return _file(request, actor, _behind("deal-flow", title, actor, entries, given), wanted)
    rows = flow_values(report.flows)
    return _file(request, actor, Sheet("deal-flow", title, flow_heads(), rows, len(rows), asked.address), wanted)


def _behind(name: str, title: str, actor: Actor, entries: Sequence[Entry], given: dict[str, str]) -> Sheet:
    return Sheet(name, title, opportunity_heads(), opportunity_values(actor, entries), len(entries), given)


def _file(request: HttpRequest, actor: Actor, sheet: Sheet, wanted: Door) -> HttpResponse:
    """The rows as a file: budget, mark and record as for every export."""
    actor.require(EXPORT)
    reading.may_export(request)
    if wanted.file_format not in FORMATS:
        raise RuleBroken(_("Export as xlsx, csv, pdf or print."), field="format", code="format")
    papers.check(wanted.file_format, sheet.number)
    asked = Wanted(
        title=sheet.title,
        rows=sheet.number,
        file_format=wanted.file_format,
        noun="crm.opportunity",
        query=urlencode(sheet.given),
        columns=list(sheet.heads),
        reason=request.GET.get("reason", ""),
        door=wanted.door,
        address=address_of(request),
    )
    permit = permits.permit(asked, actor=actor)
    return exports.answer(permit, sheet.name, [str(capfirst(h)) for h in sheet.heads], sheet.values)  # type: ignore[return-value]


def funnel_heads() -> list[str]:
    return [
        _("stage"), _("currency"), pgettext("funnel", "reached"), _("amount"), _("here now"), _("amount here now"),
        _("went on"),
        _("out of"), _("won"), _("out of"), _("half stay at most, days"), _("four fifths stay at most, days"),
    ]  # fmt: skip


def funnel_values(report: FunnelReport, currency: str) -> list[list[Any]]:
    """A row for each stage, amounts of one currency."""
    return [
        [
            stage.name, currency, step.reached, step.value.get(currency, 0), step.waiting,
            step.waiting_value.get(currency, 0), *step.onward, *step.won, step.median_days, step.most_days,
        ]
        for stage, step in zip(report.stages, report.funnel.steps, strict=True)
    ]  # fmt: skip


def flow_heads() -> list[str]:
    return [_("figure"), _("currency"), _("amount"), _("opportunities")]


def flow_values(sheets: Iterable[Flow]) -> list[list[Any]]:
    """A row for each figure of each currency, in the order in which they add up."""
    return [
        [str(PART_LABELS[part]), sheet.currency, sheet.figures[part].amount, len(sheet.figures[part].entries)]
        for sheet in sheets
        for part in Part
    ]


def opportunity_heads() -> list[str]:
    names = ("number", "name", "customer", "owner", "stage", "state", "expected_on")
    found = [str(Opportunity._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
    return [*found, _("adds to the figure"), _("currency")]


def opportunity_values(actor: Actor, entries: Sequence[Entry]) -> Iterator[list[Any]]:
    """The opportunities behind a figure, a batch at a time."""
    for at in range(0, len(entries), CHUNK):
        for row in pipeline_reports.rows(actor, entries[at : at + CHUNK]):
            one = row.opportunity
            yield [
                one.number, one.name, str(one.customer), str(one.owner or ""), str(one.stage),
                one.get_state_display(), one.expected_on, row.amount, one.currency,
            ]  # fmt: skip
