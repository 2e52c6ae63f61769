from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import traces
from yanzhen.field.enums.visits import VisitState
from yanzhen.field.forms import visits as forms
from yanzhen.field.lists import visits as lists
from yanzhen.field.lists.visits import of_finding, of_template, of_visit
from yanzhen.field.models import Visit, VisitFinding, VisitTemplate, VisitTemplateStep
from yanzhen.field.nouns import visit_panels as panels
from yanzhen.field.queries import visits as rows
from yanzhen.field.services import visit_findings, visit_templates, visits
from yanzhen.lib.money import MISSING
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Panel, Tab
from yanzhen.platform.search import Find

VIEW = "field.view_visit"
SECTION = pgettext_lazy("navigation", "Visits")
timeline.VERBS |= {
    "check_in": pgettext_lazy("timeline", "checked in"),
    "check_out": pgettext_lazy("timeline", "checked out"),
    "report_visit": pgettext_lazy("timeline", "reported the visit"),
    "cancel_visit": pgettext_lazy("timeline", "called the visit off"),
    "miss_visit": pgettext_lazy("timeline", "said that the visit did not come about"),
    "reopen_visit": pgettext_lazy("timeline", "planned the visit again"),
    "reschedule": pgettext_lazy("timeline", "moved the visit"),
    "send_reason": pgettext_lazy("timeline", "sent the reason ahead"),
    "reason_left": pgettext_lazy("timeline", "delivered the reason by mail"),
    "reason_failed": pgettext_lazy("timeline", "could not deliver the reason by mail"),
    "confirm_reason": pgettext_lazy("timeline", "noted the customer's answer"),
    "answer_step": pgettext_lazy("timeline", "finished a step"),
    "reopen_step": pgettext_lazy("timeline", "opened a step again"),
    "count_stock": pgettext_lazy("timeline", "counted the stock"),
}
timeline.LABELS |= {
    "step": _("step"),
    "answer": _("answer"),
    "stock_lines": _("lines of stock"),
    "steps": _("steps"),
}


def _is(*states: str) -> Any:
    return lambda row: row.state in states


def _figures(row: Visit, actor: Actor) -> list[dict[str, Any]]:
    """When it is or was, how long, how far from the customer, and what came out of it."""
    hour = f" {row.starts_at:%H:%M}" if row.starts_at else ""
    found: list[dict[str, Any]] = [
        {
            "label": _("customer"),
            "value": str(row.customer),
            "hint": "",
            "url": reverse(lists.CUSTOMER, args=[row.customer_id]),
        },
        {"label": pgettext("of a visit", "day"), "value": f"{row.day.isoformat()}{hour}", "hint": ""},
    ]
    if row.arrived_at is not None:
        minutes = row.minutes_there
        stay = ngettext("{n} minute there", "{n} minutes there", minutes or 0).format(n=minutes) if minutes else ""
        found.append(
            {
                "label": pgettext("of a visit", "arrived"),
                "value": f"{timezone.localtime(row.arrived_at):%H:%M}",
                "hint": stay,
            }
        )
        found.append(
            {
                "label": pgettext("of a visit", "distance"),
                "value": panels.distance_words(row),
                "hint": panels.accuracy_words(row),
            }
        )
    if row.result:
        found.append({"label": _("result"), "value": row.get_result_display(), "hint": row.order_number})
    return found


