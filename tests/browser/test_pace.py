"""A red pace: the manager sees who carries the gap, opens an improvement card from it and checks it."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_red_pace_becomes_a_checked_improvement_card(people: Any) -> None:
    page = people("director", english=True)
    page.goto("/planning/pace/")
    expect(page.locator(".figure-card")).to_have_count(7)
    page.locator(".question details summary").first.click()
    page.get_by_role("link", name="Northeast China Office", exact=True).click()
    expect(page.locator(".pace-cause.is-red")).to_be_visible()
    expect(page.locator(".pace-sides .chart svg").first).to_be_visible()

    page.get_by_role("link", name="Open improvement card").click()
    expect(page.locator("[name=what]")).to_have_value(re.compile("behind the plan to date"))
    page.fill("[name=why]", "Dealers stopped buying for show rooms.")
    page.fill("[name=how]", "Give ten of them a show room on loan.")
    page.fill("[name=measure]", "Ten show rooms by the end of the month")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".record-side")).to_contain_text("Ten show rooms")
    page.get_by_role("button", name="Carry out").click()

    page.get_by_role("link", name="Check", exact=True).click()
    page.fill("[name=result]", "Seven dealers ordered again.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".record-side")).to_contain_text("Seven dealers ordered again.")
    expect(page.locator(".state").first).to_have_text(re.compile("Checked", re.I))
