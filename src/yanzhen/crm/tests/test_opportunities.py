"""Opportunities: entered, moved, ticked on, won, lost and opened again; nothing is lost on the way."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.models import LossReason, Opportunity, Process, Stage, StageEntry
from yanzhen.crm.queries import opportunities as rows
from yanzhen.crm.queries import processes as process_rows
from yanzhen.crm.services import (
    customers,
    exit_tasks,
    opportunities,
    opportunity_teams,
    processes,
    stages,
    standard_process,
)
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import AuditEntry
from yanzhen.products.services import categories, products

pytestmark = pytest.mark.django_db
SOON = date(2026, 12, 20)


@pytest.fixture
def team() -> People:
    made = people()
    customers.create(actor=SYSTEM, owner=made.rep.employee, name="上海云杉家具有限公司")
    return made


def product(price: str) -> Any:
    category = categories.create(actor=SYSTEM, code="CHAIR", name="椅子")
    return products.create(actor=SYSTEM, code="0042", name="餐椅", category=category, list_price=Decimal(price))


def new(team: People, **values: Any) -> Opportunity:
    customer = rows.Opportunity._meta.get_field("customer").related_model.objects.get()  # type: ignore[union-attr]
    given = {"name": "酒店家具", "customer": customer, "expected_on": SOON, "amount": Decimal("1000")} | values
    return opportunities.create(actor=team.actor("rep"), **given)


def stage(place: int) -> Stage:
    return process_rows.stages_of(Process.objects.get().pk)[place]


def reason(outcome: str = "lost") -> LossReason:
    return LossReason.objects.create(code=f"x-{outcome}", name="价格", outcome=outcome)


def test_a_new_one_begins_in_the_first_stage_of_the_usual_process(team: People) -> None:
    made = new(team)
    assert made.number.startswith("OP-")
    assert (made.stage, made.probability, made.weighted_amount) == (stage(0), 20, Decimal("200.00"))
    assert (made.owner, made.unit) == (team.rep.employee, team.rep.employee.unit)
    assert [(m.employee, m.share) for m in rows.members(made)] == [(team.rep.employee, 100)]
    [stay] = rows.entries(made)
    assert (stay.stage, stay.left_at, stay.amount, stay.by) == (stage(0), None, 1000, team.rep.employee)
    assert made.stuck_from == timezone.localdate() + timedelta(days=15)


def test_lines_make_the_amount_to_the_cent(team: People) -> None:
    chair = product("12.35")
    lines = [
        {"product": chair, "quantity": Decimal(7), "discount": Decimal("12.5")},
        {"product": chair, "quantity": Decimal("0.333"), "unit_price": Decimal("99.99")},
    ]
    made = new(team, lines=lines)
    # 75.64 + 33.30 (33.29667)
    assert (made.amount, made.weighted_amount) == (Decimal("108.94"), Decimal("21.79"))
    changed = opportunities.change(made, actor=team.actor("rep"), lines=lines[:1], amount=Decimal(5))
    assert changed.amount == Decimal("75.64")
    assert opportunities.change(changed, actor=team.actor("rep"), lines=[], amount=Decimal(5)).amount == 5


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"quantity": Decimal(0)}, "lines.0.quantity"),
        ({"quantity": Decimal(1), "discount": Decimal(101)}, "lines.0.discount"),
    ],
)
def test_lines_that_cannot_be_are_refused(team: People, line: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        new(team, lines=[{"product": product("1"), **line}])
    assert list(broken.value.errors) == [field]
    assert not Opportunity.objects.exists()


def test_moving_ends_one_stay_and_begins_the_next(team: People) -> None:
    moved = opportunities.move(new(team), actor=team.actor("rep"), stage=stage(2), version=1)
    assert (moved.stage, moved.probability, moved.weighted_amount) == (stage(2), 60, 600)
    latest, first = rows.entries(moved)
    assert (first.stage, first.left_at is None) == (stage(0), False)
    assert (latest.stage, latest.left_at) == (stage(2), None)
    assert AuditEntry.objects.filter(verb="move", object_id=moved.pk).count() == 1
    assert opportunities.move(moved, actor=team.actor("rep"), stage=stage(2)).version == moved.version


def test_who_comes_second_is_told_the_new_place(team: People) -> None:
    made = new(team)
    opportunities.move(made, actor=team.actor("manager"), stage=stage(3), version=1)
    with pytest.raises(Stale) as stale:
        opportunities.move(made, actor=team.actor("rep"), stage=stage(1), version=1)
    message = " ".join(map(str, stale.value.errors.values()))
    assert stage(3).name_en in message or stage(3).name in message
    assert str(team.manager.employee) in message
    assert Opportunity.objects.get().stage == stage(3)


def test_the_last_exit_task_moves_it_on(team: People) -> None:
    made, actor = new(team), team.actor("rep")
    first, second = process_rows.exit_tasks([stage(0).pk])[stage(0).pk]
    half = exit_tasks.tick(made, actor=actor, task=first)
    assert half.stage == stage(0)
    assert exit_tasks.tick(made, actor=actor, task=first).version == half.version
    moved = exit_tasks.tick(made, actor=actor, task=second)
    assert moved.stage == stage(1)
    assert list(AuditEntry.objects.filter(object_id=made.pk).values_list("verb", flat=True).order_by("pk"))[-3:] == [
        "tick", "tick", "advance",
    ]  # fmt: skip
    with pytest.raises(RuleBroken):
        exit_tasks.tick(moved, actor=actor, task=first, done=False)


def test_a_task_can_be_opened_again(team: People) -> None:
    made, actor = new(team), team.actor("rep")
    first, _second = process_rows.exit_tasks([stage(0).pk])[stage(0).pk]
    exit_tasks.tick(made, actor=actor, task=first)
    exit_tasks.tick(made, actor=actor, task=first, done=False)
    assert rows.done_tasks(made) == {}


def test_winning_losing_and_opening_again(team: People) -> None:
    made, actor = new(team), team.actor("rep")
    won = opportunities.win(made, actor=actor, amount=Decimal("900"), competitor="对手甲")
    assert (won.state, won.amount, won.weighted_amount, won.competitor) == ("won", 900, 900, "对手甲")
    assert (won.closed_on, won.stuck_from) == (timezone.localdate(), None)
    assert not StageEntry.objects.filter(left_at=None).exists()
    with pytest.raises(RuleBroken):
        opportunities.move(won, actor=actor, stage=stage(1))
    with pytest.raises(RuleBroken):
        opportunities.change(won, actor=actor, name="other")
    again = opportunities.reopen(won, actor=actor)
    assert (again.state, again.probability, again.closed_on) == ("open", 20, None)
    with pytest.raises(RuleBroken) as broken:
        opportunities.lose(again, actor=actor, reason=None)
    assert list(broken.value.errors) == ["reason"]
    lost = opportunities.lose(again, actor=actor, reason=reason(), price=Decimal("850"))
    assert (lost.state, lost.price, lost.weighted_amount, lost.probability) == ("lost", 850, 0, 0)
    assert rows.entries(lost)[0].left_at is not None


def test_a_reason_is_for_its_own_outcome(team: People) -> None:
    with pytest.raises(RuleBroken):
        opportunities.lose(new(team), actor=team.actor("rep"), reason=reason("won"))


@pytest.mark.parametrize("shares", [("60", "30"), ("60", "40.01"), ("100", "0"), ("99.99", "0.02")])
def test_a_split_is_exactly_a_hundred(team: People, shares: tuple[str, str]) -> None:
    made = new(team)
    members = [
        {"employee": e, "share": Decimal(s)}
        for e, s in zip((team.rep.employee, team.manager.employee), shares, strict=True)
    ]
    with pytest.raises(RuleBroken):
        opportunity_teams.put(made, actor=team.actor("rep"), members=members)
    assert [m.share for m in rows.members(made)] == [100]


def test_a_team_is_put_and_told(team: People) -> None:
    made = new(team)
    members = [{"employee": team.rep.employee, "share": Decimal("66.67")}]
    members.append({"employee": team.manager.employee, "share": Decimal("33.33")})
    changed = opportunity_teams.put(made, actor=team.actor("rep"), members=members, version=1)
    assert [m.share for m in rows.members(changed)] == [Decimal("66.67"), Decimal("33.33")]
    assert changed.version == 2
    with pytest.raises(RuleBroken):
        opportunity_teams.put(changed, actor=team.actor("rep"), members=[members[0], members[0]])


def test_a_new_owner_takes_the_team_over_when_alone(team: People) -> None:
    changed = opportunities.change(new(team), actor=team.actor("manager"), owner=team.manager.employee)
    assert [m.employee for m in rows.members(changed)] == [team.manager.employee]
    assert changed.unit == team.manager.employee.unit


def test_a_stage_with_deals_goes_only_with_a_place_for_them(team: People) -> None:
    made = new(team)
    gone, kept = stage(0), stage(1)
    with pytest.raises(RuleBroken) as broken:
        stages.remove(gone, actor=SYSTEM)
    assert list(broken.value.errors) == ["move_to"]
    assert Stage.objects.filter(pk=gone.pk).exists()
    stages.remove(gone, actor=SYSTEM, move_to=kept)
    moved = Opportunity.objects.get(pk=made.pk)
    assert (moved.stage, moved.probability) == (kept, 40)
    assert [entry.stage for entry in rows.entries(moved)] == [kept, kept]


def test_another_usual_duration_decides_anew_who_is_stuck(team: People) -> None:
    made = new(team)
    Opportunity.objects.update(stage_since=date(2026, 1, 1))
    stages.change(stage(0), actor=SYSTEM, usual_days=3)
    assert Opportunity.objects.get(pk=made.pk).stuck_from == date(2026, 1, 5)


def test_a_learnt_probability_reaches_those_that_had_the_stages(team: People) -> None:
    own = new(team, probability=55)
    amounts = ["33333.33", "0.05", "0.01", "1000000000.99"]
    made = [new(team, amount=Decimal(amount)) for amount in amounts]
    yen = new(team, amount=Decimal("333"), currency="JPY")
    stages.learn(stage(0), actor=SYSTEM, probability=Decimal("14.50"))
    weighted = [Opportunity.objects.get(pk=row.pk).weighted_amount for row in made]
    # × 15 %: 4999.9995, 0.0075, 0.0015, 150000000.1485
    assert weighted == [Decimal("5000.00"), Decimal("0.01"), Decimal("0.00"), Decimal("150000000.15")]
    assert Opportunity.objects.get(pk=yen.pk).weighted_amount == 50
    assert Opportunity.objects.get(pk=own.pk).probability == 55


def test_one_process_is_the_usual_one(team: People) -> None:
    first = standard_process.usual(team.actor("rep"))
    second = processes.create(actor=SYSTEM, name="渠道流程", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)
    with pytest.raises(RuleBroken) as broken:
        new(team)
    assert list(broken.value.errors) == ["process"]
    with pytest.raises(RuleBroken):
        processes.change(second, actor=SYSTEM, is_default=False)


def test_stages_are_put_in_order(team: People) -> None:
    new(team)
    last = stage(4)
    stages.shift(last, actor=SYSTEM, step=-1)
    assert stage(3) == last
    stages.shift(stage(0), actor=SYSTEM, step=-1)
    assert [s.position for s in process_rows.stages_of(last.process_id)] == [1, 2, 3, 4, 5]


def test_the_open_pipeline_by_month_and_stage(team: People) -> None:
    new(team), new(team)
    opportunities.win(new(team), actor=team.actor("rep"))
    [one] = rows.open_pipeline(team.actor("rep"))
    assert (one.owner_id, one.stage_id, one.month, one.currency) == (
        team.rep.employee.pk, stage(0).pk, date(2026, 12, 1), "CNY",
    )  # fmt: skip
    assert (one.count, one.amount, one.weighted) == (2, Decimal("2000.00"), Decimal("400.00"))
