"""Targets for programs."""

from typing import Any

from tests.firm import Firm

from yanzhen.planning.tests.targets.books import client_of, send


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
