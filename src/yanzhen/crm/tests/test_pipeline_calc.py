"""Funnel, flow, learnt figures and drafts: worked by hand, and what must hold for any pipeline."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.crm.calc.pipeline import drafting, terms
from yanzhen.crm.calc.pipeline.drafting import Path, TooFew, draft
from yanzhen.crm.calc.pipeline.flow import MOVEMENTS, Between, Part, Standing, flow
from yanzhen.crm.calc.pipeline.funnel import cohorts, funnel
from yanzhen.crm.calc.pipeline.learning import as_percent, learn, shrunk
from yanzhen.crm.calc.pipeline.staying import staying
from yanzhen.crm.calc.pipeline.terms import LOST, OPEN, WON, Deal, Share, Stay

pytestmark = pytest.mark.once
DAY = 86_400
A, B, C = 1, 2, 3
STAGES = (A, B, C)


def deal(
    key: int, state: str, amount: str, *stays: tuple[int, int, int | None], currency: str = "CNY", month: int = 1
) -> Deal:
    """A deal with stays of (stage, day in, day out); it stands where it stayed last."""
    times = tuple(Stay(s, i * DAY, None if o is None else o * DAY) for s, i, o in stays)
    stage = stays[-1][0] if stays else 0
    return Deal(key, date(2026, month, 15), state, Decimal(amount), currency, stage, times)


# -- funnel ------------------------------------------------------------------------------------------------------------


def test_funnel_by_hand() -> None:
    deals = [
        deal(1, WON, "100.00", (A, 0, 2), (B, 2, 6), (C, 6, 16)),
        deal(2, LOST, "50.00", (A, 0, 4), (C, 4, 10)),  # skipped B
        deal(3, OPEN, "30.00", (A, 0, 1), (B, 1, 3), (A, 3, None)),  # came to B, went back to A
        deal(4, OPEN, "20.00", (A, 0, None)),
        deal(5, WON, "7.01", (A, 0, 6)),  # won straight from A
        deal(6, OPEN, "9.00", (99, 0, None)),  # in a stage of another process
    ]
    found = funnel(STAGES, deals)
    a, b, c = found.steps
    # Reached: all five came to A; 1, 2 (past B), 3 and 5 (won) to B; 1, 2 and 5 to C.
    assert [s.reached for s in found.steps] == [5, 4, 3]
    assert [s.entered for s in found.steps] == [5, 2, 2]
    assert a.value == {"CNY": Decimal("207.01")}
    # Waiting now: 3 (back in A) and 4 stand in A.
    assert (a.waiting, a.waiting_value, b.waiting) == (2, {"CNY": Decimal("50.00")}, 0)
    # Onward from A: 4 of the 5 less the one that never got further (4); from B: 3 of the 4 less deal 3; from C: 2 of 3.
    assert [s.onward for s in found.steps] == [Share(4, 4), Share(3, 3), Share(2, 3)]
    assert [s.won for s in found.steps] == [Share(2, 3)] * 3
    # A was left after 2, 4 and 6 days (3 and 4 are still in it): the middle is 4, four fifths (rank ⌈2.4⌉ = 3) 6 days.
    assert (a.median_days, a.most_days, a.timed) == (Decimal("4.0"), Decimal("6.0"), 3)
    # B: 4 and 2 days, the middle between them is 3; rank ⌈1.6⌉ = 2 is 4 days.
    assert (b.median_days, b.most_days, b.timed) == (Decimal("3.0"), Decimal("4.0"), 2)
    assert (found.deals, found.open, found.won, found.lost, found.unplaced) == (5, 2, 2, 1, 1)
    assert found.won_value == {"CNY": Decimal("107.01")}
    assert (c.median_days, found.win_rate.rate) == (Decimal("8.0"), Fraction(2, 3))


def test_funnel_keeps_currencies_apart() -> None:
    found = funnel(STAGES, [deal(1, OPEN, "10.10", (A, 0, None)), deal(2, WON, "5", (A, 0, 1), currency="USD")])
    assert found.value == {"CNY": Decimal("10.10"), "USD": Decimal("5")}
    assert found.won_value == {"USD": Decimal("5")}


def test_funnel_of_nothing_and_of_no_stages() -> None:
    empty = funnel(STAGES, [])
    assert [s.reached for s in empty.steps] == [0, 0, 0]
    assert (empty.steps[0].onward.rate, empty.steps[0].median_days, empty.win_rate.rate) == (None, None, None)
    assert funnel((), [deal(1, WON, "1", (A, 0, 1))]).unplaced == 1


def test_cohorts_by_hand() -> None:
    deals = [
        deal(1, WON, "5", (A, 0, 1), (B, 1, 2), month=2),
        deal(2, LOST, "6", (A, 0, 1), (B, 1, 2), month=1),
        deal(3, OPEN, "7", (A, 0, None), month=1),
    ]
    january, february = cohorts(STAGES, deals)
    assert (january.month, january.reached, january.open, january.lost) == (date(2026, 1, 1), (2, 1, 0), 1, 1)
    assert (february.reached, february.won, february.won_value) == ((1, 1, 1), 1, {"CNY": Decimal(5)})


MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
STAYS = st.lists(st.tuples(st.sampled_from((A, B, C, 99)), st.integers(0, 40), st.integers(0, 40)), max_size=5)


@st.composite
def any_deals(draw: st.DrawFn) -> list[Deal]:
    found = []
    for key in range(draw(st.integers(0, 12))):
        state = draw(st.sampled_from((OPEN, WON, LOST)))
        stays = [(s, i, i + length) for s, i, length in draw(STAYS)]
        made = deal(key, state, "0", *stays, currency=draw(st.sampled_from(("CNY", "JPY"))))
        found.append(made._replace(amount=draw(MONEY)))
    return found


@settings(max_examples=60, deadline=None)
@given(any_deals())
def test_funnel_only_narrows_and_adds_up(deals: list[Deal]) -> None:
    found = funnel(STAGES, deals)
    counts = [s.reached for s in found.steps]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == found.deals == len(deals) - found.unplaced == found.open + found.won + found.lost
    assert counts[-1] >= found.won
    placed = [d for d in deals if any(s.stage in STAGES for s in d.stays)]
    for currency in {d.currency for d in placed}:
        assert found.value[currency] == sum(d.amount for d in placed if d.currency == currency)
    by_month = cohorts(STAGES, deals)
    assert [sum(c.reached[at] for c in by_month) for at in range(3)] == counts
    for share in (s.onward for s in found.steps):
        assert 0 <= share.part <= share.whole


# -- flow --------------------------------------------------------------------------------------------------------------

SOON, LATE = date(2026, 3, 15), date(2026, 6, 1)
HORIZON = date(2026, 3, 31)


def standing(amount: str, expected: date = SOON, state: str = OPEN, currency: str = "CNY") -> Standing:
    return Standing(Decimal(amount), currency, expected, state)


def test_flow_by_hand() -> None:
    found = [
        Between(1, standing("100.00"), standing("100.00")),  # unchanged
        Between(2, standing("50.00"), standing("65.50")),  # raised by 15.50
        Between(3, standing("40.00"), standing("31.00")),  # lowered by 9
        Between(4, standing("70.00"), standing("80.00", LATE)),  # slipped out with what stood in the balance
        Between(5, standing("20.00", LATE), standing("25.00")),  # moved in with what it is worth now
        Between(6, standing("60.00"), standing("55.00", state=WON)),  # lowered by 5, won at 55
        Between(7, standing("10.00"), standing("10.00", state=LOST)),
        Between(8, None, standing("12.34")),  # came in
        Between(9, None, standing("8.00", LATE)),  # came in for later: not in this balance
        Between(10, standing("5.00", state=LOST), standing("5.00")),  # reopened
        Between(11, standing("30.00", LATE), standing("30.00", LATE, WON)),  # won early: moved in and won
        Between(12, standing("9.00", LATE), standing("9.00", LATE, LOST)),  # lost, never in this balance
        Between(13, standing("3.00", state=WON), standing("4.00", state=WON)),  # closed long ago
    ]
    [sheet] = flow(found, HORIZON)
    # opening 100 + 50 + 40 + 70 + 60 + 10 = 330
    # + 12.34 + 5 + 15.50 − (9 + 5) + (25 + 30) − 70 − (55 + 30) − 10 = −91.16 → 238.84
    # closing 100 + 65.50 + 31 + 25 + 12.34 + 5 = 238.84
    assert {part.value: str(figure.amount) for part, figure in sheet.figures.items()} == {
        "opening": "330.00", "came_in": "12.34", "reopened": "5.00", "raised": "15.50", "lowered": "-14.00",
        "moved_in": "55.00", "slipped": "-70.00", "won": "-85.00", "lost": "-10.00", "closing": "238.84",
    }  # fmt: skip
    assert sheet.figures[Part.OPENING].amount + sheet.movement == sheet.figures[Part.CLOSING].amount
    assert [e.key for e in sheet.figures[Part.WON].entries] == [6, 11]


def test_flow_without_horizon_has_nothing_that_slips() -> None:
    [sheet] = flow([Between(1, standing("7", LATE), standing("7", SOON)), Between(2, None, standing("1", LATE))])
    assert sheet.figures[Part.MOVED_IN].entries == sheet.figures[Part.SLIPPED].entries == ()
    assert sheet.figures[Part.CLOSING].amount == 8


def test_flow_of_a_changed_currency_leaves_one_and_comes_to_the_other() -> None:
    yuan, dollar = flow([Between(1, standing("700"), standing("100", currency="USD"))])
    assert (yuan.figures[Part.LOWERED].amount, yuan.figures[Part.CLOSING].amount) == (-700, 0)
    assert (dollar.figures[Part.RAISED].amount, dollar.figures[Part.CLOSING].amount) == (100, 100)


def test_flow_of_nothing() -> None:
    assert flow([]) == ()


STANDINGS = st.builds(
    Standing, MONEY, st.sampled_from(("CNY", "USD")), st.sampled_from((SOON, LATE)), st.sampled_from((OPEN, WON, LOST))
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.none() | STANDINGS, STANDINGS), max_size=12), st.sampled_from((None, HORIZON)))
def test_flow_adds_up_to_the_cent(pairs: list[tuple[Standing | None, Standing]], horizon: date | None) -> None:
    for sheet in flow([Between(key, b, a) for key, (b, a) in enumerate(pairs)], horizon):
        assert sheet.figures[Part.OPENING].amount + sheet.movement == sheet.figures[Part.CLOSING].amount
        for part in (*MOVEMENTS, Part.OPENING, Part.CLOSING):
            entries = sheet.figures[part].entries
            assert sum(e.amount for e in entries) == sheet.figures[part].amount
            assert len({e.key for e in entries}) == len(entries)


# -- learning ----------------------------------------------------------------------------------------------------------


def test_learnt_probability_by_hand() -> None:
    # 40 closed deals: 10 won through A, B, C; 10 lost in C; 20 lost in A. Open ones teach nothing.
    deals = [deal(n, WON, "1", (A, 0, 2), (B, 2, 5), (C, 5, 9)) for n in range(10)]
    deals += [deal(n, LOST, "1", (A, 0, 2), (B, 2, 5), (C, 5, 9)) for n in range(10, 20)]
    deals += [deal(n, LOST, "1", (A, 0, 2)) for n in range(20, 40)]
    deals += [deal(99, OPEN, "1", (A, 0, 2), (B, 2, None))]
    found = learn(STAGES, deals)
    a, b, c = found.stages
    assert found.overall == Share(10, 40)
    # A: (10 + 10 · ¼) ÷ (40 + 10) = 25 %. B and C: (10 + 2.5) ÷ (20 + 10) = 41.67 %, where the plain share is 50 %.
    assert [s.percent for s in found.stages] == [Decimal("25.00"), Decimal("41.67"), Decimal("41.67")]
    assert (a.usual_days, b.usual_days, c.usual_days) == (2, 3, 4)
    assert (b.median_days, b.most_days, b.stays) == (Decimal("3.0"), Decimal("3.0"), 10)


def test_too_few_closed_deals_teach_nothing() -> None:
    found = learn(STAGES, [deal(n, WON, "1", (A, 0, 2)) for n in range(19)])
    assert [s.percent for s in found.stages] == [None, None, None]
    assert found.stages[0].reached == Share(19, 19)
    assert learn(STAGES, [deal(1, WON, "1", (A, 0, 2))]).stages[0].usual_days is None
    assert learn((), []).stages == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 100))
def test_shrinking_lies_between_the_share_and_the_whole(won: int, lost: int, overall: int) -> None:
    share, rate = Share(won, won + lost), Fraction(overall, 100)
    drawn = shrunk(share, rate)
    own = rate if share.rate is None else share.rate
    assert min(own, rate) <= drawn <= max(own, rate)
    assert 0 <= as_percent(drawn) <= 100


@settings(max_examples=40, deadline=None)
@given(any_deals())
def test_later_stages_are_never_less_likely(deals: list[Deal]) -> None:
    found = learn(STAGES, deals * 8)
    learnt = [s.percent for s in found.stages if s.percent is not None]
    assert learnt == sorted(learnt)


def test_quantiles_by_hand() -> None:
    assert terms.median([1, 2, 3, 10]) == Fraction(5, 2)
    assert [terms.within(list(range(1, n + 1))) for n in (1, 4, 5, 10)] == [1, 4, 4, 8]
    assert terms.in_days(129_600) == Decimal("1.5")


def test_staying_tells_by_what_it_judges() -> None:
    found = staying(date(2026, 1, 1), date(2026, 1, 13), 7, Decimal(5), Decimal(11), 9)
    assert (found.days, found.over, found.is_stuck, found.is_rare) == (12, 5, True, True)
    assert not staying(date(2026, 1, 1), date(2025, 1, 1), None, None, None, 0).is_stuck


# -- drafting ----------------------------------------------------------------------------------------------------------


def path(key: int, seller: int, won: bool, steps: str, done: dict[str, frozenset[str]] | None = None) -> Path:
    return Path(key, seller, won, tuple(steps), dict.fromkeys(steps, 86_400 * (1 + key % 3)), done or {})


def test_draft_by_hand() -> None:
    demo = {"N": frozenset({"demo"})}
    # Seller 1 wins 8 of 10: five by V N D, two by V N V D (the same variant), one by N V D; sellers 2–4 win 2 of 10.
    paths = [path(n, 1, True, "VND", demo if n < 5 else None) for n in range(5)]
    paths += [path(n, 1, True, "VNVD") for n in (5, 6)] + [path(7, 1, True, "NVD")]
    paths += [path(n, 1, False, "VD") for n in (8, 9)]
    for seller in (2, 3, 4):
        paths += [path(100 * seller + n, seller, n < 2, "VD") for n in range(10)]
    found = draft(paths)
    assert [(s.key, s.closed) for s in found.best] == [(1, Share(8, 10))]
    assert (found.candidates, found.overall, found.deals, found.is_compared) == (4, Share(14, 40), 8, True)
    assert found.variant == drafting.Variant(("V", "N", "D"), 7)
    assert (found.variants, found.others) == (2, (drafting.Variant(("N", "V", "D"), 1),))
    v, n, d = found.steps
    assert (v.support, n.support, n.after, d.after) == (Share(8, 8), Share(8, 8), Share(7, 8), Share(8, 8))
    # The rest: 6 won deals of the others, none through N.
    assert (v.elsewhere, n.elsewhere) == (Share(6, 6), Share(0, 6))
    assert n.tasks == (drafting.Done("demo", Share(5, 8)),)


def test_draft_says_when_there_is_too_little() -> None:
    with pytest.raises(TooFew) as nobody:
        draft([path(1, 1, True, "VND")])
    assert (nobody.value.sellers, nobody.value.won) == (0, 0)
    with pytest.raises(TooFew) as losers:
        draft([path(n, 1, n < 4, "VND") for n in range(10)])
    assert (losers.value.sellers, losers.value.won) == (1, 4)


def test_level_sellers_are_all_among_the_best() -> None:
    paths = [path(10 * seller + n, seller, n < 5, "VD") for seller in range(5) for n in range(10)]
    found = draft(paths)
    assert len(found.best) == found.candidates == 5
    assert not found.is_compared


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.text("VNDQ", min_size=1, max_size=5)), max_size=60))
def test_draft_shares_are_shares(given_paths: list[tuple[int, bool, str]]) -> None:
    paths = [path(key, seller, won, steps) for key, (seller, won, steps) in enumerate(given_paths)]
    try:
        found = draft(paths)
    except TooFew:
        return
    assert len(set(found.variant.steps)) == len(found.variant.steps)
    assert all(s.support.part >= found.variant.deals for s in found.steps)
    assert all(one.closed.whole >= drafting.LEAST_CLOSED for one in found.best)
