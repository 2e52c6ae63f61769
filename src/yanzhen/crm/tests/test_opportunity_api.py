"""What programs do with opportunities is what the pages do, with the same refusals."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.models import ExitTask, LossReason, Opportunity
from yanzhen.crm.queries import processes
from yanzhen.crm.services import customers, opportunities
from yanzhen.platform.actor import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def send(user: Any, method: str, address: str, body: Any = None) -> Any:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    text = json.dumps(body) if body is not None else ""
    return getattr(client, method)(f"/api/v1{address}", text, content_type="application/json")


@pytest.fixture
def team() -> People:
    made = people()
    buyer = customers.create(actor=SYSTEM, owner=made.rep.employee, name="上海云杉家具有限公司")
    opportunities.create(
        actor=made.actor("rep"), name="酒店家具", customer=buyer, amount=Decimal(1000), expected_on=date(2026, 12, 20)
    )
    return made


def test_programs_move_tick_split_win_and_reopen(team: People) -> None:
    row = Opportunity.objects.get()
    address, held = f"/opportunities/{row.pk}", processes.stages_of(row.process_id)
    moved = send(team.rep, "post", f"{address}/move", {"stage": held[1].pk, "version": 1})
    assert (moved.status_code, moved.json()["stage"]) == (200, held[1].pk)
    late = send(team.manager, "post", f"{address}/move", {"stage": held[2].pk, "version": 1})
    assert late.status_code == 409
    for task in ExitTask.objects.filter(stage=held[1]):
        ticked = send(team.rep, "post", f"{address}/exit-tasks", {"task": task.pk})
    assert ticked.json().get("stage") == held[2].pk, ticked.content
    people_in = [{"employee": team.rep.employee.pk, "share": "66.67"}]
    assert send(team.rep, "put", f"{address}/team", {"members": people_in}).status_code == 422
    people_in.append({"employee": team.manager.employee.pk, "share": "33.33"})
    split = send(team.manager, "put", f"{address}/team", {"members": people_in}).json()
    assert [(m["share"], m["amount"]) for m in split["members"]] == [("66.67", "666.70"), ("33.33", "333.30")]
    won = send(team.rep, "post", f"{address}/win", {"amount": "900.00"})
    assert won.json()["state"] == "won"
    assert send(team.rep, "post", f"{address}/reopen").status_code == 200
    price = LossReason.objects.create(code="price", name="价格")
    assert send(team.rep, "post", f"{address}/lose", {}).status_code == 422
    assert send(team.rep, "post", f"{address}/lose", {"reason": 10**9}).status_code == 422
    assert send(team.rep, "post", f"{address}/lose", {"reason": price.pk, "price": "880"}).status_code == 200
    course = send(team.rep, "get", f"{address}/course").json()
    assert [stay["stage"] for stay in course["stays"]] == [held[2].pk, held[2].pk, held[1].pk, held[0].pk]
    assert send(team.teammate, "get", f"{address}/course").status_code == 404


def test_programs_read_the_board(team: People) -> None:
    row = Opportunity.objects.get()
    board = send(team.rep, "get", "/opportunity-board?stuck=false").json()
    first = board["columns"][0]
    assert first["totals"] == [{"currency": "CNY", "count": 1, "amount": "1000.00", "weighted": "200.00"}]
    assert [card["id"] for card in first["cards"]] == [row.pk]
    nothing = send(team.teammate, "get", "/opportunity-board").json()
    assert [column["cards"] for column in nothing["columns"]] == [[]] * 5
    assert send(team.rep, "get", "/opportunity-board?process=999").status_code == 404


def test_programs_edit_stages(team: People) -> None:
    process = Opportunity.objects.get().process_id
    address = f"/sales-processes/{process}/stages"
    assert send(team.rep, "post", address, {"name": "验收"}).status_code == 403
    made = send(team.manager, "post", address, {"name": "验收", "probability": 99}).json()[-1]
    assert (made["name"], made["probability"], made["tasks"]) == ("验收", 99, [])
    changed = send(team.manager, "patch", f"/stages/{made['id']}", {"usual_days": 7}).json()[-1]
    assert (changed["usual_days"], changed["name"]) == (7, "验收")
    assert send(team.manager, "post", f"/stages/{made['id']}/shift", {"step": -1}).json()[-2]["id"] == made["id"]
    tasks = send(team.manager, "post", f"/stages/{made['id']}/tasks", {"name": "交货单"}).json()[-2]["tasks"]
    assert [task["name"] for task in tasks] == ["交货单"]
    assert send(team.manager, "delete", f"/exit-tasks/{tasks[0]['id']}").status_code == 200
    assert send(team.manager, "delete", f"/stages/{made['id']}").status_code == 200
    first = processes.stages_of(process)[0]
    assert send(team.manager, "delete", f"/stages/{first.pk}").status_code == 422
    kept = processes.stages_of(process)[1]
    assert send(team.manager, "delete", f"/stages/{first.pk}?move_to={kept.pk}").status_code == 200
    assert Opportunity.objects.get().stage == kept
