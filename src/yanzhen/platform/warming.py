"""Loads at the start of a process what would otherwise be loaded at somebody's cost.

What is first needed inside of a write would be loaded while all other writers wait: on SQLite there is one writer at a
time, and a cold machine loads for many seconds.
"""

from django.conf import settings
from django.urls import get_resolver, reverse
from django.utils import translation

from yanzhen.platform import functions


def load(*rooms: str) -> None:
    """All addresses, and those rooms of every app; addresses by name and words in each language."""
    for room in rooms:
        functions.discover(room)
    assert get_resolver().url_patterns
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            assert reverse("search")
            assert translation.gettext("Search")
