"""Levels, keys, weights and matches, against figures worked out by hand, and what must hold for all of them."""

from itertools import pairwise
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.crm.calc import blocking, comparing, levels, linking, matching, weighing
from yanzhen.crm.calc.book import Field
from yanzhen.crm.calc.comparing import LEVELS, MISSING, Kind

words = st.text("abcd 1上海杉家具公司", max_size=12)
kinds = st.sampled_from(list(Kind))

VALUES = [
    (Kind.TEXT, "Green Street", "green  street.", "the same"),
    (Kind.TEXT, "greenstreet", "green street", "the same"),
    # One edit of eight signs: similar 1 - 1/8 = 0.875, at least 0.8.
    (Kind.TEXT, "mitchell", "mitchel", "nearly the same"),
    (Kind.TEXT, "john smith", "smith john", "nearly the same"),
    # Two neighbours exchanged are one edit of six: 0.833.
    (Kind.TEXT, "ferdal", "fredal", "nearly the same"),
    (Kind.TEXT, "spago", "spago los angeles", "contained"),
    # Three edits of eight: 0.625, at least 0.6.
    (Kind.TEXT, "abcdefgh", "abcdexyz", "alike"),
    (Kind.TEXT, "green", "miller", "differs"),
    (Kind.FIRM, "上海云杉家具有限公司", "云杉家具（上海）股份有限公司", "the same"),
    (Kind.FIRM, "云杉家具有限公司", "云衫家具有限公司", "nearly the same"),
    # Two characters of four are others, and all four sound yun shan jia ju.
    (Kind.FIRM, "云杉家具有限公司", "芸山家具有限公司", "sounds the same"),
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
]


def test_values_agree_on_a_level_whichever_comes_first() -> None:
    """The conditions as splink puts them, asked of DuckDB directly."""
    from yanzhen.crm.calc.linker import connected, table

    with connected() as connection:
        for kind in Kind:
            pairs = [(one, other, level) for k, one, other, level in VALUES if k is kind]
            values = ([a for a, _b, _l in pairs], [b for _a, b, _l in pairs])
            sides = [table(matching.book_of([Field("x", kind)], [[v] for v in some], None)) for some in values]
            want = [LEVELS[kind].index(level) for *_values, level in pairs]
            for one, other in (sides, reversed(sides)):
                connection.register("one", one)
                connection.register("other", other)
                assert [at for (at,) in connection.execute(_levels(kind)).fetchall()] == want, kind


def _levels(kind: Kind) -> str:
    """A question for the level of each pair of rows of the tables one and other."""
    made = levels.comparison("f0", kind, levels.USUAL_M[kind], levels.usual_u(kind), 0.001)["comparison_levels"][1:-1]
    whens = " ".join(f"WHEN {level['sql_condition']} THEN {len(made) - at}" for at, level in enumerate(made))
    names = ("f0", *(["f0_w"] if kind in (Kind.FIRM, Kind.TEXT) else []), *(["f0_s"] if kind is Kind.FIRM else []))
    names += ("f0_n",) if kind is Kind.ADDRESS else ()
    columns = ", ".join(f"one.{name} AS {name}_l, other.{name} AS {name}_r" for name in names)
    source = f"SELECT one.unique_id AS place, {columns} FROM one JOIN other USING (unique_id)"
    return f"SELECT CASE {whens} ELSE 0 END FROM ({source}) ORDER BY place"


@pytest.mark.parametrize(("kind", "one", "other", "level"), [row for row in VALUES if row[0] is Kind.ADDRESS])
def test_addresses_agree_on_the_same_level_while_somebody_types(kind: Kind, one: str, other: str, level: str) -> None:
    assert LEVELS[kind][comparing.address_level(one, other)] == level


@given(words, words)
def test_levels_of_addresses_do_not_depend_on_which_comes_first(one: str, other: str) -> None:
    assert comparing.address_level(one, other) == comparing.address_level(other, one)
    assert comparing.address_level(one, one) in {MISSING, len(LEVELS[Kind.ADDRESS]) - 1}
    assert comparing.address_level(one, "") == MISSING


@given(kinds)
def test_what_is_assumed_beforehand_adds_up(kind: Kind) -> None:
    assert sum(levels.USUAL_M[kind]) == pytest.approx(1)
    assert sum(levels.usual_u(kind)) == pytest.approx(1)
    assert len(levels.USUAL_M[kind]) == len(levels.usual_u(kind)) == len(LEVELS[kind])
    assert set(levels.CONDITIONS[kind]) == set(LEVELS[kind][1:-1])


def test_keys_of_very_many_are_left_out() -> None:
    # 100 records of one town share no key by it, but two of them share a name, too.
    records = [[f"name {n:03}" if n else "name 001", "shanghai"] for n in range(100)]
    kept = blocking.shared([list(blocking.keys([Kind.CODE, Kind.TEXT], row)) for row in records])
    assert set(kept[0]) & set(kept[1])
    assert not set(kept[0]) & set(kept[2])
    assert not any(blocking.shared([list(blocking.keys([Kind.TEXT], [row[1]])) for row in records]))


def test_names_that_sound_alike_share_their_initials() -> None:
    # Both are said yun shan jia ju.
    both = [list(blocking.keys([Kind.FIRM], [n], ["yun shan jia ju"])) for n in ("云杉家具", "芸山家居")]
    assert "0:ysjj" in blocking.shared(both)[0]


