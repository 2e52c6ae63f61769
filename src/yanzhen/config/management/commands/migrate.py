from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState

_usual = ProjectState.add_model


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    """Draw a new model beside those that stand, as an app does when it is loaded.

    Django draws all models anew that are related to it over any number of steps: here, where everything hangs
    together, 14 000 models for the 215 tables of an empty database, which is half of its first start.
    """
    key = model_state.app_label, model_state.name_lower
    if "apps" not in self.__dict__ or key in self.models:
        _usual(self, model_state)
        return
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_relations(key)  # type: ignore[attr-defined]
    self.apps.render_multiple([model_state])


@contextmanager
def drawing_each_once() -> Iterator[None]:
    """While migrations run, a model that a migration creates is drawn alone."""
    ProjectState.add_model = _add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = _usual  # type: ignore[method-assign]


class Command(migrate.Command):
    """Django's own, with less to draw."""

    def handle(self, *args: Any, **options: Any) -> None:
        with drawing_each_once():
            super().handle(*args, **options)
