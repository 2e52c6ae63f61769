"""A visit on a phone: planned, prepared, sent ahead, checked in with a place, reported by one thumb."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
REASON = "带新款样册，帮您把展厅换一遍"
PLACE = {"latitude": 31.2989, "longitude": 120.5853, "accuracy": 12}


@pytest.mark.parametrize("english", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["zh", "en"])
def test_a_visit_is_prepared_made_and_reported(people: Any, english: bool) -> None:
    page = people("rep.east", phone=True, english=english)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(PLACE)
    page.goto("/visits/?state=done")
    page.locator("tr[data-url] .c-title").first.click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    key = page.locator("main a[href^='/customers/']").first.get_attribute("href").rstrip("/").split("/")[-1]

    page.goto(f"/visits/new/?customer={key}")
    page.fill("[name=reason]", REASON)
    page.locator(".form-end .button-primary").click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    visit = page.url.rstrip("/")

    page.goto(f"{visit}/prepare/")
    expect(page.locator(".visit-known .visit-card").first).to_be_visible()
    page.fill("[name=best]", "订下样品6套")
    page.fill("[name=least]", "约定看样")
    page.locator(".visit-form .button-primary").click()
    expect(page.locator("[data-letter]")).to_contain_text(REASON)
    page.locator("button[name=way][value=message]").click()
    page.locator("button[name=confirmed][value=yes]").click()
    expect(page.locator("button[name=confirmed][value=yes]")).to_have_attribute("aria-pressed", "true")

    page.locator(".visit-bar .button-primary").click()
    page.wait_for_url(re.compile(r"/report/$"))
    expect(page.locator(".visit-there strong")).to_be_visible()
    expect(page.locator(".visit-there [data-here]")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator("[name=result][value=least]").check()
    page.locator("[name=need][value=delivery]").check()
    page.locator("[name=step][value=quote]").check()
    page.locator("[name=days][value='3']").check()
    page.locator(".visit-report .button-primary").click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    expect(page.locator(".tab-body .visit-facts")).to_contain_text(REASON)
    page.goto(f"/customers/{key}/?tab=visits")
    expect(page.locator(".tab-body")).to_contain_text(re.compile("Send a quote|报价"))
