from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.forms import customers as forms
from yanzhen.crm.lists import customers as lists
from yanzhen.crm.models import Contact, Customer, CustomerType
from yanzhen.crm.queries import duplicates
from yanzhen.crm.services import classing, contacts, customer_types, customers, merging
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun, Tab
from yanzhen.platform.search import Find

_c, _k, _t = partial(describe, Customer), partial(describe, Contact), partial(describe, CustomerType)


CUSTOMERS = nouns.declare(
    Noun(
        model=Customer,
        slug="customers",
        empty=_("Customers you or your people look after stand here. Add one, or import them from a spreadsheet."),
        icon="building-store",
        list=lists.CUSTOMERS,
        fields=[
            _c("code"),
            _c("name"),
            _c("credit_code"),
            _c("customer_type", page="crm:customertype_record"),
            _c("grade_class", tones=lists.GRADES),
            _c("class_reason"),
            _c("class_by"),
            _c("class_on"),
            _c("potential", kind="money", currency="potential_currency"),
            _c("potential_currency"),
            _c("industry", page="crm:industry_record"),
            _c("source"),
            _c("owner", page=lists.EMPLOYEE),
            _c("unit", page=lists.UNIT),
            _c("territory", page=lists.TERRITORY),
            _c("phone"),
            _c("shares_phone"),
            _c("shares_phone_because"),
            _c("province"),
            _c("city"),
            _c("address"),
            _c("longitude"),
            _c("latitude"),
            _c("since_on"),
            _c("last_order_on"),
            _c("is_active"),
            _c("possible_duplicate_of", kind="text", reader=duplicates.taken_for),
            _c("version"),
        ],
        groups={
            _("Who looks after it"): ("owner", "unit", "territory"),
            _("Class and potential"): ("potential", "potential_currency", "class_reason", "class_by", "class_on"),
            _("Firm"): (
                "code",
                "credit_code",
                "customer_type",
                "industry",
                "source",
                "is_active",
                "possible_duplicate_of",
            ),
            _("Where"): (
                "phone",
                "shares_phone",
                "shares_phone_because",
                "province",
                "city",
                "address",
                "longitude",
                "latitude",
            ),
            _("Dates"): ("since_on", "last_order_on"),
        },
        state="grade_class",
        form=forms.CustomerForm,
        services=customers,
        actions=[
            Action("classify", _("Set the class"), classing.classify, "category", page="crm:customer_classify"),
            Action(
                "separate",
                _("Is a customer of its own"),
                customers.tell_apart,
                "arrows-split",
                lambda row: row.possible_duplicate_of_id is not None,
            ),
            Action("merge", _("Merge with another record"), merging.merge, "git-merge", page="crm:customer_merge"),
        ],
        find=Find(
            titles=("name",),
            codes=("code", "city", "former_codes"),
            long_codes=("credit_code",),
            phone="phone",
            rank="last_order_on",
            shown=("code", "city", "owner"),
            room=1,
        ),
    )
)
CONTACTS = nouns.declare(
    Noun(
        model=Contact,
        slug="contacts",
        empty=_("The people at your customers stand here. Add one from a customer, or import them from a spreadsheet."),
        icon="address-book",
        list=lists.CONTACTS,
        fields=[
            _k("name"),
            _k("customer", page="crm:customer_record"),
            _k("title"),
            _k("phone"),
            _k("email"),
            _k("is_primary"),
            _k("version"),
        ],
        form=forms.ContactForm,
        services=contacts,
        find=Find(
            titles=("name",),
            codes=("title", "email"),
            phone="phone",
            rank="created_at",
            shown=("customer", "title"),
            room=2,
        ),
    )
)
CUSTOMER_TYPES = nouns.declare(
    Noun(
        model=CustomerType,
        slug="customer-types",
        icon="tags",
        list=lists.CUSTOMER_TYPES,
        fields=[_t("code"), _t("name"), _t("name_en"), _t("version")],
        form=forms.CustomerTypeForm,
        services=customer_types,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)

nouns.relate("crm.customer", Tab("contacts", _("Contacts"), "crm.contact", "customer"), order=20)
nouns.relate("crm.customertype", Tab("customers", _("Customers"), "crm.customer", "customer_type"))
nouns.relate("organization.employee", Tab("customers", _("Customers"), "crm.customer", "owner"))
for place in ("unit", "territory", "region"):
    nouns.relate(f"organization.{place}", Tab("customers", _("Customers"), "crm.customer", place))
SALES = pgettext_lazy("navigation", "Sales")
navigation.add(
    navigation.Place(20, _("Customers"), "building-store", "crm:customer_list", "crm.view_customer", True, SALES, "c")
)
navigation.add(
    navigation.Place(21, _("Contacts"), "address-book", "crm:contact_list", "crm.view_contact", section=SALES, key="k")
)
navigation.add_creator(navigation.Place(10, _("Customer"), "building-store", "crm:customer_add", "crm.add_customer"))
navigation.add_creator(navigation.Place(20, _("Contact"), "address-book", "crm:contact_add", "crm.add_contact"))
navigation.add_setting(
    navigation.Place(
        320, _("Customer types"), "tags", "crm:customertype_list", "crm.view_customertype", section=_("Catalogue")
    )
)
