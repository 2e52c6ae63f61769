"""Drafts become rows: found again by business key, then created, updated or left alone.

Called inside the transaction of a batch. A batch is tried as a whole; when the database refuses it, its records are
tried one by one, so that only those are rejected that break a constraint. What stops the database itself (a full disk,
a lost connection) stops the batch, too.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import search
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import lining, serving, suspecting
from yanzhen.platform.imports.lining import plain
from yanzhen.platform.imports.nouns import Draft, Noun, Saved
from yanzhen.platform.imports.outcomes import Outcome, Skipped
from yanzhen.platform.imports.plans import Step
from yanzhen.platform.imports.relations import Relations
from yanzhen.platform.imports.rows import Rejected

OF_THE_ROW = (IntegrityError, DataError)
"""Errors of the database that a row is to blame for."""
AMBIGUOUS = object()


class Saver:
    """Saves the drafts of one step for one actor."""

    def __init__(self, step: Step, actor: Actor):
        self.step, self.noun, self.actor = step, step.noun, actor
        self.fields, self.lines = dict(step.fields), dict(step.lines)
        self.relations = Relations(actor)
        self.key = [self.noun.targets[k].attribute for k in step.key]
        self._numbered = {self.noun.targets[n].attribute: n for n in self.noun.numbered}

    def save(self, drafts: list[Draft]) -> Outcome:
        """Save a batch; everything that cannot be saved comes back with its reason."""
        if self.noun.create:
            return serving.save(self, drafts, Outcome())
        outcome, ready = Outcome(), []
        self.relations.load_for(self.noun, self.fields, self.lines, drafts)
        for draft in drafts:
            try:
                self.relations.resolve(self.noun, self.fields, self.lines, draft)
            except Rejected as reason:
                outcome.rejected.append((draft, reason))
            else:
                ready.append(draft)
        self.derive(ready)
        try:
            with transaction.atomic():
                outcome.add(self._bulk(ready))
        except OF_THE_ROW:
            for draft in ready:
                outcome.add(self._alone(draft))
        return outcome

    # -- many at a time ------------------------------------------------------------------------------------------------

    def derive(self, drafts: list[Draft]) -> None:
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
        known, fresh = self._sorted(drafts, outcome)
        fresh, later = suspecting.sort_out(self, fresh, known, outcome)
        reach = self.reached([row for _draft, row in known])
        changed: list[Any] = []
        touched: set[str] = set()
        for draft, row in known:
            try:
                self.may_change(draft, row, reach)
            except Rejected as reason:
                outcome.rejected.append((draft, reason))
                continue
            if self.step.on_existing == "skip":
                outcome.skipped.append(draft)
            else:
                try:
                    self._compare(draft, row, outcome, touched, changed)
                except RuleBroken as error:
                    outcome.rejected.append((draft, serving.rule(self, draft, error)))
        news = self._news(fresh, outcome)
        self._write(news, changed, touched)
        suspecting.mark(self, later)
        outcome.marked = sum(d.is_marked for d in outcome.created)
        if self.noun.lines:
            lining.write(self.noun.lines, outcome.created, outcome.updated)
        for draft in (*outcome.created, *outcome.updated):
            outcome.partitions.update(draft.instance.fact_partitions())
        if self.noun.after and (news or changed):
            saved = Saved(news, changed, self.actor, outcome.touches)
            outcome.partitions.update(self.noun.after(saved) or ())
        return outcome

    def _sorted(self, drafts: list[Draft], outcome: Outcome) -> tuple[list[tuple[Draft, Any]], list[Draft]]:
        """Drafts with the rows they describe, and drafts that describe none yet."""
        for draft in drafts:
            for attribute in draft.given:
                draft.values[attribute] = None
            draft.given.clear()
        present = self.existing(drafts)
        known: list[tuple[Draft, Any]] = []
        fresh: list[Draft] = []
        for draft in drafts:
            row = present.get(self.key_of(draft.values))
            try:
                if self.noun.complete:
                    self.noun.complete(draft)
                if row is None:
                    self.may_create(draft)
                    fresh.append(draft)
                elif row is AMBIGUOUS:
                    raise Rejected(draft.numbers[0], self.column(self.step.key[0]), _("more than one record fits"))
                else:
                    known.append((draft, row))
            except Skipped:
                outcome.skipped.append(draft)
            except Rejected as reason:
                outcome.rejected.append((draft, reason))
        return known, fresh

    def may_create(self, draft: Draft) -> None:
        """Whether the plan lets new records in at all."""
        if self.step.on_new == "skip":
            raise Skipped
        if self.step.on_new == "refuse":
            raise Rejected(draft.numbers[0], self.column(self.step.key[0]), _("there is no such record yet"))

    def may_change(self, draft: Draft, row: Any, reach: set[Any] | None) -> None:
        """Whether the actor reaches the record that is there, and the plan lets it be changed."""
        if row._meta.model.forwards and getattr(row, f"{row._meta.model.forwards}_id") is not None:
            kept = getattr(row, row._meta.model.forwards)
            reason = _("was merged into another record; import it as {code}").format(
                code=draft_key(kept, self.step.key)
            )
            raise Rejected(draft.numbers[0], self.column(self.step.key[0]), reason)
        if reach is not None and row.pk not in reach:
            raise Rejected(draft.numbers[0], "", _("this record is outside your reach"))
        if self.step.on_existing == "refuse":
            raise Rejected(draft.numbers[0], self.column(self.step.key[0]), _("this record exists already"))

    def key_of(self, values: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(values.get(a) for a in self.key)

    def existing(self, drafts: list[Draft]) -> dict[tuple[Any, ...], Any]:
        """The rows that these drafts may describe, locked, by their key."""
        first = self.key[0]
        wanted = {d.values.get(first) for d in drafts} - {None, ""}
        rows = self.noun.model._default_manager.filter(**{f"{first}__in": wanted}) if wanted else ()
        found: dict[tuple[Any, ...], Any] = {}
        for row in rows.select_for_update(no_key=True).order_by("pk") if wanted else ():  # type: ignore[union-attr]
            key = tuple(getattr(row, a) for a in self.key)
            found[key] = AMBIGUOUS if key in found else row
        if self.noun.lines and found:
            lining.load(self.noun.lines, found.values())
        return found

    def reached(self, present: Iterable[Any]) -> set[Any] | None:
        """Keys of the existing rows that the actor may change; None for all."""
        reach = self.actor.reach(self.noun.change_function)
        rows = list(present)
        if reach.everything or not rows:
            return None
        condition = self.noun.model.scope.rows(reach)
        if condition is None:
            return set()
        found = self.noun.model._default_manager.filter(condition, Q(pk__in=[r.pk for r in rows]))
        return set(found.values_list("pk", flat=True))

    def needed(self, draft: Draft) -> None:
        """Refuse a new record that lacks what it needs."""
        for name in self.noun.derived:
            target = self.noun.targets[name]
            if target.required and draft.values.get(target.attribute) is None:
                raise Rejected(draft.numbers[0], target.label, _("is empty, but needed"))
        for attribute in [a for a, v in draft.values.items() if v is None]:
            if not self.noun.model._meta.get_field(attribute).null:
                raise Rejected(draft.numbers[0], self.column(attribute), _("is empty, but needed"))

    def column(self, name: str) -> str:
        """The columns of the file that fill a field; the field itself where none does."""
        source = self.fields.get(name) or self.fields.get(name.removesuffix("_id"))
        return ", ".join(sorted(source.columns())) if source else name

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _news(self, fresh: list[Draft], outcome: Outcome) -> list[Any]:
        for attribute, name in self._numbered.items():
            blank = [d for d in fresh if not d.values.get(attribute)]
            for draft, number in zip(blank, self.noun.numbered[name](len(blank)) if blank else (), strict=True):
                draft.values[attribute] = number
                draft.given.add(attribute)
        if self.noun.settle and fresh:
            self.noun.settle(fresh)
        news = []
        for draft in fresh:
            try:
                self.needed(draft)
            except Rejected as reason:
                outcome.rejected.append((draft, reason))
                continue
            draft.instance = self.noun.model(**draft.values)
            news.append(draft.instance)
            outcome.created.append(draft)
        return news

    def _compare(self, draft: Draft, row: Any, outcome: Outcome, touched: set[str], changed: list[Any]) -> None:
        draft.instance = row
        differs = self.differing(draft, row)
        lines_differ = self.noun.lines is not None and not lining.same(draft, row)
        if not differs and not lines_differ:
            outcome.unchanged.append(draft)
            return
        if self.noun.check:
            self.noun.check(row, {a: draft.values[a] for a in differs})
        outcome.partitions.update(row.fact_partitions())
        self.note(draft, row, differs, outcome)
        if lines_differ:
            assert self.noun.lines is not None
            draft.lines_before = lining.kept(self.noun.lines, row)
            shown = dict.fromkeys(draft.lines[0])
            outcome.before[str(row)]["lines"] = [{a: line.get(a) for a in shown} for line in draft.lines_before]
            outcome.after[str(row)]["lines"] = [{a: plain(v) for a, v in line.items()} for line in draft.lines]
        for attribute in differs:
            setattr(row, attribute, draft.values[attribute])
        row.version += 1
        row.updated_at = timezone.now()
        touched.update(differs)
        changed.append(row)
        draft.lines_differ = lines_differ
        outcome.updated.append(draft)

    def note(self, draft: Draft, row: Any, differs: list[str], outcome: Outcome) -> None:
        """Keep the old values: all of them for an undo, those people know for the trail."""
        draft.before = {a: plain(getattr(row, a)) for a in differs}
        known = [a for a in differs if a in self.noun.attributes]
        outcome.before[str(row)] = {a: draft.before[a] for a in known}
        outcome.after[str(row)] = {a: plain(draft.values[a]) for a in known}

    def differing(self, draft: Draft, row: Any) -> list[str]:
        """Fields whose stored value is another; what only follows from a relation stays unless that changed."""
        differs = [
            a
            for a, v in draft.values.items()
            if a not in draft.followed and getattr(row, a) != v and not (v is None and a in self._numbered)
        ]
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
            search.changed(model, [row.pk for row in news], are_new=True)
        if changed:
            names = {model._meta.get_field(a.removesuffix("_id") if a.endswith("_id") else a).name for a in touched}
            model._default_manager.bulk_update(changed, [*sorted(names), "version", "updated_at"], batch_size=500)
            search.changed(model, [row.pk for row in changed])

    # -- one at a time -------------------------------------------------------------------------------------------------

    def _alone(self, draft: Draft) -> Outcome:
        try:
            with transaction.atomic():
                return self._bulk([draft])
        except OF_THE_ROW as error:
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


def draft_key(row: Any, key: Iterable[str]) -> str:
    """The business key of a row as text."""
    return " ".join(str(getattr(row, name)) for name in key)


def keys_of(noun: Noun, drafts: Iterable[Draft]) -> list[str]:
    """Business keys as text, for the trail."""
    return [draft.title(noun) for draft in drafts]
