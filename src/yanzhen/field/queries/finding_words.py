"""The eleven findings in words: title, figures, and where each is mended."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.field.calc.workday.findings import Finding, OfClass, Team
from yanzhen.field.enums.coaching import Answer

TONES = {Answer.YES: "good", Answer.PARTLY: "warning", Answer.NO: "bad", Answer.UNKNOWN: "neutral"}
TITLES = {
    "time_measured": gettext_lazy("Time is measured"),
    "customers_classed": gettext_lazy("Customers are classed by potential"),
    "schedule": gettext_lazy("There is a schedule"),
    "fair_frequency": gettext_lazy("Each customer is visited as often as is fair"),
    "time_per_call": gettext_lazy("The time a visit takes is known"),
    "sales_plan": gettext_lazy("There is a sales plan"),
    "customer_goal": gettext_lazy("Each customer has a goal"),
    "profit_goal": gettext_lazy("Each customer has a profit goal"),
    "call_reports": gettext_lazy("Visits are reported"),
    "planned_routes": gettext_lazy("Routes are planned"),
    "computer": gettext_lazy("A computer helps"),
}
WORDS = {
    "time_measured": gettext_lazy("{part} of {whole} days out on which every visit has arrival and departure"),
    "customers_classed": gettext_lazy("{part} of {whole} customers have a class"),
    "schedule": gettext_lazy("{part} of {whole} people have planned visits for the next seven days"),
    "time_per_call": gettext_lazy("{part} of {whole} classes with five measured visits or more"),
    "sales_plan": gettext_lazy("{part} of {whole} people have a quota for today"),
    "customer_goal": gettext_lazy(
        "{part} of {whole} customers of class A and B have an open opportunity or a figure in a plan"
    ),
    "profit_goal": gettext_lazy("{part} of {whole} customers of class A and B have a gross margin in a plan"),
    "call_reports": gettext_lazy("{part} of {whole} visits have a result, and need, remark or next step"),
    "planned_routes": gettext_lazy("{part} of {whole} days with two visits or more have an order or hours"),
    "computer": gettext_lazy("{part} of {whole} visits were checked in on the spot"),
}
FORMULAS = {
    "time_measured": gettext_lazy("days out on which every visit has arrival and departure ÷ days out"),
    "customers_classed": gettext_lazy("active customers with a class ÷ active customers"),
    "schedule": gettext_lazy("people with a visit planned in the next seven days ÷ people"),
    "fair_frequency": gettext_lazy(
        "visits of a class ÷ its customers; yes when A > B > C, partly when only A > C, otherwise no"
    ),
    "time_per_call": gettext_lazy("classes with five measured visits or more ÷ classes that were visited"),
    "sales_plan": gettext_lazy("people with a quota for today ÷ people"),
    "customer_goal": gettext_lazy(
        "customers of class A and B with an open opportunity or a figure in a plan ÷ customers of class A and B"
    ),
    "profit_goal": gettext_lazy(
        "customers of class A and B with a gross margin in a plan ÷ customers of class A and B"
    ),
    "call_reports": gettext_lazy("visits with a result and a need, remark or next step ÷ visits done"),
    "planned_routes": gettext_lazy(
        "days with two visits or more on which each has a place in the order or an hour ÷ such days"
    ),
    "computer": gettext_lazy("visits checked in on the spot ÷ visits done"),
}
"""What each finding is worked out from."""
MENDED = {
    "time_measured": ("field:visit_list", gettext_lazy("Check in and out of visits")),
    "customers_classed": ("loyalty:classes", gettext_lazy("Review classes")),
    "schedule": ("field:week_plan", gettext_lazy("Plan the week")),
    "fair_frequency": ("field:callfrequency_list", gettext_lazy("Set call frequencies")),
    "time_per_call": ("field:visit_list", gettext_lazy("Check in and out of visits")),
    "sales_plan": ("planning:plan_list", gettext_lazy("Make a plan")),
    "customer_goal": ("crm:opportunity_add", gettext_lazy("Enter opportunities")),
    "profit_goal": ("planning:plan_list", gettext_lazy("Plan the margin by customer")),
    "call_reports": ("field:visit_list", gettext_lazy("Report visits")),
    "planned_routes": ("field:route", gettext_lazy("Plan routes")),
    "computer": ("field:visit_list", gettext_lazy("Check in on the phone")),
}


def shown(team: Team, found: list[Finding]) -> list[dict[str, Any]]:
    """Each finding with its answer, the figures it rests on, and where it is mended."""
    return [
        {
            "number": place, "code": one.code, "title": str(TITLES[one.code]), "answer": one.answer,
            "label": str(Answer(one.answer).label), "tone": TONES[Answer(one.answer)],
            "words": words(team, one), "percent": None if one.figure is None else one.figure.percent,
            "formula": str(FORMULAS[one.code]), "more": _minutes(team) if one.code == "time_per_call" else "",
            **_mended(one.code),
        }
        for place, one in enumerate(found, 1)
    ]  # fmt: skip


def _mended(code: str) -> dict[str, str]:
    page, label = MENDED[code]
    try:
        return {"url": reverse(page), "way": str(label)}
    except NoReverseMatch:
        return {"url": "", "way": ""}


def words(team: Team, one: Finding) -> str:
    """The figures in words."""
    if one.code == "fair_frequency":
        return _classes(team.classes) or _("No customers of two classes to compare")
    if one.figure is None:
        return _("Nothing keeps this yet")
    if not one.figure.whole:
        return _("Nothing to count yet")
    return str(WORDS[one.code]).format(part=one.figure.part, whole=one.figure.whole)


def _minutes(team: Team) -> str:
    """How long a visit takes, by class."""
    minutes = [(c.name, round(c.minutes / c.measured)) for c in team.classes if c.measured]
    return " · ".join(_("{grade}: {minutes} min").format(grade=grade, minutes=mean) for grade, mean in minutes)


def _classes(classes: tuple[OfClass, ...]) -> str:
    often = [(c.name, c.frequency) for c in classes if c.frequency is not None]
    return " · ".join(
        _("{grade}: {visits:.2f} visits a customer").format(grade=grade, visits=visits) for grade, visits in often
    )
