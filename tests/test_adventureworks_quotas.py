"""Quotas of a real-looking company: what each person reached in each quarter, against a plain reading of the files.

Then its next year is planned: seven methods, the decision, the board, quotas, publication; its pages in a browser.
"""

import csv
import gzip
import mimetypes
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from playwright.sync_api import sync_playwright

from yanzhen.accounts.models import User
from yanzhen.accounts.services import keys, roles, users
from yanzhen.planning.models import Board, Plan, PlanCell, Quota, QuotaTalk
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.warehouse import store

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "adventureworks"
QUARTERS = {
    "2011-05-31": "2017-Q3", "2011-08-31": "2017-Q4", "2011-12-01": "2018-Q1", "2012-02-29": "2018-Q2",
    "2012-05-30": "2018-Q3", "2012-08-30": "2018-Q4", "2012-11-30": "2019-Q1", "2013-02-28": "2019-Q2",
    "2013-05-30": "2019-Q3", "2013-08-30": "2019-Q4", "2013-11-30": "2020-Q1", "2014-03-01": "2020-Q2",
}  # fmt: skip
"""The quarter dates of the file, rounded by hand to the next month start and moved by 73 months."""

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the AdventureWorks files are not beside the project"),
    pytest.mark.django_db,
    pytest.mark.once,
]


