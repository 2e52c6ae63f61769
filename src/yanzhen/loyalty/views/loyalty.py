"""The chain of referrals a customer is in, and the dry run of a thanks rule."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.crm.queries import customers
from yanzhen.loyalty import nouns
from yanzhen.loyalty.queries import shown
from yanzhen.loyalty.services import thanks
from yanzhen.platform.pages.views import actor_of, needs, row_or_404

AHEAD, SHOWN = 30, 100


@require_GET
@needs("loyalty.view_referral")
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Who brought whom, from the first to the last."""
    actor = actor_of(request)
    customer = get_object_or_404(customers.visible(actor), pk=pk)
    context = {
        "page": {"title": _("Who brought whom: {customer}").format(customer=customer)},
        "trail": [(nouns.REFERRALS.plural, nouns.REFERRALS.url("list"))],
        "chain": shown.chain(actor, customer.pk),
    }
    return render(request, "loyalty/chain.html", context)


@require_GET
@needs("loyalty.change_thanksrule")
def dry_run(request: HttpRequest, pk: int) -> HttpResponse:
    """What a rule would do in the next thirty days; nothing is done."""
    actor = actor_of(request)
    rule = row_or_404(nouns.THANKS_RULES, request, pk)
    found = sorted(
        thanks.planned(rule, timezone.localdate(), ahead=AHEAD, actor=actor), key=lambda p: (p.occurrence.day, p.title)
    )
    lead = _("Occasions in the next {days} days and what would be done; nothing is done by looking.")
    context = {
        "page": {"title": _("Dry run: {rule}").format(rule=rule)},
        "trail": [(nouns.THANKS_RULES.plural, nouns.THANKS_RULES.url("list")),
                  (str(rule), reverse("loyalty:thanksrule_record", args=[rule.pk]))],
        "lead": lead.format(days=AHEAD),
        "plans": [
            {"day": one.occurrence.day.isoformat(), "customer": str(one.customer), "title": one.title,
             "why_not": one.why_not, "url": reverse("crm:customer_record", args=[one.customer.pk])}
            for one in found[:SHOWN]
        ],
        "more": max(0, len(found) - SHOWN),
    }  # fmt: skip
    return render(request, "loyalty/dry_run.html", context)
