"""The lists of working days, call frequencies and receiving hours."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.customers import Grade
from yanzhen.crm.queries import customers
from yanzhen.field.models import CallFrequency, DaySetting, ReceivingHours
from yanzhen.field.queries import day_settings
from yanzhen.field.queries.day_settings import WEEKDAYS
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

CUSTOMER, PERSON = "crm:customer_record", "organization:employee_record"
_d, _c, _r = (partial(describe, m) for m in (DaySetting, CallFrequency, ReceivingHours))

DAY_SETTINGS = ListSpec(
    query=day_settings.visible,
    columns=[
        _d("employee", page=PERSON, card="title"),
        _d("begins_at", card="fig"),
        _d("ends_at", card="meta"),
        _d("lunch_minutes", card="hide"),
        _d("last_arrival", card="hide"),
        _d("doors_close", card="hide"),
        _d("way_home_counts", card="hide"),
        _d("speed", card="meta"),
        _d("visit_minutes", card="hide"),
    ],
    filters=[
        Filter("employee", _("person"), "ref", "employee", options=choices.employees, named=choices.employee_name),
    ],
    search=("employee__name", "employee__number"),
    sort="begins_at",
)
FREQUENCIES = ListSpec(
    query=day_settings.frequencies,
    columns=[_c("grade_class", card="title"), _c("visits_a_month", card="fig"), _c("minutes", card="meta")],
    filters=[
        Filter(
            "grade_class", pgettext_lazy("of a customer", "class"), "choice", "grade_class",
            choices=dict(Grade.choices),
        ),
    ],
    search=("grade_class",),
    sort="grade_class",
)  # fmt: skip
RECEIVING = ListSpec(
    query=day_settings.receiving,
    columns=[
        _r("customer", page=CUSTOMER, card="title"),
        *(_r(name, card="meta" if name == "monday" else "hide") for name in WEEKDAYS),
        _r("nobody", card="sub"),
        _r("minutes", card="fig"),
        _r("visits_a_month", card="hide"),
    ],
    filters=[Filter("customer", _("customer"), "ref", "customer", named=name_of(customers.visible))],
    search=("customer__name", "customer__code"),
    sort="customer",
)
