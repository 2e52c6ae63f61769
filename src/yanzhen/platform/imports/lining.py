"""The lines of imported documents: compared, added, changed under their old keys, removed."""

from collections.abc import Iterable
from typing import Any

from yanzhen.platform.imports import quick
from yanzhen.platform.imports.nouns import Draft, Lines


def load(lines: Lines, documents: Iterable[Any]) -> None:
    """Read the stored lines of documents, in order."""
    rows = list(documents)
    by_parent: dict[Any, list[Any]] = {}
    parent = f"{lines.parent}_id"
    stored = lines.model._default_manager.filter(**{f"{parent}__in": [row.pk for row in rows]})
    for line in stored.order_by(parent, lines.position):
        by_parent.setdefault(getattr(line, parent), []).append(line)
    for row in rows:
        row.imported_lines = by_parent.get(row.pk, [])


def same(draft: Draft, row: Any) -> bool:
    """Whether the stored lines say what those of the draft say."""
    stored = row.imported_lines
    return len(stored) == len(draft.lines) and all(
        all(getattr(old, a) == v for a, v in new.items()) for old, new in zip(stored, draft.lines, strict=True)
    )


def kept(lines: Lines, row: Any) -> list[dict[str, Any]]:
    """Every value of the stored lines, so that they can be put back."""
    names = [f.attname for f in lines.model._meta.concrete_fields if not f.primary_key and f.name != lines.parent]
    return [{n: plain(getattr(line, n)) for n in names} for line in row.imported_lines]


def write(lines: Lines, created: list[Draft], updated: list[Draft]) -> None:
    """Lines of new documents are added, those of changed ones written line by line under their old keys."""
    parent = f"{lines.parent}_id"
    quick.insert(lines.model, parent, [(d.instance.pk, line) for d in created for line in d.lines])
    replace(lines, [(d.instance, d.lines) for d in updated if d.lines_differ])


def replace(lines: Lines, documents: Iterable[tuple[Any, list[dict[str, Any]]]]) -> None:
    """Give documents, whose lines are loaded, these lines instead."""
    model, parent = lines.model, f"{lines.parent}_id"
    news: list[Any] = []
    changed: list[Any] = []
    surplus: list[Any] = []
    touched: set[str] = set()
    for document, wanted in documents:
        old = {getattr(line, lines.position): line for line in document.imported_lines}
        for values in wanted:
            line = old.pop(values[lines.position], None)
            if line is None:
                news.append(model(**values, **{parent: document.pk}))
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


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
