"""Many records changed at once: what is previewed is done, row by row, and what was done can be undone."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests import firm
from tests.firm import CREDIT_CODE, Firm, model

from yanzhen.crm.nouns import CUSTOMERS
from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.orders.nouns import ORDERS
from yanzhen.orders.services import orders
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.base import snapshot
from yanzhen.platform.models import BulkChange, BulkRow
from yanzhen.platform.services import bulk_changes, jobs

D = Decimal


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def three(founded: Firm, db: None) -> list[Any]:
    """Three customers of the east: two in Hangzhou, one in Ningbo already."""
    return [
        customers.create(actor=SYSTEM, name=f"甲{n}", code=f"B{n}", city=city, owner=founded.employees["rep.east"],
                         phone=f"1380000000{n}", since_on=date(2026, 1, n + 1))
        for n, city in enumerate(("杭州", "杭州", "宁波"))
    ]  # fmt: skip


def fresh(row: Any) -> Any:
    return type(row)._base_manager.get(pk=row.pk)


def of(rows: list[Any]) -> Any:
    return CUSTOMERS.visible(SYSTEM).filter(pk__in=[r.pk for r in rows])


def looked_at(actor: Any, rows: list[Any], **values: Any) -> bulk_changes.Preview:
    visible = CUSTOMERS.visible(actor).filter(pk__in=[r.pk for r in rows])
    return bulk_changes.preview(actor=actor, noun=CUSTOMERS, rows=visible, values=values)


def test_a_preview_tells_what_would_change_and_changes_nothing(founded: Firm, three: list[Any]) -> None:
    before = [snapshot(fresh(r)) for r in three]
    trail = model("platform.AuditEntry").objects.count()
    found = looked_at(founded.actor("clerk"), three, city="宁波")
    assert (found.bulk.total, found.changing, found.same, found.refused, found.tried) == (3, 2, 1, [], 2)
    assert found.sample == [("甲0", {"city": "杭州"}, {"city": "宁波"}), ("甲1", {"city": "杭州"}, {"city": "宁波"})]
    assert [snapshot(fresh(r)) for r in three] == before
    assert model("platform.AuditEntry").objects.count() == trail


def test_a_new_owner_brings_the_unit_along_and_undoing_restores_both_to_the_letter(
    founded: Firm, three: list[Any]
) -> None:
    clerk, before = founded.actor("clerk"), [snapshot(fresh(r)) for r in three]
    done = bulk_changes.run(looked_at(clerk, three, owner=founded.employees["ka"].pk).bulk, actor=clerk)
    assert (done.state, done.changed, done.same, done.refused) == ("done", 3, 0, 0)
    for row in three:
        now = fresh(row)
        assert (now.owner_id, now.unit_id) == (founded.employees["ka"].pk, founded.units["KA"].pk)
        assert now.version == row.version + 1
    back = bulk_changes.undo(done, actor=clerk)
    assert (back.state, back.undone, back.left) == ("undone", 3, 0)
    assert [snapshot(fresh(r)) for r in three] == before


def test_who_gives_customers_away_is_told_that_they_leave_and_can_still_undo(founded: Firm, three: list[Any]) -> None:
    rep = founded.actor("rep.east")
    values = {"owner": founded.employees["rep.east"].pk}
    assert looked_at(rep, three, **values).same == 3
    customers_of = model("crm.Customer").objects
    # A representative may hand over only to whom they see: themselves. A manager hands over within the unit.
    manager = founded.actor("manager.east")
    found = looked_at(manager, three, owner=founded.employees["manager.east"].pk)
    assert (found.changing, found.leaving) == (3, 0)
    with pytest.raises(RuleBroken):
        looked_at(rep, three, owner=founded.employees["rep.south"].pk)
    assert customers_of.filter(owner=founded.employees["rep.south"], code__startswith="B").count() == 0


def test_a_refused_row_is_left_whole_and_says_why(founded: Firm, three: list[Any]) -> None:
    """One order is confirmed meanwhile, so it takes no change any more; the other gets the remark."""
    clerk = founded.actor("clerk")
    line = {"product": founded.row("products.product"), "quantity": D(1), "unit_price": D("10.50")}
    made = [
        orders.create(actor=SYSTEM, customer=three[0], kind="sale", ordered_on=date(2026, 5, n), currency="CNY",
                      lines=[line])
        for n in (1, 2, 3)
    ]  # fmt: skip
    orders.confirm(made[0], actor=SYSTEM)
    visible = ORDERS.visible(clerk).filter(pk__in=[o.pk for o in made])
    found = bulk_changes.preview(actor=clerk, noun=ORDERS, rows=visible, values={"remark": "急"})
    assert (found.changing, [r for r, _why in found.refused]) == (2, [str(made[0])])
    orders.confirm(made[1], actor=SYSTEM)
    before = snapshot(fresh(made[1]))
    done = bulk_changes.run(found.bulk, actor=clerk)
    assert (done.changed, done.refused) == (1, 2)
    assert snapshot(fresh(made[1])) == before
    assert fresh(made[2]).remark == "急"
    reasons = {r.object_id: r.reason for r in done.rows.filter(outcome="refused")}
    assert set(reasons) == {made[0].pk, made[1].pk}
    assert all(reasons.values())


def test_what_others_changed_since_the_preview_is_refused(founded: Firm, three: list[Any]) -> None:
    clerk = founded.actor("clerk")
    found = looked_at(clerk, three, city="温州")
    customers.change(three[0], actor=SYSTEM, city="台州")
    done = bulk_changes.run(found.bulk, actor=clerk)
    assert (done.changed, done.refused) == (2, 1)
    assert [fresh(r).city for r in three] == ["台州", "温州", "温州"]


def test_undoing_leaves_later_changes_of_others_alone_and_says_so(founded: Firm, three: list[Any]) -> None:
    clerk = founded.actor("clerk")
    done = bulk_changes.run(looked_at(clerk, three, city="温州").bulk, actor=clerk)
    customers.change(fresh(three[0]), actor=SYSTEM, city="台州")  # the same field: stays
    customers.change(fresh(three[1]), actor=SYSTEM, address="新路 1 号")  # another field: stays beside the old city
    back = bulk_changes.undo(done, actor=clerk)
    assert (back.undone, back.left) == (2, 1)
    assert [fresh(r).city for r in three] == ["台州", "杭州", "宁波"]
    assert fresh(three[1]).address == "新路 1 号"
    assert back.rows.get(outcome="left").object_id == three[0].pk
    with pytest.raises(RuleBroken):
        bulk_changes.undo(BulkChange.objects.get(pk=done.pk), actor=clerk)


def test_a_preview_runs_once_and_only_for_whoever_made_it(founded: Firm, three: list[Any]) -> None:
    clerk, found = founded.actor("clerk"), looked_at(founded.actor("clerk"), three, city="温州")
    with pytest.raises(RuleBroken):
        bulk_changes.run(found.bulk, actor=founded.actor("manager.east"))
    bulk_changes.run(found.bulk, actor=clerk)
    with pytest.raises(RuleBroken):
        bulk_changes.run(found.bulk, actor=clerk)
    assert BulkRow.objects.filter(bulk=found.bulk).count() == 3


@pytest.mark.parametrize(
    "values",
    [{}, {"version": 3}, {"code": "X"}, {"unit": 1}, {"credit_code": "1" * 40}, {"owner": 10**12}, {"nothing": 1}],
)
def test_values_that_many_records_cannot_share_are_refused(founded: Firm, three: list[Any], values: Any) -> None:
    with pytest.raises(RuleBroken):
        looked_at(founded.actor("clerk"), three, **values)


def test_a_long_change_is_a_job_that_goes_on_after_a_death_and_can_be_stopped(
    founded: Firm, three: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_changes, "AT_ONCE", 2)
    monkeypatch.setattr(bulk_changes, "STEP", 1)
    queued: list[Any] = []
    monkeypatch.setattr(type(bulk_changes.carry_on), "enqueue", lambda _task, *args: queued.append(args))
    clerk = founded.actor("clerk")
    row = bulk_changes.run(looked_at(clerk, three, city="温州").bulk, actor=clerk)
    assert (row.state, queued) == ("running", [(row.pk, "execute")])
    # The worker died after the first row: its line is there, so that only the other two are left to do.
    bulk_changes._one(row, CUSTOMERS, clerk, three[0].pk, three[0].version, {"city": "温州"})
    bulk_changes.carry_on.func(row.pk, "execute")
    row.refresh_from_db()
    assert (row.state, row.changed, row.job.state, row.job.done) == ("done", 3, "done", 3)
    assert [fresh(r).version for r in three] == [2, 2, 2]
    second = bulk_changes.run(looked_at(clerk, three, city="台州").bulk, actor=clerk)
    jobs.cancel(second.job, actor=SYSTEM)
    bulk_changes.carry_on.func(second.pk, "execute")
    second.refresh_from_db()
    assert (second.state, second.changed) == ("stopped", 0)
    assert [fresh(r).city for r in three] == ["温州"] * 3


# -- Doors -------------------------------------------------------------------------------------------------------------


def client_of(founded: Firm, name: str) -> Client:
    client = Client()
    client.force_login(founded.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_api_previews_runs_and_undoes(founded: Firm, three: list[Any]) -> None:
    client, keys = client_of(founded, "clerk"), [r.pk for r in three]
    body = {"ids": keys, "values": {"city": "温州"}}
    found = client.post("/api/v1/customers/bulk/preview", body, content_type="application/json").json()
    assert (found["total"], found["changing"], found["same"], found["refused"]) == (3, 3, 0, [])
    done = client.post("/api/v1/customers/bulk", {"preview": found["id"]}, content_type="application/json")
    assert done.status_code == 200
    assert (done.json()["changed"], [fresh(r).city for r in three]) == (3, ["温州"] * 3)
    again = client.post("/api/v1/customers/bulk", {"preview": found["id"]}, content_type="application/json")
    assert again.status_code == 422
    back = client.post(f"/api/v1/bulk-changes/{found['id']}/undo")
    assert (back.status_code, back.json()["undone"]) == (200, 3)
    assert [fresh(r).city for r in three] == ["杭州", "杭州", "宁波"]
    whole = {"filter": {"where": '["code","begins","B"]'}, "values": {"is_active": False}}
    assert client.post("/api/v1/customers/bulk", whole, content_type="application/json").json()["changed"] == 3


@pytest.mark.parametrize(
    "body",
    [{}, {"ids": []}, {"ids": [1], "filter": {}}, {"ids": [10**15], "values": {"city": "x"}}, {"ids": [1], "odd": 1},
     {"filter": {"odd": "1"}, "values": {"city": "x"}}, {"filter": {"where": "x"}, "values": {"city": "x"}},
     {"ids": [-1], "values": {"city": "x"}}, *({"filter": {}, "values": {"since_on": v}} for v in (1, [1], {}, True)),
     {"filter": {}, "values": {"owner": {}}}, {"filter": {}, "values": {"owner": [1]}},
     {"filter": {}, "values": {"owner": 2**70}}, {"filter": {}, "values": {"city": {"a": 1}}}],
)  # fmt: skip
def test_the_api_refuses_odd_selections(founded: Firm, three: list[Any], body: Any) -> None:
    answer = client_of(founded, "clerk").post("/api/v1/customers/bulk", body, content_type="application/json")
    assert answer.status_code == 422
    assert [fresh(r).city for r in three] == ["杭州", "杭州", "宁波"]


def test_rows_out_of_reach_are_not_touched_and_not_told_of(founded: Firm, three: list[Any]) -> None:
    foreign = founded.row("crm.customer", "rep.south")
    client = client_of(founded, "rep.east")
    body = {"ids": [three[0].pk, foreign.pk], "values": {"city": "温州"}}
    answer = client.post("/api/v1/customers/bulk/preview", body, content_type="application/json")
    assert answer.json()["total"] == 1
    assert firm.WORDS["rep.south"] not in answer.content.decode()
    auditor = client_of(founded, "auditor")
    assert auditor.post("/api/v1/customers/bulk", body, content_type="application/json").status_code == 403
    assert auditor.post("/customers/bulk/", {"ids": str(three[0].pk)}).status_code == 403
    assert fresh(foreign).city == firm.WORDS["rep.south"]


def test_the_page_leads_from_choosing_to_undoing(founded: Firm, three: list[Any]) -> None:
    client, ids = client_of(founded, "clerk"), ",".join(str(r.pk) for r in three)
    page = client.post("/customers/bulk/", {"step": "choose", "ids": ids})
    assert page.status_code == 200
    wrong = {"step": "preview", "ids": ids, "set": "since_on", "since_on": "1026-01-01"}
    assert client.post("/customers/bulk/", wrong).status_code == 422
    client.post("/customers/bulk/", {"step": "preview", "ids": ids, "set": "city", "city": "温州"})
    bulk = BulkChange.objects.latest("pk")
    answer = client.post("/customers/bulk/", {"step": "run", "bulk": str(bulk.pk)})
    assert (answer.status_code, answer.url) == (302, f"/settings/bulk-changes/{bulk.pk}/")  # type: ignore[attr-defined]
    assert client.get(f"/settings/bulk-changes/{bulk.pk}/").status_code == 200
    client.post(f"/settings/bulk-changes/{bulk.pk}/do/undo/")
    assert [fresh(r).city for r in three] == ["杭州", "杭州", "宁波"]


# -- Editing in place --------------------------------------------------------------------------------------------------


def test_a_cell_is_edited_with_its_version_and_told_how_to_undo(founded: Firm, three: list[Any]) -> None:
    client, row = client_of(founded, "clerk"), three[0]
    address = f"/customers/{row.pk}/cell/city/"
    assert "杭州" in client.get(address).content.decode()
    answer = client.post(address, {"city": "绍兴", "version": str(row.version)})
    assert (answer.status_code, answer.json()["undo"], answer.json()["version"]) == (200, "杭州", row.version + 1)
    stale = client.post(address, {"city": "温州", "version": str(row.version)})
    assert (stale.status_code, fresh(row).city) == (409, "绍兴")
    assert "温州" in stale.content.decode()
    for version in ("", "x", "9" * 30):
        assert client.post(address, {"city": "x", "version": version}).status_code == 422
    wrong = client.post(f"/customers/{row.pk}/cell/credit_code/", {"credit_code": "1" * 18, "version": "2"})
    assert (wrong.status_code, "cell-error" in wrong.content.decode()) == (422, True)
    right = {"credit_code": CREDIT_CODE, "version": "2"}
    assert client.post(f"/customers/{row.pk}/cell/credit_code/", right).status_code == 200


def test_only_what_may_be_changed_opens_as_a_cell(founded: Firm, three: list[Any]) -> None:
    row, foreign = three[0], founded.row("crm.customer", "rep.south")
    rep = client_of(founded, "rep.east")
    for name in ("version", "unit", "nothing", "id"):
        assert rep.get(f"/customers/{row.pk}/cell/{name}/").status_code == 404
    assert rep.get(f"/customers/{foreign.pk}/cell/city/").status_code == 404
    assert rep.post(f"/customers/{foreign.pk}/cell/city/", {"city": "x", "version": "2"}).status_code == 404
    assert client_of(founded, "auditor").get(f"/customers/{row.pk}/cell/city/").status_code == 403
    confirmed = founded.row("orders.order")
    orders.confirm(confirmed, actor=SYSTEM)
    assert client_of(founded, "clerk").get(f"/orders/{confirmed.pk}/cell/remark/").status_code == 422
    assert fresh(foreign).city == firm.WORDS["rep.south"]
