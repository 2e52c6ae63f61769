"""Records of one firm become one: everything that points at them moves, and goes back when the merge is undone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from yanzhen.accounts.queries import actors
from yanzhen.accounts.tests.factories import People, people, user_with
from yanzhen.crm.enums.merging import GroupState, MergeState
from yanzhen.crm.models import CollisionCase, Contact, Customer, DuplicateGroup, KnownApart, Merge
from yanzhen.crm.queries import customers as rows
from yanzhen.crm.queries import merges, references
from yanzhen.crm.services import clean_up, contacts, customers, merging, unmerging
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.orders.services import orders
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform import following, notes, search, timeline
from yanzhen.platform import people as staff
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import AuditEntry, Follow, Note, OutboxRow
from yanzhen.platform.services import jobs
from yanzhen.products.services import categories, products

pytestmark = pytest.mark.django_db
CODE = "91110000600037341L"


@pytest.fixture
def team() -> People:
    return people()


def customer(team: People, name: str, owner: str = "rep", **values: Any) -> Customer:
    return customers.create(actor=SYSTEM, name=name, owner=getattr(team, owner).employee, **values)


def order(buyer: Customer, day: date) -> Any:
    product = apps.get_model("products.Product").objects.first()
    if product is None:
        category = categories.create(actor=SYSTEM, code="SOFA", name="沙发")
        product = products.create(actor=SYSTEM, code="P1", name="椅", category=category)
    return orders.create(
        actor=SYSTEM, customer=buyer, kind="sale", ordered_on=day, currency="CNY",
        lines=[{"product": product, "quantity": Decimal(1), "unit_price": Decimal(5)}],
    )  # fmt: skip


def pair(team: People) -> tuple[Customer, Customer]:
    one = customer(team, "上海云杉家具有限公司", credit_code=CODE, city="上海")
    other = customer(team, "云杉家具（上海）", phone="021-55558888", address="南京西路1号")
    return one, other


def client_of(team: People, name: str) -> Client:
    client = Client()
    client.force_login(getattr(team, name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_table_that_points_at_a_customer_is_found_in_the_models() -> None:
    known = {(one.name, one.field) for one in references.all_references()}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Customer:
                stays = field.name in getattr(model, "stays_when_merged", ())
                assert ((model._meta.label_lower, field.name) in known) != stays, (model, field.name)
    assert {
        ("platform.note", "object_id"),
        ("platform.attachment", "object_id"),
        ("platform.follow", "object_id"),
    } <= known


def test_what_points_at_the_merged_record_moves_and_the_field_chosen_is_kept(team: People) -> None:
    one, other = pair(team)
    contact = contacts.create(actor=SYSTEM, customer=other, name="王芳")
    sold = order(other, date(2026, 2, 3))
    note = notes.add(other, actor=team.actor("rep"), text="旧记录上的拜访")
    actor = team.actor("manager")
    found = merges.preview([one, other], actor, survivor=one.pk)
    assert {choice.name for choice in found.choices} >= {"name", "phone", "address", "city", "credit_code"}
    assert dict(found.moves)["Contacts"] == 1
    OutboxRow.objects.all().delete()
    made = merging.merge(
        [one, other], actor=actor, survivor=one, chosen={"phone": other.pk, "address": other.pk}, reason="同一家"
    )
    for row in (contact, sold, other, one):
        row.refresh_from_db()
    assert made.state == MergeState.DONE
    assert (contact.customer_id, sold.customer_id, Note.objects.get(pk=note.pk).object_id) == (one.pk, one.pk, one.pk)
    assert (one.phone, one.phone_key) == ("021-55558888", "2155558888")
    assert (one.address, one.credit_code) == ("南京西路1号", CODE)
    assert (one.former_codes, other.merged_into_id) == (other.code, one.pk)
    assert {e.verb for e in AuditEntry.objects.filter(object_id=other.pk, noun_name="crm.customer")} >= {"merged_away"}
    assert AuditEntry.objects.filter(object_id=one.pk, verb="merge").exists()
    parts = {(r.payload["extract"], r.payload["partition"]) for r in OutboxRow.objects.filter(topic="facts.changed")}
    assert ("sales", "2026-02") in parts


def test_the_merged_record_is_in_no_list_but_its_address_and_code_lead_to_the_kept_one(team: People) -> None:
    one, other = pair(team)
    notes.add(other, actor=team.actor("rep"), text="旧记录上的拜访")
    merging.merge([one, other], actor=team.actor("manager"), survivor=one)
    actor = team.actor("rep")
    assert [row.pk for row in rows.visible(actor)] == [one.pk]
    client = client_of(team, "rep")
    assert client.get(f"/customers/{other.pk}/").headers["Location"] == f"/customers/{one.pk}/"
    moved = client.get(f"/api/v1/customers/{other.pk}")
    assert (moved.status_code, moved.headers["Location"]) == (308, f"/api/v1/customers/{one.pk}")
    search.touched(Customer.objects.get(pk=one.pk))
    listed = client.get("/api/v1/customers", {"search": other.code}).json()["items"]
    assert [row["id"] for row in listed] == [one.pk]
    assert "旧记录上的拜访" in {event.text for event in timeline.of(Customer.objects.get(pk=one.pk), actor)}
    assert client.get(f"/customers/{other.pk}/edit/").status_code in (403, 404)


def test_a_merge_is_undone_except_for_what_was_changed_since(team: People) -> None:
    one, other = pair(team)
    kept, moved_on = (contacts.create(actor=SYSTEM, customer=other, name=name) for name in ("王芳", "李明"))
    following.begin("crm.customer", one.pk, team.rep.pk)
    following.begin("crm.customer", other.pk, team.rep.pk)
    third = customer(team, "别家")
    actor = team.actor("manager")
    made = merging.merge([one, other], actor=actor, survivor=one, chosen={"phone": other.pk, "address": other.pk})
    assert made.left >= 1  # whoever follows both stays the follower of the merged one, too
    contacts.change(moved_on, actor=SYSTEM, customer=third)
    customers.change(Customer.objects.get(pk=one.pk), actor=SYSTEM, address="新地址")
    undone = unmerging.undo(made, actor=actor)
    for row in (one, other, kept, moved_on):
        row.refresh_from_db()
    assert undone.state == MergeState.UNDONE
    assert (other.merged_into_id, other.phone, kept.customer_id) == (None, "021-55558888", other.pk)
    assert (one.phone, one.phone_key, one.address, moved_on.customer_id) == ("", "", "新地址", third.pk)
    assert undone.undone["kept"] == {"Contacts": 1}
    assert undone.undone["fields"] == ["Address"]
    assert Follow.objects.filter(object_id__in=[one.pk, other.pk]).count() == 2
    with pytest.raises(RuleBroken, match="nothing to undo"):
        unmerging.undo(made, actor=actor)


def test_what_another_customer_took_meanwhile_is_said_when_a_merge_is_undone(team: People) -> None:
    one, other = pair(team)
    made = merging.merge([one, other], actor=team.actor("manager"), survivor=one)
    customer(team, "后来者", phone="021 5555 8888")
    undone = unmerging.undo(made, actor=team.actor("manager"))
    other.refresh_from_db()
    assert other.shares_phone
    assert len(undone.undone["records"]) == 1


def test_different_owners_need_somebody_who_may_decide_between_them(team: People) -> None:
    one, other = pair(team)
    customers.change(other, actor=SYSTEM, owner=team.teammate.employee)
    clerk = user_with("clerk", employee=EmployeeFactory(unit=team.manager.employee.unit))
    with pytest.raises(RuleBroken, match="different owners"):
        merging.merge([one, other], actor=actors.actor_of(clerk), survivor=one)
    made = merging.merge([one, other], actor=team.actor("manager"), survivor=one, chosen={"owner": other.pk})
    one.refresh_from_db()
    assert (made.state, one.owner_id) == (MergeState.DONE, team.teammate.employee_id)


def test_a_clerk_who_may_not_decide_opens_a_case_between_the_owners(team: People) -> None:
    one, other = pair(team)
    customers.change(other, actor=SYSTEM, owner=team.teammate.employee)
    clerk = user_with("clerk", employee=EmployeeFactory(unit=team.manager.employee.unit))
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    ids = f"ids={one.pk},{other.pk}"
    assert "customers/merge/dispute/" in client.get(f"/customers/merge/?{ids}").content.decode()
    client.post(f"/customers/merge/dispute/?{ids}")
    case = CollisionCase.objects.get()
    assert (case.way, case.holder, case.claimant) == ("clean_up", team.rep.employee, team.teammate.employee)


def test_what_was_changed_or_merged_since_the_preview_is_refused(team: People) -> None:
    one, other = pair(team)
    actor, seen = team.actor("manager"), {one.pk: one.version, other.pk: other.version}
    customers.change(other, actor=SYSTEM, city="苏州")
    with pytest.raises(Stale):
        merging.merge([one, other], actor=actor, survivor=one, versions=seen)
    assert not Merge.objects.exists()
    merging.merge([one, other], actor=actor, survivor=one)
    with pytest.raises(RuleBroken, match="has merged"):
        merging.merge([one, other], actor=actor, survivor=one)
    with pytest.raises(RuleBroken, match="at least two"):
        merging.merge([one], actor=actor, survivor=one)


def test_out_of_reach_nothing_is_merged(team: People) -> None:
    one, other = pair(team)
    far = customer(team, "外人客户", owner="stranger")
    with pytest.raises(RuleBroken, match="within your reach"):
        merging.merge([one, far], actor=team.actor("manager"), survivor=one)
    client = client_of(team, "manager")
    assert client.get("/customers/merge/", {"ids": f"{far.pk}"}).status_code == 404
    assert client_of(team, "rep").get("/customers/merge/", {"ids": f"{one.pk},{other.pk}"}).status_code == 403


def test_many_rows_move_as_a_job_that_may_run_twice(team: People, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = pair(team)
    Contact.objects.bulk_create(Contact(customer=other, name=f"{n}") for n in range(5))
    monkeypatch.setattr(merging, "AT_ONCE", 3)
    made = merging.merge([one, other], actor=team.actor("manager"), survivor=one)
    assert (made.state, Contact.objects.filter(customer=other).count()) == (MergeState.WAITING, 5)
    for _turn in range(2):
        merging.carry_on.func(made.pk)
    made.refresh_from_db()
    assert (made.state, made.moved, Contact.objects.filter(customer=one).count()) == (MergeState.DONE, 5, 5)
    assert made.job is not None
    assert made.job.state == "done"


def test_a_stopped_job_changes_nothing(team: People, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = pair(team)
    order(other, date(2026, 2, 3))
    monkeypatch.setattr(merging, "AT_ONCE", 0)
    made = merging.merge([one, other], actor=team.actor("manager"), survivor=one)
    monkeypatch.setattr(jobs, "is_cancelled", lambda job: True)
    merging.carry_on.func(made.pk)
    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.state, other.merged_into_id) == (MergeState.FAILED, None)


def test_rows_written_for_a_merged_record_follow_it(team: People) -> None:
    one, other = pair(team)
    merging.merge([one, other], actor=team.actor("manager"), survivor=one)
    late = Contact.objects.create(customer=other, name="晚到")
    assert merging.sweep() == 1
    late.refresh_from_db()
    assert late.customer_id == one.pk
    assert merging.sweep() == 0


def test_the_page_shows_what_differs_and_what_moves_and_merges(team: People) -> None:
    one, other = pair(team)
    contacts.create(actor=SYSTEM, customer=other, name="王芳")
    client = client_of(team, "manager")
    asked = client.post(f"/customers/{one.pk}/merge/", {"other": other.code})
    assert asked.headers["Location"] == f"/customers/merge/?ids={one.pk},{other.pk}"
    page = client.get(asked.headers["Location"])
    assert page.status_code == 200
    assert "南京西路1号" in page.content.decode()
    answer = client.post(
        asked.headers["Location"],
        {"survivor": one.pk, "from_address": other.pk, "from_name": one.pk, "reason": "同一家"},
    )
    made = Merge.objects.get()
    assert answer.headers["Location"] == f"/merges/{made.pk}/"
    assert "Contacts" in client.get(f"/merges/{made.pk}/").content.decode()
    one.refresh_from_db()
    assert (one.address, one.name) == ("南京西路1号", "上海云杉家具有限公司")
    client.post(f"/merges/{made.pk}/do/undo/")
    other.refresh_from_db()
    assert other.merged_into_id is None


def test_the_api_previews_and_merges(team: People) -> None:
    one, other = pair(team)
    client = client_of(team, "manager")
    payload = {"ids": [one.pk, other.pk]}
    told = client.post("/api/v1/customer-merges/preview", payload, content_type="application/json").json()
    assert told["survivor"] == one.pk
    made = client.post(
        "/api/v1/customer-merges", {**payload, "survivor": one.pk, "chosen": {"address": other.pk}},
        content_type="application/json",
    )  # fmt: skip
    assert (made.status_code, made.json()["state"]) == (201, "done")
    wrong = client.post(
        "/api/v1/customer-merges", {**payload, "survivor": one.pk, "chosen": {"nothing": other.pk}},
        content_type="application/json",
    )  # fmt: skip
    assert wrong.status_code in (404, 422)


def test_the_clean_up_finds_groups_with_their_working_and_forgets_what_is_apart(team: People) -> None:
    for number, name in enumerate(("红杉木业", "鹭岛酒店", "青松教育", "海风文具", "白鹤餐饮", "长乐建材")):
        customer(team, f"{name}有限公司", phone=f"021-6000100{number}", address=f"人民路{number}号")
    one = customer(team, "上海云杉家具有限公司", phone="021-55558888", address="南京西路1号")
    other = customer(
        team,
        "云杉家具（上海）",
        phone="021-55558888",
        address="南京西路 1 号",
        shares_phone=True,
        shares_phone_because="分店",
    )
    actor = team.actor("manager")
    job = jobs.start(kind=clean_up.JOB, title="x", actor=actor, total=8)
    assert clean_up.search(job, actor) == 1
    group = DuplicateGroup.objects.get()
    assert {m.customer_id for m in group.members.all()} == {one.pk, other.pk}
    [working] = group.pairs
    assert abs(sum(r["weight"] for r in working["reasons"]) - working["score"]) < 40
    assert {r["field"] for r in working["reasons"]} >= {"name", "phone"}
    page = client_of(team, "manager").get(f"/duplicate-groups/{group.pk}/").content.decode()
    assert "云杉家具（上海）" in page
    assert client_of(team, "rep").get(f"/duplicate-groups/{group.pk}/").status_code in (403, 404)
    clean_up.not_the_same(group, actor=actor)
    assert KnownApart.objects.count() == 1
    assert clean_up.search(job, actor) == 0
    assert DuplicateGroup.objects.filter(state=GroupState.OPEN).count() == 0


def test_the_person_behind_a_job_without_rights_merges_nothing(team: People, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = pair(team)
    monkeypatch.setattr(merging, "AT_ONCE", -1)
    made = merging.merge([one, other], actor=team.actor("manager"), survivor=one)
    Merge.objects.filter(pk=made.pk).update(user_id=team.rep.pk)
    assert staff.directory().actor(team.rep.pk).can("crm.merge_customers") is False
    with pytest.raises(Exception, match="merge_customers"):
        merging.carry_on.func(made.pk)
    made.refresh_from_db()
    assert made.state == MergeState.FAILED
