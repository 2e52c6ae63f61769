"""The manager looks at the grades of the quarter, follows a point down to an order, and has a cause found out."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PATIENCE = 180


def graded(page: Page) -> None:
    """Wait until the worker has graded both quarters after the start."""
    until = time.monotonic() + PATIENCE
    page.goto("/evaluations/")
    while page.locator(".segments a").count() < 2 and time.monotonic() < until:
        time.sleep(1)
        page.reload()


@pytest.mark.parametrize("english", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_from_a_grade_down_to_its_order_and_on_to_the_cause(people: Any, english: bool) -> None:
    page = people("manager.east", english=english)
    graded(page)
    page.locator(".figure-card a").first.click()
    page.locator("tr[data-url]").first.click()
    expect(page).to_have_url(re.compile(r"/customer-evaluations/\d+/"))
    record, name = page.url, page.locator("h1").inner_text()

    bar = page.locator(".grade-bars li").first
    bar.locator("summary").click()
    expect(bar.locator(".grade-working")).to_contain_text("÷")
    bar.locator("a[href*='/documents/volume/']").click()
    expect(page.locator(".loyal-total strong")).to_contain_text("¥")
    order = page.locator(".loyal-card tbody a").first
    number = order.inner_text()
    order.click()
    expect(page.locator("h1")).to_contain_text(number)

    page.goto(record)
    page.locator("a[href*='/cause-analyses/new/']").click()
    page.select_option("[name=causes]", "competitor")
    page.fill("[name=finding]", "同城竞品降价两成")
    page.locator(".form-end .button-primary").click()
    expect(page).to_have_url(re.compile(r"/cause-analyses/\d+/"))
    expect(page.locator(".record-side")).to_contain_text("同城竞品降价两成")
    assert name.split(" · ")[0] in page.locator("h1").inner_text()
