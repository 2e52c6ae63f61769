"""A day on the road: the network goes, the page is closed and opened again, and all of it arrives once."""

import io
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.conftest import Site, Visits, sign_in, speak

pytestmark = pytest.mark.browser
OFF = re.compile(r"ERR_INTERNET_DISCONNECTED")
FACTS_LEFT = """async () => {
  const answer = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const found = [];
  for (const one of await indexedDB.databases()) {
    const books = await answer(indexedDB.open(one.name));
    found.push(await answer(books.transaction("facts").objectStore("facts").count()));
  }
  return found;
}"""
"""How many facts of customers each book on the phone still holds."""


@pytest.fixture
def road(people: Visits) -> Iterator[Visits]:
    """Somebody between two customers; that nothing is answered without network is no complaint."""
    yield people
    people.complaints[:] = [complaint for complaint in people.complaints if not OFF.search(complaint)]


def on_the_road(people: Visits, name: str, *, english: bool = False) -> tuple[Page, BrowserContext]:
    """A phone that knows where it is, signed in by itself, so that signing out ends nobody else's session."""
    page = people.visit(phone=True)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 31.2304, "longitude": 121.4737, "accuracy": 15})
    sign_in(page, name)
    page.goto("/preferences/")
    speak(page, "en" if english else "zh-hans")
    return page, page.context


def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """Ask the API as this person."""
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "yanzhen_csrf")  # type: ignore[typeddict-item]
    headers = {"X-CSRFToken": token, "Referer": page.url}
    answer = page.request.fetch(path, method=method, headers=headers, data=body)
    assert answer.ok, answer.text()
    return answer.json()


def visit_of(page: Page, number: int) -> str:
    """Enter a visit to one of this person's customers as if the week plan had it; gives the key the phone uses."""
    customer = ask(page, "GET", "/api/v1/field/today")["others"][number]
    body = {"key": str(uuid.uuid4()), "kind": "visit.create", "at": "2026-01-05T09:00:00+08:00"}
    day = ask(page, "GET", "/api/v1/field/today")
    body |= {"at": day["as_of"], "sent_at": day["as_of"], "payload": {"customer": customer["id"]}}
    return str(ask(page, "POST", "/api/v1/offline/entries", body)["record"]["id"])


def opened(page: Page, path: str = "/today/") -> None:
    page.goto(path)
    expect(page.locator("#today[data-ready]")).to_be_attached()


def kept_for_later(page: Page) -> None:
    """Wait until the worker holds the shell with all its files."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await caches.open(name)).match('/today/')))).some(Boolean)"
    )


def picture() -> dict[str, Any]:
    """Twelve megapixels, as a phone takes them."""
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(out, "JPEG", quality=60)
    return {"name": "shelf.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_visit_without_network_arrives_once(road: Visits, company: Site) -> None:
    page, context = on_the_road(road, "rep.east")
    visit = visit_of(page, 0)
    opened(page)
    kept_for_later(page)
    context.set_offline(True)
    page.locator(f".today-card[data-visit='{visit}']").tap()
    page.locator("[data-act='check-in']").tap()
    expect(page.locator(".today-fact")).to_be_visible()
    page.locator("[data-act='report']").tap()
    page.locator(".today-result-least").tap()
    page.fill("[name='needs']", "春节前换大堂沙发")
    page.fill("[name='next_step']", "送面料小样")
    page.locator(".today-days button").nth(1).tap()
    page.locator("[data-act='save']").tap()
    page.set_input_files("[data-photo]", picture())
    expect(page.locator("[data-unsent='3']")).to_be_visible()
    # Closed and opened again, still without network.
    page.close()
    page = context.new_page()
    page.goto("/today/#/queue")
    expect(page.locator(".today-entry[data-kind]")).to_have_count(3)
    expect(page.locator("[data-net='off']")).to_be_visible()
    page.goto("/customers/")
    expect(page.locator("[data-retry-page]")).to_be_visible()
    opened(page)
    context.set_offline(False)
    page.locator("[data-act='sync']").tap()
    expect(page.locator("[data-unsent='0']")).to_be_visible()
    page.reload()
    expect(page.locator("#today[data-ready]")).to_be_attached()
    day = ask(page, "GET", "/api/v1/field/today")
    made = next(one for one in day["visits"] if str(one["id"]) == visit)
    assert (made["state"], made["result"], made["needs"]) == ("done", "least", "春节前换大堂沙发")
    sent = [one["kind"] for one in day["sent"] if one["record"] and str(one["record"]["id"]) == visit]
    assert sorted(sent) == ["visit.check_in", "visit.create", "visit.photo", "visit.report"]
    (photo,) = ask(page, "GET", f"/api/v1/visits/{visit}/files")
    assert 0 < photo["size"] < 1_500_000


def test_a_conflict_is_shown_with_both_sides_and_signing_out_takes_the_facts(road: Visits, company: Site) -> None:
    page, context = on_the_road(road, "rep.south", english=True)
    visit = visit_of(page, 0)
    opened(page)
    kept_for_later(page)
    name = page.locator(f".today-card[data-visit='{visit}'] strong").inner_text()
    context.set_offline(True)
    page.locator(f".today-card[data-visit='{visit}']").tap()
    page.locator("[data-act='report']").tap()
    page.locator(".today-result-best").tap()
    page.fill("[name='needs']", "mine")
    page.locator("[data-act='save']").tap()
    expect(page.locator("[data-unsent='1']")).to_be_visible()
    # Meanwhile the same visit is reported at another door.
    day = ask(page, "GET", "/api/v1/field/today")
    told: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "kind": "visit.report",
        "at": day["as_of"],
        "sent_at": day["as_of"],
    }
    told["payload"] = {"visit": int(visit), "result": "none", "needs": "theirs"}
    ask(page, "POST", "/api/v1/offline/entries", told)
    context.set_offline(False)
    page.locator("[data-act='sync']").tap()
    expect(page.locator("[data-unsent='0']")).to_be_visible()
    page.goto("/today/#/queue")
    both = page.locator(".is-conflict")
    expect(both).to_contain_text("mine")
    expect(both).to_contain_text("theirs")
    both.locator("[data-act='place']").tap()
    expect(page.locator(".is-conflict")).to_have_count(0)
    made = next(one for one in ask(page, "GET", "/api/v1/field/today")["visits"] if str(one["id"]) == visit)
    assert (made["result"], made["needs"]) == ("best", "mine")
    # Whoever signs out leaves nothing of the customers on the phone.
    opened(page)
    page.evaluate("document.querySelector('form[action$=\"/accounts/sign-out/\"]').submit()")
    expect(page.locator("[name='username']")).to_be_visible()
    context.set_offline(True)
    page.goto("/today/")
    expect(page.locator("[data-retry-page]")).to_be_visible()
    left = page.evaluate(FACTS_LEFT)
    assert left == [0]
    assert name not in page.content()