def table(name: str) -> list[dict[str, str]]:
    content = (DATA / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    return list(csv.DictReader(StringIO(text, newline="")))


@pytest.fixture(scope="module")
def imported(django_db_setup: Any, django_db_blocker: Any) -> Iterator[str]:
    """The books and quotas, imported once for the tests here, and taken out again afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        call_command("import", str(DATA), mapping="adventureworks", language="en", stdout=out)
        warehouse.rebuild()
        yield out.getvalue()
        store.manifest_path(store.folder()).unlink()
        transaction.set_rollback(True)


@pytest.fixture
def client(imported: str) -> Client:
    roles.ensure_standard_roles(actor=SYSTEM)
    user = users.create(actor=SYSTEM, username="aw.director", role="director")
    _key, secret = keys.issue(actor=SYSTEM, user=user, name="test")
    return Client(headers={"Authorization": f"Bearer {secret}"})


def expected() -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    """Quota and net sales by staff number and quarter, straight from the files."""
    numbers = {row["employee_id"]: row["employee_key"] for row in table("salespeople.csv")}
    sales: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in table("order_lines.csv.gz"):
        year, month, _day = line["order_date"].split("-")
        sales[line["employee_key"], f"{year}-Q{(int(month) + 2) // 3}"] += Decimal(line["sales_amount"])
    quotas: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in table("quota_history_quarterly.csv"):
        quotas[numbers[row["employee_id"]], QUARTERS[row["quota_date"]]] += Decimal(row["quota"])
    return {key: (quota, sales[key]) for key, quota in quotas.items()}


def test_the_plan_counts_and_holds_every_quota(imported: str) -> None:
    plan = Plan.objects.get()
    assert plan.state == "published"
    total = sum(Decimal(row["quota"]) for row in table("quota_history_quarterly.csv"))
    assert Quota.objects.count() == len(table("quota_history_quarterly.csv")) == 163
    assert sum(PlanCell.objects.values_list("amount", flat=True)) == total


def test_attainment_of_each_person_and_quarter_is_that_of_the_files(client: Client) -> None:
    answer = client.get(f"/api/v1/plans/{Plan.objects.get().pk}/attainment", {"by": "quarter"})
    assert answer.status_code == 200, answer.content
    found = {(row["number"], row["period"]): row["standings"][0] for row in answer.json()["items"]}
    wanted = expected()
    assert found.keys() == wanted.keys()
    for key, (quota, reached) in wanted.items():
        ratio = (reached / quota).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        shown = found[key]
        assert (Decimal(shown["quota"]), Decimal(shown["reached"])) == (quota, reached), key
        assert Decimal(shown["attainment"]) == ratio, key


def test_importing_again_changes_nothing(imported: str) -> None:
    out = StringIO()
    call_command("import", str(DATA), mapping="adventureworks", language="en", stdout=out)
    assert "163 unchanged" in out.getvalue()


NEXT_YEAR = "2020-07-01"
"""The imported plan counts to the end of June 2020; the books end in May."""
KNOWN = {
    "share": {"industry_forecast": "210000000", "industry_0": "190000000", "industry_1": "170000000"},
    "expansion": {"industry_0": "190000000", "industry_1": "170000000"},
    "expense": {"expenses": "4000000", "profit_realistic": "800000", "profit_ideal": "1200000"},
    "break_even": {"fixed": "6000000", "profit_realistic": "800000", "profit_ideal": "1200000"},
}
"""What the books of a dealer cannot know, typed in with its reason."""


def asked(client: Client, method: str, path: str, status: int = 200, **given: Any) -> Any:
    """One operation of the API and what it answers."""
    body: dict[str, Any] = {} if method == "get" else {"data": given, "content_type": "application/json"}
    response = getattr(client, method)(f"/api/v1{path}", **body)
    assert response.status_code == status, response.content
    return response.json()


def opened(client: Client) -> int:
    unit = next(u for u in asked(client, "get", "/units?search=AW Sales")["items"] if u["code"] == "AW Sales")
    given = {"name": "Sales plan 2020–2021", "unit": unit["id"], "starts_on": NEXT_YEAR, "currency": "USD"}
    return int(asked(client, "post", "/plans", 201, **given)["id"])


def decided(client: Client, plan: int) -> dict[str, Any]:
    """All seven methods, those that lack something once it is typed; the weighted mean is the decision."""
    target = asked(client, "post", "/targets", 201, plan=plan, side="whole")["id"]
    for method, values in KNOWN.items():
        entries = [
            {"name": name, "value": value, "reason": "Bicycle dealers' yearbook"} for name, value in values.items()
        ]
        asked(client, "put", f"/targets/{target}/methods/{method}", entries=entries)
    found = asked(client, "get", f"/targets/{target}/methods")
    worked = {method["method"]: method for method in found["methods"]}
    assert [code for code, how in worked.items() if how["realistic"]] == ["growth", "share", "expansion", "expense"]
    assert "variable cost takes all of the sales" in worked["break_even"]["problem"]  # the dealers buy below cost
    assert all(worked[code]["problem"] for code in ("purchasing_power", "declarations"))  # neither is known of them
    whole = {"realistic": found["weighted_realistic"], "ideal": found["weighted_ideal"]}
    return dict(
        asked(client, "post", f"/targets/{target}/decide", **whole, reason="The mean of what can be worked out.")
    )


def spread(client: Client, plan: int) -> None:
    """A draft by person, month and category: January of the first person is a fifth of the year, the total holds."""
    sides = ["person", "month", "category"]
    board = asked(client, "post", "/boards", 201, plan=plan, name="First draft", sides=sides, basis="history")["id"]
    view = {"rows": "person", "columns": "month", "start": 0, "stop": 30}
    cells = [{"row": 0, "column": 6, "text": "20%r"}]
    act = asked(client, "post", f"/boards/{board}/edit", seen=0, view=view, cells=cells, holds=["total"])
    assert act["window"]["total"] == sum(act["window"]["row_sums"]) == sum(map(sum, act["window"]["cells"]))
    asked(client, "post", f"/boards/{board}/choose", seen=act["window"]["moves"])


def published(client: Client, plan: int) -> None:
    asked(client, "post", f"/plans/{plan}/quotas/draw-up")
    questions = asked(client, "get", f"/plans/{plan}/retrospective")["missing"]
    asked(
        client, "put", f"/plans/{plan}/retrospective", answers=dict.fromkeys(questions, "Dealers bought fewer frames.")
    )
    for step in ("talk", "fix", "meeting", "published"):
        asked(client, "post", f"/plans/{plan}/move", to=step)


PATIENCE = 180
"""Seconds for a page: its files come one by one over the thread of the test, and others work beside it."""


def fetched(door: Client, url: str) -> tuple[int, bytes, dict[str, str]]:
    """What the browser asked for: a file of the pages, or the answer of the system."""
    path = url.partition("//aw.localhost")[2]
    if path.startswith(settings.STATIC_URL) and (file := finders.find(path.removeprefix(settings.STATIC_URL))):
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        return 200, Path(file).read_bytes(), {"Content-Type": kind}
    found = door.get(path, follow=True)  # the browser would ask the network where it is sent to
    body = b"".join(found.streaming_content) if found.streaming else found.content  # type: ignore[attr-defined]
    return found.status_code, body, dict(found.headers)


def visited(launch: dict[str, Any], paths: dict[str, str], wanted: Queue[Any]) -> tuple[dict[str, str], list[str]]:
    """What the pages say and complain about, in a browser on a thread of its own; it asks for all it needs."""
    texts, complaints = {}, []
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(**launch).new_page()
        page.set_default_timeout(PATIENCE * 1_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)

        def answer(route: Any) -> None:
            told: Queue[Any] = Queue()
            wanted.put((route.request.url, told))
            status, body, headers = told.get(timeout=PATIENCE)
            route.fulfill(status=status, body=body, headers=headers)

        page.route("**/*", answer)
        for name, path in paths.items():
            page.goto(f"http://aw.localhost/planning/{path}/")
            texts[name] = page.locator("body").inner_text()
    return texts, complaints


def seen_in_a_browser(launch: dict[str, Any], door: Client, plan: int) -> dict[str, str]:
    """The key pages; the database's thread answers, for a browser's own loop would open another connection."""
    paths = {name: f"plans/{plan}/{name}" for name in ("targets", "quotas", "meeting", "pace")}
    paths["board"] = f"boards/{Board.objects.get(plan=plan).pk}"
    wanted: Queue[Any] = Queue()
    with ThreadPoolExecutor(1) as pool:
        visit = pool.submit(visited, launch, paths, wanted)
        while not visit.done() or not wanted.empty():
            with suppress(Empty):
                url, told = wanted.get(timeout=0.2)
                told.put(fetched(door, url))
    texts, complaints = visit.result()
    assert complaints == []
    return texts


def test_its_next_year_is_planned_spread_and_published(
    client: Client, browser_type_launch_args: dict[str, Any]
) -> None:
    plan = opened(client)
    target = decided(client, plan)
    assert target["state"] == "decided"
    spread(client, plan)
    published(client, plan)
    row, total = Plan.objects.get(pk=plan), Decimal(target["realistic"])
    assert (row.state, row.months) == ("published", 12)
    assert sum(Quota.objects.filter(plan=row).values_list("amount", flat=True)) == total
    assert sum(PlanCell.objects.filter(plan=row).values_list("amount", flat=True)) == total
    assert QuotaTalk.objects.filter(plan=row).count() == Quota.objects.filter(plan=row).count() > 10
    door = Client()
    door.force_login(User.objects.get(username="aw.director"), backend="django.contrib.auth.backends.ModelBackend")
    texts = seen_in_a_browser(browser_type_launch_args, door, plan)
    assert [name for name, text in texts.items() if "Sales plan 2020–2021" not in text] == []
    assert "First draft" in texts["board"]
    assert "Linda Mitchell" in texts["quotas"]
