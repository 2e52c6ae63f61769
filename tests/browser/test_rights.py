"""The administrator edits a role, sees as a representative, asks why; the auditor reads and takes the table along."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.ways import HOW

pytestmark = pytest.mark.browser
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@HOW
def test_the_administrator_edits_a_role_and_asks_why(people: Any, english: bool, phone: bool) -> None:
    page = people("admin", english=english, phone=phone)
    page.goto("/settings/rights/")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.fill("[name=q]", "rep.east")
    page.locator(".rights-tools button").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto("/settings/rights/?view=roles")
    page.locator("tbody a", has_text=re.compile("^(Sales representative|销售代表)$")).click()
    page.locator("form[action$='/copy/'] button").click()
    expect(page).to_have_url(re.compile(r"/settings/rights/roles/\d+/$"))
    box = page.locator("input[name=f][value='crm.export_customer']")
    expect(box).not_to_be_checked()
    box.check()
    page.locator("button[value=preview]").click()
    expect(page.locator(".rights-differences li")).to_have_count(1)
    page.locator("button[value=save]").click()
    expect(page.locator("input[name=f][value='crm.export_customer']")).to_be_checked()
    assert not page.evaluate(WIDER)
    page.goto("/why/?path=/customers/")
    expect(page.locator(".why-verdict")).to_be_visible()
    assert not page.evaluate(WIDER)


def test_the_administrator_sees_as_a_representative(people: Any) -> None:
    page = people("admin", english=True)
    assert page.goto("/customers/").status == 403
    page.locator("main a[href^='/why/']").click()
    expect(page.locator(".why-verdict .state-bad")).to_be_visible()
    page.goto("/settings/rights/?q=rep.east")
    page.locator("tbody a").first.click()
    page.locator("a[href$='/see-as/']").click()
    page.fill("[name=reason]", "asked for help by telephone")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".rights-banner")).to_be_visible()
    page.goto("/customers/")
    page.locator("tr[data-url]").first.click()
    expect(page.locator(".rights-banner")).to_be_visible()
    expect(page.locator(".page-actions a[href$='/edit/']")).to_have_count(0)
    page.locator(".why-link").click()
    expect(page.locator(".why-verdict .state-good")).to_be_visible()
    page.locator(".rights-banner button").click()
    expect(page.locator(".rights-banner")).to_have_count(0)
    assert page.goto("/customers/").status == 403


def test_the_auditor_reads_and_takes_the_table_along(people: Any) -> None:
    page = people("auditor", english=False)
    page.goto("/settings/rights/?view=who&function=crm.export_customer")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.goto("/settings/rights/?view=duties")
    expect(page.locator(".rights-section").last.locator("tbody tr").first).to_be_visible()
    page.goto("/settings/rights/")
    expect(page.locator("a[href$='/grants/new/']")).to_have_count(0)
    with page.expect_download() as file:
        page.locator("a[href$='/rights/export/']").click()
    assert file.value.suggested_filename == "rights.xlsx"


def test_a_representative_names_a_substitute(people: Any) -> None:
    page = people("rep.south", english=True, phone=True)
    page.goto("/accounts/substitutions/new/")
    page.select_option("[name=substitute]", index=2)
    today = page.locator("[name=starts_on]").input_value()
    page.fill("[name=ends_on]", today)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/accounts/substitutions/\d+/"))
    assert not page.evaluate(WIDER)
