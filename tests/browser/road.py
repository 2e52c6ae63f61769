"""A phone on the road, for the stories of Visits today: signed in by itself, and its storage looked into."""

import io
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect
from tests.browser.conftest import Visits, sign_in, speak

OFF = re.compile(
    r"ERR_(INTERNET_DISCONNECTED|FAILED|ABORTED|NETWORK_CHANGED)|Need to reopen db|Dexie.delete.* was blocked"
)
"""What a browser notes without network, and while its books are cleared: asked for on purpose."""
FACTS_LEFT = """async () => {
  const answer = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  const found = [];
  for (const one of await indexedDB.databases()) {
    const books = await answer(indexedDB.open(one.name));
    found.push(await answer(books.transaction("facts").objectStore("facts").count()));
    books.close();
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
    page.context.grant_permissions(["geolocation", "microphone"])
    page.context.set_geolocation({"latitude": 31.2304, "longitude": 121.4737, "accuracy": 15})
    sign_in(page, name)
    page.goto("/preferences/")
    speak(page, "en" if english else "zh-hans")
    return page, page.context


def ask(page: Page, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """Ask the API as this person."""
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "yanzhen_csrf")  # type: ignore[typeddict-item]
    headers |= {"X-CSRFToken": token, "Referer": page.url}
    answer = page.request.fetch(path, method=method, headers=headers, data=body)
    assert answer.ok, answer.text()
    return answer.json()


def day_of(page: Page) -> Any:
    return ask(page, "GET", "/api/v1/field/today")


def entered(page: Page, kind: str, payload: dict[str, Any]) -> Any:
    """Enter something at another door, as if a second phone had sent it."""
    moment = day_of(page)["as_of"]
    body = {"key": str(uuid.uuid4()), "kind": kind, "at": moment, "sent_at": moment, "payload": payload}
    return ask(page, "POST", "/api/v1/offline/entries", body)


def visit_of(page: Page, number: int) -> str:
    """Enter a visit to one of this person's customers as if the week plan had it; gives the key the phone uses."""
    customer = day_of(page)["others"][number]["id"]
    return str(entered(page, "visit.create", {"customer": customer})["record"]["id"])


def visit_there(page: Page, visit: str) -> Any:
    """A visit as it stands in the books."""
    return next(one for one in day_of(page)["visits"] if str(one["id"]) == visit)


def card(page: Page, visit: str) -> Locator:
    return page.locator(f".today-card[data-visit='{visit}']")


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


def report(page: Page, visit: str, result: str, needs: str) -> None:
    """What came of a visit, by one thumb; then back at the visit."""
    card(page, visit).tap()
    page.locator("[data-act='report']").tap()
    page.locator(f".today-result-{result}").tap()
    page.fill("[name='needs']", needs)
    page.locator("[data-act='save']").tap()
    expect(page.locator("[data-photo]")).to_be_attached()


def unsent(page: Page, number: int) -> None:
    expect(page.locator(f"[data-unsent='{number}']")).to_be_visible()


def send(page: Page) -> None:
    page.locator("[data-act='sync']").tap()
    unsent(page, 0)


def cleared(page: Page, origin: str, kinds: str) -> None:
    """The browser throws away what a site kept."""
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds})


def picture() -> dict[str, Any]:
    """Twelve megapixels, as a phone takes them."""
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(out, "JPEG", quality=60)
    return {"name": "shelf.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
