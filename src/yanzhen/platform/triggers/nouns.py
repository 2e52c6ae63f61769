from functools import partial
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform import sight, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Trigger, TriggerAct, TriggerRun
from yanzhen.platform.models.triggers import RunState, TriggerEvent
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, named_by
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Tab
from yanzhen.platform.triggers import dry, forms, queries, rules, values, wording

_t, _a, _r = partial(describe, Trigger), partial(describe, TriggerAct), partial(describe, TriggerRun)
TONES = {
    RunState.DONE: "good",
    RunState.FAILED: "warning",
    RunState.WAITING: "warning",
    RunState.GIVEN_UP: "bad",
    RunState.CUT: "bad",
}


def _kind(row: Any, actor: Actor) -> str:
    noun = sight.noun_of(row.noun_name)
    return noun.label if noun is not None else row.noun_name


def _kinds(actor: Actor) -> list[tuple[str, str]]:
    return [(noun.name, noun.label) for noun in values.offered(actor)]


def _is_on(row: Trigger, actor: Actor) -> str:
    state = _("switched on") if row.is_active else _("stopped") if row.paused_reason else _("switched off")
    return str(state)


def _field(row: Trigger, actor: Actor) -> str:
    noun = sight.noun_of(row.noun_name)
    return wording.label(noun, row.field_name, actor) if noun is not None and row.field_name else ""


def _value(name: str) -> Any:
    def words(row: Trigger, actor: Actor) -> str:
        noun, value = sight.noun_of(row.noun_name), getattr(row, name)
        return values.in_words(noun, actor, row.field_name, value) if noun is not None and value else ""

    return _t(name, words=words)


def _conditions(row: Trigger, actor: Actor) -> str:
    noun = sight.noun_of(row.noun_name)
    return wording.condition(row, noun, actor) if noun is not None else ""


TRIGGERS = nouns.declare(
    Noun(
        model=Trigger,
        slug="triggers",
        empty=_(
            "A trigger acts by itself when a record changes or a date comes: it sets a task, a field or a message."
        ),
        icon="bolt",
        list=ListSpec(
            query=queries.visible,
            columns=[
                _t("name", card="title"),
                _t("noun_name", words=_kind, card="sub"),
                _t("event", card="meta"),
                _t("is_active", words=_is_on, card="badge"),
                _t("active_since", card="meta"),
                _t("who", card="meta"),
            ],
            filters=[
                Filter("is_active", _("switched on"), "bool", "is_active"),
                Filter("noun_name", _("kind of record"), "exact", "noun_name", options=_kinds, named=named_by(_kinds)),
                Filter("event", _("when it"), "choice", "event", choices=dict(TriggerEvent.choices)),
            ],
            search=("name", "who"),
        ),
        fields=[
            _t("name"),
            _t("noun_name", words=_kind),
            _t("event"),
            _t("field_name", words=_field),
            _value("from_value"),
            _value("to_value"),
            _t("days"),
            _t("side"),
            _t("where", words=_conditions),
            _t("is_active", words=_is_on),
            _t("active_since"),
            _t("paused_reason"),
            _t("who"),
            _t("version"),
        ],
        groups={_("Switch"): ("is_active", "active_since", "paused_reason", "who")},
        lines=Lines(
            name="acts",
            label=pgettext_lazy("trigger", "Does"),
            fields=[
                _a("kind", card="title"),
                _a("recipient", card="meta"),
                _a("person_id", card="hide"),
                _a("text", card="sub"),
                _a("days", card="hide"),
                _a("field_name", card="hide"),
                _a("value", card="hide"),
                _a("hint", card="meta"),
            ],
            query=lambda trigger: trigger.acts.naming().order_by("place", "pk"),
            form=forms.ActForm,
        ),
        form=forms.TriggerForm,
        services=SimpleNamespace(create=rules.create, change=rules.change, remove=rules.remove),
        actions=[
            Action("dry_run", _("Dry run"), dry.run, "test-pipe", page="platform:trigger_dry"),
            Action(
                "switch_on", _("Switch on"), rules.switch_on, "player-play", lambda row: not row.is_active, primary=True
            ),
            Action("switch_off", _("Switch off"), rules.switch_off, "player-stop", lambda row: bool(row.is_active)),
        ],
        has_notes=False,
    )
)
RUNS = nouns.declare(
    Noun(
        model=TriggerRun,
        slug="trigger-runs",
        empty=_("Each time a trigger did something, or could not, a row is left here."),
        icon="checklist",
        list=ListSpec(
            query=queries.runs,
            columns=[
                _r("happened_at", card="meta"),
                _r("title", card="title"),
                _r("trigger", page="platform:trigger_record", card="sub"),
                _r("kind", card="meta"),
                _r("state", tones=TONES, card="badge"),
                _r("outcome", card="meta"),
                _r("attempts", card="hide"),
                _r("next_at", card="hide"),
            ],
            filters=[
                Filter("state", _("state"), "choice", "state", choices=dict(RunState.choices)),
                Filter("trigger", _("trigger"), "ref", "trigger"),
                Filter("noun_name", _("kind of record"), "exact", "noun_name", options=_kinds, named=named_by(_kinds)),
            ],
            search=("title", "outcome"),
        ),
        fields=[
            _r("trigger", page="platform:trigger_record"),
            _r("title"),
            _r("noun_name", words=_kind),
            _r("object_id"),
            _r("kind"),
            _r("state", tones=TONES),
            _r("outcome"),
            _r("attempts"),
            _r("happened_at"),
            _r("next_at"),
            _r("ended_at"),
        ],
        state="state",
        actions=[
            Action(
                "again",
                _("Try again"),
                rules.again,
                "refresh",
                lambda row: row.state in {RunState.FAILED, RunState.GIVEN_UP} and row.act_id is not None,
            )
        ],
        has_notes=False,
    )
)
nouns.relate("platform.trigger", Tab("runs", pgettext_lazy("trigger", "Log"), "platform.triggerrun", "trigger"))
timeline.VERBS.update(
    {
        "switch_on": _("switched this on"),
        "switch_off": _("switched this off"),
        "run_again": _("had something tried again"),
    }
)
timeline.LABELS.update({"sentence": _("what it does"), "record": _("record")})
navigation.add_setting(
    navigation.Place(
        45,
        _("Triggers"),
        "bolt",
        "platform:trigger_list",
        "platform.view_trigger",
        section=pgettext_lazy("settings", "System"),
    )
)
