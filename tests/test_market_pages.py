"""The market through its doors: own sales out of the books, figures entered by people, and what follows from both."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from textwrap import dedent
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from yanzhen.accounts.queries import actors
from yanzhen.analysis.tests import books as builder
from yanzhen.analysis.tests import people
from yanzhen.analysis.tests.books import Books, model
from yanzhen.config.tests import companies
from yanzhen.lib.errors import RuleBroken
from yanzhen.market.queries import figures as known
from yanzhen.market.services import bounds, competitors, figures
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.imports import pipeline
from yanzhen.platform.warehouse import store

pytestmark = pytest.mark.once

TODAY = date(2026, 3, 10)
SHARE, MATRIX = "/planning/market/", "/planning/market/matrix/"
YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}


@dataclass
class Firm:
    """The books, the figures of the market by name, and who looks."""

    books: Books
    figures: dict[str, Any]
    rivals: list[Any]
    director: Client


def figure(books: Books, value: object, **more: Any) -> Any:
    values = {"kind": "industry_sales", "starts_on": date(2025, 1, 1), "length": "year", "source": "协会", **more}
    owner = values.pop("owner", books.people[0])
    return figures.create(actor=SYSTEM, value=Decimal(str(value)), owner=owner, found_on=date(2026, 2, 1), **values)


@pytest.fixture
def firm(db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    """Sofas sold 1 800, then 2 340 in a market of 15 000, then 18 000; offices stood still; a rival sold 2 600."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    books = builder.things()
    _home, office, sofa = books.categories
    for n, (on, product, net) in enumerate(
        [(date(2024, 6, 1), 2, "1800"), (date(2025, 7, 1), 2, "2340"), (date(2024, 6, 2), 1, "500"),
         (date(2025, 6, 2), 1, "500"), (date(2025, 8, 1), 0, "100")]
    ):  # fmt: skip
        builder.order(books, f"SO-{n}", on, [(product, "1", net, None)])
    builder.order(books, "SO-USD", date(2025, 7, 2), [(2, "1", "9999", None)], currency="USD")
    rivals = [competitors.create(actor=SYSTEM, code=code, name=f"对手{code}") for code in ("A", "B")]
    then = {"starts_on": date(2024, 1, 1)}
    made = {
        "sofa": figure(books, 18000, category=sofa),
        "sofa before": figure(books, 15000, category=sofa, **then),
        "office": figure(books, 5000, category=office),
        "office before": figure(books, 5000, category=office, **then),
        "a": figure(books, 2600, category=sofa, kind="competitor_sales", competitor=rivals[0]),
        "b": figure(books, 900, category=sofa, kind="competitor_sales", competitor=rivals[1]),
    }
    warehouse.rebuild()
    yield Firm(books, made, rivals, people.director(books))
    store.manifest_path(store.folder()).unlink()


def actor(name: str) -> Actor:
    return actors.actor_of(model("accounts.User").objects.get(username=name))


def test_the_shares_of_the_api_are_those_worked_by_hand(firm: Firm) -> None:
    # Sofas: 2 340 / 18 000 = 0.13, before 1 800 / 15 000 = 0.12; 2 340 / 2 600 = 0.90; market 1.20, own 1.30;
    # e = 0.13 / 0.12 = r = 1.30 / 1.20 = 1.0833. All: 2 940 of 23 000 = 0.1278, since 100 were sold in no known part.
    body = firm.director.get("/api/v1/market/share?currency=CNY").json()
    assert (body["start"], body["end"], body["is_whole_company"]) == ("2025-01-01", "2025-12-31", True)
    sofa, office = body["parts"]
    assert {name: sofa[name] for name in ("name", "own", "own_before", "industry", "industry_before")} == {
        "name": "SOFA", "own": "2340.00", "own_before": "1800.00", "industry": "18000.00",
        "industry_before": "15000.00",
    }  # fmt: skip
    rates = ("share", "share_before", "relative_share", "market_growth", "own_growth", "expansion", "real_growth")
    assert [sofa[name] for name in rates] == ["0.1300", "0.1200", "0.9000", "1.2000", "1.3000", "1.0833", "1.0833"]
    assert (sofa["case"], sofa["gaps"], sofa["faults"], sofa["field"]) == ("up_faster", [], [], "question_mark")
    assert sofa["figures"] == [firm.figures["sofa"].pk]
    assert [r["name"] for r in sofa["rivals"]] == ["对手A", "对手B"]
    assert (office["case"], office["relative_share"], office["gaps"]) == ("still_both", None, ["no_rival"])
    assert (body["whole"]["own"], body["whole"]["industry"], body["whole"]["share"]) == (
        "2940.00",
        "23000.00",
        "0.1278",
    )
    assert [p["share"] for p in body["points"]] == ["0.1150", "0.1278"]


