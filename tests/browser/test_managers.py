"""Those who look after others' work: the director's way down the figures, personnel, administration, audit, finance."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def select(page: Page, name: str, number: int = 1) -> None:
    page.select_option(f"[name={name}]", index=number)


def test_the_director_follows_a_figure_down_to_the_lines(people: Any) -> None:
    page = people("director", english=True)
    page.goto("/")
    expect(page.locator(".figure-value a").first).to_be_visible()
    page.locator("main a[href*='by=region']").first.click()
    for level in ("unit", "person", "customer"):
        page.locator("main table tbody th a, main table tbody td:first-child a").first.click()
        expect(page).to_have_url(re.compile(f"by={level}"))
        expect(page).to_have_url(re.compile("region="))
    page.locator("main table tbody th a, main table tbody td:first-child a").first.click()
    expect(page).to_have_url(re.compile(r"/orders/\?.*customer=\d+"))
    orders = page.url
    page.locator("tr[data-url]").first.click()
    expect(page.locator(".tab[aria-current]")).to_contain_text("Lines")
    expect(page.locator(".tab-body tbody tr").first).to_be_visible()
    page.go_back()
    expect(page).to_have_url(orders)
    page.go_back()
    expect(page).to_have_url(re.compile("by=customer"))
    page.go_back()
    expect(page).to_have_url(re.compile("by=person"))


def test_a_new_employee_moves_to_another_unit(people: Any) -> None:
    page = people("hr", english=True)
    page.goto("/employees/new/")
    page.fill("[name=number]", "Y9001")
    page.fill("[name=name]", "顾清和")
    select(page, "unit", 3)
    select(page, "position", 1)
    page.fill("[name=base_pay]", "9800")
    page.fill("[name=hired_on]", "2026-03-02")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("顾清和")
    page.locator(".page-actions a.button-primary").click()
    select(page, "unit", 5)
    page.keyboard.press("Control+Enter")
    page.locator(".tab[href*='assignments']").click()
    expect(page.locator(".tab-body tbody tr")).to_have_count(2)


def test_the_administrator_lets_somebody_in_and_out(people: Any) -> None:
    page = people("admin", english=True)
    page.goto("/accounts/users/new/")
    page.fill("[name=username]", "new.hand")
    page.fill("[name=display_name]", "温知夏")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("温知夏")
    page.locator(".tab-body a.button").click()
    page.select_option("[name=role]", index=2)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/accounts/grants/\d+/"))
    page.goto("/accounts/users/?search=new.hand")
    page.locator("tr[data-url]").first.click()
    expect(page.locator(".tab-body tbody tr")).to_have_count(1)
    page.locator(".page-actions summary").click()
    page.locator(".page-actions a[href$='/leave/']").click()
    page.locator(".form-end .button-primary").click()
    expect(page.locator(".record-side")).to_contain_text(re.compile(r"Active\s*no", re.I))


def test_the_auditor_reads_and_changes_nothing(people: Any) -> None:
    page = people("auditor", english=True)
    page.goto("/settings/audit/")
    expect(page.locator("tbody tr").first).to_be_visible()
    for address in ("/settings/audit/", "/customers/", "/orders/", "/employees/"):
        page.goto(address)
        expect(page.locator("[data-key=n]")).to_have_count(0)
    page.goto("/customers/1/")
    expect(page.locator(".page-actions a[href$='/edit/'], .page-actions a[href$='/remove/']")).to_have_count(0)
    answer = page.goto("/customers/1/edit/")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("h1")).to_have_text("You may not open this")


def test_a_receipt_settles_the_oldest_invoice(people: Any) -> None:
    page = people("finance", english=True)
    page.goto("/invoices/?state=open")
    row = page.locator("tr[data-url]").first
    page.goto(row.get_attribute("data-url") or "")
    customer = page.locator(".record-side a[href^='/customers/']").first
    address, name = customer.get_attribute("href") or "", customer.inner_text()
    page.goto(f"{address}?tab=invoices")
    before = page.locator(".tab-body").inner_text()
    page.goto("/receipts/new/")
    page.locator("[name=customer]").press_sequentially(name, delay=5)
    page.locator("#picks [role=option]", has_text=name).first.click()
    page.fill("[name=amount]", "0.01")
    expect(page.locator("[name=received_on]")).not_to_have_value("")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".head-kind")).to_have_text("Receipt")
    page.goto(f"{address}?tab=invoices")
    assert page.locator(".tab-body").inner_text() != before
