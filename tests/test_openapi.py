"""The description of the API: the kept one is true, and the API keeps to it under odd input."""

import itertools
import logging
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance
from tests import firm
from tests.firm import Firm, model

from yanzhen.accounts.services import keys
from yanzhen.config import wsgi
from yanzhen.config.management.commands import openapi
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages.nouns import all_nouns
from yanzhen.platform.warehouse import store

pytestmark = pytest.mark.once

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wsgi.application)
FULLY = ("customers", "orders", "plans", "users")
"""Of nouns beside these, what all share (lists, views, bulk changes, notes …) is asked in the slow suite only."""
ODD = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def is_shared(context: Any) -> bool:
    """Whether the code behind an operation is that of every noun, and has been asked with the nouns of `FULLY`."""
    _empty, _api, _version, slug, *rest = context.operation.path.split("/")
    end = "/".join(rest)
    if slug in FULLY or slug not in {noun.slug for noun in all_nouns()}:
        return False
    ends = {o.path.removeprefix("/api/v1/customers/") for o in _operations() if o.path.startswith("/api/v1/customers/")}
    own_shape = end in {"", "{pk}"} and context.operation.method in {"post", "patch"}
    return end in {"", *ends} and not own_shape


@cache
def _operations() -> list[Any]:
    return [found.ok() for found in SCHEMA.get_all_operations()]


def test_the_kept_description_is_the_one_generated() -> None:
    """Generated in a process of its own: tests declare nouns and topics that no product has."""
    kept = (openapi.settings.ROOT / openapi.PLACE).read_text(encoding="utf-8").splitlines()
    made = openapi.generated().splitlines()
    if made == kept:
        return
    # Only from the first difference on: the library that compares takes minutes for so many lines.
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(kept, made, strict=False)))
    assert made[same : same + 20] == kept[same : same + 20], f"line {same + 1}; renew it: yanzhen openapi"


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        role = model("accounts.Role").objects.create(code="all", name="all", functions=firm.all_codes())
        model("accounts.Grant").objects.create(user=made.users["director"], role=role, reach="all")
        _key, made.secret = keys.issue(actor=SYSTEM, user=made.users["director"], name="everything")  # type: ignore[attr-defined]
        warehouse.rebuild()
        yield made
        store.manifest_path(store.folder()).unlink()


@pytest.fixture
def secret(founded: Firm, db: None) -> Iterator[str]:
    logging.disable(logging.CRITICAL)
    # The connection holds the firm in a transaction that must outlive each request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield founded.secret  # type: ignore[attr-defined]
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    logging.disable(logging.NOTSET)


@SCHEMA.exclude(is_shared).parametrize()
@ODD
def test_operations_keep_to_their_description(case: schemathesis.Case, secret: str) -> None:
    keeps_to_its_description(case, secret)


@pytest.mark.slow
@SCHEMA.include(is_shared).parametrize()
@ODD
def test_shared_operations_do_for_every_noun(case: schemathesis.Case, secret: str) -> None:
    keeps_to_its_description(case, secret)


def keeps_to_its_description(case: schemathesis.Case, secret: str) -> None:
    """Whatever is sent: no 5xx, and an answer of a status and shape that the description names."""
    answer = case.call(headers={"Authorization": f"Bearer {secret}"})
    case.validate_response(answer, checks=[not_a_server_error, status_code_conformance, content_type_conformance])


def test_no_two_shapes_share_a_name() -> None:
    """The description knows a shape by its name alone: of two with one name it would show the wrong one."""
    import re
    from pathlib import Path

    found = [
        name
        for file in Path("src/yanzhen").rglob("*.py")
        for name in re.findall(r"^class (\w+)\((?:Schema|Strict)\)", file.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert sorted({name for name in found if found.count(name) > 1}) == []
