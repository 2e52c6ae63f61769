"""A representative works through a call list with the keyboard alone: result, call back, taken back, put off."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("english", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_call_list_by_keyboard(people: Any, english: bool) -> None:
    page = people("rep.east", english=english)
    page.goto("/call-lists/?search=唤醒")
    page.get_by_role("link", name="老客户唤醒：半年未下单").first.click()
    page.goto(re.sub(r"(/call-lists/\d+/).*", r"\1work/", page.url))
    press = page.keyboard.press
    name = page.locator("#call-name")
    if name.count() == 0:
        expect(page.locator(".call-begin")).to_be_focused()
        press("Enter")
    expect(name).to_be_visible()
    first = name.inner_text()

    press("n")
    expect(page.locator("#id_note")).to_be_focused()
    page.keyboard.type("1 楼没人接，总机转不过去")  # a digit in a note chooses nothing
    press("Escape")
    press("1")
    expect(name).not_to_have_text(first)
    second = name.inner_text()

    press("2")  # call back: it asks when
    expect(page.locator("[data-time]").first).to_be_focused()
    press("3")
    expect(name).not_to_have_text(second)
    third = name.inner_text()

    press("u")
    expect(name).to_have_text(second)
    expect(page.locator("body")).to_contain_text("was taken back" if english else "已撤回")
    press("2")
    press("1")
    expect(name).to_have_text(third)
    press("s")
    expect(name).not_to_have_text(third)

    page.goto(re.sub(r"work/.*", "?tab=report", page.url))
    expect(page.locator(".call-finding")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
