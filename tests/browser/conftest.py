"""A running system for the stories: web server and worker as `./run` starts them, on a database of their own."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

PATIENCE = 60_000
"""Milliseconds for what one waits for: a busy machine answers late, and late is not wrong."""
expect.set_options(timeout=PATIENCE)
PASSWORD = "grey-geese-fly-south-7"
READY = "Stop with Ctrl-C"
QUIET = {"YANZHEN_FORECAST_MONTHLY": "0"}
"""The first forecast takes both processors for half a minute; the stories ask for one where they need it."""
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|409|410|422|429)\b")
"""What a browser notes about an answer that a story asks for on purpose."""
OVERTAKEN = re.compile(r"^htmx:(sendAbort|afterRequest)\b")
"""A question that was asked anew before its answer came, as on a slow machine; what fails is noted by other names."""


@dataclass
class Site:
    """Where the system answers, and what it printed at the start."""

    url: str
    said: str
    log: Path
    states: dict[str, Any] = field(default_factory=dict)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Site]:
    """Start the system as a person would, and stop it as Ctrl-C would."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "GRANIAN_", "DATABASE_URL"))}
    own = {"YANZHEN_VAR": str(folder), "PORT": str(port), "PYTHONUTF8": "1", **QUIET, **settings}
    if "YANZHEN_UV" in os.environ:
        own["YANZHEN_UV"] = os.environ["YANZHEN_UV"]
    log = folder / "system.log"
    with log.open("w") as errors, subprocess.Popen(
        [sys.executable, "-m", "yanzhen.config.cli", "serve"],
        env=kept | own, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if READY in line:
                break
        try:
            if READY not in said:
                pytest.fail(f"The system did not start:\n{said}\n{log.read_text(encoding='utf-8')}", pytrace=False)
            yield Site(f"http://127.0.0.1:{port}", said, log)
        finally:
            process.send_signal(signal.SIGTERM)
            process.stdout.close()
            try:
                process.wait(timeout=300)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def lay(folder: Path) -> None:
    """Found the sample company in a new folder, and see its first jobs through."""
    folder.mkdir()
    with running(folder, YANZHEN_DEMO_PASSWORD=PASSWORD):
        wait_until(lambda: is_settled(folder), "The first jobs of the sample company did not end", 900)


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample company: given, or founded by whichever process comes first; copied by everybody."""
    if "YANZHEN_TEST_GROUND" in os.environ:
        return Path(os.environ["YANZHEN_TEST_GROUND"])
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder, done = shared / "ground", shared / "ground-is-laid"
    try:
        (shared / "ground-is-begun").touch(exist_ok=False)
    except FileExistsError:
        wait_until(done.exists, "The sample company was not founded", 900)
        return folder
    lay(folder)
    done.touch()
    return folder


def is_settled(folder: Path) -> bool:
    """Whether all first jobs of a company have ended, the day's last among them: each copy would do the rest again."""
    with closing(sqlite3.connect(folder / "yanzhen.sqlite3", timeout=30)) as books:
        jobs = books.execute("SELECT kind, state FROM platform_job").fetchall()
    return ("next_purchases", "done") in jobs and not {state for _kind, state in jobs} & {"waiting", "running"}


def wait_until(happened: Callable[[], Any], failure: str, seconds: int = 300) -> None:
    """Wait until something has happened elsewhere."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            pytest.fail(f"{failure} within {seconds} s.", pytrace=False)
        time.sleep(0.5)


@contextmanager
def settled(ground: Path, folder: Path) -> Iterator[Site]:
    """A sample company of one's own."""
    shutil.copytree(ground, folder, dirs_exist_ok=True)
    with running(folder, YANZHEN_DEMO_PASSWORD=PASSWORD) as site:
        yield site


@pytest.fixture(scope="session")
def company(ground: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample company, whose people sign in with `PASSWORD`."""
    with settled(ground, tmp_path_factory.mktemp("company")) as site:
        yield site


@dataclass
class Visits:
    """Opens pages for people, and keeps what each browser complained about."""

    browser: Browser
    given: dict[str, Any]
    site: Site
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def visit(self, *, phone: bool = False, dark: bool = False, english: bool = False, state: Any = None) -> Page:
        """A browser of its own, nobody signed in unless `state` says who."""
        settings = {**self.given, **(PHONE if phone else {}), "color_scheme": "dark" if dark else "light"}
        context = self.browser.new_context(**settings, base_url=self.site.url, storage_state=state)
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(2 * PATIENCE)
        if english:
            context.add_cookies([{"name": "yanzhen_language", "value": "en", "url": self.site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._heard(page, message))
        return page

    def __call__(self, name: str, **how: bool) -> Page:
        """A page of somebody signed in; each signs in once."""
        if name not in self.site.states:
            door = self.visit()
            sign_in(door, name)
            door.wait_for_url(lambda url: "/accounts/sign-in/" not in url)
            self.site.states[name] = door.context.storage_state()
        english = bool(how.get("english"))
        page = self.visit(**how, state=self.site.states[name])  # type: ignore[arg-type]
        speak(page, "en" if english else "zh-hans")
        return page

    def end(self) -> None:
        """Close all; if a browser complained, say what the system noted beside."""
        for context in self.contexts:
            context.close()
        if self.complaints:
            noted = [
                line[-1500:] for line in self.site.log.read_text(encoding="utf-8").splitlines() if '"error"' in line
            ]
            pytest.fail("\n".join([*self.complaints, "The system noted:", *noted[-5:]]), pytrace=False)

    def _heard(self, page: Page, message: Any) -> None:
        asked_for = ANSWERED.search(message.text) or OVERTAKEN.search(message.text)
        if message.type in {"error", "warning"} and not asked_for:
            self.complaints.append(f"{page.url}: {message.text}")


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/sign-in/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click(".auth-card .button-primary")


def speak(page: Page, language: str) -> None:
    """Switch the language, as the buttons in the head do; no page is drawn for it."""
    answer = page.request.get("/preferences/").text()
    if f'<html lang="{language}"' in answer:
        return
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer)
    assert token is not None, answer[:2000]
    form = {"language": language, "csrfmiddlewaretoken": token[1], "next": "/preferences/"}
    answer = page.request.post("/language/", form=form).text()
    assert f'<html lang="{language}"' in answer


@pytest.fixture
def people(browser: Browser, browser_context_args: dict[str, Any], company: Site) -> Iterator[Visits]:
    """`people("clerk", phone=True)`: a page in the sample company. No script error or CSP report may come of it."""
    visits = Visits(browser, browser_context_args, company)
    yield visits
    visits.end()


@pytest.fixture
def visits_to(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[[Site], Visits]]:
    """The same for another system."""
    made: list[Visits] = []

    def to(site: Site) -> Visits:
        made.append(Visits(browser, browser_context_args, site))
        return made[-1]

    yield to
    for visits in made:
        visits.end()
