"""The sweep: every address and every operation of the API, for each demo person, a stranger and nobody.

What is expected is worked out from the declared functions of the roles and from `firm.SEES`, not from the code under
test. Whoever is refused changes nothing.
"""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.core.handlers import exception
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests import firm
from tests.firm import SELLERS, Firm

from yanzhen.config.api import api
from yanzhen.platform.pages.nouns import Noun, all_nouns
from yanzhen.platform.pages.views import urls

NOUNS = {f"{n.app}:{n.model_name}": n for n in all_nouns()}
BY_SLUG = {n.slug: n for n in all_nouns()}
OPEN_TO_ALL = {
    "healthz",
    "readyz",
    "metrics",
    "no_such_address",
    "login",
    "logout",
    "set_language",
    "preferences",
    "accounts:setup",
    "accounts:link",
    "factor_check",
    "passkey",
    "passkey_options",
    "forgotten",
    "outside_start",
    "outside_back",
    "crm:lead_form_public",
    "field:feed",
}
"""Pages without a function that people reach before they have signed in."""
FOR_ANYBODY_SIGNED_IN = {"accounts:password", "home", "platform:settings", "confirm"} | {
    f"accounts:{page}"
    for page in (
        *("factors", "factor_app", "factor_passkey", "passkey_new_options", "factor_remove", "factor_codes"),
        *("outside_connect", "outside_unlink", "sessions", "sessions_end_others", "session_end", "see_as_end"),
    )
}
"""One's own account, and the pages that lead each to what they may see."""
ASKS_INSIDE = {"pick"}
"""Asks for the function of the noun in its address."""
TOGETHER: dict[str, Any] = {
    "notes": {"text": "x"},
    "tasks": {"title": "x", "due_on": "2026-03-04"},
    "files": {},
    "follow": {"is_on": True},
}
"""What is done on a record needs the right to see it, too; and what is sent for it."""
USUAL_PAGES = {f"{n.app}:{p.name}" for n in all_nouns() for p in urls(n)}
LIKE_USUAL = {"accounts:user_sessions", "accounts:user_leave", "accounts:user_invite", "platform:approval_decide"}
"""Pages beside the declared ones that open as a change of the row does."""
TWO_ROWS = ("rep.east", "rep.south")
pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain")]


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    # Drawing the page of each refusal takes longest, and what it says is tested elsewhere.
    monkeypatch.setattr(
        exception, "get_exception_response", lambda _request, _resolver, status, _: HttpResponse(status=status)
    )
    logging.disable(logging.WARNING)  # refusals are what is asked for here; writing each down takes longest
    yield founded
    logging.disable(logging.NOTSET)


@dataclass(frozen=True)
class Page:
    """One address of the site."""

    name: str
    route: str
    code: str

    @property
    def noun(self) -> Noun | None:
        """The noun whose row this page shows or changes; pages of other kinds are walked by tests/test_matrix.py."""
        is_usual = self.name in USUAL_PAGES or self.name in LIKE_USUAL
        return NOUNS.get(self.name.rpartition("_")[0]) if "_" in self.name and is_usual else None


@cache
def pages() -> list[Page]:
    def walk(patterns: Any, space: str, route: str) -> Iterator[Page]:
        for pattern in patterns:
            at = route + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield Page(f"{space}{pattern.name}", at, getattr(pattern.callback, "function_code", ""))
            else:
                yield from walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space, at)

    return [p for p in walk(get_resolver().url_patterns, "", "/") if not p.name.startswith("api:")]


@cache
def described() -> dict[str, Any]:
    """The description of the API, which takes a second to make."""
    return api.get_openapi_schema()


