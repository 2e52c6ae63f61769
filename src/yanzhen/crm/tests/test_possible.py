"""What is said while somebody types a customer that may be there: found though written differently, within reach."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.queries import duplicates, likely
from yanzhen.crm.services import customers
from yanzhen.platform.actor import EVERYTHING, SYSTEM, Actor

pytestmark = pytest.mark.django_db
CODE = "91110000600037341L"
FIRMS: tuple[dict[str, str], ...] = (
    {"name": "上海云杉家具有限公司", "phone": "021-5555 8888", "credit_code": CODE, "address": "南京西路1号"},
    {"name": "杭州海风大酒店有限公司"},
    {"name": "深圳市振业(集团)股份有限公司"},
    {"name": "Oakfield Furniture Co., Ltd."},
    {"name": "北京红木工艺品有限公司"},
)
SHARED: dict[str, Any] = {"shares_phone": True, "shares_phone_because": "总机"}
SAME, SOUND = "the same name but for place, legal form and spelling", "a name that sounds the same"
PART, SLIP = "one name is part of the other", "a name that differs in one character"


@pytest.fixture
def team() -> People:
    likely._rarity.cache_clear()
    made = people()
    for values in FIRMS:
        customers.create(actor=SYSTEM, owner=made.rep.employee, **values)
    return made


@pytest.mark.parametrize(
    ("typed", "found", "why"),
    [
        ("云杉家具", 0, SAME),
        ("云杉家具（苏州）股份公司", 0, SAME),
        ("云衫家具", 0, SOUND),
        ("云松家具", 0, SLIP),
        ("云杉", 0, PART),
        ("云杉家具制造", 0, PART),
        ("海风酒店", 1, PART),
        ("海丰大酒店", 1, SOUND),
        ("振业", 2, SAME),
        ("Oakfeild Furniture", 3, SLIP),
        ("OAKFIELD FURNITURE GmbH", 3, SAME),
    ],
)
def test_a_firm_is_found_though_it_is_written_differently(team: People, typed: str, found: int, why: str) -> None:
    [one] = duplicates.possible(actor=team.actor("rep"), name=typed)
    assert one.name == FIRMS[found]["name"]
    assert [reason.text for reason in one.reasons] == [why]
    assert one.chance > 0.5


@pytest.mark.parametrize("typed", ["", "  ", "云", "上海", "有限公司", "晨光文具", "红杉资本", "家具", "酒店", "🪑"])
def test_others_are_not_taken_for_it(team: People, typed: str) -> None:
    assert duplicates.possible(actor=team.actor("rep"), name=typed) == []


def test_numbers_and_address_speak_for_it_and_the_likeliest_comes_first(team: People) -> None:
    customers.create(actor=SYSTEM, owner=team.rep.employee, name="云杉木业", phone="021 55558888", **SHARED)
    found = duplicates.possible(
        actor=team.actor("rep"),
        name="云杉家具",
        phone="021-55558888",
        credit_code=CODE.lower(),
        address="南京西路 1 号",
    )
    assert [one.name for one in found] == ["上海云杉家具有限公司", "云杉木业"]
    assert {reason.text for reason in found[0].reasons} == {
        SAME, "the same credit code", "the same telephone number", "nearly the same address"
    }  # fmt: skip
    assert [reason.text for reason in found[1].reasons] == ["the same telephone number"]
    weights = [reason.weight for reason in found[0].reasons]
    assert weights == sorted(weights, reverse=True)


def test_out_of_reach_it_is_said_that_it_exists_and_whom_to_ask(team: People) -> None:
    [one] = duplicates.possible(actor=team.actor("stranger"), name="云杉家具")
    assert (one.key, one.code, one.name, one.ask) == (None, "", "", team.rep.employee.name_en)
    assert one.is_hidden
    assert [reason.text for reason in one.reasons] == [SAME]


def test_somebody_who_has_left_is_not_to_be_asked(team: People) -> None:
    employee = team.rep.employee
    type(employee).objects.filter(pk=employee.pk).update(left_on="2025-01-31")
    [one] = duplicates.possible(actor=team.actor("stranger"), name="云杉家具")
    assert one.ask == str(employee.unit)


def test_who_may_not_see_phones_finds_nothing_by_them(team: People) -> None:
    clerk = Actor(7, "clerk", functions={"crm.view_customer": EVERYTHING})
    assert duplicates.possible(actor=clerk, phone="021-55558888") == []
    assert duplicates.possible(actor=team.actor("rep"), phone="021-55558888")


def test_the_customer_in_hand_is_not_said_to_repeat_itself(team: People) -> None:
    [one] = duplicates.possible(actor=team.actor("rep"), name="云杉家具")
    assert duplicates.possible(actor=team.actor("rep"), name="云杉家具", exclude=one.key) == []


def test_a_switchboard_says_nothing(team: People) -> None:
    for number in range(duplicates.SHARED_BY_MANY):
        customers.create(
            actor=SYSTEM, owner=team.rep.employee, name=f"商场铺位{number}", phone="400-800-1234", **SHARED
        )
    assert duplicates.possible(actor=team.actor("rep"), phone="4008001234") == []


def test_as_many_queries_whatever_is_found(team: People) -> None:
    def asked(name: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            duplicates.possible(actor=team.actor("rep"), name=name, phone="021-55558888", credit_code=CODE)
        return len(queries)

    asked("云杉家具")
    assert asked("云杉家具") == asked("海风大酒店") <= 12


# -- the doors --------------------------------------------------------------------------------------------------------


def client_of(team: People, name: str) -> Client:
    client = Client()
    client.force_login(getattr(team, name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_form_asks_while_somebody_types_and_the_page_and_the_api_say_the_same(team: People) -> None:
    client = client_of(team, "rep")
    assert 'hx-get="/customers/possible/"' in client.get("/customers/new/").content.decode()
    shown = client.get("/customers/possible/", {"name": "云杉家具"}).content.decode()
    assert "上海云杉家具有限公司" in shown
    assert team.rep.employee.name_en in shown
    told = client.get("/api/v1/possible-customers", {"name": "云杉家具"}).json()["items"]
    assert [one["name"] for one in told] == ["上海云杉家具有限公司"]
    assert told[0]["chance"] > 0.9
    assert told[0]["reasons"]


def test_a_stranger_sees_neither_name_nor_code(team: People) -> None:
    client = client_of(team, "stranger")
    for address in ("/customers/possible/", "/api/v1/possible-customers"):
        answer = client.get(address, {"name": "云杉家具", "credit_code": CODE}).content.decode()
        assert team.rep.employee.name_en in answer
        assert "上海" not in answer
        assert "C-0000" not in answer


def test_who_enters_no_customers_is_refused(team: People) -> None:
    client = client_of(team, "finance")
    assert client.get("/customers/possible/", {"name": "云杉家具"}).status_code == 403
    assert client.get("/api/v1/possible-customers", {"name": "云杉家具"}).status_code == 403


@pytest.mark.parametrize(
    "query",
    [{}, {"name": "%_'\"\\"}, {"name": "x" * 255}, {"name": "云" * 200, "exclude": "-1"}, {"exclude": "9" * 30}],
)
def test_odd_questions_get_an_empty_answer(team: People, query: dict[str, str]) -> None:
    answer = client_of(team, "rep").get("/customers/possible/", query)
    assert answer.status_code == 200
    assert not answer.content.strip()
