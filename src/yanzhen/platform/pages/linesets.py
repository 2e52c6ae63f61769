"""The rows of a document in its form: order lines."""

from collections.abc import Mapping
from typing import Any

from django import forms

from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.nouns import Noun

MOST_LINES = 500
BLANK_LINES = 1


class LineSet(forms.BaseFormSet):
    """A set of line forms; a removed or wholly empty row does not count."""

    def entered(self) -> list[dict[str, Any]]:
        """The lines as they are to be: those that stood there and were left as they are, too."""
        return [
            {n: v for n, v in f.cleaned_data.items() if n != "DELETE"}
            for f in self.forms
            if f.cleaned_data and (f.initial or f.has_changed()) and not f.cleaned_data.get("DELETE")
        ]


def bound(noun: Noun, data: Mapping[str, Any] | None, actor: Actor, row: Any = None) -> LineSet | None:
    """The lines of `noun`'s form, filled from `data` or from the record; None for nouns without lines."""
    if noun.lines is None or noun.lines.form is None:
        return None
    initial = [] if row is None else [noun.lines.form.initial_of(line) for line in noun.lines.query(row)]
    kind = forms.formset_factory(
        noun.lines.form,
        formset=LineSet,
        extra=0 if initial else BLANK_LINES,
        can_delete=True,
        max_num=MOST_LINES,
        absolute_max=MOST_LINES + 1,
        validate_max=True,
    )
    return kind(data, prefix=noun.lines.name, initial=initial, form_kwargs={"actor": actor})  # type: ignore[return-value]


def all_valid(form: forms.Form, lines: LineSet | None) -> bool:
    """Check both, so that all errors show at once."""
    return all([form.is_valid(), lines is None or lines.is_valid()])


def values(noun: Noun, lines: LineSet | None) -> dict[str, Any]:
    return {} if lines is None or noun.lines is None else {noun.lines.name: lines.entered()}


def as_post_data(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Lines given by a program, in the shape the form reads."""
    data: dict[str, Any] = {f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        data |= {f"{name}-{index}-{key}": value for key, value in row.items()}
    return data
