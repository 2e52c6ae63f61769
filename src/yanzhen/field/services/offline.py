"""What is typed about visits on a phone without network: entered by the usual services, or kept with both sides."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from yanzhen.crm.queries import customers
from yanzhen.field.enums.visits import FindingKind, VisitKind, VisitResult, VisitState
from yanzhen.field.models import Visit
from yanzhen.field.services import visits
from yanzhen.lib.errors import RuleBroken
from yanzhen.market.queries import competitors
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.offline import files, registry
from yanzhen.platform.offline.registry import Kind, Shape, Side, Subject, Typed

Key = Annotated[int, Field(ge=1, lt=2**63)]
Text = Annotated[str, Field(max_length=1000)]


class OfVisit(Shape):
    """Which visit: by its key here, or by the key the phone gave one that it made itself."""

    visit: Key | None = None
    visit_key: UUID | None = None
    customer_name: str = Field("", max_length=200)


class NewVisit(Shape):
    customer: Key
    customer_name: str = Field("", max_length=200)
    day: date | None = None
    kind: Literal["routine", "first", "deal", "collect", "service", "store"] = "routine"
    reason: str = Field("", max_length=600)


class CheckIn(OfVisit):
    latitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    accuracy_m: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class Rival(Shape):
    """Something learnt about a competitor; with an amount it is their price."""

    competitor: Key | None = None
    rival: str = Field("", max_length=120)
    words: str = Field("", max_length=300)
    amount: Annotated[Decimal, Field(max_digits=16, decimal_places=2, ge=0)] | None = None


class Report(OfVisit):
    result: Literal["best", "least", "none"]
    needs: Text = ""
    remark: Text = ""
    next_step: str = Field("", max_length=200)
    next_on: date | None = None
    next_kind: Literal["task", "visit"] = "task"
    rivals: list[Rival] = Field(default_factory=list, max_length=10)


class Step(OfVisit):
    position: Annotated[int, Field(ge=0, le=32_000)]
    is_done: bool = True
    answer: str = Field("", max_length=600)


class Recording(OfVisit):
    seconds: Annotated[int, Field(ge=0, le=86_400)] = 0


# -- Which visit -------------------------------------------------------------------------------------------------------


def _of(content: OfVisit, actor: Actor) -> Visit | None:
    rows = Visit.objects.visible_to(actor).select_related("customer", "owner", "unit")
    if content.visit is not None:
        return rows.filter(pk=content.visit).first()
    return rows.filter(client_key=content.visit_key).first() if content.visit_key is not None else None


def _visit(content: OfVisit, actor: Actor) -> Visit:
    found = _of(content, actor)
    if found is None:
        raise RuleBroken(
            _("This visit was removed, handed over or not entered yet; what you typed is kept."), code="visit"
        )
    return found


def of_visit(content: OfVisit) -> Subject:
    """The visit, and who looks after it now."""
    row = _of(content, SYSTEM)
    if row is None:
        return Subject(title=content.customer_name)
    return Subject("field.visit", row.pk, row.customer.name, row.owner_id, row.unit_id)


def of_customer(content: NewVisit) -> Subject:
    """The customer, and who looks after it now."""
    row = customers.visible(SYSTEM).filter(pk=content.customer).first()
    if row is None:
        return Subject(title=content.customer_name)
    return Subject("crm.customer", row.pk, row.name, row.owner_id, row.unit_id)


# -- Entering ----------------------------------------------------------------------------------------------------------


def create(typed: Typed[NewVisit], actor: Actor) -> Visit:
    """A visit that nobody had planned; the entry's key makes it one however often it is sent."""
    content = typed.content
    customer = customers.visible(actor).filter(pk=content.customer).first()
    if customer is None:
        raise RuleBroken(_("This customer was handed over or removed meanwhile."), code="handed_over")
    return visits.create(
        actor=actor,
        is_planned=False,
        customer=customer,
        day=content.day or timezone.localdate(typed.at),
        kind=content.kind,
        reason=content.reason,
        client_key=typed.key,
    )


def check_in(typed: Typed[CheckIn], actor: Actor) -> Visit:
    """The arrival, once; one noted elsewhere at another moment is not written over."""
    content, row = typed.content, _visit(typed.content, actor)
    if row.arrived_at is not None and abs(row.arrived_at - typed.at).total_seconds() >= 60:
        raise RuleBroken(
            _("An arrival at {time} is noted already.").format(time=_moment(row.arrived_at)), code="arrived"
        )
    return visits.check_in(
        _again(row, typed, actor),
        actor=actor,
        at=typed.at,
        latitude=content.latitude,
        longitude=content.longitude,
        accuracy_m=content.accuracy_m,
    )


def report(typed: Typed[Report], actor: Actor) -> Visit:
    """The result; another one that was told meanwhile is only replaced after somebody looked at both."""
    content, row = typed.content, _visit(typed.content, actor)
    if row.state == VisitState.DONE and not typed.is_forced and _differs(content, row):
        raise RuleBroken(_("This visit was reported meanwhile, and not in the same words."), code="reported")
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


