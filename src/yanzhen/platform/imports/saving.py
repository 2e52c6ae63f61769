"""Drafts become rows: found again by business key, then created, updated or left alone.

Called inside the transaction of a batch. A batch is tried as a whole; when the database refuses it, its records are
tried one by one, so that only those are rejected that break a constraint.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import quick
from yanzhen.platform.imports.mapping import Step
from yanzhen.platform.imports.nouns import Draft, Noun, Saved
from yanzhen.platform.imports.relations import Relations
from yanzhen.platform.imports.rows import Rejected


@dataclass
class Outcome:
    """What became of a batch: drafts by fate, old and new values of updated ones, what the engine must read again."""

    created: list[Draft] = field(default_factory=list)
    updated: list[Draft] = field(default_factory=list)
    unchanged: list[Draft] = field(default_factory=list)
    rejected: list[tuple[Draft, Rejected]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    partitions: set[tuple[str, str]] = field(default_factory=set)

    def add(self, other: "Outcome") -> None:
        for name in ("created", "updated", "unchanged", "rejected"):
            getattr(self, name).extend(getattr(other, name))
        self.before.update(other.before)
        self.after.update(other.after)
        self.partitions |= other.partitions


class Saver:
    """Saves the drafts of one step for one actor."""

    def __init__(self, step: Step, actor: Actor):
        self.step, self.noun, self.actor = step, step.noun, actor
        self.fields, self.lines = dict(step.fields), dict(step.lines)
        self.relations = Relations()
        self._key = [self.noun.targets[k].attribute for k in self.noun.key]

    def save(self, drafts: list[Draft]) -> Outcome:
        """Save a batch; everything that cannot be saved comes back with its reason."""
        if self.noun.create:
            return self._one_by_one(drafts)
        outcome, ready = Outcome(), []
        self.relations.load_for(self.noun, self.fields, self.lines, drafts)
        for draft in drafts:
            try:
                self.relations.resolve(self.noun, self.fields, self.lines, draft)
            except Rejected as reason:
                outcome.rejected.append((draft, reason))
            else:
                ready.append(draft)
        self._derive(ready)
        try:
            with transaction.atomic():
                outcome.add(self._bulk(ready))
        except DatabaseError:
            for draft in ready:
                outcome.add(self._alone(draft))
        return outcome

    # -- many at a time ------------------------------------------------------------------------------------------------

    def _derive(self, drafts: list[Draft]) -> None:
        """Fill fields that follow from a relation (the owner's unit) where the file says nothing."""
        for name, ways in self.noun.derived.items():
            target = self.noun.targets[name]
            for way in ways:
                via = self.noun.targets[way]
                blank = [d for d in drafts if d.values.get(target.attribute) is None and d.values.get(via.attribute)]
                rows = via.related._default_manager.filter(pk__in={d.values[via.attribute] for d in blank})  # type: ignore[union-attr]
                found = dict(rows.values_list("pk", target.attribute))
                for draft in blank:
                    draft.values[target.attribute] = found.get(draft.values[via.attribute])
                    draft.followed.add(target.attribute)
            for draft in drafts:
                if draft.values.get(target.attribute) is None:
                    draft.values[target.attribute] = draft.defaults.get(name)
                    draft.followed.add(target.attribute)

    def _bulk(self, drafts: list[Draft]) -> Outcome:
        outcome = Outcome()
        present = self._existing(drafts)
        reach = self._reached(present)
        news: list[Any] = []
        changed: list[Any] = []
        touched: set[str] = set()
        for draft in drafts:
            row = present.get(self._key_of(draft.values))
            try:
                if self.noun.complete:
                    self.noun.complete(draft)
                if row is None:
                    self._needed(draft)
                    draft.instance = self.noun.model(**draft.values)
                    news.append(draft.instance)
                    outcome.created.append(draft)
                    continue
                if reach is not None and row.pk not in reach:
                    raise Rejected(draft.numbers[0], "", _("this record is outside your reach"))
            except Rejected as reason:
                outcome.rejected.append((draft, reason))
                continue
            self._compare(draft, row, outcome, touched, changed)
        self._write(news, changed, touched)
        if self.noun.lines:
            self._write_lines(outcome)
        for draft in (*outcome.created, *outcome.updated):
            outcome.partitions.update(draft.instance.fact_partitions())
        if self.noun.after and (news or changed):
            outcome.partitions.update(self.noun.after(Saved(news, changed, self.actor)) or ())
        return outcome

    def _key_of(self, values: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(values.get(a) for a in self._key)

    def _existing(self, drafts: list[Draft]) -> dict[tuple[Any, ...], Any]:
        first = self._key[0]
        rows = self.noun.model._default_manager.filter(**{f"{first}__in": {d.values.get(first) for d in drafts}})
        rows = rows.select_for_update(no_key=True).order_by("pk")
        found: dict[tuple[Any, ...], Any] = {tuple(getattr(row, a) for a in self._key): row for row in rows}
        if self.noun.lines and found:
            by_parent: dict[Any, list[Any]] = {}
            parent = f"{self.noun.lines.parent}_id"
            keys = [row.pk for row in found.values()]
            lines = self.noun.lines.model._default_manager.filter(**{f"{parent}__in": keys})
            for line in lines.order_by(parent, self.noun.lines.position):
                by_parent.setdefault(getattr(line, parent), []).append(line)
            for row in found.values():
                row.imported_lines = by_parent.get(row.pk, [])
        return found

    def _reached(self, present: dict[tuple[Any, ...], Any]) -> set[Any] | None:
        """Keys of the existing rows that the actor may change; None for all."""
        reach = self.actor.reach(self.noun.change_function)
        if reach.everything or not present:
            return None
        condition = self.noun.model.scope.rows(reach)
        if condition is None:
            return set()
        rows = self.noun.model._default_manager.filter(condition, Q(pk__in=[r.pk for r in present.values()]))
        return set(rows.values_list("pk", flat=True))

    def _needed(self, draft: Draft) -> None:
        for name in self.noun.derived:
            target = self.noun.targets[name]
            if target.required and draft.values.get(target.attribute) is None:
                raise Rejected(draft.numbers[0], target.label, _("is empty, but needed"))
        for attribute in [a for a, v in draft.values.items() if v is None]:
            if not self.noun.model._meta.get_field(attribute).null:
                raise Rejected(draft.numbers[0], attribute, _("is empty, but needed"))

    def _compare(self, draft: Draft, row: Any, outcome: Outcome, touched: set[str], changed: list[Any]) -> None:
        draft.instance = row
        differs = self._differing(draft, row)
        lines_differ = self.noun.lines is not None and not self._same_lines(draft, row)
        if not differs and not lines_differ:
            outcome.unchanged.append(draft)
            return
        outcome.partitions.update(row.fact_partitions())
        key = str(row)
        outcome.before[key] = {a: _plain(getattr(row, a)) for a in differs}
        outcome.after[key] = {a: _plain(draft.values[a]) for a in differs}
        if lines_differ:
            outcome.before[key]["lines"] = [self._plain_line(line.__dict__, draft) for line in row.imported_lines]
            outcome.after[key]["lines"] = [self._plain_line(line, draft) for line in draft.lines]
        for attribute in differs:
            setattr(row, attribute, draft.values[attribute])
        row.version += 1
        row.updated_at = timezone.now()
        touched.update(differs)
        changed.append(row)
        draft.lines_differ = lines_differ
        outcome.updated.append(draft)

    def _differing(self, draft: Draft, row: Any) -> list[str]:
        """Fields whose stored value is another; what only follows from a relation stays unless that changed."""
        differs = [a for a, v in draft.values.items() if a not in draft.followed and getattr(row, a) != v]
        for name, ways in self.noun.derived.items():
            attribute = self.noun.targets[name].attribute
            moved = any(self.noun.targets[way].attribute in differs for way in ways)
            if attribute in draft.followed and moved and getattr(row, attribute) != draft.values[attribute]:
                differs.append(attribute)
        return differs

    def _write(self, news: list[Any], changed: list[Any], touched: set[str]) -> None:
        model = self.noun.model
        if news:
            model._default_manager.bulk_create(news)
        if changed:
            names = {model._meta.get_field(a.removesuffix("_id") if a.endswith("_id") else a).name for a in touched}
            model._default_manager.bulk_update(changed, [*sorted(names), "version", "updated_at"], batch_size=500)

    # -- lines ---------------------------------------------------------------------------------------------------------

    def _same_lines(self, draft: Draft, row: Any) -> bool:
        lines = row.imported_lines
        return len(lines) == len(draft.lines) and all(
            all(getattr(old, a) == v for a, v in new.items()) for old, new in zip(lines, draft.lines, strict=True)
        )

    def _plain_line(self, values: dict[str, Any], draft: Draft) -> dict[str, Any]:
        return {a: _plain(values[a]) for a in draft.lines[0]}

    def _write_lines(self, outcome: Outcome) -> None:
        """Lines of new documents are added, those of changed ones written line by line under their old keys."""
        lines = self.noun.lines
        assert lines is not None
        model, parent = lines.model, f"{lines.parent}_id"
        quick.insert(model, parent, [(d.instance.pk, line) for d in outcome.created for line in d.lines])
        news: list[Any] = []
        changed: list[Any] = []
        surplus: list[Any] = []
        touched: set[str] = set()
        for draft in outcome.updated:
            if not draft.lines_differ:
                continue
            old = {getattr(line, lines.position): line for line in draft.instance.imported_lines}
            for values in draft.lines:
                line = old.pop(values[lines.position], None)
                if line is None:
                    news.append(model(**values, **{parent: draft.instance.pk}))
                    continue
                differs = [a for a, v in values.items() if getattr(line, a) != v]
                for attribute in differs:
                    setattr(line, attribute, values[attribute])
                if differs:
                    changed.append(line)
                    touched.update(model._meta.get_field(a).name for a in differs)
            surplus += [line.pk for line in old.values()]
        if surplus:
            model._default_manager.filter(pk__in=surplus).delete()
        if changed:
            model._default_manager.bulk_update(changed, sorted(touched), batch_size=500)
        model._default_manager.bulk_create(news)

    # -- one by one ----------------------------------------------------------------------------------------------------

    def _alone(self, draft: Draft) -> Outcome:
        try:
            with transaction.atomic():
                return self._bulk([draft])
        except DatabaseError as error:
            reason = self._reason(draft, error)
            return Outcome(rejected=[(draft, Rejected(draft.numbers[0], *reason))])

    def _reason(self, draft: Draft, error: DatabaseError) -> tuple[str, str]:
        """What the model says about a record that the database refused."""
        instance = draft.instance
        try:
            if instance is not None:
                instance.full_clean()
        except ValidationError as found:
            return "", " ".join(found.messages)
        for line in draft.lines:
            try:
                self.noun.lines.model(**line).full_clean(exclude=[self.noun.lines.parent])  # type: ignore[union-attr]
            except ValidationError as found:
                return "", " ".join(found.messages)
        return "", str(error).splitlines()[0]

    def _one_by_one(self, drafts: list[Draft]) -> Outcome:
        """Through the noun's own services: for nouns whose rules reach beyond one row."""
        outcome = Outcome()
        for draft in drafts:
            try:
                with transaction.atomic():
                    self._through_service(draft, outcome)
            except Rejected as reason:
                outcome.rejected.append((draft, reason))
            except RuleBroken as error:
                outcome.rejected.append((draft, self._rule(draft, error)))
            except DatabaseError as error:
                outcome.rejected.append((draft, Rejected(draft.numbers[0], "", str(error).splitlines()[0])))
        return outcome

    def _rule(self, draft: Draft, error: RuleBroken) -> Rejected:
        name = next(iter(error.errors), FORM)
        source = self.fields.get(name)
        column = ", ".join(sorted(source.columns())) if source else ""
        return Rejected(draft.numbers[0], column, " ".join(str(m) for m in error.errors.values()))

    def _through_service(self, draft: Draft, outcome: Outcome) -> None:
        self.relations.load_for(self.noun, self.fields, {}, [draft])
        self.relations.resolve(self.noun, self.fields, {}, draft)
        self._derive([draft])
        present = self._existing([draft])
        row = present.get(self._key_of(draft.values))
        names = {t.attribute: t for t in self.noun.targets.values()}
        if row is None:
            self._needed(draft)
            values = {names[a].name: self._instance(names[a], v) for a, v in draft.values.items()}
            self.noun.create(actor=self.actor, **values)  # type: ignore[misc]
            outcome.created.append(draft)
            return
        reach = self._reached(present)
        if reach is not None and row.pk not in reach:
            raise Rejected(draft.numbers[0], "", _("this record is outside your reach"))
        differs = self._differing(draft, row)
        if not differs:
            outcome.unchanged.append(draft)
            return
        key = str(row)
        before = {a: _plain(getattr(row, a)) for a in differs}
        values = {names[a].name: self._instance(names[a], draft.values[a]) for a in differs}
        self.noun.change(row, actor=self.actor, **values)  # type: ignore[misc]
        outcome.before[key], outcome.after[key] = before, {a: _plain(draft.values[a]) for a in differs}
        outcome.updated.append(draft)

    @staticmethod
    def _instance(target: Any, value: Any) -> Any:
        return target.related._default_manager.get(pk=value) if target.related and value is not None else value


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def keys_of(noun: Noun, drafts: Iterable[Draft]) -> list[str]:
    """Business keys as text, for the trail."""
    attribute = noun.targets[noun.key[0]].attribute
    return [str(_title(noun, d) or d.values.get(attribute)) for d in drafts]


def _title(noun: Noun, draft: Draft) -> str:
    instance: Model | None = draft.instance
    return str(getattr(instance, noun.key[0], "")) if instance is not None and len(noun.key) == 1 else ""
