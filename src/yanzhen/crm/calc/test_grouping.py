from yanzhen.crm.calc.grouping import groups
from yanzhen.crm.calc.linking import Match


def pair(one: int, other: int, score: float) -> Match:
    return Match((one, other), score, 0.9, ())


def test_pairs_that_share_a_record_make_one_group_as_sure_as_its_weakest_pair() -> None:
    # 0-1 (9 bits) and 1-2 (4 bits) share record 1; 7-8 stands alone and is surer than the weaker pair.
    found = groups([pair(1, 2, 4.0), pair(0, 1, 9.0), pair(7, 8, 6.0)], most=10)
    assert [(g.places, g.score) for g in found] == [((7, 8), 6.0), ((0, 1, 2), 4.0)]
    assert [m.pair for m in found[1].matches] == [(0, 1), (1, 2)]


def test_no_group_grows_over_its_bound_nor_holds_two_that_are_known_apart() -> None:
    chain = [pair(n, n + 1, 9.0 - n) for n in range(4)]
    assert [g.places for g in groups(chain, most=3)] == [(0, 1, 2), (3, 4)]
    assert [g.places for g in groups([pair(0, 1, 9.0), pair(1, 2, 8.0)], most=9, apart={(0, 2)})] == [(0, 1)]
    assert groups([pair(0, 1, 9.0)], most=9, apart={(0, 1)}) == []
    assert groups([], most=9) == []
