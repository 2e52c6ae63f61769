"""A clerk who lives in lists: asks in sentences, keeps views, edits in place, changes many and takes it back."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.ways import by_day

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def city_of(page: Page, row: int) -> Any:
    return page.locator("tr[data-key]").nth(row).locator('[data-edit="city"]')


@by_day("english", True, False)
def test_a_question_is_put_into_a_sentence_and_kept_as_a_view(people: Any, english: bool) -> None:
    page = people("clerk", english=english)
    page.goto("/customers/")
    page.locator(".filters [data-where-open]").click()
    tree = page.locator("[data-where-tree]")
    tree.locator(".where-leaf select").first.select_option("city")
    tree.locator(".where-asks select").first.select_option("contains")
    tree.locator(".where-values input").fill("上海")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".chip-long")).to_have_text("City contains “上海”" if english else re.compile("城市.*上海"))
    narrowed = page.locator("#page-count").inner_text()
    page.locator("#view-menu").click()
    name = "Shanghai" if english else "上海客户"
    page.fill("#view-name", name)
    page.locator(".view-form:has(#view-name) .button-primary").click()
    expect(page).to_have_url(re.compile(r"\?view=\d+$"))
    expect(page.locator(".tab[aria-current]")).to_have_text(name)
    expect(page.locator("#page-count")).to_have_text(narrowed)
    page.locator("#sort-name").click()
    expect(page.locator(".tab-changed")).to_have_count(1)
    page.locator("#view-menu").click()
    page.locator(".view-acts [value=remove]").click()
    expect(page.locator(".views .tab")).to_have_count(1)
    page.locator(".views .notice button").click()
    expect(page.locator(".tab[aria-current]")).to_have_text(name)
    page.locator("#view-menu").click()
    page.locator(".view-acts [value=remove]").click()


def test_a_cell_is_edited_where_it_stands_and_undone(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/customers/")
    before = city_of(page, 0).inner_text().removesuffix("✎").strip()
    city_of(page, 0).dblclick()
    expect(page.locator(".cell-form input[name=city]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(city_of(page, 0)).to_contain_text(before)
    page.keyboard.press("F2")
    page.locator(".cell-form input[name=city]").fill("绍兴市")
    page.keyboard.press("Enter")
    expect(city_of(page, 0)).to_contain_text("绍兴市")
    page.locator(".toast button").click()
    expect(city_of(page, 0)).to_contain_text(before)
    page.locator("tr[data-key]").first.locator("a").first.click()
    side = page.locator('dd[data-edit="credit_code"]')
    side.dblclick()
    page.locator(".cell-form input[name=credit_code]").fill("91310000MA1FL0000X")
    page.keyboard.press("Enter")
    expect(page.locator(".cell-error")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".cell-form")).to_have_count(0)


@by_day("phone", False, True)
def test_many_are_changed_after_a_look_and_changed_back(people: Any, phone: bool) -> None:
    page = people("clerk", english=True, phone=phone)
    page.goto("/customers/?sort=code")
    if phone:
        page.locator("[data-select-mode]").click()
        assert page.evaluate(FITS)
    rows = page.locator("tr[data-key]")
    rows.nth(0).locator("[data-check]").check()
    if phone:  # which has no key to hold
        rows.nth(1).locator("[data-check]").check()
        rows.nth(2).locator("[data-check]").check()
    else:
        rows.nth(2).locator("[data-check]").click(modifiers=["Shift"])
    expect(page.locator("[data-bar-count]")).to_have_text("3 selected")
    page.locator("[data-bar-change]").click()
    page.fill("[name=address]", "新路 1 号")
    expect(page.locator("#set-address")).to_be_checked()
    page.locator(".form-end .button-primary").click()
    expect(page.locator("[data-changing]")).to_have_text("3")
    assert page.evaluate(FITS)
    page.locator("[data-run]").click()
    expect(page).to_have_url(re.compile(r"/bulk-changes/\d+/"))
    assert page.evaluate(FITS)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator(".state").first).to_have_text("Undone")


def test_ten_thousand_rows_scroll_on_and_the_place_is_found_again(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/customers/?sort=code")
    for _turn in range(8):
        page.locator(".list-grid").evaluate("grid => grid.scrollTop = grid.scrollHeight")
        page.wait_for_timeout(400)
    expect(page.locator(".list-foot [data-range]")).not_to_contain_text("1–")
    assert page.locator("tr[data-key]").count() < 400
    place = page.locator(".list-foot [data-range]").inner_text()
    page.evaluate("document.elementFromPoint(600, 400).closest('tr').querySelector('a').click()")
    expect(page).to_have_url(re.compile(r"/customers/\d+/"))
    page.go_back()
    expect(page.locator(".list-foot [data-range]")).to_have_text(place)


def test_groups_open_and_columns_are_chosen(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/orders/?group=ordered_on:year")
    head = page.locator("tbody.group").first
    head.locator("[data-group-open]").click()
    expect(head.locator("tr[data-key]").first).to_be_visible()
    page.goto("/customers/")
    page.locator('[data-menu="columns"] summary').click()
    page.locator('.columns-list input[value="phone"]').uncheck()
    page.locator(".columns-panel .button-primary").click()
    expect(page.locator('th[data-column="phone"]')).to_have_count(0)
    page.locator('[data-menu="columns"] summary').click()
    page.locator(".columns-panel [name=reset]").click()
    expect(page.locator('th[data-column="phone"]')).to_have_count(1)
