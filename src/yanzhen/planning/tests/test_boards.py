"""Drafts of the board through their services: opened, edited, pasted into, undone, merged, chosen."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yanzhen.accounts.tests.factories import people, user_with
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.planning.models import Board, BoardMove, PlanCell
from yanzhen.planning.queries import board_cells, board_notes, board_quality, board_views, boards, plans
from yanzhen.planning.queries.board_views import View
from yanzhen.planning.services import board_acts, board_pasting, board_undoing
from yanzhen.planning.services import boards as services
from yanzhen.planning.tests.drafts import TODAY, Books, Firm, firm
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
VIEW = View("person", "month")
D = Decimal


@pytest.fixture
def house() -> Firm:
    return firm()


def act(service: Any, board: Board, **values: Any) -> Any:
    return service(board, actor=SYSTEM, seen=values.pop("seen", board.moves), view=VIEW, **values)


def sums(board: Board) -> list[int]:
    """Cents of each person."""
    board.refresh_from_db()
    return board_views.window(board, VIEW, 0, 10)["row_sums"]  # type: ignore[no-any-return]


def test_a_draft_follows_history_and_newcomers_take_the_average(house: Firm) -> None:
    # Levels of a year: 12 000.00, 36 000.00, and the newcomer their average 24 000.00: 1 : 3 : 2 of 120 000.00.
    board = house.draft()
    assert sums(board) == [2_000_000, 6_000_000, 4_000_000]
    assert board.total == D("120000.00")
    assert any(str(house.people[2]) in note for note in board_notes.notes(board, SYSTEM))


def test_a_draft_without_total_begins_at_last_year(house: Firm) -> None:
    assert house.draft(total=None).total == D("48000.00")


def test_books_in_another_currency_are_not_mixed(house: Firm) -> None:
    house.plan.currency = "USD"
    board = house.draft(read=Books().history, keys={"person": [p.pk for p in house.people],
                                                    "category": [c.pk for c in house.categories]})  # fmt: skip
    assert sums(board) == [4_000_000, 4_000_000, 4_000_000]
    assert any("USD" in note for note in board_notes.notes(board, SYSTEM))


def test_negative_history_counts_as_zero_and_is_told(house: Firm) -> None:
    house.books.sell(house.people[0].pk, house.categories[0].pk, [-200_000] * 12, date(2025, 11, 1), date(2026, 10, 1))
    board = house.draft()
    assert min(board_views.cube(board).cells.reshape(-1)) >= 0
    assert any("negative" in note["code"] for note in board.notes)


def test_who_leaves_in_mid_year_is_closed_from_then_on(house: Firm) -> None:
    EmployeeFactory._meta.model.objects.filter(pk=house.people[1].pk).update(left_on=date(2027, 6, 15))
    board = house.draft()
    window = board_views.window(board, VIEW, 0, 10)
    assert window["cells"][1][6:] == [0] * 6
    assert window["locks"][1][6:] == [board_views.SHUT] * 6
    assert sum(window["row_sums"]) == 12_000_000
    with pytest.raises(RuleBroken):
        act(board_acts.put, board, cells=[(1, 8, 500)])


def test_a_draft_needs_sides_that_are_there(house: Firm) -> None:
    wrong: list[dict[str, Any]] = [
        {"sides": ("person",)}, {"sides": ("person", "person")}, {"sides": ("person", "moon")}, {"metric": "moons"},
        {"basis": "stars"}, {"total": 10**16}, {"keys": {"person": [10**9]}},
    ]  # fmt: skip
    for values in wrong:
        with pytest.raises(RuleBroken):
            house.draft(**values)
    assert not Board.objects.exists()


def test_a_figure_of_a_cell_keeps_all_others(house: Firm) -> None:
    board = house.draft()
    outcome = act(board_acts.put, board, cells=[(0, 0, 100_001)])
    window = board_views.window(outcome.board, VIEW, 0, 10)
    assert window["cells"][0][0] == 100_001
    assert window["row_sums"][1:] == [6_000_000, 4_000_000]
    entry = AuditEntry.objects.get(verb="board_put")
    assert entry.after["cells"] == 2  # both categories of the cell


def test_what_is_kept_adds_up(house: Firm) -> None:
    board = house.draft()
    act(board_acts.put, board, cells=[(0, 0, 1)], holds=frozenset({0, 1, 2}))
    assert sums(board) == [2_000_000, 6_000_000, 4_000_000]


def test_infeasible_locks_are_told_and_nothing_changes(house: Firm) -> None:
    board = house.draft()
    act(board_acts.lock, board, rows=[0], columns=None, on=True)
    board.refresh_from_db()
    with pytest.raises(RuleBroken) as met:
        act(board_acts.put, board, cells=[(None, None, 1_000_000)])
    assert met.value.code == "infeasible"
    assert "10,000.00" in str(met.value)  # 20 000.00 are locked, 10 000.00 were typed
    assert sums(board) == [2_000_000, 6_000_000, 4_000_000]


def test_the_rest_is_spread_and_locked_rows_stay(house: Firm) -> None:
    board = house.draft()
    act(board_acts.lock, board, rows=[0], columns=None, on=True)
    board.refresh_from_db()
    act(board_acts.spread, board, basis="equal")
    assert sums(board) == [2_000_000, 5_000_000, 5_000_000]


def test_there_is_no_last_plan_to_spread_by(house: Firm) -> None:
    board = house.draft(basis="equal")
    with pytest.raises(RuleBroken) as met:
        act(board_acts.spread, board, basis="plan")
    assert met.value.code == "basis"


def test_undo_and_redo_walk_back_and_forth(house: Firm) -> None:
    board = house.draft()
    start = sums(board)
    act(board_acts.put, board, cells=[(0, None, 1_000_000)])
    board.refresh_from_db()
    act(board_acts.put, board, cells=[(1, None, 1_000_000)])
    for expected in ([1_000_000, 6_000_000, 4_000_000], start):
        board_undoing.undo(board, actor=SYSTEM)
        assert sums(board) == expected
    with pytest.raises(RuleBroken):
        board_undoing.undo(board, actor=SYSTEM)
    for expected in ([1_000_000, 6_000_000, 4_000_000], [1_000_000, 1_000_000, 4_000_000]):
        board_undoing.redo(board, actor=SYSTEM)
        assert sums(board) == expected


def test_other_cells_are_merged_and_the_same_ones_refused(house: Firm) -> None:
    board = house.draft()
    act(board_acts.put, board, cells=[(0, 0, 111)])
    act(board_acts.put, board, cells=[(1, 0, 222)], seen=0)  # an old view, another cell
    board.refresh_from_db()
    assert [line[0] for line in board_views.window(board, VIEW, 0, 2)["cells"]] == [111, 222]
    with pytest.raises(Stale) as met:
        act(board_acts.put, board, cells=[(0, 0, 333)], seen=0)
    assert "system" in str(met.value)
    assert board.moves == Board.objects.get(pk=board.pk).moves


def test_undo_leaves_alone_what_others_changed_since(house: Firm) -> None:
    board, one, two = house.draft(), user_with("director"), user_with("director")
    from yanzhen.accounts.queries import actors

    act_of = {n: actors.actor_of(u) for n, u in (("one", one), ("two", two))}
    board_acts.put(board, actor=act_of["one"], seen=0, view=VIEW, cells=[(0, 0, 5)])
    board_acts.put(board, actor=act_of["two"], seen=1, view=VIEW, cells=[(0, 0, 7)])
    with pytest.raises(Stale):
        board_undoing.undo(board, actor=act_of["one"])
    board.refresh_from_db()
    assert board_views.window(board, VIEW, 0, 1)["cells"][0][0] == 7


def test_a_paste_is_taken_whole_or_not_at_all(house: Firm) -> None:
    board = house.draft()
    before = sums(board)
    with pytest.raises(board_pasting.BadBlock) as met:
        act(board_pasting.paste, board, row=0, column=0, block=[["1,200", "abc"], ["$5", "+10%"]])
    assert [(b.row, b.column, b.text) for b in met.value.bad] == [(0, 1, "abc"), (1, 0, "$5")]
    assert sums(board) == before
    act(board_pasting.paste, board, row=0, column=0, block=[["1,200", ""], ["5", "+10%"]])
    board.refresh_from_db()
    cells = board_views.window(board, VIEW, 0, 3)["cells"]
    # 乙 has 60 000.00 in equal months of 5 000.00; ten per cent more is 5 500.00.
    assert (cells[0][0], cells[1][0], cells[1][1]) == (120_000, 500, 550_000)
    assert cells[0][1] in {before[0] // 12, before[0] // 12 + 1}  # an empty text leaves its cell alone


def test_five_hundred_by_forty_cells_with_text_name_every_bad_one(house: Firm) -> None:
    board = house.draft()
    block = [["x" if (r + c) % 7 == 0 else "1" for c in range(40)] for r in range(500)]
    with pytest.raises(board_pasting.BadBlock) as met:
        act(board_pasting.paste, board, row=0, column=0, block=block)
    # Of 3 × 12 cells inside the board only those with text are bad; all others lie outside it.
    inside = [(r, c) for r in range(3) for c in range(12) if (r + c) % 7 == 0]
    assert [(b.row, b.column) for b in met.value.bad if b.row < 3 and b.column < 12] == inside
    assert len(met.value.bad) == 500 * 40 - (36 - len(inside))
    assert board.moves == Board.objects.get(pk=board.pk).moves == 0


def test_a_paste_against_a_lock_names_the_cell(house: Firm) -> None:
    board = house.draft()
    act(board_acts.lock, board, rows=[0], columns=[0], on=True)
    board.refresh_from_db()
    with pytest.raises(board_pasting.BadBlock) as met:
        act(board_pasting.paste, board, row=0, column=0, block=[["1", "2"]])
    assert [(b.row, b.column) for b in met.value.bad] == [(0, 0)]


def test_a_mix_keeps_people_and_months(house: Firm) -> None:
    board = house.draft()
    before = sums(board)
    board_acts.mix(board, actor=SYSTEM, seen=0, side="category", shares=[70, 30])
    assert sums(board) == before
    by_kind = View("category", "month")
    assert board_views.window(board, by_kind, 0, 2)["row_sums"] == [8_400_000, 3_600_000]


def test_a_chosen_draft_is_the_plan(house: Firm) -> None:
    board = house.draft()
    count = services.choose(board, actor=SYSTEM, seen=0)
    assert count == PlanCell.objects.count() == 3 * 12 * 2
    found = plans.sums(SYSTEM, house.plan, ("person",))
    assert found == {(p.pk,): D(c).scaleb(-2) for p, c in zip(house.people, sums(board), strict=True)}
    second = services.copy(board, actor=SYSTEM)
    services.choose(second, actor=SYSTEM, seen=0)
    assert [b.is_chosen for b in boards.listed(SYSTEM, house.plan)] == [True, False]


def test_a_draft_that_moved_is_not_chosen_unseen(house: Firm) -> None:
    board = house.draft()
    act(board_acts.put, board, cells=[(0, 0, 5)])
    with pytest.raises(Stale):
        services.choose(board, actor=SYSTEM, seen=0)
    assert not PlanCell.objects.exists()


def test_a_published_plan_takes_no_acts(house: Firm) -> None:
    board = house.draft()
    type(house.plan).objects.filter(pk=house.plan.pk).update(state="published")
    with pytest.raises(RuleBroken):
        act(board_acts.put, Board.objects.get(pk=board.pk), cells=[(0, 0, 5)])
    assert not BoardMove.objects.exists()


def test_a_draft_by_two_sides_without_months_is_planned_by_month_all_the_same(house: Firm) -> None:
    board = house.draft(sides=("person", "category"), total=1_000_001)
    services.choose(board, actor=SYSTEM, seen=0)
    assert plans.sums(SYSTEM, house.plan, ())[()] == D("10000.01")
    assert len(plans.sums(SYSTEM, house.plan, ("month",))) == 12


def test_two_drafts_are_compared(house: Firm) -> None:
    board = house.draft()
    other = services.copy(board, actor=SYSTEM)
    act(board_acts.put, other, cells=[(0, 0, 5)])
    other.refresh_from_db()
    found = board_cells.compared(board, other, VIEW)
    assert found["cells"] == 1
    assert found["row_others"][1:] == found["row_sums"][1:]
    with pytest.raises(RuleBroken):
        board_cells.compared(board, house.draft(sides=("person", "month")), VIEW)


def test_a_cell_says_who_changed_it(house: Firm) -> None:
    board = house.draft()
    act(board_acts.put, board, cells=[(0, 0, 200_000)])
    board.refresh_from_db()
    found = board_cells.behind(SYSTEM, board, VIEW, 0, 0)
    assert (found.amount, found.last, found.who) == (200_000, 100_000, "system")
    assert board_cells.behind(SYSTEM, board, VIEW, 1, 1).who == ""


def test_quality_measures_fairness_against_the_best_twelve_months(house: Firm) -> None:
    # Quotas 20, 60, 40 thousand; best years 12, 36, 0 thousand: the two known ones lie even, so Gini is 0.
    found = board_quality.quality(SYSTEM, house.draft())
    assert found is not None
    assert [line.ratio for line in found.lines] == [D("1.6667"), D("1.6667"), None]
    assert found.curve.gini == D("0.0000")
    assert [line.name for line in found.above] == [str(house.people[1]), str(house.people[2])]


def test_only_planners_in_reach_see_and_edit(house: Firm) -> None:
    crowd = people()
    mine = firm_of(crowd)
    assert boards.visible(crowd.actor("manager")).filter(pk=mine.pk).exists()
    assert not boards.visible(crowd.actor("rep")).exists()
    assert not boards.visible(crowd.actor("stranger")).exists()
    assert not boards.visible(crowd.actor("manager")).filter(pk=house.draft().pk).exists()


def firm_of(crowd: Any) -> Board:
    plan = firm_plan(crowd.manager.employee.unit)
    return services.create(
        actor=SYSTEM, plan=plan, name="东", sides=("person", "month"), total=100_00, today=TODAY, read=Books().history,
        keys={"person": [crowd.rep.employee_id, crowd.teammate.employee_id]},
    )  # fmt: skip


def firm_plan(unit: Any) -> Any:
    from yanzhen.planning.services import plans as plan_services

    return plan_services.create(actor=SYSTEM, name="东 2027", unit=unit, starts_on=date(2027, 1, 1))
