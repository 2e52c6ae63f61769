"""Every place in every menu: no complaint of the browser, nothing wider than a phone, nothing axe-core refuses.

One half of the places is visited today and the other tomorrow; the slow suite visits all.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
OFTEN = ("director", "rep.east")
SELDOM = ("manager.east", "clerk", "finance", "service", "hr", "admin", "auditor")
WALKERS = [
    *(pytest.param(name, False, id=name) for name in OFTEN),
    *(pytest.param(name, True, id=f"{name}-all", marks=pytest.mark.slow) for name in (*OFTEN, *SELDOM)),
]
WIDER = "() => document.documentElement.scrollWidth - window.innerWidth"
RULES = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
  .violations.filter((v) => ["serious", "critical"].includes(v.impact))
  .map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " +
    n.any.concat(n.all).map((c) => c.message).join("; ")).join(" | "))"""
SHARED = {
    "/contacts/",
    "/products/",
    "/preferences/",
    "/units/",
    "/territories/",
    "/analysis/sales/",
    "/settings/jobs/",
}
"""Judged in the director's eyes, and alike for all."""
FORMS = {
    "clerk": ("/customers/new/", "/orders/new/", "/contacts/new/"),
    "finance": ("/receipts/new/",),
    "hr": ("/employees/new/",),
    "admin": ("/accounts/users/new/", "/accounts/keys/new/"),
}


def places(page: Page) -> list[str]:
    page.goto("/")
    links = [a.get_attribute("href") or "" for a in page.locator(".side-nav a").all()]
    return [*links, "/preferences/"]


def of_today(found: Iterable[str]) -> list[str]:
    """The half of these places whose day it is; the home page is everybody's, every day."""
    day = int(os.environ["YANZHEN_TEST_DAY"])
    return [place for place in found if place == "/" or (crc32(place.encode()) + day) % 2 == 0]


def record_of(page: Page) -> str:
    """The first record of the list that is open, if there is one."""
    row = page.locator("tr[data-url]").first
    return (row.get_attribute("data-url") or "") if row.count() else ""


def judged(page: Page) -> list[str]:
    """What axe-core finds serious in the page that is open; the policy of the page lets no script in but its own."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [f"{page.url}: {found}" for found in page.evaluate(RULES)]


@pytest.fixture(scope="module")
def measured() -> set[str]:
    """Addresses that one of those who go in every run has measured: the next of them need not."""
    return set()


@pytest.mark.parametrize(("name", "whole"), WALKERS)
def test_nothing_is_wider_than_the_phone(people: Any, name: str, whole: bool, measured: set[str]) -> None:
    page = people(
        name, phone=True, dark=name in {"clerk", "admin"}, english=name in {"manager.east", "finance", "admin"}
    )
    wrong = []
    for address in lists_and_records(page, set() if whole else measured, whole):
        answer = page.goto(address)
        assert answer is not None
        wider = page.evaluate(WIDER)
        if answer.status != 200 or wider > 0:
            wrong.append((address, answer.status, wider))
    assert wrong == []


def lists_and_records(page: Page, measured: set[str], whole: bool) -> Iterator[str]:
    """Each place that nobody measured yet, and when it is open the first record of its list."""
    for place in places(page) if whole else of_today(places(page)):
        if place not in measured:
            measured.add(place)
            yield place
            if record := record_of(page):
                yield record


@pytest.mark.parametrize(
    ("name", "dark", "whole"),
    [
        ("director", False, False),
        ("clerk", True, False),
        ("finance", False, False),
        ("admin", True, False),
        *(
            pytest.param(name, dark, True, marks=pytest.mark.slow)
            for name in ("director", "clerk", "finance", "hr", "admin")
            for dark in (False, True)
        ),
    ],
)
def test_everybody_can_read_and_use_it(people: Any, name: str, dark: bool, whole: bool) -> None:
    page = people(name, dark=dark, english=dark, phone=dark and name == "clerk")
    found: list[str] = []
    records = []
    found_there = [*places(page), *FORMS.get(name, ())]
    seen = found_there if whole else of_today(found_there)
    for address in seen if name == "director" else [a for a in seen if a not in SHARED]:
        page.goto(address)
        found += judged(page)
        records.append(record_of(page))
    for address in filter(None, records):
        page.goto(address)
        found += judged(page)
    assert found == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_doors_and_refusals_are_readable_too(people: Any, dark: bool) -> None:
    page = people.visit(dark=dark, phone=dark)
    found = []
    for address in ("/accounts/sign-in/", "/accounts/setup/", "/accounts/link/none/"):
        page.goto(address)
        assert page.evaluate(WIDER) <= 0
        found += judged(page)
    page = people("rep.east", dark=dark, phone=dark)
    for address in ("/customers/99999999/", "/employees/new/", "/customers/?search=zzzz"):
        page.goto(address)
        assert page.evaluate(WIDER) <= 0
        found += judged(page)
    page.goto("/customers/new/")
    page.keyboard.press("Control+Enter")
    page.locator("[data-summary]").wait_for()
    found += judged(page)
    assert found == []
