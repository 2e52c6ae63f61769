"""What columns are called in other people's files: the words of the trade beside our own labels.

Words that mean the same for every kind of record stand here; an app adds those of its nouns in its `imports` room.
"""

from collections import defaultdict

ANYWHERE: dict[str, tuple[str, ...]] = {
    "code": ("编码", "代码", "号码", "id", "no", "编号id", "key"),
    "number": ("单号", "编号", "号码", "单据号", "单据编号", "no", "doc no", "document number", "id"),
    "name": ("全称", "简称", "名字", "title", "full name"),
    "name_en": ("英文名", "英文名称", "english name", "name in english", "外文名称"),
    "phone": ("手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "座机", "固定电话", "mobile", "tel",
              "telephone", "cell phone", "phone number"),
    "email": ("邮箱", "邮件", "电子邮件", "mail", "email address", "e mail"),
    "address": ("详细地址", "联系地址", "通讯地址", "注册地址", "公司地址", "street", "street address"),
    "province": ("省", "省/直辖市", "所在省", "所属省份", "省市", "state", "state or province"),
    "city": ("市", "所在城市", "地级市", "城市名称", "town"),
    "currency": ("货币", "币别", "币种代码", "currency code"),
    "amount": ("总金额", "含税金额", "价税合计", "总额", "total", "total amount", "sum"),
    "quantity": ("件数", "订货数量", "销售数量", "qty", "pieces", "units"),
    "unit_price": ("价格", "含税单价", "售价", "price", "net price", "selling price"),
    "unit_cost": ("成本单价", "单件成本", "cost per unit", "unit costs"),
    "net_amount": ("金额", "行金额", "小计", "折后金额", "amount", "line total", "net value", "sales amount"),
    "cost_amount": ("成本金额", "总成本", "total cost"),
    "remark": ("备注", "说明", "附注", "comment", "note", "remarks"),
    "is_active": ("是否启用", "状态", "有效", "enabled"),
}  # fmt: skip

_of_noun: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)


def declare(noun: str, **words: tuple[str, ...]) -> None:
    """Add what columns of files about `noun` are called, by the field they fill."""
    _of_noun[noun].update(words)


def of_field(noun: str, field: str) -> tuple[str, ...]:
    """Every word for a field of a noun beside its labels."""
    return (*_of_noun[noun].get(field, ()), *ANYWHERE.get(field.removeprefix("lines."), ()))
