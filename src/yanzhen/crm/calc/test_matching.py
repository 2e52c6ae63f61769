"""Levels, keys, learnt weights and matches, against figures worked out by hand, and what must hold for all of them."""

from dataclasses import replace
from itertools import pairwise
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.crm.calc import blocking, comparing, linking, matching
from yanzhen.crm.calc.comparing import LEVELS, MISSING, Kind
from yanzhen.crm.calc.linking import Compared, Model
from yanzhen.crm.calc.matching import Field

words = st.text("abcd 1上海杉家具公司", max_size=12)
kinds = st.sampled_from(list(Kind))


@pytest.mark.parametrize(
    ("kind", "one", "other", "level"),
    [
        (Kind.TEXT, "Green Street", "green  street.", "the same"),
        (Kind.TEXT, "greenstreet", "green street", "the same"),
        # One edit of eight signs: similar 1 - 1/8 = 0.875, at least 0.8.
        (Kind.TEXT, "mitchell", "mitchel", "nearly the same"),
        (Kind.TEXT, "john smith", "smith john", "nearly the same"),
        (Kind.TEXT, "spago", "spago los angeles", "contained"),
        # Three edits of eight: 0.625, at least 0.6.
        (Kind.TEXT, "abcdefgh", "abcdexyz", "alike"),
        (Kind.TEXT, "green", "miller", "differs"),
        (Kind.FIRM, "上海云杉家具有限公司", "云杉家具（上海）股份有限公司", "the same"),
        (Kind.FIRM, "云杉家具有限公司", "云衫家具有限公司", "nearly the same"),
        (Kind.ADDRESS, "12224 ventura blvd.", "12224 Ventura Blvd", "the same"),
        (Kind.ADDRESS, "12224 ventura blvd.", "12224 ventura bvd", "nearly the same"),
        (Kind.ADDRESS, "7 elm street", "9 elm street", "alike"),
        (Kind.ADDRESS, "7 elm street", "7 main road", "same house number"),
        (Kind.PHONE, "310/246-1501", "310-246-1501", "the same"),
        (Kind.PHONE, "310-246-1501", "310-246-1502", "one digit off"),
        (Kind.PHONE, "021-5555 8888", "0755-5555 8888", "same ending"),
        (Kind.CODE, "6988048", "6988084", "one sign off"),
        (Kind.CODE, "6988048", "1234567", "differs"),
        (Kind.DATE, "1990-02-11", "19900211", "the same"),
        (Kind.DATE, "19900211", "19901102", "one sign off"),
        (Kind.DATE, "19900211", "19910211", "one sign off"),
        (Kind.DATE, "19900211", "19900228", "alike"),
    ],
)
def test_values_agree_on_a_level(kind: Kind, one: str, other: str, level: str) -> None:
    assert LEVELS[kind][comparing.level(kind, one, other)] == level


@given(kinds, words, words)
def test_levels_do_not_depend_on_which_comes_first(kind: Kind, one: str, other: str) -> None:
    assert comparing.level(kind, one, other) == comparing.level(kind, other, one)
    assert comparing.level(kind, one, one) in {MISSING, len(LEVELS[kind]) - 1}
    assert comparing.level(kind, one, "") == MISSING


def test_as_many_values_on_each_side() -> None:
    with pytest.raises(ValueError, match="as many"):
        comparing.levels(Kind.TEXT, ["a"], [])


def test_pairs_share_a_key_and_keys_of_very_many_are_left_out() -> None:
    # 100 records of one town make no pair by it, but two of them share a name, too.
    records = [[f"name {n:03}" if n else "name 001", "shanghai"] for n in range(100)]
    kinds = [Kind.CODE, Kind.TEXT]
    assert (0, 1) in blocking.pairs(kinds, records)
    assert blocking.pairs([Kind.TEXT], [[r[1]] for r in records]) == []
    assert blocking.pairs([Kind.CODE], [["x1y"], ["x1y"], ["x1y"]], left=1) == [(0, 1), (0, 2)]


# -- weights ----------------------------------------------------------------------------------------------------------

NAME = Compared("name", Kind.PHONE, (0.1, 0.1, 0.1, 0.7), (0.8, 0.1, 0.05, 0.05))


def test_weights_by_hand() -> None:
    # log2(0.1/0.8) = -3; log2(0.1/0.1) = 0; log2(0.1/0.05) = 1; log2(0.7/0.05) = log2 14 = 3.807.
    assert NAME.weights == pytest.approx((-3, 0, 1, 3.80735), abs=1e-5)


def test_levels_in_the_wrong_order_share_a_weight() -> None:
    # log2(0.4/0.1) = 2 stands above log2(0.1/0.2) = -1: pooled log2(0.5/0.3) = 0.737.
    assert linking.rising((0.1, 0.4, 0.1, 0.4), (0.6, 0.1, 0.2, 0.1)) == pytest.approx(
        (log2(1 / 6), log2(5 / 3), log2(5 / 3), 2), abs=1e-5
    )


