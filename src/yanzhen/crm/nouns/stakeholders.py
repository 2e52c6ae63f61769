from functools import partial
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.forms import stakeholders as forms
from yanzhen.crm.lists import stakeholders as lists
from yanzhen.crm.lists.customers import EMPLOYEE
from yanzhen.crm.models import CustomerMember, Industry, Stakeholder
from yanzhen.crm.nouns import customer_history as customer_history
from yanzhen.crm.nouns import relation_panel
from yanzhen.crm.queries import stakeholders as rows
from yanzhen.crm.services import industries, stakeholders, teams
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import listing, navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun, Panel, Tab
from yanzhen.platform.search import Find

_s, _m, _i = partial(describe, Stakeholder), partial(describe, CustomerMember), partial(describe, Industry)

timeline.VERBS |= {
    "classify": pgettext_lazy("timeline", "set the class"),
    "replace": pgettext_lazy("timeline", "noted a successor"),
    industries.SEEDED: pgettext_lazy("timeline", "took up the national classification of industries"),
}

STAKEHOLDERS = nouns.declare(
    Noun(
        model=Stakeholder,
        slug="stakeholders",
        empty=_(
            "The people who decide about a purchase stand here, with role, attitude and needs. Enter them on "
            "a customer, tab Stakeholders."
        ),
        icon="users-group",
        list=lists.STAKEHOLDERS,
        fields=[
            _s("name"),
            _s("title"),
            _s("customer", page=lists.CUSTOMER),
            _s("contact", page="crm:contact_record"),
            _s("role"),
            _s("attitude", tones=lists.TONES),
            _s("influence"),
            _s("needs"),
            _s("reports_to", page=lists.PERSON),
            _s("starts_on"),
            _s("ends_on"),
            _s("replaces", page=lists.PERSON),
            _s("version"),
        ],
        groups={
            _("Part in the purchase"): ("customer", "role", "influence", "needs", "reports_to"),
            _("Person"): ("name", "title", "contact"),
            _("Dates"): ("starts_on", "ends_on", "replaces"),
        },
        state="attitude",
        form=forms.StakeholderForm,
        services=stakeholders,
        actions=[
            Action(
                "replace",
                _("Name a successor"),
                stakeholders.replace,
                "replace",
                lambda row: row.ends_on is None,
                page="crm:stakeholder_replace",
            )
        ],
        find=Find(titles=("name",), codes=("title",), rank="starts_on", shown=("customer", "title")),
    )
)
TEAM = nouns.declare(
    Noun(
        model=CustomerMember,
        slug="customer-members",
        empty=_("Colleagues who help with a customer beside its owner stand here. Add them on a customer, tab Team."),
        icon="users",
        list=lists.TEAM,
        fields=[_m("customer", page=lists.CUSTOMER), _m("employee", page=EMPLOYEE), _m("role"), _m("remark"),
                _m("version")],
        form=forms.CustomerMemberForm,
        services=teams,
    )
)  # fmt: skip
INDUSTRIES = nouns.declare(
    Noun(
        model=Industry,
        slug="industries",
        icon="building-factory-2",
        list=lists.INDUSTRIES,
        fields=[_i("code"), _i("name"), _i("name_en"), _i("version")],
        form=forms.IndustryForm,
        services=industries,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)

nouns.relate(
    "crm.customer",
    Panel(
        "stakeholders",
        _("Stakeholders"),
        "crm.view_stakeholder",
        relation_panel.panel,
        lambda customer, actor: rows.count_at(customer.pk, actor),
    ),
    order=21,
)
nouns.relate(
    "crm.customer", Tab("team", pgettext_lazy("of a customer", "Team"), "crm.customermember", "customer"), order=80
)
nouns.relate("crm.stakeholder", Tab("reports", _("Reports to them"), "crm.stakeholder", "reports_to"))
nouns.relate("crm.contact", Tab("stakes", _("Part in the purchase"), "crm.stakeholder", "contact"))
nouns.relate("crm.industry", Tab("customers", _("Customers"), "crm.customer", "industry"))
nouns.relate("organization.employee", Tab("customer_teams", _("In the team of"), "crm.customermember", "employee"),
             order=55)  # fmt: skip


def _lists(name: str, actor: Actor) -> list[dict[str, Any]]:
    """The lists of people over all customers, from the menu of customers and contacts."""
    if name not in {"crm.customer", "crm.contact"}:
        return []
    known = ((STAKEHOLDERS, gettext("All stakeholders")), (TEAM, gettext("All customer teams")))
    return [
        {"label": label, "url": noun.url("list"), "icon": noun.icon}
        for noun, label in known
        if actor.can(noun.code("view"))
    ]


listing.offers.append(_lists)
navigation.add_setting(
    navigation.Place(
        321, _("Industries"), "building-factory-2", "crm:industry_list", "crm.view_industry", section=_("Catalogue")
    )
)
