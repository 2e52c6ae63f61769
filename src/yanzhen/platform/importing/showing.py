"""What the pages of an import show, made from the import."""

from collections import Counter
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.platform.actor import Actor
from yanzhen.platform.importing import drafts, grids, options, templates
from yanzhen.platform.imports import nouns as importables
from yanzhen.platform.imports import undoing
from yanzhen.platform.models import FileImport, Job, SavedMapping
from yanzhen.platform.models.imports import ImportBatch
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.pages import nouns as pages

TONES = {
    "draft": "neutral", "waiting": "neutral", "running": "warning", "done": "good", "failed": "bad",
    "cancelled": "neutral", "undoing": "warning", "undone": "neutral",
}  # fmt: skip
LINKS = 20
REFUSALS = 100


def _when(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def megabytes(size: int) -> str:
    """The size of a file as people say it."""
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{max(1, round(size / 1024))} KB"


def state(draft: FileImport) -> dict[str, str]:
    word, label = drafts.state_of(draft)
    return {"label": str(label), "tone": TONES.get(word, "neutral"), "word": word}


def label_of(name: str) -> str:
    """What a kind of record is called, even if it can no longer be imported."""
    noun = importables.importable().get(name)
    return capfirst(noun.label) if noun else name


def counts(job: Job | None) -> dict[str, int]:
    """Rows by what became of them, as the job told at its end."""
    report = (job.arguments.get("report") or {}) if job is not None else {}
    total: Counter[str] = Counter()
    for step in report.get("steps", ()):
        total.update(step["counts"])
    return dict(total)


def row(draft: FileImport) -> dict[str, Any]:
    """An import in the list."""
    total = counts(draft.job)
    return {
        "url": reverse("imports:one", args=[draft.pk]),
        "file": draft.file_name,
        "noun": label_of(draft.noun_name),
        "who": draft.who,
        "when": _when(draft.created_at),
        "state": state(draft),
        "counts": {k: f"{v:,}" for k, v in total.items()} if total else None,
        "undo_url": reverse("imports:undo", args=[draft.pk])
        if draft.job is not None and drafts.state_of(draft)[0] in {"done", "cancelled", "failed"}
        else "",
    }


def steps(draft: FileImport | None, current: str) -> list[dict[str, Any]]:
    """Where in the four steps this page stands; steps already taken are links as long as nothing was started."""
    named = [
        ("new", _("File")),
        ("columns", _("Match columns")),
        ("preview", _("Preview")),
        ("result", _("Result")),
    ]
    order = [name for name, _label in named].index(current)
    is_free = draft is not None and draft.job is None
    return [
        {
            "label": label,
            "current": name == current,
            "done": position < order,
            "url": reverse(f"imports:{name}", args=[draft.pk])  # type: ignore[union-attr]
            if is_free and name in {"columns", "preview"} and position < order
            else "",
        }
        for position, (name, label) in enumerate(named)
    ]


# -- columns -----------------------------------------------------------------------------------------------------------


def table_of(given: QueryDict) -> dict[str, Any]:
    """The kind of record, sheet and header that were chosen."""
    header = given.get("header", "")
    return {
        "noun": given.get("noun", ""),
        "sheet": given.get("sheet", ""),
        "header": int(header) if header.isascii() and header.isdigit() and len(header) < 6 else 0,
    }


def entered(draft: FileImport, given: QueryDict) -> dict[str, Any]:
    """What was chosen for each column and for all rows; columns go by their place, for their names may be anything."""
    found = {}
    for place, name in enumerate(drafts.sheet_of(draft)["columns"]):
        slot, lookup = given.get(f"slot-{place}", ""), given.get(f"lookup-{place}", "")
        if name and slot:
            found[name] = {"slot": slot, "lookup": lookup or "either"}
    constants = {
        k.removeprefix("value-"): str(v).strip() for k, v in given.items() if k.startswith("value-") and str(v).strip()
    }
    choices = {name: given.get(name) for name in options.CHOICES}
    keys = [k for k in given.get("keys", "").split(",") if k]
    return {"columns": found, "choices": {**choices, "keys": keys, "constants": constants}}


def table(draft: FileImport, actor: Actor, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """Every column with what it holds and what it fills; what is missing; what else is decided."""
    noun, known = options.noun_of(draft.noun_name), drafts.known(draft, actor)
    mapping = typed["columns"] if typed else draft.mapping
    chosen = {**draft.options, **(typed["choices"] if typed else {})}
    seen = {g.column: g for g in drafts.guesses(draft, actor)}
    columns = []
    for place, name in enumerate(drafts.sheet_of(draft)["columns"]):
        if not name:
            continue
        entry, guess = mapping.get(name, {}), seen[name]
        slot = known.get(entry.get("slot", ""))
        columns.append(
            {
                "place": place,
                "name": name,
                "samples": guess.samples,
                "slot": slot.key if slot else "",
                "lookup": entry.get("lookup", "either") if slot and len(slot.lookups) > 1 else "",
                "confidence": round(guess.confidence * 100) if slot and guess.slot == slot.key else None,
                "sure": "good" if guess.confidence >= 0.9 else "fair",
            }
        )
    filled = {c["slot"] for c in columns if c["slot"]}
    lacking = [s for k, s in known.items() if s.required and k not in filled]
    by_key = [(",".join(noun.key), " + ".join(known[k].label for k in noun.key if k in known))]
    others = [k for k, s in known.items() if not s.is_line and s.kind == "text" and (k,) != noun.key and k in filled]
    keys = ",".join(chosen.get("keys") or noun.key)
    return {
        "sheet": drafts.sheet_of(draft),
        "sheets": draft.sheets,
        "nouns": [(n.name, capfirst(n.label)) for n in options.allowed(actor)],
        "columns": columns,
        "kept": "kept" in draft.options and typed is None,
        "slots": [(k, s.label + (templates.REQUIRED_MARK if s.required else "")) for k, s in known.items()],
        "lookups": list(options.LOOKUPS.items()),
        "missing": [
            {"key": s.key, "label": s.label, "value": chosen.get("constants", {}).get(s.key, ""),
             "allowed": templates.allowed(s), "hint": templates.kind_in_words(s)}
            for s in lacking
        ],
        "choices": [
            ("on_existing", _("Records that are there already"), options.EXISTING.items(), chosen.get("on_existing")),
            ("on_new", _("Records that are not there yet"), options.NEW.items(), chosen.get("on_new")),
            *(
                [("on_duplicate", _("New records that look like one there"), options.DUPLICATE.items(),
                  chosen.get("on_duplicate"))]
                if options.checks_duplicates(noun)
                else []
            ),
        ],
        "keys": [*by_key, *((k, known[k].label) for k in others)],
        "key": keys,
        "size": megabytes(draft.size),
        "rows": f"{drafts.sheet_of(draft)['rows']:,}",
        "encoding": draft.options.get("encoding", ""),
    }  # fmt: skip


# -- preview -----------------------------------------------------------------------------------------------------------


def waiting(job: Job) -> dict[str, Any]:
    return {"error": _failure(job) if job.state == JobState.FAILED else ""}


def _failure(job: Job) -> str:
    line = job.lines.filter(level="error").order_by("-pk").first()  # type: ignore[attr-defined]
    return line.text if line else _("This did not succeed.")


def cards(total: dict[str, int]) -> list[dict[str, str]]:
    """The counts as figures; they add up to the rows read."""
    named = [
        ("created", _("New")), ("updated", _("Changed")), ("unchanged", _("Unchanged")), ("rejected", _("Refused")),
    ]  # fmt: skip
    found = [{"label": label, "value": f"{total.get(name, 0):,}", "name": name} for name, label in named]
    left_out = total.get("read", 0) - sum(total.get(name, 0) for name, _label in named)
    if left_out:
        found.append({"label": _("Passed by"), "value": f"{left_out:,}", "name": "left_out"})
    return [{"label": _("Rows read"), "value": f"{total.get('read', 0):,}", "name": "read"}, *found]


def samples(plain: list[Any]) -> list[dict[str, Any]]:
    """Records before and after."""
    words = {
        "created": pgettext("import", "new"),
        "updated": pgettext("import", "changed"),
        "unchanged": pgettext("import", "unchanged"),
        "marked": pgettext("import", "to be checked"),
    }
    tones = {"created": "good", "updated": "warning"}
    return [
        {"row": row, "fate": {"label": words.get(fate, fate), "tone": tones.get(fate, "neutral")}, "title": title,
         "changes": [{"label": label, "before": before, "after": after} for _name, label, before, after in changes]}
        for _step, _noun, row, fate, title, changes in plain
    ]  # fmt: skip


def tried(draft: FileImport) -> dict[str, Any]:
    """The preview: what the import would do, and the refused rows to correct."""
    plain = draft.tried
    total = plain["counts"]
    kept = plain["rejections"]
    good = total["read"] - total["rejected"]
    return {
        "draft": draft,
        "token": drafts.token(draft),
        "cards": cards(total),
        "samples": samples(plain["samples"]),
        "marked": plain.get("marked", 0),
        "rejected": total["rejected"],
        "more": max(0, total["rejected"] - len(kept)),
        "head": drafts.columns_of(draft),
        "grid": grids.rows(draft, kept),
        "corrected": sum(map(len, draft.corrections.values())),
        "can_run": good > 0,
        "good": f"{good:,}",
        "columns_url": reverse("imports:columns", args=[draft.pk]),
        "correct_url": reverse("imports:correct", args=[draft.pk]),
        "refused_url": reverse("imports:refused", args=[draft.pk]),
        "run_url": reverse("imports:run", args=[draft.pk]),
        "drop_url": reverse("imports:drop", args=[draft.pk]),
    }


corrections = grids.corrections


# -- result ------------------------------------------------------------------------------------------------------------


def result(draft: FileImport, actor: Actor, *, is_mine: bool) -> dict[str, Any]:
    """Progress while it runs; afterwards counts, refusals and the way to what was made."""
    job = draft.job
    assert job is not None
    is_open = drafts.is_open(job) or drafts.is_open(draft.undo_job)
    shown = draft.undo_job if drafts.is_open(draft.undo_job) and draft.undo_job is not None else job
    report = drafts.report(draft) if not drafts.is_open(job) else None
    may = is_mine and actor.can(drafts.RUN)
    undone = undoing.report_of(draft.undo_job) if draft.undo_job is not None and not is_open else None
    return {
        "url": reverse("imports:one", args=[draft.pk]),
        "state": state(draft),
        "noun": label_of(draft.noun_name),
        "who": draft.who,
        "when": _when(draft.created_at),
        "open": is_open,
        "percent": shown.percent if shown.total else None,
        "progress": f"{shown.done:,} / {shown.total:,}" if shown.total else "",
        "error": _failure(job) if job.state == JobState.FAILED else "",
        "cards": cards(vars(report.total)) if report else [],
        "refusals": [{"row": r.row, "column": r.column, "reason": r.reason} for r in report.rejections[:REFUSALS]]
        if report and is_mine
        else [],
        "rejected": report.total.rejected if report else 0,
        "links": links(draft, actor) if report else [],
        "list_url": _list_url(draft.noun_name, actor),
        "undone": undone,
        "may": may,
        "drop_url": reverse("imports:drop", args=[draft.pk]),
        "refused_url": reverse("imports:refused", args=[draft.pk]),
        "again_url": reverse("imports:again", args=[draft.pk]),
        "resume_url": reverse("imports:resume", args=[draft.pk]) if job.state in ("failed", "cancelled") else "",
        "undo_url": reverse("imports:undo", args=[draft.pk])
        if ImportBatch.objects.filter(job=job, undone_at=None).exists()
        else "",
    }


def _list_url(name: str, actor: Actor) -> str:
    try:
        noun = pages.get(name)
    except KeyError:
        return ""
    try:
        return noun.url("list") if actor.can(noun.code("view")) else ""
    except NoReverseMatch:
        return ""


def links(draft: FileImport, actor: Actor) -> list[dict[str, str]]:
    """The first records that the import made and that are still there."""
    if not (_list_url(draft.noun_name, actor) and draft.job_id):
        return []
    keys: list[int] = []
    batches = ImportBatch.objects.filter(job_id=draft.job_id, noun_name=draft.noun_name, undone_at=None)
    for runs in batches.values_list("created", flat=True)[:LINKS]:
        for first, last in runs:
            keys += range(first, min(last, first + LINKS - len(keys) - 1) + 1)
            if len(keys) >= LINKS:
                break
    noun = pages.get(draft.noun_name)
    rows = noun.visible(actor).filter(pk__in=keys[:LINKS]).order_by("pk")
    return [{"label": str(r), "url": noun.url("record", r.pk)} for r in rows]


def kept(mapping: SavedMapping, actor: Actor) -> dict[str, Any]:
    """A saved mapping in the list."""
    return {
        "pk": mapping.pk,
        "name": mapping.name,
        "noun": label_of(mapping.noun_name),
        "columns": ", ".join(mapping.columns[:8]) + ("…" if len(mapping.columns) > 8 else ""),
        "who": mapping.who,
        "used": _when(mapping.used_at),
        "times": mapping.times,
        "shared": mapping.is_shared,
        "mine": mapping.user_id == actor.user_id,
    }
