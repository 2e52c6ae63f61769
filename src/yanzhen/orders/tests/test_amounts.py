"""Amounts of an order, worked by hand."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.orders.calc.amounts import Amounts, Line, of_line, of_order

D = Decimal


def test_a_line_is_quantity_times_price_rounded_half_up() -> None:
    # 3 × 0.335 = 1.005 → 1.01 (half up; half even would give 1.00); cost 3 × 0.2149 = 0.6447 → 0.64.
    assert of_line(Line(D("3"), D("0.335"), None, D("0.2149")), "CNY") == Amounts(D("1.01"), D("0.64"))


def test_an_agreed_amount_stands_in_place_of_the_product() -> None:
    # 10 × 99 = 990 before discount, 900 agreed; the cost is not touched by the discount: 10 × 60 = 600.
    assert of_line(Line(D("10"), D("99"), D("900"), D("60")), "CNY") == Amounts(D("900.00"), D("600.00"))


def test_a_return_is_the_mirror_of_its_sale() -> None:
    # −3 × 0.335 = −1.005 → −1.01: half up rounds away from zero on both sides.
    assert of_line(Line(D("-3"), D("0.335"), None, D("0.2149")), "CNY") == Amounts(D("-1.01"), D("-0.64"))


def test_yen_has_no_decimals() -> None:
    # 3 × 166.5 = 499.5 → 500.
    assert of_line(Line(D("3"), D("166.5"), None, None), "JPY") == Amounts(D("500"), None)


def test_an_order_is_the_sum_of_its_rounded_lines() -> None:
    # Three lines of 1.005 are 3 × 1.01 = 3.03, not 3.015 → 3.02; the line without a cost adds nothing to the cost.
    lines = [of_line(Line(D("3"), D("0.335"), None, cost), "CNY") for cost in (D("0.1"), None, D("0.1"))]
    assert of_order(lines) == Amounts(D("3.03"), D("0.60"))


def test_an_order_without_lines_is_nothing() -> None:
    assert of_order([]) == Amounts(D(0), D(0))


@given(
    st.lists(
        st.tuples(
            st.decimals(min_value="-99999.999", max_value="99999.999", places=3),
            st.decimals(min_value="0", max_value="99999.9999", places=4),
        ),
        max_size=20,
    )
)
def test_lines_add_up_to_the_cent_and_returns_cancel_sales(entered: list[tuple[Decimal, Decimal]]) -> None:
    sale = [of_line(Line(quantity, price, None, price), "CNY") for quantity, price in entered]
    back = [of_line(Line(-quantity, price, None, price), "CNY") for quantity, price in entered]
    total, returned = of_order(sale), of_order(back)
    assert total.net == sum((line.net for line in sale), D(0))
    assert (total.net + returned.net, total.cost + returned.cost) == (0, 0)  # type: ignore[operator]
    assert total.net == total.net.quantize(D("0.01"))
