"""The director spreads the coming year on the board: types, locks, keeps, pastes, undoes, in both languages."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def figure(page: Page, row: int, column: int) -> int:
    """The whole amount that a cell shows."""
    return int(re.sub(r"[^\d-]", "", page.inner_text(f"#cell-{row}-{column}")) or 0)


def settled(page: Page) -> None:
    expect(page.locator("[data-state]")).not_to_have_attribute("data-busy", "")


def paste(page: Page, text: str) -> None:
    """What a spreadsheet leaves on the clipboard."""
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        "document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data})); }",
        text,
    )
    settled(page)


def test_the_director_spreads_the_coming_year(people: Any) -> None:
    page = people("director", english=True)
    page.goto("/planning/plans/")
    page.locator("tbody a, .card a").filter(has_text="2027").first.click()
    page.goto(page.url.rstrip("/") + "/board/")
    page.locator(".draft .menu > summary").first.click()
    page.locator(".draft [action$='/copy/'] button").first.click()
    expect(page.locator("#cell-0-0")).to_be_visible()
    row, column, total = figure(page, 0, -1), figure(page, -1, 0), figure(page, -1, -1)

    page.click("#cell-0-0")
    page.keyboard.type("2000000")
    live = figure(page, 0, -1)
    assert live != row  # sums move while typing
    page.keyboard.press("Enter")
    settled(page)
    assert figure(page, 0, 0) == 2_000_000
    assert figure(page, 0, -1) == live

    page.keyboard.press("ArrowUp")
    page.keyboard.press("l")
    settled(page)
    expect(page.locator("#cell-0-0")).to_have_attribute("data-lock", "1")
    page.locator("[data-menu-spread] summary").click()
    page.locator("[data-menu-spread] [data-spread=equal]").click()
    settled(page)
    assert figure(page, 0, 0) == 2_000_000
    assert abs(figure(page, 5, 3) - figure(page, 6, 3)) <= 1

    page.click("#cell-3-1")
    before = figure(page, 3, 1)
    paste(page, "1000\tabc\n2000\t+5%")
    expect(page.locator("[data-trouble]")).to_contain_text("abc")
    assert figure(page, 3, 1) == before
    paste(page, "1000\t3000\n2000\t+5%")
    assert (figure(page, 3, 1), figure(page, 4, 1)) == (1_000, 2_000)

    for _ in range(4):  # the paste, the spread, the lock, the figure
        page.keyboard.press("Control+z")
        settled(page)
    assert (figure(page, 0, -1), figure(page, -1, 0), figure(page, -1, -1)) == (row, column, total)

    page.click("#cell-0--1")
    page.locator("[data-menu-holds] summary").click()
    page.locator("[data-holds] input[value=total]").check()
    page.click("#cell-0--1")
    page.keyboard.type("+10%")
    page.keyboard.press("Enter")
    settled(page)
    assert abs(figure(page, 0, -1) - row * 1.1) <= 1
    assert figure(page, -1, -1) == total

    chinese = people("director", phone=True)
    chinese.goto(page.url)
    expect(chinese.locator(".board-card").first).to_be_visible()
    chinese.locator(".board-card summary").nth(1).click()
    chinese.locator(".board-card-cell").nth(1).click()
    chinese.fill("[data-sheet-input]", "88万")
    chinese.locator("[data-sheet] button[value=ok]").click()
    settled(chinese)
    expect(chinese.locator(".board-card-cell .num").nth(1)).to_have_text("880,000")
