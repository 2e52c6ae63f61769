"""Finding things by keyboard alone, in both languages, and on a phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
STILL = "box => Promise.all(box.getAnimations().map((one) => one.finished)).then(() => true)"


def chosen(page: Page) -> Any:
    return page.locator('#palette a[role=option][aria-selected="true"]')


@pytest.mark.parametrize("english", [True, False])
def test_the_palette_leads_anywhere_by_keyboard(people: Any, english: bool) -> None:
    page = people("clerk", english=english)
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    box = page.locator("#palette-input")
    expect(box).to_be_focused()
    expect(page.locator("#palette .search-hints")).to_be_visible()
    page.keyboard.type("shanghai")
    expect(page.locator("#palette-hits a[role=option]").first).to_be_visible()
    expect(chosen(page)).to_have_count(1)
    first = chosen(page).get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert chosen(page).get_attribute("id") != first
    expect(box).to_have_attribute("aria-activedescendant", chosen(page).get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    assert chosen(page).get_attribute("id") == first
    title = chosen(page).locator(".hit-title").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)
    # What was opened lately stands first the next time.
    page.goto("/orders/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-recent a .hit-title").first).to_have_text(title)
    page.keyboard.type("龘龖")
    expect(page.locator("#palette .palette-none")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


def test_enter_waits_for_the_answer_to_what_was_typed(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    page.keyboard.type("invoices")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/invoices/$"))


def test_letters_lead_to_places_and_never_while_typing(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/customers/")
    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile("/orders/$"))
    page.keyboard.press("/")
    page.keyboard.type("gcn?jk")
    expect(page.locator("[data-search]")).to_have_value("gcn?jk")
    expect(page.locator("#shortcuts")).not_to_be_visible()
    expect(page).to_have_url(re.compile("/orders/"))
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_contain_text("Customers")


def test_the_search_fails_in_words(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/customers/")
    page.route("**/search/**", lambda route: route.abort())
    page.keyboard.press("Control+k")
    page.keyboard.type("shanghai")
    expect(page.locator(".palette-failed")).to_contain_text("does not answer")
    page.unroute("**/search/**")
    page.keyboard.type(" ")
    expect(page.locator(".palette-failed")).not_to_be_visible()
    people.complaints.clear()  # the browser notes the broken connection, which this story asks for


def test_the_phone_has_a_sheet_over_the_whole_screen(people: Any) -> None:
    page = people("clerk", phone=True)
    page.goto("/customers/")
    page.locator("[data-palette]:visible").click()
    page.locator("#palette").evaluate(STILL)
    box = page.locator("#palette").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, 390)
    page.locator("#palette-input").fill("上海")
    expect(page.locator("#palette-hits a[role=option]").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator("[data-palette-close]").click()
    expect(page.locator("#palette")).not_to_be_visible()


def test_the_page_works_without_script(people: Any, browser: Any) -> None:
    page = people("clerk", english=True)
    plain = browser.new_context(
        base_url=people.site.url, java_script_enabled=False, storage_state=page.context.storage_state()
    )
    people.contexts.append(plain)
    quiet = plain.new_page()
    quiet.goto("/customers/")
    quiet.locator("a.finder").click()
    quiet.fill(".search-form [name=q]", "上海")
    quiet.click(".search-form button")
    expect(quiet).to_have_url(re.compile(r"/search/\?q="))
    quiet.locator(".search-hit").first.click()
    expect(quiet.locator("h1")).to_be_visible()
