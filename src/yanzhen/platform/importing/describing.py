"""An import in the shape the API answers with."""

from itertools import islice
from typing import Any

from yanzhen.platform.actor import Actor
from yanzhen.platform.importing import drafts, options, showing, slots, templates
from yanzhen.platform.imports.nouns import Noun
from yanzhen.platform.imports.rejects import Rejects
from yanzhen.platform.models import FileImport, SavedMapping

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def one(draft: FileImport) -> dict[str, Any]:
    """Where an import stands."""
    return {
        "id": draft.pk,
        "file": draft.file_name,
        "noun": draft.noun_name,
        "state": drafts.state_of(draft)[0],
        "who": draft.who,
        "created_at": draft.created_at.isoformat(),
        "rows": drafts.sheet_of(draft)["rows"],
        "done": draft.job.done if draft.job else 0,
        "total": draft.job.total if draft.job else 0,
        "counts": showing.counts(draft.job) or None,
        "job": draft.job_id,
        "undo_job": draft.undo_job_id,
        "version": draft.version,
    }


def slots_of(noun: Noun, actor: Actor) -> list[dict[str, Any]]:
    """The fields that columns can fill."""
    return [
        {"key": s.key, "label": s.label, "kind": s.kind, "required": s.required, "lookups": s.lookups,
         "allowed": templates.allowed(s)}
        for s in slots.of_noun(noun, actor).values()
    ]  # fmt: skip


def mapping(draft: FileImport, actor: Actor) -> dict[str, Any]:
    """The mapping, with the guess beside it."""
    known = drafts.known(draft, actor)
    chosen = {k: v for k, v in draft.options.items() if k in {*options.CHOICES, "keys", "constants"}}
    return {
        "noun": draft.noun_name,
        "sheet": draft.sheet,
        "sheets": [s["name"] for s in draft.sheets],
        "header": draft.header_row,
        "columns": [
            {"name": g.column, "samples": g.samples, "guess": g.slot, "confidence": g.confidence,
             "slot": draft.mapping.get(g.column, {}).get("slot", ""),
             "lookup": draft.mapping.get(g.column, {}).get("lookup", "")}
            for g in drafts.guesses(draft, actor)
        ],
        "slots": slots_of(options.noun_of(draft.noun_name), actor),
        "missing": [s.key for s in options.missing(draft, known)],
        "options": chosen,
        "version": draft.version,
    }  # fmt: skip


def preview(draft: FileImport | None) -> dict[str, Any]:
    """What the import would do; nothing yet while it is being tried."""
    if draft is None:
        return {"ready": False, "tried": "", "counts": {}, "samples": [], "errors": []}
    plain = draft.tried
    return {
        "ready": True,
        "tried": drafts.token(draft),
        "counts": {**plain["counts"], "marked": plain.get("marked", 0)},
        "samples": [
            {"row": row, "fate": fate, "title": title,
             "changes": [{"field": name, "before": before, "after": after} for name, _l, before, after in changes]}
            for _step, _noun, row, fate, title, changes in plain["samples"]
        ],
        "errors": plain["rejections"],
    }  # fmt: skip


def errors(draft: FileImport, after: int, limit: int) -> dict[str, Any]:
    """One page of refused rows: of the import once it has run, before that of its preview."""
    if draft.job is None:
        kept = drafts.refused(draft)
    else:
        print_ = str(draft.job.arguments.get("fingerprint", ""))
        kept = Rejects(print_) if print_ else None
    every = (
        {"file": file, "row": number, "column": column, "reason": reason, "cells": cells}
        for _step, _header, file, number, column, reason, cells in (kept.rows() if kept else ())
    )
    found = list(islice(every, after, after + limit + 1))
    return {"items": found[:limit], "next": after + limit if len(found) > limit else None}


def saved(kept: SavedMapping, actor: Actor) -> dict[str, Any]:
    """A saved mapping."""
    return {
        "id": kept.pk,
        "name": kept.name,
        "noun": kept.noun_name,
        "columns": kept.columns,
        "who": kept.who,
        "shared": kept.is_shared,
        "mine": kept.user_id == actor.user_id,
        "times": kept.times,
    }
