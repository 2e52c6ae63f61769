"""The permission matrix: every role × page or operation × method × own / team / other / old row, and nothing leaks.

Pages and operations come from the addresses themselves, what is expected from the table by hand in `matrix`. An address
without a function, a function without a line in the table, or a kind of record without one fails.
"""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.contrib.auth import middleware as auth_middleware
from django.contrib.auth.models import AnonymousUser
from django.core.handlers import exception
from django.http import HttpResponse
from django.test import Client
from tests import firm, matrix
from tests.firm import Firm
from tests.test_permissions import (
    ASKS_INSIDE,
    FOR_ANYBODY_SIGNED_IN,
    NOUNS,
    OPEN_TO_ALL,
    Page,
    pages,
)

from yanzhen.accounts import api_auth, middleware
from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.config.api import api
from yanzhen.organization.services import employees
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.functions import all_functions
from yanzhen.platform.pages.nouns import Noun, all_nouns

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain")]

ROLES = {**{name: person[0] for name, person in firm.PEOPLE.items()}, "lead": "manager"}
OWNERS = ("rep.east", "rep.south")
OFTEN = ("rep.east", "manager.east", "clerk", "finance", "auditor", "stranger", "lead")
"""One of each kind of reach walks in every run: the first through every door, the others through a fifth of them."""
THROUGH_ALL = ("rep.east",)
WALKERS = [
    *(pytest.param(name, name in THROUGH_ALL, id=name) for name in OFTEN),
    *(pytest.param(name, True, marks=pytest.mark.slow, id=f"{name}-all") for name in ROLES if name not in THROUGH_ALL),
]
BY_SLUG = {n.slug: n for n in all_nouns()}
OPEN, REFUSED = "open", "refused"
LEAST = 5_000
cases: dict[str, int] = {}


@dataclass(frozen=True)
class Case:
    """One request, the functions it takes, and whose row it is about."""

    method: str
    address: str
    codes: frozenset[str]
    noun: Noun | None = None
    owner: str = ""
    body: Any = None


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        _add_lead(made)
        yield made


def _add_lead(made: Firm) -> None:
    """One more: leads rep.south by the line of report, not by a unit."""
    lead = employees.create(
        actor=SYSTEM, number="00099", name="组长", unit=made.units["KA"], manager=made.employees["director"],
        hired_on=date(2024, 1, 1),
    )  # fmt: skip
    employees.change(made.employees["rep.south"], actor=SYSTEM, manager=lead)
    made.users["lead"] = UserFactory(username="lead", employee=lead)
    made.employees["lead"] = lead
    roles.grant(actor=SYSTEM, user=made.users["lead"], role="manager", reach="team")


