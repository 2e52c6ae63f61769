"""Builds the index from the records: after an upgrade, after loading in bulk, or when asked to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from yanzhen.platform.models import SearchEntry, SearchProgress
from yanzhen.platform.search import entries, store

BATCH = 2_000
_ready: set[str] = set()
"""What this process has seen complete; the index never becomes incomplete again under the same rules."""

Say = Callable[[str, int], None]


def is_ready(name: str) -> bool:
    """Whether every record of a noun is in the index, so that lists may trust it."""
    if name in _ready:
        return True
    found = SearchProgress.objects.filter(noun_name=name, rules=entries.RULES, is_complete=True).exists()
    if found and not connection.in_atomic_block:
        _ready.add(name)
    return found


def is_complete() -> bool:
    """Whether every record of every noun is in the index; asked of the database until it was so once."""
    if _ready.issuperset(entries.nouns()):
        return True
    found = not waiting()
    if found and not connection.in_atomic_block:
        _ready.update(entries.nouns())
    return found


def after_migrate(**_details: Any) -> None:
    """A kind without records needs no building; the others wait for the worker or `yanzhen search rebuild`."""
    tables = set(connection.introspection.table_names())
    known = set(SearchProgress.objects.values_list("noun_name", flat=True))
    for name, noun in entries.nouns().items():
        model = noun.model
        if name not in known and model._meta.db_table in tables and not model._base_manager.exists():
            SearchProgress.objects.create(noun_name=name, rules=entries.RULES, is_complete=True)


def waiting() -> list[str]:
    """The nouns whose index is not complete."""
    done = SearchProgress.objects.filter(rules=entries.RULES, is_complete=True).values_list("noun_name", flat=True)
    return sorted(set(entries.nouns()) - set(done))


def begin(names: list[str]) -> None:
    """Have these nouns built again from their first record. What the index holds stays in use meanwhile."""
    for name in names:
        SearchProgress.objects.update_or_create(
            noun_name=name, defaults={"rules": entries.RULES, "last_key": 0, "rows": 0, "is_complete": False}
        )
        _ready.discard(name)


def step(name: str) -> int:
    """Build the next batch of a noun and note how far it came, in one transaction; 0 when nothing was left.

    The records are locked meanwhile, so that nobody changes one between its being read and its entry being written.
    """
    noun = entries.nouns()[name]
    with transaction.atomic():
        progress, _new = SearchProgress.objects.select_for_update().get_or_create(
            noun_name=name, defaults={"rules": entries.RULES}
        )
        if progress.rules != entries.RULES:
            progress.rules, progress.last_key, progress.rows, progress.is_complete = entries.RULES, 0, 0, False
        rows = noun.model._base_manager.filter(pk__gt=progress.last_key).order_by("pk").select_for_update(no_key=True)
        keys = list(rows.values_list("pk", flat=True)[:BATCH])
        if keys:
            _build(noun, progress.last_key, keys)
            progress.last_key, progress.rows = keys[-1], progress.rows + len(keys)
        progress.is_complete = len(keys) < BATCH
        if progress.is_complete:
            _orphans(noun, progress.last_key)
        progress.save()
    return len(keys)


def _build(noun: object, last_key: int, keys: list[int]) -> None:
    """Write the entries of a stretch of keys, and forget what stands in it without a record."""
    name = noun.name  # type: ignore[attr-defined]
    stretch = SearchEntry.objects.filter(noun_name=name, object_id__gt=last_key, object_id__lte=keys[-1])
    if stretch.exists():
        stretch.delete()
    store.write(entries.made(noun, keys), are_new=True)


def _orphans(noun: object, last_key: int) -> None:
    SearchEntry.objects.filter(noun_name=noun.name, object_id__gt=last_key).delete()  # type: ignore[attr-defined]


def build(names: list[str], say: Say = lambda name, rows: None) -> int:
    """Build these nouns to the end, batch by batch; may be stopped and started again."""
    total = 0
    for name in names:
        while (count := step(name)) and not _complete(name):
            total += count
            say(name, total)
        total += count
        say(name, total)
    return total


def _complete(name: str) -> bool:
    return SearchProgress.objects.filter(noun_name=name, is_complete=True).exists()


def fill() -> int:
    """Build everything at once in the transaction that has loaded the records in bulk."""
    names = list(entries.nouns())
    with store.filling():
        begin(names)
        return build(names)


@contextmanager
def filled_afterwards() -> Iterator[None]:
    """Leave the index alone in a block that loads records, and build all of it once at its end."""
    with entries.left_alone():
        yield
    fill()


def background() -> int:
    """The worker's part: after an upgrade, build what waits, a few batches at a time."""
    for name in waiting():
        return sum(step(name) for _ in range(5) if not _complete(name))
    return 0