def test_agreement_on_a_rare_value_weighs_more() -> None:
    # By chance two are the same: 0.9² + 0.1² = 0.82. The rare one: 3.807 + log2(0.82/0.1) = 6.843; the common one:
    # 3.807 + log2(0.82/0.9) = 3.673.
    known = replace(NAME, shares={"common": 0.9, "rare": 0.1})
    assert known.weight(3, "rare") == pytest.approx(6.843, abs=1e-3)
    assert known.weight(3, "common") == pytest.approx(3.673, abs=1e-3)
    assert known.weight(MISSING, "rare") == 0


def test_a_match_is_the_sum_of_its_reasons() -> None:
    # p = 1/5: log2(0.2/0.8) = -2. Same name: +3.807. Chance 1/(1 + 2^-1.807) = 0.778.
    match = Model(0.2, (NAME,)).match((0, 1), [3])
    assert match.score == pytest.approx(1.80735, abs=1e-5)
    assert match.chance == pytest.approx(0.7778, abs=1e-4)
    assert [(r.field, r.level) for r in match.reasons] == [("name", "the same")]


def test_em_finds_m_u_and_the_share_of_true_pairs() -> None:
    """10 000 made pairs, a fifth true; true ones agree on each of four fields in 9 of 10, others in 1 of 10."""
    draw = np.random.default_rng(3)
    true = draw.random(10_000) < 0.2
    agree = draw.random((10_000, 4)) < np.where(true, 0.9, 0.1)[:, None]
    levels = np.where(agree, 3, 0).astype(np.int8)
    model = linking.learn([(name, Kind.PHONE) for name in "abcd"], levels, levels[~true])
    assert model.prior == pytest.approx(true.mean(), abs=0.01)
    for field in model.fields:
        assert field.m[3] == pytest.approx(0.9, abs=0.03)
        assert field.u[3] == pytest.approx(0.1, abs=0.02)


def test_nothing_is_learnt_from_nothing() -> None:
    with pytest.raises(ValueError, match="no pairs"):
        linking.learn([("a", Kind.TEXT)], np.zeros((0, 1), np.int8), np.zeros((0, 1), np.int8))
    assert matching.link([Field("a", Kind.TEXT)], [["one"], ["other"]]).matches == ()
    assert matching.link([Field("a", Kind.TEXT)], []).matches == ()


shares_of = st.lists(st.floats(0.001, 1), min_size=4, max_size=4).map(lambda s: tuple(x / sum(s) for x in s))


@given(shares_of, shares_of, st.lists(st.integers(0, 3), min_size=2, max_size=2), st.integers(0, 1))
def test_more_agreement_never_lowers_the_score(
    m: tuple[float, ...], u: tuple[float, ...], levels: list[int], raised: int
) -> None:
    model = Model(0.1, tuple(Compared(n, Kind.PHONE, m, u, {"x": 0.3, "y": 0.7}) for n in "ab"))
    higher = [min(3, level + (at == raised)) for at, level in enumerate(levels)]
    for values in ((), ("x", "y")):
        assert model.match((0, 1), higher, values).score >= model.match((0, 1), levels, values).score - 1e-9


@given(shares_of, shares_of)
def test_weights_rise(m: tuple[float, ...], u: tuple[float, ...]) -> None:
    weights = linking.rising(m, u)
    assert all(a <= b + 1e-9 for a, b in pairwise(weights))


# -- the whole way ----------------------------------------------------------------------------------------------------

PEOPLE = [
    [f"{first}{n % 7}", f"{last}{n % 11}", f"{10_000 + 37 * n}", f"{n} {last} street"]
    for n, (first, last) in enumerate(
        (f, s) for f in ("anna", "bert", "carl", "dora") for s in ("moor", "lake", "hill")
    )
]
FIELDS = [Field("first", Kind.TEXT), Field("last", Kind.TEXT), Field("number", Kind.CODE), Field("street", Kind.TEXT)]


def test_damaged_copies_are_found_and_nothing_else() -> None:
    copies = [[first[:-1] + "x", last, number, ""] for first, last, number, _street in PEOPLE]
    linked = matching.link(FIELDS, PEOPLE + copies)
    assert {match.pair for match in linked.matches} == {(n, n + len(PEOPLE)) for n in range(len(PEOPLE))}
    assert all(match.chance >= 0.5 and match.reasons for match in linked.matches)


def test_two_lists_give_each_record_one_partner() -> None:
    linked = matching.link(FIELDS, PEOPLE + PEOPLE + PEOPLE[:2], left=len(PEOPLE))
    assert len({m.pair[0] for m in linked.matches}) == len(linked.matches) == len(PEOPLE)
    assert len({m.pair[1] for m in linked.matches}) == len(PEOPLE)


def test_the_same_records_give_the_same_matches() -> None:
    rows = PEOPLE + [[f, s, n, ""] for f, s, n, _street in PEOPLE]
    assert matching.link(FIELDS, rows).matches == matching.link(FIELDS, rows).matches
