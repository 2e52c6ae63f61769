"""Drafts saved one by one through the services of their noun: for nouns whose rules reach beyond one row."""

from typing import TYPE_CHECKING, Any

from django.db import DataError, IntegrityError, transaction

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform.imports.nouns import Draft
from yanzhen.platform.imports.outcomes import Outcome, Skipped
from yanzhen.platform.imports.rows import Rejected

if TYPE_CHECKING:
    from yanzhen.platform.imports.saving import Saver


def save(saver: "Saver", drafts: list[Draft], outcome: Outcome) -> Outcome:
    """Each draft in a savepoint of its own."""
    saver.relations.load_for(saver.noun, saver.fields, {}, drafts)
    for draft in drafts:
        try:
            with transaction.atomic():
                _one(saver, draft, outcome)
        except Skipped:
            outcome.skipped.append(draft)
        except Rejected as reason:
            outcome.rejected.append((draft, reason))
        except RuleBroken as error:
            outcome.rejected.append((draft, rule(saver, draft, error)))
        except (IntegrityError, DataError) as error:
            outcome.rejected.append((draft, Rejected(draft.numbers[0], "", str(error).splitlines()[0])))
    return outcome


def rule(saver: "Saver", draft: Draft, error: RuleBroken) -> Rejected:
    """A rule that was not kept, at the column it is about."""
    name = next(iter(error.errors), FORM)
    source = saver.fields.get(name)
    column = ", ".join(sorted(source.columns())) if source else ""
    return Rejected(draft.numbers[0], column, " ".join(str(m) for m in error.errors.values()))


def _one(saver: "Saver", draft: Draft, outcome: Outcome) -> None:
    saver.relations.load_for(saver.noun, saver.fields, {}, [draft])
    saver.relations.resolve(saver.noun, saver.fields, {}, draft)
    saver.derive([draft])
    row = saver.existing([draft]).get(saver.key_of(draft.values))
    if row is None:
        saver.may_create(draft)
        saver.needed(draft)
        draft.instance = saver.noun.create(actor=saver.actor, **instances(saver, draft.values))  # type: ignore[misc]
        outcome.created.append(draft)
        return
    saver.may_change(draft, row, saver.reached([row]))
    draft.instance = row
    if saver.step.on_existing == "skip":
        outcome.skipped.append(draft)
        return
    differs = saver.differing(draft, row)
    if not differs:
        outcome.unchanged.append(draft)
        return
    values = instances(saver, {a: draft.values[a] for a in differs})
    saver.note(draft, row, differs, outcome)
    draft.instance = saver.noun.change(row, actor=saver.actor, **values) or row  # type: ignore[misc]
    outcome.updated.append(draft)


def instances(saver: "Saver", values: dict[str, Any]) -> dict[str, Any]:
    """Values as services take them: related records themselves instead of their keys."""
    names = {t.attribute: t for t in saver.noun.targets.values()}
    return {names[a].name: _instance(names[a], v) for a, v in values.items()}


def _instance(target: Any, value: Any) -> Any:
    return target.related._default_manager.get(pk=value) if target.related and value is not None else value
