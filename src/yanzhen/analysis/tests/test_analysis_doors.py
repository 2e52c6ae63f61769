"""Pages, API and report: the same figures through every door, and closed doors for those without the function."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import Client
from python_calamine import CalamineWorkbook

from yanzhen.analysis.queries import home as homes
from yanzhen.analysis.tests import books as builder
from yanzhen.analysis.tests import people
from yanzhen.analysis.tests.books import Books
from yanzhen.analysis.tests.test_sales_queries import recount
from yanzhen.figures.queries import comparisons, sales
from yanzhen.lib.periods import Period, shifted
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.warehouse import store

pytestmark = pytest.mark.once

API = "/api/v1/analysis/sales"
TODAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def test_api_gives_the_recount_in_its_form(built: Books) -> None:
    client = people.director(built)
    body = client.get(f"{API}?by=year,region&measures=net_sales,orders,quantity").json()
    expected = recount(("year", "region"), Q())
    assert body["total"] == len(body["items"]) == len(expected)
    for item in body["items"]:
        row = expected[item["year"], item["region"]["id"], item["currency"]]
        assert item["net_sales"] == f"{row['net_sales']:.2f}"
        assert Decimal(item["quantity"]) == row["quantity"]
        assert item["orders"] == row["orders"]
        assert item["region"]["name"] == (f"{item['region']['code']}区" if item["region"]["id"] else "No region")
    assert set(body) == {"items", "next", "total", "totals", "fresh_at"}


def test_api_pages_by_cursor(built: Books) -> None:
    client = people.director(built)
    whole = client.get(f"{API}?by=customer,month").json()["items"]
    items, cursor = [], ""
    while True:
        body = client.get(f"{API}?by=customer,month&limit=20&cursor={cursor}").json()
        items += body["items"]
        if not (cursor := body["next"]):
            break
    assert items == whole


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("by=colour", "by"),
        ("measures=luck", "measures"),
        ("from=2026-02-30", "from"),
        ("from=0000-01-01", "from"),
        ("to=NaN", "to"),
        ("limit=1e309", "limit"),
        ("limit=-1", "limit"),
        ("limit=50001", "limit"),
        ("currency=yen", "currency"),
        ("region=%00", "region"),
        ("region=99999999999999999999", "region"),
        ("cursor=%F0%9F%90%A6", "cursor"),
        ("sort=luck", "sort"),
        ("colour=red", "colour"),
        ("from=2026-02-01&to=2026-01-01", "to"),
    ],
)
def test_api_answers_bad_questions_with_a_problem(built: Books, query: str, field: str) -> None:
    response = people.director(built).get(f"{API}?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field


def test_api_takes_the_oldest_and_the_farthest_day(built: Books) -> None:
    client = people.director(built)
    wide = client.get(f"{API}?by=year&from=0001-01-01&to=9999-12-31").json()
    assert wide["items"] == client.get(f"{API}?by=year").json()["items"]


@pytest.mark.parametrize("who", ["manager", "representative", "teammate"])
def test_everybody_sees_the_recount_of_their_reach(built: Books, who: str) -> None:
    own = Q(order__owner=built.people[2 if who == "representative" else 3])
    reach = Q(order__unit__in=[built.units[1], built.units[3]]) | Q(order__owner=built.people[1])
    condition = reach if who == "manager" else own
    body = getattr(people, who)(built).get(f"{API}?by=product&measures=net_sales").json()
    found = {(i["product"]["id"], i["currency"]): Decimal(i["net_sales"]) for i in body["items"]}
    assert found == {key: row["net_sales"] for key, row in recount(("product",), condition).items()}
    assert found


def test_stranger_is_refused_at_every_door(built: Books) -> None:
    client = people.stranger(built)
    addresses = (
        API,
        "/api/v1/analysis/home",
        "/api/v1/analysis/freshness",
        "/analysis/sales/",
        "/analysis/working/?figure=orders",
    )
    assert [client.get(a).status_code for a in addresses] == [403] * 5
    home = client.get("/")
    assert home.status_code == 200
    assert b"data-chart" not in home.content


def test_visitor_is_sent_to_sign_in(built: Books) -> None:
    assert Client().get("/").status_code == 302
    assert Client().get(API).status_code == 401


def test_margin_is_hidden_from_the_representative_everywhere(built: Books) -> None:
    client = people.representative(built)
    assert client.get(f"{API}?by=year&measures=margin").status_code == 403
    assert "margin" not in client.get(f"{API}?by=year").content.decode()
    assert "margin" not in client.get("/api/v1/analysis/home").json()
    assert client.get("/analysis/working/?figure=margin_rate").status_code == 403
    for address in ("/", "/analysis/sales/"):
        assert "•••" in client.get(address).content.decode()
    assert client.get("/analysis/sales/?format=xlsx").status_code == 403


def test_home_shows_the_figures_of_the_recount(built: Books) -> None:
    client = people.director(built)
    body = client.get("/api/v1/analysis/home?period=year&currency=CNY").json()
    days = Q(order__ordered_on__range=(date(2026, 1, 1), TODAY))
    row = recount((), days)[("CNY",)]
    before = recount((), Q(order__ordered_on__range=(date(2025, 1, 1), date(2025, 3, 10))))[("CNY",)]
    assert body["net_sales"]["year"]["net_sales"] == f"{row['net_sales']:.2f}"
    assert body["net_sales"]["year"]["year_before"] == f"{before['net_sales']:.2f}"
    assert (body["orders"], body["customers"]) == (row["orders"], row["customers"])
    assert body["margin"] == f"{row['margin']:.2f}"
    page = client.get("/?period=year&currency=CNY").content.decode()
    assert f"{row['orders']:,}" in page
    assert "data-chart" in page


def test_new_and_lost_customers_follow_their_first_and_last_order(books: Books) -> None:
    first, second, third = books.customers[:3]
    line = [(0, "1", "10.00", None)]
    builder.order(books, "A1", date(2025, 3, 5), line, customer=first)
    builder.order(books, "B1", date(2025, 3, 5), line, customer=second)
    builder.order(books, "B2", date(2026, 2, 1), line, customer=second)
    builder.order(books, "C1", date(2026, 3, 9), line, customer=third)
    builder.order(
        books, "C2", date(2026, 3, 10), [(0, "-1", "-10.00", None)], customer=books.customers[4], kind="return"
    )
    warehouse.rebuild()
    question = sales.Request(currency="CNY")
    # The first bought last on 5 March 2025, so it is lost on 5 March 2026; the second bought again; the third is new;
    # a return alone makes nobody a customer.
    march, year_before = comparisons.customers(SYSTEM, question, Period(date(2026, 3, 1), TODAY))
    assert (march.new, march.lost) == (1, 1)
    february, _before = comparisons.customers(SYSTEM, question, Period(date(2026, 2, 1), date(2026, 2, 28)))
    assert (february.new, february.lost) == (0, 0)
    # In March 2025 both were new, and that the first never came back was not known yet.
    assert (year_before.new, year_before.lost) == (2, 0)
    store.manifest_path(store.folder()).unlink()


def test_books_that_ended_long_ago_are_shown_as_of_their_last_day(
    built: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = homes.home(SYSTEM, today=date(2030, 6, 1), currency="CNY")
    assert found is not None
    assert found.is_past
    assert found.as_of <= builder.LAST
    assert found.net["rolling"].now != 0


def test_compared_periods_equal_two_recounts(built: Books) -> None:
    period = Period(date(2025, 11, 1), date(2026, 2, 28))
    for by in (("region",), ("category",), ("month",), ("person", "quarter"), ("customer_type", "product")):
        asked = sales.Request(by=by, currency="USD", limit=5_000, measures=("net_sales", "margin", "orders"))
        found = comparisons.compare(SYSTEM, asked, period)
        for side, days in (("now", period), ("before", period.year_before())):
            whole = recount((), Q(order__ordered_on__range=(days.start, days.end), order__currency="USD"))
            sums = [getattr(row, side) for row in found.rows]
            assert sum(s["net"] for s in sums) == int(whole[("USD",)]["net_sales"] * 100), (by, side)
            margins = [s["margin"] for s in sums if s["margin"] is not None]
            assert sum(margins) == int(whole[("USD",)]["margin"] * 100)
            if "category" not in by and "product" not in by:
                assert sum(s["orders"] for s in sums) == whole[("USD",)]["orders"]


def test_a_comparison_by_month_puts_the_same_months_side_by_side(books: Books) -> None:
    builder.order(books, "A", date(2025, 1, 5), [(0, "1", "10.00", None)])
    builder.order(books, "B", date(2026, 1, 6), [(0, "1", "30.00", None)])
    warehouse.rebuild()
    asked = sales.Request(by=("month",), currency="CNY")
    [row] = comparisons.compare(SYSTEM, asked, Period(date(2026, 1, 1), date(2026, 1, 31))).rows
    assert (row.keys["month"], row.net.now, row.net.before) == (202601, 3000, 1000)
    store.manifest_path(store.folder()).unlink()


def test_explorer_drills_from_region_to_orders_and_keeps_the_filter(built: Books) -> None:
    client = people.director(built)
    page = client.get("/analysis/sales/?by=region&from=2025-01-01&to=2026-03-10&currency=CNY").content.decode()
    region = built.regions[0].pk
    step = f"/analysis/sales/?by=unit&amp;from=2025-01-01&amp;to=2026-03-10&amp;currency=CNY&amp;region={region}"
    assert step in page
    filters = f"region={region}&person={built.people[0].pk}"
    page = client.get(
        f"/analysis/sales/?by=customer&from=2025-01-01&to=2026-03-10&currency=CNY&{filters}"
    ).content.decode()
    assert "/orders/?ordered_on_from=2025-01-01&amp;ordered_on_to=2026-03-10" in page
    assert f"owner={built.people[0].pk}" in page
    assert f"region={region}" in page


@pytest.mark.parametrize("by", ["region", "month", "customer", "person,category", "year,product", "day", "unit"])
def test_explorer_opens_for_every_cut(built: Books, by: str) -> None:
    client = people.manager(built)
    response = client.get(f"/analysis/sales/?by={by}&from=2025-01-01&to=2026-03-10")
    assert response.status_code == 200
    assert 'class="rows' in response.content.decode()


@pytest.mark.parametrize(
    "query", ["by=luck", "from=x", "from=2026-02-01&to=2026-01-01", "person=abc", "sort=luck", "by=a,b,c,d"]
)
def test_explorer_refuses_bad_questions_in_words(built: Books, query: str) -> None:
    response = people.director(built).get(f"/analysis/sales/?{query}")
    assert response.status_code == 422
    assert "This question makes no sense" in response.content.decode()


def test_export_holds_exactly_the_rows_of_the_page(built: Books) -> None:
    response = people.director(built).get(
        "/analysis/sales/?by=person&from=2025-01-01&to=2026-03-10&currency=CNY&format=xlsx"
    )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content(response))).get_sheet_by_index(0).to_python()
    head, *rows = sheet
    assert head[:3] == ["salesperson: code", "salesperson", "net sales"]
    expected = recount(("person",), Q(order__ordered_on__range=(date(2025, 1, 1), TODAY), order__currency="CNY"))
    assert sorted(round(row[2], 2) for row in rows) == sorted(float(r["net_sales"]) for r in expected.values())


def test_working_shows_formula_inputs_and_documents(built: Books) -> None:
    client = people.director(built)
    for figure in ("net_sales", "margin", "margin_rate", "orders", "customers", "new", "lost"):
        page = client.get(f"/analysis/working/?figure={figure}&period=year&currency=CNY").content.decode()
        assert "How it is worked out" in page
        assert "/orders/?ordered_on_from=" in page
    assert client.get("/analysis/working/?figure=luck").status_code == 404


def test_home_without_any_sales_offers_the_first_step(books: Books) -> None:
    client = people.director(books)
    assert client.get("/").status_code == 503
    warehouse.refresh()
    page = client.get("/")
    assert page.status_code == 200
    assert "No sales yet" in page.content.decode()
    assert client.get("/analysis/sales/").status_code == 200
    assert client.get("/api/v1/analysis/home").json()["currency"] is None
    store.manifest_path(store.folder()).unlink()


def report(**options: Any) -> str:
    path = Path(options.pop("folder")) / "out"
    call_command("report", "sales", output=path, **options)
    return path.read_text(encoding="utf-8-sig")


def test_report_prints_what_the_api_answers(built: Books, tmp_path: Path) -> None:
    client = people.director(built)
    api = client.get(f"{API}?by=year,region&measures=net_sales,margin,orders,quantity").json()
    measures = "net_sales,margin,orders,quantity"
    printed = json.loads(
        report(folder=tmp_path, by="year,region", measures=measures, username="director", language="en")
    )
    assert printed["items"] == api["items"]
    assert printed["totals"] == api["totals"]


def test_report_refreshes_first(built: Books, tmp_path: Path) -> None:
    from yanzhen.platform import outbox

    builder.order(built, "LATE", date(2027, 1, 1), [(0, "1", "0.07", None)])
    outbox.facts_changed([("sales", "2027-01")])
    printed = json.loads(report(folder=tmp_path, by="year"))
    assert [i["net_sales"] for i in printed["items"] if i["year"] == "2027"] == ["0.07"]


def test_report_as_csv_disarms_formulas_and_keeps_numbers(built: Books, tmp_path: Path) -> None:
    customer = built.customers[0]
    customer.name = '=HYPERLINK("x")'
    customer.save(update_fields=["name"])
    warehouse.rebuild()
    text = report(folder=tmp_path, by="customer", format="csv", measures="net_sales", language="en")
    assert text.splitlines()[0] == "customer: code,customer,currency,net sales"
    assert '"\'=HYPERLINK(""x"")"' in text
    negative = [line for line in text.splitlines() if line.rsplit(",", 1)[1].startswith("-")]
    assert all("'" not in line.rsplit(",", 1)[1] for line in negative)


def test_report_refuses_in_words(built: Books, tmp_path: Path) -> None:
    people.stranger(built)
    for options in ({"by": "luck"}, {"username": "nobody-here"}, {"username": "stranger"}, {"filter": ["luck=1"]}):
        with pytest.raises(CommandError) as caught:
            report(folder=tmp_path, **options)
        assert caught.value.returncode == 2


def test_a_year_back_of_leap_day_is_the_last_of_february() -> None:
    assert Period(date(2024, 2, 29), date(2024, 2, 29)).year_before() == Period(date(2023, 2, 28), date(2023, 2, 28))
    assert shifted(date(2024, 2, 29), 12) == date(2025, 2, 28)
