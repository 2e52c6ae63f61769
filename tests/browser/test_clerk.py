"""A clerk at the desk, mostly by keyboard."""

import re
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook
from tests.browser.ways import by_day

pytestmark = pytest.mark.browser


def first_cells(page: Page) -> list[str]:
    return page.locator("tr[data-url] td:first-child").all_inner_texts()


def test_keys_search_open_create_and_explain(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/customers/")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("上海")
    expect(page).to_have_url(re.compile("search="))
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/customers/\d+/"))
    page.go_back()
    expect(page.locator("[data-search]")).to_have_value("上海")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/customers/new/"))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type("invoic")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/invoices/"))


def test_a_list_is_narrowed_sorted_paged_and_back_works(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/orders/")
    everything = page.locator("#page-count").inner_text()
    page.locator(".filters summary").click()
    page.select_option("#filter-state", "confirmed")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator(".chip")).to_contain_text("Confirmed")
    page.keyboard.press("Escape")
    narrowed = page.locator("#page-count").inner_text()
    assert narrowed != everything
    page.locator("#sort-net_amount").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Net amount")
    expect(page).to_have_url(re.compile("state=confirmed.*sort=|sort=.*state=confirmed"))
    first = first_cells(page)
    page.locator("#page-next").click()
    expect(page.locator(".list-foot")).to_contain_text("51")
    assert set(first).isdisjoint(first_cells(page))
    page.go_back()
    expect(page.locator(".list-foot")).to_contain_text("1–50")
    assert first_cells(page) == first
    page.locator(".chip a").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#page-count")).to_have_text(everything)


@by_day("english", True, False)
def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(people: Any, english: bool) -> None:
    page = people("clerk", english=english)
    page.goto("/customers/new/")
    page.fill("[name=city]", "绍兴市")
    page.fill("[name=credit_code]", "91310000MA1FL0000X")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-summary]")).to_be_focused()
    expect(page.locator("#id_name_error")).to_be_visible()
    page.locator("[data-summary] a").first.click()
    expect(page.locator("[name=name]")).to_be_focused()
    page.fill("[name=name]", "绍兴名居家具有限公司")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_credit_code_error")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("绍兴名居家具有限公司")
    expect(page.locator("[name=city]")).to_have_value("绍兴市")
    page.fill("[name=credit_code]", "91110000600037341L" if english else "")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("绍兴名居家具有限公司")
    expect(page.locator(".record-side")).to_contain_text("绍兴市")


def test_two_hands_on_one_record_lose_nothing(people: Any) -> None:
    page, other = people("clerk", english=True), people("clerk", english=True)
    page.goto("/customers/")
    address = page.locator("tr[data-url]").nth(5).get_attribute("data-url") + "edit/"
    page.goto(address)
    other.goto(address)
    other.fill("[name=address]", "人民路一号")
    other.keyboard.press("Control+Enter")
    expect(other.locator(".record-side")).to_contain_text("人民路一号")
    page.fill("[name=address]", "解放路九号")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-summary]")).to_contain_text(re.compile("else|meanwhile|changed", re.I))
    expect(page.locator("[name=address]")).to_have_value("解放路九号")
    other.reload()
    expect(other.locator(".record-side")).to_contain_text("人民路一号")


def test_what_is_in_use_stays(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/customers/1/")
    name = page.locator("h1").inner_text()
    page.locator(".page-actions summary").click()
    page.locator(".page-actions a[href$='/remove/']").click()
    page.locator(".button-stop").click()
    expect(page.locator(".notice-warning")).to_be_visible()
    page.goto("/customers/1/")
    expect(page.locator("h1")).to_have_text(name)


def test_the_export_holds_what_the_list_shows(people: Any) -> None:
    page = people("clerk", english=True)
    page.goto("/orders/?state=draft")
    shown = page.locator("#page-count").inner_text()
    page.locator(".page-actions summary").click()
    with page.expect_download() as download:
        page.locator(".page-actions a[href*='/export/']").first.click()
    rows = CalamineWorkbook.from_filelike(BytesIO(download.value.path().read_bytes())).get_sheet_by_index(0).to_python()
    assert len(rows) - 1 == int(shown.replace(",", ""))
