"""One batch of an import taken back: which of its records may go, what refers to them, how values are put back."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import search
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import bookkeeping, lining
from yanzhen.platform.imports.lining import plain
from yanzhen.platform.imports.nouns import Noun
from yanzhen.platform.models import Job
from yanzhen.platform.models.imports import ImportBatch, ImportTouch

ATTACHED = ("Note", "Attachment", "Task", "Approval")
"""What people add to a record by its kind and key."""


class Work:
    """Putting back and removing the records of one batch; what cannot be done is left over, with the reason."""

    def __init__(self, noun: Noun, job: Job, batch: ImportBatch, actor: Actor):
        self.noun, self.job, self.batch, self.actor = noun, job, batch, actor
        self.removed: list[str] = []
        self.restored: list[str] = []
        self.refused: list[tuple[int, str, str]] = []
        self.left_created: list[int] = []
        self.left_updated: list[dict[str, Any]] = []
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}
        self.partitions: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Everything; services may move the versions of other records on the way, which is noted."""
        before = self._elsewhere()
        self.put_back()
        self.remove()
        if not self.refused:
            self._undo_touches()
        for (noun, key), version in self._elsewhere().items():
            if version != (was := before[noun, key]):
                ImportTouch.objects.create(
                    job=self.job, noun_name=noun, object_id=key, version_from=was, version_to=version
                )

    # -- what was changed ----------------------------------------------------------------------------------------------

    def put_back(self) -> None:
        """Give updated records the values they had before the import."""
        entries = {entry["pk"]: entry for entry in self.batch.updated}
        rows = self._locked(entries)
        reach = self._reached(rows, self.noun.change_function)
        for key, entry in entries.items():
            row = rows.get(key)
            if row is None:
                # Somebody removed it since: there is nothing left to put back.
                continue
            reason = self._outside(row, reach) or self._changed(row, self._expected(key, entry["version"]))
            if not reason:
                reason = self._restore(row, entry)
            if reason:
                self.refused.append((key, str(row), reason))
                self.left_updated.append(entry)

    def _restore(self, row: Any, entry: dict[str, Any]) -> str:
        before = {a: self._value(self.noun.model, a, v) for a, v in entry["before"].items()}
        now = {a: plain(getattr(row, a)) for a in before}
        partitions = row.fact_partitions()
        try:
            with transaction.atomic():
                if self.noun.change:
                    row = self._through_service(row, before)
                else:
                    self._write(row, before, entry["lines"])
        except (IntegrityError, DataError) as error:
            return _("its old values no longer fit: {reason}").format(reason=str(error).splitlines()[0])
        except RuleBroken as error:
            return str(error)
        self._note(row.pk, entry["version"] - 1, row.version)
        self.before[str(row)] = {a: v for a, v in now.items() if a in self.noun.attributes}
        self.after[str(row)] = {a: v for a, v in entry["before"].items() if a in self.noun.attributes}
        self.partitions.update([*partitions, *row.fact_partitions()])
        self.restored.append(str(row))
        return ""

    def _write(self, row: Any, before: dict[str, Any], lines: list[dict[str, Any]] | None) -> None:
        for attribute, value in before.items():
            setattr(row, attribute, value)
        row.version += 1
        row.updated_at = timezone.now()
        names = [self.noun.model._meta.get_field(_field_name(self.noun.model, a)).name for a in before]
        row.save(update_fields=[*names, "version", "updated_at"])
        search.touched(row)
        if lines is not None and self.noun.lines:
            model = self.noun.lines.model
            lining.load(self.noun.lines, [row])
            wanted = [{a: self._value(model, a, v) for a, v in line.items()} for line in lines]
            lining.replace(self.noun.lines, [(row, wanted)])

    def _through_service(self, row: Any, before: dict[str, Any]) -> Any:
        values = {}
        for attribute, value in before.items():
            field = self.noun.model._meta.get_field(_field_name(self.noun.model, attribute))
            if isinstance(field, models.ForeignKey) and value is not None:
                value = field.related_model._default_manager.filter(pk=value).first()  # type: ignore[union-attr]
                if value is None:
                    raise RuleBroken(_("what it referred to before is gone"))
            values[field.name] = value
        return self.noun.change(row, actor=self.actor, **values) or row  # type: ignore[misc]

    @staticmethod
    def _value(model: type[models.Model], attribute: str, value: Any) -> Any:
        field = model._meta.get_field(_field_name(model, attribute))
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        return target.to_python(value)  # type: ignore[union-attr]

    # -- what was made -------------------------------------------------------------------------------------------------

    def remove(self) -> None:
        """Remove created records that are as the import left them and that nothing refers to."""
        rows = self._locked(bookkeeping.keys(self.batch.created))
        app, name = self.noun.name.split(".")
        reach = self._reached(rows, f"{app}.remove_{name}")
        free: dict[int, Any] = {}
        for key, row in rows.items():
            reason = self._outside(row, reach) or self._changed(row, self._expected(key, 1) if row.version > 1 else 1)
            if reason:
                self._keep(row, reason)
            else:
                free[key] = row
        while free and (held := self._held(free)):
            for key, reason in held.items():
                self._keep(free.pop(key), reason)
        if self.noun.remove:
            self._remove_each(free)
        elif free:
            self._remove_all(free)

    def _keep(self, row: Any, reason: str) -> None:
        self.refused.append((row.pk, str(row), reason))
        self.left_created.append(row.pk)

    def _remove_all(self, free: dict[int, Any]) -> None:
        for row in free.values():
            self.partitions.update(row.fact_partitions())
            self.removed.append(str(row))
        search.removed(self.noun.model, list(free))
        # Nothing refers to them but their own parts, so no row needs to be looked at.
        if self.noun.lines:
            parent = f"{self.noun.lines.parent}__in"
            self.noun.lines.model._default_manager.filter(**{parent: list(free)}).delete()
        self.noun.model._default_manager.filter(pk__in=list(free)).delete()

    def _remove_each(self, free: dict[int, Any]) -> None:
        for row in reversed(free.values()):
            title, key = str(row), row.pk
            try:
                with transaction.atomic():
                    self.noun.remove(row, actor=self.actor)  # type: ignore[misc]
            except (RuleBroken, IntegrityError) as error:
                self.refused.append((key, title, str(error)))
                self.left_created.append(key)
            else:
                self.removed.append(title)

    def _elsewhere(self) -> dict[tuple[str, int], int]:
        """Versions of the records of other kinds that this batch moved."""
        keys: dict[str, set[int]] = defaultdict(set)
        for touch in ImportTouch.objects.filter(batch=self.batch).exclude(version_to=0):
            keys[touch.noun_name].add(touch.object_id)
        return {
            (noun, key): version
            for noun, some in keys.items()
            for key, version in apps.get_model(noun)._default_manager.filter(pk__in=some).values_list("pk", "version")
        }

    def _held(self, free: dict[int, Any]) -> dict[int, str]:
        """Which of these records others refer to, and who."""
        found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for relation in self.noun.model._meta.related_objects:
            model, name = relation.related_model, relation.field.name
            is_part = self.noun.lines is not None and model is self.noun.lines.model and name == self.noun.lines.parent
            loose = f"{model._meta.label_lower}.{name}"
            if is_part or loose in self.noun.loose or relation.many_to_many:
                continue
            refers = model._base_manager.filter(**{f"{name}__in": list(free)})
            if model is self.noun.model:
                refers = refers.exclude(pk__in=list(free))
            for key, count in refers.order_by().values_list(f"{name}_id").annotate(models.Count("pk")):
                found[key][str(model._meta.verbose_name_plural)] += count
        for name in ATTACHED:
            self._attached(name, free, found)
        return {
            key: _("{users} refer to it").format(users=", ".join(f"{n} {who}" for who, n in sorted(users.items())))
            for key, users in found.items()
        }

    def _attached(self, name: str, free: dict[int, Any], found: dict[int, dict[str, int]]) -> None:
        try:
            model = apps.get_model("platform", name)
            names = {f.name for f in model._meta.concrete_fields}
        except LookupError:
            return
        if not {"noun_name", "object_id"} <= names:
            return
        attached = model._base_manager.filter(noun_name=self.noun.name, object_id__in=list(free))
        for key, count in attached.order_by().values_list("object_id").annotate(models.Count("pk")):
            found[key][str(model._meta.verbose_name_plural)] += count

    # -- versions ------------------------------------------------------------------------------------------------------

    def _locked(self, keys: Any) -> dict[int, Any]:
        rows = self.noun.model._default_manager.filter(pk__in=list(keys)).select_for_update(no_key=True).order_by("pk")
        found = {row.pk: row for row in rows}
        self._touched = self._chains(found)
        return found

    def _chains(self, rows: dict[int, Any]) -> dict[int, dict[int, int]]:
        """By record, which version followed on which by this import or its undo."""
        chains: dict[int, dict[int, int]] = defaultdict(dict)
        if any(row.version > 1 for row in rows.values()):
            touches = ImportTouch.objects.filter(job=self.job, noun_name=self.noun.name, object_id__in=list(rows))
            for touch in touches.exclude(version_to=0):
                chains[touch.object_id][touch.version_from] = touch.version_to
        return chains

    def _expected(self, key: int, version: int) -> int:
        chain = self._touched.get(key, {})
        while version in chain:
            version = chain[version]
        return version

    def _note(self, key: int, before: int, now: int) -> None:
        """The undo itself moves the version of a record: for an earlier batch of the same import, that is no change."""
        ImportTouch.objects.create(
            job=self.job, noun_name=self.noun.name, object_id=key, version_from=before, version_to=now
        )

    def _undo_touches(self) -> None:
        """Put back what followed in other records from this batch, where it still stands as the import left it."""
        for touch in ImportTouch.objects.filter(batch=self.batch).exclude(before={}).order_by("-pk"):
            model = apps.get_model(touch.noun_name)
            row = model._default_manager.filter(pk=touch.object_id).select_for_update(no_key=True).first()
            if row is None:
                continue
            names = [a for a, v in touch.after.items() if plain(getattr(row, a)) == v]
            if names:
                for name in names:
                    setattr(row, name, self._value(model, name, touch.before[name]))
                row.save(update_fields=[model._meta.get_field(_field_name(model, n)).name for n in names])
                self.partitions.update(row.fact_partitions())

    @staticmethod
    def _changed(row: Any, expected: int) -> str:
        if row.version == expected:
            return ""
        return _("it was changed since ({when})").format(
            when=timezone.localtime(row.updated_at).strftime("%Y-%m-%d %H:%M")
        )

    # -- reach ---------------------------------------------------------------------------------------------------------

    def _reached(self, rows: dict[int, Any], function: str) -> set[Any] | None:
        reach = self.actor.reach(function)
        if reach.everything or not rows:
            return None
        condition = self.noun.model.scope.rows(reach)
        if condition is None:
            return set()
        found = self.noun.model._default_manager.filter(condition, Q(pk__in=list(rows)))
        return set(found.values_list("pk", flat=True))

    @staticmethod
    def _outside(row: Any, reach: set[Any] | None) -> str:
        return _("this record is outside your reach") if reach is not None and row.pk not in reach else ""


def _field_name(model: type[models.Model], attribute: str) -> str:
    """The name of the field whose stored name is given."""
    return next(f.name for f in model._meta.concrete_fields if f.attname == attribute)
