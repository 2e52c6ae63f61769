from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.keyaccounts import forms, lists
from yanzhen.keyaccounts.enums import AgreementState
from yanzhen.keyaccounts.models import AccountDelivery, Agreement, AgreementCheck, AgreementTerm
from yanzhen.keyaccounts.queries import agreements as rows
from yanzhen.keyaccounts.queries import words
from yanzhen.keyaccounts.services import agreements, checking, deliveries, renewing
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Tab
from yanzhen.platform.search import Find

_a, _t, _c, _d = (partial(describe, m) for m in (Agreement, AgreementTerm, AgreementCheck, AccountDelivery))
VIEW = "keyaccounts.view_agreement"


def _figure(term: AgreementTerm, actor: Actor) -> str:
    return words.figure(term, term.figure, term.agreement.currency)


def _in_force(row: Any) -> bool:
    return bool(row.standing == AgreementState.IN_FORCE)


def _was_in_force(row: Any) -> bool:
    return row.standing in rows.WAS_IN_FORCE


def _is_to_renew(row: Any) -> bool:
    """Over or nearly so, and nothing follows yet: then this is the thing to do."""
    is_near = row.valid_until < timezone.localdate() + timedelta(days=rows.AHEAD)
    return is_near and renewing.can_renew(row) and not rows.followers(row).exists()


AGREEMENTS = nouns.declare(
    Noun(
        model=Agreement,
        slug="agreements",
        icon="file-text",
        list=lists.AGREEMENTS,
        fields=[
            _a("number"),
            _a("customer", page=lists.CUSTOMER),
            _a("state", source="standing", tones=lists.AGREEMENT_TONES),
            _a("edition"),
            _a("is_amending"),
            _a("valid_from"),
            _a("valid_until"),
            _a("signed_on"),
            _a("renews", page=lists.AGREEMENT),
            _a("owner", page=lists.PERSON),
            _a("unit", page="organization:unit_record"),
            _a("currency"),
            _a("remark"),
            _a("version"),
        ],
        groups={
            pgettext_lazy("contract", "Agreement"): ("number", "customer", "edition", "is_amending", "remark"),
            _("Time"): ("valid_from", "valid_until", "signed_on", "renews"),
            _("Whose account"): ("owner", "unit", "currency"),
        },
        state="state",
        lines=Lines(
            name="terms",
            label=_("Terms"),
            fields=[
                _t("kind", card="title"),
                _t("product", page=lists.PRODUCT, card="sub"),
                _t("figure", words=_figure, card="fig"),
                _t("tiers", card="meta"),
                _t("note", card="meta"),
                _t("edition", card="hide"),
            ],
            query=rows.terms,
            form=forms.AgreementTermForm,
        ),
        form=forms.AgreementForm,
        services=agreements,
        actions=[
            Action(
                "sign", pgettext_lazy("button", "Put in force"), agreements.sign, "check", agreements.can_sign,
                primary=True,
            ),
            Action(
                "renew", pgettext_lazy("button", "Renew as a copy"), renewing.renew, "copy", _is_to_renew, primary=True,
            ),
            Action("check", pgettext_lazy("button", "Check now"), checking.check, "list-check", _was_in_force),
            Action(
                "business_review", pgettext_lazy("button", "Business review"), checking.check, "chart-bar",
                _was_in_force, page="keyaccounts:business_review",
            ),
            Action(
                "amend", pgettext_lazy("button", "Begin a supplement"), agreements.amend, "file-plus",
                lambda row: _in_force(row) and not row.is_amending,
            ),
            Action(
                "drop_supplement", pgettext_lazy("button", "Give the supplement up"), agreements.drop_supplement, "x",
                lambda row: row.is_amending,
            ),
            Action(
                "end", pgettext_lazy("button", "End the agreement"), agreements.end, "ban", agreements.can_end,
                danger=True,
            ),
        ],
        may_change=lambda row: row.state != AgreementState.ENDED,
        find=Find(number="number", starts=("KA-",), rank="valid_from", shown=("customer", "state", "valid_until")),
    )
)  # fmt: skip
CHECKS = nouns.declare(
    Noun(
        model=AgreementCheck,
        slug="agreement-checks",
        icon="list-check",
        list=lists.CHECKS,
        fields=[
            _c("agreement", page=lists.AGREEMENT),
            _c("agreement__customer", page=lists.CUSTOMER, label=_("key account")),
            _c("checked_on"),
            _c("edition"),
            _c("month"),
            _c("broken"),
            _c("risk"),
            _c("kept"),
            _c("unknown"),
            _c("who", words=words.who),
        ],
        has_notes=False,
    )
)
DELIVERIES = nouns.declare(
    Noun(
        model=AccountDelivery,
        slug="account-deliveries",
        icon="truck-delivery",
        list=lists.DELIVERIES,
        fields=[
            _d("number"),
            _d("order", page="orders:order_record"),
            _d("order__customer", page=lists.CUSTOMER, label=_("key account")),
            _d("product", page=lists.PRODUCT),
            _d("delivered_on"),
            _d("quantity"),
            _d("produced_on"),
            _d("expires_on"),
            _d("remark"),
            _d("version"),
        ],
        form=forms.AccountDeliveryForm,
        services=deliveries,
        find=Find(number="number", starts=("AR-",), rank="delivered_on", shown=("order", "product", "delivered_on")),
    )
)
nouns.relate(
    "keyaccounts.agreement", Tab("checks", _("All checks"), "keyaccounts.agreementcheck", "agreement"), order=90
)
timeline.VERBS.update({
    "sign": _("put this in force"), "amend": _("began a supplement"), "drop_supplement": _("gave the supplement up"),
    "end_agreement": _("ended the agreement"),
    "expire_agreement": _("noted that it has expired"), "self_check": _("checked the terms"),
    "win_chance": _("won this"), "drop_chance": _("let this drop"), "reopen_chance": _("opened this again"),
    "carry_chance": _("carried this over to the next week"), "submit_plan": _("submitted the plan"),
    "accept_plan": _("accepted the plan"), "send_back_plan": _("sent the plan back"),
    "close_review": _("closed the review"),
})  # fmt: skip
timeline.LABELS.update({
    "terms": _("terms"), "broken": _("broken"), "risk": _("at risk"), "values": _("values"),
})  # fmt: skip
SECTION = pgettext_lazy("navigation", "Key accounts")
navigation.add(
    navigation.Place(46, pgettext_lazy("navigation", "Account desk"), "briefcase", "keyaccounts:hub", VIEW,
                     section=SECTION)
)  # fmt: skip
navigation.add(
    navigation.Place(
        47, pgettext_lazy("contract", "Agreements"), "file-text", "keyaccounts:agreement_list", VIEW, section=SECTION
    )
)
navigation.add_creator(
    navigation.Place(
        75,
        pgettext_lazy("contract", "Agreement"),
        "file-text",
        "keyaccounts:agreement_add",
        "keyaccounts.add_agreement",
    )
)
navigation.add_setting(
    navigation.Place(
        350, _("Arrivals at key accounts"), "truck-delivery", "keyaccounts:accountdelivery_list",
        "keyaccounts.view_accountdelivery", section=_("Catalogue"),
    )
)  # fmt: skip
