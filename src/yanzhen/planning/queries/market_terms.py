"""What is asked of the market and what is answered: plain rows between queries, pages and API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yanzhen.lib.periods import Period, month_end, shifted
from yanzhen.market.calc import matrix, share

CUTS = ("category", "region")
"""By what a question may be cut."""


@dataclass(frozen=True)
class Question:
    """What is asked: whole months, a region and a category or all of them, one currency, and by what it is cut."""

    period: Period
    currency: str
    region: int | None = None
    category: int | None = None
    by: str = "category"

    @property
    def before(self) -> Period:
        """The same months a year earlier."""
        return Period(shifted(self.period.start, -12), month_end(shifted(self.period.end, -12)))


@dataclass(frozen=True)
class Rival:
    """What one competitor sold, and the keys of the rows that say so."""

    key: int
    name: str
    sales: Decimal
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """One part of the market: the figures of both periods, what they mean, and the rows behind them."""

    region: int | None
    category: int | None
    name: str
    now: share.Side
    before: share.Side
    reading: share.Reading
    rivals: tuple[Rival, ...]
    rows: tuple[int, ...]
    rows_before: tuple[int, ...]

    @property
    def largest(self) -> Rival | None:
        """The rival who sold most."""
        return max(self.rivals, key=lambda r: r.sales, default=None)


@dataclass(frozen=True)
class Point:
    """The share in one quarter or year; None where it is not known."""

    period: Period
    label: str
    share: Decimal | None


@dataclass(frozen=True)
class Market:
    """Everything the pages and the API show of one question."""

    question: Question
    whole: Line
    lines: tuple[Line, ...]
    unknown: tuple[Line, ...]
    points: tuple[Point, ...]
    years: tuple[int, ...]
    quarters: tuple[Period, ...]
    currencies: tuple[str, ...]
    other_currencies: tuple[str, ...]
    is_whole_company: bool
    bounds: Mapping[str, Decimal]

    def field_of(self, line: Line) -> matrix.Field | None:
        """In which field of the matrix a part lies."""
        cuts = {"growth_from": self.bounds["growth"], "share_from": self.bounds["relative_share"]}
        return matrix.field_of(line.reading.market_growth, line.reading.relative, **cuts)


@dataclass(frozen=True)
class Tree:
    """Categories by key: what each is called and to which it belongs."""

    names: Mapping[int, str]
    parents: Mapping[int, int | None]

    def above(self, key: int | None) -> Iterable[int]:
        """A category and all to which it belongs."""
        while key is not None and key in self.parents:
            yield key
            key = self.parents[key]

    def inside(self, key: int | None) -> list[int]:
        """All below a category; all of them for None."""
        return [k for k in self.names if key is None or (k != key and key in self.above(k))]
