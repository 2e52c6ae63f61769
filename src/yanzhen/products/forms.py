from yanzhen.platform.pages.forms import NounForm
from yanzhen.products.models import Category, Product
from yanzhen.products.queries import categories


class CategoryForm(NounForm):
    scopes = {"parent": categories.visible}

    class Meta:
        model = Category
        fields = ["code", "name", "name_en", "parent"]


class ProductForm(NounForm):
    scopes = {"category": categories.visible}

    class Meta:
        model = Product
        fields = [
            "code",
            "name",
            "name_en",
            "category",
            "unit_of_measure",
            "currency",
            "list_price",
            "standard_cost",
            "launched_on",
            "is_sold",
        ]
