"""A representative with a telephone between two visits."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def choose(page: Page, field: str, typed: str) -> None:
    """Type into a reference and take the first match."""
    page.locator(field).click()
    page.locator(field).press_sequentially(typed, delay=20)
    page.locator("#picks [role=option]").first.tap()
    expect(page.locator("#picks")).to_be_hidden()


def test_the_day_from_home_to_a_note(people: Any) -> None:
    page = people("rep.east", phone=True)
    page.goto("/")
    expect(page.locator(".tabs-phone a")).to_have_count(4)
    page.locator(".tabs-phone a[href='/customers/']").tap()
    cards = page.locator("tr[data-url]")
    expect(cards.first).to_be_visible()
    expect(page.locator("table.rows thead")).to_have_css("position", "absolute")

    name = cards.nth(2).locator(".c-title").inner_text()
    page.fill("[data-search]", name[:6])
    expect(page).to_have_url(re.compile("search="))
    expect(cards.first.locator(".c-title")).to_contain_text(name[:6])
    cards.filter(has_text=name).first.tap()
    expect(page.locator("h1")).to_have_text(name)

    note = "老板同意下周看样,带上新款沙发的色卡 🪑"
    page.fill("textarea[name=text]", note)
    page.locator(".note-form button").tap()
    expect(page.locator(".event-note").first).to_have_text(note)
    expect(page.locator("textarea[name=text]")).to_have_value("")


def test_an_order_of_two_lines_is_entered_and_confirmed(people: Any) -> None:
    page = people("rep.east", phone=True, dark=True, english=True)
    page.goto("/customers/")
    customer = page.locator("tr[data-url] .c-title").first.inner_text()
    page.locator(".tab-plus").tap()
    page.locator("#create-sheet a[href='/orders/new/']").tap()
    choose(page, "[name=customer]", customer[:5])
    choose(page, "[name=lines-0-product]", "沙发")
    page.fill("[name=lines-0-quantity]", "2")
    page.fill("[name=lines-0-unit_price]", "1234.50")
    page.locator("[data-add-line]").tap()
    choose(page, "[name=lines-1-product]", "餐椅")
    page.fill("[name=lines-1-quantity]", "10")
    page.fill("[name=lines-1-unit_price]", "358")
    page.locator(".form-end .button-primary").tap()

    expect(page.locator(".head .state")).to_have_text("Draft")
    expect(page.locator(".head-figures")).to_contain_text("6,049.00")
    number = page.locator("h1").inner_text()
    page.locator(".page-actions form .button-primary").tap()
    expect(page.locator(".head .state")).to_have_text("Confirmed")
    page.locator(".tabs-phone a[href='/orders/']").tap()
    expect(page.locator("tr[data-url]", has_text=number)).to_contain_text("6,049.00")


def test_only_own_customers_are_there_and_others_do_not_exist(people: Any) -> None:
    page = people("rep.east", phone=True, english=True)
    page.goto("/customers/")
    owners = set(page.locator("tr[data-url] .c-sub").all_inner_texts())
    assert len(owners) == 1

    director = people("director", english=True)
    director.goto("/customers/")
    theirs = [
        row.get_attribute("data-url")
        for row in director.locator("tr[data-url]").all()
        if owners.isdisjoint(row.locator(".c-sub").all_inner_texts())
    ]
    answer = page.goto(theirs[0])
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("Not found")
    expect(page.locator(".empty-actions a").first).to_be_visible()
    expect(page.locator(".tabs-phone")).to_be_visible()
