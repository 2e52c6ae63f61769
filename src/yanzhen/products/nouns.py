from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Noun, Tab
from yanzhen.platform.search import Find
from yanzhen.products import forms, lists
from yanzhen.products.models import Category, Product
from yanzhen.products.services import categories, products

_c, _p = partial(describe, Category), partial(describe, Product)

CATEGORIES = nouns.declare(
    Noun(
        model=Category,
        slug="categories",
        icon="category",
        list=lists.CATEGORIES,
        fields=[_c("code"), _c("name"), _c("name_en"), _c("parent", page="products:category_record"), _c("version")],
        form=forms.CategoryForm,
        services=categories,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)
PRODUCTS = nouns.declare(
    Noun(
        model=Product,
        slug="products",
        empty=_("What the company sells stands here, with prices and costs. Add a product, or import the catalogue."),
        icon="package",
        list=lists.PRODUCTS,
        fields=[
            _p("code"),
            _p("name"),
            _p("name_en"),
            _p("category", page="products:category_record"),
            _p("unit_of_measure"),
            _p("currency"),
            _p("list_price", kind="money", currency="currency"),
            _p("standard_cost", kind="money", currency="currency"),
            _p("launched_on"),
            _p("is_sold"),
            _p("version"),
        ],
        form=forms.ProductForm,
        services=products,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code", "category")),
    )
)

nouns.relate(
    "products.category",
    Tab("products", _("Products"), "products.product", "category"),
    Tab("children", _("Categories below"), "products.category", "parent"),
)
SALES = pgettext_lazy("navigation", "Sales")
navigation.add(
    navigation.Place(
        31, _("Products"), "package", "products:product_list", "products.view_product", section=SALES, key="p"
    )
)
navigation.add_setting(
    navigation.Place(
        310, _("Categories"), "category", "products:category_list", "products.view_category", section=_("Catalogue")
    )
)
