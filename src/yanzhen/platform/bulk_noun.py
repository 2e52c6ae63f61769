"""Bulk changes as a noun: what was changed for many records at once, what was refused and why, and the way back."""

from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.platform.models import BulkChange, BulkRow
from yanzhen.platform.models.bulk_changes import BulkState, Outcome
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Action, Lines, Noun
from yanzhen.platform.services import bulk_changes

_b, _r = partial(describe, BulkChange), partial(describe, BulkRow)
MOST_LINES = 500
TONES = {BulkState.RUNNING: "warning", BulkState.DONE: "good", BulkState.STOPPED: "bad"}
OUTCOMES = {Outcome.REFUSED: "bad", Outcome.LEFT: "warning", Outcome.CHANGED: "good"}


def visible(actor: Actor) -> ScopedQuerySet[BulkChange]:
    """Bulk changes of the people in reach that were more than looked at."""
    rows = BulkChange.objects.visible_to(actor).exclude(state=BulkState.PREVIEWED)
    return rows.naming("job").defer("selection").order_by("-pk")


def _lines(bulk: Any) -> models.QuerySet[BulkRow]:
    """What needs a look first: refused and left, then the rest."""
    first = models.Case(
        models.When(outcome__in=(Outcome.REFUSED, Outcome.LEFT), then=0),
        models.When(outcome=Outcome.SAME, then=2),
        default=1,
    )
    return BulkRow.objects.filter(bulk=bulk).order_by(first, "pk")[:MOST_LINES]


BULK_CHANGES = nouns.declare(
    Noun(
        model=BulkChange,
        slug="bulk-changes",
        empty=_("Changes of many records at once are kept here, and can be taken back from here."),
        icon="edit",
        list=ListSpec(
            query=visible,
            columns=[
                _b("title", card="title"),
                _b("state", tones=TONES, card="badge"),
                _b("changed", card="fig"),
                _b("refused", card="meta"),
                _b("undone", card="meta"),
                _b("who", card="sub"),
                _b("started_at"),
            ],
            filters=[
                Filter("state", _("state"), "choice", "state", choices=dict(BulkState.choices)),
                Filter("started_at", _("started"), "date", "started_at__date"),
            ],
            search=("title", "who"),
        ),
        fields=[
            _b("title"),
            _b("state", tones=TONES),
            _b("who"),
            _b("total"),
            _b("changed"),
            _b("same"),
            _b("refused"),
            _b("undone"),
            _b("left"),
            _b("job", page="platform:job_record"),
            _b("started_at"),
            _b("ended_at"),
        ],
        state="state",
        lines=Lines(
            name="rows",
            label=_("Records"),
            fields=[_r("record", card="title"), _r("outcome", tones=OUTCOMES, card="badge"), _r("reason", card="meta")],
            query=_lines,
        ),
        actions=[
            Action(
                "undo",
                _("Undo"),
                bulk_changes.undo,
                "history",
                lambda bulk: bulk.state in {BulkState.DONE, BulkState.STOPPED} and bulk.changed > 0,
                primary=True,
            )
        ],
        has_notes=False,
    )
)
navigation.add_setting(
    navigation.Place(
        25,
        _("Bulk changes"),
        "edit",
        "platform:bulkchange_list",
        "platform.view_bulkchange",
        section=pgettext_lazy("settings", "System"),
    )
)
