"""A forecast from the books to the page: made as a job, added up, scoped, stopped, and its errors told in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.db.models import Sum

from yanzhen.crm.services import opportunities
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_end, shifted
from yanzhen.planning.models import ForecastPoint, ForecastRun, ForecastSeries, PersonalForecast
from yanzhen.planning.queries import forecast_league, forecast_own, forecast_views, forecasts
from yanzhen.planning.services import forecast_making, forecast_pool
from yanzhen.planning.services import forecasts as services
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM, Actor, Reach
from yanzhen.platform.models import AuditEntry
from yanzhen.platform.services import jobs
from yanzhen.platform.warehouse import store

MONTHS = 20
FUNCTIONS = ("planning.view_forecastrun", "analysis.view_sales", "planning.say_forecast", "organization.view_employee")


def model(label: str) -> Any:
    return apps.get_model(label)


@dataclass
class Firm:
    """Three people in two units of one house, two regions, two products."""

    units: list[Any]
    people: list[Any]
    regions: list[Any]
    products: list[Any]


@pytest.fixture
def firm(db: Any) -> Firm:
    company = model("organization.Company").objects.create(code="C", name="C")
    units: list[Any] = []
    for code in ("ROOT", "EAST", "WEST"):
        unit = model("organization.Unit").objects.create(
            code=code, name=code, company=company, parent=units[0] if units else None
        )
        unit.path = f"{units[0].path if units else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        units.append(unit)
    people = [
        model("organization.Employee").objects.create(number=f"E{n}", name=f"P{n}", unit=units[n % 2 + 1])
        for n in range(3)
    ]
    regions = [model("organization.Region").objects.create(code=f"R{n}", name=f"R{n}") for n in range(2)]
    places = [
        model("organization.Territory").objects.create(code=f"T{n}", name=f"T{n}", region=region)
        for n, region in enumerate(regions)
    ]
    category = model("products.Category").objects.create(code="K", name="K")
    products = [
        model("products.Product").objects.create(code=f"0{n}", name=f"G{n}", category=category) for n in range(2)
    ]
    customer = model("crm.Customer").objects.create(code="1", name="1", unit=units[1])
    last = forecasts.closed_month()
    for n in range(MONTHS):
        for who in range(3):
            _order(f"{n}-{who}", shifted(last, -n), customer, people[who], places[who % 2], products, 1_000 + 37 * n)
    return Firm(units, people, regions, products)


def _order(number: str, on: date, customer: Any, person: Any, place: Any, products: list[Any], net: int) -> None:
    order = model("orders.Order").objects.create(
        number=number, kind="sale", state="confirmed", ordered_on=on, customer=customer, owner=person,
        unit=person.unit, territory=place, currency="CNY",
    )  # fmt: skip
    lines = model("orders.OrderLine")
    lines.objects.bulk_create(
        lines(order=order, line_no=n, product=product, quantity=1, unit_price=1, net_amount=Decimal(net + n) / 100)
        for n, product in enumerate(products, 1)
    )


@pytest.fixture
def built(firm: Firm) -> Iterator[Firm]:
    warehouse.rebuild()
    yield firm
    store.manifest_path(store.folder()).unlink()


def made(**values: Any) -> ForecastRun:
    """A forecast made at once, as the worker would."""
    run = services.create(actor=SYSTEM, **{"horizon": 6, "currency": "CNY", **values})
    forecast_making.carry_out.func(run.job.pk)
    run.refresh_from_db()
    return run


def of_person(person: Any) -> Actor:
    reach = Reach(employee_ids=frozenset({person.pk}))
    return Actor(1, "rep", employee_id=person.pk, functions=dict.fromkeys(FUNCTIONS, reach))


def of_unit(unit: Any) -> Actor:
    reach = Reach(unit_ids=frozenset({unit.pk}))
    return Actor(2, "manager", functions=dict.fromkeys(FUNCTIONS, reach))


def sums(run: ForecastRun, side: str, **wanted: Any) -> dict[date, int]:
    rows = ForecastPoint.objects.filter(series__run=run, series__side=side, **wanted)
    return dict(rows.values_list("month").annotate(total=Sum("mean")).order_by("month"))


def test_the_parts_of_a_forecast_add_up_to_the_cent(built: Firm) -> None:
    run = made()
    assert (run.state, run.job.__class__.objects.get(pk=run.job_id).state) == ("done", "done")
    whole = sums(run, "")
    assert list(whole) == [shifted(run.cutoff, n) for n in range(1, 7)]
    for side in ("region", "person", "category", "product"):
        assert sums(run, side) == whole, side
    root, east, west = (sums(run, "unit", series__unit=unit) for unit in built.units)
    assert root == whole == {month: east[month] + west[month] for month in whole}
    assert {row.note for row in ForecastSeries.objects.filter(run=run)} == {"short"}
    for point in ForecastPoint.objects.filter(series__run=run):
        assert 0 <= point.low95 <= point.low80 <= point.mean <= point.high80 <= point.high95


def test_nothing_more_is_expected_of_who_has_left(built: Firm) -> None:
    built.people[0].left_on = month_end(forecasts.closed_month())
    built.people[0].save(update_fields=["left_on"])
    run = made()
    gone = ForecastSeries.objects.get(run=run, side="person", key=built.people[0].pk)
    assert (gone.model, gone.note) == ("zero", "left")
    assert set(gone.points.values_list("mean", flat=True)) == {0}
    assert sums(run, "person") == sums(run, "")
    assert min(sums(run, "").values()) > 0


def test_each_sees_the_series_of_their_own_reach(built: Firm) -> None:
    run = made()
    rep, manager = of_person(built.people[1]), of_unit(built.units[1])
    assert forecast_views.sides(rep, run) == ["person"]
    assert [line.series.key for line in forecast_views.lines(rep, run, "person")] == [built.people[1].pk]
    assert forecast_views.sides(manager, run) == ["unit", "person"]
    assert {line.series.key for line in forecast_views.lines(manager, run, "person")} == {
        built.people[0].pk, built.people[2].pk,
    }  # fmt: skip
    assert forecast_views.sides(SYSTEM, run) == ["", "region", "unit", "person", "category", "product"]
    start = shifted(run.cutoff, 1)
    assert forecasts.outlook(rep, "", [None], start, 6, "CNY") == {}
    assert forecasts.outlook(rep, "person", [p.pk for p in built.people], start, 6, "CNY").keys() == {
        built.people[1].pk
    }
    assert forecasts.outlook(Actor(3, "nobody"), "", [None], start, 6, "CNY") == {}


def test_outlook_gives_the_months_asked_for_out_of_the_newest_run(built: Firm) -> None:
    start = shifted(forecasts.closed_month(), 1)
    assert forecasts.outlook(SYSTEM, "", [None], start, 3, "CNY") == {}
    made(cutoff=shifted(forecasts.closed_month(), -1))
    run = made()
    found = forecasts.outlook(SYSTEM, "", [None], start, 3, "CNY")[None]
    whole = sums(run, "")
    assert {row.month: row.mean for row in found.months} == {m: whole[m] for m in list(whole)[:3]}
    assert forecasts.outlook(SYSTEM, "unit", [None, 10**9], start, 3, "CNY") == {}
    assert forecasts.outlook(SYSTEM, "", [None], start, 3, "USD") == {}


def test_a_view_shows_actuals_only_to_those_who_may_see_sales(built: Firm) -> None:
    run = made()
    whole = ForecastSeries.objects.get(run=run, side="")
    view = forecast_views.view(SYSTEM, run, whole)
    assert view.months[23].actual == 3 * (2 * 1_000 + 3)
    blind = Actor(4, "hr", functions={"planning.view_forecastrun": Reach(everything=True)})
    view = forecast_views.view(blind, run, whole)
    assert {row.actual for row in view.months} == {None}
    assert forecast_views.lines(blind, run, "")[0].naive is None
    assert forecast_league.of(blind, "", "CNY") is None


def test_the_open_pipeline_stands_beside_the_months_it_is_expected_in(built: Firm) -> None:
    run, customer = made(), model("crm.Customer").objects.get()
    soon = shifted(run.cutoff, 2)
    for person, amount in ((built.people[0], 1_000), (built.people[1], 500)):
        opportunities.create(
            actor=SYSTEM, name="O", customer=customer, owner=person, amount=Decimal(amount), currency="CNY",
            probability=40, expected_on=soon.replace(day=15),
        )  # fmt: skip

    def pipeline(actor: Actor, side: str, key: int | None = None) -> dict[date, int]:
        series = ForecastSeries.objects.get(run=run, side=side, key=key)
        return {m.month: m.pipeline for m in forecast_views.view(actor, run, series).months if m.pipeline is not None}

    assert pipeline(SYSTEM, "") == {soon: 60_000}  # 40 % of 1 500.00, in cents
    assert pipeline(SYSTEM, "person", built.people[1].pk) == {soon: 20_000}
    assert pipeline(SYSTEM, "unit", built.people[0].unit_id) == {soon: 40_000}
    assert pipeline(SYSTEM, "region", built.regions[0].pk) == {}
    assert pipeline(of_person(built.people[1]), "person", built.people[1].pk) == {}, "not without the function"


def test_people_say_what_they_expect_and_the_league_compares(built: Firm) -> None:
    last, person = forecasts.closed_month(), built.people[1]
    rep = of_person(person)
    services.say(actor=rep, month=last, amount=Decimal("99.00"), currency="CNY", on=last)
    services.say(actor=rep, month=last, amount=Decimal("20.00"), currency="CNY", on=last)
    assert PersonalForecast.objects.count() == 1
    assert forecast_own.mine(rep, "CNY") == {last: Decimal("20.00")}
    with pytest.raises(RuleBroken, match="twelve months"):
        services.say(actor=rep, month=shifted(last, -1), amount=Decimal(1), currency="CNY", on=last)
    with pytest.raises(RuleBroken, match="cents"):
        services.say(actor=rep, month=last, amount=Decimal("0.001"), currency="CNY", on=last)
    run = made(cutoff=shifted(last, -1))
    assert run.is_late
    found = forecast_league.of(rep, "person", "CNY")
    assert found is not None
    assert (found.runs, found.late, found.rows[0].count, found.rows[0].own_count) == (1, 1, 1, 1)
    # They sold 10.01 + 10.02 = 20.03 and said 20.00: 0.03 ÷ 20.03.
    assert found.rows[0].own == pytest.approx(3 / 2003)
    assert forecast_league.of(SYSTEM, "unit", "CNY").rows[0].count == 3  # type: ignore[union-attr]


def test_one_forecast_of_a_currency_at_a_time(firm: Firm) -> None:
    run = services.create(actor=SYSTEM, currency="CNY", horizon=6)
    with pytest.raises(RuleBroken, match="being made"):
        services.create(actor=SYSTEM, currency="CNY", horizon=6)
    services.create(actor=SYSTEM, currency="USD", horizon=6)
    services.stop(run, actor=SYSTEM)
    run.refresh_from_db()
    run.job.refresh_from_db()
    assert (run.state, run.job.state) == ("cancelled", "cancelled")
    services.create(actor=SYSTEM, currency="CNY", horizon=6)
    forecast_making.carry_out.func(run.job.pk)
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert acts(run) == ["create", "stop_forecast"], "told once, with who did it"


def acts(run: ForecastRun) -> list[str]:
    rows = AuditEntry.objects.filter(noun_name="planning.forecastrun", object_id=run.pk)
    return list(rows.order_by("pk").values_list("verb", flat=True))


def test_a_month_that_is_not_over_is_refused(firm: Firm) -> None:
    with pytest.raises(RuleBroken) as told:
        services.create(actor=SYSTEM, currency="CNY", horizon=6, cutoff=shifted(forecasts.closed_month(), 1))
    assert "cutoff" in told.value.errors
    with pytest.raises(RuleBroken):
        services.create(actor=SYSTEM, currency="CNY", horizon=25)


def test_a_currency_without_sales_fails_in_words(built: Firm) -> None:
    run = made(currency="USD")
    assert run.state == "failed"
    assert "USD" in run.job.lines.get().text
    ended = AuditEntry.objects.get(verb="end_forecast", object_id=run.pk)
    assert ended.after == {"state": "failed"}
    assert "USD" in ended.reason


def test_a_job_that_is_stopped_keeps_nothing(built: Firm) -> None:
    run = services.create(actor=SYSTEM, currency="CNY", horizon=6)
    real = forecast_pool.run

    def stopped_meanwhile(*args: Any, **kwargs: Any) -> Any:
        jobs.cancel(run.job, actor=SYSTEM)
        return real(*args, **kwargs)

    with mock.patch.object(forecast_pool, "run", stopped_meanwhile):
        forecast_making.carry_out.func(run.job.pk)
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert not ForecastSeries.objects.exists()


def test_a_silent_run_makes_room(firm: Firm) -> None:
    run = services.create(actor=SYSTEM, currency="CNY", horizon=6)
    jobs.fail(run.job, "gone")
    services.settle()
    run.refresh_from_db()
    assert run.state == "failed"


def test_the_closed_month_is_forecast_by_itself_once(built: Firm, settings: Any) -> None:
    settings.FORECAST_MONTHLY = True
    services._looked.clear()
    services.monthly()
    services.monthly()
    run = ForecastRun.objects.get()
    assert (run.cutoff, run.why, run.is_late) == (forecasts.closed_month(), "monthly", False)
    forecast_making.carry_out.func(run.job.pk)
    services.monthly()
    assert ForecastRun.objects.count() == 1, "no second one as of a year ago, for there were no sales before"
    services._looked.clear()
