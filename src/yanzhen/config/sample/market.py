"""What the sample company knows of its market: the industry, three rivals and the buyers, true to its own sales.

Industry figures are worked backwards from the sales of the last whole year, so that shares are plausible at any scale and
every field of the matrix and most of the eleven cases occur.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import ExtractYear

from yanzhen.accounts.queries import actors
from yanzhen.config.sample import tables
from yanzhen.lib.periods import Period, month_end, month_start, quarter_of, shifted
from yanzhen.market.enums import FigureKind, Length
from yanzhen.market.services import competitors, figures
from yanzhen.orders.enums import COUNTED
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

RIVALS = {
    "R-LM": ("龙木家居", "Longmu Home", "RES OFF"),
    "R-SH": ("盛合家具", "Shenghe Furniture", "RES HOT"),
    "R-BY": ("博雅办公", "Boya Office", "OFF HOT"),
}
# category: share of the market in percent, growth of the market, own sales over those of the largest rival;
# a growth of 0 means that the market grew as the firm did.
_PARTS = """
RES-SF 8.2 1.06 1.32
RES-BD 7.5 1.14 1.21
RES-DN 6.1 1.00 0.82
RES-CB 4.3 1.24 0.58
RES-RW 9.0 0.66 0.74
OFF-DK 7.0 0 1.08
OFF-CH 6.4 1.26 1.15
OFF-MT 5.2 0.94 0.90
OFF-FL 6.8 1.03 1.45
HOT-GR 9.4 1.12 0.71
HOT-LB 5.6 1.30 0.66
HOT-BQ 4.9 1.00 0.47
"""
PARTS = {row.split()[0]: tuple(map(Decimal, row.split()[1:])) for row in _PARTS.strip().splitlines()}
SEASON = (Decimal("0.22"), Decimal("0.27"), Decimal("0.25"))
"""What the first three quarters have of a year; the last has the rest."""
# region: households in ten thousands, income and furniture spending of one a year, shops, sales of a shop a year
REGIONS = {
    "E": (8_640, 142_000, 3_150, 21_400, 2_860_000),
    "S": (6_020, 131_000, 2_820, 15_800, 2_540_000),
    "N": (5_380, 118_000, 2_460, 12_900, 2_310_000),
    "C": (5_910, 97_000, 2_140, 11_200, 1_980_000),
    "SW": (6_450, 89_000, 1_960, 10_700, 1_820_000),
}
BUYERS = (
    FigureKind.HOUSEHOLDS, FigureKind.INCOME, FigureKind.SPENDING, FigureKind.SHOPS, FigureKind.SHOP_POWER,
)  # fmt: skip
YEARBOOK, ASSOCIATION, REPORTS = "统计年鉴", "中国家具协会", "年报与渠道访谈"
STEP = Decimal(10_000)
ALIKE = Decimal("1.13")
"""Where the firm itself leapt: a small company's sales of one category do."""

Sales = Mapping[tuple[str, int], Decimal]


def build(today: date) -> None:
    """Enter everything as the sales director."""
    user: Any = tables.model("accounts.User")._default_manager.get(username="director")
    director = actors.actor_of(user)
    year = today.year - 1
    book = _Book(director, today)
    _industry(book, _own(year), year)
    _buyers(book, year)
    book.store()


class _Book:
    """Collects figures, each found some weeks after its period, and enters them all at once."""

    def __init__(self, actor: Actor, today: date) -> None:
        self.actor, self.today = actor, today
        self.owner: Any = tables.model("organization.Employee")._default_manager.get(pk=actor.employee_id)
        self.categories, self.regions = _by_code("products.Category"), _by_code("organization.Region")
        self.sold: dict[str, dict[int, Decimal]] = {}
        self.rows: list[dict[str, Any]] = []
        self.rivals = {
            code: competitors.create(actor=actor, code=code, name=name, name_en=name_en)
            for code, (name, name_en, _lines) in RIVALS.items()
        }

    def enter(self, kind: str, starts_on: date, length: str, value: Decimal, source: str, **more: Any) -> None:
        months = {Length.QUARTER: 3, Length.YEAR: 12}[Length(length)]
        found = min(shifted(starts_on, months).replace(day=18), self.today)
        self.rows.append({"kind": kind, "starts_on": starts_on, "length": length, "value": value, "source": source,
                          "found_on": found, **more})  # fmt: skip
        figures.settle(self.rows[-1])

    def store(self) -> None:
        """Write what was entered."""
        figure = tables.model("market.MarketFigure")
        numbers = writes.next_numbers(figures.SERIES, len(self.rows), width=6)
        common = {"owner": self.owner, "unit_id": self.owner.unit_id, "is_open": True}
        figure._default_manager.bulk_create(
            figure(number=number, **common, **row) for number, row in zip(numbers, self.rows, strict=True)
        )