def _differs(content: Report, row: Visit) -> bool:
    told = (content.result, content.needs.strip(), content.remark.strip(), content.next_step.strip(), content.next_on)
    return told != (row.result, row.needs, row.remark, row.next_step, row.next_on)


def _finding(rival: Rival, actor: Actor) -> dict[str, Any]:
    known = competitors.visible(actor).filter(pk=rival.competitor).first() if rival.competitor else None
    kind = FindingKind.PRICE if rival.amount is not None else FindingKind.RIVAL
    return {
        "kind": kind, "competitor": known, "rival": rival.rival, "words": rival.words, "amount": rival.amount
    }  # fmt: skip


def answer_step(typed: Typed[Step], actor: Actor) -> Visit:
    """One step of the template; another answer given meanwhile is only replaced after a look at both."""
    content, row = typed.content, _visit(typed.content, actor)
    step = row.steps.filter(position=content.position).first()
    is_told = step is not None and step.is_done and step.answered_at is not None and step.answered_at > typed.at
    if is_told and not typed.is_forced and step.answer != content.answer.strip():  # type: ignore[union-attr]
        raise RuleBroken(_("This step was answered meanwhile, and otherwise."), code="answered")
    visits.answer_step(row, actor=actor, position=content.position, is_done=content.is_done, answer=content.answer)
    return row


def attach(typed: Typed[OfVisit], actor: Actor) -> Visit:
    """A photo or a recording, as a file on the visit."""
    row = _visit(typed.content, actor)
    files.put_on(row, typed.upload, actor=actor)
    return row


# -- Both sides --------------------------------------------------------------------------------------------------------


def _label(name: str) -> str:
    return str(Visit._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def _head(content: Any, row: Visit | None) -> list[Side]:
    """The customer, and how the visit stands."""
    if row is None:
        return [Side(_("visit"), content.customer_name, _("out of your reach"))]
    return [Side(_("visit"), row.customer.name, row.customer.name), Side(_label("state"), "", row.get_state_display())]


def sides_of_visit(content: NewVisit, actor: Actor) -> list[Side]:
    """The customer as it is now, and what the visit is for."""
    row = customers.visible(actor).filter(pk=content.customer).first()
    seen = row.name if row is not None else _("out of your reach")
    return [
        Side(_("customer"), seen if row is not None else content.customer_name, seen),
        Side(_("owner"), "", str(row.owner or "") if row is not None else ""),
        Side(_label("kind"), str(VisitKind(content.kind).label)),
        Side(_label("reason"), content.reason),
    ]


def sides_of_check_in(content: CheckIn, actor: Actor) -> list[Side]:
    row = _of(content, actor)
    place = f"{content.latitude:.6f}, {content.longitude:.6f}" if content.latitude and content.longitude else ""
    theirs = f"{row.latitude}, {row.longitude}" if row is not None and row.latitude is not None else ""
    arrived = _moment(row.arrived_at) if row is not None else ""
    return [*_head(content, row), Side(_label("arrived_at"), "", arrived), Side(_("place"), place, theirs)]


def sides_of_report(content: Report, actor: Actor) -> list[Side]:
    """Field by field what was typed and what stands."""
    row = _of(content, actor)
    found = _head(content, row)
    is_told = row is not None and row.state == VisitState.DONE
    theirs = row.get_result_display() if row is not None and is_told and row.result else ""
    found.append(Side(_label("result"), str(VisitResult(content.result).label), theirs))
    for name in ("needs", "remark", "next_step", "next_on"):
        mine, stands = getattr(content, name), getattr(row, name) if is_told else ""
        if mine or stands:
            found.append(Side(_label(name), str(mine or ""), str(stands or "")))
    for rival in content.rivals:
        words = " · ".join(str(part) for part in (rival.rival, rival.words, rival.amount) if part)
        found.append(Side(_("competitor"), words))
    return found


def sides_of_step(content: Step, actor: Actor) -> list[Side]:
    row = _of(content, actor)
    step = row.steps.filter(position=content.position).first() if row is not None else None
    name = step.label if step is not None else _("step {number}").format(number=content.position)
    mine = content.answer or (_("done") if content.is_done else _("not done"))
    theirs = (step.answer or (_("done") if step.is_done else _("not done"))) if step is not None else ""
    return [*_head(content, row), Side(name, mine, theirs)]


def sides_of_file(content: OfVisit, actor: Actor) -> list[Side]:
    return _head(content, _of(content, actor))


for kind in (
    Kind("visit.create", gettext_lazy("Unplanned visit"), NewVisit, create, of_customer, sides_of_visit),
    Kind("visit.check_in", gettext_lazy("Check-in"), CheckIn, check_in, of_visit, sides_of_check_in),
    Kind("visit.report", gettext_lazy("Visit report"), Report, report, of_visit, sides_of_report),
    Kind("visit.step", gettext_lazy("Step of a visit"), Step, answer_step, of_visit, sides_of_step),
    Kind("visit.photo", gettext_lazy("Photo"), OfVisit, attach, of_visit, sides_of_file, takes_file=True),
    Kind("visit.voice", gettext_lazy("Voice note"), Recording, attach, of_visit, sides_of_file, takes_file=True),
):
    registry.declare(kind)