@cache
def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, description) of every operation."""
    paths = described()["paths"]
    return [(method, path, o) for path, methods in paths.items() for method, o in methods.items()]


@cache
def usual_ends() -> set[str]:
    """How the addresses of a declared noun end, as those of customers do."""
    base = "/api/v1/customers"
    return {path.removeprefix(base) for _method, path, _o in operations() if path.startswith(base)}


def test_every_page_names_the_function_it_needs() -> None:
    unnamed = {p.name for p in pages() if not p.code}
    assert unnamed == OPEN_TO_ALL | FOR_ANYBODY_SIGNED_IN | ASKS_INSIDE


def test_every_operation_names_the_function_it_needs() -> None:
    assert [(method, path) for method, path, o in operations() if not o.get("x-function")] == []


def traces() -> dict[str, int]:
    """How many rows each table of ours has; what a refused write must leave alone."""
    return {m._meta.label: m._base_manager.count() for m in apps.get_models() if m.__module__.startswith("yanzhen.")}


def client_of(books: Firm, name: str) -> Client:
    client = Client(raise_request_exception=False)
    if name:
        client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def row_of(books: Firm, noun: Noun, owner: str) -> Any:
    return books.row(noun.name, owner)


def sees(name: str, noun: Noun, owner: str, books: Firm) -> bool:
    if noun.name == "accounts.apikey":
        # Keys of others are for those who keep the accounts.
        return owner == name or (firm.holds(name, "accounts.view_user") and firm.reaches(name, noun.name, owner))
    return "" in books.rows[noun.name] or firm.reaches(name, noun.name, owner)


def page_requests(books: Firm) -> Iterator[tuple[Page, str, str, str, str]]:
    """(page, method, address, function, whose row) for every page of every noun."""
    for page in pages():
        noun = page.noun
        if noun is None:
            continue
        act = page.name.rpartition("_")[2]
        writes = page.code.split(".")[1][:4] in {"add_", "chan", "remo"}
        methods = ["post"] if act in {"note", "act", "decide"} else ["get", "post"] if writes else ["get"]
        for method in methods:
            if "<int:pk>" not in page.route:
                yield page, method, page.route, page.code, ""
                continue
            for owner in TWO_ROWS:
                at = page.route.replace("<int:pk>", str(row_of(books, noun, owner).pk))
                for action in [a for a in noun.actions if not a.page] if act == "act" else [None]:
                    code = action.code if action else "platform.add_note" if act == "note" else page.code
                    yield page, method, at.replace("<slug:name>", action.name if action else ""), code, owner


@pytest.mark.parametrize(("name", "whole"), firm.shared_turns(firm.PEOPLE, often=("rep.east",)))
def test_pages_open_to_those_with_function_and_reach_only(books: Firm, name: str, whole: bool) -> None:
    client, before, wrong = client_of(books, name), traces(), []
    for page, method, address, code, owner in page_requests(books):
        if not (whole or firm.of_day(f"{method} {page.name}")):
            continue
        noun = page.noun
        assert noun is not None
        may = firm.holds(name, code) and firm.holds(name, noun.code("view"))
        in_reach = not owner or sees(name, noun, owner, books)
        if method == "post" and may and in_reach:
            continue  # what a permitted write does is tested with the nouns
        if address.endswith("/export/") and may:
            continue  # leaves a row in the audit trail; tested below
        expected = 200 if may and in_reach else 404 if may else 403
        status = getattr(client, method)(address).status_code
        if status != expected:
            wrong.append((method, address, code, owner, status, expected))
    assert wrong == []
    assert traces() == before


def test_nobody_gets_further_than_the_door(books: Firm) -> None:
    client, before, wrong = client_of(books, ""), traces(), []
    for page, method, address, _code, _owner in page_requests(books):
        answer = getattr(client, method)(address)
        if answer.status_code != 302 or not answer.url.startswith("/accounts/sign-in/"):
            wrong.append((method, address, answer.status_code, page.name))
    for address in ("/pick/crm.customer/", "/accounts/password/", "/accounts/keys/new/", "/"):
        if client.get(address).status_code != 302:
            wrong.append(("get", address, "", ""))
    assert wrong == []
    assert traces() == before


def least(operation: dict[str, Any]) -> Any:
    """The smallest body of the right shape: a wrong one would be refused before the right is asked for."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return _least(content["schema"]) if content else {}


