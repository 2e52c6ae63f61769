"""The answer to "why" never differs from what is decided."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.models import Grant, Substitution
from yanzhen.accounts.queries import actors, sources, why
from yanzhen.accounts.tests.factories import GrantFactory, RoleFactory, UserFactory, people, user_with
from yanzhen.crm.services import customers
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages import nouns

pytestmark = [pytest.mark.django_db, pytest.mark.once]
VIEW = "crm.view_customer"


def client_of(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(client, **parameters):
    answer = client.get("/api/v1/why", parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture(scope="module")
def firm(django_db_setup, django_db_blocker):
    """A tree of three floors with a second line of report, a customer of each, and people with no grants yet."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        top = UnitFactory()
        units = [top, UnitFactory(parent=top), UnitFactory(parent=top)]
        units.append(UnitFactory(parent=units[1]))
        chief = EmployeeFactory(unit=top)
        middle = EmployeeFactory(unit=units[1], manager=chief)
        staff = [chief, middle, EmployeeFactory(unit=units[3], manager=middle)]
        staff.append(EmployeeFactory(unit=units[2], manager=chief, second_manager=middle))
        owned = [customers.create(actor=SYSTEM, name=f"客户{n}", code=f"W{n}", owner=e) for n, e in enumerate(staff)]
        role = RoleFactory(functions=[VIEW, "crm.change_customer"])
        users = [*(UserFactory(employee=e) for e in staff), UserFactory()]
        yield units, users, owned, role
        transaction.set_rollback(True)


LEVELS = st.sampled_from([level.value for level in ReachLevel])
DAYS = st.one_of(st.none(), st.integers(-3, 3))
GRANTS = st.lists(st.tuples(st.integers(0, 4), LEVELS, st.integers(-1, 3), DAYS, DAYS), max_size=4)
STANDING = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-2, 1), st.integers(0, 3)), max_size=2)


@given(GRANTS, STANDING, st.integers(0, 3))
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_what_is_explained_is_what_is_decided(firm, db, held, standing, asked):
    """Each example asks for five people and four customers: 1 200 verdicts, each against `visible_to` itself."""
    units, users, owned, role = firm
    today, noun = timezone.localdate(), nouns.get("crm.customer")
    Grant.objects.all().delete()
    Substitution.objects.all().delete()
    for n, level, unit, first, last in {(g[0], g[2]): g for g in held}.values():
        Grant.objects.create(
            user=users[n],
            role=role,
            reach=level,
            unit=units[unit] if unit >= 0 else None,
            starts_on=today + timedelta(days=first) if first is not None else None,
            ends_on=today + timedelta(days=last) if last is not None else None,
        )
    for n, m, first, length in standing:
        if n != m:
            starts = today + timedelta(days=first)
            Substitution.objects.create(
                absent=users[n], substitute=users[m], starts_on=starts, ends_on=starts + timedelta(days=length)
            )
    for user in users:
        actor = actors.actor_of(user)
        found = sources.of(user, today, all_days=True)
        seen = set(noun.model.objects.visible_to(actor).values_list("pk", flat=True))
        for row in owned:
            derived = any(why.paths(row, s) for s in found if s.holds and VIEW in s.functions)
            assert derived == (row.pk in seen), (str(user), row.pk)
        row = owned[asked]
        assert why.of_record(noun, row.pk, user).verdict == (row.pk in seen)


def test_the_way_is_named():
    five = people()
    row = customers.create(actor=SYSTEM, name="甲", code="K1", owner=five.rep.employee)
    noun = nouns.get("crm.customer")
    with translation.override("en"):
        own = [s.text for s in why.of_record(noun, row.pk, five.rep).steps]
        boss = [s.text for s in why.of_record(noun, row.pk, five.manager).steps]
    assert any("Owner: " in text and "themselves" in text for text in own)
    assert any("belongs to the unit" in text for text in boss)
    GrantFactory(user=five.manager, role=RoleFactory(functions=[VIEW]), reach="team")
    with translation.override("en"):
        boss = [s.text for s in why.of_record(noun, row.pk, five.manager).steps]
        way = f"{five.rep.employee} → {five.manager.employee}"
    assert any(way in text for text in boss)


