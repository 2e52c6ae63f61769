"""Which firms may be meant: weights worked out by hand, and what must hold for all names."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.crm.calc import suggesting
from yanzhen.crm.calc.short_names import Rarity, usual
from yanzhen.crm.calc.suggesting import Firm

RARITY = Rarity(["云杉家具", "海天家具", "海风酒店"])
USUAL = Rarity(usual())
keys = st.text("云芸杉家具海风酒店abc", max_size=8)


def test_what_a_name_tells_by_hand() -> None:
    # Three names: log2(4 ÷ 1) = 2 bits for 云, 杉, 云杉, 杉家; log2(4 ÷ 2) = 1 bit for 家, 具, 家具.
    # 2 + 2 + 1 + 1, and half of 2 + 2 + 1 for neighbours: 8.5. Letters: 2.3 bits each.
    assert suggesting.told("云杉家具", RARITY) == 8.5
    assert suggesting.told("oak", RARITY) == pytest.approx(6.9)


def test_ways_in_which_names_agree_by_hand() -> None:
    assert suggesting.name_weight("云杉家具", "云杉家具", RARITY) == ("name", 8.5)
    # 云 2, and 家具 1 + 1 + 0.5: 4.5, less 4 for the slip.
    assert suggesting.name_weight("云杉家具", "云松家具", RARITY) == ("nearly", 0.5)
    # 芸 sounds as 云: 杉家具 2 + 1 + 1 + 0.5 · (2 + 1) = 5.5, less 4, and 2 back;
    # or 0.6 of what the name tells, if that is more.
    way, weight = suggesting.name_weight("云杉家具", "芸杉家具", RARITY)
    assert way == "sound"
    assert weight == max(5.5 - 4 + 2, 0.6 * suggesting.told("云杉家具", RARITY))
    # 云杉 2 + 2 + 0.5 · 2 = 5, less 0.15 of 家具 1 + 1 that is left over.
    way, weight = suggesting.name_weight("云杉", "云杉家具", RARITY)
    assert (way, round(weight, 6)) == ("part", 4.7)
    assert suggesting.name_weight("云杉", "海风", RARITY) == ("other_name", -5)
    assert suggesting.name_weight("酒店", "海风酒店", RARITY) == ("other_name", -5)
    assert suggesting.name_weight("", "海风酒店", RARITY) == ("other_name", 0)


def test_the_score_by_hand() -> None:
    # 1 024 customers: -10 before. Another name -5; the same phone, that this one alone has: log2(0.7 · 1024) = 9.485.
    [found] = suggesting.suggest(
        Firm("云杉", "021-5555 8888"), [Firm("海风", "021 55558888")], RARITY, customers=1024
    )  # fmt: skip
    assert found.score == pytest.approx(-10 - 5 + log2(716.8))
    assert [reason.field for reason in found.reasons] == ["phone", "other_name"]
    assert suggesting.suggest(Firm("云杉"), [Firm("海风")], RARITY, customers=1024) == []


def test_the_more_have_a_number_the_less_it_says() -> None:
    one, several = (
        suggesting.suggest(
            Firm("", "5555 8888"), [Firm(f"商铺{n}", "5555 8888") for n in range(count)], USUAL, customers=100
        )
        for count in (1, 8)
    )
    assert one[0].score - several[0].score == pytest.approx(3)


def test_slips_that_are_taken_for_the_same_and_those_that_are_not() -> None:
    for typed, other, way in (
        ("云杉木家具", "云杉家具", "part"),
        ("oakfeildfurniture", "oakfieldfurniture", "nearly"),
        ("云衫", "云杉", "sound"),
        ("红松", "云杉", "other_name"),
        ("云杉酒店", "云杉家具", "other_name"),
    ):
        assert suggesting.name_weight(typed, other, USUAL)[0] == way


@given(keys, keys)
def test_names_agree_alike_whichever_comes_first(one: str, other: str) -> None:
    assert suggesting.name_weight(one, other, USUAL) == suggesting.name_weight(other, one, USUAL)


@given(keys)
def test_no_name_agrees_better_than_the_same(key: str) -> None:
    if key:
        assert suggesting.name_weight(key, key, USUAL) == ("name", suggesting.told(key, USUAL))


@given(keys, st.sampled_from(["", "5555 8888"]), st.sampled_from(["", "91110000600037341L"]))
def test_more_that_agrees_never_lowers_the_score(name: str, phone: str, code: str) -> None:
    other = Firm(name, "55558888", "91110000600037341L", "南京西路1号")

    def score(typed: Firm) -> float:
        found = suggesting.suggest(typed, [other], USUAL, customers=1000, least=0)
        return found[0].score

    assert score(Firm(name, "55558888", code)) >= score(Firm(name, phone, code)) - 1e-9
    assert score(Firm(name, phone, other.credit_code)) >= score(Firm(name, phone, code)) - 1e-9
    assert score(Firm(name, phone, code, other.address)) >= score(Firm(name, phone, code)) - 1e-9
