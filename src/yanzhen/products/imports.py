"""What can be imported of the catalogue."""

from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Noun, declare
from yanzhen.products.models import Category, Product

declare(Noun(Category, ("code",), trees=("parent",)))
declare(Noun(Product, ("code",)))

words.declare(
    "products.product",
    code=(
        "物料编码",
        "商品编码",
        "货号",
        "品号",
        "料号",
        "sku",
        "item number",
        "article",
        "product no",
        "款号",
        "型号",
    ),
    name=("物料名称", "商品名称", "货品名称", "品名", "item", "item name", "description", "规格名称"),
    category=("分类", "类别", "产品分类", "商品分类", "产品线", "product group", "group", "subcategory"),
    unit_of_measure=("单位", "基本单位", "uom", "unit"),
    list_price=("标准价", "售价", "零售价", "定价", "价格", "price", "retail price", "unit price", "msrp"),
    standard_cost=("成本", "成本价", "标准成本价", "cost", "unit cost"),
    launched_on=("上市时间", "首发日期", "launch date", "sell start date"),
    is_sold=("是否在售", "状态", "on offer"),
)
words.declare("products.category", name=("分类", "分类名称", "类别", "group"), parent=("上级类别", "父类别", "parent"))
