"""The pictures of the README, taken from the running system: `docs/images/home.png` and `home-phone.png`."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


@pytest.mark.parametrize(("picture", "phone"), [("home.png", False), ("home-phone.png", True)])
def test_the_directors_home_is_pictured(people: Any, tmp_path: Path, picture: str, phone: bool) -> None:
    page = people("director", phone=phone)
    page.goto("/")
    expect(page.locator(".figure-value a").first).to_be_visible()
    expect(page.locator(".chart svg, .chart canvas").first).to_be_visible()
    page.wait_for_function("document.getAnimations().every((a) => a.playState !== 'running')")
    page.wait_for_timeout(1200)  # the charts draw themselves in
    taken = tmp_path / picture
    page.screenshot(path=taken)
    assert taken.stat().st_size > 20_000
    kept = IMAGES / picture
    if not kept.exists():  # the figures differ each day, so a kept picture is renewed by removing it
        IMAGES.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(taken.read_bytes())
