"""News for other floors: written in the transaction of the change, delivered by the worker afterwards."""

from collections.abc import Iterable

from yanzhen.platform.models import OutboxRow

FACTS_CHANGED = "facts.changed"


def record(topic: str, payload: dict[str, object]) -> None:
    OutboxRow.objects.create(topic=topic, payload=payload)


def facts_changed(partitions: Iterable[tuple[str, str]]) -> None:
    """Tell the analysis engine which partitions of which extracts are out of date."""
    unique = sorted(set(partitions))
    OutboxRow.objects.bulk_create(
        OutboxRow(topic=FACTS_CHANGED, payload={"extract": e, "partition": p}) for e, p in unique
    )
