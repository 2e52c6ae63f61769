"""The pages of targets: from nothing to a decision; who may see and do what."""

from decimal import Decimal as D
from typing import Any

import pytest
from tests.firm import Firm

from yanzhen.planning.enums import TargetMethodCode
from yanzhen.planning.models import Declaration, Target
from yanzhen.planning.services import declarations as declaring
from yanzhen.planning.services import targets
from yanzhen.planning.services.targets import Entry
from yanzhen.planning.tests.targets.books import client_of, method, whole

pytestmark = pytest.mark.once


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
    assert "1.20" in rep.get("/planning/declare/").content.decode(), "1 200 of the last period, in thousands"
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
