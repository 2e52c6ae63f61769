"""The lists of evaluations, next purchases and loyalty."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.queries import contacts, customers
from yanzhen.loyalty.enums import (
    AnalysisState,
    BuyingNote,
    Change,
    Grade,
    Occasion,
    RewardAct,
    RewardKind,
    RewardState,
    RunState,
)
from yanzhen.loyalty.models import (
    CauseAnalysis,
    Evaluation,
    EvaluationRun,
    EvaluationScheme,
    NextPurchase,
    Referral,
    RememberedDay,
    RewardEntry,
    ThanksRule,
)
from yanzhen.loyalty.queries import evaluations, loyalty, purchases
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

CUSTOMER, PERSON = "crm:customer_record", "organization:employee_record"
GRADE_TONES = {Grade.A: "good", Grade.B: "accent", Grade.C: "warning", Grade.D: "bad"}
CHANGE_TONES = {Change.UP: "good", Change.DOWN: "bad"}
RUN_TONES = {RunState.DONE: "good", RunState.FAILED: "bad", RunState.RUNNING: "warning"}
ANALYSIS_TONES = {AnalysisState.OPEN: "warning", AnalysisState.ACTING: "accent", AnalysisState.DONE: "good"}
REWARD_TONES = {RewardState.WAITING: "warning", RewardState.BOOKED: "good"}

_s, _r, _e, _c, _n = (
    partial(describe, m) for m in (EvaluationScheme, EvaluationRun, Evaluation, CauseAnalysis, NextPurchase)
)
_f, _w, _t, _d = (partial(describe, m) for m in (Referral, RewardEntry, ThanksRule, RememberedDay))


def _of(name: str = "customer") -> Filter:
    return Filter(name, _("customer"), "ref", name, named=name_of(customers.visible))


def _owner(path: str) -> Filter:
    return Filter("owner", _("owner"), "ref", path, options=choices.employees, named=choices.employee_name)


SCHEMES = ListSpec(
    query=evaluations.schemes,
    columns=[
        _s("name", source="label", card="title"),
        _s("span", card="badge"),
        _s("valid_from", card="meta"),
        *(_s(f"weight_{part}", card="hide") for part in (
            "volume", "margin", "payment", "growth", "loyalty", "potential"
        )),
    ],
    filters=[Filter("valid_from", _("valid from"), "date", "valid_from")],
    search=("name", "name_en"),
    sort="-valid_from",
)  # fmt: skip
RUNS = ListSpec(
    query=evaluations.runs,
    columns=[
        _r("starts_on", card="title"),
        _r("ends_on"),
        _r("scheme", page="loyalty:evaluationscheme_record", card="sub"),
        _r("edition"),
        _r("is_current", card="hide"),
        _r("state", card="badge", tones=RUN_TONES),
        _r("graded", card="fig"),
        _r("unrated", card="hide"),
        _r("dropped"),
    ],
    filters=[
        Filter("scheme", _("evaluation scheme"), "ref", "scheme", named=name_of(evaluations.schemes)),
        Filter("state", _("state"), "choice", "state", choices=dict(RunState.choices)),
        Filter("is_current", _("current edition"), "bool", "is_current"),
        Filter("starts_on", _("period from"), "date", "starts_on"),
    ],
    search=("scheme__name", "who"),
    sort="-starts_on",
)
EVALUATIONS = ListSpec(
    query=evaluations.visible,
    columns=[
        _e("customer", page=CUSTOMER, card="title"),
        _e("starts_on", card="meta"),
        _e("grade", card="badge", tones=GRADE_TONES),
        _e("before", card="hide"),
        _e("change", card="badge", tones=CHANGE_TONES),
        _e("points", card="fig"),
        *(_e(f"{part}_points", card="hide") for part in (
            "volume", "margin", "payment", "growth", "loyalty", "potential"
        )),
    ],
    filters=[
        _of(),
        _owner("customer__owner"),
        Filter("run", _("evaluation run"), "ref", "run", named=name_of(evaluations.runs)),
        Filter("grade", _("grade"), "choice", "grade", choices=dict(Grade.choices)),
        Filter("before", _("grade before"), "choice", "before", choices=dict(Grade.choices)),
        Filter("change", _("change"), "choice", "change", choices=dict(Change.choices)),
        Filter("is_current", _("current edition"), "bool", "is_current"),
        Filter("starts_on", _("period from"), "date", "starts_on"),
    ],
    search=("customer__name", "customer__code"),
    sort="-starts_on",
)  # fmt: skip
ANALYSES = ListSpec(
    query=evaluations.analyses,
    columns=[
        _c("customer", page=CUSTOMER, card="title"),
        _c("state", card="badge", tones=ANALYSIS_TONES),
        _c("from_grade", card="hide"),
        _c("to_grade", card="hide"),
        _c("owner", page=PERSON, card="sub"),
        _c("action", card="hide"),
        _c("due_on", card="meta"),
    ],
    filters=[
        _of(),
        _owner("owner"),
        Filter("state", _("state"), "choice", "state", choices=dict(AnalysisState.choices)),
        Filter("due_on", _("due on"), "date", "due_on"),
    ],
    search=("customer__name", "action", "finding"),
    sort="-due_on",
)
PURCHASES = ListSpec(
    query=purchases.visible,
    columns=[
        _n("customer", page=CUSTOMER, card="title"),
        _n("due_on", card="fig"),
        _n("expected_on", card="meta"),
        _n("low_on", card="hide"),
        _n("high_on", card="hide"),
        _n("overdue_days", card="meta"),
        _n("alive", card="meta"),
        _n("ahead", card="hide"),
        _n("last_on", card="hide"),
        _n("note", card="badge"),
    ],
    filters=[
        _of(),
        _owner("customer__owner"),
        Filter("due_on", _("due to buy"), "date", "due_on"),
        Filter("expected_on", _("expected"), "date", "expected_on"),
        Filter("is_late", _("later than usual"), "bool", "is_late"),
        Filter("alive", _("chance of being alive, %"), "number", "alive"),
        Filter("note", _("basis"), "choice", "note", choices={k: v for k, v in BuyingNote.choices if k}),
    ],
    search=("customer__name", "customer__code"),
    sort="due_on",
)
REFERRALS = ListSpec(
    query=loyalty.referrals,
    columns=[
        _f("number", card="meta"),
        _f("referrer", page=CUSTOMER, card="title"),
        _f("contact", page="crm:contact_record", card="hide"),
        _f("referred", page=CUSTOMER, card="sub"),
        _f("lead", card="meta"),
        _f("referred_on", card="fig"),
    ],
    filters=[
        Filter("referrer", _("referred by"), "ref", "referrer", named=name_of(customers.visible)),
        Filter("referred", _("referred customer"), "ref", "referred", named=name_of(customers.visible)),
        Filter("referred_on", _("referred on"), "date", "referred_on"),
    ],
    search=("number", "referrer__name", "referred__name", "remark"),
    sort="-referred_on",
)
REWARDS = ListSpec(
    query=loyalty.rewards,
    columns=[
        _w("number", card="meta"),
        _w("customer", page=CUSTOMER, card="title"),
        _w("kind", card="badge"),
        _w("act", card="hide"),
        _w("amount", card="fig"),
        _w("currency", card="hide"),
        _w("reason", card="sub"),
        _w("booked_on"),
        _w("state", card="badge", tones=REWARD_TONES),
    ],
    filters=[
        _of(),
        Filter("kind", _("kind"), "choice", "kind", choices=dict(RewardKind.choices)),
        Filter("act", pgettext_lazy("reward", "what"), "choice", "act", choices=dict(RewardAct.choices)),
        Filter("state", _("state"), "choice", "state", choices=dict(RewardState.choices)),
        Filter("booked_on", _("booked on"), "date", "booked_on"),
    ],
    search=("number", "customer__name", "reason"),
)
THANKS_RULES = ListSpec(
    query=loyalty.thanks_rules,
    columns=[
        _t("name", source="label", card="title"),
        _t("occasion", card="badge"),
        _t("days_before"),
        _t("amount_from", card="hide"),
        _t("task", card="sub"),
        _t("starts_on", card="hide"),
        _t("is_active"),
    ],
    filters=[
        Filter("occasion", _("occasion"), "choice", "occasion", choices=dict(Occasion.choices)),
        Filter("is_active", _("active"), "bool", "is_active"),
    ],
    search=("name", "name_en", "task"),
    sort="occasion",
)
REMEMBERED = ListSpec(
    query=loyalty.remembered,
    columns=[
        _d("contact", page="crm:contact_record", card="title"),
        _d("contact__customer", page=CUSTOMER, card="sub"),
        _d("kind", card="badge"),
        _d("month", card="fig"),
        _d("day", card="fig"),
        _d("remark"),
    ],
    filters=[
        Filter("contact", _("contact"), "ref", "contact", named=name_of(contacts.visible)),
        Filter("customer", _("customer"), "ref", "contact__customer", named=name_of(customers.visible)),
        Filter("month", _("month"), "number", "month"),
    ],
    search=("contact__name", "contact__customer__name", "remark"),
    sort="month",
)
