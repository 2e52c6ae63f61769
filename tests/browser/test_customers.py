"""A new customer: seen to be like one that is there, then its people, one of whom is followed by another."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.ways import told

pytestmark = pytest.mark.browser


def enter(page: Page, name: str, *, role: str, attitude: str, chief: str = "") -> None:
    """Somebody who has a say, from the customer's page and back to it."""
    page.locator(".table-end a[href*='/stakeholders/new/'], .table-none a[href*='/stakeholders/new/']").first.click()
    page.fill("[name=name]", name)
    page.select_option("[name=role]", role)
    page.select_option("[name=attitude]", attitude)
    if chief:
        page.select_option("[name=reports_to]", label=chief)
    page.locator(".form-end .button-primary").click()
    expect(page.locator("h1")).to_have_text(name)
    page.locator(".record-side a[href*='/customers/'], .fields a[href*='/customers/']").first.evaluate("a => a.click()")
    page.locator(".tabs a[href='?tab=stakeholders']").click()


@told((False, True), always=True)
def test_a_customer_and_who_has_a_say(people: Any, english: bool, phone: bool) -> None:
    page = people("rep.east", phone=phone, english=english)
    page.goto("/customers/")
    known = page.locator("tr[data-url] .c-title").first.inner_text()

    page.goto("/customers/new/")
    page.fill("[name=name]", known)
    expect(page.locator("#possible-customers")).to_contain_text(known)
    page.fill("[name=name]", "海棠溪畔康养度假村")
    page.fill("[name=potential]", "260000")
    page.locator(".form-end .button-primary").click()
    expect(page.locator("h1")).to_have_text("海棠溪畔康养度假村")
    expect(page.locator(".record-side")).to_contain_text("260,000.00")

    page.locator(".tabs a[href='?tab=stakeholders']").click()
    enter(page, "林远山", role="economic", attitude="champion")
    enter(page, "陈静", role="technical", attitude="sceptic", chief="林远山")
    picture = page.locator(".relations-narrow svg" if phone else ".relations-wide > svg").first
    expect(picture.locator("a")).to_have_count(2)
    expect(picture.locator("polyline")).to_have_count(1)

    picture.locator("a", has_text="陈静").click()
    expect(page.locator("h1")).to_have_text("陈静")
    page.locator("a[href$='/successor/']").evaluate("a => a.click()")
    page.fill("[name=name]", "王磊")
    page.select_option("[name=attitude]", "supporter")
    page.locator(".form-end .button-primary").click()
    expect(picture.locator("a", has_text="王磊")).to_be_visible()
    expect(picture.locator("a", has_text="陈静")).to_have_count(0)
    expect(page.locator(".relations-past li")).to_contain_text("陈静")
    expect(page.locator(".relations-past li")).to_contain_text("王磊")
    expect(page.locator(".timeline")).to_contain_text("王磊")
