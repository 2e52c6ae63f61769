from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.forms import opportunities as forms
from yanzhen.crm.lists import opportunities as lists
from yanzhen.crm.lists.customers import EMPLOYEE, UNIT
from yanzhen.crm.models import LossReason, Opportunity, OpportunityLine, Process
from yanzhen.crm.nouns import opportunity_panels as panels
from yanzhen.crm.queries import opportunities as rows
from yanzhen.crm.services import (
    exit_tasks,
    loss_reasons,
    opportunities,
    opportunity_lines,
    opportunity_teams,
    processes,
)
from yanzhen.lib.money import in_words
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import listing, navigation, nouns
from yanzhen.platform.pages.fields import Field, describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Panel, Tab
from yanzhen.platform.search import Find

_o, _l = partial(describe, Opportunity), partial(describe, OpportunityLine)
_p, _r = partial(describe, Process), partial(describe, LossReason)
VIEW = "crm.view_opportunity"

timeline.VERBS |= {
    "move": pgettext_lazy("timeline", "moved it to another stage"),
    "advance": pgettext_lazy("timeline", "finished the exit tasks; it moved on by itself"),
    "tick": pgettext_lazy("timeline", "ticked an exit task off"),
    "untick": pgettext_lazy("timeline", "opened an exit task again"),
    "win": pgettext_lazy("timeline", "won the opportunity"),
    "lose": pgettext_lazy("timeline", "lost the opportunity"),
    "reopen": pgettext_lazy("timeline", "opened it again"),
    "learn": pgettext_lazy("timeline", "took a learnt probability over"),
}
timeline.LABELS |= {
    exit_tasks.TASK: _("exit task"),
    opportunity_lines.LINES: _("lines offered"),
    opportunity_teams.TEAM: _("team"),
}


def _figures(row: Opportunity, actor: Actor) -> list[dict[str, Any]]:
    """Amount, weighted amount, day of closing and how long it is in its stage."""
    amount = {"label": _("amount"), "value": in_words(row.amount, currency=row.currency), "hint": ""}
    if not row.is_open:
        closed = row.closed_on.isoformat() if row.closed_on else ""
        return [amount, {"label": _("closed on"), "value": closed, "hint": ""}]
    days = lists.days_since(row.stage_since)
    told = ngettext("{n} day", "{n} days", days).format(n=days)
    hint = gettext("stuck") if lists.is_stuck(row, actor) else ""
    likely = in_words(row.weighted_amount, currency=row.currency)
    late = gettext("overdue") if row.expected_on < timezone.localdate() else ""
    return [
        amount,
        {"label": _("weighted amount"), "value": likely, "hint": f"{row.probability} %"},
        {"label": _("expected close"), "value": row.expected_on.isoformat(), "hint": late},
        {"label": _("in this stage"), "value": told, "hint": hint},
    ]


def _of_customer(customer: Any, actor: Actor) -> list[dict[str, Any]]:
    """What is open with a customer, one figure for each currency."""
    if not actor.can(VIEW):
        return []
    return [
        {
            "label": _("open opportunities"),
            "value": in_words(amount, currency=currency),
            "hint": ngettext("{n} opportunity", "{n} opportunities", count).format(n=count),
        }
        for currency, count, amount in rows.open_with(customer.pk, actor)
    ]


