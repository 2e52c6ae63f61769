"""Worked examples of the arithmetic; no database."""

from decimal import Decimal

from yanzhen.figures.calc.figures import Change, Margin, explained_by, main_mover, ratio


def test_ratio_rounds_half_up_and_has_no_meaning_over_nothing() -> None:
    assert ratio(1, 3) == Decimal("0.3333")
    assert ratio(1, 8, 2) == Decimal("0.13")
    assert ratio(-1, 8, 2) == Decimal("-0.13")
    assert ratio(5, 0) is None
    assert ratio(None, 5) is None


def test_change_has_a_rate_only_over_something() -> None:
    # 112 against 100: 12 more, 12 %.
    assert (Change(112, 100).difference, Change(112, 100).rate, Change(112, 100).direction) == (
        12,
        Decimal("0.12"),
        "up",
    )
    assert (Change(80, 100).rate, Change(80, 100).direction) == (Decimal("-0.2"), "down")
    assert (Change(5, 0).rate, Change(5, -3).rate, Change(0, 0).direction) == (None, None, "flat")


def test_margin_stands_on_the_lines_with_a_known_cost() -> None:
    # Sold for 1 000, of that 800 with a known cost of 600: margin 200, rate 200 / 800, coverage 800 / 1 000.
    margin = Margin(net=1_000, covered_net=800, margin=200)
    assert (margin.rate, margin.coverage) == (Decimal("0.25"), Decimal("0.8"))
    assert Margin(net=1_000, covered_net=0, margin=None).rate is None


def test_fewest_parts_that_make_up_half_of_the_difference() -> None:
    # The whole fell by 100. Losing 60 explains it alone; 30 + 25 does for two; ten of 10 do not for three.
    assert [k for k, _c in explained_by({"a": Change(0, 60), "b": Change(0, 40)}, -100)] == ["a"]
    assert [k for k, _c in explained_by({"a": Change(0, 30), "b": Change(0, 25), "c": Change(5, 0)}, -100)] == [
        "a",
        "b",
    ]
    assert explained_by({n: Change(0, 10) for n in range(10)}, -100) == ()
    # Those that moved the other way never explain.
    assert explained_by({"a": Change(90, 0)}, -100) == ()
    assert [k for k, _c in explained_by({"a": Change(70, 10), "b": Change(0, 0)}, 80)] == ["a"]


def test_main_mover_is_the_largest_in_money_not_in_percent() -> None:
    parts = {"small": Change(9, 1), "large": Change(200, 150), "down": Change(0, 500)}
    assert main_mover(parts, "up") == ("large", parts["large"])
    assert main_mover(parts, "down") == ("down", parts["down"])
    assert main_mover({"x": Change(1, 1)}, "up") is None
