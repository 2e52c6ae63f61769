"""Keeping the files up to date: full builds, and the partitions that outbox rows name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import outbox
from yanzhen.platform.models import OutboxRow
from yanzhen.platform.warehouse import sources, store, writing
from yanzhen.platform.warehouse.extracts import Extract, discovered

log = structlog.get_logger(__name__)

EVERY = "*"
MANY_PARTITIONS = 60
"""Beyond this many stale partitions one stream over all is quicker."""
LONGEST_PAUSE = 300


class NotReady(RuleBroken):
    """The first build has not ended yet."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("The figures are being prepared. Try again in a moment."), code="not_ready")


@dataclass(frozen=True)
class Freshness:
    """Figures hold every change made before `at`; `pending` changes wait."""

    at: datetime
    pending: int
    failing: int = 0


def freshness() -> Freshness | None:
    """How fresh figures are; None before the first build."""
    if not store.manifest_path(store.folder()).exists():
        return None
    waiting = OutboxRow.objects.filter(topic=outbox.FACTS_CHANGED)
    oldest = waiting.order_by("written_at").values_list("written_at", flat=True).first()
    if oldest is None:
        return Freshness(timezone.now(), 0)
    return Freshness(oldest, waiting.count(), waiting.filter(attempts__gt=0).count())


def fresh_at() -> datetime | None:
    """The moment up to which figures hold all changes; None before the first build."""
    state = freshness()
    return state.at if state else None


def rebuild() -> int:
    """Write every extract anew; answer with the rows written."""
    return _run(wait=True, everything=True)


def refresh(*, wait: bool = False) -> int:
    """Bring stale partitions up to date; answer with the rows written.

    Does nothing while another process is at it, unless told to `wait`. May run twice: outbox rows are deleted
    only after the files with their changes are in use.
    """
    try:
        return _run(wait=wait, everything=False)
    except store.Busy:
        return 0


def _run(*, wait: bool, everything: bool) -> int:
    base = store.folder()
    if not everything and not wait and not _is_work(base):
        return 0
    with store.locked(base, wait=wait):
        news = _due_news()
        manifest = store.load(base) or store.Manifest()
        extracts = discovered()
        stale = _stale(extracts, manifest, news, everything)
        if not stale and not news:
            return 0
        rows, failures = _write(extracts, stale, manifest, base)
        _publish(base, manifest, extracts)
        _settle(news, failures)
        return rows


def _is_work(base: Path) -> bool:
    """A cheap look before taking the lock, since this runs each second."""
    manifest = store.load(base)
    if manifest is None or any(manifest.versions.get(n) != e.version for n, e in discovered().items()):
        return True
    return OutboxRow.objects.filter(topic=outbox.FACTS_CHANGED).exists()


@dataclass(frozen=True)
class News:
    """One outbox row."""

    pk: int
    extract: str
    partition: str


def _due_news() -> list[News]:
    """Outbox rows to deal with now; those that failed wait longer each time."""
    now = timezone.now()
    rows = OutboxRow.objects.filter(topic=outbox.FACTS_CHANGED).values_list("pk", "payload", "attempts", "claimed_at")
    return [
        News(pk, str(payload.get("extract")), str(payload.get("partition")))
        for pk, payload, attempts, claimed_at in rows.iterator()
        # Also when it failed "later" than now, by a clock that was set back since.
        if not attempts
        or claimed_at is None
        or abs(now - claimed_at) >= timedelta(seconds=min(2**attempts, LONGEST_PAUSE))
    ]


def _stale(
    extracts: dict[str, Extract], manifest: store.Manifest, news: Iterable[News], everything: bool
) -> dict[str, set[str]]:
    """Partitions to write by extract; `*` stands for all."""
    stale: defaultdict[str, set[str]] = defaultdict(set)
    for name, extract in extracts.items():
        if everything or manifest.versions.get(name) != extract.version:
            stale[name].add(EVERY)
    for item in news:
        for name in extracts if item.extract == EVERY else (item.extract,):
            stale[name].add(item.partition)
    return {n: {EVERY} if EVERY in keys or len(keys) > MANY_PARTITIONS else keys for n, keys in stale.items()}


Failures = dict[tuple[str, str], str]


def _write(
    extracts: dict[str, Extract], stale: dict[str, set[str]], manifest: store.Manifest, base: Path
) -> tuple[int, Failures]:
    """Write the stale partitions and enter them; what fails is logged and keeps its old file."""
    total, failures = 0, Failures()
    with sources.opened() as source:
        for name, keys in sorted(stale.items()):
            for key in sorted(keys):
                try:
                    total += _write_one(extracts[name], key, source, manifest, base)
                except Exception as error:
                    log.exception("extract failed", extract=name, partition=key)
                    failures[name, key] = f"{type(error).__name__}: {error}"
    return total, failures


def _write_one(extract: Extract, key: str, source: sources.Source, manifest: store.Manifest, base: Path) -> int:
    files, counts = manifest.files.setdefault(extract.name, {}), manifest.rows.setdefault(extract.name, {})
    if key == EVERY:
        written, replaced = writing.everything(extract, source, base), list(files)
        manifest.versions[extract.name] = extract.version
    else:
        written, replaced = writing.partition(extract, key, source, base), [key]
    now = datetime.now(UTC).timestamp()
    for old in replaced:
        if old in files:
            manifest.retired[files.pop(old)] = now
            counts.pop(old)
    files.update({part: name for part, (name, _rows) in written.items()})
    counts.update({part: rows for part, (_name, rows) in written.items()})
    return sum(rows for _name, rows in written.values())


def _publish(base: Path, manifest: store.Manifest, extracts: dict[str, Extract]) -> None:
    """Make the new files current, unless some extract was never written."""
    for name in set(manifest.files) - set(extracts):
        del manifest.files[name], manifest.rows[name]
        manifest.versions.pop(name, None)
    if set(manifest.versions) != set(extracts):
        missing = sorted(set(extracts) - set(manifest.versions))
        raise RuntimeError(f"extracts could not be built: {', '.join(missing)}")
    store.clean(base, manifest)
    manifest.serial += 1
    manifest.built_at = datetime.now(UTC).isoformat()
    store.swap(base, manifest)


def _settle(news: list[News], failures: Failures) -> None:
    """Delete the outbox rows dealt with; note on the others why not."""
    broken = {item.pk: text for item in news if (text := _failure(item, failures))}
    done = [item.pk for item in news if item.pk not in broken]
    for start in range(0, len(done), 500):
        OutboxRow.objects.filter(pk__in=done[start : start + 500]).delete()
    for pk, text in broken.items():
        OutboxRow.objects.filter(pk=pk).update(
            attempts=F("attempts") + 1, claimed_at=timezone.now(), failure=text[:2_000]
        )


def _failure(item: News, failures: Failures) -> str:
    """The failure of the extract and partition an outbox row speaks of; empty when all went well."""
    for (name, key), text in failures.items():
        if item.extract in (EVERY, name) and (item.partition == key or EVERY in (item.partition, key)):
            return text
    return ""