OPPORTUNITIES = nouns.declare(
    Noun(
        model=Opportunity,
        slug="opportunities",
        empty=_(
            "Deals that may come about stand here, with stage, amount and the day they are expected. Enter "
            "the first one, or turn a lead into one."
        ),
        icon="target-arrow",
        list=lists.OPPORTUNITIES,
        fields=[
            _o("number"),
            _o("name"),
            _o("customer", page=lists.CUSTOMER),
            _o("contact", page="crm:contact_record"),
            _o("lead", page="crm:lead_record"),
            _o("process", page="crm:process_record"),
            _o("stage", sort="stage__position"),
            _o("state", tones=lists.TONES),
            _o("amount", kind="money", currency="currency"),
            _o("currency"),
            _o("probability"),
            _o("weighted_amount", kind="money", currency="currency"),
            _o("expected_on"),
            _o("next_step"),
            _o("next_on"),
            _o("owner", page=EMPLOYEE),
            _o("unit", page=UNIT),
            _o("source"),
            _o("competitor"),
            _o("reason"),
            _o("price", kind="money", currency="currency"),
            _o("closed_on"),
            _o("stage_since"),
            Field("days_in_stage", _("days in this stage"), "number", reader=lists.days_in_stage),
            Field("is_stuck", _("stuck"), "bool", reader=lists.is_stuck),
            _o("note"),
            _o("version"),
        ],
        groups={
            _("Opportunity"): ("number", "name", "customer", "contact", "lead", "source", "note"),
            _("Next step"): ("next_step", "next_on"),
            _("How far it is"): ("process", "stage", "stage_since", "days_in_stage", "is_stuck", "expected_on"),
            _("Money"): ("amount", "currency", "probability", "weighted_amount"),
            _("Who looks after it"): ("owner", "unit"),
            _("Outcome"): ("competitor", "reason", "price", "closed_on"),
        },
        state="state",
        lines=Lines(
            name="lines",
            label=_("Lines"),
            fields=[
                _l("line_no", card="meta"),
                _l("product", page="products:product_record", card="title"),
                _l("quantity", card="meta"),
                _l("unit_price", card="meta"),
                _l("discount", card="meta"),
                _l("net_amount", kind="money", currency="opportunity__currency", card="fig"),
            ],
            query=rows.lines,
            form=forms.OpportunityLineForm,
        ),
        form=forms.OpportunityForm,
        services=opportunities,
        actions=[
            Action(
                "win", pgettext_lazy("button", "Win"), opportunities.win, "trophy", lambda row: row.is_open,
                primary=True, page="crm:opportunity_win",
            ),
            Action(
                "lose", pgettext_lazy("button", "Lose"), opportunities.lose, "thumb-down", lambda row: row.is_open,
                page="crm:opportunity_lose",
            ),
            Action(
                "course", pgettext_lazy("button", "Move, tasks, team"), opportunities.move, "stairs-up",
                lambda row: True, page="crm:opportunity_course",
            ),
            Action(
                "reopen", pgettext_lazy("button", "Reopen"), opportunities.reopen, "rotate-2",
                lambda row: not row.is_open,
            ),
        ],
        may_change=lambda row: row.state == OpportunityState.OPEN,
        find=Find(
            titles=("name",),
            codes=("number",),
            rank="expected_on",
            shown=("number", "customer", "stage"),
        ),
    )
)  # fmt: skip
PROCESSES = nouns.declare(
    Noun(
        model=Process,
        slug="sales-processes",
        empty=_("A sales process is the way of a deal in stages. Set up the one that your best people follow."),
        icon="stairs-up",
        list=lists.PROCESSES,
        fields=[
            _p("name"),
            _p("name_en"),
            _p("is_default"),
            _p("is_active"),
            _p("note"),
            _p("version"),
        ],
        form=forms.ProcessForm,
        services=processes,
        actions=[
            Action("stages", _("Edit stages"), processes.change, "stairs-up", primary=True, page="crm:process_stages")
        ],
        find=Find(titles=("name", "name_en"), shown=("is_default",)),
    )
)
LOSS_REASONS = nouns.declare(
    Noun(
        model=LossReason,
        slug="loss-reasons",
        empty=_("Why deals are won or lost is picked from these words. Add the few that you want to compare."),
        icon="message-2",
        list=lists.LOSS_REASONS,
        fields=[_r("code"), _r("name"), _r("name_en"), _r("outcome"), _r("is_active"), _r("version")],
        form=forms.LossReasonForm,
        services=loss_reasons,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code", "outcome")),
    )
)

nouns.relate(
    "crm.opportunity",
    Panel("course", _("Stages and tasks"), VIEW, panels.course),
    Panel("team", _("Team"), VIEW, panels.team, lambda row, actor: row.members.count()),
    figures=_figures,
    order=5,
)
nouns.relate("crm.process", Panel("stages", _("Stages"), "crm.view_process", panels.stages), order=5)
nouns.relate("crm.process", Tab("opportunities", _("Opportunities"), "crm.opportunity", "process"))
nouns.relate(
    "crm.customer",
    Tab("opportunities", _("Opportunities"), "crm.opportunity", "customer"),
    figures=_of_customer,
    order=8,
)
nouns.relate("organization.employee", Tab("opportunities", _("Opportunities"), "crm.opportunity", "owner"))
nouns.relate("organization.unit", Tab("opportunities", _("Opportunities"), "crm.opportunity", "unit"))
nouns.relate("crm.lossreason", Tab("opportunities", _("Opportunities"), "crm.opportunity", "reason"))


def _views(name: str, actor: Actor) -> list[dict[str, Any]]:
    """The ways to look at opportunities beside their list."""
    if name != "crm.opportunity":
        return []
    return [
        {"label": pgettext("opportunities", "Board"), "url": reverse("crm:opportunity_board"), "icon": "layout-kanban"},
        {"label": gettext("Calendar"), "url": reverse("crm:opportunity_calendar"), "icon": "calendar"},
    ]


listing.offers.append(_views)
SALES = pgettext_lazy("navigation", "Sales")
navigation.add(
    navigation.Place(
        24, _("Opportunities"), "target-arrow", "crm:opportunity_board", VIEW, True, SALES, "d",
        under="crm:opportunity_list",
    )
)  # fmt: skip
navigation.add_creator(
    navigation.Place(15, _("Opportunity"), "target-arrow", "crm:opportunity_add", "crm.add_opportunity")
)
for number, label, icon, page, code in (
    (330, _("Sales processes"), "stairs-up", "crm:process_list", "crm.view_process"),
    (331, _("Reasons for winning or losing"), "message-2", "crm:lossreason_list", "crm.view_lossreason"),
):
    navigation.add_setting(navigation.Place(number, label, icon, page, code, section=_("Pipeline")))
