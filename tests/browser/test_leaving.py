"""A salesperson's last day: the manager hands everything over in one act, and takes it back."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import settled

pytestmark = pytest.mark.browser


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def test_the_last_day_of_a_salesperson(ground: Path, tmp_path: Path, visits_to: Callable[..., Any]) -> None:
    with settled(ground, tmp_path / "leaving") as site:
        people = visits_to(site)
        leaver = people("rep.east")
        leaver.goto("/customers/")
        expect(leaver.locator("tr[data-url]").first).to_be_visible()
        page = people("manager.east")
        page.goto("/handovers/new/")
        name = page.locator("[name=employee] option", has_text="林晓帆").first.inner_text()
        page.select_option("[name=employee]", label=name)
        page.locator("form.form .form-end .button-primary").click()
        expect(page).to_have_url(re.compile(r"/handovers/\d+/"))
        address = page.url
        # Everything to the manager, but the first record to nobody yet.
        for rule in page.locator("select[name^='rule.']").all():
            rule.select_option("manager")
        page.locator("form[action$='/plan/'] button").click()
        expect(page.locator(".handover-shares li")).to_have_count(1)
        page.locator("select[name^='item.']").first.select_option("")
        page.locator("form[action$='/assign/'] button").click()
        expect(page.locator(".handover-shares li")).to_have_count(2)
        page.goto(f"{address}letters/")
        expect(page.locator(".letter").first).to_contain_text("林晓帆")
        # The same on the phone, in English.
        phone = people("manager.east", english=True, phone=True)
        phone.goto(address)
        expect(phone.get_by_role("heading", name="Who gets what")).to_be_visible()
        fits(phone)
        page.goto(address)
        fits(page)
        page.locator(".handover-act > summary").click()
        page.locator("form[action$='/do/carry_out/'] button").click()
        expect(page.locator(".head")).to_contain_text(re.compile("已交接|进行中|Handed over|Under way"))
        leaver.goto("/customers/")
        expect(leaver).to_have_url(re.compile("sign-in"))
        for _turn in range(180):  # many records change hands in the background
            page.goto(address)
            if page.locator("form[action$='/do/undo/']").count():
                break
            page.wait_for_timeout(1_000)
        expect(page.locator(".handover-items .badge", has_text=re.compile("已交接|Handed over")).first).to_be_visible()
        page.locator(".page-actions details summary").first.click()
        page.locator("form[action$='/do/undo/'] button").first.click()
        for _turn in range(180):
            page.goto(address)
            if page.locator(".badge", has_text=re.compile("已退回|Given back")).count():
                break
            page.wait_for_timeout(1_000)
        expect(page.locator(".badge", has_text=re.compile("已退回|Given back")).first).to_be_visible()
        leaver.goto("/customers/")
        expect(leaver).to_have_url(re.compile("sign-in"))  # access stays ended
        for context in people.contexts:  # before the system ends, so that no open page misses it
            context.close()
