"""A representative's deal: entered, dragged, moved by keys, its exit tasks ticked off, and won."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.ways import told

pytestmark = pytest.mark.browser
NAME = "海棠溪畔大堂沙发"


def card(page: Page) -> Locator:
    return page.locator(".deal", has_text=NAME)


def column(page: Page, place: int) -> Locator:
    return page.locator(".deal-column").nth(place)


@told((False, False), always=True)
def test_a_deal_from_the_first_talk_to_the_win(people: Any, english: bool, phone: bool) -> None:
    page = people("rep.east", phone=phone, english=english)
    page.goto("/customers/")
    page.locator("tr[data-url] .c-title").first.click()
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    key = page.url.rstrip("/").split("/")[-1]
    page.goto(f"/opportunities/new/?customer={key}")
    page.fill("[name=name]", NAME)
    page.fill("[name=amount]", "88000")
    page.fill("[name=expected_on]", "2026-01-02")
    page.locator(".form-end .button-primary").click()
    expect(page.locator("h1")).to_have_text(NAME)

    page.goto("/opportunities/board/")
    before = int(column(page, 1).locator(".deal-count").inner_text().replace(",", ""))
    if phone:
        card(page).locator("[data-deal-menu]").click()
        page.locator(".deal-pop button").nth(1).click()
    else:
        card(page).hover()
        page.mouse.down()
        there = column(page, 1).locator(".deal-list").bounding_box()
        assert there is not None
        page.mouse.move(there["x"] + 60, there["y"] + 40, steps=6)
        page.mouse.up()
    expect(column(page, 1).locator(".deal", has_text=NAME)).to_be_visible()
    expect(page.locator("[data-deal-news]")).to_contain_text(NAME)
    expect(column(page, 1).locator(".deal-count")).to_have_text(f"{before + 1:,}")

    if not phone:
        card(page).focus()
        page.keyboard.press("Shift+ArrowRight")
        expect(column(page, 2).locator(".deal", has_text=NAME)).to_be_focused()
        page.keyboard.press("Shift+ArrowLeft")
        expect(column(page, 1).locator(".deal", has_text=NAME)).to_be_focused()

    card(page).locator(".deal-name").evaluate("a => a.click()")
    expect(page.locator("h1")).to_have_text(NAME)
    page.goto(page.url.split("?")[0] + "course/")
    page.locator(".course-tick[aria-pressed=false]").first.click()
    expect(page.locator(".course-tick[aria-pressed=true]")).to_have_count(1)
    page.locator(".course-tick[aria-pressed=false]").first.click()
    expect(page.locator(".course-steps li").nth(2)).to_have_attribute("aria-current", "step")

    page.goto(page.url.replace("/course/", "/win/"))
    page.fill("[name=amount]", "86500")
    page.locator(".form-end .button-primary").click()
    expect(page.locator(".head-figures")).to_contain_text("86,500.00")
    expect(page.locator(".head-name .state-good")).to_be_visible()
