"""A day on the road: the network goes, the page is closed and opened again, and all of it arrives once."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visits
from tests.browser.road import (
    FACTS_LEFT,
    ask,
    card,
    day_of,
    entered,
    kept_for_later,
    on_the_road,
    opened,
    picture,
    report,
    send,
    unsent,
    visit_of,
    visit_there,
)
from tests.browser.road import road as road
from tests.browser.ways import by_day

pytestmark = pytest.mark.browser
OFFERED = """() => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  dispatchEvent(Object.assign(offer, { prompt: () => { document.body.dataset.asked = "yes"; }, userChoice: Promise.resolve({}) }));
}"""  # noqa: E501
"""A browser that offers to put the page on the home screen."""


@by_day("english", False, True)
def test_a_whole_day_on_the_road(road: Visits, english: bool) -> None:
    page, context = on_the_road(road, "rep.south" if english else "rep.east", english=english)
    first, second = visit_of(page, 0), visit_of(page, 1)
    opened(page)
    kept_for_later(page)
    _put_on_the_home_screen(page)
    # The first customer, with network.
    card(page, first).tap()
    page.locator("[data-act='check-in']").tap()
    expect(page.locator(".today-fact")).to_be_visible()
    page.locator("[data-act='report']").tap()
    page.locator(".today-result-least").tap()
    page.fill("[name='needs']", "lobby sofas" if english else "春节前换大堂沙发")
    page.locator(".today-chip", has_text="Send samples" if english else "寄样品").tap()
    expect(page.locator("[name='next_on']")).not_to_have_value("")
    page.locator("[data-act='save']").tap()
    expect(page.locator("[data-photo]")).to_be_attached()
    unsent(page, 0)
    # Then it goes: one visit that was planned, one that was not, with an order and a photo.
    context.set_offline(True)
    page.goto("/today/#/")
    report(page, second, "best", "mine")
    customer = _unplanned_with_an_order(page, f"{int(first) % 97 + 2}")
    page.set_input_files("[data-photo]", picture())
    unsent(page, 5)
    # Closed and opened again, still without network.
    page.close()
    page = context.new_page()
    page.goto("/today/#/queue")
    expect(page.locator(".today-entry[data-kind]:not(.is-conflict)")).to_have_count(5)
    expect(page.locator("[data-net='off']")).to_be_visible()
    page.goto("/customers/")
    expect(page.locator("[data-retry-page]")).to_be_visible()
    page.locator("main a.button-primary").tap()
    expect(page.locator("#today[data-ready]")).to_be_attached()
    context.set_offline(False)
    send(page)
    _arrived_once(page, first, second, customer)
    page.goto("/field/day/")
    expect(page.locator("main")).to_contain_text(customer)


def _put_on_the_home_screen(page: Page) -> None:
    found = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert found["url"].endswith("/today/manifest.webmanifest")
    assert found["errors"] == []
    page.evaluate(OFFERED)
    page.locator(".today-install button").last.tap()
    expect(page.locator("body[data-asked]")).to_be_attached()


def _unplanned_with_an_order(page: Page, quantity: str) -> str:
    page.goto("/today/#/new-visit")
    name = page.locator(".today-hit strong").first.inner_text()
    page.locator(".today-hit").first.tap()
    page.locator("[data-act='save']").tap()
    page.locator("[data-act='check-in']").tap()
    expect(page.locator(".today-fact")).to_be_visible()
    page.locator("a[href^='#/order/']").tap()
    page.locator(".today-hit").first.tap()
    page.locator(".today-count input").first.fill(quantity)
    expect(page.locator("[data-total]")).not_to_have_text("–")
    page.locator("[data-act='save']").tap()
    expect(page.locator("[data-photo]")).to_be_attached()
    return name


def _arrived_once(page: Page, first: str, second: str, customer: str) -> None:
    """By the books: three visits with what was told of each, one order, one photo."""
    day = day_of(page)
    assert (visit_there(page, first)["state"], visit_there(page, first)["result"]) == ("done", "least")
    assert (visit_there(page, second)["result"], visit_there(page, second)["needs"]) == ("best", "mine")
    made = max((one for one in day["visits"] if one["customer_name"] == customer), key=lambda one: int(one["id"]))
    assert made["state"] == "under_way"
    (photo,) = ask(page, "GET", f"/api/v1/visits/{made['id']}/files")
    assert 0 < photo["size"] < 1_500_000
    order = next(one for one in day["sent"] if (one["kind"], one["title"]) == ("order", customer))
    assert ask(page, "GET", f"/api/v1/orders/{order['record']['id']}")["state"] == "draft"


@pytest.mark.parametrize("english", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["en", "zh"])
def test_a_conflict_is_shown_with_both_sides_and_signing_out_takes_the_facts(road: Visits, english: bool) -> None:
    page, context = on_the_road(road, "rep.south", english=english)
    visit = visit_of(page, 0)
    opened(page)
    kept_for_later(page)
    name = card(page, visit).locator("strong").inner_text()
    context.set_offline(True)
    report(page, visit, "best", "mine")
    unsent(page, 1)
    # Meanwhile the same visit is reported at another door.
    told: dict[str, Any] = {"visit": int(visit), "result": "none", "needs": "theirs"}
    entered(page, "visit.report", told)
    context.set_offline(False)
    send(page)
    page.goto("/today/#/queue")
    both = page.locator(".is-conflict")
    expect(both).to_contain_text("mine")
    expect(both).to_contain_text("theirs")
    both.locator("[data-act='place']").tap()
    expect(page.locator(".is-conflict")).to_have_count(0)
    assert (visit_there(page, visit)["result"], visit_there(page, visit)["needs"]) == ("best", "mine")
    # Whoever signs out leaves nothing of the customers on the phone.
    opened(page)
    page.evaluate("document.querySelector('form[action$=\"/accounts/sign-out/\"]').submit()")
    expect(page.locator("[name='username']")).to_be_visible()
    context.set_offline(True)
    page.goto("/today/")
    expect(page.locator("[data-retry-page]")).to_be_visible()
    assert page.evaluate(FACTS_LEFT) == [0]
    assert name not in page.content()
