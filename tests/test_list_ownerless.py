"""Records nobody looks after, for the owner is empty or has left: one filter on the page, in the API and in a file."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests import firm
from tests.firm import Firm, model

NAMES = {"Z-none": None, "Z-left": "rep.south", "Z-leaving": "ka", "Z-held": "rep.east"}


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def client(founded: Firm, db: None) -> Client:
    """The director, who sees four customers: without an owner, with one who has left, who leaves today, who stays."""
    today = timezone.localdate()
    for code, owner in NAMES.items():
        employee = founded.employees[owner] if owner else None
        model("crm.Customer").objects.create(code=code, name=code, owner=employee, unit=founded.units["SALES"])
    for name, days in (("rep.south", -1), ("ka", 0)):
        people = model("organization.Employee").objects.filter(pk=founded.employees[name].pk)
        people.update(hired_on=None, left_on=today + timedelta(days=days))
    client = Client()
    client.force_login(founded.users["director"], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(("asked", "expected"), [("true", {"Z-none", "Z-left"}), ("false", {"Z-leaving", "Z-held"})])
def test_page_api_and_file_give_those_without_an_active_owner(client: Client, asked: str, expected: set[str]) -> None:
    given = {"without_owner": asked, "search": "Z-"}
    found = client.get("/api/v1/customers", given).json()["items"]
    assert {row["code"] for row in found} == expected
    page = client.get("/customers/", given).content.decode()
    assert {code for code in NAMES if f">{code}<" in page} == expected
    answer = client.get("/customers/export/", {**given, "format": "csv", "reason": "test"})
    file = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert {code for code in NAMES if code in file} == expected


def test_another_answer_than_yes_or_no_is_refused(client: Client) -> None:
    for address in ("/api/v1/customers", "/customers/"):
        assert client.get(address, {"without_owner": "perhaps"}).status_code == 422