def test_the_page_says_why_with_the_figures_and_leads_to_the_rows(firm: Firm) -> None:
    page = firm.director.get(f"{SHARE}?currency=CNY&category={firm.books.categories[2].pk}")
    text = page.content.decode()
    assert "grew faster than the market" in text
    assert "Share rose from 12.0 % to 13.0 %: own sales +30.0 %, the market +20.0 %." in text
    assert "2,340.00 ÷ 18,000.00" in text
    everything = firm.director.get(f"{SHARE}?currency=CNY").content.decode()
    behind = f"/market/market-figures/?id={firm.figures['sofa'].pk}"
    assert behind in everything
    listed = firm.director.get(behind).content.decode()
    assert firm.figures["sofa"].source in listed
    assert "5,000.00" not in listed
    own = "/analysis/sales/?by=product&amp;from=2025-01-01&amp;to=2025-12-31&amp;currency=CNY"
    assert f"{own}&amp;category={firm.books.categories[2].pk}" in everything


def test_regions_have_shares_of_their_own(firm: Firm) -> None:
    north, south = firm.books.regions
    figure(firm.books, 10000, region=north)
    body = firm.director.get("/api/v1/market/share?by=region&currency=CNY").json()
    [part] = body["parts"]
    assert (part["region"], part["own"], part["share"]) == (north.pk, "2940.00", "0.2940")
    assert part["gaps"] == ["no_market_before", "no_rival"]
    assert body["unknown"] == []
    assert south.pk not in {p["region"] for p in body["parts"]}


def test_a_period_without_figures_says_so(firm: Firm) -> None:
    page = firm.director.get(f"{SHARE}?from=2025-04&to=2025-06&currency=CNY")
    assert page.status_code == 200
    assert "No industry sales are known for all of this period" in page.content.decode()
    assert firm.director.get(f"{MATRIX}?from=2025-04&to=2025-06&currency=CNY").status_code == 200


def test_currencies_are_not_compared(firm: Firm) -> None:
    page = firm.director.get(f"{SHARE}?currency=USD").content.decode()
    assert "The figures of the market are in CNY, own sales in USD. Currencies are not compared." in page
    body = firm.director.get("/api/v1/market/share?currency=USD").json()
    assert (body["whole"]["own"], body["whole"]["industry"], body["whole"]["share"]) == ("9999.00", None, None)


def test_two_sources_that_contradict_each_other_show(firm: Firm) -> None:
    for month in range(1, 13):
        figure(firm.books, 1600, category=firm.books.categories[2], starts_on=date(2025, month, 1), length="month")
    body = firm.director.get("/api/v1/market/share?currency=CNY").json()
    sofa = body["parts"][0]
    # The year says 18 000, its months 19 200: e = 0.13 / 0.12 = 1.0833, r = 1.30 / (19 200 / 15 000) = 1.0156.
    assert (sofa["expansion"], sofa["real_growth"]) == ("1.0833", "1.0156")
    assert "expansion is 108.33 %, real growth 101.56 %" in sofa["faults"][0]
    assert "The data contradict each other" in firm.director.get(f"{SHARE}?currency=CNY").content.decode()


