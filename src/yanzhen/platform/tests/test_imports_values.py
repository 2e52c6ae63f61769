"""Single cells: what is taken, what is refused, and why."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from yanzhen.lib import periods
from yanzhen.platform.imports import values
from yanzhen.platform.imports.values import BadValue


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1234.50", "1234.50"),
        ("1,234.5", "1234.50"),
        ("1\u00a0234\u00a0567.89", "1234567.89"),
        ("-0.00", "0.00"),
        ("\u221212", "-12.00"),
        ("１２．５", "12.50"),
        ("12.500", "12.50"),
        (" 7 ", "7.00"),
        (0.1 + 0.2, "0.30"),
        (77548570.2, "77548570.20"),
        (3, "3.00"),
    ],
)
def test_number_is_taken_as_it_is_written(raw, expected):
    assert str(values.number(raw, 2, 18)) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "NaN", "nan", "inf", "-Infinity", "1e5", "1E309", "0x10", "1,2,3", "12,34.5", "--1", "1_000", "¥5", "abc", "1.",
    ],
)  # fmt: skip
def test_number_refuses_what_is_no_number(raw):
    with pytest.raises(BadValue, match="is not a number"):
        values.number(raw, 2, 18)


@pytest.mark.parametrize("raw", [float("nan"), float("inf"), True, date(2024, 1, 1), None])
def test_number_refuses_cells_that_hold_something_else(raw):
    with pytest.raises(BadValue, match="is not a number"):
        values.number(raw, 2, 18)


def test_number_refuses_money_with_three_decimals():
    with pytest.raises(BadValue, match=r"“10\.005” has more than 2 decimals"):
        values.number("10.005", 2, 18)
    assert values.number("10.0055", 4, 18) == Decimal("10.0055")


@pytest.mark.parametrize("raw", ["1" + "0" * 16, "1" * 400, 1e300])
def test_number_refuses_what_the_column_cannot_hold(raw):
    with pytest.raises(BadValue, match="is too large"):
        values.number(raw, 2, 18)


@pytest.mark.parametrize(
    "raw",
    [
        "2024-01-31", "2024/1/31", "2024.1.31", "2024年1月31日", "20240131", "45322", "45322.0", 45322.0, 45322,
        "2024-01-31 00:00:00", "2024-01-31T08:30", datetime(2024, 1, 31, 9), date(2024, 1, 31), "２０２４-01-31",
    ],
)  # fmt: skip
def test_day_reads_the_usual_forms(raw):
    assert values.day(raw) == date(2024, 1, 31)


def test_day_follows_a_given_format():
    assert values.day("31/01/2024", "%d/%m/%Y") == date(2024, 1, 31)


@pytest.mark.parametrize("raw", ["1900-01-01", "9999-12-31", "1949-12-31", "0001-01-01", datetime(1900, 1, 1)])
def test_day_refuses_implausible_dates(raw):
    with pytest.raises(BadValue, match="is not a plausible date: it must lie between 1950-01-01 and"):
        values.day(raw)


def test_day_is_plausible_up_to_ten_years_ahead():
    last = periods.shifted(timezone.localdate(), 120)
    assert values.day(last.isoformat()) == last
    with pytest.raises(BadValue, match="plausible"):
        values.day(last.replace(year=last.year + 1).isoformat())


@pytest.mark.parametrize("raw", ["2024-02-30", "2024-13-01", "soon", "2024-1", "202401", "NaN", True])
def test_day_refuses_what_is_no_date(raw):
    with pytest.raises(BadValue, match="is not a date"):
        values.day(raw)


def test_day_refuses_to_guess_the_order_of_day_and_month():
    with pytest.raises(BadValue, match="order of day and month is not clear"):
        values.day("03/04/2024")


def test_text_keeps_four_byte_characters_and_right_to_left_names():
    assert values.text("𠮷野家家具 🪑") == "𠮷野家家具 🪑"
    assert values.text("شركة الأثاث") == "شركة الأثاث"
    assert values.text("אבג\u200fABC") == "אבג\u200fABC"


def test_text_drops_invisible_ends_and_joins_lines():
    assert values.text("\ufeff\u200e  Oak\u00a0\u200b") == "Oak"
    assert values.text("Oak\r\nTable") == "Oak Table"


@pytest.mark.parametrize("raw", ["a\x00b", "a\x1bb", "abc\u202egpj.exe"])
def test_text_refuses_control_characters(raw):
    with pytest.raises(BadValue, match="contains a control character"):
        values.text(raw)


def test_text_refuses_more_than_fits():
    assert values.text("木" * 5, 5) == "木" * 5
    with pytest.raises(BadValue, match=r"longer than 5 characters \(6\)"):
        values.text("木" * 6, 5)


def test_code_keeps_leading_zeros():
    assert values.code("000123") == "000123"
    assert values.code(123.0) == "123"
    assert values.code(20240131) == "20240131"


@pytest.mark.parametrize("raw", ["C\u200f001", "C\u200b001", "C\u2066001"])
def test_code_refuses_invisible_characters_inside(raw):
    with pytest.raises(BadValue, match="must not contain invisible characters"):
        values.code(raw)


def test_code_refuses_a_number_cell_that_has_lost_its_end():
    with pytest.raises(BadValue, match="too long to be exact"):
        values.code(9.1110000123456789e17)


def test_flag_and_choice_read_both_languages():
    assert [values.flag(w) for w in ("是", "Yes", "1", True)] == [True] * 4
    assert [values.flag(w) for w in ("否", "no", "0", False)] == [False] * 4
    with pytest.raises(BadValue, match="neither yes nor no"):
        values.flag("maybe")
    assert values.choice("Return", {"sale": "销售", "return": "退货"}) == "return"
    assert values.choice("退货", {"sale": "销售", "return": "退货"}) == "return"
    with pytest.raises(BadValue, match="is not one of: sale, return"):
        values.choice("gift", {"sale": "销售", "return": "退货"})
