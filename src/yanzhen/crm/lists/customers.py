from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.customers import CustomerSource, Grade
from yanzhen.crm.models import Contact, Customer, CustomerType
from yanzhen.crm.queries import contacts, customers, stakeholders
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec

_c, _k, _t = partial(describe, Customer), partial(describe, Contact), partial(describe, CustomerType)
GRADES = {Grade.A: "good", Grade.B: "neutral", Grade.C: "neutral"}
EMPLOYEE, UNIT, TERRITORY = "organization:employee_record", "organization:unit_record", "organization:territory_record"


CUSTOMER_TYPES = ListSpec(
    query=customers.types,
    columns=[_t("code", card="meta"), _t("name", source="label", card="title")],
    search=("code", "name", "name_en"),
    sort="code",
)
CUSTOMERS = ListSpec(
    query=customers.visible,
    columns=[
        _c("code", card="meta"),
        _c("name", card="title"),
        _c("grade_class", tones=GRADES, card="badge"),
        _c("customer_type", card="meta"),
        _c("city", card="meta"),
        _c("owner", page=EMPLOYEE, card="sub"),
        _c("unit", card="hide"),
        _c("territory", card="hide"),
        _c("phone", card="meta"),
        _c("since_on", card="hide"),
        _c("last_order_on", card="fig"),
    ],
    filters=[
        Filter("owner", _("owner"), "ref", "owner", options=choices.employees, named=choices.employee_name),
        Filter("without_owner", _("without an active owner"), "when", when=choices.without_active("owner")),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter(
            "territory", _("territory"), "ref", "territory", options=choices.territories, named=choices.territory_name
        ),
        Filter("region", _("region"), "ref", "territory__region", options=choices.regions, named=choices.region_name),
        Filter(
            "customer_type",
            _("customer type"),
            "ref",
            "customer_type",
            options=options_of(customers.types),
            named=name_of(customers.types),
        ),
        Filter(
            "grade_class",
            pgettext_lazy("of a customer", "class"),
            "choice",
            "grade_class",
            choices=dict(Grade.choices),
        ),
        Filter(
            "industry",
            _("industry"),
            "ref",
            "industry",
            options=options_of(stakeholders.industries),
            named=name_of(stakeholders.industries),
        ),
        Filter(
            "source",
            pgettext_lazy("of a customer", "source"),
            "choice",
            "source",
            choices=dict(CustomerSource.choices),
        ),
        Filter("potential", _("potential a year"), "number", "potential"),
        Filter("class_on", _("classed on"), "date", "class_on"),
        Filter("since_on", _("customer since"), "date", "since_on"),
        Filter("last_order_on", _("last order"), "date", "last_order_on"),
        Filter("is_active", _("active"), "bool", "is_active"),
        Filter(
            "possible_duplicate_of",
            _("perhaps the same as"),
            "ref",
            "possible_duplicate_of",
            named=name_of(customers.visible),
        ),
    ],
    search=("name", "code", "credit_code", "city", "former_codes"),
    sort="-since_on",
)
CONTACTS = ListSpec(
    query=contacts.visible,
    columns=[
        _k("name", card="title"),
        _k("title", card="sub"),
        _k("customer", page="crm:customer_record", card="meta"),
        _k("phone", card="meta"),
        _k("email", card="meta"),
        _k("is_primary", card="hide"),
    ],
    filters=[
        Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible)),
        Filter("is_primary", _("first contact"), "bool", "is_primary"),
    ],
    search=("name", "title", "email", "customer__name"),
    sort="name",
)
