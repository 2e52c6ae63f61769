"""The manager rides along and leads the Monday meeting; the salesperson answers: one of it all on a phone."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.ways import HOW

pytestmark = pytest.mark.browser


def day(ahead: int) -> str:
    return (date.today() + timedelta(days=ahead)).isoformat()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def act(page: Page, name: str) -> None:
    """Press an action of the record, out of the menu where it stands there."""
    button = page.locator(f"form[action$='/do/{name}/'] button").first
    if not button.is_visible():
        page.locator("details.menu:has(form[action$='/do/" + name + "/']) > summary").first.click()
    button.click()


def plan(page: Page, seller: Page, turn: int) -> None:
    """Plan to ride along on a visit of the salesperson that is still to come, each time on another."""
    found = seller.request.get("/api/v1/visits?state=planned&sort=-day").json()["items"]
    page.goto(f"/joint-visits/new/?visit={found[turn]['id']}")
    page.locator("main form .button-primary").first.click()
    page.wait_for_url(re.compile(r"/joint-visits/\d+/$"))


def ride(page: Page, words: str) -> str:
    """Marks by thumb, words, one thing agreed, and the day of the check; gives the address of the record."""
    record = page.url
    page.locator("a[href$='/ride/']").first.click()
    for position in (1, 2, 3):
        page.locator(f"[name=mark-{position}][value='4']").check(force=True)
    page.fill("[name=strengths]", "开场很自然")
    page.fill("[name=improvements]", "别急着报价")
    page.fill("[name=action_text]", words)
    page.fill("[name=action_due]", day(7))
    page.locator("[name=act][value=agree]").click()
    expect(page.locator(".coach-list")).to_contain_text(words)
    assert fits(page)
    page.fill("[name=check_on]", day(14))
    page.locator("[name=act][value=finish]").click()
    expect(page).to_have_url(record)
    expect(page.locator("main")).to_contain_text("开场很自然")
    return record


def finish_again(page: Page) -> None:
    """Finished too early: take it back, and finish once more."""
    act(page, "resume")
    page.locator("a[href$='/ride/']").first.click()
    page.locator("[name=act][value=finish]").click()
    expect(page.locator(".coach-steps .is-now")).to_have_count(1)


def reply(page: Page, record: str, words: str) -> None:
    """The salesperson reads it and finds the action among the tasks."""
    page.goto(record)
    page.fill("#own-view [name=text]", "同意，下次先问")
    page.locator("#own-view button").click()
    expect(page.locator("#own-view .quiet").first).to_be_visible()
    page.goto("/tasks/")
    expect(page.locator("main")).to_contain_text(words)


def prepare(page: Page) -> None:
    """The meeting that is prepared, or the next one after the last that was closed."""
    page.goto("/meetings/?state=prepared")
    if not page.locator("tr[data-url]").count():
        page.goto("/meetings/?state=closed")
        page.locator("tr[data-url] .c-title").first.click()
        page.locator("a[href$='/next/']").click()
        page.locator("main form .button-primary").first.click()
    else:
        page.locator("tr[data-url] .c-title").first.click()
    page.wait_for_url(re.compile(r"/meetings/\d+/$"))


def meet(page: Page, words: str) -> None:
    """Last time's actions first, said and taken back, a new action, minutes, closed, passed on."""
    prepare(page)
    act(page, "hold")
    first = page.locator(".coach-last li").first
    done = first.locator("button[data-outcome=done]")
    done.click()
    expect(done).to_have_attribute("aria-pressed", "true")
    done.click()
    expect(done).to_have_attribute("aria-pressed", "false")
    page.fill("#items [name=text]", words)
    page.locator("#items form.coach-form button").click()
    expect(page.locator("#items .coach-list")).to_contain_text(words)
    page.fill("[name=minutes]", "先稳老客户")
    page.locator("#minutes form button").click()
    assert fits(page)
    act(page, "close")
    expect(page.locator("#minutes")).to_contain_text("先稳老客户")
    paper = page.url.split("#")[0].split("?")[0] + "print/"
    page.goto(paper)
    expect(page.locator("main")).to_contain_text(words)
    lines = page.request.get(f"{paper}?format=text").text()
    assert (words in lines, "先稳老客户" in lines) == (True, True)


def look(page: Page) -> None:
    """A figure of the week and a finding open to what they were counted from."""
    page.goto(f"/field/week/?day={day(-7)}")
    page.locator(".figure-card a").first.click()
    expect(page.locator(".coach-list li").first).to_be_visible()
    page.goto("/field/findings/")
    page.locator(".finding-figure").first.click()
    expect(page.locator(".working-facts")).to_be_visible()
    expect(page.locator(".coach-list li").first).to_be_visible()
    assert fits(page)


@HOW
def test_a_joint_visit_and_the_monday_meeting(people: Any, english: bool, phone: bool) -> None:
    manager = people("manager.east", english=english, phone=phone)
    words = f"先问三个问题再报价 {'en' if english else 'zh'}"
    seller = people("rep.east", english=english, phone=phone)
    plan(manager, seller, 2 * english + phone)
    record = ride(manager, words)
    finish_again(manager)
    reply(seller, record, words)
    meet(manager, words)
    look(manager)
