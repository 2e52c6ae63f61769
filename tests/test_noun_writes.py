"""Inherited by every noun that is entered: create, change and remove, and what people and programs get wrong."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.db import models
from django.test import Client
from django.utils import timezone
from tests import firm
from tests.firm import Firm, model

from yanzhen.platform.pages.nouns import Noun, all_nouns

pytestmark = pytest.mark.usefixtures("plain")
ENTERED = [n for n in all_nouns() if n.offers("add")]
EACH = pytest.mark.parametrize("noun", ENTERED, ids=lambda n: n.name)
"""What differs between the databases is in the services, not in the doors: a third of them is entered on both."""
NOT_PLAIN = {"organization.assignment"}
"""Follows its own rules: written by `employees.assign`, never changed."""


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        role = model("accounts.Role").objects.create(code="all", name="all", functions=firm.all_codes())
        model("accounts.Grant").objects.create(user=made.users["director"], role=role, reach="all")
        yield made


@pytest.fixture
def client(founded: Firm, db: None) -> Iterator[Client]:
    """Somebody with every function, everywhere."""
    logging.disable(logging.WARNING)
    client = Client()
    client.force_login(founded.users["director"], backend="django.contrib.auth.backends.ModelBackend")
    yield client
    logging.disable(logging.NOTSET)


def send(client: Client, method: str, address: str, body: Any, **headers: str) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return getattr(client, method)(address, text, content_type="application/json", headers=headers)


def created(client: Client, noun: Noun, books: Firm) -> Any:
    answer = send(client, "post", f"/api/v1/{noun.slug}", firm.valid(noun.name, books))
    assert answer.status_code == 201, answer.content
    return noun.model._base_manager.get(pk=answer.json()["id"])


def trail(row: Any, verb: str) -> int:
    return int(model("platform.AuditEntry").objects.filter(noun_name=row.noun(), object_id=row.pk, verb=verb).count())


def posted(noun: Noun, books: Firm) -> dict[str, Any]:
    """The same input as a browser sends it."""
    data = {k: v for k, v in (firm.valid(noun.name, books) or {}).items() if v is not False}
    if noun.lines is not None and (lines := data.pop(noun.lines.name, [])):
        prefix = noun.lines.name
        data |= {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": 0}
        data |= {f"{prefix}-{n}-{k}": v for n, line in enumerate(lines) for k, v in line.items() if v is not False}
        if "product" in lines[0]:
            data[f"{prefix}-0-product"] = books.row("products.product").code
        if "employee" in lines[0]:
            data[f"{prefix}-0-employee"] = books.row("organization.employee").number
    assert noun.form is not None
    for name, kind in noun.form.base_fields.items():
        if name in data and not isinstance(kind, forms.ModelChoiceField) and hasattr(kind, "noun"):
            data[name] = getattr(model(kind.noun)._base_manager.get(pk=data[name]), kind.code)
    return data


@firm.each_or_third(ENTERED)
def test_create_answers_with_the_record_and_leaves_a_trail(founded: Firm, client: Client, noun: Noun) -> None:
    row = created(client, noun, founded)
    assert client.get(f"/api/v1/{noun.slug}/{row.pk}").status_code == 200
    assert client.get(noun.url("record", row.pk)).status_code == 200
    assert trail(row, "create") == 1


@pytest.mark.once
@EACH
def test_the_form_of_the_page_creates_the_same(founded: Firm, client: Client, noun: Noun) -> None:
    before = noun.model._base_manager.count()
    answer = client.post(noun.url("add"), posted(noun, founded))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert noun.model._base_manager.count() == before + 1


@firm.every_other(ENTERED, "missing")
def test_missing_fields_are_named_and_nothing_is_saved(founded: Firm, client: Client, noun: Noun) -> None:
    before, data = noun.model._base_manager.count(), posted(noun, founded)
    assert noun.form is not None
    asked = noun.form(actor=founded.actor("director")).fields
    filled = {f.name for f in noun.model._meta.concrete_fields if f.has_default()} | set(
        getattr(noun.form, "today", ())
    )
    required = [n for n, f in asked.items() if f.required and n in data and not isinstance(f, forms.BooleanField)]
    for name in required:
        answer = client.post(noun.url("add"), {k: v for k, v in data.items() if k != name})
        if answer.status_code == 302:
            pytest.fail(f"{name} is required, yet was not asked for")
        assert answer.status_code == 422
        assert f'name="{name}"' in answer.content.decode()
        if name in filled:
            continue  # programs may leave it to its default
        body = {k: v for k, v in (firm.valid(noun.name, founded) or {}).items() if k != name}
        refused = send(client, "post", f"/api/v1/{noun.slug}", body)
        assert (refused.status_code, name in [e["field"] for e in refused.json()["errors"]]) == (422, True), name
        assert noun.model._base_manager.count() == before
    assert send(client, "post", f"/api/v1/{noun.slug}", {}).status_code == 422


@firm.every_other(ENTERED, "change")
def test_change_raises_the_version_once_and_tells_the_late(founded: Firm, client: Client, noun: Noun) -> None:
    if not noun.offers("change"):
        pytest.skip("never changed")
    row = created(client, noun, founded)
    address = f"/api/v1/{noun.slug}/{row.pk}"
    texts = [f.name for f in noun.model._meta.concrete_fields if type(f) is models.CharField and f.editable]
    text = next((name for name in texts if name in {"name", "display_name", "remark", "order_number"}), None)
    if text is None:
        assert send(client, "patch", address, {}).status_code == 200
        return
    version = noun.model._base_manager.get(pk=row.pk).version
    assert send(client, "patch", address, {text: "第一"}, **{"If-Match": str(version)}).status_code == 200
    assert send(client, "patch", address, {text: "第二"}, **{"If-Match": str(version)}).status_code == 409
    assert send(client, "patch", address, {text: "第二", "version": version}).status_code == 409
    assert send(client, "patch", address, {text: "第一"}).status_code == 200
    row.refresh_from_db()
    assert (getattr(row, text), row.version, trail(row, "change")) == ("第一", version + 1, 1)
    page = client.post(noun.url("change", row.pk), {**posted(noun, founded), text: "第三", "version": version})
    assert page.status_code == 422
    assert "第三" in page.content.decode(), "what was typed is kept"
    row.refresh_from_db()
    assert getattr(row, text) == "第一"


@firm.every_other(ENTERED, "remove")
def test_remove_takes_the_row_and_keeps_its_trail(founded: Firm, client: Client, noun: Noun) -> None:
    if not noun.offers("remove"):
        pytest.skip("never removed")
    row = created(client, noun, founded)
    if noun.name == "accounts.substitution":
        assert client.delete(f"/api/v1/{noun.slug}/{row.pk}").json()["code"] == "begun"
        ahead = timezone.localdate() + timedelta(days=9)
        noun.model._base_manager.filter(pk=row.pk).update(starts_on=ahead, ends_on=ahead)
    assert client.get(noun.url("remove", row.pk)).status_code == 200
    answer = client.delete(f"/api/v1/{noun.slug}/{row.pk}")
    if noun.name == "organization.employee":
        assert answer.status_code in {204, 422}
        return
    assert answer.status_code == 204, answer.content
    assert not noun.model._base_manager.filter(pk=row.pk).exists()
    assert trail(row, "remove") == 1
    assert client.delete(f"/api/v1/{noun.slug}/{row.pk}").status_code == 404


def wrong_values(field: forms.Field) -> list[Any]:
    """What no field of this kind takes."""
    today = timezone.localdate()
    if isinstance(field, forms.ModelChoiceField) or hasattr(field, "noun"):
        return [0, 999_999_999, -1, 2**70, "x", True, [1], {}]
    if isinstance(field, forms.DecimalField):
        finer = "1." + "1" * ((field.decimal_places or 0) + 1)
        return ["NaN", "Infinity", "-Infinity", "1e309", finer, "1e2", "１２", "", "9" * 30, "1,000", True, [1]]
    if isinstance(field, forms.DateField):
        late = (today + timedelta(days=366 * 11)).isoformat()
        return ["0001-01-01", "1900-01-01", "1949-12-31", late, "9999-12-31", "2026-02-30", "x", "10000-01-01", {}]
    if isinstance(field, forms.ChoiceField):
        return ["zzz"]
    if isinstance(field, forms.CharField):
        return ["x" * 10_000, "a\x00b", "a\u202eb", 5, ["x"], {"x": 1}]
    return []


@firm.every_other(ENTERED, "wrong", alone=False)
def test_wrong_values_are_refused_at_their_field_and_nothing_is_saved(
    founded: Firm, client: Client, noun: Noun
) -> None:
    assert noun.form is not None
    before, valid, taken = noun.model._base_manager.count(), firm.valid(noun.name, founded) or {}, []
    for name, field in noun.form.base_fields.items():
        if name == "version":
            continue
        for value in wrong_values(field):
            if value == "" and not field.required:
                continue
            if not firm.is_turn(f"{noun.name} {name} {value}", 2):  # half of them, another half at each field
                continue
            answer = send(client, "post", f"/api/v1/{noun.slug}", {**valid, name: value})
            named = answer.status_code == 422 and any(e["field"].startswith(name) for e in answer.json()["errors"])
            if not named:
                taken.append((name, value if len(str(value)) < 40 else "…", answer.status_code))
    assert taken == []
    assert noun.model._base_manager.count() == before


@firm.every_other(ENTERED, "bodies")
def test_bodies_that_are_no_json_or_have_unknown_fields_are_refused(founded: Firm, client: Client, noun: Noun) -> None:
    valid = firm.valid(noun.name, founded) or {}
    for body in ("", "{", "[]", "null", '"x"', "NaN", '{"a": 1e309}', json.dumps({**valid, "nonsense": 1}), "\\ud800"):
        assert send(client, "post", f"/api/v1/{noun.slug}", body).status_code in {400, 422}, body
    assert send(client, "post", f"/api/v1/{noun.slug}", '{"name": "\\ud800", "code": "\\udfff"}').status_code in {
        400,
        422,
    }


@firm.every_other(ENTERED, "rare")
def test_rare_characters_and_leading_zeros_come_back_as_they_were(founded: Firm, client: Client, noun: Noun) -> None:
    valid = firm.valid(noun.name, founded) or {}
    for name, value in (("name", "𠮷野家🪑 & <b>İ</b>"), ("code", "000123"), ("number", "000123")):
        if name in valid and noun.name not in NOT_PLAIN:
            answer = send(client, "post", f"/api/v1/{noun.slug}", {**valid, name: value})
            assert answer.status_code == 201, answer.content
            assert answer.json()[name] == value
            page = client.get(noun.url("record", answer.json()["id"])).content.decode()
            assert "<b>İ</b>" not in page
            model_ = noun.model._base_manager.get(pk=answer.json()["id"])
            client.delete(f"/api/v1/{noun.slug}/{model_.pk}")


@firm.every_other([n for n in all_nouns() if n.has_notes], "notes")
def test_notes_are_written_by_page_and_api_and_shown(founded: Firm, client: Client, noun: Noun) -> None:
    row = founded.row(noun.name)
    assert client.post(noun.url("note", row.pk), {"text": "<i>记下</i>"}).status_code == 302
    assert send(client, "post", f"/api/v1/{noun.slug}/{row.pk}/notes", {"text": "第二"}).status_code == 201
    page = client.get(noun.url("record", row.pk)).content.decode()
    assert "&lt;i&gt;记下&lt;/i&gt;" in page
    assert "第二" in page
    for text in ("", "   ", "x" * 4001, "\x00"):
        assert send(client, "post", f"/api/v1/{noun.slug}/{row.pk}/notes", {"text": text}).status_code == 422
