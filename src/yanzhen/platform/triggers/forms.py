from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.platform import sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals.forms import EMPTY, KeyField
from yanzhen.platform.models import Robot, Trigger, TriggerAct
from yanzhen.platform.models.triggers import ActKind, Recipient, TriggerEvent
from yanzhen.platform.pages.filters import MOST_OPTIONS
from yanzhen.platform.pages.forms import ActorForm, NounForm, PickField
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.people import directory
from yanzhen.platform.triggers import settings, values


def _label(name: str) -> Any:
    return TriggerAct._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _shown_as(noun: Noun, actor: Actor, name: str, held: Any) -> tuple[Any, Any]:
    """The widget by which a value of a field is entered, and what it begins with."""
    field: Any = values.entry_field(noun, actor, name)
    widget, nothing = field.widget, ("", _("any value"))
    picked: Any = field
    if isinstance(field, forms.ModelChoiceField):
        widget = forms.Select(choices=[nothing, *((str(row.pk), str(row)) for row in picked.queryset[:MOST_OPTIONS])])
    elif isinstance(field, forms.ChoiceField):
        widget = forms.Select(choices=[nothing, *(pair for pair in picked.choices if pair[0] not in ("", None))])
    if isinstance(field, PickField) and isinstance(held, str) and held.isdigit():
        held = field.prepare_value(int(held))
    return widget, held


class TriggerForm(NounForm):
    """When and which; what is offered depends on the kind of record picked before."""

    class Meta:
        model = Trigger
        fields = ["name", "noun_name", "event", "field_name", "from_value", "to_value", "days", "side", "where"]
        widgets = {"where": forms.HiddenInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = sight.noun_of(self.held("noun_name"))
        self.event = self.held("event")
        offered = [(noun.name, noun.plural) for noun in values.offered(self.actor)]
        self.fields["noun_name"].widget = forms.Select(choices=[EMPTY, *offered])
        self.fields["side"].required = False
        if self.kind is None or not self.actor.can(self.kind.code("view")):
            self.kind = None
            return
        self._offer(self.kind)

    def held(self, name: str) -> str:
        """What is entered or kept for a field."""
        found = self.data.get(self.add_prefix(name)) if self.is_bound else None
        if found is None:
            found = self.initial.get(name) or getattr(self.instance, name, "")
        return str(found or "")

    def _offer(self, kind: Noun) -> None:
        dates = self.event == TriggerEvent.REACHED
        fields = values.dated(kind, self.actor) if dates else values.watched(kind, self.actor)
        nothing = ("", "–") if dates else ("", _("any field"))
        self.fields["field_name"].widget = forms.Select(choices=[nothing, *values.pairs(fields)])
        name = self.held("field_name")
        for side in ("from_value", "to_value") if name in fields and self.event == TriggerEvent.CHANGED else ():
            widget, held = _shown_as(kind, self.actor, name, self.initial.get(side))
            self.fields[side].widget, self.initial[side] = widget, held

    @property
    def shown(self) -> list[Any]:
        """The fields that the event needs, in the order of the sentence."""
        names: dict[str, list[str]] = {
            TriggerEvent.CHANGED: ["field_name"] + (["from_value", "to_value"] if self.held("field_name") else []),
            TriggerEvent.REACHED: ["field_name", "days", "side"],
            TriggerEvent.SILENT: ["days"],
        }
        return [self[name] for name in ["event", *names.get(self.event, [])]]


class ActForm(ActorForm):
    """One thing to do."""

    kind = forms.ChoiceField(label=_label("kind"), choices=[EMPTY, *ActKind.choices])
    recipient = forms.ChoiceField(
        label=_label("recipient"), choices=[EMPTY, *Recipient.choices], required=False, initial=Recipient.OWNER
    )
    person_id = KeyField(label=_label("person_id"), required=False)
    robot_id = KeyField(label=gettext_lazy("channel"), required=False)
    text = forms.CharField(label=_label("text"), required=False, max_length=settings.LONGEST_TEXT)
    days = forms.IntegerField(label=_label("days"), required=False, min_value=0, max_value=settings.MOST_DUE, initial=3)
    field_name = forms.CharField(label=_label("field_name"), required=False, max_length=80)
    value = forms.CharField(label=_label("value"), required=False, max_length=500)
    address = forms.CharField(
        label=gettext_lazy("web address"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )

    NEEDS = {
        ActKind.TASK: ["recipient", "person_id", "text", "days"],
        ActKind.NOTIFY: ["recipient", "person_id", "robot_id", "text"],
        ActKind.SET: ["field_name", "value"],
        ActKind.WEBHOOK: ["address"],
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = directory().colleagues("", actor=self.actor, limit=500)
        self.fields["person_id"].offer((p.user_id, p.name) for p in people)  # type: ignore[attr-defined]
        robots = Robot.objects.filter(is_active=True).order_by("name").values_list("pk", "name")
        self.fields["robot_id"].offer(robots)  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """A line that says what to do counts, also when nothing on it was changed."""
        return bool(self.held("kind")) if self.is_bound else False

    def held(self, name: str) -> str:
        found = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
        return str(found if found is not None else self.fields[name].initial or "")

    def aim(self, noun: Noun) -> None:
        """Offer the fields of this kind of record, and of a field its values."""
        fields = values.settable(noun, self.actor)
        self.fields["field_name"].widget = forms.Select(choices=[EMPTY, *values.pairs(fields)])
        name = self.held("field_name")
        if name in fields:
            widget, held = _shown_as(noun, self.actor, name, self.initial.get("value"))
            self.fields["value"].widget, self.initial["value"] = widget, held
        allowed = [kind for kind in ActKind.choices if kind[0] != ActKind.WEBHOOK or self.actor.can(settings.CALLS)]
        self.fields["kind"].widget.choices = [EMPTY, *allowed]  # type: ignore[attr-defined]
        whom = [c for c in Recipient.choices if c[0] != Recipient.ROBOT or self.held("kind") == ActKind.NOTIFY]
        self.fields["recipient"].widget.choices = whom  # type: ignore[attr-defined]

    @property
    def shown(self) -> list[Any]:
        """The fields that this kind of act needs."""
        kind, to = self.held("kind"), self.held("recipient")
        hidden = {"person_id"} if to != Recipient.PERSON else set()
        hidden |= {"robot_id"} if to != Recipient.ROBOT else set()
        hidden |= {"value"} if not self.held("field_name") else set()
        return [self[name] for name in self.NEEDS.get(kind, []) if name not in hidden]  # type: ignore[call-overload]

    @staticmethod
    def initial_of(act: TriggerAct) -> dict[str, Any]:
        return settings.given(act)
