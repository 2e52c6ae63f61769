"""What goes wrong on the road: a cleared or full storage, an ended session, a slow line, a wrong clock, twins."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from tests.browser.conftest import PASSWORD, Site, Visits, sign_in
from tests.browser.road import (
    FACTS_LEFT,
    ask,
    card,
    cleared,
    day_of,
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

pytestmark = pytest.mark.browser
BOOKS = "indexeddb,cache_storage"
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 40_000, "uploadThroughput": 3_000}
FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


FULL = """() => {
  window.roomy = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
"""What a browser answers on a phone without room."""


def told(first: bool) -> Any:
    """In each run in one language, in the slow suite also in the other."""
    ids = ["en", "zh"] if first else ["zh", "en"]
    return pytest.mark.parametrize("english", [first, pytest.param(not first, marks=pytest.mark.slow)], ids=ids)


def kinds_sent(page: Page, visit: str) -> list[str]:
    """What arrived about a visit, as the books say."""
    return sorted(one["kind"] for one in day_of(page)["sent"] if one["record"] and str(one["record"]["id"]) == visit)


@told(False)
def test_a_browser_that_clears_its_storage_loses_nothing_that_is_still_there(
    road: Visits, company: Site, english: bool
) -> None:
    page, context = on_the_road(road, "rep.east", english=english)
    first, second = visit_of(page, 0), visit_of(page, 1)
    opened(page)
    context.set_offline(True)
    report(page, first, "best", "sofas")
    unsent(page, 1)
    # Cleared under the open page: what stands in it is kept again.
    cleared(page, company.url, BOOKS)
    page.goto("/today/#/")
    report(page, second, "least", "chairs")
    unsent(page, 2)
    expect(page.locator(".today-notices .notice-warning")).to_contain_text(re.compile(r"still on this page|仍在本页"))
    context.set_offline(False)
    send(page)
    assert (kinds_sent(page, first), kinds_sent(page, second)) == ([*["visit.create", "visit.report"]],) * 2
    # Cleared while the page is closed: what had not been sent is counted, and what had arrived is not sent again.
    context.set_offline(True)
    page.goto("/today/#/")
    report(page, first, "least", "tables")
    unsent(page, 1)
    page.close()
    page = context.new_page()
    cleared(page, company.url, BOOKS)
    context.set_offline(False)
    opened(page)
    expect(page.locator(".today-notices .notice-warning")).to_contain_text("1")
    unsent(page, 0)
    page.goto("/today/#/queue")
    expect(page.locator(".today-entry").first).to_be_visible()
    assert visit_there(page, first)["needs"] == "sofas"


@told(True)
def test_entries_wait_for_whoever_typed_them(road: Visits, english: bool) -> None:
    page, context = on_the_road(road, "rep.south", english=english)
    visit = visit_of(page, 0)
    opened(page)
    kept_for_later(page)
    name = card(page, visit).locator("strong").inner_text()
    context.set_offline(True)
    report(page, visit, "best", "first")
    # The session ends meanwhile.
    context.clear_cookies()
    context.set_offline(False)
    page.locator("[data-act='sync']").tap()
    way_in = page.locator(".today-notices a[href*='sign-in']")
    expect(way_in).to_be_visible()
    unsent(page, 1)
    assert page.evaluate(FACTS_LEFT) == [0]
    # Somebody else signs in on the same phone.
    way_in.tap()
    page.fill("[name=username]", "rep.east")
    page.fill("[name=password]", PASSWORD)
    page.click(".auth-card .button-primary")
    expect(page.locator("#today[data-ready]")).to_be_attached()
    unsent(page, 0)
    expect(page.locator(".notice")).to_contain_text(re.compile(r"somebody else|他人"))
    expect(page.locator(".unsent-count:visible")).to_have_count(0)
    assert name not in page.content()
    # Then the first again: what waited goes.
    context.clear_cookies()
    sign_in(page, "rep.south")
    opened(page)
    unsent(page, 0)
    assert visit_there(page, visit)["needs"] == "first"
    assert kinds_sent(page, visit) == ["visit.create", "visit.report"]


@told(False)
def test_a_photo_on_a_slow_line_holds_nothing_up(road: Visits, english: bool) -> None:
    page, context = on_the_road(road, "rep.east", english=english)
    visit = visit_of(page, 2)
    context.clock.set_system_time(timezone.now() + timedelta(days=1))  # the phone believes it is tomorrow
    opened(page)
    expect(page.locator(".today-notices")).to_contain_text(re.compile(r"by 1 day|1天"))
    line = context.new_cdp_session(page)
    card(page, visit).tap()
    page.locator("[data-act='voice']").tap()
    expect(page.locator(".today-note")).to_contain_text("0:01")
    # The line breaks under the recording; it waits for its next turn, and the photo passes it.
    page.route("**/api/v1/offline/uploads", lambda route: route.abort(), times=1)
    with page.expect_event("requestfailed"):
        page.locator("[data-act='stop']").tap()
    line.send("Network.emulateNetworkConditions", SLOW)
    page.set_input_files("[data-photo]", picture())
    expect(page.locator(".today-progress")).to_be_visible()
    page.locator("[data-act='check-in']").tap()
    expect(page.locator(".today-fact")).to_be_visible()
    page.goto("/today/#/queue")
    expect(page.locator(".today-entry[data-kind='visit.check_in']")).to_have_count(0)
    expect(page.locator(".today-entry[data-kind='visit.photo'] progress")).to_be_visible()
    line.send("Network.emulateNetworkConditions", FAST)
    send(page)
    files = ask(page, "GET", f"/api/v1/visits/{visit}/files")
    assert len(files) == 2
    assert all(0 < one["size"] < 1_500_000 for one in files)
    arrived = datetime.fromisoformat(visit_there(page, visit)["arrived_at"])
    assert abs(timezone.now() - arrived) < timedelta(hours=1)


@told(True)
def test_a_full_phone_and_a_lost_answer(road: Visits, english: bool) -> None:
    page, context = on_the_road(road, "rep.south", english=english)
    visit = visit_of(page, 1)
    opened(page)
    kept_for_later(page)
    context.set_offline(True)
    # No room for the photo: this page holds it, and says so.
    page.evaluate(FULL)
    card(page, visit).tap()
    page.set_input_files("[data-photo]", picture())
    unsent(page, 1)
    expect(page.locator(".today-notices")).to_contain_text(re.compile(r"no room left|没有空间"))
    page.goto("/today/#/queue")
    expect(page.locator(".today-entry .today-bad")).to_be_visible()
    page.evaluate("() => { IDBObjectStore.prototype.add = window.roomy; }")
    page.goto("/today/#/")
    report(page, visit, "least", "once")
    unsent(page, 2)
    # The server takes the report and its answer is lost; it is sent again and there once.
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/api/v1/offline/entries", lose)
    context.set_offline(False)
    page.wait_for_timeout(300)
    send(page)
    assert lost == [200]
    assert kinds_sent(page, visit) == ["visit.create", "visit.photo", "visit.report"]
    assert len(ask(page, "GET", f"/api/v1/visits/{visit}/files")) == 1


@told(True)
def test_an_order_of_a_customer_handed_over_meanwhile_is_entered_by_the_new_owner(road: Visits, english: bool) -> None:
    page, context = on_the_road(road, "rep.east", english=english)
    day = day_of(page)
    customer = day["others"][-1]
    opened(page)
    context.set_offline(True)
    page.goto(f"/today/#/order/{customer['id']}")
    page.locator(".today-hit").first.tap()
    page.locator("[data-act='save']").tap()
    unsent(page, 1)
    clerk = road("clerk")
    heir, _other = on_the_road(road, "rep.south", english=english)
    _hand_over(clerk, customer["id"], day_of(heir)["others"][0]["owner"])
    drafts = f"/api/v1/orders?customer={customer['id']}&state=draft"
    before = len(ask(heir, "GET", drafts)["items"])
    context.set_offline(False)
    send(page)
    page.goto("/today/#/queue")
    expect(page.locator(".is-conflict")).to_be_visible()
    # The new owner finds it under what waits, and enters it.
    opened(heir)
    heir.goto("/today/#/queue")
    waiting = heir.locator(".is-conflict")
    expect(waiting).to_contain_text(customer["name"])
    waiting.locator("[data-act='place']").tap()
    expect(waiting).to_have_count(0)
    assert len(ask(heir, "GET", drafts)["items"]) == before + 1
    _hand_over(clerk, customer["id"], customer["owner"])


def _hand_over(page: Page, customer: int, owner: int) -> None:
    there = ask(page, "GET", f"/api/v1/customers/{customer}")
    ask(page, "PATCH", f"/api/v1/customers/{customer}", {"owner": owner, "version": there["version"]})
