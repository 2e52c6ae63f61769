from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.customers import Attitude, Influence, MemberRole, PurchaseRole
from yanzhen.crm.lists.customers import EMPLOYEE
from yanzhen.crm.models import CustomerMember, Industry, Stakeholder
from yanzhen.crm.queries import customers, stakeholders
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

_s, _m, _i = partial(describe, Stakeholder), partial(describe, CustomerMember), partial(describe, Industry)
CUSTOMER, PERSON = "crm:customer_record", "crm:stakeholder_record"
TONES = {
    Attitude.CHAMPION: "good",
    Attitude.SUPPORTER: "good",
    Attitude.NEUTRAL: "neutral",
    Attitude.SCEPTIC: "warning",
    Attitude.OPPONENT: "bad",
}


STAKEHOLDERS = ListSpec(
    query=stakeholders.visible,
    columns=[
        _s("name", card="title"),
        _s("title", card="sub"),
        _s("customer", page=CUSTOMER, card="meta"),
        _s("role", card="meta"),
        _s("attitude", tones=TONES, card="badge"),
        _s("influence", card="meta"),
        _s("reports_to", page=PERSON, card="hide"),
        _s("starts_on", card="hide"),
        _s("ends_on", card="meta"),
    ],
    filters=[
        Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible)),
        Filter("role", _("role in the purchase"), "choice", "role", choices=dict(PurchaseRole.choices)),
        Filter("attitude", _("attitude"), "choice", "attitude", choices=dict(Attitude.choices)),
        Filter("influence", _("influence"), "choice", "influence", choices=dict(Influence.choices)),
        Filter("is_current", _("has a say today"), "when", when=stakeholders.current),
        Filter("reports_to", _("reports to"), "ref", "reports_to", named=name_of(stakeholders.visible)),
        Filter("contact", _("contact"), "ref", "contact"),
        Filter("starts_on", _("from day"), "date", "starts_on"),
        Filter("ends_on", _("until day"), "date", "ends_on"),
    ],
    search=("name", "title", "customer__name"),
    sort="name",
)
TEAM = ListSpec(
    query=stakeholders.team,
    columns=[
        _m("employee", page=EMPLOYEE, card="title"),
        _m("customer", page=CUSTOMER, card="sub"),
        _m("role", card="badge"),
        _m("remark", card="meta"),
    ],
    filters=[
        Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible)),
        Filter("employee", _("employee"), "ref", "employee"),
        Filter("role", pgettext_lazy("in a team", "role"), "choice", "role", choices=dict(MemberRole.choices)),
    ],
    search=("employee__name", "customer__name"),
    sort="-id",
)
INDUSTRIES = ListSpec(
    query=stakeholders.industries,
    columns=[_i("code", card="meta"), _i("name", source="label", card="title")],
    search=("code", "name", "name_en"),
    sort="code",
)