def test_the_cut_offs_are_the_firms_own(firm: Firm) -> None:
    assert firm.director.get("/api/v1/market/matrix?currency=CNY").json()["parts"][0]["field"] == "question_mark"
    sent = {"growth": "1.1", "relative_share": "0.9", "still": "0.005"}
    answered = firm.director.put("/api/v1/market-bounds", sent, content_type="application/json")
    assert answered.status_code == 200, answered.content
    body = firm.director.get("/api/v1/market/matrix?currency=CNY").json()
    assert [(p["name"], p["field"]) for p in body["parts"]] == [("SOFA", "star")]
    assert [p["name"] for p in body["unplaced"]] == ["OFFICE"]
    page = firm.director.get(f"{MATRIX}?currency=CNY").content.decode()
    assert "come from “Star”" in page
    assert "No rival&#x27;s sales are known" in page


@pytest.mark.parametrize("sent", [{"growth": "0"}, {"growth": "9"}, {"still": "-1"}, {"unknown": "1"}])
def test_odd_bounds_are_refused_and_nothing_changes(firm: Firm, sent: dict[str, str]) -> None:
    before = known_bounds(firm)
    with pytest.raises(RuleBroken):
        bounds.put(actor=SYSTEM, values={name: Decimal(value) for name, value in sent.items()})
    assert known_bounds(firm) == before


def known_bounds(firm: Firm) -> Any:
    return firm.director.get("/api/v1/market-bounds").json()


