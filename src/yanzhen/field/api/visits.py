"""Visits for programs and phones: planned, prepared, made, reported."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from yanzhen.crm.queries import contacts, customers
from yanzhen.field.api import visit_schemas as shapes
from yanzhen.field.forms.visit_reports import HereForm
from yanzhen.field.models import Visit
from yanzhen.field.nouns.visits import VIEW, VISITS
from yanzhen.field.queries import preparing
from yanzhen.field.queries import visits as rows
from yanzhen.field.services import visit_photos, visit_reasons, visits
from yanzhen.lib.errors import RuleBroken
from yanzhen.market.queries import competitors
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.pages.doors import actor_of, operations
from yanzhen.platform.trail import reading
from yanzhen.products.queries import categories, products

router = Router(tags=["visits"])
operation = operations(router)
ADD, CHANGE = "field.add_visit", "field.change_visit"


def _one(visible: Callable[[Actor], Any], actor: Actor, key: int | None, field: str) -> Any:
    """A row the caller sees, by its key; refused at its field where there is none."""
    if key is None:
        return None
    found = visible(actor).filter(pk=key).first()
    if found is None:
        raise RuleBroken(_("Nothing with this code can be found."), field=field, code="unknown")
    return found


def _stand(row: Visit) -> dict[str, Any]:
    names = (
        "number", "state", "version", "day", "arrived_at", "left_at", "stated_at", "received_at", "clock_differs",
        "distance_m", "result", "next_step", "next_on", "reason_sent_at", "reason_way", "reason_confirmed",
    )  # fmt: skip
    return {
        "id": row.pk,
        "customer": row.customer_id,
        "next_visit": row.next_visit_id,
        "starts_at": f"{row.starts_at:%H:%M}" if row.starts_at else None,
        **{name: getattr(row, name) for name in names},
        "steps": [
            {"name": s.label, **{n: getattr(s, n) for n in ("position", "kind", "help_text", "is_done", "answer")}}
            for s in rows.steps(row)
        ],
        "stock": [
            {
                "product": one.product_id, "name": str(one.product), "quantity": f"{one.quantity:f}",
                "produced_on": one.produced_on, "shelf_days": one.shelf_days,
                "age_share": None if one.age_share is None else f"{one.age_share:f}",
            }
            for one in rows.stock(row)
        ],
    }  # fmt: skip


@operation("POST", "/visits/plan", ADD, "visit_plan", "Plan or make a visit from a phone", shapes.VisitStand, 201)
def plan(request: HttpRequest, given: shapes.VisitPlanIn) -> HttpResponse:
    """With a `client_key` that is known already the first one is given back and nothing entered."""
    actor, values = actor_of(request, ADD), given.dict()
    values["customer"] = _one(customers.visible, actor, given.customer, "customer")
    values["contact"] = _one(contacts.visible, actor, given.contact, "contact")
    values["owner"] = _one(employees.visible, actor, given.owner, "owner")
    values["template"] = _one(rows.active_templates, actor, given.template, "template")
    return answer(_stand(visits.create(actor=actor, **values)), 201)


@operation("GET", "/visits/{int:pk}/prepare", VIEW, "visit_prepare", "All that is known before a visit",
           shapes.VisitPrepared)  # fmt: skip
def prepare(request: HttpRequest, pk: Key) -> HttpResponse:
    """The visit, the facts about its customer by group, and the words to send ahead."""
    actor = actor_of(request, VIEW)
    row = rows.whole(actor).filter(pk=row_of(VISITS, actor, pk).pk).get()
    reading.opened(request, VISITS, row)
    subject, letter = visit_reasons.letter(row) if row.reason else ("", "")
    known = [
        {
            "name": g.name,
            "label": g.label,
            "facts": [
                {"label": str(f.label), "value": f.value, "hint": f.hint, "url": f.url, "tone": f.tone} for f in g.facts
            ],
        }
        for g in preparing.of(row.customer, actor)
    ]
    return answer({**_stand(row), "known": known, "subject": subject, "letter": letter})


@operation("PUT", "/visits/{int:pk}/prepare", CHANGE, "visit_preparation", "Put the preparation", shapes.VisitStand)
def prepared(request: HttpRequest, pk: Key, given: shapes.VisitPreparation) -> HttpResponse:
    """Reason, commitments, what and who to bring; only what is given changes."""
    actor, values = actor_of(request, CHANGE), given.dict(exclude_unset=True)
    row, version = row_of(VISITS, actor, pk), values.pop("version", None)
    kept = {name: value for name, value in values.items() if value is not None}
    if "contact" in kept:
        kept["contact"] = _one(contacts.visible, actor, kept["contact"], "contact")
    return answer(_stand(visits.change(row, actor=actor, version=version, **kept)))


@operation("POST", "/visits/{int:pk}/send-reason", CHANGE, "visit_send_reason", "Send the reason ahead",
           shapes.VisitStand)  # fmt: skip
def send(request: HttpRequest, pk: Key, given: shapes.VisitSendIn) -> HttpResponse:
    """A mail leaves by the worker; a message or a call is only noted."""
    actor = actor_of(request, CHANGE)
    return answer(_stand(visits.send_reason(row_of(VISITS, actor, pk), actor=actor, **given.dict())))


@operation("POST", "/visits/{int:pk}/confirm", CHANGE, "visit_confirm", "Note the customer's answer",
           shapes.VisitStand)  # fmt: skip
def confirm(request: HttpRequest, pk: Key, given: shapes.VisitAnswerIn) -> HttpResponse:
    actor = actor_of(request, CHANGE)
    return answer(_stand(visits.confirm_reason(row_of(VISITS, actor, pk), actor=actor, **given.dict())))


@operation("POST", "/visits/{int:pk}/check-in", CHANGE, "visit_check_in", "Arrive", shapes.VisitStand)
def check_in(request: HttpRequest, pk: Key, given: shapes.VisitCheckIn) -> HttpResponse:
    """Told again it stays as it is; the distance to the customer is only shown."""
    actor = actor_of(request, CHANGE)
    return answer(_stand(visits.check_in(row_of(VISITS, actor, pk), actor=actor, **given.dict())))


@operation("POST", "/visits/{int:pk}/check-out", CHANGE, "visit_check_out", "Leave", shapes.VisitStand)
def check_out(request: HttpRequest, pk: Key, given: shapes.VisitCheckOut) -> HttpResponse:
    actor = actor_of(request, CHANGE)
    return answer(_stand(visits.check_out(row_of(VISITS, actor, pk), actor=actor, **given.dict())))


@operation("POST", "/visits/{int:pk}/report", CHANGE, "visit_report", "Report a visit", shapes.VisitStand)
def report(request: HttpRequest, pk: Key, given: shapes.VisitReportIn) -> HttpResponse:
    """The result, what was learnt, and the next step, which becomes a task or the next visit."""
    actor, values = actor_of(request, CHANGE), given.dict()
    row = row_of(VISITS, actor, pk)
    for place, finding in enumerate(values["findings"]):
        finding["competitor"] = _one(
            competitors.visible, actor, finding["competitor"], f"findings.{place}.competitor"
        )  # fmt: skip
        finding["category"] = _one(categories.visible, actor, finding["category"], f"findings.{place}.category")
    return answer(_stand(visits.report(row, actor=actor, **values)))


@operation("POST", "/visits/{int:pk}/miss", CHANGE, "visit_miss", "It did not come about", shapes.VisitStand)
def miss(request: HttpRequest, pk: Key, given: shapes.VisitMissIn) -> HttpResponse:
    actor = actor_of(request, CHANGE)
    return answer(_stand(visits.miss(row_of(VISITS, actor, pk), actor=actor, **given.dict())))


@operation("POST", "/visits/{int:pk}/reschedule", CHANGE, "visit_reschedule", "Move a visit", shapes.VisitStand)
def reschedule(request: HttpRequest, pk: Key, given: shapes.VisitMoveIn) -> HttpResponse:
    """To another day, hour or place in the day."""
    actor, values = actor_of(request, CHANGE), given.dict()
    row, day = row_of(VISITS, actor, pk), values.pop("day")
    return answer(_stand(visits.reschedule(row, day, actor=actor, **values)))


@operation("POST", "/visits/{int:pk}/steps", CHANGE, "visit_step", "Answer a step", shapes.VisitStand)
def step(request: HttpRequest, pk: Key, given: shapes.VisitStepIn) -> HttpResponse:
    actor = actor_of(request, CHANGE)
    row = row_of(VISITS, actor, pk)
    visits.answer_step(row, actor=actor, **given.dict())
    return answer(_stand(row_of(VISITS, actor, pk)))


@operation("PUT", "/visits/{int:pk}/stock", CHANGE, "visit_stock", "Put the stock counted", shapes.VisitStand)
def stock(request: HttpRequest, pk: Key, given: shapes.VisitCountIn) -> HttpResponse:
    """All lines in the place of those counted before on this visit."""
    actor = actor_of(request, CHANGE)
    row = row_of(VISITS, actor, pk)
    found = {p.pk: p for p in products.visible(actor).filter(pk__in=[line.product for line in given.lines])}
    lines = []
    for place, line in enumerate(given.lines):
        if line.product not in found:
            unknown = _("Nothing with this code can be found.")
            raise RuleBroken(unknown, field=f"lines.{place}.product", code="unknown")
        lines.append({**line.dict(), "product": found[line.product]})
    visits.count_stock(row, actor=actor, lines=lines, version=given.version)
    return answer(_stand(row_of(VISITS, actor, pk)))


@operation("POST", "/visits/{int:pk}/photos", CHANGE, "visit_photo", "Add a photo with its mark",
           shapes.VisitMarkOut, 201)  # fmt: skip
def photo(request: HttpRequest, pk: Key) -> HttpResponse:
    """A multipart form with the file `photo` and, where they are known, `latitude` and `longitude`."""
    actor = actor_of(request, CHANGE)
    row = rows.whole(actor).filter(pk=row_of(VISITS, actor, pk).pk).get()
    upload = request.FILES.get("photo")
    if upload is None:
        raise RuleBroken(_("Choose a file first."), field="photo", code="none")
    given = HereForm(request.POST)
    given.is_valid()
    place = given.place()
    mark = visit_photos.add(
        row, actor=actor, upload=upload, latitude=place["latitude"], longitude=place["longitude"], at=place["at"]
    )  # fmt: skip
    return answer({"lines": list(mark.lines), "is_drawn": mark.is_drawn}, 201)
