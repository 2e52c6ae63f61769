"""Own sales out of the books beside what is known of the market: shares, their movement, and the matrix."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import comparisons, sales
from yanzhen.lib.money import from_cents
from yanzhen.lib.periods import Period, month_end, quarter_of, shifted
from yanzhen.market.calc import share
from yanzhen.market.calc.ledger import Known, Ledger
from yanzhen.market.enums import FigureKind
from yanzhen.market.queries import bounds, competitors, figures
from yanzhen.organization.queries import regions
from yanzhen.planning.queries.market_terms import Line, Market, Point, Question, Rival, Tree
from yanzhen.platform.actor import Actor
from yanzhen.products.queries import categories, products

INDUSTRY, RIVAL = FigureKind.INDUSTRY_SALES.value, FigureKind.COMPETITOR_SALES.value
QUARTERS, YEARS = 12, 5


@dataclass(frozen=True)
class Ground:
    """What is read once for a question."""

    actor: Actor
    ledger: Ledger
    tree: Tree
    rivals: Mapping[int, str]
    regions: Mapping[int, str]
    bounds: Mapping[str, Decimal] = field(default_factory=dict)


def ground(actor: Actor) -> Ground:
    """Read all that is known of the market."""
    rows = list(categories.visible(actor).select_related(None))
    tree = Tree({row.pk: row.label for row in rows}, {row.pk: row.parent_id for row in rows})
    places = {row.pk: row.label for row in regions.visible(actor)}
    ledger = figures.ledger(actor, (INDUSTRY, RIVAL))
    return Ground(actor, ledger, tree, competitors.names(actor), places, bounds.in_force())


def currencies(actor: Actor, known: Ground, today: date) -> list[str]:
    """Currencies of own sales, those that sold most in the last year first, then those of the market alone."""
    own = [span.currency for span in comparisons.spans(actor, shifted(today, -12))]
    return [*own, *(c for c in known.ledger.currencies() if c not in own)]


def latest(known: Ground, today: date, currency: str) -> Period:
    """The last year of which industry sales are known; last year when none are."""
    years = known_years(known, today, currency)
    year = years[-1] if years else today.year - 1
    return Period(date(year, 1, 1), date(year, 12, 31))


def known_years(known: Ground, today: date, currency: str) -> list[int]:
    """Years of which industry sales are known for some part of the market."""
    years = [y for y in known.ledger.years(INDUSTRY) if y <= today.year]
    return [y for y in years if _is_known(known, Period(date(y, 1, 1), date(y, 12, 31)), currency)]


def known_quarters(known: Ground, today: date, currency: str) -> list[Period]:
    """Of the last eight quarters those of which industry sales are known for some part of the market."""
    first = date(today.year, 3 * quarter_of(today) - 2, 1)
    found = (
        Period(start, month_end(shifted(start, 2))) for start in (shifted(first, -3 * n) for n in range(8, -1, -1))
    )
    return [period for period in found if _is_known(known, period, currency)]


def _is_known(known: Ground, period: Period, currency: str) -> bool:
    asked = {"start": period.start, "end": period.end, "currency": currency}
    return any(
        known.ledger.known(INDUSTRY, region=region, category=category, **asked) is not None  # type: ignore[arg-type]
        for region, category in known.ledger.places(INDUSTRY)
    )


def market(known: Ground, question: Question, today: date) -> Market:
    """Answer a question; own sales and figures are those inside the reach of the asker."""
    own = _own_by_part(known, question, question.period)
    own_before = _own_by_part(known, question, question.before)
    whole = _line(known, question, question.region, question.category, own, own_before)
    lines = [_line(known, question, region, category, own, own_before) for region, category in _parts(known, question)]
    told = [line for line in lines if line.now.market is not None or line.before.market is not None]
    sold = [line for line in lines if line not in told and (line.now.own or line.before.own)]
    own_currencies = currencies(known.actor, known, today)
    return Market(
        question=question,
        whole=whole,
        lines=tuple(sorted(told, key=lambda line: -line.now.own)),
        unknown=tuple(sorted(sold, key=lambda line: -line.now.own)),
        points=tuple(_points(known, question)),
        years=tuple(known_years(known, today, question.currency)),
        quarters=tuple(known_quarters(known, today, question.currency)),
        currencies=tuple(own_currencies),
        other_currencies=tuple(c for c in known.ledger.currencies() if c != question.currency),
        is_whole_company=known.actor.reach(VIEW_SALES).everything,
        bounds=known.bounds,
    )


Own = Mapping[tuple[int | None, int | None], Decimal]


def _parts(known: Ground, question: Question) -> list[tuple[int | None, int | None]]:
    """The parts a question is cut into: the regions, or the narrowest categories of which anything is known.

    A wide category stands only where none below it is known; what nothing is known of stands with the narrowest.
    """
    if question.by == "region":
        return [(key, question.category) for key in known.regions]
    inside = known.tree.inside(question.category)
    told = {c for _region, c in known.ledger.places(INDUSTRY) if c is not None}
    leaves = {key for key in inside if key not in {known.tree.parents[k] for k in inside}}
    narrow = {k for k in inside if k in told and not told & set(known.tree.inside(k))}
    covered = {k for key in narrow for k in (key, *known.tree.inside(key))}
    return [(question.region, key) for key in inside if key in narrow or (key in leaves and key not in covered)]


def _own_by_part(known: Ground, question: Question, period: Period) -> Own:
    """Net sales of the whole and of each part; a category has those of all below it."""
    found: dict[tuple[int | None, int | None], Decimal] = {}
    whole = (question.region, question.category)
    if question.by == "region":
        for (region,), amount in _own(known.actor, ("region",), period, question).items():
            found[(region, question.category)] = amount
        if question.region is None:
            found[whole] = sum(found.values(), Decimal(0))
        return found
    of_product = dict(products.visible(known.actor).order_by().values_list("pk", "category_id"))
    for (product,), amount in _own(known.actor, ("product",), period, question).items():
        found[whole] = found.get(whole, Decimal(0)) + amount
        for key in known.tree.above(of_product.get(product) if product is not None else None):
            if key != question.category:
                found[(question.region, key)] = found.get((question.region, key), Decimal(0)) + amount
    return found


def _own(
    actor: Actor, by: tuple[str, ...], period: Period, question: Question
) -> dict[tuple[int | None, ...], Decimal]:
    filters = {"region": question.region, "category": question.category}
    request = sales.Request(
        by=by,
        measures=("net_sales",),
        start=period.start,
        end=period.end,
        currency=question.currency,
        filters={code: (key,) for code, key in filters.items() if key is not None},
        limit=sales.MAX_LIMIT,
    )
    found: dict[tuple[int | None, ...], Decimal] = {}
    cursor: str | None = ""
    while cursor is not None:
        page = sales.cube(actor, replace(request, cursor=cursor))
        for row in page.rows():
            found[tuple(row[code] for code in by)] = from_cents(row["net"]) or Decimal(0)
        cursor = page.next
    return found


def _line(
    known: Ground, question: Question, region: int | None, category: int | None, own: Own, own_before: Own
) -> Line:
    place = (region, category)
    now, rivals, rows = _side(known, question, question.period, place, own.get(place, Decimal(0)))
    before, _rivals, rows_before = _side(known, question, question.before, place, own_before.get(place, Decimal(0)))
    name = known.regions.get(region or 0, "") if question.by == "region" else known.tree.names.get(category or 0, "")
    reading = share.read(now, before, still=known.bounds["still"])
    return Line(region, category, name, now, before, reading, rivals, rows, rows_before)


def _side(
    known: Ground, question: Question, period: Period, place: tuple[int | None, int | None], own: Decimal
) -> tuple[share.Side, tuple[Rival, ...], tuple[int, ...]]:
    def told(kind: str, **more: object) -> Known | None:
        asked = {"region": place[0], "category": place[1], "currency": question.currency, **more}
        return known.ledger.known(kind, start=period.start, end=period.end, **asked)  # type: ignore[arg-type]

    industry, again = told(INDUSTRY), told(INDUSTRY, finest=True)
    rivals = [
        Rival(key, known.rivals[key], sold.value, sold.used)
        for key in known.ledger.competitors(RIVAL)
        if key in known.rivals and (sold := told(RIVAL, competitor=key)) is not None
    ]
    side = share.Side(
        own=own,
        market=industry.value if industry else None,
        rivals=tuple(rival.sales for rival in rivals),
        market_again=again.value if again else None,
        currencies=frozenset({question.currency}),
    )
    both = (*(industry.used if industry else ()), *(again.used if again else ()))
    return side, tuple(sorted(rivals, key=lambda r: -r.sales)), tuple(dict.fromkeys(both))


def _points(known: Ground, question: Question) -> list[Point]:
    """The share by quarter, or by year where quarters are not known; without the unknown beginning."""
    last = question.period.end.replace(day=1)
    first = date(last.year, 3 * quarter_of(last) - 2, 1)
    starts = [shifted(first, -3 * n) for n in range(QUARTERS - 1, -1, -1)]
    by_quarter = _shares(known, question, "quarter", starts, 3)
    if sum(point.share is not None for point in by_quarter) >= 3:
        return _from_first(by_quarter)
    years = [date(last.year - n, 1, 1) for n in range(YEARS - 1, -1, -1)]
    return _from_first(_shares(known, question, "year", years, 12))


def _shares(known: Ground, question: Question, step: str, starts: list[date], months: int) -> list[Point]:
    span = Period(starts[0], month_end(shifted(starts[-1], months - 1)))
    own = {key: amount for (key,), amount in _own(known.actor, (step,), span, question).items()}
    place = {"region": question.region, "category": question.category, "currency": question.currency}
    points = []
    for start in starts:
        period = Period(start, month_end(shifted(start, months - 1)))
        key, label = (
            (start.year * 10 + quarter_of(start), f"{start:%Y} Q{quarter_of(start)}")
            if step == "quarter"
            else (start.year, f"{start:%Y}")
        )
        told = known.ledger.known(INDUSTRY, start=period.start, end=period.end, **place)  # type: ignore[arg-type]
        sold = own.get(key, Decimal(0))
        points.append(Point(period, label, sold / told.value if told and told.value > 0 and sold >= 0 else None))
    return points


def _from_first(points: list[Point]) -> list[Point]:
    known = [n for n, point in enumerate(points) if point.share is not None]
    return points[known[0] : known[-1] + 1] if known else []
