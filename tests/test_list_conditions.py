"""Conditions of lists: any tree gives exactly the rows that plain Python picks, on either database."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import firm
from tests.firm import Firm, model

from yanzhen.crm.nouns import CUSTOMERS
from yanzhen.orders.nouns import ORDERS
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.pages import conditions
from yanzhen.platform.pages.conditions import Group, Leaf
from yanzhen.platform.pages.days import Days, counted, named
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.sentences import sentence

CITIES = ["上海", "上海市", "杭州", "", "a%b", "A_b", "c\\d", "o'x"]
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        customer, order = model("crm.Customer"), model("orders.Order")
        owners = [None, made.employees["rep.east"], made.employees["ka"]]
        for n in range(24):
            customer.objects.create(
                code=f"H{n}", name=f"客户{n}", city=CITIES[n % len(CITIES)], owner=owners[n % 3],
                unit=made.units["EAST-1"], is_active=n % 2 == 0,
                since_on=None if n % 5 == 0 else date(2026, 10, 20) + timedelta(days=n),
            )  # fmt: skip
            order.objects.create(
                number=f"H{n}", customer=made.row("crm.customer"), kind="sale", ordered_on=date(2026, 1, 1 + n),
                currency="CNY", owner=owners[1], unit=made.units["EAST-1"], state=("draft", "confirmed")[n % 2],
                net_amount=Decimal(n) * 10 - 50,
            )  # fmt: skip
        yield made


# -- The same question in plain Python ---------------------------------------------------------------------------------


def holds(row: Any, condition: Any, today: date) -> bool:
    if isinstance(condition, Group):
        found = [holds(row, part, today) for part in condition.parts]
        return {"all": all(found), "any": any(found), "none": not any(found)}[condition.kind]
    field = row._meta.get_field(condition.name)
    value, wanted, asks = getattr(row, field.attname), condition.value, condition.operator
    if asks in {"empty", "filled"}:
        return (value in (None, "")) == (asks == "empty")
    if field.get_internal_type() == "DateField":
        days = conditions.days_of(condition, today)
        return value is not None and (days.first or date.min) <= value < (days.after or date.max)
    if field.get_internal_type() == "DecimalField":
        numbers = [Decimal(w) for w in (wanted if isinstance(wanted, list) else [wanted])]
        return {
            "is": value == numbers[0], "is_not": value != numbers[0], "above": value > numbers[0],
            "below": value < numbers[0], "at_least": value >= numbers[0], "at_most": value <= numbers[0],
            "between": numbers[0] <= value <= numbers[-1],
        }[asks]  # fmt: skip
    if asks == "in":
        return value in wanted
    if asks in {"is", "is_not"}:
        return (value == wanted) == (asks == "is")
    text = str(value or "").lower()
    return {
        "contains": wanted.lower() in text,
        "contains_not": wanted.lower() not in text,
        "begins": text.startswith(wanted.lower()),
    }[asks]


TEXT = ["is", "is_not", "contains", "contains_not", "begins"]
words = st.sampled_from([c for c in CITIES if c] + ["海", "%", "_", "\\", "'", "B"])
days = st.dates(date(2026, 10, 15), date(2026, 12, 15)).map(date.isoformat)


def leaves(owner_keys: list[int]) -> st.SearchStrategy[Leaf]:
    text = st.one_of(
        st.builds(Leaf, st.just("city"), st.sampled_from(TEXT), words),
        st.builds(Leaf, st.just("city"), st.just("in"), st.lists(words, min_size=1, max_size=3)),
    )
    owner = st.one_of(
        st.builds(Leaf, st.just("owner"), st.sampled_from(["is", "is_not"]), st.sampled_from(owner_keys)),
        st.builds(Leaf, st.just("owner"), st.just("in"), st.lists(st.sampled_from(owner_keys), min_size=1, max_size=2)),
    )
    since = st.one_of(
        st.builds(Leaf, st.just("since_on"), st.sampled_from(["is", "before", "after"]), days),
        st.builds(Leaf, st.just("since_on"), st.just("between"), st.lists(days, min_size=2, max_size=2)),
        st.builds(Leaf, st.just("since_on"), st.just("within"), st.sampled_from(["this_month", "last_month", "today"])),
        st.builds(Leaf, st.just("since_on"), st.sampled_from(["last", "next"]), st.integers(1, 60)),
    )
    empty = st.builds(
        Leaf, st.sampled_from(["city", "owner", "since_on", "name"]), st.sampled_from(["empty", "filled"])
    )
    active = st.builds(Leaf, st.just("is_active"), st.just("is"), st.booleans())
    return st.one_of(text, owner, since, empty, active)


def trees(leaf: st.SearchStrategy[Leaf]) -> st.SearchStrategy[Any]:
    def group(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Group]:
        kinds = st.sampled_from(conditions.COMBINING)
        return st.builds(Group, kinds, st.lists(parts, min_size=1, max_size=3).map(tuple))

    return st.one_of(leaf, group(st.one_of(leaf, group(st.one_of(leaf, group(leaf))))))


QUIET = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@QUIET
@given(data=st.data())
def test_any_condition_gives_the_rows_that_python_picks(founded: Firm, db: None, data: st.DataObject) -> None:
    keys = [founded.employees[n].pk for n in ("rep.east", "ka", "rep.south")]
    tree = data.draw(trees(leaves(keys)))
    where = conditions.printed(tree)
    query = ListQuery(CUSTOMERS.list, SYSTEM, {"where": where})
    rows = list(CUSTOMERS.model._base_manager.all())
    today = query.ground.today
    assert sorted(r.pk for r in query.rows()) == sorted(r.pk for r in rows if holds(r, tree, today)), where
    assert conditions.parsed(where) == tree
    assert conditions.printed(conditions.parsed(where)) == where
    assert "{" not in sentence(tree, CUSTOMERS.list.every, lambda _field, key: f"#{key}")


@QUIET
@given(data=st.data())
def test_numbers_and_choices_are_compared_exactly(founded: Firm, db: None, data: st.DataObject) -> None:
    amount = st.integers(-60, 200).map(str)
    asks = st.sampled_from(["is", "is_not", "above", "below", "at_least", "at_most"])
    leaf = st.one_of(
        st.builds(Leaf, st.just("net_amount"), asks, amount),
        st.builds(Leaf, st.just("net_amount"), st.just("between"), st.lists(amount, min_size=2, max_size=2)),
        st.builds(Leaf, st.just("state"), st.sampled_from(["is", "is_not"]), st.sampled_from(["draft", "confirmed"])),
    )
    tree = data.draw(trees(leaf))
    query = ListQuery(ORDERS.list, SYSTEM, {"where": conditions.printed(tree)})
    rows = list(ORDERS.model._base_manager.all())
    assert sorted(r.pk for r in query.rows()) == sorted(r.pk for r in rows if holds(r, tree, TODAY))


# -- Days, worked by hand ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "today", "first", "after"),
    [
        ("today", date(2026, 11, 22), date(2026, 11, 22), date(2026, 11, 23)),
        ("yesterday", date(2026, 3, 1), date(2026, 2, 28), date(2026, 3, 1)),
        ("tomorrow", date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)),
        ("this_week", date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 23)),  # a Sunday; Monday was the 16th
        ("last_week", date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 16)),
        ("next_week", date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 30)),
        ("this_month", date(2026, 2, 10), date(2026, 2, 1), date(2026, 3, 1)),
        ("last_month", date(2026, 1, 31), date(2025, 12, 1), date(2026, 1, 1)),
        ("next_month", date(2026, 12, 5), date(2027, 1, 1), date(2027, 2, 1)),
        ("this_quarter", date(2026, 11, 22), date(2026, 10, 1), date(2027, 1, 1)),
        ("last_quarter", date(2026, 2, 1), date(2025, 10, 1), date(2026, 1, 1)),
        ("next_quarter", date(2026, 11, 22), date(2027, 1, 1), date(2027, 4, 1)),
        ("this_year", date(2024, 2, 29), date(2024, 1, 1), date(2025, 1, 1)),
        ("last_year", date(2024, 2, 29), date(2023, 1, 1), date(2024, 1, 1)),
        ("next_year", date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)),
    ],
)
def test_stretches_of_days_are_those_of_the_calendar(name: str, today: date, first: date, after: date) -> None:
    assert named(name, today) == Days(first, after)


def test_counted_days_hold_today() -> None:
    # The last 30 days up to 22 November begin on 24 October: 8 days of October and 22 of November.
    assert counted("last", 30, TODAY) == Days(date(2026, 10, 24), date(2026, 11, 23))
    assert counted("next", 7, TODAY) == Days(TODAY, date(2026, 11, 29))
    assert counted("last", 1, TODAY) == counted("next", 1, TODAY) == named("today", TODAY)


# -- What is refused, and where ----------------------------------------------------------------------------------------

DEEP = {"all": [{"all": [{"all": [{"all": [{"all": [["city", "is", "x"]]}]}]}]}]}
WRONG: list[tuple[Any, str]] = [
    ("{", "where"), ("[]", "where"), ("1", "where"), ("null", "where"), ('"x"', "where"), ("[" * 3000, "where"),
    ({"all": []}, "where.all"), ({"some": [["city", "is", "x"]]}, "where"), ({"all": 1}, "where.all"),
    ({"all": [["city", "is", "x"], ["city"]]}, "where.all[1]"),
    ({"any": [{"none": [["nothing", "is", "x"]]}]}, "where.any[0].none[0]"),
    (["id", "is", "1"], "where"), (["owner__name", "is", "x"], "where"), (["city", "regex", "x"], "where"),
    (["city", "is", 1], "where"), (["city", "is", ""], "where"), (["city", "is", "\x00"], "where"),
    (["city", "in", "x"], "where"), (["city", "in", []], "where"), (["city", "empty", "x"], "where"),
    (["owner", "is", "x"], "where"), (["owner", "is", True], "where"), (["owner", "is", -1], "where"),
    (["owner", "is", 2**63], "where"), (["territory", "is", "me"], "where"), (["owner", "contains", "x"], "where"),
    (["since_on", "is", "2026-02-30"], "where"), (["since_on", "within", "never"], "where"),
    (["since_on", "last", 0], "where"), (["since_on", "last", 10**9], "where"), (["since_on", "last", "3"], "where"),
    (["since_on", "between", ["2026-01-01"]], "where"), (["is_active", "is", "true"], "where"),
    (["is_active", "is", None], "where"), (DEEP, "where.all[0].all[0].all[0].all[0]"),
    ({"all": [["city", "is", "x"]] * 51}, "where"), (["city", "is", "x" * 7000], "where"),
    (["city", "is", {"a": 1}], "where"), (["since_on", "is", [1]], "where"),
]  # fmt: skip


@pytest.fixture
def client(founded: Firm, db: None) -> Client:
    client = Client()
    client.force_login(founded.users["director"], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(("where", "place"), WRONG)
def test_what_is_no_condition_is_refused_with_its_place(client: Client, where: Any, place: str) -> None:
    text = where if isinstance(where, str) else json.dumps(where)
    answer = client.get("/api/v1/customers", {"where": text})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == place
    assert client.get("/customers/", {"where": text}).status_code == 422


def test_me_is_whoever_reads(founded: Firm, db: None) -> None:
    for name in ("rep.east", "ka"):
        actor = founded.actor(name)
        found = ListQuery(CUSTOMERS.list, actor, {"where": '["owner","is","me"]'}).rows()
        assert {c.owner_id for c in found} == {founded.employees[name].pk}


def test_who_sees_no_phone_cannot_ask_for_it_in_any_way(founded: Firm, db: None) -> None:
    """A masked field would be found digit by digit by whoever could filter, group or sort by it."""
    client = Client()
    client.force_login(founded.users["finance"], backend="django.contrib.auth.backends.ModelBackend")
    for asked in (
        {"where": '["phone","begins","1390000"]'}, {"where": '{"none":[["phone","filled"]]}'},
        {"sort": "phone"}, {"sort": "-phone"}, {"group": "phone"},
    ):  # fmt: skip
        for address in ("/customers/", "/api/v1/customers", "/customers/export/"):
            answer = client.get(address, asked)
            assert answer.status_code == 422, (address, asked)
            assert firm.PHONE[0] not in answer.content.decode()
    shown = client.get("/api/v1/customers", {"columns": "name,phone"}).json()["items"]
    assert {item["phone"] for item in shown} == {None}
    assert firm.PHONE[0] not in client.get("/customers/", {"columns": "name,phone"}).content.decode()
    export = client.get("/customers/export/", {"columns": "name,phone", "format": "csv"})
    assert firm.PHONE[0] not in b"".join(export.streaming_content).decode()  # type: ignore[attr-defined]


def test_conditions_reach_no_further_than_the_reader(founded: Firm, db: None) -> None:
    actor: Actor = founded.actor("rep.east")
    own = {c.pk for c in CUSTOMERS.visible(actor)}
    for where in ('["name","filled"]', '{"none":[["name","is","x"]]}', '{"any":[["owner","empty"],["name","filled"]]}'):
        assert {c.pk for c in ListQuery(CUSTOMERS.list, actor, {"where": where}).rows()} <= own


def test_conditions_read_as_a_sentence_in_both_languages() -> None:
    from django.utils.translation import override

    tree = Group("all", (
        Leaf("owner", "is", 7),
        Group("any", (Leaf("city", "contains", "上海"), Leaf("last_order_on", "empty"))),
        Group("none", (Leaf("since_on", "last", 30),)),
    ))  # fmt: skip
    with override("en"):
        text = sentence(tree, CUSTOMERS.list.every, lambda _field, key: f"Person {key}")
    assert text == (
        "Owner is Person 7 and (city contains “上海” or last order is empty) "
        "and none of (customer since is in the last 30 days)"
    )
