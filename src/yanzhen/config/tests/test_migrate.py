"""A migration's new model is drawn beside the others, and knows them as they know it."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from yanzhen.config.management.commands.migrate import drawing_each_once


def _state(name: str, **fields: models.Field[object, object]) -> ModelState:
    return ModelState("shop", name, [("id", models.AutoField(primary_key=True)), *fields.items()])


def test_a_new_model_is_drawn_alone_and_related_all_the_same() -> None:
    usual, state = ProjectState.add_model, ProjectState()
    state.add_model(_state("Customer"))
    customer = state.apps.get_model("shop", "Customer")
    with drawing_each_once():
        state.add_model(_state("Order", customer=models.ForeignKey("shop.Customer", models.CASCADE)))
    order = state.apps.get_model("shop", "Order")
    assert state.apps.get_model("shop", "Customer") is customer
    assert order._meta.get_field("customer").related_model is customer
    assert [one.related_model for one in customer._meta.related_objects] == [order]
    assert ProjectState.add_model is usual
