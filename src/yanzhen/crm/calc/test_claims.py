from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.crm.calc.claims import CLAIMANT, HOLDER, POINTS, Evidence, propose

OLD, NEW = date(2026, 1, 5), date(2026, 3, 9)


def test_who_sold_first_outweighs_who_registered_and_talked_first() -> None:
    # Holder: registered 1 + contacted 2 = 3 points. Claimant: ordered 4. 4 ÷ 7 = 57.14 % → 57, the rest is 43.
    found = propose([Evidence("registered", OLD, NEW), Evidence("contacted", OLD, None), Evidence("ordered", NEW, OLD)])
    assert (found.owner, found.holder_percent, found.claimant_percent) == (CLAIMANT, Decimal(43), Decimal(57))
    assert [(s.kind, s.first, s.points) for s in found.steps] == [
        ("registered", HOLDER, 1), ("contacted", HOLDER, 2), ("ordered", CLAIMANT, 4)
    ]  # fmt: skip


def test_equal_points_and_no_evidence_leave_the_firm_where_it_is() -> None:
    even = propose([Evidence("contacted", OLD, NEW), Evidence("deal", NEW, OLD)])
    assert (even.owner, even.holder_percent, even.claimant_percent) == (HOLDER, Decimal(50), Decimal(50))
    assert propose([]).holder_percent == 100
    same_day = propose([Evidence("ordered", OLD, OLD), Evidence("unheard of", OLD, NEW)])
    assert (same_day.owner, same_day.claimant_percent) == (HOLDER, Decimal(0))


DAYS = st.sampled_from([None, OLD, NEW, date(2026, 5, 1)])


@given(st.fixed_dictionaries({kind: st.tuples(DAYS, DAYS) for kind in POINTS}))
def test_parts_are_whole_and_the_sides_may_be_exchanged(days: dict[str, tuple[date | None, date | None]]) -> None:
    found = propose([Evidence(kind, one, other) for kind, (one, other) in days.items()])
    turned = propose([Evidence(kind, other, one) for kind, (one, other) in days.items()])
    assert found.holder_percent + found.claimant_percent == 100
    assert 0 <= found.claimant_percent <= 100
    given_away = sum(step.points for step in found.steps)
    if given_away:
        assert abs(found.claimant_percent - turned.holder_percent) <= 1  # halves are rounded up on either side
