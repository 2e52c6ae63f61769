"""Working together in a real browser: a manager names a colleague, gives a task, adds a photo; the colleague hears."""

import io
import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from tests.browser.ways import HOW

pytestmark = pytest.mark.browser
WORDS = {
    True: {"add": "Add note", "give": "Give the task", "told": "mentioned you", "task": "gave you a task",
           "refused": "program code", "unseen": "cannot see this record and was not told", "all": "Mark all as read",
           "nothing": "Everything is read"},
    False: {"add": "添加备注", "give": "布置任务", "told": "提到了您", "task": "布置了任务", "refused": "程序代码",
            "unseen": "未收到通知", "all": "全部标为已读", "nothing": "消息已全部读完"},
}  # fmt: skip


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), "teal").save(out, "JPEG")
    return out.getvalue()


def customer_of(page: Page) -> str:
    """A customer of the representative in the east, whom the manager sees as well."""
    page.goto("/customers/?limit=25")
    return str(page.locator("tr[data-url]").first.get_attribute("data-url"))


@HOW
def test_a_manager_and_a_representative_work_on_a_customer(people: Any, english: bool, phone: bool) -> None:
    words = WORDS[english]
    rep = people("rep.east", english=english, phone=phone)
    url = customer_of(rep)
    rep.goto("/inbox/")
    if rep.locator(".message-new").count():
        rep.get_by_role("button", name=words["all"]).click()

    boss = people("manager.east", english=english, phone=phone)
    boss.goto(url)
    box = boss.locator(".note-form textarea")
    box.click()
    box.press_sequentially("@rep.e", delay=30)
    expect(boss.locator("#people-picks [role=option]")).to_have_count(1)
    boss.keyboard.press("Enter")
    box.press_sequentially("offer by Friday")
    boss.get_by_role("button", name=words["add"]).click()
    expect(boss.locator(".event-note").first).to_contain_text("offer by Friday")
    expect(boss.locator(".event-note .named").first).to_be_visible()

    boss.locator(".adder summary").click()
    boss.fill("#task-title", "Send samples")
    who = boss.locator("#task-who")
    who.press_sequentially("rep.e", delay=30)
    expect(boss.locator("#people-picks [role=option]")).to_have_count(1)
    boss.keyboard.press("Enter")
    boss.get_by_role("button", name=words["give"]).click()
    expect(boss.locator(".task-title").first).to_contain_text("Send samples")

    boss.evaluate("document.body.dataset.old = '1'")
    boss.set_input_files("#upload", [{"name": "门店.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
    expect(boss.locator("body[data-old]")).to_have_count(0)  # the page loads anew with the file
    boss.wait_for_load_state()
    expect(boss.locator(".file-name").first).to_have_text("门店.jpg")
    expect(boss.locator("img.file-thumb").first).to_be_visible()
    drawing = {"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload=alert(1)>"}
    boss.set_input_files("#upload", [drawing])
    expect(boss.locator(".upload-error")).to_contain_text(words["refused"])

    rep.goto("/inbox/?show=unread")
    expect(rep.locator(".bell-count")).to_be_visible()
    expect(rep.locator(".messages")).to_contain_text(words["told"])
    expect(rep.locator(".messages")).to_contain_text(words["task"])
    rep.locator(".message-link", has_text=words["told"]).first.click()
    expect(rep).to_have_url(re.compile(re.escape(url)))
    with rep.expect_download() as download:
        rep.locator(".file-link").first.click()
    assert download.value.suggested_filename == "门店.jpg"

    rep.goto("/tasks/?show=today")
    done = rep.locator(".task", has_text="Send samples").first
    before = rep.locator(".task").count()
    done.locator("button.task-check").click()
    expect(rep.locator(".task")).to_have_count(before - 1)
    rep.goto("/inbox/")
    rep.get_by_role("button", name=words["all"]).click()
    expect(rep.locator(".message-new")).to_have_count(0)
    rep.goto("/inbox/?show=unread")
    expect(rep.locator(".table-none")).to_contain_text(words["nothing"])
    assert rep.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_who_cannot_see_the_record_is_told_of_to_the_writer(people: Any) -> None:
    page = people("rep.east", english=True)
    page.goto(customer_of(page))
    box = page.locator(".note-form textarea")
    box.click()
    box.press_sequentially("@rep.s", delay=30)
    expect(page.locator("#people-picks")).to_contain_text("cannot see this record")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".notice-warning")).to_contain_text("cannot see this record and was not told")
    page.locator(".event-acts button").first.click()
    expect(page.locator(".event-gone").first).to_be_visible()


def test_following_turns_the_star_and_lasts(people: Any) -> None:
    page = people("director", english=True)
    page.goto(customer_of(page))
    star = page.locator(".star")
    expect(star).to_have_attribute("aria-pressed", "false")
    with page.expect_response(re.compile("/follow/")):
        star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(star).to_have_attribute("aria-pressed", "true")


def test_choices_are_kept(people: Any) -> None:
    page = people("rep.east", english=True, phone=True)
    page.goto("/settings/notifications/")
    page.fill("#quiet-from", "21:00")
    page.fill("#quiet-until", "07:30")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#quiet-until")).to_have_value("07:30")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