@pytest.mark.parametrize(
    "query", ["from=2025-13", "from=x", "to=0001-01", "from=2025-05&to=2025-01", "from=2010-01&to=2025-01", "region=x",
              "region=999999", "category=-1", "by=person", "currency=cny", "currency=¥"]
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused_in_a_sentence(firm: Firm, query: str) -> None:
    assert firm.director.get(f"{SHARE}?{query}").status_code == 422
    assert firm.director.get(f"/api/v1/market/share?{query}").status_code == 422


def test_an_empty_market_leads_to_the_first_step(firm: Firm) -> None:
    model("market.MarketFigure").objects.all().delete()
    for address in (SHARE, MATRIX):
        page = firm.director.get(address).content.decode()
        assert "Nothing is known of this market yet" in page
        assert "/market/market-figures/new/" in page


def test_own_figures_and_open_ones_count_and_others_do_not(firm: Firm) -> None:
    mate = people.representative(firm.books)
    assert mate.get("/api/v1/market/share?currency=CNY").json()["parts"] == []
    for name in ("sofa", "sofa before"):
        figures.change(firm.figures[name], actor=SYSTEM, is_open=True)
    body = mate.get("/api/v1/market/share?currency=CNY").json()
    assert [p["name"] for p in body["parts"]] == ["SOFA"]
    assert body["is_whole_company"] is False
    assert "Own sales here are those within your reach" in mate.get(f"{SHARE}?currency=CNY").content.decode()


def test_an_open_figure_is_changed_only_within_reach_and_opened_only_with_the_function(firm: Firm) -> None:
    people.representative(firm.books)
    rep = actor("rep")
    row = figures.change(firm.figures["sofa"], actor=SYSTEM, is_open=True)
    with pytest.raises(PermissionDenied):
        figures.change(row, actor=rep, value=Decimal(1))
    with pytest.raises(PermissionDenied):
        figures.create(
            actor=rep,
            kind="shops",
            starts_on=date(2026, 1, 1),
            length="year",
            value=Decimal(1),
            source="x",
            is_open=True,
        )
    assert model("market.MarketFigure").objects.get(pk=row.pk).value == 18000
    own = figures.create(
        actor=rep, kind="shops", starts_on=date(2026, 1, 1), length="year", value=Decimal(7), source="x"
    )
    assert (own.owner_id, own.unit_id) == (firm.books.people[2].pk, firm.books.people[2].unit_id)
    assert own.currency == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "competitor_sales"}, "competitor"),
        ({"kind": "industry_sales", "competitor": 0}, "competitor"),
        ({"kind": "shops", "value": Decimal("1.5")}, "value"),
        ({"value": Decimal(-1)}, "value"),
        ({"starts_on": date(2025, 1, 2)}, "starts_on"),
        ({"found_on": date(2026, 3, 11)}, "found_on"),
        ({"currency": "Geld"}, "currency"),
        ({"owner": None}, "owner"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(firm: Firm, values: dict[str, Any], field: str) -> None:
    usual = {"kind": "industry_sales", "starts_on": date(2025, 1, 1), "length": "year", "value": Decimal(1)}
    given = {**usual, "source": "x", "owner": firm.books.people[0], **values}
    if "competitor" in given:
        given["competitor"] = firm.rivals[given["competitor"]]
    before = model("market.MarketFigure").objects.count()
    with pytest.raises(RuleBroken) as refusal:
        figures.create(actor=SYSTEM, **given)
    assert field in refusal.value.errors
    assert model("market.MarketFigure").objects.count() == before


def test_higher_floors_ask_for_one_value_and_its_rows(firm: Firm) -> None:
    sofa = firm.books.categories[2].pk
    assert known.of(SYSTEM, "industry_sales", category=sofa, **YEAR) == Decimal("18000.00")
    assert known.of(SYSTEM, "industry_sales", **YEAR) == Decimal("23000.00")
    assert known.of(SYSTEM, "industry_sales", category=sofa, start=date(2025, 1, 1), end=date(2025, 6, 30)) is None
    rows = known.rows(SYSTEM, "industry_sales", **YEAR)
    assert {row.pk for row in rows} == {firm.figures["sofa"].pk, firm.figures["office"].pk}
    figure(firm.books, 5000, category=firm.books.categories[1], currency="USD", starts_on=date(2025, 1, 1))
    with pytest.raises(RuleBroken) as refusal:
        known.of(SYSTEM, "industry_sales", **YEAR)
    assert "CNY, USD" in str(refusal.value)
    assert known.of(SYSTEM, "industry_sales", currency="CNY", **YEAR) == Decimal("23000.00")


def photo(content: bytes | None = None) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(out, "PNG")
    return SimpleUploadedFile("tag.png", out.getvalue() if content is None else content, "image/png")


def test_a_price_is_collected_with_its_photo_in_one_step(firm: Firm, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    rep = people.representative(firm.books)
    sent = {
        "kind": "competitor_price", "competitor": firm.rivals[0].pk, "value": "1999", "currency": "cny",
        "length": "quarter", "month": "2026-02", "region": firm.books.regions[0].pk, "category": "", "source": "旗舰店",
        "note": "",
    }  # fmt: skip
    assert rep.post("/market/collect/", {**sent, "photo": photo()}).status_code == 302
    row = model("market.MarketFigure").objects.latest("pk")
    assert (row.starts_on, row.length, row.currency, row.found_on) == (date(2026, 1, 1), "quarter", "CNY", TODAY)
    assert model("platform.Attachment").objects.get().object_id == row.pk
    page = rep.get("/market/collect/").content.decode()
    assert 'value="旗舰店"' in page
    assert re.findall(r'value="(\w+)"[^>]*\bchecked', page) == ["competitor_price", "quarter"]
    assert "tag.png" in rep.get(f"/market/market-figures/{row.pk}/").content.decode()


def test_a_bad_photo_leaves_nothing_behind_and_nothing_is_lost(firm: Firm, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    rep = people.representative(firm.books)
    before = model("market.MarketFigure").objects.count()
    sent = {"kind": "shops", "value": "12", "length": "year", "month": "2026-03", "source": "走访"}
    answered = rep.post("/market/collect/", {**sent, "photo": photo(b"MZ\x90\x00 not a picture")})
    assert answered.status_code == 422
    assert 'value="走访"' in answered.content.decode()
    assert model("market.MarketFigure").objects.count() == before
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize(
    "wrong", [{"month": "2026-13"}, {"month": "x"}, {"value": "viel"}, {"value": "-1"}, {"kind": "weather"},
              {"kind": ""}, {"region": "999999"}, {"kind": "competitor_price"}, {"source": ""}]
)  # fmt: skip
def test_slips_in_the_short_form_are_told_at_their_field(firm: Firm, wrong: dict[str, str]) -> None:
    rep = people.representative(firm.books)
    sent = {"kind": "shops", "value": "12", "length": "year", "month": "2026-03", "source": "走访"}
    answered = rep.post("/market/collect/", {**sent, **wrong})
    assert answered.status_code == 422
    assert "summary" in answered.content.decode()


def test_doors_are_closed_without_the_function(firm: Firm) -> None:
    clerk = people.signed_in("clerk", "clerk", "all", firm.books.people[4])
    for address in (
        SHARE,
        MATRIX,
        "/market/collect/",
        "/market/bounds/",
        "/api/v1/market/share",
        "/api/v1/market/matrix",
    ):
        assert clerk.get(address).status_code == 403, address
    rep = people.representative(firm.books)
    assert rep.get("/market/bounds/").status_code == 403
    assert rep.put("/api/v1/market-bounds", {"growth": "1"}, content_type="application/json").status_code in {403, 422}
    assert firm.director.get("/market/bounds/").status_code == 200


def test_figures_come_from_a_file_and_are_found_again_by_their_number(db: Any, tmp_path: Any) -> None:
    steps = """
    [[steps]]
    noun = "market.competitor"
    rows = [{ code = "LM", name = "龙木" }]
    fields = { code = "code", name = "name" }
    [[steps]]
    noun = "market.marketfigure"
    file = "market.csv"
    fields = { number = "no", kind = "kind", starts_on = "from", length = "length", category = "category", competitor = "rival", value = "value", currency = "currency", source = "source", found_on = "found", owner = "owner" }
    """  # noqa: E501 - one line of the mapping
    head = "no,kind,from,length,category,rival,value,currency,source,found,owner\n"
    lines = (
        "F1,industry_sales,2025-01-01,year,CHAIR,,18000,CNY,yearbook,2026-02-01,P1\n"
        "F2,competitor_sales,2025-01-01,year,CHAIR,LM,2600,CNY,report,2026-02-01,P2\n"
        "F3,competitor_sales,2025-01-01,year,CHAIR,,1,CNY,report,2026-02-01,P2\n"
        "F4,shops,2025-01-01,year,,,2.5,,count,2026-02-01,P2\n"
        "F5,industry_sales,2025-01-15,month,,,2,CNY,count,2026-02-01,P2\n"
    )

    def bring(text: str) -> Any:
        plan = companies.written(tmp_path, dedent(companies.BASE) + dedent(steps), market=head + text)
        with translation.override("en"):
            return pipeline.run(plan, tmp_path, actor=SYSTEM)

    report = bring(lines)
    counts = next(s.counts for s in report.steps if s.name == "market.marketfigure")
    assert (counts.read, counts.created, counts.rejected) == (5, 2, 3)
    assert [(r.row, r.reason) for r in report.rejections] == [
        (4, "Name the competitor."),
        (5, "Households and shops are counted in whole numbers."),
        (6, "A period starts on the first day of a month."),
    ]
    assert companies.rows("market.MarketFigure", "number", "value", "owner__number", "unit__code", "is_open") == [
        ("F1", Decimal("18000.00"), "P1", "TOP", False),
        ("F2", Decimal("2600.00"), "P2", "TOP", False),
    ]
    again = bring(lines.replace(",18000,", ",18500,"))
    counts = next(s.counts for s in again.steps if s.name == "market.marketfigure")
    assert (counts.updated, counts.unchanged) == (1, 1)
