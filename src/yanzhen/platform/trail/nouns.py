"""What people read, and the alerts, as nouns; and the verbs of this part in words."""

from functools import partial
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.lib.money import MISSING
from yanzhen.platform import masks, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Alert, ReadEntry
from yanzhen.platform.models.trail import AlertState, ReadAct, ReadDoor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, named_by
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Action, Noun
from yanzhen.platform.trail import alerts, kinds, queries
from yanzhen.platform.trail.forms import AlertForm

timeline.VERBS.update(
    {
        "reveal": _("revealed a masked value"),
        "lift_reading_stop": _("lifted a reading limit"),
        "set_trail": _("set the limits of reading"),
        "new_device": _("signed in from a new device"),
    }
)
timeline.LABELS.update(
    {
        "field": _("field"),
        "records": _("distinct records"),
        "user_id": _("user"),
        "day": _("day"),
        "by": _("way in"),
    }
)

_r, _a = partial(describe, ReadEntry), partial(describe, Alert)


def _kinds_of_records(actor: Actor) -> list[tuple[str, str]]:
    return sorted(((noun.name, noun.label) for noun in nouns.all_nouns()), key=lambda pair: pair[1])


def _kinds_of_alerts(actor: Actor) -> list[tuple[str, str]]:
    return [(kind.name, str(kind.label)) for kind in kinds.KINDS.values()]


def shows_names(entry: Any, actor: Actor) -> bool:
    """Whether a reader of the log may know the name of what was read: the security officer sees no business."""
    if actor.can("platform.view_auditentry") or not entry.noun_name:
        return True
    app, _dot, name = entry.noun_name.partition(".")
    return actor.can(f"{app}.view_{name}")


def title_of(entry: Any, actor: Actor) -> str:
    return str(entry.title) if shows_names(entry, actor) else masks.HIDDEN


def _hidden_to_some(name: str) -> dict[str, Any]:
    return {
        "reader": lambda entry, actor: getattr(entry, name) if shows_names(entry, actor) else None,
        "words": lambda entry, actor: (getattr(entry, name) or MISSING) if shows_names(entry, actor) else masks.HIDDEN,
        "sort": None,
    }


_read_kind = _r("noun_name", words=lambda entry, actor: timeline.kind(entry))
_title, _query = (
    _r("title", card="title", **_hidden_to_some("title")),
    _r("query", card="meta", **_hidden_to_some("query")),
)
ACT_TONES = {ReadAct.REFUSED: "bad", ReadAct.DOWNLOAD: "warning"}

READS = nouns.declare(
    Noun(
        model=ReadEntry,
        slug="reads",
        empty=_("Who opened which record or list, and took which file along, is written down here."),
        icon="eye",
        list=ListSpec(
            query=queries.reads,
            columns=[
                _r("read_at", card="meta"),
                _r("who", card="sub"),
                _r("act", card="badge", tones=ACT_TONES),
                _read_kind,
                _title,
                _r("rows", card="fig"),
                _r("door", card="hide"),
                _query,
            ],
            filters=[
                Filter("who", _("who"), "text", "who"),
                Filter("act", _("act"), "choice", "act", choices=dict(ReadAct.choices)),
                Filter(
                    "noun_name",
                    _("kind"),
                    "exact",
                    "noun_name",
                    options=_kinds_of_records,
                    named=named_by(_kinds_of_records),
                ),
                Filter("object_id", _("record"), "ref", "object_id"),
                Filter("user_id", _("user"), "ref", "user_id"),
                Filter(
                    "door", pgettext_lazy("page or API", "way in"), "choice", "door", choices=dict(ReadDoor.choices)
                ),
                Filter("read_at", _("when"), "date", "read_at__date"),
            ],
            search=("who",),
        ),
        fields=[
            _r("read_at"),
            _r("who"),
            _r("user_id"),
            _r("act", tones=ACT_TONES),
            _read_kind,
            _r("object_id"),
            _title,
            _r("rows"),
            _r("total"),
            _query,
            _r("door"),
            _r("address"),
        ],
        has_notes=False,
    )
)


def facts_words(alert: Alert, actor: Actor) -> str:
    """The figures of an alert on one line."""
    return " · ".join(f"{name}: {value}" for name, value in kinds.facts(alert.facts))


_alert_kind = _a("kind", words=lambda alert, actor: kinds.label(alert.kind))
TONES = {AlertState.OPEN: "bad", AlertState.ACKNOWLEDGED: "warning", AlertState.CLOSED: "good"}

ALERTS = nouns.declare(
    Noun(
        model=Alert,
        slug="alerts",
        empty=_("Nothing out of the ordinary so far: no mass reading, no odd hours, no new device, no failed backup."),
        icon="bell",
        list=ListSpec(
            query=queries.alerts,
            columns=[
                _a("happened_at", card="meta"),
                _a("kind", card="title", words=lambda alert, actor: kinds.label(alert.kind)),
                _a("who", card="sub"),
                _a("state", card="badge", tones=TONES),
                _a("facts", words=facts_words, card="meta"),
                _a("comment", card="hide"),
                _a("handled_by", card="hide"),
            ],
            filters=[
                Filter("state", _("state"), "choice", "state", choices=dict(AlertState.choices)),
                Filter("kind", _("kind"), "exact", "kind", options=_kinds_of_alerts, named=named_by(_kinds_of_alerts)),
                Filter("who", _("who"), "text", "who"),
                Filter("user_id", _("user"), "ref", "user_id"),
                Filter("happened_at", _("when"), "date", "happened_at__date"),
            ],
            search=("who", "comment"),
        ),
        fields=[
            _alert_kind,
            _a("who"),
            _a("user_id"),
            _a("happened_at"),
            _a("state", tones=TONES),
            _a("facts", words=facts_words),
            _a("comment"),
            _a("handled_by"),
            _a("handled_at"),
            _a("version"),
        ],
        state="state",
        form=AlertForm,
        services=SimpleNamespace(change=alerts.change),
        actions=[
            Action("acknowledge", _("Look into it"), alerts.acknowledge, "eye", lambda a: a.state == AlertState.OPEN)
        ],
        may_change=lambda alert: True,
        has_notes=False,
    )
)

SETTINGS = _("Settings")
navigation.add(
    navigation.Place(91, _("Alerts"), "bell", "platform:alert_list", "platform.view_alert", section=SETTINGS)
)
for order, label, icon, page, code in (
    (31, _("Person by person"), "user-search", "platform:audit_person", "platform.view_readentry"),
    (32, _("What people read"), "eye", "platform:readentry_list", "platform.view_readentry"),
    (33, _("Alerts"), "bell", "platform:alert_list", "platform.view_alert"),
    (34, _("Seals and limits"), "lock", "platform:trail", "platform.verify_trail"),
):
    navigation.add_setting(
        navigation.Place(order, label, icon, page, code, section=pgettext_lazy("settings", "System"))
    )
