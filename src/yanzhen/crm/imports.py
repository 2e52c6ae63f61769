"""What can be imported of customers."""

from yanzhen.crm.models import Contact, Customer, CustomerType
from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Draft, Noun, declare
from yanzhen.platform.imports.rows import Rejected


def complete(draft: Draft) -> None:
    """Check what the forms check, too."""
    try:
        customers.check_credit_code(draft.values)
    except RuleBroken as error:
        [(name, message)] = error.errors.items()
        raise Rejected(draft.numbers[0], name, str(message)) from error


declare(Noun(CustomerType, ("code",)))
declare(
    Noun(
        Customer,
        ("code",),
        codes=frozenset({"credit_code"}),
        extra=frozenset({"last_order_on"}),
        derived={"unit": ("owner",)},
        complete=complete,
    )
)
declare(Noun(Contact, ("customer", "name")))

words.declare(
    "crm.customer",
    code=("客户编码", "客户号", "客户代码", "customer no", "account number", "stock code", "证券代码", "股票代码"),
    name=("客户", "公司", "公司名称", "公司全称", "企业名称", "单位名称", "客户全称", "company", "company name", "firm",
          "account name"),
    credit_code=("税号", "纳税人识别号", "信用代码", "社会信用代码", "营业执照号", "tax id", "vat", "vat number",
                 "tax number", "credit code", "uscc"),
    customer_type=("客户分类", "客户类别", "类型", "客户性质", "type", "segment", "category"),
    owner=("业务员", "销售", "销售员", "销售代表", "客户经理", "跟进人", "sales rep", "salesperson", "account manager",
           "sales representative"),
    unit=("所属部门", "销售部门", "department", "大区办", "team", "office"),
    territory=("区域", "片区", "所属区域", "sales area", "area"),
    since_on=("合作日期", "建档日期", "成立客户日期", "开户日期", "since", "customer from", "created"),
    last_order_on=("最后下单日期", "最近成交", "last purchase"),
)  # fmt: skip
words.declare(
    "crm.contact",
    customer=("公司", "公司名称", "单位", "所属客户", "company", "firm"),
    name=("联系人", "联系人姓名", "contact name", "contact person"),
    title=("职位", "岗位", "job", "position"),
    is_primary=("是否主要联系人", "首要联系人", "主联系人", "primary", "main contact"),
)
words.declare("crm.customertype", name=("类型", "分类", "type", "type name"))
