"""A rep plans next week from the due list, lets the day be put in order, takes it over and leaves a stop out."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def monday_after_next() -> date:
    today = date.today()
    return today + timedelta(days=14 - today.weekday())


@pytest.mark.parametrize("english", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_week_from_the_due_list_to_a_route(people: Any, english: bool) -> None:
    page, monday = people("rep.east", english=english), monday_after_next()
    page.goto(f"/visits/due/?until={monday.isoformat()}")
    for box in page.locator(".due-list input[name=customer]").all()[:2]:
        box.check()
    expect(page.locator("[data-due-count]")).to_have_text("2")
    page.locator(".day-pill").last.click()
    page.locator("[data-due-bar] .button-primary").click()
    expect(page).to_have_url(re.compile(r"/visits/week/\?day="))
    expect(page.locator(".week-visit[data-visit]").first).to_be_visible()

    # By the menu of a card, as on a phone or by keys; then by the mouse.
    page.goto(f"/visits/week/?day={monday.isoformat()}")
    day = page.locator(f"[data-day='{monday.isoformat()}']")
    held = day.locator(".week-visit").count()
    for number in (1, 2, 3):
        card = page.locator("[data-due-cards] .week-visit").first
        card.locator(".week-menu summary").click()
        card.locator(f"button[value='{monday.isoformat()}']").click()
        expect(day.locator(".week-visit")).to_have_count(held + number)
    tuesday = page.locator(f"[data-day='{(monday + timedelta(days=1)).isoformat()}']")
    before = tuesday.locator(".week-visit").count()
    day.locator(".week-visit").last.drag_to(tuesday)
    expect(tuesday.locator(".week-visit")).to_have_count(before + 1)

    page.goto(f"/visits/route/?day={monday.isoformat()}&best=1&fill=1")
    expect(page.locator("#route-map .leaflet-marker-icon").first).to_be_attached()
    offer = page.locator(".route-offer")
    expect(offer.locator("button.button-primary")).to_be_visible()
    offer.locator("button.button-primary").click()
    expect(page.locator(".line-stop").first).to_be_visible()
    stops = page.locator(".line-stop").count()
    first = page.locator(".line-stop").first.get_attribute("data-key")
    page.locator(".line-stop").first.locator("a[data-order-link]").first.click()
    expect(page.locator(".line-stop").nth(1)).to_have_attribute("data-key", str(first))
    page.reload()
    expect(page.locator(".route-offer")).to_be_visible()

    page.goto(f"/visits/route/?day={monday.isoformat()}")
    row = page.locator(f".line-stop[data-key='{first}']")
    row.locator(".menu summary").click()
    row.locator("form button").click()
    expect(page).to_have_url(re.compile("best=1"))
    expect(page.locator(f".line-stop[data-key='{first}']")).to_have_count(0)
    assert page.locator(".line-stop").count() <= stops
