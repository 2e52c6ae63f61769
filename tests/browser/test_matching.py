"""A manager decides whose a customer is, makes the two records one, and takes that back."""

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.ways import told

pytestmark = pytest.mark.browser


@told((False, True), always=True)
def test_a_manager_decides_a_case_merges_and_undoes(people: Any, english: bool, phone: bool) -> None:
    page = people("manager.east", phone=phone, english=english)
    page.goto("/collision-cases/?state=open")
    page.locator("tr[data-url]", has_text="CC-0001").locator("a").first.evaluate("a => a.click()")
    expect(page.locator(".sides-table tbody tr")).not_to_have_count(0)
    page.locator("a[href$='/decide/']").first.evaluate("a => a.click()")
    page.fill("[name=reason]", "先拜访、先成交")
    page.locator(".form-end .button-primary").click()
    expect(page.locator(".sides .notice")).to_contain_text("先拜访、先成交")

    page.locator(".sides a[href*='/customers/merge/']").click()
    expect(page.locator(".merge-record")).to_have_count(2)
    page.fill("[name=reason]", "同一家")
    page.locator(".form-end .button-primary").click()
    expect(page.locator(".moves")).to_be_visible()
    merged = page.url

    page.locator("form[action$='/do/undo/'] button").first.evaluate("b => b.click()")
    expect(page).to_have_url(merged)
    expect(page.locator(".moves h2")).to_have_count(1)
