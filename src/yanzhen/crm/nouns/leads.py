from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from yanzhen.crm.enums.leads import HELD, OPEN, TRANSITIONS, LeadState
from yanzhen.crm.forms import leads as forms
from yanzhen.crm.lists import leads as lists
from yanzhen.crm.models import Lead, LeadForm, LeadPoint, LeadRule, LeadRuleMember
from yanzhen.crm.nouns import lead_verbs as lead_verbs
from yanzhen.crm.nouns import lead_waiting as lead_waiting
from yanzhen.crm.permissions.leads import CLAIM
from yanzhen.crm.queries import lead_rules
from yanzhen.crm.queries import leads as lead_rows
from yanzhen.crm.services import lead_assigning, lead_forms, lead_points, lead_pool, lead_qualifying, leads
from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Tab
from yanzhen.platform.search import Find

_l, _r, _m = partial(describe, Lead), partial(describe, LeadRule), partial(describe, LeadRuleMember)
_p, _f = partial(describe, LeadPoint), partial(describe, LeadForm)


def _figures(lead: Lead, actor: Actor) -> list[dict[str, Any]]:
    found = [{"label": pgettext_lazy("of a lead", "points"), "value": lead.points, "hint": ""}]
    if lead.score is not None:
        found.append({"label": _("model score"), "value": lead.score, "hint": _("of 100")})
    budget = MISSING if lead.budget is None else in_words(lead.budget, currency=lead.currency)
    found.append({"label": _("estimated budget"), "value": budget, "hint": ""})
    until = lead_rows.deadline(lead)
    if until is not None:
        days = (timezone.localtime(until.at).date() - timezone.localdate()).days
        words = ngettext("in {n} day", "in {n} days", max(0, days)).format(n=max(0, days))
        found.append({"label": _("back to the pool"), "value": f"{timezone.localtime(until.at):%m-%d}", "hint": words})
    return found


def _may(state: str) -> Any:
    return lambda lead: state in TRANSITIONS[lead.state]


