"""From a figure of the market to a signed quota, and from a red pace to an improvement card, in both languages.

The director finds, decides, spreads and publishes; the manager talks; the representative answers and signs on a phone.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.ways import by_day

pytestmark = pytest.mark.browser

TEAM, REP = re.compile("华东销售一组|East China Team 1"), re.compile("林晓帆|Lin Xiaofan")
LANGUAGES = by_day("english, year", (False, 2028), (True, 2029))


def primary(page: Page, within: str = "main") -> None:
    page.locator(f"{within} .button-primary").first.click()


def finds_what_the_industry_sold(page: Page) -> None:
    page.goto("/market/collect/")
    page.check("[name=kind][value=industry_sales]")
    page.fill("[name=value]", "98000000")
    page.check("[name=length][value=year]")
    page.locator("[name=region]").select_option(index=2)
    page.fill("[name=source]", "Chamber of furniture, 2026")
    primary(page, ".form-end")
    expect(page.locator(".collect-last li").first).to_contain_text("98,000,000")


def opens_a_plan(page: Page, name: str, year: int) -> str:
    """A plan of one team for a year that nobody planned yet; answers with its key."""
    page.goto("/planning/plans/new/")
    page.fill("[name=name]", name)
    team = page.locator("[name=unit] option", has_text=TEAM).first
    page.locator("[name=unit]").select_option(value=team.get_attribute("value"))
    lists = page.locator("[name=starts_on] + .month-lists select")
    lists.filter(has=page.locator(f"option[value='{year}']")).select_option(str(year))
    lists.filter(has=page.locator("option[value='12']")).select_option("1")
    primary(page, ".form-end")
    expect(page.locator("h1")).to_have_text(name)
    return page.url.rstrip("/").rsplit("/", 1)[1]


def decides_on_a_target(page: Page, key: str) -> None:
    page.goto(f"/planning/plans/{key}/targets/")
    primary(page, ".empty-actions")
    expect(page.locator(".method-card")).to_have_count(7)
    worked = page.locator(".method-card:has(.method-ideal)")
    expect(worked).to_have_count(1)  # a team's books give its growth; what is missing of its market is entered
    page.locator(".method-card a[href*='method=share']").click()
    for field, value in (("industry_forecast", "98000000"), ("industry_0", "90000000")):
        page.fill(f"[name='v:{field}']", value)
        page.fill(f"[name='r:{field}']", "Chamber of furniture")
    primary(page, ".method-end")
    expect(worked).to_have_count(2)
    page.fill("[name=realistic]", "12000000")
    page.fill("[name=ideal]", "13000000")
    page.fill("[name=reason]", "A hotel project and two show rooms.")
    primary(page, ".decision-form")
    expect(page.locator(".target-big").first).to_contain_text(re.compile("1,200|12,000"))  # ten thousands, or thousands


def spreads_it(page: Page, key: str) -> None:
    page.goto(f"/planning/plans/{key}/board/")
    page.locator("[name=frame]").select_option(value="person-month")
    primary(page, ".draft-form")
    cell, state = page.locator("#cell-0-0"), page.locator("[data-state]")
    expect(page.locator("#cell--1--1")).to_have_text("12,000,000")
    page.locator("[data-menu-holds] summary").click()
    page.locator("[data-holds] input[value=total]").check()
    cell.click()
    page.keyboard.type("20%r")
    page.keyboard.press("Enter")
    expect(state).not_to_have_attribute("data-busy", "")
    page.keyboard.type(">=100000")
    page.keyboard.press("Enter")
    expect(page.locator("#cell-1-0")).to_have_attribute("data-floor", "")
    expect(page.locator("#cell--1--1")).to_have_text("12,000,000")
    primary(page, ".board-choose")
    expect(page.locator(".draft .badge.tone-good")).to_be_visible()


def looks_back(page: Page, key: str) -> None:
    page.goto(f"/planning/plans/{key}/retrospective/")
    for field in page.locator("form.form textarea").all():
        field.fill("Two projects grew; the dealers stood still.")
    primary(page, ".form-end")


def moves_on(page: Page, key: str, to: str) -> None:
    if not page.url.endswith(f"/plans/{key}/quotas/"):
        page.goto(f"/planning/plans/{key}/quotas/")
    menu = page.locator("details.menu").filter(has=page.locator(f"input[name=to][value={to}]"))
    menu.locator("summary").click()
    menu.locator("form .button-primary").click()
    expect(page.locator(f".plan-step[data-step={to}]")).to_have_attribute("aria-current", "step")


def answers(phone: Page, key: str, *, counters: bool) -> None:
    phone.goto(f"/planning/mine/?plan={key}")
    if not counters:
        phone.locator(".mine-acts form .button-primary").first.tap()
        expect(phone.locator(".said li")).not_to_have_count(0)
        return
    phone.locator(".mine-counter summary").tap()
    phone.fill("[name=figure]", "3000000")
    phone.fill("[name=reason]", "Two dealers close this year")
    phone.locator(".mine-counter .button-primary").tap()
    expect(phone.locator(".said")).to_contain_text("Two dealers close this year")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def fixes(manager: Page, key: str, *, countered: bool) -> None:
    """The manager settles what was said; who named no other figure only waits for the step."""
    manager.goto(f"/planning/plans/{key}/quotas/")
    card = manager.locator(".counter", has_text=REP)
    expect(card).to_have_count(1 if countered else 0)
    if countered:
        expect(card).to_contain_text("¥3,000,000.00")
        card.locator("[name=figure]").fill("3100000")
        card.locator("[name=text]").fill("Half the loss, with the hotel project")
        card.locator(".button-primary").click()
        expect(manager.locator(".quota-rows tr", has_text=REP)).to_contain_text("3,100,000.00")


def signs(phone: Page, manager: Page, key: str) -> None:
    phone.goto("/")
    phone.locator(f".waiting-list a[href$='?plan={key}']").tap()
    phone.locator(".mine-answer .button-primary").tap()
    expect(phone.locator(".mine .notice-good")).to_be_visible()
    manager.goto("/planning/quota-talks/?plan=" + key)
    expect(manager.locator("tr[data-url]", has_text=REP)).to_contain_text(re.compile("已签收|已签|Signed"))


@LANGUAGES
def test_a_market_figure_becomes_a_signed_quota(people: Any, english: bool, year: int) -> None:
    director = people("director", english=english)
    finds_what_the_industry_sold(director)
    key = opens_a_plan(director, f"Team {year}", year)
    decides_on_a_target(director, key)
    spreads_it(director, key)
    looks_back(director, key)
    director.goto(f"/planning/plans/{key}/quotas/")
    director.locator("[action$='/draw-up/'] button").click()
    expect(director.locator(".quota-rows tbody tr").first).to_be_visible()
    moves_on(director, key, "talk")

    phone, manager = people("rep.east", phone=True, english=english), people("manager.east", english=english)
    answers(phone, key, counters=english)
    fixes(manager, key, countered=english)
    for step in ("fix", "meeting"):
        moves_on(director, key, step)
    director.goto(f"/planning/plans/{key}/meeting/")
    expect(director.locator(".wall-goal strong")).to_contain_text("10," if english else "1,200")
    moves_on(director, key, "published")
    signs(phone, manager, key)


@LANGUAGES
def test_a_red_pace_becomes_a_checked_improvement_card(people: Any, english: bool, year: int) -> None:
    page = people("director", english=english)
    page.goto("/planning/pace/")
    expect(page.locator(".figure-card")).to_have_count(7)
    page.locator(".question details summary").first.click()
    page.locator(".question a", has_text=re.compile("东北大区|Northeast China Office")).first.click()
    expect(page.locator(".pace-cause.is-red")).to_be_visible()
    expect(page.locator(".pace-sides .chart svg").first).to_be_visible()

    page.locator("a[href*='/improvements/new/']").first.click()
    expect(page.locator("[name=what]")).not_to_have_value("")
    page.fill("[name=why]", "Dealers stopped buying for show rooms.")
    page.fill("[name=how]", "Give ten of them a show room on loan.")
    page.fill("[name=measure]", "Ten show rooms by the end of the month")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".record-side")).to_contain_text("Ten show rooms")
    if not english:
        return
    page.get_by_role("button", name="Carry out").click()
    page.get_by_role("link", name="Check", exact=True).click()
    page.fill("[name=result]", "Seven dealers ordered again.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".record-side")).to_contain_text("Seven dealers ordered again.")
    expect(page.locator(".state").first).to_have_text(re.compile("Checked", re.I))
