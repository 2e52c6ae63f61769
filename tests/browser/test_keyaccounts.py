"""A key-account month: self-check, shops of the week, rolling plan, review, and the paper for the customer."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.ways import told

pytestmark = pytest.mark.browser
PLACES = {(False, False): 1, (True, True): 3, (False, True): 2}
"""Whose month is told in which way: each has one review to close."""
NEXT = (date.today().replace(day=1) + timedelta(days=32)).replace(day=1)


def act(page: Page, name: str) -> None:
    """Press a button of the record, in the menu where it stands there."""
    button = page.locator(f"form[action$='/do/{name}/'] button").first
    if not button.is_visible():
        page.locator(".page-actions details.menu > summary").click()
    button.click()


@told((False, False))
def test_a_key_account_month(people: Any, english: bool, phone: bool) -> None:
    place = PLACES.get((english, phone))
    if place is None:
        pytest.skip("the sample company has three accounts with a review to close")
    page = people("ka", english=english, phone=phone)
    page.goto("/key-accounts/")
    expect(page.locator("#plans li")).not_to_have_count(0)
    agreement = f"/agreements/{place}/"

    page.goto(agreement)
    act(page, "check")
    page.goto(f"{agreement}?tab=check")
    term = page.locator(".ka-terms li").first
    term.locator("summary").click()
    expect(term.locator(".ka-working")).to_contain_text("÷")
    term.locator(".ka-documents a").first.click()
    expect(page).to_have_url(re.compile(r"/orders/\d+/"))

    page.goto("/store-opportunities/week/")
    chance = page.locator(".ka-chances li").filter(has=page.locator("form.ka-close")).first
    record = chance.locator("a").first.get_attribute("href")
    chance.locator("[name=result]").fill("1,280")
    chance.locator("button[value=done]").click()
    expect(page.locator(".ka-chances li").filter(has=page.locator(f"a[href='{record}']"))).to_contain_text("1,280")

    page.goto(f"/rolling-plans/new/?agreement={place}&month={NEXT}")
    page.locator(".form-end .button-primary").click()
    expect(page).to_have_url(re.compile(r"/rolling-plans/\d+/"))
    page.locator("a[href$='/grid/']").last.click()
    cell = page.locator("[data-ka-grid] tbody tr").first.locator("input[name^='a-']").first
    cell.fill("12345.60")
    cell.press("Enter")
    page.locator(".ka-grid-form .button-primary").click()
    expect(page.locator(".tab-body")).to_contain_text("12,345.60")
    act(page, "submit")
    expect(page.locator("form[action$='/do/submit/']")).to_have_count(0)

    page.goto(f"/monthly-reviews/?state=open&agreement={place}")
    page.goto(str(page.locator("[data-url^='/monthly-reviews/']").first.get_attribute("data-url")))
    expect(page).to_have_url(re.compile(r"/monthly-reviews/\d+/"))
    act(page, "close")
    expect(page.locator("form[action$='/do/close/']")).to_have_count(0)

    answer = page.request.get(f"{agreement}business-review/?format=pdf")
    assert answer.ok
    assert answer.body()[:5] == b"%PDF-", answer.headers
