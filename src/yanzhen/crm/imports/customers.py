"""What can be imported of customers."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yanzhen.crm.models import Contact, Customer, CustomerType, Industry
from yanzhen.crm.queries import duplicates
from yanzhen.crm.queries.duplicates import CREDIT_CODE, NAME, PHONE, Keys
from yanzhen.crm.services import customers, identity
from yanzhen.crm.services.duplicates import keys_of
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Draft, Duplicate, Noun, declare
from yanzhen.platform.imports.rows import Rejected
from yanzhen.platform.writes import next_numbers


def complete(draft: Draft) -> None:
    """Check what the forms check, too, and set what customers are compared by."""
    try:
        customers.check_credit_code(draft.values)
    except RuleBroken as error:
        [(name, message)] = error.errors.items()
        raise Rejected(draft.numbers[0], name, str(message)) from error
    draft.values.update(keys_of(draft.values))


def settle(drafts: Sequence[Draft]) -> None:
    """Let what is imported share a number that is taken: it is marked, with the reason, and nothing is lost."""
    numbered = [d for d in drafts if d.values.get("phone_key") and not d.values.get("shares_phone")]
    taken = identity.taken({d.values["phone_key"] for d in numbered})
    for draft in numbered:
        if draft.values["phone_key"] in taken:
            draft.values["shares_phone"] = True
            draft.values["shares_phone_because"] = _("imported with a number that another customer has")
        taken.add(draft.values["phone_key"])
    for draft in drafts:
        if draft.values.get("shares_phone") and not draft.values.get("shares_phone_because"):
            draft.values["shares_phone_because"] = _("imported as sharing its number")


def repeated(drafts: Sequence[Draft]) -> dict[int, Duplicate]:
    """Which drafts of new customers may repeat a customer that is there, or an earlier draft of the same batch."""
    compared = [_compared(d) for d in drafts]
    columns = {by: {c[by] for c in compared if c[by]} for by in (CREDIT_CODE, NAME, PHONE)}
    stored = duplicates.stored(Keys(columns[CREDIT_CODE], columns[NAME], columns[PHONE]))
    seen: dict[tuple[str, str], Draft] = {}
    found: dict[int, Duplicate] = {}
    for at, (draft, values) in enumerate(zip(drafts, compared, strict=True)):
        for by in (CREDIT_CODE, NAME, PHONE):
            value, certain = values[by], by == CREDIT_CODE
            if not value:
                continue
            if there := stored[by].get(value):
                title = f"{there[0].name} ({there[0].code})"
                found[at] = Duplicate(there[0].key, title, duplicates.why(by), by, certain)
                break
            if earlier := seen.get((by, value)):
                found[at] = Duplicate(None, "", duplicates.why(by), by, certain, earlier)
                break
        for by, value in values.items():
            seen.setdefault((by, value), draft)
    return found


def _compared(draft: Draft) -> dict[str, str]:
    values = draft.values
    return {
        CREDIT_CODE: values.get("credit_code") or "",
        NAME: values.get("name_key") or "",
        PHONE: values.get("phone_key") or "",
    }


declare(Noun(CustomerType, ("code",)))
declare(Noun(Industry, ("code",)))
declare(
    Noun(
        Customer,
        ("code",),
        codes=frozenset({"credit_code"}),
        extra=frozenset({"last_order_on", "grade_class", "class_reason"}),
        derived={"unit": ("owner",)},
        complete=complete,
        numbered={"code": lambda count: next_numbers(customers.SERIES, count, width=6)},
        duplicates=repeated,
        settle=settle,
        marked="possible_duplicate_of",
        loose=frozenset(
            {
                "crm.customer.possible_duplicate_of",
                "crm.possibleask.customer",
                "crm.duplicatemember.customer",
                "crm.knownapart.one",
                "crm.knownapart.other",
            }
        ),
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
    since_on=("合作日期", "建档日期", "开户日期", "since", "customer from", "created"),
    last_order_on=("最后下单日期", "最近成交", "last purchase"),
    industry=("所属行业", "行业", "行业代码", "行业门类", "sector", "industry code", "branch"),
    source=("客户来源", "来源", "来源渠道", "获客渠道", "lead source", "origin", "channel"),
    potential=("年潜力", "潜力", "潜在采购额", "年采购潜力", "预计年采购额", "annual potential", "potential"),
    potential_currency=("潜力币种", "潜力货币", "potential currency"),
    grade_class=("客户等级", "客户级别", "等级", "级别", "ABC分类", "abc", "grade", "rating", "tier"),
    class_reason=("定级原因", "分级原因", "等级说明", "reason for grade"),
    longitude=("经度", "lng", "lon", "gps longitude"),
    latitude=("纬度", "lat", "gps latitude"),
)  # fmt: skip
words.declare(
    "crm.contact",
    customer=("公司", "公司名称", "单位", "所属客户", "company", "firm"),
    name=("联系人", "联系人姓名", "contact name", "contact person"),
    title=("职位", "岗位", "job", "position"),
    is_primary=("是否主要联系人", "首要联系人", "主联系人", "primary", "main contact"),
)
words.declare("crm.industry", name=("行业", "行业名称", "industry", "industry name"))
words.declare("crm.customertype", name=("类型", "分类", "type", "type name"))