@pytest.fixture
def books(founded: Firm, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    # What a page looks like is tested elsewhere; here only who gets past its door.
    monkeypatch.setattr("django.template.loader.render_to_string", lambda *_, **__: "")
    monkeypatch.setattr(
        exception, "get_exception_response", lambda _request, _resolver, status, _: HttpResponse(status=status)
    )
    # Who asks is known by the client; sessions and second factors are tested with the accounts.
    monkeypatch.setattr(
        auth_middleware, "get_user", lambda request: founded.users.get(request.META.get("WHO", "")) or AnonymousUser()
    )
    for door in (middleware, api_auth):
        monkeypatch.setattr(door, "attended", lambda request: request.user.is_authenticated)
    known = {user.pk: founded.actor(name) for name, user in founded.users.items()}
    monkeypatch.setattr(actors, "actor_of", lambda user, today=None: known[user.pk])
    logging.disable(logging.CRITICAL)
    yield founded
    logging.disable(logging.NOTSET)


def client_of(books: Firm, name: str) -> Client:
    client = Client(raise_request_exception=False, WHO=name)
    if name:
        client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def owners_of(noun: Noun, books: Firm) -> tuple[str, ...]:
    held = books.rows.get(noun.name, {})
    return ("",) if "" in held else tuple(o for o in OWNERS if o in held)


def page_cases(books: Firm) -> Iterator[Case]:
    for page in pages():
        if page.name in OPEN_TO_ALL | FOR_ANYBODY_SIGNED_IN | ASKS_INSIDE:
            continue
        yield from _of_page(page, books)


def _of_page(page: Page, books: Firm) -> Iterator[Case]:
    noun = next((n for key, n in NOUNS.items() if page.name.startswith(f"{key}_")), None)
    for method in ("get", "post"):
        if noun is None or "<int:pk>" not in page.route:
            yield Case(method, _filled(page.route), frozenset({page.code}))
            continue
        for owner in owners_of(noun, books):
            at = page.route.replace("<int:pk>", str(books.row(noun.name, owner).pk))
            acts = [a for a in noun.actions if not a.page] if "<slug:name>" in page.route else [None]
            for action in acts:
                codes = {page.code, noun.code("view"), *([action.code] if action else [])}
                if page.name.endswith("_note"):
                    codes.add("platform.add_note")
                filled = at.replace("<slug:name>", action.name if action else "x")
                yield Case(method, _filled(filled), frozenset(codes), noun, owner)


@cache
def doors() -> list[tuple[str, str, str]]:
    """(method, path, function) of every operation, from the routers: the whole description takes long to make."""
    found = []
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            full = re.sub(r"\{\w+:(\w+)\}", r"{\1}", f"/api/v1{prefix}{path}")
            for operation in view.operations:
                code = (operation.openapi_extra or {}).get("x-function", "")
                found += [(method.lower(), full, code) for method in operation.methods]
    return found


def operation_cases(books: Firm) -> Iterator[Case]:
    for method, path, code in doors():
        slug = path.removeprefix("/api/v1/").split("/")[0]
        noun = BY_SLUG.get(slug)
        if noun is None or not path.startswith(f"/api/v1/{slug}/{{pk}}"):
            body = firm.valid(noun.name, books) if noun is not None and "{" not in path else None
            yield Case(method, _filled(path), frozenset({code}), body=body)
            continue
        for owner in owners_of(noun, books):
            at = path.replace("{pk}", str(books.row(noun.name, owner).pk))
            yield Case(method, _filled(at), frozenset({code, noun.code("view")}), noun, owner)


def _filled(path: str) -> str:
    """Stand-ins for what else an address asks for."""
    path = re.sub(r"<int:[^>]+>", "999999", re.sub(r"<slug:[^>]+>|<str:[^>]+>|<path:[^>]+>|<uuid:[^>]+>", "x", path))
    return re.sub(r"\{[^}]+\}", "999999", path)


def expected(name: str, case: Case) -> str:
    role = ROLES[name]
    if not all(matrix.may(role, code) for code in case.codes):
        return REFUSED
    if case.noun is not None and not matrix.reaches(name, role, case.noun.name, case.owner):
        return REFUSED
    return OPEN


def sent(client: Client, case: Case) -> int:
    if case.address.startswith("/api/") and case.method in {"post", "patch", "put"}:
        call, body = getattr(client, case.method), json.dumps(case.body or {})
        return int(call(case.address, body, content_type="application/json").status_code)
    answer = getattr(client, case.method)(case.address)
    if answer.streaming:
        answer.close()
    return int(answer.status_code)


def wrong(name: str, case: Case, status: int) -> bool:
    """A leak where it should be refused; a closed door where it should open to a reader."""
    if expected(name, case) == REFUSED:
        # The function is asked first; then a body whose shape is wrong is told so before anything is looked up.
        shape = case.address.startswith("/api/") and case.method != "get" and case.body is None
        shape = shape and any(matrix.may(ROLES[name], code) for code in case.codes)
        return status not in ({401, 403, 404, 405, 422} if shape else {401, 403, 404, 405})
    standard = case.noun is not None and case.owner and case.method == "get"
    return status == 401 or status >= 500 or bool(standard and status == 403)


def skipped(name: str, case: Case) -> bool:
    """What is allowed and changes something is tested with the nouns; files and figures have tests of their own."""
    return expected(name, case) == OPEN and (case.method != "get" or "export" in case.address or case.noun is None)


def in_turn(name: str, case: Case) -> bool:
    """A fifth of all doors, another one for each person."""
    return firm.is_turn(f"{name} {case.method} {case.address}", 5)


def swept(books: Firm, name: str, whole: bool = True) -> list[Any]:
    client, found, count = client_of(books, name), [], 0
    for case in [*page_cases(books), *operation_cases(books)]:
        if skipped(name, case) or not (whole or in_turn(name, case)):
            continue
        status = sent(client, case)
        count += 1
        if wrong(name, case, status):
            found.append((case.method, case.address, sorted(case.codes), case.owner, status, expected(name, case)))
    cases[name] = cases.get(name, 0) + count
    return found


def test_every_function_has_its_line() -> None:
    """The twin of the declarations: written by hand, so that nobody gets a function by a slip."""
    declared = {code: set(f.roles) & set(matrix.EVERYBODY) for code, f in all_functions().items()}
    missing = sorted(set(declared) - set(matrix.MAY))
    assert missing == [], "add their lines to tests/matrix.txt"
    differing = {c: (sorted(matrix.MAY[c]), sorted(r)) for c, r in declared.items() if matrix.MAY[c] != r}
    assert differing == {}
    assert sorted(set(matrix.MAY) - set(declared)) == [], "these are declared no more"


def test_every_kind_of_record_has_its_line() -> None:
    assert {n.name for n in all_nouns()} == set(matrix.KIND), "add it to KIND in tests/matrix.py"


def test_every_address_has_a_function_with_a_line() -> None:
    unnamed = OPEN_TO_ALL | FOR_ANYBODY_SIGNED_IN | ASKS_INSIDE
    known = matrix.MAY.keys()
    # A function that no app declares is nobody's: the list of a kind of record that no role may take along.
    without = [p.name for p in pages() if p.name not in unnamed and p.code in all_functions() and p.code not in known]
    without += [p.name for p in pages() if p.name not in unnamed and not p.code]
    without += [path for _method, path, code in doors() if not code or (code in all_functions() and code not in known)]
    assert without == []


@pytest.mark.parametrize(("name", "whole"), WALKERS)
def test_no_door_opens_to_whoever_has_no_key(books: Firm, name: str, whole: bool) -> None:
    found = swept(books, name, whole)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("name", firm.in_turns((n for n in ROLES if n not in OWNERS), often=OFTEN))
def test_old_rows_stay_as_closed(books: Firm, name: str) -> None:
    for noun, values in matrix.ARCHIVED.items():
        keys = [row.pk for row in books.rows[noun].values()]
        firm.model(noun)._default_manager.filter(pk__in=keys).update(**values)
    client, found = client_of(books, name), []
    for case in [*page_cases(books), *operation_cases(books)]:
        if case.noun is None or case.noun.name not in matrix.ARCHIVED or skipped(name, case):
            continue
        status = sent(client, case)
        cases[name] = cases.get(name, 0) + 1
        if wrong(name, case, status):
            found.append((case.method, case.address, case.owner, status, expected(name, case)))
    assert found == []


def test_without_a_key_nothing_opens(books: Firm) -> None:
    client, found = client_of(books, ""), []
    for case in [*page_cases(books), *operation_cases(books)]:
        answer = client.generic(case.method.upper(), case.address)
        cases["nobody"] = cases.get("nobody", 0) + 1
        if answer.status_code not in {302, 401, 405} or (
            answer.status_code == 302 and not answer.url.startswith("/accounts/sign-in/")
        ):
            found.append((case.method, case.address, answer.status_code))
    assert found == []


def test_the_matrix_is_large_enough(books: Firm) -> None:
    """What each run asks, whichever process asks it; the slow suite asks all there is."""
    made = [*page_cases(books), *operation_cases(books)]
    walked = [c for name in OFTEN for c in made if not skipped(name, c) and (name in THROUGH_ALL or in_turn(name, c))]
    assert len(walked) >= LEAST, len(walked)


def test_an_open_door_would_be_seen(books: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: with the reach of everybody widened, the same sweep finds leaks."""
    director = books.actor("director")
    monkeypatch.setattr(actors, "actor_of", lambda user, today=None: director)
    assert len(swept(books, "rep.east", whole=False)) > 20
