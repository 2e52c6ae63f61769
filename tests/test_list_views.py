"""Saved views, columns and groups: the same for page, API and file, and never more than the reader may see."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import firm
from tests.firm import Firm, model

from yanzhen.orders.nouns import ORDERS
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.exporting import marks
from yanzhen.platform.models import SavedView
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.nouns import all_nouns

D = Decimal


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


def client_of(founded: Firm, name: str) -> Client:
    client = Client()
    client.force_login(founded.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def saved(client: Client, **body: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/customers/views", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def names(client: Client, **asked: Any) -> set[str]:
    return {item["name"] for item in client.get("/api/v1/customers", asked).json()["items"]}


EAST = {"where": '["city","is","鹭洲jz7Qe"]', "sort": "name", "columns": "name:240,city", "group": "owner"}


def test_a_view_is_a_state_that_page_api_and_file_open_alike(founded: Firm, db: None) -> None:
    clerk = client_of(founded, "clerk")
    view = saved(clerk, name=" 东区 ", parameters=EAST)
    assert (view["name"], view["sharing"], view["is_mine"]) == ("东区", "nobody", True)
    found = clerk.get("/api/v1/customers", {"view": view["id"]}).json()
    assert [set(item) for item in found["items"]] == [{"id", "name", "city"}]
    assert names(clerk, view=view["id"]) == {"鹭洲jz7Qe酒店"}
    assert names(clerk, view=view["id"], where="") == names(clerk)
    page = clerk.get("/customers/", {"view": view["id"], "group": ""}).content.decode()
    assert "鹭洲jz7Qe酒店" in page
    assert "榕湾kx4Ws酒店" not in page
    file = b"".join(clerk.get("/customers/export/", {"view": view["id"], "format": "csv"}).streaming_content)  # type: ignore[attr-defined]
    head, *rows, last = csv.reader(io.StringIO(file.decode("utf-8-sig")))
    assert marks.is_signature(last)
    assert (len(head), len(rows)) == (2, 1)
    assert "鹭洲jz7Qe酒店" in [marks.cleaned(cell) for cell in rows[0]]


def test_a_shared_view_shows_each_what_they_may_see(founded: Firm, db: None) -> None:
    clerk, rep, auditor = (client_of(founded, n) for n in ("clerk", "rep.south", "auditor"))
    view = saved(clerk, name="所有", sharing="everybody", parameters={"where": '["name","filled"]'})
    assert names(rep, view=view["id"]) == {"榕湾kx4Ws酒店"}
    assert [v["id"] for v in rep.get("/api/v1/customers/views").json()] == [view["id"]]
    for act in ("patch", "delete"):
        answer = getattr(rep, act)(
            f"/api/v1/customers/views/{view['id']}", {"name": "x"}, content_type="application/json"
        )
        assert answer.status_code == 422
    private = saved(clerk, name="我的", parameters={})
    for stranger in (rep, auditor):
        assert stranger.get("/api/v1/customers", {"view": private["id"]}).status_code == 422
        assert stranger.get("/customers/", {"view": private["id"]}).status_code == 422
        assert stranger.delete(f"/api/v1/customers/views/{private['id']}").status_code == 404
    assert SavedView.objects.filter(pk__in=[view["id"], private["id"]], removed_at=None).count() == 2


def test_a_view_of_a_unit_is_for_its_people_and_for_those_who_reach_it(founded: Firm, db: None) -> None:
    rep = client_of(founded, "rep.east")
    view = saved(rep, name="一组", sharing="unit", parameters={"sort": "name"})
    seen = {
        name: view["id"] in {v["id"] for v in client_of(founded, name).get("/api/v1/customers/views").json()}
        for name in ("rep.east", "manager.east", "rep.south", "ka")
    }
    assert seen == {"rep.east": True, "manager.east": True, "rep.south": False, "ka": False}


def test_a_removed_view_comes_back(founded: Firm, db: None) -> None:
    clerk = client_of(founded, "clerk")
    view = saved(clerk, name="甲", parameters={"sort": "name"})
    answer = clerk.post("/customers/views/", {"act": "remove", "view": view["id"]})
    assert answer.url == f"/customers/?removed={view['id']}"  # type: ignore[attr-defined]
    assert "甲" in clerk.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert clerk.get("/api/v1/customers", {"view": view["id"]}).status_code == 422
    clerk.post("/customers/views/", {"act": "restore", "view": view["id"]})
    assert clerk.get("/api/v1/customers", {"view": view["id"]}).status_code == 200


def test_a_list_opens_with_the_chosen_view_until_something_else_is_asked(founded: Firm, db: None) -> None:
    clerk = client_of(founded, "clerk")
    state = "where=%5B%22city%22%2C%22is%22%2C%22%E9%B9%AD%E6%B4%B2jz7Qe%22%5D"
    clerk.post("/customers/views/", {"act": "create", "name": "东", "state": state, "opens_with": "true"})
    other = "榕湾kx4Ws酒店"
    assert other not in clerk.get("/customers/").content.decode()
    assert other in clerk.get("/customers/", {"view": "all"}).content.decode()
    assert other in clerk.get("/customers/", {"search": "榕湾"}).content.decode()
    clerk.post("/customers/views/", {"act": "plain"})
    assert other in clerk.get("/customers/").content.decode()


def test_a_view_that_asks_for_what_one_may_not_see_does_not_lock_one_out(founded: Firm, db: None) -> None:
    clerk, finance = client_of(founded, "clerk"), client_of(founded, "finance")
    view = saved(clerk, name="电话", sharing="everybody", parameters={"where": '["phone","begins","139"]'})
    assert finance.get("/customers/", {"view": view["id"]}).status_code == 422
    finance.post("/customers/views/", {"act": "first", "view": view["id"]})
    assert finance.get("/customers/").status_code == 200


@pytest.mark.parametrize(
    "body",
    [{"name": ""}, {"name": "x" * 61}, {"name": "x", "sharing": "odd"}, {"name": "x", "parameters": {"odd": "1"}},
     {"name": "x", "parameters": {"where": "x"}}, {"name": "x", "parameters": {"sort": "odd"}}, {"odd": 1},
     {"name": "x", "parameters": {"columns": "odd"}}, {"name": "x", "parameters": {"group": "odd"}}],
)  # fmt: skip
def test_odd_views_are_refused(founded: Firm, db: None, body: Any) -> None:
    answer = client_of(founded, "clerk").post("/api/v1/customers/views", body, content_type="application/json")
    assert (answer.status_code, SavedView.objects.count()) == (422, 0)


# -- Columns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns", ["odd", "name,name", "name:0", "name:9999", "name:x", "name:", "owner__name", ",".join(["name"] * 50)]
)
def test_odd_columns_are_refused(founded: Firm, db: None, columns: str) -> None:
    clerk = client_of(founded, "clerk")
    for address in ("/customers/", "/api/v1/customers", "/customers/export/"):
        assert clerk.get(address, {"columns": columns}).status_code == 422, address


def test_columns_and_widths_are_remembered_for_the_plain_list(founded: Firm, db: None) -> None:
    clerk, other = client_of(founded, "clerk"), client_of(founded, "rep.east")
    clerk.post("/customers/columns/", {"columns": ["city:200", "name"], "dense": "true"})
    page = clerk.get("/customers/")
    assert [c["name"] for c in page.context["page"]["columns"]] == ["city", "name"]
    assert page.context["page"]["columns"][0]["width"] == 200
    assert len(other.get("/customers/").context["page"]["columns"]) == 11
    quiet = clerk.post("/customers/columns/", {"columns": ["name"], "state": "sort=name"}, headers={"X-Quiet": "true"})
    assert (quiet.status_code, quiet["X-Address"]) == (204, "/customers/?sort=name")
    clerk.post("/customers/columns/", {"reset": ""})
    assert len(clerk.get("/customers/").context["page"]["columns"]) == 11


@pytest.mark.usefixtures("plain")
@pytest.mark.once
@pytest.mark.parametrize("whole", firm.WHOLE_OR_SHARE)
def test_all_columns_cost_as_many_queries_for_three_rows_as_for_one(founded: Firm, db: None, whole: bool) -> None:
    director = client_of(founded, "director")
    for noun in all_nouns():
        if not firm.holds("director", noun.code("view")) or not (whole or firm.of_day(noun.name)):
            continue
        address = f"{noun.url('list')}?columns={','.join(list(noun.list.every)[:40])}"
        director.get(address)
        counts: dict[int, int] = {}
        for limit in (1, 3, 1, 3):  # again if they differ: the trail of reading writes now and then
            if limit in counts and counts[1] == counts[3]:
                break
            with CaptureQueriesContext(connection) as asked:
                assert director.get(f"{address}&limit={limit}").status_code == 200, noun.name
            counts[limit] = min(len(asked), counts.get(limit, len(asked)))
        assert counts[1] == counts[3], noun.name


# -- Groups ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def priced(founded: Firm, db: None) -> Firm:
    """Five orders beside those of the firm: 10 and 20.50 yuan in May, 30 dollars in June, 40 yen in June 2025, none."""
    order, unit = model("orders.Order"), founded.units["EAST-1"]
    for number, (day, currency, amount) in enumerate((
        (date(2026, 5, 1), "CNY", D(10)), (date(2026, 5, 31), "CNY", D("20.50")), (date(2026, 6, 1), "USD", D(30)),
        (date(2025, 6, 30), "JPY", D(40)), (date(2026, 6, 30), "CNY", D(0)),
    )):  # fmt: skip
        order.objects.create(
            number=f"G{number}", customer=founded.row("crm.customer"), kind="sale", ordered_on=day, unit=unit,
            currency=currency, net_amount=amount, owner=founded.employees["rep.east"],
        )  # fmt: skip
    return founded


def groups(query: dict[str, str]) -> list[tuple[str, int, dict[str, Decimal]]]:
    found = ListQuery(ORDERS.list, SYSTEM, {"where": '["number","begins","G"]', **query}).groups()
    return [(p.label, p.count, {s["currency"]: s["net_amount"] for s in p.sums}) for p in found]


def test_groups_by_month_and_year_count_and_sum_each_currency(priced: Firm) -> None:
    assert groups({"group": "ordered_on"}) == [
        ("2026-06", 2, {"CNY": D("0.00"), "USD": D("30.00")}),
        ("2026-05", 2, {"CNY": D("30.50")}),
        ("2025-06", 1, {"JPY": D("40.00")}),
    ]
    assert groups({"group": "ordered_on:year"}) == [
        ("2026", 4, {"CNY": D("30.50"), "USD": D("30.00")}),
        ("2025", 1, {"JPY": D("40.00")}),
    ]


def test_each_group_narrows_the_list_to_its_rows_and_all_add_up(priced: Firm) -> None:
    director = client_of(priced, "director")
    for group in ("ordered_on", "ordered_on:year", "owner", "territory", "state", "customer"):
        asked = {"where": '{"any":[["number","begins","G"],["number","begins","SO"]]}', "totals": "true"}
        whole = director.get("/api/v1/orders", {**asked, "group": group}).json()
        assert sum(g["count"] for g in whole["groups"]) == whole["total"]
        for one in whole["groups"]:
            narrowed = director.get("/api/v1/orders", {"where": one["where"], "totals": "true"}).json()
            assert narrowed["total"] == one["count"], (group, one)
            assert sorted(narrowed["totals"], key=lambda t: t["currency"]) == sorted(
                one["totals"], key=lambda t: t["currency"]
            )


def test_the_page_of_groups_leads_to_their_rows(priced: Firm) -> None:
    director = client_of(priced, "director")
    page = director.get("/orders/", {"where": '["number","begins","G"]', "group": "ordered_on"})
    parts = page.context["page"]["groups"]["parts"]
    assert [(p["label"], p["count"]) for p in parts] == [("2026-06", "2"), ("2026-05", "2"), ("2025-06", "1")]
    rows = director.get(parts[1]["rows_url"], headers={"HX-Target": "list-rows"})
    assert rows.content.decode().count("data-key=") == 2
    assert parse_qs(urlsplit(parts[1]["url"]).query)["where"]
    assert director.get(parts[1]["url"]).context["page"]["total"] == 2


def test_rows_walked_by_scrolling_are_all_rows_once(founded: Firm, db: None) -> None:
    import re

    director, seen, url = client_of(founded, "director"), [], "/customers/?limit=2&sort=name"
    while url:
        text = director.get(url, headers={"HX-Target": "list-rows"}).content.decode()
        seen += re.findall(r'data-key="(\d+)"', text)
        url = (re.search(r'data-next="([^"]*)"', text) or [""])[1].replace("&amp;", "&")  # type: ignore[index]
    assert len(seen) == len(set(seen)) == model("crm.Customer").objects.count()
