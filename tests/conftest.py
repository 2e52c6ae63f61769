"""The browser of the system for tests marked `browser`: a Chinese desktop in Shanghai, or a phone."""

import shutil
from typing import Any

import pytest
from tests.outside import hook, post  # noqa: F401  fixtures

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; none is ever downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("Browser tests need Chromium: apt-get install chromium", pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """What a person at a desk in Shanghai brings along."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESKTOP}


@pytest.fixture
def phone(browser: Any, browser_context_args: dict[str, Any]) -> Any:
    """A page on a telephone, 390 pixels wide, touched by a finger."""
    settings = {
        **browser_context_args,
        "viewport": PHONE,
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    }
    context = browser.new_context(**settings)
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test client copies the context of every template drawn, which takes longer than drawing; not where unread."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address for all tests: each story names the system it visits. (The plugin's own form warns on pytest 9.)"""
