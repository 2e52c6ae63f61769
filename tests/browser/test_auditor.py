"""The auditor's story: who saw a customer, everything one person did, before and after, an alert, and the seals."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.ways import told

pytestmark = pytest.mark.browser

WORDS = {
    True: {"seen": "Who saw this", "check": "Check the trail now", "reveal": "Reveal"},
    False: {"seen": "谁看过", "check": "立即校验", "reveal": "查看"},
}
CURIOUS = {(True, False): "service", (False, False): "rep.east", (True, True): "rep.south", (False, True): "ka"}
"""An alert is raised once for a person, so each telling of the story has its own."""


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def open_customer(page: Page) -> str:
    """The first customer that this person sees; its address."""
    page.goto("/customers/")
    address = page.locator("tr[data-url]").first.get_attribute("data-url") or ""
    page.goto(address)
    return address


def until(page: Page, there: Any) -> None:
    """Look again until it is there: reads are written about a second after they happen."""
    for _turn in range(90):
        if there.count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    expect(there).to_be_visible()


@told((True, False), always=True)
def test_the_auditor_follows_who_saw_and_did_what(people: Any, english: bool, phone: bool) -> None:
    address = open_customer(people("rep.east", english=english))
    page = people("auditor", english=english, phone=phone)
    page.goto(address)
    if phone:
        page.locator(".record-side summary").first.scroll_into_view_if_needed()
    link = page.locator("a[href^='/settings/reads/?']").first
    expect(link).to_contain_text(WORDS[english]["seen"])
    page.goto(link.get_attribute("href") or "")
    until(page, page.locator("#list-body", has_text=re.compile("林晓帆|rep.east|Lin")))
    fits(page)
    page.goto(page.locator("tr[data-url]").first.get_attribute("data-url") or "")
    page.goto("/settings/trail/person/")
    page.select_option("[name=user]", label=page.locator("[name=user] option", has_text="(rep.east)").inner_text())
    page.locator(".trail-ask button").click()
    expect(page.locator(".trail-event").first).to_be_visible()
    expect(page.locator(f".trail-event a[href='{address}']").first).to_be_visible()
    fits(page)
    page.locator(".tabs a[href*='only=saw']").click()
    expect(page).to_have_url(re.compile("only=saw"))
    until(page, page.locator(".trail-event[data-group=saw]").first)


@told((False, True), always=True)
def test_before_and_after_and_the_seals(people: Any, english: bool, phone: bool) -> None:
    page = people("auditor", english=english, phone=phone)
    page.goto("/settings/audit/?verb=create")
    page.locator("tr[data-url]").first.wait_for()
    page.goto(page.locator("tr[data-url]").first.get_attribute("data-url") or "")
    expect(page.locator(".compare tbody tr").first).to_be_visible()
    for _ in range(120):  # rows are sealed a moment after they were written; those of a new company take longer
        if page.locator(".seal code").count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    expect(page.locator(".seal code")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    fits(page)
    page.goto("/settings/trail/")
    fits(page)
    expect(page.get_by_role("button", name=WORDS[english]["check"])).to_be_visible()
    page.get_by_role("button", name=WORDS[english]["check"]).click()
    expect(page).to_have_url(re.compile(r"/settings/jobs/\d+/"))
    expect(page.locator(".job-log")).to_be_visible(timeout=180_000)
    page.goto("/settings/trail/")
    expect(page.locator(".trail-checks .tone-good").first).to_be_visible()


@pytest.mark.parametrize("phone", [False, True])
def test_finance_reveals_a_number_by_one_click(people: Any, phone: bool) -> None:
    page = people("finance", english=True, phone=phone)
    open_customer(page)
    if phone:
        page.locator(".record-side summary").first.click()
    number = page.locator(".record-side .reveal").first
    expect(number).to_contain_text("••••")
    number.locator("a").click()
    expect(page.locator(".record-side .revealed .num").first).to_have_text(re.compile(r"^[\d+ -]{7,}$"))
    auditor = people("auditor", english=True)
    auditor.goto("/settings/audit/?verb=reveal")
    expect(auditor.locator("tr[data-url]").first).to_be_visible()


@told((True, False), always=True)
def test_many_refusals_raise_an_alert_that_is_worked_off(people: Any, english: bool, phone: bool) -> None:
    tries = people(CURIOUS[english, phone], english=english)
    for number in range(22):
        tries.request.get(f"/customers/{10**7 + number}/")
    page = people("auditor", english=english, phone=phone)
    page.goto("/settings/alerts/?kind=refusals&state=open")
    until(page, page.locator("tr[data-url]").first)
    fits(page)
    page.goto(page.locator("tr[data-url]").first.get_attribute("data-url") or "")
    expect(page.locator(".trail-facts")).to_contain_text("/customers/")
    fits(page)
    page.goto(f"{page.url}edit/")
    page.select_option("[name=state]", "closed")
    page.locator("form .button-primary").first.click()
    expect(page.locator(".field-error, .notice-bad").first).to_be_visible()
    page.fill("[name=comment]", "Asked; a broken bookmark.")
    page.locator("form .button-primary").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/settings/alerts/\d+/$"))