LEADS = nouns.declare(
    Noun(
        model=Lead,
        slug="leads",
        empty=_(
            "Whoever shows interest stands here until it becomes a deal or is lost. Enter a lead, import a "
            "list, or put a form on your website."
        ),
        icon="filter",
        list=lists.LEADS,
        fields=[
            _l("number"),
            _l("company"),
            _l("person"),
            _l("title"),
            _l("phone"),
            _l("email"),
            _l("province"),
            _l("city"),
            _l("industry"),
            _l("category", page="products:category_record"),
            _l("source"),
            _l("campaign"),
            _l("budget", kind="money", currency="currency"),
            _l("currency"),
            _l("note"),
            _l("state", tones=lists.TONES),
            _l("owner", page=lists.EMPLOYEE),
            _l("unit", page=lists.UNIT),
            _l("form"),
            _l("received_at"),
            _l("assigned_at"),
            _l("followed_at"),
            _l("due_on"),
            _l("pooled_at"),
            _l("closed_at"),
            _l("lost_reason"),
            _l("lost_note"),
            *(_l(name) for name in forms.BANT_FIELDS),
            _l("points"),
            _l("score"),
            _l("customer", page="crm:customer_record"),
            _l("contact", page="crm:contact_record"),
            _l("version"),
        ],
        groups={
            _("Who"): ("company", "person", "title", "phone", "email", "province", "city", "industry"),
            _("What they want"): ("category", "budget", "currency", "note"),
            _("Where it came from"): ("number", "source", "campaign", "form", "received_at"),
            _("Who looks after it"): ("owner", "unit", "assigned_at", "followed_at", "due_on", "pooled_at"),
            _("BANT"): tuple(forms.BANT_FIELDS),
            _("What came of it"): ("customer", "contact", "closed_at", "lost_reason", "lost_note", "points", "score"),
        },
        state="state",
        form=forms.LeadEntryForm,
        services=leads,
        find=Find(
            titles=("company", "person"),
            codes=("city", "email"),
            number="number",
            starts=("L-",),
            phone="phone",
            rank="received_at",
            shown=("person", "city", "state", "owner"),
        ),
        actions=[
            Action(
                "qualify",
                pgettext_lazy("button", "Make it an opportunity"),
                lead_qualifying.qualify,
                "target-arrow",
                _may(LeadState.QUALIFIED),
                primary=True,
                page="crm:lead_qualify",
            ),
            Action(
                "release",
                pgettext_lazy("button", "Give back to the pool"),
                lead_pool.release,
                "arrow-back-up",
                lambda lead: lead.state in HELD or lead.state == LeadState.NEW,
                page="crm:lead_release",
            ),
            Action(
                "lose",
                pgettext_lazy("button", "Close as lost"),
                leads.lose,
                "ban",
                _may(LeadState.LOST),
                danger=True,
                page="crm:lead_lose",
            ),
            Action(
                "reopen",
                pgettext_lazy("button", "Open again"),
                leads.reopen,
                "refresh",
                lambda lead: lead.state == LeadState.LOST,
            ),
        ],
        may_change=lambda lead: lead.state in OPEN,
    )
)
RULES = nouns.declare(
    Noun(
        model=LeadRule,
        slug="lead-rules",
        empty=_(
            "Rules say who gets a new lead: by region, industry, product and load, or in turn. The first rule "
            "that fits decides."
        ),
        icon="route",
        list=lists.RULES,
        fields=[
            _r("order"),
            _r("name"),
            _r("places"),
            _r("industries"),
            _r("category", page="products:category_record"),
            _r("target"),
            _r("is_active"),
            _r("version"),
        ],
        lines=Lines(
            name="members",
            label=_("People"),
            fields=[_m("line_no", card="meta"), _m("employee", page=lists.EMPLOYEE, card="title")],
            query=lead_rules.members,
            form=forms.LeadRuleMemberForm,
        ),
        form=forms.LeadRuleForm,
        services=lead_assigning,
        actions=[
            Action("dry_run", _("Dry run"), lead_assigning.change, "test-pipe", page="crm:leadrule_dry_run"),
        ],
        has_notes=False,
    )
)
POINTS = nouns.declare(
    Noun(
        model=LeadPoint,
        slug="lead-points",
        empty=_("Points rate how well a lead fits and what it does; each point is explained on the lead."),
        icon="star",
        list=lists.POINTS,
        fields=[_p("fact"), _p("value"), _p("points"), _p("is_active"), _p("version")],
        form=forms.LeadPointForm,
        services=lead_points,
        has_notes=False,
    )
)
FORMS = nouns.declare(
    Noun(
        model=LeadForm,
        slug="lead-forms",
        empty=_("A web form on your own site brings leads in by itself, guarded against spam."),
        icon="forms",
        list=lists.FORMS,
        fields=[
            _f("name"),
            _f("name_en"),
            _f("key"),
            _f("unit", page=lists.UNIT),
            _f("campaign"),
            _f("origins"),
            _f("asks_title"),
            _f("asks_phone"),
            _f("asks_email"),
            _f("asks_place"),
            _f("asks_industry"),
            _f("asks_category"),
            _f("asks_budget"),
            _f("consent"),
            _f("consent_en"),
            _f("thanks"),
            _f("thanks_en"),
            _f("is_active"),
            _f("version"),
        ],
        form=forms.LeadFormForm,
        services=lead_forms,
        actions=[
            Action(
                "website",
                _("Put it into a website"),
                lead_forms.change,
                "external-link",
                page="crm:leadform_snippet",
            )
        ],
        has_notes=False,
    )
)

nouns.relate("crm.lead", figures=_figures)
nouns.relate("crm.customer", Tab("leads", _("Leads"), "crm.lead", "customer"), order=60)
nouns.relate("organization.employee", Tab("leads", _("Leads"), "crm.lead", "owner"))
nouns.relate("crm.leadform", Tab("leads", _("Leads"), "crm.lead", "form"))
SALES = pgettext_lazy("navigation", "Sales")
navigation.add(navigation.Place(22, _("Leads"), "filter", "crm:lead_list", "crm.view_lead", section=SALES, key="l"))
navigation.add(navigation.Place(23, _("Lead pool"), "ripple", "crm:lead_pool", CLAIM, section=SALES))
navigation.add_creator(navigation.Place(15, _("Lead"), "filter", "crm:lead_add", "crm.add_lead"))
LEADS_SECTION = _("Leads")
for order, label, icon, page, code in (
    (410, _("Rules for leads"), "route", "crm:leadrule_list", "crm.view_leadrule"),
    (415, _("Dry run of the rules"), "test-pipe", "crm:lead_dry_run", "crm.view_leadrule"),
    (420, _("Points for leads"), "star", "crm:leadpoint_list", "crm.view_leadpoint"),
    (430, _("Model score of leads"), "chart-dots", "crm:lead_score", "crm.view_leadpoint"),
    (440, _("Web forms for leads"), "forms", "crm:leadform_list", "crm.view_leadform"),
    (450, _("Pool of leads"), "ripple", "crm:lead_bounds", "crm.set_lead_pool"),
):
    navigation.add_setting(navigation.Place(order, label, icon, page, code, section=LEADS_SECTION))
