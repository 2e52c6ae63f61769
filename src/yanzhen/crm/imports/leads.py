"""What can be imported of leads: open ones, given out by rule unless they name an owner, and closed ones of old."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.enums.leads import CLOSED, HoldingStart, LeadState
from yanzhen.crm.models import Lead, LeadHolding
from yanzhen.crm.services import lead_points, leads
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import units
from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Draft, Noun, Saved, declare
from yanzhen.platform.writes import next_numbers

BY_ACT = frozenset({"owner_id", "unit_id", "state", "lost_reason", "closed_at"})
"""What changes on a lead that is there by an act of somebody, and never by a file."""


def complete(draft: Draft) -> None:
    """Set what leads are found again by."""
    draft.values.update(leads.keys_of({"company": draft.values.get("company"), "phone": draft.values.get("phone")}))


def settle(drafts: Sequence[Draft]) -> None:
    """New ones begin as the service lets them begin; closed ones of old keep how they ended."""
    now, widest = timezone.now(), units.widest()
    for draft in drafts:
        values = draft.values
        if not values.get("unit_id") and widest is not None:
            values["unit_id"] = widest.pk
        if values.get("state") in CLOSED:
            values["closed_at"] = values.get("closed_at") or now
        else:
            is_held = bool(values.get("owner_id"))
            values.update({"closed_at": None, "lost_reason": "", "assigned_at": now if is_held else None})
            values["state"] = LeadState.ASSIGNED if is_held else LeadState.NEW


def check(row: Lead, values: dict[str, Any]) -> None:
    """A file may correct what is known of an open lead, and not take it from anybody."""
    if row.state in CLOSED:
        raise RuleBroken(_("A lead that is closed is not changed any more."), code="closed")
    if BY_ACT & set(values):
        raise RuleBroken(_("Owner and state of a lead that is there are changed on its page."), code="act")


def follow(saved: Saved) -> None:
    """Note who holds them from now on, and count their points; those without an owner are given out by the worker."""
    held = [row for row in saved.created if row.state == LeadState.ASSIGNED]
    LeadHolding.objects.bulk_create(
        LeadHolding(lead=row, employee_id=row.owner_id, began=HoldingStart.ENTERED, began_at=row.assigned_at)
        for row in held
    )
    lead_points.renew([*saved.created, *saved.updated])


declare(
    Noun(
        Lead,
        ("number",),
        extra=frozenset({"number", "received_at", "state", "lost_reason", "closed_at"}),
        derived={"unit": ("owner",)},
        numbered={"number": partial(next_numbers, leads.SERIES, width=6)},
        complete=complete,
        settle=settle,
        check=check,
        after=follow,
        loose=frozenset({"crm.leadholding.lead", "crm.leadtouch.lead"}),
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
