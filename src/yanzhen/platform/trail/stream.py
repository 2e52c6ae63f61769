"""Everything a person saw, changed and exported between two moments, as one stream, the latest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any

from django.db.models import Count, Sum
from django.urls import NoReverseMatch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry, ReadEntry
from yanzhen.platform.models.trail import ReadAct
from yanzhen.platform.pages import nouns
from yanzhen.platform.trail.nouns import title_of

EXPORTS = ("export",)
SAW, CHANGED, EXPORTED, REFUSED = "saw", "changed", "exported", "refused"
GROUPS = (SAW, CHANGED, EXPORTED, REFUSED)
PAGE = 100


@dataclass(frozen=True)
class Event:
    """One thing a person did."""

    when: datetime
    group: str
    act: str
    kind: str
    title: str
    detail: str
    entry_url: str
    record_url: str
    key: str


@dataclass(frozen=True)
class Total:
    """How often a person did one kind of thing to one kind of record."""

    group: str
    act: str
    kind: str
    times: int
    rows: int


def _reads(user_id: int, start: datetime, end: datetime, only: str) -> Any:
    rows = ReadEntry.objects.filter(user_id=user_id, read_at__gte=start, read_at__lt=end).order_by("-read_at", "-pk")
    wanted = {SAW: [ReadAct.RECORD, ReadAct.LIST], EXPORTED: [ReadAct.DOWNLOAD], REFUSED: [ReadAct.REFUSED]}
    return rows.filter(act__in=wanted.get(only, [])) if only else rows


def _acts(user_id: int, start: datetime, end: datetime, only: str) -> Any:
    rows = AuditEntry.objects.filter(user_id=user_id, happened_at__gte=start, happened_at__lt=end)
    rows = rows.order_by("-happened_at", "-pk")
    if only == EXPORTED:
        return rows.filter(verb__in=EXPORTS)
    if only == CHANGED:
        return rows.exclude(verb__in=EXPORTS)
    return rows.none() if only else rows


def events(
    user_id: int, start: datetime, end: datetime, actor: Actor, *, only: str = "", chunk: int = 1_000
) -> Iterator[Event]:
    """Both logs merged by moment, read as far as they are asked for."""
    reads = (_of_read(r, actor) for r in _reads(user_id, start, end, only).iterator(chunk_size=chunk))
    acts = (_of_act(a, actor) for a in _acts(user_id, start, end, only).iterator(chunk_size=chunk))
    yield from merge(reads, acts, key=lambda e: e.when, reverse=True)


def page(user_id: int, start: datetime, end: datetime, actor: Actor, *, only: str = "", skip: int = 0) -> list[Event]:
    """`PAGE` events after the first `skip`, and one more where there is more."""
    last = skip + PAGE + 1
    reads = [_of_read(r, actor) for r in _reads(user_id, start, end, only)[:last]]
    acts = [_of_act(a, actor) for a in _acts(user_id, start, end, only)[:last]]
    return list(merge(reads, acts, key=lambda e: e.when, reverse=True))[skip:last]


def totals(user_id: int, start: datetime, end: datetime) -> list[Total]:
    """How often, by group, act and kind; the most frequent first within each group."""
    found = [
        Total(_group_of_read(act), str(ReadAct(act).label), kind_label(noun), times, rows or 0)
        for act, noun, times, rows in _reads(user_id, start, end, "")
        .order_by().values_list("act", "noun_name").annotate(times=Count("pk"), sum_of_rows=Sum("rows"))
    ]  # fmt: skip
    found += [
        Total(
            EXPORTED if verb in EXPORTS else CHANGED,
            str(timeline.VERBS.get(verb, verb)), kind_label(noun), times, times,
        )
        for verb, noun, times in _acts(user_id, start, end, "")
        .order_by().values_list("verb", "noun_name").annotate(times=Count("pk"))
    ]  # fmt: skip
    return sorted(found, key=lambda t: (GROUPS.index(t.group), -t.times, t.kind))


def by_group(found: list[Total]) -> Mapping[str, int]:
    return {group: sum(t.times for t in found if t.group == group) for group in GROUPS}


def labels() -> dict[str, str]:
    return {SAW: _("Saw"), CHANGED: _("Did"), EXPORTED: _("Took along"), REFUSED: _("Was refused")}


def _group_of_read(act: str) -> str:
    return {ReadAct.DOWNLOAD.value: EXPORTED, ReadAct.REFUSED.value: REFUSED}.get(act, SAW)


def kind_label(noun: str) -> str:
    model = timeline._model(noun)
    return capfirst(str(model._meta.verbose_name)) if model is not None else noun


def record_url(noun: str, pk: int | None, actor: Actor) -> str:
    """The page of a record, where the reader may open such pages."""
    if not noun or pk is None:
        return ""
    try:
        declared = nouns.get(noun)
        return declared.url("record", pk) if actor.can(declared.code("view")) else ""
    except (KeyError, NoReverseMatch):
        return ""


def _of_read(r: ReadEntry, actor: Actor) -> Event:
    detail = _("{rows} of {total} rows").format(rows=r.rows, total=r.total) if r.total is not None else ""
    shown = r.query if title_of(r, actor) == r.title else ""
    detail = " · ".join(part for part in (detail, shown) if part)
    return Event(
        r.read_at, _group_of_read(r.act), str(ReadAct(r.act).label), kind_label(r.noun_name), title_of(r, actor),
        detail, f"/settings/reads/{r.pk}/", record_url(r.noun_name, r.object_id, actor), f"r{r.pk}",
    )  # fmt: skip


def _of_act(a: AuditEntry, actor: Actor) -> Event:
    group = EXPORTED if a.verb in EXPORTS else CHANGED
    title = title_of(a, actor)
    rows = a.after.get("rows") if isinstance(a.after, dict) else None
    detail = " · ".join(str(part) for part in (_("{rows} rows").format(rows=rows) if rows else "", a.reason) if part)
    url = f"/settings/audit/{a.pk}/" if actor.can("platform.view_auditentry") else ""
    return Event(
        a.happened_at, group, timeline.act(a), timeline.kind(a), title, detail, url,
        record_url(a.noun_name, a.object_id, actor), f"a{a.pk}",
    )  # fmt: skip
