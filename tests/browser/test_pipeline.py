"""The pipeline's past for whoever leads: last month's flow down to an opportunity, then the process of the best."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_manager_reads_the_flow_and_publishes_the_process_of_the_best(people: Any) -> None:
    page = people("director", english=True)
    page.goto("/pipeline/flow/?until=all")
    expect(page.locator(".flow-row.is-balance")).to_have_count(2)
    page.locator(".flow-won a, .flow-down a, .flow-up a").first.click()
    expect(page.locator("#behind tbody tr").first).to_be_visible()
    page.locator("#behind tbody tr a").first.click()
    expect(page).to_have_url(re.compile(r"/opportunities/\d+/"))
    page.goto("/pipeline/drafts/")
    expect(page.locator(".draft-step").first).to_be_visible()
    page.locator(".page-actions .button-primary").click()
    expect(page).to_have_url(re.compile(r"/pipeline/drafts/\d+/"))
    expect(page.locator("h1 + .state, .state").first).to_have_text("not published")
    page.locator(".page-actions .button-primary").click()
    expect(page.locator(".state").first).to_have_text("published")
