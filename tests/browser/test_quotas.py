"""A quota from the manager's figure to the representative's signature, the latter on a telephone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

REP = "Lin Xiaofan"


def prepared(page: Page) -> str:
    """A plan of the manager's own unit with one quota, looked back upon; answers with its key."""
    page.goto("/planning/plans/new/")
    page.fill("[name=name]", "East 2028")
    east = page.locator("[name=unit] option", has_text=re.compile("East")).first
    page.locator("[name=unit]").select_option(value=east.get_attribute("value"))
    page.fill("[name=starts_on]", "2028-01-01")
    page.locator(".form-end .button-primary").click()
    key = page.url.rstrip("/").rsplit("/", 1)[1]

    page.goto(f"/planning/quotas/new/?plan={key}")
    page.locator("[name=person]").click()
    page.locator("[name=person]").press_sequentially(REP, delay=20)
    page.locator("#picks [role=option]").first.click()
    page.fill("[name=amount]", "1200000")
    page.locator(".form-end .button-primary").click()
    expect(page.locator(".record")).to_contain_text("1,200,000.00")

    page.goto(f"/planning/plans/{key}/retrospective/")
    for field in page.locator("form.form textarea").all():
        field.fill("East grew on two projects; the dealers stood still.")
    page.locator(".form-end .button-primary").click()
    return key


def move_on(page: Page, key: str, to: str) -> None:
    page.goto(f"/planning/plans/{key}/quotas/")
    menu = page.locator("details.menu").filter(has=page.locator(f"input[name=to][value={to}]"))
    menu.locator("summary").click()
    menu.locator("form .button-primary").click()
    expect(page.locator(f".plan-step[data-step={to}]")).to_have_attribute("aria-current", "step")


def test_a_representative_counters_the_manager_fixes_and_both_agree(people: Any) -> None:
    manager, phone = people("manager.east", english=True), people("rep.east", phone=True, english=True)
    key = prepared(manager)
    move_on(manager, key, "talk")

    phone.goto(f"/planning/mine/?plan={key}")
    expect(phone.locator(".mine-card .figure-value").first).to_have_text("¥1,200,000.00")
    phone.locator(".mine-counter summary").tap()
    phone.fill("[name=figure]", "1000000")
    phone.fill("[name=reason]", "Two dealers close this year")
    phone.locator(".mine-counter .button-primary").tap()
    expect(phone.locator(".said")).to_contain_text("Two dealers close this year")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    manager.goto(f"/planning/plans/{key}/quotas/")
    card = manager.locator(".counter", has_text=REP)
    expect(card).to_contain_text("¥1,000,000.00")
    card.locator("[name=figure]").fill("1100000")
    card.locator("[name=text]").fill("Half the loss, with the hotel project")
    card.locator(".button-primary").click()
    expect(manager.locator(".quota-rows tbody tr")).to_contain_text("1,100,000.00")
    for step in ("fix", "meeting", "published"):
        move_on(manager, key, step)

    phone.goto("/")
    phone.locator(f".waiting-list a[href$='?plan={key}']").tap()
    expect(phone.locator(".mine-card .figure-value").first).to_have_text("¥1,100,000.00")
    phone.locator(".mine-answer .button-primary").tap()
    expect(phone.locator(".notice-good").first).to_be_visible()
    manager.goto("/planning/quota-talks/?plan=" + key)
    expect(manager.locator("tr[data-url]", has_text=REP)).to_contain_text("Signed")
