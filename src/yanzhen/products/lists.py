from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of, options_of
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.products.models import Category, Product
from yanzhen.products.queries import categories, products

_c, _p = partial(describe, Category), partial(describe, Product)

CATEGORIES = ListSpec(
    query=categories.visible,
    columns=[
        _c("code", card="meta"),
        _c("name", source="label", card="title"),
        _c("parent", page="products:category_record", card="sub"),
    ],
    filters=[
        Filter(
            "parent",
            _("belongs to"),
            "ref",
            "parent",
            options=options_of(categories.visible),
            named=name_of(categories.visible),
        )
    ],
    search=("code", "name", "name_en"),
    sort="code",
)
PRODUCTS = ListSpec(
    query=products.visible,
    columns=[
        _p("code", card="meta"),
        _p("name", source="label", card="title"),
        _p("category", page="products:category_record", card="sub"),
        _p("list_price", kind="money", currency="currency", card="fig"),
        _p("standard_cost", kind="money", currency="currency", card="meta"),
        _p("launched_on", card="meta"),
        _p("is_sold", card="badge"),
    ],
    filters=[
        Filter(
            "category",
            _("category"),
            "ref",
            "category",
            options=options_of(categories.visible),
            named=name_of(categories.visible),
        ),
        Filter("is_sold", _("on sale"), "bool", "is_sold"),
        Filter("launched_on", _("launched on"), "date", "launched_on"),
        Filter("list_price", _("list price"), "number", "list_price"),
    ],
    search=("code", "name", "name_en"),
    sort="code",
)
