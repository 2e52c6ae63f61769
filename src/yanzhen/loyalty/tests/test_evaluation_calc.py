"""The grade of a customer, by hand."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.loyalty.calc import evaluation as e
from yanzhen.loyalty.calc.classing import pareto, suggest

pytestmark = pytest.mark.once
WEIGHTS = {"volume": 30, "margin": 20, "payment": 20, "growth": 10, "loyalty": 10, "potential": 10}
BOUNDS = (D(75), D(55), D(35))
AMONG = e.Peers([D(n) for n in (100, 200, 300, 400, 500)], [1, 2, 3, 4, 5], [D(n) for n in (10, 20, 30, 40, 50)])


def figures(**given: object) -> e.Figures:
    usual = {
        "volume": D(400), "costed_net": D(400), "cost": D(300), "due": D(200), "late_weighed": D(1500),
        "volume_before": D(320), "months": 9, "of_months": 12, "products": 3,
    }  # fmt: skip
    return e.Figures(7, **{**usual, **given})  # type: ignore[arg-type]


def test_grade_worked_by_hand() -> None:
    # volume: 3 of 5 below, 1 alike: 100·(3 + ½)/5 = 70
    # margin: (400 − 300)/400 = 25 %: between 20 % (50) and 30 % (75): 62.5
    # payment: 1500/200 = 7.5 days: between 0 (100) and 15 (75): 87.5
    # growth: 80/320 = 25 %: between 20 % (75) and 50 % (100): 75 + 25·5/30 = 79.166… → 79.17
    # loyalty: 9 of 12 months = 75; products 3: 100·(2 + ½)/5 = 50; (2·75 + 50)/3 = 66.67
    # potential unknown: 90 of 100 count. (30·70 + 20·62.5 + 20·87.5 + 10·79.17 + 10·66.67)/90 = 6558.4/90 = 72.87
    found = e.grade(figures(), AMONG, WEIGHTS, BOUNDS)
    assert [p.points for p in found.parts] == [D("70.00"), D("62.50"), D("87.50"), D("79.17"), D("66.67"), None]
    assert (found.points, found.letter, found.known_weight) == (D("72.87"), "B", 90)
    assert found.part("potential").note == "unknown"
    # 23.333, 13.889, 19.444, 8.797, 7.408: cut off 72.85, the two hundredths go to 8.796 67 and 13.888 89
    shares = {p.part: p.contribution for p in found.parts}
    assert shares == {
        "volume": D("23.33"), "margin": D("13.89"), "payment": D("19.44"), "growth": D("8.80"), "loyalty": D("7.41"),
        "potential": None,
    }  # fmt: skip


def test_unknown_is_never_zero() -> None:
    never = e.grade(e.Figures(1), AMONG, WEIGHTS, BOUNDS)
    assert (never.letter, never.points, {p.points for p in never.parts}) == ("-", None, {None})
    # Volume and loyalty are known, 40 of 100: too little for a grade, but the parts keep their points.
    little = e.grade(figures(costed_net=D(0), due=D(0), volume_before=None), AMONG, WEIGHTS, BOUNDS)
    assert (little.letter, little.points, little.known_weight) == ("-", None, 40)
    assert little.part("volume").points == D("70.00")
    assert [p.note for p in little.parts] == ["", "no_costs", "nothing_due", "no_year_before", "", "unknown"]


def test_a_period_without_orders_is_a_true_zero() -> None:
    found = e.grade(figures(volume=D(0), costed_net=D(0), cost=D(0)), AMONG, WEIGHTS, BOUNDS)
    assert (found.part("volume").points, found.part("growth").points) == (D("0.00"), D("0.00"))
    assert found.part("margin").note == "no_sales"


@pytest.mark.parametrize(
    ("value", "points"), [("-3", "0"), ("0", "0"), ("5", "12.5"), ("39", "97.5"), ("40", "100"), ("80", "100")]
)
def test_scale_is_straight_between_anchors(value: str, points: str) -> None:
    assert e.scale_points(D(value), e.MARGIN_SCALE) == D(points)


def test_changes() -> None:
    assert [e.change(*pair) for pair in ((None, "A"), ("A", "B"), ("C", "B"), ("B", "B"), ("-", "A"), ("A", "-"))] == [
        "new", "down", "up", "same", "none", "none",
    ]  # fmt: skip


amounts = st.decimals("-1000", "100000", places=2)


@given(st.lists(amounts, min_size=5, max_size=30), st.data())
def test_ranks_rise_with_the_value_and_average_half(values: list[D], data: st.DataObject) -> None:
    among = sorted(values)
    points = [e.rank_points(v, among) for v in among]
    assert points == sorted(points)  # type: ignore[type-var]
    assert abs(sum(points) / len(points) - 50) <= D("0.01")  # type: ignore[arg-type]
    weights = dict(
        zip(e.PARTS, data.draw(st.sampled_from([(100, 0, 0, 0, 0, 0), (17, 17, 17, 17, 16, 16)])), strict=True)
    )
    one = e.grade(figures(volume=data.draw(st.sampled_from(values))), e.Peers(among, [1] * 5, []), weights, BOUNDS)
    if one.points is not None:
        assert sum(p.contribution for p in one.parts if p.contribution is not None) == one.points


def test_classes_by_value_and_potential() -> None:
    # 800 + 150 + 50 = 1000: the first begins at 0 % (A), the second at 80 % (B), the third at 95 % (C)
    assert pareto({1: D(800), 2: D(150), 3: D(50), 4: D(0)}) == {1: "A", 2: "B", 3: "C", 4: "C"}
    found = suggest({1: D(800), 2: D(150), 3: D(50)}, {3: D(9000), 1: D(10)})
    # 3 is C by value and A by potential: one step up, B. 1 stays A though its potential is C. 2 has none: B.
    assert {k: s.letter for k, s in found.items()} == {1: "A", 2: "B", 3: "B"}
