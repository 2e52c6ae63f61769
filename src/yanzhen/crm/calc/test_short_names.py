"""Short, full and English names of one firm."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.crm.calc import english_names, short_names
from yanzhen.crm.calc.short_names import FullNames, Rarity

FIRMS = [
    "万科企业股份有限公司",
    "沙河实业股份有限公司",
    "深圳市振业(集团)股份有限公司",
    "平安银行股份有限公司",
    "中国南玻集团股份有限公司",
    "南京银行股份有限公司",
    "广东电力发展股份有限公司",
    "北京电力设备股份有限公司",
]
han = st.text("云杉家具上海深圳电力银行股份有限公司科技", max_size=10)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("万  科Ａ", 0),
        ("沙河股份", 1),
        ("深振业Ａ", 2),
        ("*ST平银", 3),
        ("南  玻Ｂ", 4),
        ("南京银行", 5),
        ("粤电力", 6),
    ],
)
def test_a_short_name_finds_its_full_one(short: str, full: int) -> None:
    assert FullNames(FIRMS).meant(short)[0].place == full


@pytest.mark.parametrize(
    ("short", "bare"),
    [("*ST和科", "和科"), ("N华电", "华电"), ("TCL科技", "TCL科技"), ("国城-U", "国城"), ("万科A", "万科")],
)
def test_marks_of_an_exchange_go(short: str, bare: str) -> None:
    assert short_names.unmarked(short) == bare


def test_the_score_by_hand() -> None:
    # Two names, 云杉公司 and 海天公司. Rarity log2(3 ÷ those that have it):
    # 云, 杉, 云杉 log2 3 = 1.585; 公, 司 log2(3/2) = 0.585.
    # 云杉: 1.585 + 1.585 + 0.5 · 1.585 = 3.962; it begins there: + 1; 公 and 司 are left over: - 0.15 · 1.170 = 0.175.
    rarity = Rarity(["云杉公司", "海天公司"])
    found = short_names.laid("云杉", "云杉公司", rarity)
    assert found.score == pytest.approx(3.9624 + 1 - 0.1755, abs=1e-3)
    assert [(p.text, round(p.weight, 3)) for p in found.pieces] == [("云杉", 3.962)]
    assert found.missing == 0
    # A character that the full name has not costs what it is rare: nobody has 木, which counts as one of two names.
    assert short_names.laid("云杉木", "云杉公司", rarity).missing == pytest.approx(log2(3))


@given(han, han)
def test_a_name_explains_itself_at_least_as_well_as_any_other(one: str, other: str) -> None:
    rarity = Rarity(FIRMS)
    own = short_names.laid(one, one, rarity)
    assert short_names.laid(one, other, rarity).score <= own.score + short_names.BEGINS + 1e-9
    assert own.missing == own.left_over == 0 or not one


@given(han)
def test_whatever_is_asked_there_is_an_answer(short: str) -> None:
    book = FullNames(FIRMS)
    found = book.meant(short, most=3)
    assert len(found) <= 3
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)


def test_nothing_is_meant_where_nothing_is_known() -> None:
    assert FullNames([]).meant("万科") == []
    assert FullNames(FIRMS).meant("") == []
    assert FullNames(FIRMS).meant("鱻") == []


ENGLISH = [
    "Ping An Bank Co., Ltd.",
    "SHAHE INDUSTRIAL CO.,LTD.",
    "SHENZHEN ZHENYE(GROUP) CO.,LTD.",
    "Bank of Nanjing Co., Ltd.",
]


@pytest.mark.parametrize(("chinese", "place"), [(FIRMS[3], 0), (FIRMS[1], 1), (FIRMS[2], 2), (FIRMS[5], 3)])
def test_an_english_name_is_found_by_pinyin_and_trade(chinese: str, place: int) -> None:
    found = english_names.EnglishNames(ENGLISH).meant(chinese)[0]
    assert found.place == place
    assert found.found


def test_a_chinese_name_taken_apart() -> None:
    assert english_names.pieces("平安银行股份有限公司") == [
        ("平", ("ping", "pian")),
        ("安", ("an",)),
        ("银行", ("bank",)),
    ]
    assert english_names.letters("The Oak & Elm Co., Ltd.") == "oakelm"
