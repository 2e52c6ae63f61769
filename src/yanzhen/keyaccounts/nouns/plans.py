from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.keyaccounts import forms, lists
from yanzhen.keyaccounts.enums import PlanState, ReviewState
from yanzhen.keyaccounts.models import AccountKpi, KpiValue, MonthlyReview, RollingPlan, RollingPlanLine
from yanzhen.keyaccounts.nouns.agreements import SECTION
from yanzhen.keyaccounts.queries import plans as rows
from yanzhen.keyaccounts.queries import words
from yanzhen.keyaccounts.services import kpis, plans, reviews
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Tab

_p, _l, _m, _k, _v = (partial(describe, m) for m in (RollingPlan, RollingPlanLine, MonthlyReview, AccountKpi, KpiValue))
PLANS = nouns.declare(
    Noun(
        model=RollingPlan,
        slug="rolling-plans",
        icon="calendar-event",
        list=lists.PLANS,
        fields=[
            _p("agreement", page=lists.AGREEMENT),
            _p("agreement__customer", page=lists.CUSTOMER, label=_("key account")),
            _p("agreement__owner", page=lists.PERSON),
            _p("month", words=words.month),
            _p("state", tones=lists.PLAN_TONES),
            _p("opens_on"),
            _p("due_on"),
            _p("ready_on"),
            _p("accepted_on"),
            _p("promotions"),
            _p("shops"),
            _p("remark"),
            _p("version"),
        ],
        groups={
            _("Deadline"): ("opens_on", "due_on", "ready_on", "accepted_on"),
            _("What stands behind it"): ("promotions", "shops", "remark"),
        },
        state="state",
        lines=Lines(
            name="lines",
            label=_("Lines"),
            fields=[
                _l("month", words=words.month, card="meta"),
                _l("product", page=lists.PRODUCT, card="title"),
                _l("quantity", card="meta"),
                _l("amount", kind="money", currency="plan__agreement__currency", card="fig"),
            ],
            query=rows.lines,
            form=forms.RollingPlanLineForm,
        ),
        form=forms.RollingPlanForm,
        services=plans,
        actions=[
            Action(
                "submit", pgettext_lazy("button", "Submit the plan"), plans.submit, "send",
                lambda row: row.state == PlanState.DRAFT, primary=True,
            ),
            Action(
                "accept", pgettext_lazy("button", "Accept the plan"), plans.accept, "circle-check",
                lambda row: row.state == PlanState.SUBMITTED, primary=True,
            ),
            Action(
                "send_back", pgettext_lazy("button", "Send the plan back"), plans.send_back, "arrow-back-up",
                lambda row: row.state == PlanState.SUBMITTED,
            ),
        ],
        may_change=lambda row: row.state == PlanState.DRAFT,
    )
)  # fmt: skip
REVIEWS = nouns.declare(
    Noun(
        model=MonthlyReview,
        slug="monthly-reviews",
        icon="clipboard-check",
        list=lists.REVIEWS,
        fields=[
            _m("agreement", page=lists.AGREEMENT),
            _m("agreement__customer", page=lists.CUSTOMER, label=_("key account")),
            _m("agreement__owner", page=lists.PERSON),
            _m("month", words=words.month),
            _m("state", tones=lists.REVIEW_TONES),
            _m("finding"),
            _m("reconciled_on"),
            _m("remark"),
            _m("closed_on"),
            _m("who", words=words.who),
            _m("version"),
        ],
        state="state",
        form=forms.MonthlyReviewForm,
        services=reviews,
        actions=[
            Action(
                "close", pgettext_lazy("button", "Close the review"), reviews.close, "circle-check",
                lambda row: row.state == ReviewState.OPEN, primary=True,
            ),
        ],
        may_change=lambda row: row.state == ReviewState.OPEN,
    )
)  # fmt: skip
KPIS = nouns.declare(
    Noun(
        model=AccountKpi,
        slug="account-kpis",
        icon="gauge",
        list=lists.KPIS,
        fields=[
            _k("name"),
            _k("name_en"),
            _k("agreement", page=lists.AGREEMENT),
            _k("agreement__customer", page=lists.CUSTOMER, label=_("key account")),
            _k("unit"),
            _k("is_better_high"),
            _k("goal"),
            _k("version"),
        ],
        lines=Lines(
            name="monthly",
            label=_("Monthly values"),
            fields=[_v("month", card="title"), _v("value", card="fig")],
            query=kpis.of,
            form=forms.KpiValueForm,
        ),
        form=forms.AccountKpiForm,
        services=kpis,
        actions=[
            Action(
                "paste",
                pgettext_lazy("button", "Paste values"),
                kpis.change,
                "clipboard-check",
                page="keyaccounts:kpi_values",
            ),
        ],
    )
)
nouns.relate(
    "keyaccounts.agreement",
    Tab("plans", _("Rolling plans"), "keyaccounts.rollingplan", "agreement"),
    Tab("reviews", _("Monthly reviews"), "keyaccounts.monthlyreview", "agreement"),
    Tab("kpis", _("KPIs of the customer"), "keyaccounts.accountkpi", "agreement"),
    order=70,
)
navigation.add(
    navigation.Place(
        49, _("Rolling plans"), "calendar-event", "keyaccounts:rollingplan_list", "keyaccounts.view_rollingplan",
        section=SECTION,
    )
)  # fmt: skip
