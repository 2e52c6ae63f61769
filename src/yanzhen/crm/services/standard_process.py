"""The process a company begins with: there is always one that an opportunity can take."""

from django.utils.translation import gettext as _

from yanzhen.crm.models import Process
from yanzhen.crm.queries import processes as rows
from yanzhen.crm.services import processes, stages
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM, Actor

NAME = ("标准销售流程", "Standard sales process")
STAGES = (
    (
        "需求确认", "Qualification", "明确客户的需求、预算和决策人", 14, 20, "客户基本资料",
        (("与决策人面谈", "Meet who decides"), ("记录预算与时间", "Note budget and timing")),
    ),
    (
        "方案设计", "Solution", "客户认可方案", 21, 40, "方案书\n效果图",
        (("提交方案", "Hand in the solution"), ("客户确认方案", "Customer agrees to it")),
    ),
    (
        "报价", "Quotation", "客户收到并讨论报价", 14, 60, "报价单",
        (("发送报价单", "Send the quotation"),),
    ),
    (
        "商务谈判", "Negotiation", "价格与条款达成一致", 21, 80, "合同草案",
        (("条款达成一致", "Agree on the terms"), ("客户内部审批通过", "Customer's own approval given")),
    ),
    ("签约", "Signing", "双方签订合同", 10, 95, "双方盖章的合同", ()),
)  # fmt: skip


def usual(actor: Actor) -> Process:
    """The usual process; where a company has none at all, the standard one is made first."""
    found = rows.usual(actor) or Process.objects.filter(is_active=True).order_by("-is_default", "name", "pk").first()
    if found is not None:
        return found
    if Process.objects.exists():
        raise RuleBroken(_("No sales process is active; make one active first."), field="process", code="process")
    return make(SYSTEM)


def make(actor: Actor) -> Process:
    """The standard process with its stages and exit tasks."""
    process = processes.create(actor=actor, name=NAME[0], name_en=NAME[1], is_default=True)
    for name, name_en, goal, days, probability, documents, tasks in STAGES:
        stage = stages.create(
            actor=actor,
            process=process,
            name=name,
            name_en=name_en,
            goal=goal,
            usual_days=days,
            probability=probability,
            documents=documents,
        )
        for task, task_en in tasks:
            stages.add_task(stage, actor=actor, name=task, name_en=task_en)
    return process
