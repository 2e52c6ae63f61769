"""What field work itself, customers, the pipeline and receivables say about a customer before a visit."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yanzhen.crm.queries import opportunities, stakeholders
from yanzhen.field.enums.visits import FindingKind, VisitState
from yanzhen.field.lists.visits import RESULT_TONES
from yanzhen.field.nouns.visit_panels import address_of
from yanzhen.field.queries import preparing, visits
from yanzhen.field.queries.preparing import Fact
from yanzhen.lib.money import in_words
from yanzhen.platform.actor import Actor
from yanzhen.receivables.queries import invoices

MOST = 4
ATTITUDES = {"champion": "good", "supporter": "good", "sceptic": "warning", "opponent": "bad"}


def basics(customer: Any, actor: Actor) -> list[Fact]:
    """Who they are: industry, type, class, since when, who looks after them."""
    rows = [
        (gettext_lazy("industry"), customer.industry),
        (gettext_lazy("customer type"), customer.customer_type),
        (pgettext_lazy("of a customer", "class"), customer.get_grade_class_display()),
        (gettext_lazy("customer since"), customer.since_on.isoformat() if customer.since_on else ""),
        (gettext_lazy("owner"), customer.owner),
        (gettext_lazy("address"), address_of(customer)),
    ]
    return [Fact(label, str(value)) for label, value in rows if value]


def debt(customer: Any, actor: Actor) -> list[Fact]:
    """What they owe, and what of it is late."""
    if not actor.can("receivables.view_invoice"):
        return []
    found = []
    for owed in invoices.owed_by(customer.pk, actor, timezone.localdate()):
        late = in_words(owed.overdue, currency=owed.currency)
        hint = _("{amount} overdue").format(amount=late) if owed.overdue > 0 else _("nothing overdue")
        url = f"{reverse('receivables:invoice_list')}?customer={customer.pk}"
        tone = "bad" if owed.overdue > 0 else ""
        found.append(Fact(_("open receivables"), in_words(owed.amount, currency=owed.currency), hint, url, tone))
    return found or [Fact(_("open receivables"), _("everything is paid"), tone="good")]


def before(customer: Any, actor: Actor) -> list[Fact]:
    """The last visits and what came out of them."""
    if not actor.can("field.view_visit"):
        return []
    rows = visits.of_customer(customer.pk, actor).filter(state=VisitState.DONE)
    return [
        Fact(
            row.day.isoformat(),
            row.get_result_display() or row.get_state_display(),
            " · ".join(filter(None, [str(row.owner), row.needs or row.remark, row.next_step])),
            reverse("field:visit_record", args=[row.pk]),
            RESULT_TONES.get(row.result, ""),  # type: ignore[call-overload]
        )
        for row in rows[:MOST]
    ]


def deals(customer: Any, actor: Actor) -> list[Fact]:
    """Open opportunities with their stage and next step."""
    if not actor.can("crm.view_opportunity"):
        return []
    rows = opportunities.visible(actor).filter(customer_id=customer.pk, state="open")
    return [
        Fact(
            row.name,
            in_words(row.amount, currency=row.currency),
            " · ".join(filter(None, [str(row.stage), row.next_step, row.expected_on.isoformat()])),
            reverse("crm:opportunity_record", args=[row.pk]),
        )
        for row in rows[:MOST]
    ]


def people(customer: Any, actor: Actor) -> list[Fact]:
    """Who has a say: role, attitude and what they need."""
    if not actor.can("crm.view_stakeholder"):
        return []
    now, _gone = stakeholders.at(customer.pk, actor)
    return [
        Fact(
            row.name,
            row.get_role_display(),
            " · ".join(filter(None, [row.title, row.get_attitude_display(), row.needs])),
            reverse("crm:stakeholder_record", args=[row.pk]),
            ATTITUDES.get(row.attitude, ""),
        )
        for row in now[: MOST + 2]
    ]


def learnt(customer: Any, actor: Actor) -> list[Fact]:
    """Their customers, their other suppliers, what these ask, and what they need: as seen on earlier visits."""
    if not actor.can("field.view_visitfinding"):
        return []
    rows = visits.findings(actor).filter(visit__customer_id=customer.pk)
    found: list[Fact] = []
    for kind in (FindingKind.BUYERS, FindingKind.RIVAL, FindingKind.PRICE, FindingKind.STOCK, FindingKind.NEED):
        for row in rows.filter(kind=kind)[:2]:
            amount = in_words(row.amount, currency=row.currency) if row.amount is not None else ""
            words = " · ".join(filter(None, [str(row.competitor or row.rival or ""), row.words, amount]))
            url = reverse("field:visitfinding_record", args=[row.pk])
            found.append(Fact(kind.label, words, row.visit.day.isoformat(), url))
    return found


preparing.declare("basics", gettext_lazy("The customer"), basics, order=10)
preparing.declare("debt", pgettext_lazy("of a customer", "Money"), debt, order=20)
preparing.declare("before", gettext_lazy("Last visits"), before, order=40)
preparing.declare("deals", gettext_lazy("Open opportunities"), deals, order=50)
preparing.declare("people", pgettext_lazy("of a customer", "Who decides"), people, order=60)
preparing.declare("learnt", gettext_lazy("Their customers and competitors"), learnt, order=70)
