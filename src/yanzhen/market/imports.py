"""What can be imported about the market."""

from functools import partial

from django.utils import timezone

from yanzhen.lib.errors import RuleBroken
from yanzhen.market.models import Competitor, MarketFigure
from yanzhen.market.services import figures
from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Draft, Noun, declare
from yanzhen.platform.imports.rows import Rejected
from yanzhen.platform.writes import next_numbers


def complete(draft: Draft) -> None:
    """Check what the forms check, too."""
    draft.values.setdefault("found_on", timezone.localdate())
    try:
        figures.settle(draft.values)
    except RuleBroken as error:
        [(name, message)] = error.errors.items()
        raise Rejected(draft.numbers[0], name, str(message)) from error


declare(Noun(Competitor, ("code",)))
declare(
    Noun(
        MarketFigure,
        ("number",),
        without=frozenset({"is_open"}),
        derived={"unit": ("owner",)},
        complete=complete,
        numbered={"number": partial(next_numbers, figures.SERIES, width=6)},
        change=figures.change,
        remove=figures.remove,
    )
)

words.declare(
    "market.competitor",
    code=("竞争对手编码", "对手代码", "competitor code"),
    name=("竞争对手", "竞品厂商", "对手名称", "竞争对手名称", "competitor", "rival", "competitor name"),
)
words.declare(
    "market.marketfigure",
    number=("数据编号", "记录编号", "figure number"),
    kind=("数据类型", "指标", "类型", "figure", "type", "indicator"),
    starts_on=("期初", "起始日期", "月份", "开始日期", "period start", "month", "from"),
    length=("期间", "周期", "period", "period length"),
    region=("大区", "区域", "地区", "area", "region"),
    category=("品类", "产品类别", "产品线", "product line", "category"),
    competitor=("竞争对手", "对手", "竞品", "rival"),
    value=("数值", "金额", "销售额", "价格", "数量", "amount", "value"),
    source=("来源", "数据来源", "出处", "data source"),
    found_on=("采集日期", "获取日期", "收集日期", "date collected"),
    owner=("采集人", "填报人", "收集人", "collected by", "reported by"),
)
