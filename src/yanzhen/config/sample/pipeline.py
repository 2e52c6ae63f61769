"""The pipeline's past in the sample company: how amounts and days moved, what was ticked off, and a playbook in use.

The amounts and the outcome of opportunities stay as they are; what is made up is how they came there.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yanzhen.config.sample import tables
from yanzhen.config.sample.tables import Plan
from yanzhen.crm.services import learning, pipeline_history, playbooks
from yanzhen.platform.actor import SYSTEM

QUESTION, SCRIPT, OBJECTION, MATERIAL = "question", "script", "objection", "material"
ENTRIES = (
    ("需求确认", QUESTION, "这件事不做会怎样？", "现在的家具撑到什么时候？不换会影响哪一天的开业或检查？", ""),
    ("需求确认", QUESTION, "谁说了算，谁会反对？", "请对方画出从提出到签字的每一个人，问清谁见过我们。", ""),
    ("需求确认", SCRIPT, "第一次通话开场", "我们刚给贵司同城的一家酒店换完客房，三周完工没有停业。想用二十分钟看看您这边是不是同一类情况。", ""),
    ("方案设计", MATERIAL, "同类项目案例册", "按客户类型挑两个案例，先给现场照片，再给交期表。", ""),
    ("方案设计", QUESTION, "方案由谁验收？", "验收标准写在方案首页，请验收人当面确认。", ""),
    ("报价", OBJECTION, "比别家贵一成", "", "先问比的是哪一款、含不含安装和质保。再按五年算总成本：板材更换一次的停业损失就超过差价。"),
    ("报价", SCRIPT, "报价单不要只发邮件", "约十五分钟当面讲三页：范围、交期、付款。讲完再留下报价单。", ""),
    ("商务谈判", OBJECTION, "账期要九十天", "", "可以谈节奏，不谈无条件：首付三成可延到六十天，逾期按合同计息。"),
    ("商务谈判", QUESTION, "除了价格还有什么没定？", "把剩下的条款列成一张单子，逐条打勾，最后只谈一次价格。", ""),
    ("", OBJECTION, "我们再考虑考虑", "", "好的。方便说说还差哪一块信息吗？我周四之前补给您，周五下午再通个电话。"),
    ("", MATERIAL, "工厂参观安排表", "提前两天发日程，参观后当天请客户写下三个印象。", ""),
)  # fmt: skip
EXPECTED_LEADS = (20, 45, 70)
BEST, REST = 0.85, 0.4
"""How often the owner ticked the exit tasks of a stage before a deal was won, and else."""


def _rows(label: str) -> Any:
    return tables.model(label)._default_manager


def build(plan: Plan) -> None:
    """History, ticks, what the stages taught, and the playbook with what people told about it."""
    pick = random.Random(plan.seed * 11 + 3)
    _ticks(pick)
    pipeline_history.catch_up()
    _moves(plan, pick)
    for process in _rows("crm.Process").order_by("pk"):
        learning.learn_process(process, today=plan.today)
    _playbook(pick)


def _ticks(pick: random.Random) -> None:
    """Exit tasks of the stages that closed deals went through."""
    task_rows = _rows("crm.ExitTask").order_by("stage_id", "position")
    tasks: dict[int, list[Any]] = {}
    for task in task_rows:
        tasks.setdefault(task.stage_id, []).append(task)
    entries = _rows("crm.StageEntry").exclude(opportunity__state="open")
    kind, made = tables.model("crm.TaskDone"), []
    for entry in entries.select_related("opportunity").order_by("pk"):
        share = BEST if entry.opportunity.state == "won" else REST
        made += [
            kind(opportunity_id=entry.opportunity_id, task=task, who="")
            for task in tasks.get(entry.stage_id, [])
            if pick.random() < share
        ]
    kind._default_manager.bulk_create(made, batch_size=500, ignore_conflicts=True)


def _moves(plan: Plan, pick: random.Random) -> None:
    """One in three was first expected earlier, and one in four began with another amount."""
    changes = _rows("crm.OpportunityChange")
    made = []
    for row in changes.filter(since__lt=plan.today).order_by("pk"):
        if row.state != "open":
            continue
        end = row.until or plan.today
        if (end - row.since).days < 20 or pick.random() > 0.45:
            continue
        day = row.since + timedelta(days=pick.randint(8, (end - row.since).days - 4))
        made.append(_after(row, day))
        row.until = day
        if pick.random() < 0.65:
            row.expected_on = max(
                day - timedelta(days=3), row.expected_on - timedelta(days=pick.choice(EXPECTED_LEADS))
            )
        if pick.random() < 0.55:
            factor = Decimal(pick.choice((80, 90, 110, 115, 125))) / 100
            row.amount = (row.amount * factor).quantize(Decimal("0.01"))
        row.save(update_fields=["until", "expected_on", "amount"])
    changes.bulk_create(made, batch_size=500)


def _after(row: Any, day: date) -> Any:
    """The same state from a later day on."""
    kind = tables.model("crm.OpportunityChange")
    return kind(
        opportunity_id=row.opportunity_id, since=day, until=row.until, amount=row.amount, currency=row.currency,
        expected_on=row.expected_on, state=row.state,
    )  # fmt: skip


def _playbook(pick: random.Random) -> None:
    """Entries for the stages of the usual process, and who found them helpful."""
    usual = _rows("crm.Process").filter(is_default=True).first()
    stages = {stage.name: stage for stage in usual.stages.all()} if usual else {}
    made = [
        playbooks.create(actor=SYSTEM, title=title, kind=kind, stage=stages.get(stage), text=text, answer=answer,
                         position=10 * number)
        for number, (stage, kind, title, text, answer) in enumerate(ENTRIES, 1)
    ]  # fmt: skip
    opportunities = _rows("crm.Opportunity").filter(process=usual, owner__isnull=False)
    use: Any = tables.model("crm.PlaybookUse")
    found: list[Any] = []
    for row in opportunities.order_by("pk")[:90]:
        for entry in made:
            if entry.stage_id in {None, row.stage_id} and pick.random() < 0.35:
                helped = pick.choice((True, True, True, False, None))
                found.append(use(playbook=entry, opportunity=row, employee_id=row.owner_id, used_on=row.stage_since,
                                 is_helpful=helped))  # fmt: skip
    use._default_manager.bulk_create(found, batch_size=500)
    for entry in made:
        told = [one.is_helpful for one in found if one.playbook_id == entry.pk]
        _rows("crm.Playbook").filter(pk=entry.pk).update(uses=len(told), helpful=told.count(True))
