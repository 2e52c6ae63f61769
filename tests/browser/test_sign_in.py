"""Signing in with an authenticator app and with passkeys, in a real browser with a virtual authenticator."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site, Visits, settled, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(ground: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A system of its own, since these stories change how people sign in. A passkey wants a name, not a number."""
    with settled(ground, tmp_path_factory.mktemp("house")) as site:
        yield Site(site.url.replace("127.0.0.1", "localhost"), site.said, site.log)


def authenticator(page: Page) -> Any:
    """A device with a fingerprint, which always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def code_of(secret: str, offset: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + offset)))


def no_sideways(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def leave(page: Page) -> None:
    page.context.clear_cookies(name="yanzhen_session")


ADD, KEPT = "a[href='/accounts/signing-in/passkey/']", ".form-end a.button-primary"
MAKE, USE = "form[data-passkey=create] button", "form[data-passkey=get] button"


@pytest.mark.parametrize(
    ("name", "phone", "english"),
    [
        ("ka", True, True),
        pytest.param("clerk", False, False, marks=pytest.mark.slow),
        pytest.param("service", True, False, marks=pytest.mark.slow),
        pytest.param("hr", False, True, marks=pytest.mark.slow),
    ],
)
def test_passkey_is_made_and_signs_in(visits_to: Any, house: Site, name: str, phone: bool, english: bool) -> None:
    visits: Visits = visits_to(house)
    page = visits.visit(phone=phone, english=english)
    authenticator(page)
    sign_in(page, name)
    expect(page).not_to_have_url(re.compile("sign-in"))
    page.goto("/accounts/signing-in/")
    no_sideways(page)
    page.locator(ADD).click()
    page.fill("[name=name]", "测试设备")
    no_sideways(page)
    page.locator(MAKE).click()
    expect(page.locator(".codes li")).to_have_count(10)
    no_sideways(page)
    page.locator(KEPT).click()
    expect(page.locator(".way", has_text="测试设备")).to_be_visible()
    leave(page)
    # Alone, without a name or a password.
    page.goto("/accounts/sign-in/?next=/accounts/sessions/")
    no_sideways(page)
    page.locator(USE).click()
    expect(page).to_have_url(re.compile("/accounts/sessions/$"))
    expect(page.locator(".state-good")).to_have_count(1)
    no_sideways(page)
    leave(page)
    # As the second step after the password.
    sign_in(page, name)
    expect(page).to_have_url(re.compile("second-step"))
    no_sideways(page)
    page.locator(USE).click()
    expect(page).not_to_have_url(re.compile("sign-in"))


def test_stranger_with_another_key_stays_outside(visits_to: Any, house: Site) -> None:
    page = visits_to(house).visit()
    authenticator(page)
    page.goto("/accounts/sign-in/")
    page.locator(USE).click()
    expect(page.locator("[data-passkey-error]")).to_be_visible()
    expect(page).to_have_url(re.compile("sign-in"))


@pytest.mark.parametrize(
    ("name", "phone", "english"),
    [("rep.south", True, False), pytest.param("finance", False, True, marks=pytest.mark.slow)],
)
def test_app_is_set_up_and_asked(visits_to: Any, house: Site, name: str, phone: bool, english: bool) -> None:
    page = visits_to(house).visit(phone=phone, english=english)
    sign_in(page, name)
    page.goto("/accounts/signing-in/app/")
    no_sideways(page)
    expect(page.locator(".scan svg")).to_be_visible()
    secret = page.locator("code.key").inner_text()
    page.fill("[name=code]", code_of(secret, -1))
    page.locator(".form-end .button-primary").click()
    expect(page.locator(".codes li")).to_have_count(10)
    spare = page.locator(".codes li").first.inner_text()
    leave(page)
    sign_in(page, name)
    page.fill("[name=code]", "000000")
    page.locator(".auth-card .button-primary").click()
    expect(page.locator(".field-error")).to_be_visible()
    page.fill("[name=code]", code_of(secret))
    page.locator(".auth-card .button-primary").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    leave(page)
    sign_in(page, name)
    page.fill("[name=code]", spare)
    page.locator(".auth-card .button-primary").click()
    expect(page).not_to_have_url(re.compile("sign-in"))


def test_role_leads_to_enrol_and_administrator_helps(visits_to: Any, house: Site, tmp_path: Path) -> None:
    """The administrator has the auditor's role ask, the auditor enrols, loses the device, and is helped."""
    visits: Visits = visits_to(house)
    admin, auditor = visits.visit(english=True), visits.visit(english=True)
    sign_in(admin, "admin")
    sign_in(auditor, "auditor")
    expect(auditor).not_to_have_url(re.compile("sign-in"))
    admin.goto("/accounts/sign-in-rules/")
    admin.get_by_label("Auditor", exact=True).check()
    admin.locator(".form-end .button-primary").click()
    expect(admin.locator(".notice, .message, [role=status]").first).to_be_visible()
    auditor.goto("/customers/")
    expect(auditor).to_have_url(re.compile("/accounts/signing-in/$"))
    auditor.get_by_role("link", name="Add an authenticator app").click()
    auditor.fill("[name=code]", code_of(auditor.locator("code.key").inner_text()))
    auditor.locator(".form-end .button-primary").click()
    expect(auditor.locator(".codes li")).to_have_count(10)
    auditor.goto("/customers/")
    expect(auditor).to_have_url(re.compile("/customers/"))
    admin.goto("/accounts/users/?search=auditor")
    admin.locator("a[href*='/accounts/users/']", has_text="auditor").first.click()
    admin.goto(admin.url.split("?")[0] + "sessions/")
    admin.get_by_role("button", name="Take the second factor away").click()
    expect(admin.get_by_text("signs in without a second factor now")).to_be_visible()
    auditor.goto("/customers/")
    expect(auditor).to_have_url(re.compile("sign-in"))
