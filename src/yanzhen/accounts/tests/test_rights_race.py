"""Two administrators who end each other at the same moment: one of them stays. The twin shows it fails unlocked."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from yanzhen.accounts.queries import actors, users
from yanzhen.accounts.services import grants, keeping, substitutions
from yanzhen.accounts.services import users as user_services
from yanzhen.accounts.tests.factories import people, user_with
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Any) -> list[Any]:
    """What each hand got, or the error it met; all start at the same moment."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def hand(number: int) -> None:
        try:
            start.wait(timeout=120)
            results[number] = acts[number]()
        except Exception as error:
            results[number] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=hand, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def ending(first: Any, second: Any) -> tuple[Any, Any]:
    one, other = actors.actor_of(first), actors.actor_of(second)
    soon = timezone.localdate() + timedelta(days=3)
    return (
        lambda: grants.change(second.grants.get(), actor=one, ends_on=soon),
        lambda: user_services.deactivate(first, actor=other),
    )


def test_of_two_administrators_who_end_each_other_one_stays() -> None:
    first, second = user_with("admin"), user_with("admin")
    results = together(*ending(first, second))
    assert sum(isinstance(r, RuleBroken) for r in results) == 1, results
    assert keeping.first_day_without() is None
    assert users.administrators().count() >= 1


def test_without_the_check_both_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: both look before either writes."""
    first, second = user_with("admin"), user_with("admin")
    looked = threading.Barrier(2)

    def unlocked(service: Any) -> Any:
        before = keeping.first_day_without()
        looked.wait(timeout=120)
        result = service()
        # What this hand would have seen: the other one has not finished yet.
        assert before is None
        return result

    soon = timezone.localdate() + timedelta(days=3)
    held = [first.grants.get(), second.grants.get()]
    bare = grants.change.__wrapped__.__wrapped__  # type: ignore[attr-defined]
    results = together(*(lambda g=g: unlocked(lambda: _apart(bare, g, soon)) for g in held))
    assert not any(isinstance(r, Exception) for r in results), results
    assert keeping.first_day_without() is not None


def _apart(service: Any, grant: Any, day: Any) -> Any:
    from django.db import transaction

    with transaction.atomic():
        return service(grant, actor=SYSTEM, ends_on=day)


def test_two_who_name_each_other_make_no_chain() -> None:
    five = people()
    today = timezone.localdate()
    days = {"starts_on": today, "ends_on": today, "actor": SYSTEM}
    results = together(
        lambda: substitutions.create(absent=five.rep, substitute=five.teammate, **days),
        lambda: substitutions.create(absent=five.teammate, substitute=five.rep, **days),
    )
    assert sorted(isinstance(r, RuleBroken) for r in results) == [False, True], results
