"""New drafts that may repeat a record, or an earlier row: refused, marked, or taken as news of the record found."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from yanzhen.platform.imports.nouns import Draft, Duplicate, Noun
from yanzhen.platform.imports.rows import Rejected

if TYPE_CHECKING:
    from yanzhen.platform.imports.saving import Outcome, Saver

type Known = list[tuple[Draft, Any]]
type Later = list[tuple[Draft, Draft]]


def sort_out(saver: "Saver", fresh: list[Draft], known: Known, outcome: "Outcome") -> tuple[list[Draft], Later]:
    """New drafts without those that repeat a record; also which of them to mark once both have keys."""
    noun, choice = saver.noun, saver.step.on_duplicate
    if not (fresh and noun.duplicates and choice != "off"):
        return fresh, []
    found = noun.duplicates(fresh)
    visible, rows = _visible(saver, found.values())
    taken = {row.pk for _draft, row in known}
    kept: list[Draft] = []
    later: Later = []
    for at, draft in enumerate(fresh):
        duplicate = found.get(at)
        draft.is_marked = False
        if duplicate is None:
            kept.append(draft)
        elif choice == "update" and duplicate.key in rows and duplicate.key not in taken:
            # One row of the file speaks for a record; a second one is refused below.
            taken.add(duplicate.key)
            for attribute in saver.key:
                draft.values.pop(attribute, None)
            known.append((draft, rows[duplicate.key]))
        elif choice == "mark" and not duplicate.certain:
            draft.is_marked = True
            kept.append(draft)
            if duplicate.draft is not None:
                later.append((draft, duplicate.draft))
            else:
                draft.values[f"{noun.marked}_id"] = duplicate.key
        else:
            reason = _repeats(noun, duplicate, visible)
            outcome.rejected.append((draft, Rejected(draft.numbers[0], saver.column(duplicate.field), reason)))
    return kept, later


def mark(saver: "Saver", later: Later) -> None:
    """Mark new records that repeat another new one, where both were made."""
    marked = []
    for draft, other in later:
        if draft.instance is not None and other.instance is not None and other.instance.pk:
            setattr(draft.instance, f"{saver.noun.marked}_id", other.instance.pk)
            marked.append(draft.instance)
    if marked:
        saver.noun.model._default_manager.bulk_update(marked, [saver.noun.marked], batch_size=500)


def _visible(saver: "Saver", found: Iterable[Duplicate]) -> tuple[set[Any], dict[Any, Any]]:
    """Which of the records found the actor may be told of; the records themselves where they may be updated."""
    keys = {d.key for d in found if d.key is not None}
    model = saver.noun.model
    visible = set(model.objects.visible_to(saver.actor).filter(pk__in=keys).values_list("pk", flat=True))
    rows: dict[Any, Any] = {}
    if saver.step.on_duplicate == "update":
        locked = model._default_manager.filter(pk__in=keys).select_for_update(no_key=True)
        rows = {row.pk: row for row in locked.order_by("pk")}
    return visible, rows


def _repeats(noun: Noun, duplicate: Duplicate, visible: set[Any]) -> str:
    """Why a row is taken for a record that is there; a record out of reach is not named."""
    if duplicate.draft is not None:
        return _("may be the same as row {row}: {why}").format(row=duplicate.draft.numbers[0], why=duplicate.why)
    if duplicate.key not in visible:
        return _("may be the same as a {noun} outside your reach: {why}").format(
            noun=noun.model._meta.verbose_name, why=duplicate.why
        )
    return _("may be the same as {record}: {why}").format(record=duplicate.title, why=duplicate.why)
