"""The manager rides along with a phone in the hand, and leads the Monday meeting at the desk."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def day(ahead: int) -> str:
    return (date.today() + timedelta(days=ahead)).isoformat()


def ride(page: Page) -> None:
    """Marks by thumb, words, one thing agreed, and the day of the check."""
    page.goto("/joint-visits/?state=planned")
    page.locator("tr[data-url] .c-title").first.click()
    page.wait_for_url(re.compile(r"/joint-visits/\d+/$"))
    page.locator("a[href$='/ride/']").first.click()
    for position in (1, 2, 3):
        page.locator(f"[name=mark-{position}][value='4']").check(force=True)
    page.fill("[name=strengths]", "开场很自然")
    page.fill("[name=improvements]", "别急着报价")
    page.fill("[name=action_text]", "先问三个问题再报价")
    page.fill("[name=action_due]", day(7))
    page.locator("[name=act][value=agree]").click()
    expect(page.locator(".coach-list")).to_contain_text("先问三个问题再报价")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.fill("[name=check_on]", day(14))
    page.locator("[name=act][value=finish]").click()
    expect(page).to_have_url(re.compile(r"/joint-visits/\d+/$"))
    expect(page.locator("main")).to_contain_text("开场很自然")


def meet(page: Page) -> None:
    """Last time's actions first, then the figures, a new action, minutes, closed."""
    page.goto("/meetings/?state=prepared")
    page.locator("tr[data-url] .c-title").first.click()
    page.wait_for_url(re.compile(r"/meetings/\d+/$"))
    page.locator("form[action$='/do/hold/'] button").first.click()
    first = page.locator(".coach-last li").first
    what = first.locator("span").first.inner_text()
    first.locator("button[value=done]").click()
    expect(page.locator(".coach-last button[value=done][aria-pressed=true]")).to_have_count(1)
    expect(page.locator(".coach-last")).to_contain_text(what)
    expect(page.locator(".coach-table tbody tr").first).to_be_visible()
    page.fill("#items [name=text]", "周三前约到采购经理")
    page.locator("#items form.coach-form button").click()
    expect(page.locator("#items .coach-list")).to_contain_text("周三前约到采购经理")
    page.fill("[name=minutes]", "先稳老客户")
    page.locator("#minutes form button").click()
    page.locator("form[action$='/do/close/'] button").first.click()
    expect(page.locator("#minutes")).to_contain_text("先稳老客户")
    page.goto(page.url.split("#")[0].split("?")[0] + "print/")
    expect(page.locator("main")).to_contain_text("周三前约到采购经理")


def test_a_joint_visit_on_the_phone_and_the_meeting_at_the_desk(people: Any) -> None:
    ride(people("manager.east", phone=True))
    meet(people("manager.east", english=True))
    seller = people("rep.east")
    seller.goto(f"/field/week/?day={day(-7)}")
    expect(seller.locator(".figure-card").first).to_be_visible()
    seller.locator(".figure-card a").first.click()
    expect(seller.locator(".coach-list li").first).to_be_visible()
