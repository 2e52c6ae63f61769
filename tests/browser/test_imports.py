"""A clerk brings 200 customers of which three are wrong, corrects them on the page, imports, and takes all back."""

import csv
import io
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.ways import told

pytestmark = pytest.mark.browser
PATIENCE = 120_000
"""Milliseconds until the worker has had its turn on a busy machine."""
HEAD = ["客户编码", "客户名称", "省份", "所属部门", "合作日期", "主营范围"]
RIGHT = {"所属部门": "SALES", "合作日期": "2025-01-02"}
WRONG = {17: ("所属部门", "没有这个部门"), 90: ("合作日期", "去年"), 151: ("客户名称", "")}


def file_of(mark: str) -> dict[str, Any]:
    """200 customers of their own, in the encoding of a Chinese spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for number in range(1, 201):
        cells = {
            "客户编码": f"{mark}{number:03}",
            "客户名称": f"{mark}酒店{number}",
            "省份": "福建",
            "主营范围": "酒店",
            **RIGHT,
        }
        if number in WRONG:
            column, value = WRONG[number]
            cells[column] = value
        writer.writerow([cells[name] for name in HEAD])
    return {"name": "客户.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode("gb18030")}


def count(page: Page, name: str) -> str:
    return page.locator(f".count-{name} .figure-value").inner_text()


@told((False, False))
def test_a_clerk_imports_corrects_and_takes_back(people: Any, phone: bool, english: bool) -> None:
    page: Page = people("clerk", phone=phone, english=english)
    mark = f"I{int(phone)}{int(english)}-"
    page.goto("/imports/new/?noun=crm.customer")
    page.set_input_files("#import-file", file_of(mark))
    expect(page.locator("[data-chosen]")).to_contain_text("KB")
    page.click(".form-end .button-primary")

    expect(page).to_have_url(re.compile(r"/imports/\d+/columns/"))
    assert page.locator("[data-slot]").evaluate_all("all => all.map(one => one.value)") == [
        "code", "name", "province", "unit", "since_on", "",
    ]  # fmt: skip
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.click("[data-import-columns] .button-primary")

    expect(page).to_have_url(re.compile("/preview/"))
    assert (count(page, "read"), count(page, "created"), count(page, "rejected")) == ("200", "197", "3")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    wrong = page.locator(".fix input[aria-invalid=true]")
    expect(wrong).to_have_count(3)
    for number, (column, _value) in WRONG.items():
        cell = page.locator(f"input[name='cell-{number + 1}-{HEAD.index(column)}']")
        cell.fill(RIGHT.get(column, f"{mark}酒店"))
    page.click(".fix-end .button")
    expect(page.locator(".count-created .figure-value")).to_have_text("200")
    assert count(page, "rejected") == "0"
    page.go_back()
    page.goto("/imports/")
    page.locator("tr[data-url] a").first.click()
    expect(page).to_have_url(re.compile("/preview/"))

    page.click("form.form-end .button-primary")
    expect(page.locator(".count-created .figure-value")).to_have_text("200", timeout=PATIENCE)
    address = page.url
    page.goto(f"/customers/?search={mark}酒店200")
    expect(page.locator("tr[data-url]")).to_have_count(1)

    page.goto(address)
    page.click(".job-actions .button-danger")
    expect(page.locator(".lead-text")).to_contain_text("200")
    page.click(".button-stop")
    expect(page.locator(".notice .icon").first).to_be_visible(timeout=PATIENCE)
    page.goto(f"/customers/?search={mark}酒店200")
    expect(page.locator("tr[data-url]")).to_have_count(0)


def test_the_start_is_prepared_step_by_step(people: Any) -> None:
    page: Page = people("director", english=True)
    page.goto("/go-live/")
    expect(page.locator(".tabs .tab")).to_have_count(5)
    page.goto("/go-live/build/")
    rows = page.locator(".golive-table tbody tr")
    names = rows.locator("th").all_inner_texts()
    assert names[0].startswith("1. Company")
    customers = page.locator("input[aria-label='Customer, Rows of the old system']")
    customers.fill("1")
    customers.press("Enter")
    expect(page.locator(".golive-table .state-bad")).to_have_count(1)
    customers.fill("")
    customers.press("Enter")
    expect(page.locator(".golive-table .state-bad")).to_have_count(0)
