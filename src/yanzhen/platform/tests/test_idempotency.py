"""A creating request with a key is carried out once, however often and by however many hands it is sent."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import idempotency
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Counter, IdempotencyKey

ACTOR = Actor(user_id=1, name="x")


def request(key: str = "k", body: bytes = b"{}", path: str = "/api/v1/things") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return RequestFactory().post(path, body, content_type="application/json", headers=headers)


class Effect:
    """Something that leaves a row each time it is carried out."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def __call__(self) -> tuple[int, Any]:
        number = Counter.objects.count() + 1
        Counter.objects.create(series=f"row {number}")
        if self.error is not None:
            raise self.error
        return 201, {"id": number}


def effects() -> int:
    return Counter.objects.count()


@pytest.mark.django_db
def test_the_same_request_gets_the_same_answer_and_leaves_one_row() -> None:
    first = idempotency.once(request(), ACTOR, Effect())
    assert idempotency.once(request(), ACTOR, Effect()) == first == (201, {"id": 1})
    assert effects() == 1


@pytest.mark.django_db
def test_without_a_key_each_request_counts() -> None:
    idempotency.once(request(""), ACTOR, Effect())
    idempotency.once(request(""), ACTOR, Effect())
    assert effects() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"body": b'{"a": 1}'}, {"path": "/api/v1/others"}])
def test_a_key_used_for_another_request_is_refused(other: dict[str, Any]) -> None:
    idempotency.once(request(), ACTOR, Effect())
    with pytest.raises(RuleBroken) as broken:
        idempotency.once(request(**other), ACTOR, Effect())
    assert (broken.value.status, broken.value.code, effects()) == (422, "key_reused", 1)


@pytest.mark.django_db
def test_keys_belong_to_their_person() -> None:
    idempotency.once(request(), ACTOR, Effect())
    idempotency.once(request(), Actor(user_id=2, name="y"), Effect())
    assert effects() == 2


@pytest.mark.django_db
def test_a_refused_request_frees_its_key() -> None:
    with pytest.raises(RuleBroken):
        idempotency.once(request(), ACTOR, Effect(RuleBroken("no")))
    assert effects() == 0
    assert idempotency.once(request(body=b'{"right": 1}'), ACTOR, Effect()) == (201, {"id": 1})


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 201, "a\x07b"])
def test_a_key_has_at_most_200_printable_characters(key: str) -> None:
    with pytest.raises(RuleBroken):
        idempotency.once(request(key), ACTOR, Effect())


def claimed(minutes: int) -> IdempotencyKey:
    """A claim whose process died after so many minutes ago it began."""
    idempotency.once(request(), ACTOR, Effect())
    IdempotencyKey.objects.update(status=None, answer=None, started_at=timezone.now() - timedelta(minutes=minutes))
    Counter.objects.all().delete()
    return IdempotencyKey.objects.get()


@pytest.mark.django_db
def test_a_request_in_flight_is_not_carried_out_again() -> None:
    claimed(minutes=1)
    with pytest.raises(idempotency.InFlight) as broken:
        idempotency.once(request(), ACTOR, Effect())
    assert (broken.value.status, effects()) == (409, 0)


@pytest.mark.django_db
def test_an_abandoned_claim_is_taken_over() -> None:
    claimed(minutes=3)
    assert idempotency.once(request(), ACTOR, Effect()) == (201, {"id": 1})


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.django_db(transaction=True)
def test_effect_and_answer_are_stored_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the effect and before the answer is stored: neither stays."""
    manager = IdempotencyKey.objects

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    def carry_out() -> tuple[int, Any]:
        found = Effect()()
        monkeypatch.setattr(manager.all().__class__, "update", die)
        return found

    with pytest.raises(Killed):
        idempotency.once(request(), ACTOR, carry_out)
    monkeypatch.undo()
    assert effects() == 0
    assert not IdempotencyKey.objects.filter(status__isnull=False).exists()


def race(hands: int = 4) -> list[Any]:
    """Twins that arrive while the first is at work."""
    results: list[Any] = [None] * hands
    start, inside = threading.Barrier(hands), threading.Event()

    def carry_out() -> tuple[int, Any]:
        inside.wait(timeout=1)
        Counter.objects.create(series=f"by {threading.get_ident()}")
        return 201, {}

    def hand(number: int) -> None:
        try:
            start.wait(timeout=120)
            results[number] = idempotency.once(request(), ACTOR, carry_out)
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=hand, args=(n,)) for n in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_of_twins_at_once_one_is_carried_out() -> None:
    results = race()
    assert effects() == 1
    assert all(r == (201, {}) or isinstance(r, idempotency.InFlight) for r in results), results
    assert (201, {}) in results


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_all_twins_are_carried_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: shows that the test above can fail."""

    def once(_request: Any, _actor: Any, carry_out: Any) -> Any:
        with transaction.atomic():
            return carry_out()

    monkeypatch.setattr(idempotency, "once", once)
    race()
    assert effects() == 4