# -- weights ----------------------------------------------------------------------------------------------------------


def test_weights_by_hand() -> None:
    # log2(0.1/0.8) = -3; log2(0.1/0.1) = 0; log2(0.1/0.05) = 1; log2(0.7/0.05) = log2 14 = 3.807.
    found = linking.rising((0.1, 0.1, 0.1, 0.7), (0.8, 0.1, 0.05, 0.05))
    assert found == pytest.approx((-3, 0, 1, 3.80735), abs=1e-5)


def test_levels_in_the_wrong_order_share_a_weight() -> None:
    # log2(0.4/0.1) = 2 stands above log2(0.1/0.2) = -1: pooled log2(0.5/0.3) = 0.737.
    assert linking.rising((0.1, 0.4, 0.1, 0.4), (0.6, 0.1, 0.2, 0.1)) == pytest.approx(
        (log2(1 / 6), log2(5 / 3), log2(5 / 3), 2), abs=1e-5
    )


def test_what_was_not_learnt_is_what_is_usual() -> None:
    # Nothing learnt of m: the usual (0.30, 0.05, 0.05, 0.60). u from no pair at all: the usual 0.997, 0.001, 0.001, and
    # 0.002 for the same number: log2(0.6/0.002) = 8.229.
    found = weighing.pooled(Kind.PHONE, [None] * 4, [None] * 4, 0.002, 0)
    assert found.weights == pytest.approx((log2(0.3 / 0.997), log2(50), log2(50), 8.2288), abs=1e-4)
    # 0.98 of what was learnt and 0.02 of the usual: 0.98 · 0.9 + 0.02 · 0.6 = 0.894.
    learnt = weighing.pooled(Kind.PHONE, [0.1, 0, 0, 0.9], [1, 0, 0, 0], 0.002, 9_000)
    assert learnt.weights[-1] == pytest.approx(log2(0.894 / 0.002), abs=1e-4)
    # u of a level nobody agreed on: 0.001 as if of 1 000 pairs, among 10 000; m 0.02 · 0.05.
    assert learnt.u[1] == pytest.approx(0.0001)
    assert learnt.weights[1] == pytest.approx(log2(0.001 / 0.0001), abs=1e-4)


def test_the_prior_is_what_the_scores_add_up_to() -> None:
    # Two pairs of 100 are beyond doubt (40 bits), the others as surely not: p = 2/100, log2(0.02/0.98) = -5.615.
    scores = np.array([40.0, 40.0, *([-40.0] * 50)])
    assert matching.settled(scores, 100) == pytest.approx(log2(0.02 / 0.98), abs=1e-3)
    # No pair is likely: half a pair of 100.
    assert matching.settled(np.array([-40.0]), 100) == pytest.approx(log2(0.005 / 0.995), abs=1e-3)


shares_of = st.lists(st.floats(0.001, 1), min_size=4, max_size=4).map(lambda s: tuple(x / sum(s) for x in s))


@given(shares_of, shares_of)
def test_weights_rise(m: tuple[float, ...], u: tuple[float, ...]) -> None:
    for weights in (linking.rising(m, u), weighing.pooled(Kind.PHONE, m, u, 0.01, 5_000).weights):
        assert all(a <= b + 1e-9 for a, b in pairwise(weights))


# -- the whole way ----------------------------------------------------------------------------------------------------

WORDS = (
    "amberley thornwick quesnel brodhurst vigdis oxenfold kirkaldie jumbuck lysander pemberton zwicky duffel".split()
)
PEOPLE = [
    [
        WORDS[n],
        WORDS[(5 * n + 3) % 12],
        f"{(7_919 * (n + 11)) ** 2 % 99_991:05}",
        f"{n} {WORDS[(7 * n + 1) % 12]} street",
    ]
    for n in range(12)
]
FIELDS = [Field("first", Kind.TEXT), Field("last", Kind.TEXT), Field("number", Kind.CODE), Field("street", Kind.TEXT)]


def test_damaged_copies_are_found_and_nothing_else_each_time_the_same() -> None:
    copies = [[first[:-1] + "x", last, number, ""] for first, last, number, _street in PEOPLE]
    linked = matching.link(FIELDS, PEOPLE + copies)
    assert {match.pair for match in linked.matches} == {(n, n + len(PEOPLE)) for n in range(len(PEOPLE))}
    for match in linked.matches:
        assert match.score == pytest.approx(linked.start + sum(reason.weight for reason in match.reasons))
        assert match.chance >= 0.5
    assert matching.link(FIELDS, PEOPLE + copies).matches == linked.matches


def test_two_lists_give_each_record_one_partner() -> None:
    linked = matching.link(FIELDS, PEOPLE + PEOPLE + PEOPLE[:2], left=len(PEOPLE))
    assert len({m.pair[0] for m in linked.matches}) == len(linked.matches) == len(PEOPLE)
    assert len({m.pair[1] for m in linked.matches}) == len(PEOPLE)


def test_nothing_is_found_among_nothing() -> None:
    assert matching.link([Field("a", Kind.TEXT)], [["one"], ["other"]]) == matching.NOTHING
    assert matching.link([Field("a", Kind.TEXT)], []) == matching.NOTHING