VISITS = nouns.declare(
    Noun(
        model=Visit,
        slug="visits",
        icon="briefcase",
        list=lists.VISITS,
        fields=[
            of_visit("number"),
            of_visit("customer", page=lists.CUSTOMER),
            of_visit("contact", page="crm:contact_record"),
            of_visit("opportunity", page="crm:opportunity_record"),
            of_visit("day"),
            of_visit("first_day"),
            lists.HOUR,
            of_visit("is_fixed"),
            of_visit("is_planned"),
            of_visit("minutes"),
            of_visit("sequence"),
            of_visit("kind"),
            of_visit("template"),
            of_visit("state", tones=lists.STATE_TONES),
            of_visit("why"),
            of_visit("owner", page=lists.PERSON),
            of_visit("unit", page=lists.UNIT),
            of_visit("reason"),
            of_visit("reason_way"),
            of_visit("reason_sent_at"),
            of_visit("reason_confirmed", tones=lists.CONFIRMED_TONES),
            of_visit("best"),
            of_visit("least"),
            of_visit("material"),
            of_visit("experts"),
            of_visit("arrived_at"),
            of_visit("left_at"),
            lists.THERE,
            of_visit("stated_at"),
            of_visit("received_at"),
            of_visit("distance_m"),
            of_visit("accuracy_m"),
            of_visit("latitude"),
            of_visit("longitude"),
            of_visit("result", tones=lists.RESULT_TONES),
            of_visit("needs"),
            of_visit("remark"),
            of_visit("next_step"),
            of_visit("next_on"),
            of_visit("next_visit", page=lists.VISIT),
            of_visit("order_number"),
            of_visit("reported_at"),
            of_visit("version"),
        ],
        groups={
            _("Visit"): ("customer", "contact", "opportunity", "kind", "owner", "unit", "why"),
            pgettext_lazy("a visit", "Before"): (
                "reason", "reason_way", "reason_sent_at", "reason_confirmed", "best", "least", "material", "experts",
            ),
            _("Result"): ("result", "needs", "remark", "order_number", "next_step", "next_on", "next_visit"),
            _("Time and place"): (
                "day", "first_day", "starts_at", "is_fixed", "minutes", "arrived_at", "left_at", "minutes_there",
                "distance_m", "accuracy_m", "stated_at", "received_at", "reported_at", "is_planned", "template",
            ),
        },
        state="state",
        form=forms.VisitForm,
        services=visits,
        actions=[
            Action(
                "report", pgettext_lazy("button", "Report"), visits.report, "clipboard-check",
                _is(VisitState.UNDER_WAY, VisitState.PLANNED, VisitState.MISSED), primary=True,
                page="field:visit_report",
            ),
            Action(
                "report", pgettext_lazy("visit button", "Change the report"), visits.report, "edit",
                _is(VisitState.DONE), page="field:visit_report",
            ),
            Action(
                "prepare", pgettext_lazy("button", "Prepare"), visits.change, "list-check",
                _is(VisitState.PLANNED, VisitState.UNDER_WAY), page="field:visit_prepare",
            ),
            Action(
                "cancel", pgettext_lazy("visit button", "Call off"), visits.cancel, "calendar-off",
                _is(VisitState.PLANNED), danger=True,
            ),
            Action(
                "miss", pgettext_lazy("visit button", "Did not come about"), visits.miss, "mood-sad",
                _is(VisitState.PLANNED, VisitState.UNDER_WAY), page="field:visit_report",
            ),
            Action(
                "reopen", pgettext_lazy("visit button", "Plan again"), visits.reopen, "rotate-2",
                _is(VisitState.MISSED, VisitState.CANCELLED),
            ),
        ],
        may_change=lambda row: row.is_open,
        find=Find(number="number", starts=("VI-",), rank="day", shown=("customer", "day", "state")),
    )
)  # fmt: skip
FINDINGS = nouns.declare(
    Noun(
        model=VisitFinding,
        slug="visit-findings",
        icon="binoculars",
        list=lists.FINDINGS,
        fields=[
            of_finding("visit", page=lists.VISIT),
            of_finding("visit__customer", page=lists.CUSTOMER),
            of_finding("kind", tones=lists.KIND_TONES),
            of_finding("words"),
            of_finding("competitor", page="market:competitor_record"),
            of_finding("rival"),
            of_finding("category", page="products:category_record"),
            of_finding("amount", kind="money", currency="currency"),
            of_finding("currency"),
            of_finding("figure", page="market:marketfigure_record"),
            of_finding("version"),
        ],
        form=forms.FindingForm,
        services=visit_findings,
        has_notes=False,
    )
)
TEMPLATES = nouns.declare(
    Noun(
        model=VisitTemplate,
        slug="visit-templates",
        icon="list-numbers",
        list=lists.TEMPLATES,
        fields=[
            of_template("code"),
            of_template("name"),
            of_template("name_en"),
            of_template("customer_type"),
            of_template("minutes"),
            of_template("is_active"),
            of_template("note"),
            of_template("version"),
        ],
        lines=Lines(
            name="lines",
            label=_("Steps"),
            fields=[
                describe(VisitTemplateStep, "position", card="meta"),
                describe(VisitTemplateStep, "name", card="title"),
                describe(VisitTemplateStep, "name_en", card="sub"),
                describe(VisitTemplateStep, "kind", card="badge"),
                describe(VisitTemplateStep, "help_text", card="meta"),
            ],
            query=rows.template_steps,
            form=forms.TemplateStepForm,
        ),
        form=forms.TemplateForm,
        services=visit_templates,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)


def _of_customer(customer: Any, actor: Actor) -> list[dict[str, Any]]:
    """When this customer was last visited, how often this year, and when next."""
    if not actor.can(VIEW):
        return []
    known = rows.summary(customer.pk, actor)
    ago = (timezone.localdate() - known.last_on).days if known.last_on else 0
    times = ngettext("{n} visit this year", "{n} visits this year", known.this_year).format(n=known.this_year)
    following = gettext("next {day}").format(day=known.next_on.isoformat()) if known.next_on else ""
    return [
        {
            "label": _("last visit"),
            "value": panels.ago_words(ago) if known.last_on else MISSING,
            "hint": " · ".join(filter(None, [times if known.this_year else "", following])),
            "url": "?tab=visits",
        }
    ]


nouns.relate(
    "field.visit",
    Panel("steps", pgettext_lazy("of a visit", "Course"), VIEW, panels.course, panels.open_steps),
    Tab("findings", _("Findings"), "field.visitfinding", "visit"),
    figures=_figures,
    order=5,
)
nouns.relate(
    "crm.customer",
    Panel("visits", _("Visits"), VIEW, panels.of_customer, panels.count_of_customer),
    figures=_of_customer,
    order=9,
)
nouns.relate("crm.opportunity", Tab("visits", _("Visits"), "field.visit", "opportunity"))
nouns.relate("organization.employee", Tab("visits", _("Visits"), "field.visit", "owner"))
nouns.relate("field.visittemplate", Tab("visits", _("Visits"), "field.visit", "template"))
nouns.relate("market.competitor", Tab("findings", _("Seen on visits"), "field.visitfinding", "competitor"))
timeline.merge("crm.customer", panels.events)
traces.declare("visit", _("first visit"), rows.first, order=25)
traces.declare_open("visits", _("planned visits"), rows.still_open)
for _order, _label, _tab, _icon, _page, _code, _key in (
    (36, _("Visits"), pgettext_lazy("visits", "List"), "briefcase", "field:visit_list", VIEW, "v"),
    (36, _("Calendar of visits"), pgettext_lazy("visits", "Calendar"), "calendar", "field:visit_calendar", VIEW, ""),
    (38, _("Findings"), "", "binoculars", "field:visitfinding_list", "field.view_visitfinding", ""),
):
    navigation.add(
        navigation.Place(_order, _label, _icon, _page, _code, section=SECTION, key=_key, group=_("Visits"), tab=_tab)
    )
navigation.add_creator(navigation.Place(18, _("Visit"), "briefcase", "field:visit_add", "field.add_visit"))
navigation.add_setting(
    navigation.Place(
        350, _("Visit templates"), "list-numbers", "field:visittemplate_list", "field.view_visittemplate",
        section=_("Catalogue"),
    )
)  # fmt: skip
