"""What stands on the page of a customer: the grade with its working, what is due, and how loyal."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.loyalty.lists import CHANGE_TONES, GRADE_TONES
from yanzhen.loyalty.queries import evaluations, loyalty, purchase_words, purchases, shown
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.nouns import Panel, Tab


def grades(customer: Any, actor: Actor) -> str:
    """The latest grade with its bars and working, and those before."""
    rows = list(evaluations.whole(actor).filter(customer_id=customer.pk, is_current=True)[:8])
    return render_to_string(
        "loyalty/_grades.html",
        {
            "row": rows[0] if rows else None,
            "shown": shown.evaluation(rows[0], actor) if rows else None,
            "before": [shown.line(row) for row in rows[1:]],
            "tones": GRADE_TONES,
            "change_tones": CHANGE_TONES,
            "add_url": _add_url("causeanalysis", customer, actor, rows[0].pk if rows else None),
        },
    )


def _add_url(noun: str, customer: Any, actor: Actor, evaluation: int | None = None, by: str = "customer") -> str:
    if not actor.can(f"loyalty.add_{noun}"):
        return ""
    url = f"{reverse(f'loyalty:{noun}_add')}?{by}={customer.pk}"
    return f"{url}&evaluation={evaluation}" if evaluation else url


def buying(customer: Any, actor: Actor) -> str:
    """When the next order is due, of what, why that is thought, and what to offer."""
    row = purchases.whole(actor).filter(customer_id=customer.pk).first()
    return render_to_string(
        "loyalty/_buying.html",
        {
            "row": row,
            "shown": purchase_words.shown(row, actor) if row is not None else None,
            "hits": purchase_words.hits(purchases.last_run()),
            "offers": purchase_words.offers(purchases.offers(actor, customer, timezone.localdate())),
        },
    )


def loyal(customer: Any, actor: Actor) -> str:
    """Who brought this customer, whom it brought, and its rewards."""
    return render_to_string(
        "loyalty/_loyal.html",
        {
            "chain": shown.chain(actor, customer.pk),
            "balances": shown.balances(customer.pk) if actor.can("loyalty.view_rewardentry") else [],
            "entries": [shown.entry(row) for row in loyalty.rewards(actor).filter(customer_id=customer.pk)[:10]]
            if actor.can("loyalty.view_rewardentry")
            else [],
            "refer_url": _add_url("referral", customer, actor, by="referrer"),
            "reward_url": _add_url("rewardentry", customer, actor),
        },
    )


def figures(customer: Any, actor: Actor) -> list[dict[str, Any]]:
    """The grade and the day of the next order at the head of a customer's page."""
    found: list[dict[str, Any]] = []
    grade = evaluations.of_customer(customer.pk, actor) if actor.can("loyalty.view_evaluation") else None
    if grade is not None:
        url = reverse("loyalty:evaluation_record", args=[grade.pk])
        hint = f"{grade.get_change_display()} · {grade.run}"
        found.append({"label": _("grade"), "value": grade.get_grade_display(), "hint": hint, "url": url})
    due = purchases.of_customer(customer.pk, actor) if actor.can("loyalty.view_nextpurchase") else None
    if due is not None and due.expected_on is not None:
        url = reverse("loyalty:nextpurchase_record", args=[due.pk])
        hint = _("80 %: {low} – {high}").format(low=due.low_on, high=due.high_on)
        found.append({"label": _("next order"), "value": due.expected_on.isoformat(), "hint": hint, "url": url})
    return found


nouns.relate(
    "crm.customer",
    Panel("next", gettext_lazy("Next purchase"), "loyalty.view_nextpurchase", buying),
    Panel("grades", gettext_lazy("Evaluation"), "loyalty.view_evaluation", grades),
    Panel("loyalty", gettext_lazy("Loyalty"), "loyalty.view_referral", loyal),
    Tab("analyses", gettext_lazy("Cause analyses"), "loyalty.causeanalysis", "customer"),
    figures=figures,
    order=60,
)
