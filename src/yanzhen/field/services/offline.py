"""What is typed about visits on a phone without network: entered by the usual services, or kept with both sides."""

from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import customers
from yanzhen.field.enums.visits import FindingKind, VisitState
from yanzhen.field.models import Visit
from yanzhen.field.services import offline_sides as both
from yanzhen.field.services import offline_told as told
from yanzhen.field.services import visits
from yanzhen.market.queries import competitors
from yanzhen.platform.actor import Actor
from yanzhen.platform.offline import files, registry
from yanzhen.platform.offline.registry import Kind, Typed, Waits
from yanzhen.products.queries import products

REASONS = {
    **told.REASONS,
    "handed_over": _("This customer was handed over or removed meanwhile."),
    "arrived": _("Another arrival is noted already."),
    "reported": _("This visit was reported meanwhile, and not in the same words."),
    "answered": _("This step was answered meanwhile, and otherwise."),
    "counted": _("The stock of this visit was counted meanwhile, and otherwise."),
    "product": _("A product that was counted is no longer in the catalogue."),
}


def create(typed: Typed[told.NewVisit], actor: Actor) -> Visit:
    """A visit that nobody had planned; the entry's key makes it one however often it is sent."""
    content = typed.content
    customer = customers.visible(actor).filter(pk=content.customer).first()
    if customer is None:
        raise Waits(REASONS, "handed_over")
    return visits.create(
        actor=actor,
        is_planned=False,
        customer=customer,
        day=content.day or timezone.localdate(typed.at),
        kind=content.kind,
        reason=content.reason,
        client_key=typed.key,
    )


def check_in(typed: Typed[told.CheckIn], actor: Actor) -> Visit:
    """The arrival, once; one noted elsewhere at another moment is only replaced after a look at both."""
    content, row = typed.content, told.visit(typed.content, actor)
    is_other = row.arrived_at is not None and abs(row.arrived_at - typed.at).total_seconds() >= 60
    if is_other and not typed.is_forced:
        raise Waits(REASONS, "arrived")
    return visits.check_in(
        _again(row, typed, actor),
        actor=actor,
        at=typed.at,
        latitude=content.latitude,
        longitude=content.longitude,
        accuracy_m=content.accuracy_m,
        is_anew=is_other,
    )


def report(typed: Typed[told.Report], actor: Actor) -> Visit:
    """The result; another one that was told meanwhile is only replaced after somebody looked at both."""
    content, row = typed.content, told.visit(typed.content, actor)
    if row.state == VisitState.DONE and not typed.is_forced and _differs(content, row):
        raise Waits(REASONS, "reported")
    return visits.report(
        _again(row, typed, actor),
        actor=actor,
        result=content.result,
        needs=content.needs,
        remark=content.remark,
        next_step=content.next_step,
        next_on=content.next_on,
        next_kind=content.next_kind,
        order_number=row.order_number,
        findings=[_finding(rival, actor) for rival in content.rivals],
        at=typed.at,
    )


def _again(row: Visit, typed: Typed[Any], actor: Actor) -> Visit:
    """A visit that was called off is planned again first, where somebody wants their side to hold."""
    is_off = row.state == VisitState.CANCELLED
    return visits.reopen(row, actor=actor) if is_off and typed.is_forced else row


def _differs(content: told.Report, row: Visit) -> bool:
    mine = (content.result, content.needs.strip(), content.remark.strip(), content.next_step.strip(), content.next_on)
    return mine != (row.result, row.needs, row.remark, row.next_step, row.next_on)


def _finding(rival: told.Rival, actor: Actor) -> dict[str, Any]:
    known = competitors.visible(actor).filter(pk=rival.competitor).first() if rival.competitor else None
    kind = FindingKind.PRICE if rival.amount is not None else FindingKind.RIVAL
    return {
        "kind": kind, "competitor": known, "rival": rival.rival, "words": rival.words, "amount": rival.amount
    }  # fmt: skip


def answer_step(typed: Typed[told.Step], actor: Actor) -> Visit:
    """One step of the template; another answer given meanwhile is only replaced after a look at both."""
    content, row = typed.content, told.visit(typed.content, actor)
    step = row.steps.filter(position=content.position).first()
    is_told = step is not None and step.is_done and step.answered_at is not None and step.answered_at > typed.at
    if is_told and not typed.is_forced and step.answer != content.answer.strip():  # type: ignore[union-attr]
        raise Waits(REASONS, "answered")
    visits.answer_step(row, actor=actor, position=content.position, is_done=content.is_done, answer=content.answer)
    return row


def count_stock(typed: Typed[told.Stock], actor: Actor) -> Visit:
    """The stock that was counted; another count noted meanwhile is only replaced after a look at both."""
    row, lines = told.visit(typed.content, actor), typed.content.lines
    goods = {one.pk: one for one in products.visible(actor).filter(pk__in={line.product for line in lines})}
    if any(line.product not in goods for line in lines):
        raise Waits(REASONS, "product")
    typed_lines = {(line.product, line.quantity, line.produced_on, line.shelf_days) for line in lines}
    stands = set(row.stock.values_list("product_id", "quantity", "produced_on", "shelf_days"))
    if stands and stands != typed_lines and not typed.is_forced:
        raise Waits(REASONS, "counted")
    if stands != typed_lines:
        counted = [{**line.model_dump(), "product": goods[line.product]} for line in lines]
        visits.count_stock(row, actor=actor, lines=counted)
    return row


def attach(typed: Typed[told.OfVisit], actor: Actor) -> Visit:
    """A photo or a recording, as a file on the visit."""
    row = told.visit(typed.content, actor)
    files.put_on(row, typed.upload, actor=actor)
    return row


_VISIT = partial(Kind, subject=told.of_visit, reasons=REASONS)
for kind in (
    Kind("visit.create", _("Unplanned visit"), told.NewVisit, create, told.of_customer, both.of_visit, reasons=REASONS),
    _VISIT("visit.check_in", _("Check-in"), told.CheckIn, check_in, sides=both.of_check_in),
    _VISIT("visit.report", _("Visit report"), told.Report, report, sides=both.of_report),
    _VISIT("visit.step", _("Step of a visit"), told.Step, answer_step, sides=both.of_step),
    _VISIT("visit.stock", _("Stock counted"), told.Stock, count_stock, sides=both.of_stock),
    _VISIT("visit.photo", _("Photo"), told.OfVisit, attach, sides=both.of_file, takes_file=True),
    _VISIT("visit.voice", _("Voice note"), told.Recording, attach, sides=both.of_file, takes_file=True),
):
    registry.declare(kind)