def test_a_record_out_of_reach_and_none_read_the_same():
    five = people()
    row = customers.create(actor=SYSTEM, name="机密酒店", code="K1", owner=five.stranger.employee)
    client = client_of(five.rep)
    there, gone = (told(client, noun="crm.customer", id=pk) for pk in (row.pk, row.pk + 1000))
    there["subject"] = there["subject"].replace(str(row.pk), "")
    gone["subject"] = gone["subject"].replace(str(row.pk + 1000), "")
    assert there == gone
    pages = [
        client.get("/why/", {"path": f"/customers/{pk}/"}).content.decode().replace(f"/{pk}/", "").replace(f" {pk}", "")
        for pk in (row.pk, row.pk + 1000)
    ]
    told_twice = [page[page.index('class="why"') :].split("</main>")[0] for page in pages]
    strip = [text.replace(str(row.pk + 1000), "").replace(str(row.pk), "") for text in told_twice]
    assert strip[0] == strip[1]
    assert "机密" not in pages[0]


def test_the_administrator_is_told_in_full_but_no_name():
    five, admin = people(), user_with("admin")
    row = customers.create(actor=SYSTEM, name="机密酒店", code="K1", owner=five.stranger.employee)
    answer = told(client_of(admin), noun="crm.customer", id=row.pk, person=five.rep.pk)
    assert answer["verdict"] is False
    texts = " ".join(step["text"] for step in answer["steps"])
    assert five.stranger.employee.name in texts or five.stranger.employee.name_en in texts
    assert "机密" not in str(answer)
    none = told(client_of(admin), noun="crm.customer", id=row.pk + 1000, person=five.rep.pk)
    assert none["steps"] != answer["steps"]


def test_only_those_who_explain_ask_for_others():
    five = people()
    answer = client_of(five.rep).get("/api/v1/why", {"noun": "crm.customer", "id": 1, "person": five.manager.pk})
    assert answer.status_code == 403
    page = client_of(five.rep).get("/why/", {"path": "/customers/", "person": five.manager.pk})
    assert str(five.manager) not in page.content.decode()


def test_a_missing_function_names_the_roles_that_have_it():
    five = people()
    with translation.override("en"):
        answer = why.of_function("receivables.add_receipt", five.rep)
    assert answer.verdict is False
    assert any("Finance" in step.text for step in answer.steps)


def test_a_grant_of_other_days_is_told():
    five = people()
    later = timezone.localdate() + timedelta(days=3)
    GrantFactory(user=five.rep, role=RoleFactory(functions=["receivables.add_receipt"]), starts_on=later)
    with translation.override("en"):
        answer = why.of_function("receivables.add_receipt", five.rep)
    assert answer.verdict is False
    assert any(str(later) in step.text and "not begun" in step.text for step in answer.steps)


@pytest.mark.parametrize(
    "given",
    [
        {"path": "/no/such/page/"}, {"path": "//evil.example/"}, {"path": "\x00"}, {"path": "http://[/"},
        {"path": "/customers/99999999999999999999999/"}, {"noun": "x.y", "id": "1"}, {"path": "?"},
        {"noun": "crm.customer", "id": "x"}, {"person": "x"},
    ],
)  # fmt: skip
def test_odd_questions_are_answered(given):
    user = user_with("admin")
    assert client_of(user).get("/why/", given).status_code == 200


def test_pages_of_refusal_lead_to_the_answer():
    five = people()
    for path, status in (("/settings/rights/", 403), ("/customers/999/", 404)):
        answer = client_of(five.rep).get(path)
        assert answer.status_code == status
        assert f"/why/?path={path}" in answer.content.decode()