def _by_code(label: str) -> dict[str, Any]:
    rows: Any = tables.model(label)._default_manager.all()
    return {row.code: row for row in rows}


def _own(year: int) -> Sales:
    """Net sales of a year and of the one before by the code of the narrowest category."""
    lines = tables.model("orders.OrderLine")._default_manager.filter(
        Q(order__state__in=COUNTED), order__ordered_on__year__in=(year - 1, year)
    )
    rows = lines.values_list("product__category__code", ExtractYear("order__ordered_on")).annotate(n=Sum("net_amount"))
    return {(code, of): Decimal(net or 0) for code, of, net in rows.order_by()}


def _even(amount: Decimal) -> Decimal:
    """As an association publishes it: in ten thousands."""
    return (amount / STEP).quantize(Decimal(1), ROUND_HALF_UP) * STEP


def _industry(book: _Book, own: Sales, year: int) -> None:
    lines: dict[str, dict[int, Decimal]] = {}
    for code, (percent, growth, relative) in PARTS.items():
        category, mine = book.categories.get(code), own.get((code, year), Decimal(0))
        if category is None or mine <= 0:
            continue
        before = own.get((code, year - 1), Decimal(0))
        rate = growth or (mine / before if before > 0 else Decimal(1))
        rate = rate if growth or Decimal("0.8") < rate < Decimal("1.4") else ALIKE
        now = mine * 100 / percent
        line = code.partition("-")[0]
        for back in range(3):
            value = _even(now / rate**back)
            lines.setdefault(line, {}).setdefault(year - back, Decimal(0))
            lines[line][year - back] += value
            starts = date(year - back, 1, 1)
            book.enter(FigureKind.INDUSTRY_SALES, starts, Length.YEAR, value, ASSOCIATION, category=category)
        _rivals(book, category, line, year, mine / relative, rate)
    for code, sums in book.sold.items():
        for of, value in sums.items():
            starts, rival = date(of, 1, 1), book.rivals[code]
            book.enter(FigureKind.COMPETITOR_SALES, starts, Length.YEAR, value, REPORTS, competitor=rival)
    for line, years in lines.items():
        _quarters(book, book.categories[line], years, year)


def _rivals(book: _Book, category: Any, line: str, year: int, largest: Decimal, rate: Decimal) -> None:
    """The rivals of a line: each smaller than the one before; they grew a little slower than the market."""
    active = [code for code, (_name, _en, lines) in RIVALS.items() if line in lines.split()]
    for place, code in enumerate(active):
        now = largest * (Decimal(1), Decimal("0.62"))[min(place, 1)]
        for back in range(2):
            value = _even(now / (rate * Decimal("0.99")) ** back)
            sums = book.sold.setdefault(code, {})
            sums[year - back] = sums.get(year - back, Decimal(0)) + value
            book.enter(
                FigureKind.COMPETITOR_SALES, date(year - back, 1, 1), Length.YEAR, value, REPORTS,
                category=category, competitor=book.rivals[code],
            )  # fmt: skip


def _quarters(book: _Book, category: Any, years: Mapping[int, Decimal], year: int) -> None:
    """The line as a whole by quarters: those of the known years, and of this year those that are over."""
    growth = years[year] / years[year - 1] if years[year - 1] else Decimal(1)
    this_year = years[year] * growth
    for of, total in ((year - 1, years[year - 1]), (year, years[year]), (year + 1, this_year)):
        parts = [_even(total * part) for part in SEASON]
        parts.append(total - sum(parts) if of <= year else _even(total * (1 - sum(SEASON))))
        for quarter, value in enumerate(parts):
            period = Period(date(of, 3 * quarter + 1, 1), month_end(date(of, 3 * quarter + 3, 1)))
            if period.end < date(book.today.year, 3 * quarter_of(book.today) - 2, 1):
                starts = month_start(period.start)
                book.enter(FigureKind.INDUSTRY_SALES, starts, Length.QUARTER, value, ASSOCIATION, category=category)


def _buyers(book: _Book, year: int) -> None:
    for code, (households, *rest) in REGIONS.items():
        if (region := book.regions.get(code)) is None:
            continue
        for kind, value in zip(BUYERS, (households * 10_000, *rest), strict=True):
            book.enter(kind, date(year, 1, 1), Length.YEAR, Decimal(value), YEARBOOK, region=region)
