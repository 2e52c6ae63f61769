from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.loyalty import forms, lists
from yanzhen.loyalty.enums import BuyingNote, RewardAct, RewardState
from yanzhen.loyalty.models import NextPurchase, Referral, RememberedDay, RewardEntry, ThanksRule
from yanzhen.loyalty.services import referrals, remembered_days, rewards, thanks
from yanzhen.platform import timeline
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun, Tab
from yanzhen.platform.search import Find

_n, _f, _w, _t, _d = (partial(describe, m) for m in (NextPurchase, Referral, RewardEntry, ThanksRule, RememberedDay))
CUSTOMER, PERSON = lists.CUSTOMER, lists.PERSON

PURCHASES = nouns.declare(
    Noun(
        model=NextPurchase,
        slug="next-purchases",
        empty=_("When each customer is likely to order next stands here, worked out every night from past orders."),
        icon="calendar-due",
        list=lists.PURCHASES,
        fields=[
            _n("customer", page=CUSTOMER),
            _n("customer__owner", page=PERSON),
            _n("due_on"),
            _n("expected_on"),
            _n("low_on"),
            _n("high_on"),
            _n("overdue_days"),
            _n("is_late"),
            _n("alive"),
            _n("ahead"),
            _n("last_on"),
            _n("purchases"),
            _n("note", words=lambda row, actor: str(BuyingNote(row.note).label)),
            _n("expected_days"),
            _n("own_days"),
            _n("segment_days"),
            _n("weight"),
            _n("segment"),
            _n("is_borrowed"),
            _n("as_of"),
        ],
        groups={
            _("Working"): ("expected_days", "own_days", "segment_days", "weight", "segment", "is_borrowed", "as_of"),
        },
        has_notes=False,
    )
)
REFERRALS = nouns.declare(
    Noun(
        model=Referral,
        slug="referrals",
        empty=_(
            "Who recommended whom stands here, so that thanks and rewards are not forgotten. Enter the first referral."
        ),
        icon="affiliate",
        list=lists.REFERRALS,
        fields=[
            _f("number"),
            _f("referrer", page=CUSTOMER),
            _f("contact", page="crm:contact_record"),
            _f("referred", page=CUSTOMER),
            _f("lead"),
            _f("referred_on"),
            _f("remark"),
            _f("version"),
        ],
        form=forms.ReferralForm,
        services=referrals,
        find=Find(number="number", starts=("RF-",), rank="referred_on", shown=("referred_on",)),
    )
)


def _is_waiting(row: Any) -> bool:
    return bool(row.state == RewardState.WAITING)


def _is_booked(row: Any) -> bool:
    return bool(row.state == RewardState.BOOKED and row.act != RewardAct.REVERSE)


REWARDS = nouns.declare(
    Noun(
        model=RewardEntry,
        slug="rewards",
        empty=_("What customers get for referrals and loyalty stands here, from proposed to handed over."),
        icon="gift",
        list=lists.REWARDS,
        fields=[
            _w("number"),
            _w("customer", page=CUSTOMER),
            _w("kind"),
            _w("act"),
            _w("amount"),
            _w("currency"),
            _w("reason"),
            _w("booked_on"),
            _w("state", tones=lists.REWARD_TONES),
            _w("referral", page="loyalty:referral_record"),
            _w("reverses", page="loyalty:rewardentry_record"),
            _w("who"),
        ],
        state="state",
        form=forms.RewardEntryForm,
        services=rewards,
        actions=[
            Action("withdraw", pgettext_lazy("button", "Withdraw"), rewards.withdraw, "x", _is_waiting, danger=True),
            Action(
                "reverse", pgettext_lazy("button", "Take back"), rewards.reverse, "arrow-back-up", _is_booked,
                danger=True,
            ),
        ],
        find=Find(number="number", starts=("RW-",), rank="booked_on", shown=("customer", "state")),
    )
)  # fmt: skip
THANKS_RULES = nouns.declare(
    Noun(
        model=ThanksRule,
        slug="thanks-rules",
        empty=_("A rule makes thanks a task in time: for an order, a referral, an anniversary."),
        icon="heart-handshake",
        list=lists.THANKS_RULES,
        fields=[
            _t("name"),
            _t("name_en"),
            _t("occasion"),
            _t("days_before"),
            _t("amount_from", kind="money", currency="currency"),
            _t("currency"),
            _t("task"),
            _t("starts_on"),
            _t("is_active"),
            _t("version"),
        ],
        form=forms.ThanksRuleForm,
        services=thanks,
        actions=[
            Action(
                "dry_run", pgettext_lazy("button", "Dry run"), thanks.change, "list-search", primary=True,
                page="loyalty:thanks_dry_run",
            ),
        ],
    )
)  # fmt: skip
REMEMBERED = nouns.declare(
    Noun(
        model=RememberedDay,
        slug="remembered-days",
        empty=_("Days worth a greeting stand here: a birthday, an anniversary. Add one on a contact."),
        icon="cake",
        list=lists.REMEMBERED,
        fields=[
            _d("contact", page="crm:contact_record"),
            _d("contact__customer", page=CUSTOMER),
            _d("kind"),
            _d("month"),
            _d("day"),
            _d("remark"),
            _d("version"),
        ],
        form=forms.RememberedDayForm,
        services=remembered_days,
    )
)
nouns.relate("crm.contact", Tab("days", _("Remembered days"), "loyalty.rememberedday", "contact"))
nouns.relate("loyalty.referral", Tab("rewards", _("Rewards"), "loyalty.rewardentry", "referral"))
timeline.VERBS.update({
    "book_reward": _("booked the reward"), "work_out_purchases": _("had the next purchases worked out"),
})  # fmt: skip
CARE = pgettext_lazy("navigation", "Customer care")
navigation.add(
    navigation.Place(40, _("Due to buy"), "calendar-due", "loyalty:due", "loyalty.view_nextpurchase", section=CARE)
)
navigation.add(
    navigation.Place(42, _("Referrals"), "affiliate", "loyalty:referral_list", "loyalty.view_referral", section=CARE)
)
navigation.add(
    navigation.Place(43, _("Rewards"), "gift", "loyalty:rewardentry_list", "loyalty.view_rewardentry", section=CARE)
)
navigation.add_setting(
    navigation.Place(
        340, _("Thanks rules"), "heart-handshake", "loyalty:thanksrule_list", "loyalty.view_thanksrule",
        section=_("Catalogue"),
    )
)  # fmt: skip
navigation.add_setting(
    navigation.Place(
        345, _("Remembered days"), "cake", "loyalty:rememberedday_list", "loyalty.view_rememberedday",
        section=_("Catalogue"),
    )
)  # fmt: skip
navigation.add_creator(navigation.Place(70, _("Referral"), "affiliate", "loyalty:referral_add", "loyalty.add_referral"))
