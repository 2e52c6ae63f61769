"""What was typed about a visit beside what stands in the books, as far as the reader sees that."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yanzhen.crm.queries import customers
from yanzhen.field.enums.visits import VisitKind, VisitResult, VisitState
from yanzhen.field.models import Visit
from yanzhen.field.services import offline_told as told
from yanzhen.platform.actor import Actor
from yanzhen.platform.offline.registry import Side
from yanzhen.products.queries import products


def _label(name: str) -> str:
    return str(Visit._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def moment(at: Any) -> str:
    """A moment as the reader writes it."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else ""


def _head(content: Any, row: Visit | None) -> list[Side]:
    """The customer, and how the visit stands."""
    if row is None:
        return [Side(_("visit"), content.customer_name, _("out of your reach"))]
    return [Side(_("visit"), row.customer.name, row.customer.name), Side(_label("state"), "", row.get_state_display())]


def of_visit(content: told.NewVisit, actor: Actor) -> list[Side]:
    """The customer as it is now, and what the visit is for."""
    row = customers.visible(actor).filter(pk=content.customer).first()
    seen = row.name if row is not None else _("out of your reach")
    return [
        Side(_("customer"), seen if row is not None else content.customer_name, seen),
        Side(_("owner"), "", str(row.owner or "") if row is not None else ""),
        Side(_label("kind"), str(VisitKind(content.kind).label)),
        Side(_label("reason"), content.reason),
    ]


def of_check_in(content: told.CheckIn, actor: Actor) -> list[Side]:
    row = told.of(content, actor)
    place = f"{content.latitude:.6f}, {content.longitude:.6f}" if content.latitude and content.longitude else ""
    theirs = f"{row.latitude}, {row.longitude}" if row is not None and row.latitude is not None else ""
    arrived = moment(row.arrived_at) if row is not None else ""
    return [*_head(content, row), Side(_label("arrived_at"), "", arrived), Side(_("place"), place, theirs)]


def of_report(content: told.Report, actor: Actor) -> list[Side]:
    """Field by field what was typed and what stands."""
    row = told.of(content, actor)
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


def of_step(content: told.Step, actor: Actor) -> list[Side]:
    row = told.of(content, actor)
    step = row.steps.filter(position=content.position).first() if row is not None else None
    name = step.label if step is not None else _("step {number}").format(number=content.position)
    mine = content.answer or (_("done") if content.is_done else _("not done"))
    theirs = (step.answer or (_("done") if step.is_done else _("not done"))) if step is not None else ""
    return [*_head(content, row), Side(name, mine, theirs)]


def of_stock(content: told.Stock, actor: Actor) -> list[Side]:
    row = told.of(content, actor)
    keys = {line.product for line in content.lines}
    names = {one.pk: str(one) for one in products.visible(actor).filter(pk__in=keys)}
    stands = {one.product_id: _counted(one) for one in row.stock.all()} if row is not None else {}
    lines = [
        Side(
            names.get(line.product, _("product {key}").format(key=line.product)),
            _counted(line),
            stands.get(line.product, ""),
        )
        for line in content.lines
    ]
    return [*_head(content, row), *lines]


def _counted(line: Any) -> str:
    parts = (f"{line.quantity.normalize():f}", line.produced_on, line.shelf_days)
    return " · ".join(str(part) for part in parts if part is not None)


def of_file(content: told.OfVisit, actor: Actor) -> list[Side]:
    return _head(content, told.of(content, actor))
