"""The lists of scripts, call lists, people to call, calls made, and numbers not to be called."""

from functools import partial

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.queries import customers, leads
from yanzhen.field.enums.calls import CodeKind, ListState, TargetState
from yanzhen.field.models import CallAttempt, CallList, CallScript, CallTarget, DoNotCall
from yanzhen.field.queries import calls
from yanzhen.organization.queries import choices
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import Field, describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

_c, _l, _t, _a, _n = (partial(describe, m) for m in (CallScript, CallList, CallTarget, CallAttempt, DoNotCall))
PERSON, UNIT = "organization:employee_record", "organization:unit_record"
CUSTOMER, LEAD, CONTACT = "crm:customer_record", "crm:lead_record", "crm:contact_record"
LIST, SCRIPT, TARGET = "field:calllist_record", "field:callscript_record", "field:calltarget_record"
LIST_TONES = {ListState.OPEN: "accent", ListState.CLOSED: "neutral"}
TARGET_TONES = {
    TargetState.OPEN: "accent", TargetState.SUCCESS: "good", TargetState.REFUSED: "neutral",
    TargetState.UNREACHED: "warning", TargetState.WRONG: "bad", TargetState.BARRED: "bad",
}  # fmt: skip
KIND_TONES = {
    CodeKind.INTERESTED: "good", CodeKind.APPOINTMENT: "good", CodeKind.CALL_BACK: "accent",
    CodeKind.NO_ANSWER: "warning", CodeKind.WRONG_NUMBER: "bad", CodeKind.DO_NOT_CALL: "bad",
}  # fmt: skip


def _target_name(actor: Actor, key: object) -> str:
    """How a target reads on a chip: by its customer or lead, so these are read along."""
    return str(calls.targets(actor).filter(pk=int(str(key))).first() or key)


def _due() -> Q:
    return Q(state=TargetState.OPEN, recall_at__lte=timezone.now())


def _of(name: str, label: object, query: object, path: str = "") -> Filter:
    return Filter(name, label, "ref", path or name, named=name_of(query))  # type: ignore[arg-type]


SCRIPTS = ListSpec(
    query=calls.scripts,
    columns=[_c("name", card="title"), _c("goal", card="sub")],
    search=("name", "goal"),
    sort="name",
)
LISTS = ListSpec(
    query=calls.lists,
    columns=[
        _l("name", card="title"),
        _l("state", tones=LIST_TONES, card="badge"),
        _l("owner", page=PERSON, card="sub"),
        _l("script", page=SCRIPT, card="hide"),
        Field("open", _("still to call"), source="open_count", kind="number", sort="open_count", card="fig"),
        Field("all", _("on the list"), source="target_count", kind="number", sort="target_count", card="meta"),
        Field("successes", _("successes"), source="success_count", kind="number", sort="success_count", card="meta"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(ListState.choices)),
        Filter("owner", _("owner"), "ref", "owner", options=choices.employees, named=choices.employee_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        _of("script", _("call script"), calls.scripts),
    ],
    search=("name",),
    sort="-id",
)
TARGETS = ListSpec(
    query=calls.targets,
    columns=[
        _t("position", card="hide"),
        _t("customer", page=CUSTOMER, card="title"),
        _t("lead", page=LEAD, card="sub"),
        _t("contact", page=CONTACT, card="meta"),
        _t("state", tones=TARGET_TONES, card="badge"),
        _t("tries", card="hide"),
        _t("recall_at", card="meta"),
        _t("last_result", card="meta"),
        _t("last_at", card="hide"),
        _t("claimed_by", page=PERSON, card="hide"),
        _t("call_list", page=LIST, card="hide"),
    ],
    filters=[
        _of("call_list", _("call list"), calls.lists),
        Filter("state", _("state"), "choice", "state", choices=dict(TargetState.choices)),
        _of("customer", _("customer"), customers.visible),
        _of("lead", _("lead"), leads.visible),
        Filter("due", _("agreed time has come"), "when", when=_due),
        Filter("recall_at", _("call again"), "date", "recall_at__date"),
        Filter("last_at", _("last called"), "date", "last_at__date"),
    ],
    search=("customer__name", "lead__company", "last_result"),
    sort="position",
)
ATTEMPTS = ListSpec(
    query=calls.attempts,
    columns=[
        _a("called_at", card="meta"),
        _a("target", page=TARGET, card="title"),
        _a("code", card="sub"),
        _a("kind", tones=KIND_TONES, card="badge"),
        _a("note", card="meta"),
        _a("minutes", card="hide"),
        _a("recall_at", card="meta"),
        _a("employee", page=PERSON, card="meta"),
        _a("target__call_list", page=LIST, card="hide"),
        _a("undone_at", card="hide"),
    ],
    filters=[
        _of("call_list", _("call list"), calls.lists, "target__call_list"),
        _of("customer", _("customer"), customers.visible, "target__customer"),
        _of("lead", _("lead"), leads.visible, "target__lead"),
        Filter("target", _("person to call"), "ref", "target", named=_target_name),
        Filter("kind", _("what it means"), "choice", "kind", choices=dict(CodeKind.choices)),
        Filter("employee", pgettext_lazy("who did it", "by"), "ref", "employee", options=choices.employees,
               named=choices.employee_name),
        Filter("called_at", _("called at"), "date", "called_at__date"),
        Filter("undone", _("taken back"), "when", when=lambda: Q(undone_at__isnull=False)),
    ],
    search=("code", "note", "target__customer__name", "target__lead__company"),
    sort="-called_at",
)  # fmt: skip
NUMBERS = ListSpec(
    query=calls.numbers,
    columns=[
        _n("phone", card="title"),
        _n("reason", card="sub"),
        _n("who", card="meta"),
        _n("created_at", card="meta"),
    ],
    filters=[Filter("created_at", _("entered"), "date", "created_at__date")],
    search=("reason", "who"),
    sort="-id",
)
