"""What can be imported of planning: plans, and quotas by month, quarter or whole plan.

Quotas of years gone by: a step makes the plan, the next its quotas, a last one says `state = "published"` of the plan.
"""

from yanzhen.planning.models import Plan, Quota
from yanzhen.planning.services import plans, quotas, taking_over
from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Noun, declare

declare(
    Noun(
        Plan,
        ("name",),
        extra=frozenset({"state"}),
        create=taking_over.create,
        change=taking_over.change,
        remove=plans.remove,
    )
)
declare(
    Noun(
        Quota,
        ("plan", "person", "metric", "starts_on"),
        create=quotas.create,
        change=quotas.change,
        remove=quotas.remove,
    )
)
words.declare(
    "planning.quota",
    plan=("计划", "计划名称", "年度计划", "plan name", "sales plan"),
    person=("业务员", "销售", "销售员", "工号", "销售代表", "sales rep", "salesperson", "employee", "rep"),
    metric=("指标", "考核指标", "measure", "kpi"),
    starts_on=("月份", "季度", "开始月份", "期间", "month", "quarter", "period", "quota date"),
    months=("月数", "number of months"),
    amount=("定额", "任务", "指标值", "销售任务", "目标", "target", "goal", "quota amount"),
    weight=("权重", "占比", "weighting"),
    cap=("封顶", "上限", "maximum"),
    floor=("起算线", "门槛", "threshold"),
)
words.declare("planning.plan", name=("计划", "计划名称", "plan name"), starts_on=("开始月份", "首月", "start", "from"))
