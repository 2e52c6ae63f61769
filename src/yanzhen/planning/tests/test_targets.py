"""Targets on real books: filled, typed, weighed, decided, renewed; who may see and do what."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests import firm
from tests.firm import Firm, model

from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.lib.periods import Period
from yanzhen.orders.services import orders
from yanzhen.planning.enums import Question, TargetMethodCode
from yanzhen.planning.models import Declaration, Target, TargetMethod
from yanzhen.planning.queries import bases, retrospectives, target_inputs
from yanzhen.planning.queries import declarations as declared
from yanzhen.planning.queries import targets as queries
from yanzhen.planning.services import declarations as declaring
from yanzhen.planning.services import plans, targets
from yanzhen.planning.services import retrospectives as answering
from yanzhen.planning.services.targets import Entry
from yanzhen.platform import approvals, warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.approvals import rules
from yanzhen.platform.warehouse import store

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    """Sales of two years: rep.east 1 000 then 1 200, rep.south 500 then 300; each in one order a year."""
    with firm.standing(django_db_blocker) as made:
        model("planning.Declaration").objects.all().delete()
        model("planning.Target").objects.all().delete()
        product = made.row("products.product")
        for name, amounts in {"rep.east": (1000, 1200), "rep.south": (500, 300)}.items():
            for year, amount in zip((2024, 2025), amounts, strict=True):
                order = orders.create(
                    actor=SYSTEM, customer=made.row("crm.customer", name), kind="sale", number=f"T-{name}-{year}",
                    ordered_on=date(year, 11, 5), currency="CNY",
                    lines=[{"product": product, "quantity": D(1), "unit_price": D(amount)}],
                )  # fmt: skip
                orders.confirm(order, actor=SYSTEM)
        warehouse.rebuild()
        yield made
        store.manifest_path(store.folder()).unlink()


@pytest.fixture
def books(founded: Firm, db: None, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return founded


@pytest.fixture
def plan(books: Firm) -> Any:
    return books.row("planning.plan")


def client_of(books: Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def whole(books: Firm, plan: Any, name: str = "director") -> Target:
    return targets.create(actor=books.actor(name), plan=plan)


def method(target: Target, code: str) -> TargetMethod:
    return TargetMethod.objects.get(target=target, method=code)


def value(target: Target, code: str, name: str) -> Decimal | None:
    return next(i.number for i in target_inputs.read(method(target, code).inputs) if i.name == name)


# -- Past periods ------------------------------------------------------------------------------------------------------


def test_a_year_is_measured_by_the_last_finished_twelve_months(plan: Any) -> None:
    assert bases.past(plan, TODAY)[:2] == [
        Period(date(2025, 11, 1), date(2026, 10, 31)), Period(date(2024, 11, 1), date(2025, 10, 31)),
    ]  # fmt: skip
    assert bases.past(plan, date(2027, 3, 5))[0] == Period(date(2026, 1, 1), date(2026, 12, 31))


def test_a_quarter_is_measured_by_the_same_months_of_the_years_before(plan: Any) -> None:
    plan.months = 3
    assert bases.past(plan, TODAY)[0] == Period(date(2026, 1, 1), date(2026, 3, 31))
    plan.starts_on = date(2027, 10, 1)
    assert bases.past(plan, TODAY)[0] == Period(date(2025, 10, 1), date(2025, 12, 31))
    plan.months, plan.starts_on = 12, date(2027, 1, 1)


# -- Filling and typing ------------------------------------------------------------------------------------------------


def test_the_books_fill_the_methods(books: Firm, plan: Any) -> None:
    # Nov 2025 – Oct 2026: 1 200 + 300 = 1 500; the year before 1 000 + 500 = 1 500; nothing is known before that.
    # g = 1 500 ÷ 1 500 = 100 %; target 1 500
    target = whole(books, plan)
    assert value(target, "growth", "sales_0") == D(1500)
    assert value(target, "growth", "sales_1") == D(1500)
    assert value(target, "growth", "sales_2") is None
    assert (method(target, "growth").realistic, method(target, "growth").ideal) == (D(1500), D(1500))
    assert [m.method for m in queries.methods(target)] == TargetMethodCode.values
    assert method(target, "share").problem == "missing"


def test_a_unit_has_its_own_history(books: Firm, plan: Any) -> None:
    # EAST: 1 200 ÷ 1 000 = 120 %; 1 200 × 1.2 = 1 440
    target = targets.create(actor=books.actor("director"), plan=plan, side="unit", unit=books.units["EAST"])
    assert method(target, "growth").realistic == D(1440)


def test_a_manager_plans_the_own_unit_only(books: Firm, plan: Any) -> None:
    manager = books.actor("manager.east")
    assert targets.create(actor=manager, plan=plan, side="unit", unit=books.units["EAST"]).pk
    for wrong in ({}, {"side": "unit", "unit": books.units["SOUTH"]}):
        with pytest.raises(PermissionDenied):
            targets.create(actor=manager, plan=plan, **wrong)
    assert Target.objects.count() == 1


def test_a_part_must_belong_to_the_plan(books: Firm, plan: Any) -> None:
    for wrong in ({"side": "unit"}, {"side": "unit", "unit": books.units["OTHER"]}, {"side": "region"}):
        with pytest.raises(RuleBroken):
            targets.create(actor=books.actor("director"), plan=plan, **wrong)


def test_one_draft_at_a_time(books: Firm, plan: Any) -> None:
    whole(books, plan)
    with pytest.raises(RuleBroken, match="draft"):
        whole(books, plan)


def test_a_typed_input_needs_a_reason_and_keeps_what_the_sources_say(books: Firm, plan: Any) -> None:
    target, director = whole(books, plan), books.actor("director")
    entry = Entry("sales_1", D(1200))
    with pytest.raises(RuleBroken) as refused:
        targets.set_inputs(target, actor=director, method="growth", entries=[entry])
    assert list(refused.value.errors) == ["sales_1"]
    entry = Entry("sales_1", D(1200), reason="one-off order taken out")
    row = targets.set_inputs(target, actor=director, method="growth", entries=[entry])
    # 1 500 ÷ 1 200 = 125 %; 1 500 × 1.25 = 1 875
    assert row.realistic == D(1875)
    typed = next(i for i in target_inputs.read(row.inputs) if i.name == "sales_1")
    assert (typed.taken, typed.suggested, typed.reason) == ("typed", "1500.00", "one-off order taken out")
    targets.refill(target, actor=director)
    assert method(target, "growth").realistic == D(1875), "what was typed stays"
    back = targets.set_inputs(target, actor=director, method="growth", entries=[Entry("sales_1", None, back=True)])
    assert back.realistic == D(1500)


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("growth", Entry("nothing", D(1))),
        ("growth", Entry("growth_realistic", D("-0.1"))),
        ("growth", Entry("growth_realistic", D("1.00005"))),
        ("growth", Entry("sales_3", D(10) ** 15)),
        ("growth", Entry("sales_3", D("NaN"))),
        ("break_even", Entry("fixed", D(-5))),
        ("break_even", Entry("fixed", D("1.001"))),
        ("expense", Entry("margin", D(5), row="999")),
    ],
)
def test_a_wrong_input_is_refused_at_its_field(books: Firm, plan: Any, code: str, entry: Entry) -> None:
    target = whole(books, plan)
    before = method(target, code).inputs
    with pytest.raises(RuleBroken):
        targets.set_inputs(target, actor=books.actor("director"), method=code, entries=[entry])
    assert method(target, code).inputs == before


def test_break_even_with_too_much_variable_cost_is_refused_with_the_reason(books: Firm, plan: Any) -> None:
    target = whole(books, plan)
    entries = [Entry("variable", D(1600), reason="x"), Entry("fixed", D(100), reason="x")]
    row = targets.set_inputs(target, actor=books.actor("director"), method="break_even", entries=entries)
    assert (row.realistic, row.problem) == (None, "no_break_even")


# -- Deciding ----------------------------------------------------------------------------------------------------------


def decide(target: Target, actor: Any, realistic: str = "1700", **more: Any) -> Target:
    return targets.decide(target, actor=actor, realistic=D(realistic), ideal=D(1800), reason="new shops", **more)


def test_a_decision_is_kept_and_only_a_new_edition_changes_it(books: Firm, plan: Any) -> None:
    director, target = books.actor("director"), whole(books, plan)
    assert queries.decided(plan) is None
    decide(target, director)
    target.refresh_from_db()
    assert (target.state, target.reason, target.decided_by) == ("decided", "new shops", director.name)
    for change in (
        lambda: decide(target, director), lambda: targets.refill(target, actor=director),
        lambda: targets.weigh(target, actor=director, method="growth", weight=2),
        lambda: targets.remove(target, actor=director),
    ):  # fmt: skip
        with pytest.raises(RuleBroken):
            change()
    second = whole(books, plan)
    assert second.edition == 2
    assert queries.decided(plan) == queries.Decided(D(1700), D(1800), {}), "the first holds until the second is decided"
    part = targets.create(actor=director, plan=plan, side="unit", unit=books.units["EAST"])
    decide(part, director, "900")
    decide(second, director, "1750")
    target.refresh_from_db()
    found = queries.decided(plan)
    assert found is not None
    assert (found.realistic, found.parts) == (D(1750), {("unit", books.units["EAST"].pk): D(900)})
    assert target.state == "replaced"


def test_a_new_edition_takes_over_what_was_typed_and_weighed(books: Firm, plan: Any) -> None:
    director, target = books.actor("director"), whole(books, plan)
    targets.set_inputs(target, actor=director, method="growth", entries=[Entry("growth_ideal", D("1.3"), reason="x")])
    targets.weigh(target, actor=director, method="growth", weight=4)
    targets.weigh(target, actor=director, method="share", left_out="no market figures")
    decide(target, director)
    second = whole(books, plan)
    assert (method(second, "growth").ideal, method(second, "growth").weight) == (D(1950), 4)
    assert method(second, "share").left_out_reason == "no market figures"


@pytest.mark.parametrize(
    ("realistic", "ideal", "reason", "field"),
    [("0", "5", "x", "realistic"), ("-5", "5", "x", "realistic"), ("9", "5", "x", "ideal"), ("5", "9", " ", "reason"),
     ("5.001", "9", "x", "realistic"), ("1000000000000000", "1000000000000000", "x", "realistic")],
)  # fmt: skip
def test_a_wrong_decision_is_refused(
    books: Firm, plan: Any, realistic: str, ideal: str, reason: str, field: str
) -> None:
    target = whole(books, plan)
    with pytest.raises(RuleBroken) as refused:
        targets.decide(target, actor=books.actor("director"), realistic=D(realistic), ideal=D(ideal), reason=reason)
    assert list(refused.value.errors) == [field]


def test_the_slower_of_two_deciders_is_told(books: Firm, plan: Any) -> None:
    target, director = whole(books, plan), books.actor("director")
    decide(target, director, version=1)
    with pytest.raises(Stale):
        decide(target, director, version=1)


def test_a_manager_asks_and_the_director_decides(books: Firm, plan: Any) -> None:
    manager = books.actor("manager.east")
    target = targets.create(actor=manager, plan=plan, side="unit", unit=books.units["EAST"])
    with pytest.raises(approvals.NeedsApproval) as asked:
        decide(target, manager, "900")
    settled = asked.value.settle()
    target.refresh_from_db()
    assert (settled.code, target.state) == ("approval_asked", "draft")
    approval = model("platform.Approval").objects.get(pk=settled.approval_id)  # type: ignore[attr-defined]
    approvals.decide(approval, actor=books.actor("director"), approve=True)
    target.refresh_from_db()
    assert (target.state, target.realistic) == ("decided", D(900))
    assert target.approved_by == books.actor("director").name


def test_a_rule_of_the_firm_makes_the_director_ask_too(books: Firm, plan: Any) -> None:
    step = {"step_no": 1, "approver": "person", "person_id": books.users["finance"].pk, "is_joint": False, "hours": 9}
    rules.create(actor=SYSTEM, name="T", matter="planning.target", amount_from=D(1000), currency="CNY", steps=[step])
    target = whole(books, plan)
    with pytest.raises(approvals.NeedsApproval):
        decide(target, books.actor("director"))
    small = targets.create(actor=books.actor("director"), plan=plan, side="unit", unit=books.units["EAST"])
    assert decide(small, books.actor("director"), "900").state == "decided"


def test_a_published_plan_takes_no_new_target(books: Firm, plan: Any) -> None:
    model("planning.Plan").objects.filter(pk=plan.pk).update(state="published")
    with pytest.raises(RuleBroken):
        whole(books, plan)


# -- Declarations ------------------------------------------------------------------------------------------------------


def test_people_declare_for_the_open_plan_of_their_unit(books: Firm, plan: Any) -> None:
    rep = books.actor("rep.east")
    nearer = plans.create(actor=SYSTEM, name="East", unit=books.units["EAST"], starts_on=date(2027, 1, 1), months=12)
    assert declared.open_plan(rep, TODAY) == nearer
    assert declared.open_plan(books.actor("rep.south"), TODAY) == plan
    assert declared.open_plan(books.actor("stranger"), TODAY) is None
    row = declaring.declare(plan, actor=rep, amount=D(1300), note="two hotels")
    again = declaring.declare(plan, actor=rep, amount=D(1350))
    assert (row.pk, again.amount) == (again.pk, D(1350))
    with pytest.raises(RuleBroken):
        declaring.declare(nearer, actor=books.actor("rep.south"), amount=D(5))


def test_declarations_stand_beside_trend_and_are_flagged(books: Firm, plan: Any) -> None:
    # rep.east: 1 200 × 1.2 = 1 440; 1 000 is 69.44 % of it: timid. rep.south: 300 × 0.6 = 180; 400 is boastful.
    for name, amount in (("rep.east", 1000), ("rep.south", 400)):
        declaring.declare(plan, actor=books.actor(name), amount=D(amount))
    lines = {line.name: line for line in declared.table(books.actor("director"), plan, TODAY)}
    east, south = lines["员工rep.east"].judged, lines["员工rep.south"].judged
    assert (east.trend, east.potential, east.flag, east.suggested) == (D(1440), D(1440), "timid", D(1296))
    assert (south.trend, south.flag, south.suggested) == (D(180), "boastful", D(216))
    declaring.set_rules(plan, actor=books.actor("director"), timid_below=D("0.5"), boastful_above=D(3))
    assert {line.judged.flag for line in declared.table(books.actor("director"), plan, TODAY)} == {"fits"}


def test_a_correction_stands_beside_and_enters_the_method(books: Firm, plan: Any) -> None:
    row = declaring.declare(plan, actor=books.actor("rep.east"), amount=D(1000))
    with pytest.raises(RuleBroken):
        declaring.correct(row, actor=books.actor("manager.east"), corrected=D(1300), reason=" ")
    with pytest.raises(PermissionDenied):
        declaring.correct(row, actor=books.actor("rep.east"), corrected=D(1300), reason="x")
    declaring.correct(row, actor=books.actor("manager.east"), corrected=D(1300), reason="trend")
    target = whole(books, plan)
    assert (method(target, "declarations").realistic, method(target, "declarations").ideal) == (D(1300), D(1300))
    row.refresh_from_db()
    assert (row.amount, row.corrected) == (D(1000), D(1300))
    declaring.declare(plan, actor=books.actor("rep.east"), amount=D(1400))
    row.refresh_from_db()
    assert row.corrected is None, "a correction of another figure falls"


def test_who_left_is_said_and_not_asked(books: Firm, plan: Any) -> None:
    model("organization.Employee").objects.filter(pk=books.employees["rep.south"].pk).update(left_on=date(2026, 6, 30))
    lines = {line.name: line for line in declared.table(books.actor("director"), plan, TODAY)}
    assert lines["员工rep.south"].has_left
    target = whole(books, plan)
    assert value(target, "declarations", "uncovered") == D(300)


def test_everybody_sees_the_own_declarations_and_managers_their_peoples(books: Firm, plan: Any) -> None:
    for name in ("rep.east", "rep.south"):
        declaring.declare(plan, actor=books.actor(name), amount=D(1000))
    seen = {
        name: {row.person_id for row in declared.visible(books.actor(name))}
        for name in ("rep.east", "rep.south", "manager.east", "director", "clerk", "ka")
    }
    east, south = books.employees["rep.east"].pk, books.employees["rep.south"].pk
    assert seen == {
        "rep.east": {east}, "rep.south": {south}, "manager.east": {east}, "director": {east, south}, "clerk": set(),
        "ka": set(),
    }  # fmt: skip


# -- Retrospective -----------------------------------------------------------------------------------------------------


def test_six_questions_wait_until_they_are_answered(books: Firm, plan: Any) -> None:
    assert retrospectives.missing(plan) == list(Question)
    with pytest.raises(PermissionDenied):
        answering.answer(plan, actor=books.actor("manager.east"), answers={"result": "x"})
    answering.answer(
        plan, actor=books.actor("director"), answers=dict.fromkeys(Question.values, "said") | {"missed": " "}
    )
    assert retrospectives.missing(plan) == [Question.MISSED]
    answering.answer(plan, actor=books.actor("director"), answers={"missed": "a quarter"})
    assert retrospectives.missing(plan) == []
    with pytest.raises(RuleBroken):
        answering.answer(plan, actor=books.actor("director"), answers={"other": "x"})


# -- Pages -------------------------------------------------------------------------------------------------------------


def test_the_page_leads_from_nothing_to_a_decision(books: Firm, plan: Any) -> None:
    client, page = client_of(books, "director"), f"/planning/plans/{plan.pk}/targets/"
    assert client.get(page).status_code == 200
    assert client.post(f"{page}begin/", {"part": "whole"}).status_code == 302
    target = Target.objects.get()
    for code in TargetMethodCode.values:
        assert client.get(page, {"method": code}).status_code == 200
    typed = {"v:growth_realistic": "112", "r:growth_realistic": "", "v:sales_1": "1,400", "r:sales_1": ""}
    refused = client.post(f"/planning/targets/{target.pk}/methods/growth/", typed)
    assert refused.status_code == 422
    assert 'value="1,400.00"' in refused.content.decode(), "what was typed is kept"
    tried = client.post(f"/planning/targets/{target.pk}/methods/growth/try/", typed)
    assert "1,680.00" in tried.content.decode()
    assert method(target, "growth").realistic == D(1500), "trying out saves nothing"
    saved = client.post(f"/planning/targets/{target.pk}/methods/growth/", {**typed, "r:sales_1": "moved order"})
    assert saved.status_code == 302
    assert method(target, "growth").realistic == D(1680)
    assert client.post(f"/planning/targets/{target.pk}/methods/growth/weight/", {"weight": "3"}).status_code == 302
    wrong = client.post(f"/planning/targets/{target.pk}/decide/", {"realistic": "many", "ideal": "1", "reason": ""})
    assert wrong.status_code == 422
    decision = {"realistic": "1,700", "ideal": "1,800.50", "reason": "why"}
    assert client.post(f"/planning/targets/{target.pk}/decide/", decision).status_code == 302
    target.refresh_from_db()
    assert (target.state, target.realistic, target.ideal) == ("decided", D(1700), D("1800.50"))
    client.post(f"{page}begin/", {"part": "whole"})
    second = Target.objects.get(edition=2)
    compared = client.get(f"{page}compare/", {"a": target.pk, "b": second.pk})
    assert compared.status_code == 200


@pytest.mark.parametrize("text", ["abc", "1e999999", "NaN", "9" * 40, "١٢", "--5", "1.2.3"])
def test_text_in_an_input_is_told_at_the_field(books: Firm, plan: Any, text: str) -> None:
    target, client = whole(books, plan), client_of(books, "director")
    answer = client.post(f"/planning/targets/{target.pk}/methods/growth/", {"v:sales_0": text, "r:sales_0": "x"})
    assert answer.status_code in {302, 422}
    assert client.post(f"/planning/targets/{target.pk}/methods/growth/try/", {"v:sales_0": text}).status_code == 200


def test_pages_are_closed_to_those_without_function_and_parts_to_those_out_of_reach(books: Firm, plan: Any) -> None:
    target, page = whole(books, plan), f"/planning/plans/{plan.pk}/targets/"
    for name in ("rep.east", "clerk", "admin"):
        assert client_of(books, name).get(page).status_code == 403
    manager = client_of(books, "manager.east")
    assert manager.get(page).status_code == 200
    assert manager.get(f"/planning/targets/{target.pk}/methods/").status_code == 404
    assert manager.post(f"/planning/targets/{target.pk}/refill/").status_code == 404
    assert manager.post(f"{page}begin/", {"part": "whole"}).status_code == 404
    assert client_of(books, "auditor").get(page).status_code == 200
    assert client_of(books, "auditor").post(f"/planning/targets/{target.pk}/refill/").status_code == 403


def test_who_may_not_see_margins_sees_none_in_the_methods(books: Firm, plan: Any) -> None:
    target = whole(books, plan)
    entries = [Entry("variable", D("1234.56"), reason="x"), Entry("fixed", D(100), reason="x")]
    targets.set_inputs(target, actor=books.actor("director"), method="break_even", entries=entries)
    hr, page = client_of(books, "hr"), f"/planning/plans/{plan.pk}/targets/"
    assert "1,234.56" in client_of(books, "finance").get(page, {"method": "break_even"}).content.decode()
    answer = hr.get(page, {"method": "break_even"}).content.decode()
    assert "1,234.56" not in answer
    assert "•••" in answer
    body = hr.get(f"/api/v1/targets/{target.pk}/methods").json()
    told = {m["method"]: (m["masked"], m["inputs"]) for m in body["methods"]}
    assert told["break_even"] == told["expense"] == (True, [])
    assert not told["growth"][0]


def test_the_phone_takes_a_figure_and_the_table_shows_it(books: Firm, plan: Any) -> None:
    rep = client_of(books, "rep.east")
    assert "0.12" in rep.get("/planning/declare/").content.decode(), "1 200 of the last period, in 10k"
    assert rep.post("/planning/declare/", {"amount": "1,500", "note": "x"}).status_code == 302
    assert rep.post("/planning/declare/", {"amount": "lots"}).status_code == 422
    row = Declaration.objects.get()
    assert (row.amount, row.person_id) == (D(1500), books.employees["rep.east"].pk)
    assert rep.get(f"/planning/plans/{plan.pk}/declarations/").status_code == 403
    assert rep.post(f"/planning/declarations/{row.pk}/correct/", {"corrected": "5"}).status_code == 403
    manager = client_of(books, "manager.east")
    assert manager.get(f"/planning/plans/{plan.pk}/declarations/").status_code == 200
    assert manager.post(f"/planning/declarations/{row.pk}/correct/", {"corrected": "1,400"}).status_code == 422
    sent = {"corrected": "1,400", "reason": "trend"}
    assert manager.post(f"/planning/declarations/{row.pk}/correct/", sent).status_code == 302
    row.refresh_from_db()
    assert row.corrected == D(1400)
    south = declaring.declare(plan, actor=books.actor("rep.south"), amount=D(5))
    assert manager.post(f"/planning/declarations/{south.pk}/correct/", sent).status_code == 404
    assert client_of(books, "stranger").get("/planning/declare/").status_code == 200


def test_the_retrospective_page_keeps_answers(books: Firm, plan: Any) -> None:
    page, client = f"/planning/plans/{plan.pk}/retrospective/", client_of(books, "director")
    assert client.get(page).status_code == 200
    assert client.post(page, {"result": "96 %"}).status_code == 302
    assert "96 %" in client_of(books, "manager.east").get(page).content.decode()
    assert client_of(books, "auditor").post(page, {"result": "x"}).status_code == 403


# -- API ---------------------------------------------------------------------------------------------------------------


def send(client: Client, verb: str, address: str, body: Any = None) -> Any:
    return getattr(client, verb)(f"/api/v1{address}", body, content_type="application/json")


def test_programs_do_all_that_the_pages_do(books: Firm, plan: Any) -> None:
    client = client_of(books, "director")
    parts = client.get(f"/api/v1/plans/{plan.pk}/target-parts").json()
    assert parts[0]["code"] == "whole"
    made = send(client, "post", "/targets", {"plan": plan.pk, "side": "whole"})
    assert made.status_code == 201, made.content
    address = f"/targets/{made.json()['id']}"
    entries = {"entries": [{"name": "growth_realistic", "value": "1.12", "reason": "x"}]}
    tried = send(client, "post", f"{address}/methods/growth/try", entries).json()
    assert tried["realistic"] == "1680.00"
    assert send(client, "put", f"{address}/methods/growth", entries).json()["realistic"] == "1680.00"
    assert send(client, "put", f"{address}/methods/growth", {"entries": [{"name": "x"}]}).status_code == 422
    assert send(client, "put", f"{address}/methods/other", entries).status_code == 422
    assert send(client, "put", f"{address}/methods/growth/weight", {"weight": 2}).json()["weight"] == 2
    assert send(client, "post", f"{address}/refill").status_code == 200
    decision = {"realistic": "1680", "ideal": "1700", "reason": "x"}
    assert send(client, "post", f"{address}/decide", decision).json()["state"] == "decided"
    second = send(client, "post", "/targets", {"plan": plan.pk, "side": "whole"}).json()["id"]
    assert client.get(f"/api/v1{address}/compare/{second}").status_code == 200
    assert client.get(f"/api/v1/plans/{plan.pk}/decided-target").json()["realistic"] == "1680.00"


def test_programs_declare_correct_and_answer(books: Firm, plan: Any) -> None:
    rep, manager, director = (client_of(books, name) for name in ("rep.east", "manager.east", "director"))
    own = send(rep, "put", f"/plans/{plan.pk}/declaration", {"amount": "1300.00"})
    assert own.status_code == 200, own.content
    address = f"/declarations/{own.json()['id']}/correction"
    assert send(rep, "put", address, {"corrected": "1.00", "reason": "x"}).status_code == 403
    assert send(manager, "put", address, {"corrected": "1350.00", "reason": "x"}).json()["corrected"] == "1350.00"
    bounds = {"timid_below": "0.8", "boastful_above": "1.3"}
    assert send(manager, "put", f"/plans/{plan.pk}/declaration-rules", bounds).status_code == 403
    assert send(director, "put", f"/plans/{plan.pk}/declaration-rules", bounds).status_code == 200
    assert (
        send(director, "put", f"/plans/{plan.pk}/declaration-rules", {**bounds, "timid_below": "7"}).status_code == 422
    )
    table = director.get(f"/api/v1/plans/{plan.pk}/declaration-table").json()
    line = next(one for one in table["lines"] if one["declared"])
    assert (line["declared"], line["corrected"], table["counted"]) == ("1300.00", "1350.00", "1350.00")
    given = {"answers": {"result": "96 %"}}
    found = send(director, "put", f"/plans/{plan.pk}/retrospective", given).json()
    assert len(found["missing"]) == 5
    assert manager.get(f"/api/v1/plans/{plan.pk}/retrospective").json() == found
