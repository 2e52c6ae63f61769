"""Fields that take a month."""

from typing import Any

from django import forms

from yanzhen.platform.pages.forms import MonthInput


class MonthField(forms.DateField):
    """A month, given as any day in it or as 2027-01; becomes its first day."""

    shown_as = MonthInput

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        day = super().to_python(f"{text}-01" if len(text) == 7 else value)
        return day.replace(day=1) if day else None
