"""What can be imported of leads: open ones, given out by rule unless they name an owner, and closed ones of old."""

from functools import partial

from yanzhen.crm.models import Lead
from yanzhen.crm.services import leads
from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Noun, declare
from yanzhen.platform.writes import next_numbers

declare(
    Noun(
        Lead,
        ("number",),
        extra=frozenset({"number", "received_at", "state", "lost_reason", "closed_at"}),
        derived={"unit": ("owner",)},
        numbered={"number": partial(next_numbers, leads.SERIES, width=6)},
        create=leads.create,
        change=leads.change,
        remove=leads.remove,
    )
)
words.declare(
    "crm.lead",
    number=("线索编号", "线索号", "lead no", "lead number", "prospect id"),
    company=("公司", "公司名称", "企业名称", "客户名称", "单位名称", "company", "company name", "organization"),
    person=("联系人", "姓名", "联系人姓名", "contact", "contact name", "person"),
    title=("职位", "职务", "job", "position"),
    phone=("电话", "手机", "联系电话", "手机号", "mobile", "telephone"),
    email=("邮箱", "电子邮箱", "mail", "email address"),
    province=("省", "省份", "state or province"),
    city=("市", "城市", "town"),
    industry=("行业", "所属行业", "sector"),
    category=("意向产品", "感兴趣产品", "产品类别", "product interest", "product line"),
    source=("来源", "线索来源", "渠道", "lead source", "channel"),
    campaign=("活动", "市场活动", "推广活动", "campaign name"),
    budget=("预算", "预计金额", "预计预算", "expected revenue", "estimated amount"),
    note=("备注", "需求描述", "需求", "description", "comment", "notes"),
    owner=("负责人", "跟进人", "业务员", "销售", "sales rep", "assigned to"),
    received_at=("创建时间", "获取时间", "线索时间", "created", "created at", "received on"),
    state=("线索状态", "状态", "lead status", "status"),
    lost_reason=("丢失原因", "流失原因", "lost reason"),
    closed_at=("关闭时间", "结束时间", "closed on"),
)
