"""A representative takes a lead from the pool on the phone, learns how ripe it is, and makes it an opportunity."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("english", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_from_the_pool_to_the_opportunity_on_the_phone(people: Any, english: bool) -> None:
    page = people("rep.east", phone=True, english=english)
    page.goto("/leads/pool/")
    first = page.locator(".pool-one").first
    company = first.locator(".pool-name").inner_text()
    expect(first).to_contain_text("•••")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    first.get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"/leads/\d+/$"))
    expect(page.locator("h1")).to_have_text(company)
    expect(page.locator("body")).not_to_contain_text("•••")

    page.locator("#id_note").fill("电话里说了新店开业日期")
    page.locator(".lead-touch button").click()
    expect(page.locator("#touches-title + *, .lead-lines").first).to_be_visible()
    expect(page.locator("body")).to_contain_text("电话里说了新店开业日期")

    page.goto(page.url + "bant/")
    page.locator(".bant-choice", has=page.locator("#id_bant_need_2")).click()
    page.get_by_role("button", name="Save" if english else "保存", exact=True).click()
    expect(page.locator(".summary")).to_be_visible()  # confirmed by whom, it asks
    page.locator("#id_bant_need_evidence").fill("新店三月开业")
    page.get_by_role("button", name="Save" if english else "保存", exact=True).click()
    expect(page.locator(".bant-confirmed").filter(has_text="新店三月开业")).to_be_visible()

    page.goto(page.url + "qualify/")
    expect(page.locator("#id_name")).to_have_value(re.compile(re.escape(company)))
    page.locator("#id_expected_on").fill((date.today() + timedelta(days=60)).isoformat())
    page.locator(".form-end .button-primary").click()
    expect(page).to_have_url(re.compile(r"/opportunities/\d+/"))
    expect(page.locator("body")).to_contain_text(company)
