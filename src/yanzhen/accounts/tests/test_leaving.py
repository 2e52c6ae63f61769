"""Leaving: access ends at once, what was owned goes to others, and what cannot is listed."""

import io
import threading
import time
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client

from yanzhen.accounts import tasks
from yanzhen.accounts.models import User
from yanzhen.accounts.queries import actors, belongings
from yanzhen.accounts.services import leaving, users
from yanzhen.accounts.tests.factories import PASSWORD, people, user_with
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import people as directory
from yanzhen.platform.actor import SYSTEM

AuditEntry = apps.get_model("platform", "AuditEntry")
Customer = apps.get_model("crm", "Customer")
Job = apps.get_model("platform", "Job")
pytestmark = pytest.mark.django_db
KEY = "crm.customer.owner"


@pytest.fixture
def five():
    return people()


def customers_of(user, count):
    made = [Customer(name=f"客户{n}", code=f"C{n}", owner=user.employee, unit=user.employee.unit) for n in range(count)]
    return Customer.objects.bulk_create(made)


def owned(user):
    return Customer.objects.filter(owner_id=user.employee_id).count()


def test_what_somebody_owns_is_counted_by_noun(five):
    customers_of(five.rep, 3)
    held = {h.key: (h.count, h.can_move) for h in belongings.of(five.rep)}
    assert held == {KEY: (3, True)}
    # The team of a manager is in the manager's name, too.
    assert {h.key: h.count for h in belongings.of(five.manager)} == {"organization.employee.manager": 2}


def test_new_owner_gets_everything_and_the_trail_names_who_did_it(five):
    admin = actors.actor_of(user_with("admin", username="boss"))
    customers_of(five.rep, 3)
    assert leaving.leave(five.rep, actor=admin, owners={"*": five.teammate}) is None
    assert (owned(five.rep), owned(five.teammate)) == (0, 3)
    changes = AuditEntry.objects.filter(noun_name="crm.customer", verb="change")
    assert set(changes.values_list("who", flat=True)) == {"boss"}
    entry = AuditEntry.objects.get(verb="hand_over")
    assert (entry.object_id, entry.after["handed_over"]) == (five.rep.pk, 3)
    assert not User.objects.get(pk=five.rep.pk).is_active


def test_without_a_new_owner_it_stays_listed(five):
    customers_of(five.rep, 2)
    leaving.leave(five.rep, actor=SYSTEM)
    assert {h.key: h.count for h in belongings.of(five.rep)} == {KEY: 2}


def test_many_records_change_hands_in_a_job(five):
    boss = user_with("admin", username="boss")
    customers_of(five.rep, leaving.AT_ONCE + 1)
    job = leaving.leave(five.rep, actor=actors.actor_of(boss), owners={KEY: five.teammate})
    assert owned(five.teammate) == 0
    tasks.hand_over.func(job.pk)
    # Twice does no harm: a worker may die and another one begin again.
    tasks.hand_over.func(job.pk)
    job.refresh_from_db()
    assert (owned(five.rep), owned(five.teammate), job.state) == (0, leaving.AT_ONCE + 1, "done")


@pytest.mark.parametrize("heir", ["self", "gone", "no employee"])
def test_heir_must_be_somebody_else_who_works_here(five, heir):
    customers_of(five.rep, 1)
    owner = {"self": five.rep, "gone": five.teammate, "no employee": user_with("admin", username="boss")}[heir]
    users.deactivate(five.teammate, actor=SYSTEM)
    with pytest.raises(RuleBroken) as broken:
        leaving.leave(five.rep, actor=SYSTEM, owners={"*": owner})
    assert list(broken.value.errors) == ["new_owner"]
    assert (User.objects.get(pk=five.rep.pk).is_active, owned(five.rep)) == (True, 1)


