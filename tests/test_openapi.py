"""The description of the API: the kept one is true, and the API keeps to it under odd input."""

import itertools
import logging
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
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

FULLY = ("customers", "orders", "plans", "users")
"""Of nouns beside these, what all share (lists, views, bulk changes, notes …) is asked in the slow suite only."""
PARTS = 8
ODD = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@cache
def operations() -> list[Any]:
    """All there are; found when the first test asks, since every process of a run imports this file."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wsgi.application)
    return [found.ok() for found in schema.get_all_operations()]


@cache
def shared() -> list[Any]:
    """Those whose code is that of every noun, and has been asked with the nouns of `FULLY`."""
    slugs = {noun.slug for noun in all_nouns()} - set(FULLY)
    start = "/api/v1/customers/"
    ends = {"", *(o.path.removeprefix(start) for o in operations() if o.path.startswith(start))}
    return [o for o in operations() if _is_shared(o, slugs, ends)]


def _is_shared(operation: Any, slugs: set[str], ends: set[str]) -> bool:
    _empty, _api, _version, slug, *rest = operation.path.split("/")
    end = "/".join(rest)
    own_shape = end in {"", "{pk}"} and operation.method in {"post", "patch"}
    return slug in slugs and end in ends and not own_shape


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


TODAY = {part for part in range(PARTS) if (part + int(os.environ["YANZHEN_TEST_DAY"])) % 4 == 0}
"""A quarter of the operations a day, all in the slow suite."""
# The client of the tests leaves a file behind for each part of a form that it sends.
LEFT_OPEN = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize(
    "part", [pytest.param(part, marks=LEFT_OPEN + [pytest.mark.slow] * (part not in TODAY)) for part in range(PARTS)]
)
def test_operations_keep_to_their_description(secret: str, part: int) -> None:
    common = {o.label for o in shared()}
    own = [o for o in operations() if o.label not in common]
    assert len(own) > 10 * PARTS
    asked(own[part::PARTS], secret)


@pytest.mark.slow
@pytest.mark.parametrize("part", [pytest.param(part, marks=LEFT_OPEN) for part in range(PARTS)])
def test_shared_operations_do_for_every_noun(secret: str, part: int) -> None:
    asked(shared()[part::PARTS], secret)


def asked(some: list[Any], secret: str) -> None:
    """Each operation on its own, with the books as they were; those that fail are told together."""
    failed = []
    for operation in some:
        with transaction.atomic():
            try:
                keeps_to_its_description(operation, secret)
            except AssertionError as error:
                failed.append(AssertionError(f"{operation.label}: {error}"))
            except Exception as error:
                error.add_note(operation.label)
                failed.append(error)
            transaction.set_rollback(True)
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(some)} operations", failed)


def keeps_to_its_description(operation: Any, secret: str) -> None:
    """Whatever is sent: no 5xx, and an answer of a status and shape that the description names."""

    @ODD
    @given(case=st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode]))
    def keep(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(answer, checks=[not_a_server_error, status_code_conformance, content_type_conformance])

    keep()


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