def _least(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _least(described()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if "anyOf" in schema:
        return _least(schema["anyOf"][0])
    kinds: dict[str, Any] = {"string": "x" * schema.get("minLength", 1), "integer": schema.get("minimum", 1),
                             "number": schema.get("minimum", 1), "boolean": True, "null": None}  # fmt: skip
    if schema.get("format") == "date":
        return "2026-01-05"
    if schema.get("type") == "array":
        return [_least(schema["items"])] * schema.get("minItems", 0)
    if schema.get("type") == "object" or "properties" in schema:
        return {name: _least(schema["properties"][name]) for name in schema.get("required", [])}
    return kinds.get(schema.get("type", ""), "x")


def api_requests(books: Firm) -> Iterator[tuple[str, str, str, Any, Noun | None, str]]:
    """(method, address, function, body, noun, whose row) for every operation."""
    for method, path, operation in operations():
        slug = path.removeprefix("/api/v1/").split("/")[0]
        noun = BY_SLUG.get(slug)
        if noun is not None and noun.app == "planning" and path.removeprefix(f"/api/v1/{slug}") not in usual_ends():
            continue  # acts of a plan ask for more than one thing; tests/test_matrix.py walks them
        body: Any = least(operation) if method in {"post", "put", "patch"} else None
        part = path.rpartition("/")[2]
        if (part in TOGETHER and not {"go-live", "stages"} & set(path.split("/"))) or path == "/api/v1/notes/{pk}":
            body = TOGETHER.get(part, {"text": "x"}) if method != "get" else None
        elif method == "post" and noun is not None and "{" not in path and (entered := firm.valid(noun.name, books)):
            body = entered
        path = re.sub(r"\{(?!pk\})\w+\}", "999999", path)
        if noun is None or "{" not in path:
            yield method, path.replace("{pk}", "1"), operation["x-function"], body, noun, ""
            continue
        for owner in TWO_ROWS:
            at = path.replace("{pk}", str(row_of(books, noun, owner).pk))
            yield method, at, operation["x-function"], body, noun, owner


def send(client: Client, method: str, address: str, body: Any) -> Any:
    if body is None:
        return getattr(client, method)(address)
    return getattr(client, method)(address, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(("name", "whole"), firm.shared_turns(firm.PEOPLE, often=("rep.east",)))
def test_operations_answer_those_with_function_and_reach_only(books: Firm, name: str, whole: bool) -> None:
    asked = list(api_requests(books))
    client, before, wrong = client_of(books, name), traces(), []
    for method, address, code, body, noun, owner in asked:
        if not (whole or firm.of_day(f"{method} {address}")):
            continue
        may = firm.holds(name, code) and (
            address.rpartition("/")[2] not in TOGETHER or noun is None or firm.holds(name, noun.code("view"))
        )
        in_reach = noun is None or not owner or sees(name, noun, owner, books)
        if may and in_reach and method != "get":
            continue
        if may and address.endswith("/export"):
            continue  # leaves a record and a row in the trail; tested with the exports
        if may and noun is None:
            continue  # the figures need a warehouse; tested with the analysis
        expected = 200 if may and in_reach else 404 if may else 403
        status = send(client, method, address, body).status_code
        if status != expected:
            wrong.append((method, address, code, owner, status, expected))
    assert wrong == []
    assert traces() == before


def test_operations_ask_nobody_to_sign_in(books: Firm) -> None:
    asked = list(api_requests(books))
    client, before = client_of(books, ""), traces()
    statuses = {
        (method, address): send(client, method, address, body).status_code
        for method, address, _code, body, _noun, _owner in asked
    }
    assert {k: v for k, v in statuses.items() if v != 401} == {}
    assert traces() == before


@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE))
def test_picking_needs_the_function_and_stays_in_reach(books: Firm, name: str) -> None:
    client, wrong = client_of(books, name), []
    for noun in all_nouns():
        answer = client.get(f"/pick/{noun.name}/", {"q": ""})
        may = firm.holds(name, noun.code("view"))
        if answer.status_code != (200 if may else 403):
            wrong.append((noun.name, answer.status_code))
        elif may and "" not in books.rows[noun.name]:
            found = {item["id"] for item in answer.json()["items"]}
            wrong += [
                (noun.name, owner)
                for owner in SELLERS
                if (row_of(books, noun, owner).pk in found) != sees(name, noun, owner, books)
            ]
    assert wrong == []


def test_a_key_opens_no_more_than_its_scope(books: Firm) -> None:
    from yanzhen.accounts.services import keys
    from yanzhen.platform.actor import SYSTEM

    _key, secret = keys.issue(actor=SYSTEM, user=books.users["manager.east"], name="reader", scopes=["read"])
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    own = books.row("crm.customer", "rep.east").pk
    assert client.get(f"/api/v1/customers/{own}").status_code == 200
    assert client.get(f"/api/v1/customers/{books.row('crm.customer', 'rep.south').pk}").status_code == 404
    assert client.delete(f"/api/v1/customers/{own}").status_code == 403
    assert send(client, "patch", f"/api/v1/customers/{own}", {"name": "x"}).status_code == 403
    assert Client(headers={"Authorization": "Bearer yz_0"}).get("/api/v1/customers").status_code == 401