def test_page_and_api_are_for_administrators(five, client):
    user_with("admin", username="boss")
    customers_of(five.rep, 2)
    client.post("/accounts/sign-in/", {"username": "boss", "password": PASSWORD})
    path = f"/accounts/users/{five.rep.pk}/leave/"
    assert KEY in client.get(path).text
    other = Client()
    other.post("/accounts/sign-in/", {"username": "manager", "password": PASSWORD})
    assert other.get(path).status_code == 403
    with pytest.raises(PermissionDenied):
        leaving.leave(five.rep, actor=five.actor("manager"))
    assert client.post(path, {KEY: "999999"}).status_code == 422
    assert client.post(path, {KEY: five.teammate.pk}).status_code == 302
    assert owned(five.teammate) == 2
    api = f"/api/v1/users/{five.teammate.pk}"
    assert client.get(f"{api}/belongings").json()[0]["key"] == KEY
    wrong = client.post(f"{api}/deactivate", {"new_owner": 10**15}, content_type="application/json")
    assert wrong.status_code == 422
    done = client.post(f"{api}/deactivate", {"new_owner": five.manager.pk}, content_type="application/json")
    assert (done.status_code, done.json()) == (200, {"job": None})
    assert owned(five.manager) == 2
    # What came into the name of a leaver afterwards is told on their page and can still be handed over.
    customers = Customer.objects.filter(owner=five.manager.employee)
    customers.update(owner=five.rep.employee)
    page = client.get(f"/accounts/users/{five.rep.pk}/", headers={"Accept-Language": "en"}).text
    assert "without active owner" in page
    late = client.post(
        f"/api/v1/users/{five.rep.pk}/hand-over", {"new_owner": five.manager.pk}, content_type="application/json"
    )
    assert (late.status_code, owned(five.rep), owned(five.manager)) == (200, 0, 2)
    active = client.post(f"/api/v1/users/{five.manager.pk}/hand-over", {}, content_type="application/json")
    assert active.status_code == 422


def test_command_hands_over(five):
    customers_of(five.rep, 2)
    said = io.StringIO()
    call_command("user", "deactivate", "rep", "--new-owner", "teammate", stdout=said)
    assert "no access" in said.getvalue()
    assert owned(five.teammate) == 2


def test_running_stream_breaks_off_when_access_ends(five, monkeypatch):
    monkeypatch.setattr(directory, "LOOKS_EVERY", 0.0)
    stream = directory.while_in(five.rep.pk, iter(range(1000)))
    assert [next(stream) for _ in range(3)] == [0, 1, 2]
    users.deactivate(five.rep, actor=SYSTEM)
    # Coming back does not revive it.
    users.activate(five.rep, actor=SYSTEM)
    with pytest.raises(directory.AccessEnded):
        next(stream)
    users.deactivate(five.rep, actor=SYSTEM)
    with pytest.raises(directory.AccessEnded):
        next(directory.while_in(five.rep.pk, iter(range(9))))


@pytest.mark.django_db(transaction=True)
def test_everything_ends_at_once_on_a_running_server(live_server, monkeypatch):
    """A real server over real HTTP: session, key and a download under way; measured from the act to the refusal.

    Alone on a machine it takes a moment; on a crowded one the download may go on, but for less than half of its 30 s.
    """
    import requests
    from django.http import StreamingHttpResponse
    from django.urls import path

    from yanzhen.accounts.services import keys

    urls = import_module(settings.ROOT_URLCONF)

    def slow(request):
        pieces = (f"{n}\n" for n in range(600) if not time.sleep(0.05))
        return StreamingHttpResponse(directory.while_in(request.actor.user_id, pieces))

    monkeypatch.setattr(urls, "urlpatterns", [path("slow/", slow), *urls.urlpatterns])
    from django.urls import clear_url_caches

    clear_url_caches()
    five = people()
    _key, secret = keys.issue(actor=SYSTEM, user=five.rep, name="script")
    browser = requests.Session()
    browser.get(f"{live_server.url}/accounts/sign-in/")
    form = {"username": "rep", "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["yanzhen_csrf"]}
    answer = browser.post(f"{live_server.url}/accounts/sign-in/", form, allow_redirects=False)
    assert answer.status_code == 302
    bearer = {"Authorization": f"Bearer {secret}"}
    assert requests.get(f"{live_server.url}/api/v1/customers", headers=bearer, timeout=120).status_code == 200
    ended: list[float] = []
    begun = threading.Event()

    def download():
        try:
            with browser.get(f"{live_server.url}/slow/", stream=True, timeout=120) as answer:
                for _piece in answer.iter_content(64):
                    begun.set()
        except requests.exceptions.ChunkedEncodingError:
            pass
        ended.append(time.monotonic())

    thread = threading.Thread(target=download)
    thread.start()
    assert begun.wait(120)
    users.deactivate(five.rep, actor=SYSTEM)
    at = time.monotonic()
    assert requests.get(f"{live_server.url}/api/v1/customers", headers=bearer, timeout=120).status_code == 401
    cookies = dict(browser.cookies)
    answer = requests.get(f"{live_server.url}/customers/", cookies=cookies, allow_redirects=False, timeout=120)
    assert answer.status_code == 302
    refused = time.monotonic() - at
    thread.join(120)
    assert (refused < 15, ended[0] - at < 15) == (True, True), (refused, ended[0] - at)
    clear_url_caches()
