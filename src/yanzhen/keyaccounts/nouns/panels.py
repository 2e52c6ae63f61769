"""What key accounts puts on other pages: the customer's agreements, the self-check, what waits on Today."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yanzhen.keyaccounts.enums import AgreementState
from yanzhen.keyaccounts.lists import AGREEMENT_TONES
from yanzhen.keyaccounts.models import Agreement, StoreOpportunity
from yanzhen.keyaccounts.queries import agreements, plans, words
from yanzhen.keyaccounts.services import checking
from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns, waiting
from yanzhen.platform.pages.nouns import Panel
from yanzhen.platform.timeline import Event

VIEW = "keyaccounts.view_agreement"


def self_check(row: Agreement, actor: Actor) -> str:
    """The latest check, term by term, and the editions before."""
    check = agreements.last_check(row)
    now = row.edition if row.standing == AgreementState.IN_FORCE else None
    return render_to_string(
        "keyaccounts/_check.html",
        {
            "check": check,
            "url": reverse("keyaccounts:agreementcheck_record", args=[check.pk]) if check else "",
            "lines": [words.shown(line, actor) for line in agreements.lines(check)] if check else [],
            "counts": checking.counts(check) if check else [],
            "editions": [
                {"number": e.number, "from_on": e.from_on.isoformat(), "who": e.who, "is_now": e.number == now,
                 "terms": [_term(term, row.currency) for term in agreements.of_edition(row, e.number)]}
                for e in agreements.editions(row)
            ],
        },
    )  # fmt: skip


def _term(term: Any, currency: str) -> dict[str, str]:
    return {"name": words.name(term), "figure": term.tiers or words.figure(term, term.figure, currency)}


def _unwell(row: Agreement, actor: Actor) -> int | None:
    check = agreements.last_check(row)
    return check.broken + check.risk if check else None


def of_customer(customer: Any, actor: Actor) -> str:
    """The agreements with a customer and how they stand."""
    rows = list(agreements.visible(actor).filter(customer_id=customer.pk)[:10])
    shown = []
    for row in rows:
        check, state = agreements.last_check(row), AgreementState(row.standing)
        shown.append({
            "number": row.number, "url": reverse("keyaccounts:agreement_record", args=[row.pk]),
            "state": state.label, "tone": AGREEMENT_TONES.get(state, "neutral"),
            "period": f"{row.valid_from} – {row.valid_until}", "owner": str(row.owner),
            "counts": [c for c in checking.counts(check) if c["number"]] if check else [],
        })  # fmt: skip
    add = reverse("keyaccounts:agreement_add") + f"?customer={customer.pk}"
    return render_to_string(
        "keyaccounts/_agreements.html",
        {"rows": shown, "add_url": add if actor.can("keyaccounts.add_agreement") else ""},
    )


def _count(customer: Any, actor: Actor) -> int | None:
    return agreements.visible(actor).filter(customer_id=customer.pk).order_by().count()


def figures(row: Agreement, actor: Actor) -> list[dict[str, Any]]:
    """The account, and how many terms are broken or at risk."""
    check = agreements.last_check(row)
    found: list[dict[str, Any]] = [
        {"label": _("key account"), "value": str(row.customer), "hint": f"{row.valid_from} – {row.valid_until}",
         "url": reverse("crm:customer_record", args=[row.customer_id])}
    ]  # fmt: skip
    if check is not None:
        hint = _("{n} at risk, as of {day}").format(n=check.risk, day=check.checked_on)
        found.append({"label": _("terms broken"), "value": f"{check.broken}", "hint": hint, "url": "?tab=check"})
    return found


def account(row: Any, actor: Actor) -> list[dict[str, Any]]:
    """Whose plan or review this is."""
    url = reverse("keyaccounts:agreement_record", args=[row.agreement_id])
    return [
        {"label": _("key account"), "value": str(row.agreement.customer), "hint": str(row.agreement.owner), "url": url}
    ]


def chance(row: StoreOpportunity, actor: Actor) -> list[dict[str, Any]]:
    """Where there is what to win, what a month of it is worth, and by when it is to be seen to."""
    worth = MISSING if row.potential is None else in_words(row.potential, currency=row.currency, digits=0)
    store = reverse("keyaccounts:store_record", args=[row.store_id])
    return [
        {"label": _("store"), "value": str(row.store), "hint": str(row.store.agreement.customer), "url": store},
        {"label": row.get_kind_display(), "value": str(row.product) if row.product else MISSING,
         "hint": words.reason(row, actor)},
        {"label": _("potential amount"), "value": worth, "hint": ""},
        {"label": _("due on"), "value": row.due_on.isoformat(), "hint": str(row.owner)},
    ]  # fmt: skip


def events(customer: Any, actor: Actor, most: int) -> list[Event]:
    """The days agreements with this customer were put in force."""
    if not actor.can(VIEW):
        return []
    rows = agreements.visible(actor).filter(customer_id=customer.pk, signed_on__isnull=False)[:most]
    return [
        Event(
            "agreement", str(row.owner), timeline.of_day(row.signed_on),
            _("Agreement {number} signed").format(number=row.number),
            url=reverse("keyaccounts:agreement_record", args=[row.pk]), icon="file-text", is_day=True,
        )
        for row in rows
        if row.signed_on is not None
    ]  # fmt: skip


def plans_due(actor: Actor) -> list[dict[str, Any]]:
    """Own rolling plans whose window is open or past."""
    if not actor.can("keyaccounts.change_rollingplan") or actor.employee_id is None:
        return []
    found = plans.due(actor, timezone.localdate())
    number = sum(d.standing.state in {"open", "late"} and d.agreement.owner_id == actor.employee_id for d in found)
    entry = {"text": _("Rolling plans to submit"), "figure": f"{number:,}", "url": reverse("keyaccounts:hub")}
    return [entry] if number else []


def to_renew(actor: Actor) -> list[dict[str, Any]]:
    """Own agreements that are over, or will be within the next weeks, and that nothing follows yet."""
    if not actor.can("keyaccounts.add_agreement") or actor.employee_id is None:
        return []
    number = agreements.to_renew(actor, timezone.localdate()).filter(owner_id=actor.employee_id).order_by().count()
    entry = {"text": _("Agreements to renew"), "figure": f"{number:,}", "url": reverse("keyaccounts:hub") + "#renew"}
    return [entry] if number else []


nouns.relate(
    "keyaccounts.agreement",
    Panel("check", gettext_lazy("Self-check"), "keyaccounts.view_agreementcheck", self_check, _unwell),
    figures=figures,
    order=40,
)
for _name in ("rollingplan", "monthlyreview", "store", "accountkpi"):
    nouns.relate(f"keyaccounts.{_name}", figures=account)
nouns.relate("keyaccounts.storeopportunity", figures=chance)
nouns.relate(
    "crm.customer", Panel("agreements", pgettext_lazy("contract", "Agreements"), VIEW, of_customer, _count), order=65
)
timeline.merge("crm.customer", events)
waiting.add(plans_due, order=32)
waiting.add(to_renew, order=33)
