"""Amounts in the unit of the reader, in the language of the page."""

from decimal import Decimal

import pytest
from django.utils import translation

from yanzhen.lib.money import MISSING
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor

pytestmark = pytest.mark.once


def reader(step: str) -> Actor:
    return Actor(user_id=1, name="reader", amount_unit=step)


@pytest.mark.parametrize(
    ("language", "step", "table", "unit"),
    [
        # 123 456 789 ÷ 10 000 = 12 345.6789; ÷ 100 000 000 = 1.2346
        ("zh-hans", "yuan", "123,456,789.00", "元"),
        ("zh-hans", "wan", "12,345.68", "万元"),
        ("zh-hans", "yi", "1.23", "亿元"),
        # ÷ 1 000 = 123 456.789; ÷ 1 000 000 = 123.456789
        ("en", "yuan", "123,456,789.00", "yuan"),
        ("en", "wan", "123,456.79", "k yuan"),
        ("en", "yi", "123.46", "m yuan"),
    ],
)
def test_larger_units_are_those_of_the_language(language: str, step: str, table: str, unit: str) -> None:
    with translation.override(language):
        assert amounts.table(reader(step), Decimal(123_456_789)) == table
        assert amounts.unit(reader(step), "CNY") == unit
        assert amounts.with_unit(reader(step), table, "CNY").replace(" ", "") == f"{table}{unit}".replace(" ", "")


def test_another_currency_keeps_its_name() -> None:
    with translation.override("en"):
        assert amounts.unit(reader("yi"), "USD") == "m USD"


@pytest.mark.parametrize(
    ("amount", "shown"), [("0", "0"), ("5", "0.001"), ("1234567", "123"), ("-12345", "-1.23"), ("123456", "12.3")]
)
def test_cards_show_three_meaningful_digits(amount: str, shown: str) -> None:
    # In 万元: 0.0005 (three decimals, half up), 123.4567, -1.2345, 12.3456
    with translation.override("zh-hans"):
        assert amounts.short(reader("wan"), Decimal(amount)) == shown


def test_signs_and_what_is_missing() -> None:
    assert amounts.short(reader("yuan"), Decimal(250), signed=True) == "+250"
    assert amounts.table(reader("yuan"), Decimal("-2.5"), signed=True) == "-2.50"
    assert amounts.table(reader("yuan"), Decimal("0.001"), signed=True) == "0.00"
    assert amounts.table(reader("yuan"), Decimal("2.5"), places=0) == "3"
    assert (amounts.short(reader("wan"), None), amounts.table(reader("wan"), None)) == (MISSING, MISSING)
