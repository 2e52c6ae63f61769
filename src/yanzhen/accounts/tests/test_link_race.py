"""Two hands on one link at the same moment."""

import threading

import pytest
from django.db import connection

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.models import OneTimeLink
from yanzhen.accounts.services import links
from yanzhen.accounts.tests.factories import UserFactory
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM

HANDS = 6


def race(secret, monkeypatch):
    """How many of several simultaneous hands get in; all have looked before the first one takes."""
    looked = threading.Barrier(HANDS)
    look = links.links.open_link

    def slow_look(*args):
        found = look(*args)
        looked.wait(timeout=120)
        return found

    monkeypatch.setattr(links.links, "open_link", slow_look)
    # The looks must be able to stand side by side, also where a transaction locks the whole file.
    monkeypatch.setattr(links.transaction, "atomic", _no_transaction)
    inside = []

    def hand():
        try:
            inside.append(links.consume(secret, LinkPurpose.SIGN_IN).pk)
        except RuleBroken:
            pass
        finally:
            connection.close()

    hands = [threading.Thread(target=hand) for _ in range(HANDS)]
    for thread in hands:
        thread.start()
    for thread in hands:
        thread.join()
    return len(inside)


class _no_transaction:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


@pytest.mark.django_db(transaction=True)
def test_one_of_many_hands_gets_in(monkeypatch):
    secret = links.issue(actor=SYSTEM, user=UserFactory(), purpose=LinkPurpose.SIGN_IN)
    assert race(secret, monkeypatch) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_conditional_update_all_would_get_in(monkeypatch):
    """The twin: shows that the test above can fail."""

    def take_what_was_seen(link, now):
        OneTimeLink.objects.filter(pk=link.pk).update(used_at=now)
        return True

    secret = links.issue(actor=SYSTEM, user=UserFactory(), purpose=LinkPurpose.SIGN_IN)
    monkeypatch.setattr(links, "_take", take_what_was_seen)
    assert race(secret, monkeypatch) == HANDS
