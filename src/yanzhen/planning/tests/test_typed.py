"""What people type into cells."""

from decimal import Decimal

import pytest

from yanzhen.planning.calc.typed import NotANumber, Typed, read


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1200", 120_000), ("1,200.50", 120_050), ("１２００", 120_000), ("¥1 200", 120_000), ("12万", 12_000_000),
        ("1.5 亿", 15_000_000_000), ("(300)", -30_000), ("-7.05", -705), ("−3", -300), ("0", 0), ("5k", 500_000),
        ("88元", 8_800), ("CNY 3", 300), (".5", 50),
    ],
)  # fmt: skip
def test_amounts(text: str, cents: int) -> None:
    assert read(text, "CNY") == Typed("amount", Decimal(cents))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("+12%", "change", "12"), ("- 5 %", "change", "-5"), ("12.5%", "share", "12.5"), (">=1,200", "floor", "120000"),
     ("≥ 12万", "floor", "12000000"), ("＞＝0", "floor", "0")],
)  # fmt: skip
def test_rates(text: str, kind: str, value: str) -> None:
    assert read(text, "CNY") == Typed(kind, Decimal(value))


@pytest.mark.parametrize(
    ("text", "of"), [("12%r", "row"), ("12 % c", "column"), ("12%T", "total"), ("12%列", "column"), ("12%", "")]
)
def test_a_share_says_of_what(text: str, of: str) -> None:
    assert read(text) == Typed("share", Decimal(12), of)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("abc", "text"), ("", "text"), ("$5", "currency"), ("12 USD", "currency"), ("1.005", "fine"), ("1e5", "text"),
     ("9" * 20, "large"), ("=A1", "text"), ("1%%", "text"), ("5万%", "text"), ("n/a", "text"), ("--3", "text"),
     ("+12%r", "text"), ("12%x", "text"), ("12r", "text"), (">=5%", "text"), (">=-1", "text"), (">5", "text")],
)  # fmt: skip
def test_what_is_no_figure(text: str, kind: str) -> None:
    with pytest.raises(NotANumber) as met:
        read(text, "CNY")
    assert met.value.kind == kind
